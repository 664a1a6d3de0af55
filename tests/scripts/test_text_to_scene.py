"""The cases of the benchmark: each accepts what is right and refuses what nearly is."""

from __future__ import annotations

import functools

import pytest

from benchmarks.subject import MENAGERIE
from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases import CASES
from benchmarks.text_to_scene.robots import robot_files
from benchmarks.text_to_scene.verify.scene import read_scene, why_refused

_files = functools.cache(robot_files)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_accepts_what_is_right_and_refuses_what_nearly_is(case: Case) -> None:
    files = _files(MENAGERIE)
    missing = [name for name in case.robots if name not in files]
    if missing:
        pytest.skip(f"there is no {', '.join(missing)} in {MENAGERIE}")

    for number, mjcf in enumerate(case.right):
        refused = why_refused(read_scene(mjcf, files), case.all_predicates)
        assert not refused, f"right scene {number + 1} was refused: {refused}"
    for label, mjcf in case.near_misses:
        assert why_refused(read_scene(mjcf, files), case.all_predicates), f"{label} was accepted"
