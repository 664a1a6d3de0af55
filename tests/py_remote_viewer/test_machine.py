"""The cores and the memory that count: the machine's, less where a cgroup sets a bound."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from py_remote_viewer.machine import usable_cores, usable_memory

_ALL = float(len(os.sched_getaffinity(0)))
_WHOLE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _groups(tmp_path: Path, groups: str, files: dict[str, str]) -> dict[str, Path]:
    own = tmp_path / "own"
    own.write_text(groups)
    for name, text in files.items():
        file = tmp_path / "cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return {"cgroups": tmp_path / "cgroup", "own_groups": own}


def _cores(tmp_path: Path, groups: str, files: dict[str, str]) -> float:
    return usable_cores(**_groups(tmp_path, groups, files))


def _memory(tmp_path: Path, groups: str, files: dict[str, str]) -> int:
    return usable_memory(**_groups(tmp_path, groups, files))


@pytest.mark.parametrize("text", ["max 100000\n", "", "1 0", "nonsense", "0 100000"])
def test_without_a_quota_it_is_what_the_scheduler_allows(tmp_path: Path, text: str) -> None:
    assert _cores(tmp_path, "0::/\n", {"cpu.max": text}) == _ALL


def test_a_quota_of_version_2_counts(tmp_path: Path) -> None:
    assert _cores(tmp_path, "0::/\n", {"cpu.max": "50000 100000\n"}) == 0.5


def test_the_tightest_of_all_groups_above_counts(tmp_path: Path) -> None:
    files = {"a/cpu.max": "25000 100000", "a/b/cpu.max": "max 100000", "other/cpu.max": "1 100000"}
    assert _cores(tmp_path, "0::/a/b\n", files) == 0.25


def test_a_quota_of_version_1_counts(tmp_path: Path) -> None:
    folder = "cpu,cpuacct/docker/1"
    files = {f"{folder}/cpu.cfs_quota_us": "75000\n", f"{folder}/cpu.cfs_period_us": "100000\n"}
    groups = "5:memory:/docker/1\n4:cpu,cpuacct:/docker/1\n0::/\n"
    assert _cores(tmp_path, groups, files) == 0.75


def test_a_path_that_only_the_host_knows_ends_at_the_mount(tmp_path: Path) -> None:
    files = {"cpu/cpu.cfs_quota_us": "50000", "cpu/cpu.cfs_period_us": "100000"}
    assert _cores(tmp_path, "4:cpu:/docker/1\n", files) == 0.5


def test_a_machine_that_tells_nothing_is_taken_as_it_looks(tmp_path: Path) -> None:
    assert usable_cores(cgroups=tmp_path, own_groups=tmp_path / "absent") == _ALL


@pytest.mark.parametrize("text", ["max\n", "", "0", "nonsense", "9223372036854771712\n"])
def test_without_a_bound_it_is_the_memory_of_the_machine(tmp_path: Path, text: str) -> None:
    assert _memory(tmp_path, "0::/\n", {"memory.max": text}) == _WHOLE


def test_the_tightest_bound_of_memory_of_all_groups_above_counts(tmp_path: Path) -> None:
    files = {"a/memory.max": "5000\n", "a/b/memory.max": "max\n", "other/memory.max": "1"}
    assert _memory(tmp_path, "0::/a/b\n", files) == 5000
    files = {"memory/docker/1/memory.limit_in_bytes": "7000\n", "cpu/docker/1/memory.max": "1"}
    assert _memory(tmp_path, "5:memory:/docker/1\n4:cpu:/docker/1\n", files) == 7000


def test_what_runs_beside_others_takes_only_what_they_leave() -> None:
    show = (
        "import os, threading; from py_remote_viewer.machine import take_what_is_left;"
        "take_what_is_left(); told = [];"
        "thread = threading.Thread(target=lambda: told.append(os.sched_getscheduler(0)));"
        "thread.start(); thread.join();"
        "print(told[0] == os.SCHED_IDLE or os.nice(0) == 19)"
    )
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
