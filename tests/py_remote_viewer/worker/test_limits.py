"""What a process may use while it loads a model, and that it may again afterwards."""

import resource
import subprocess
import sys

import pytest

from py_remote_viewer.config import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.worker.limits import limited

_MIB = 1 << 20
_LIMITS = ModelSettings(load_bytes=512 * _MIB)
_ALL = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)


def _now() -> list[tuple[int, int]]:
    return [resource.getrlimit(what) for what in _ALL]


def test_more_memory_than_allowed_is_refused_with_the_setting_to_raise() -> None:
    before = _now()
    refused = pytest.raises(SceneError, match=r"more than 512 MiB .* models\.load_bytes")
    with refused, limited(_LIMITS):
        bytearray(600 * _MIB)
    assert _now() == before
    assert len(bytearray(600 * _MIB)) == 600 * _MIB


def test_what_is_within_the_limits_is_done_and_they_are_lifted_also_after_a_failure() -> None:
    before = _now()
    with limited(_LIMITS):
        assert len(bytearray(100 * _MIB)) == 100 * _MIB
        assert all(now != old for now, old in zip(_now(), before, strict=True))
    with pytest.raises(KeyError), limited(_LIMITS):
        raise KeyError
    assert _now() == before


def _shown(program: str) -> str:
    """What a process of its own prints: lowered limits stay."""
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_a_limit_that_is_there_already_is_never_raised() -> None:
    shown = _shown(
        "import resource; from py_remote_viewer.config import ModelSettings;"
        "from py_remote_viewer.worker.limits import limited;"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64));"
        "resource.setrlimit(resource.RLIMIT_CPU, (7, 9));\n"
        "with limited(ModelSettings()):\n"
        "    print(resource.getrlimit(resource.RLIMIT_NOFILE), end=' ')\n"
        "    print(resource.getrlimit(resource.RLIMIT_CPU))"
    )
    assert shown == "(64, 64) (7, 9)"


def test_a_crash_writes_no_memory_to_a_disk() -> None:
    shown = _shown(
        "import resource; from py_remote_viewer.worker.limits import no_core_files;"
        "no_core_files(); print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    assert shown == "0"
