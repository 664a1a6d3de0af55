"""The benchmark of scenes from words: what its cases accept, and what it makes of answers."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from benchmarks.subject import MENAGERIE
from benchmarks.text_to_scene.asking import Outcome, Result, Writer, ask, judge
from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases import CASES
from benchmarks.text_to_scene.report import summary, table
from benchmarks.text_to_scene.robots import robot_files, short_name
from benchmarks.text_to_scene.verify.scene import read_scene, why_refused

_files = functools.cache(robot_files)
_NAMED = {case.name: case for case in CASES}
#: Each runs its scenes; every fourth each time, all of them by `make slow`.
_MARKED = [
    pytest.param(case, id=case.name, marks=[] if number % 4 == 0 else [pytest.mark.slow])
    for number, case in enumerate(CASES)
]
_DOUBLE, _NONSENSE = _NAMED["double_pendulum"], _NAMED["nonsense"]


@pytest.mark.parametrize("case", _MARKED)
def test_a_case_accepts_what_is_right_and_refuses_what_nearly_is(case: Case) -> None:
    files = _files(MENAGERIE)
    missing = [name for name in case.robots if name not in files]
    if missing:
        pytest.skip(f"there is no {', '.join(missing)} in {MENAGERIE}")

    for number, mjcf in enumerate(case.right):
        refused = why_refused(read_scene(mjcf, files), case.all_predicates)
        assert not refused, f"right scene {number + 1} was refused: {refused}"
    for label, mjcf in case.near_misses:
        refused = why_refused(read_scene(mjcf, files), case.all_predicates)
        assert refused, f"{label} was accepted"


def test_there_are_enough_cases_and_each_shows_what_it_checks() -> None:
    assert len(CASES) >= 48
    assert len(_NAMED) == len(CASES)
    for case in CASES:
        assert len(case.near_misses) >= 4, case.name
        # Where no scene can be right, declining has to be.
        assert len(case.right) == 2 or (case.declinable and not case.right), case.name


def _answer(status: int = 200, **told: object) -> httpx.Response:
    return httpx.Response(status, json=told)


def test_a_scene_that_is_right_passes_with_what_it_took() -> None:
    answer = _answer(success=True, mjcf=_DOUBLE.right[0], repairs=1, seconds=2.5, tokens=900)

    result = judge(_DOUBLE, answer, {})

    assert (result.outcome, result.detail) == ("pass", "")
    assert (result.repairs, result.seconds, result.tokens) == (1, 2.5, 900)


def test_a_scene_that_is_said_to_be_right_and_is_not_is_wrong() -> None:
    near = dict(_DOUBLE.near_misses)["triple"]

    assert judge(_DOUBLE, _answer(success=True, mjcf=near), {}).outcome == "wrong"
    broken = judge(_DOUBLE, _answer(success=True, mjcf="<mujoco><nothing/></mujoco>"), {})
    assert broken.outcome == "wrong"
    assert "does not compile" in broken.detail


def test_declining_is_right_only_where_nothing_can_be_made() -> None:
    declined = _answer(422, detail="No.", code="declined", nearest="A pendulum")

    assert judge(_DOUBLE, declined, {}).outcome == "declined"
    assert judge(_DOUBLE, declined, {}).nearest == "A pendulum"
    assert judge(_NONSENSE, declined, {}).outcome == "pass"
    made = _answer(success=True, mjcf=_DOUBLE.right[0])
    assert judge(_NONSENSE, made, {}).outcome == "wrong"


def test_who_tried_and_says_so_failed_and_without_a_key_nothing_was_run() -> None:
    failed = _answer(422, detail="It falls.", code="checks_failed", version=3)
    kept = {"repairs": 3, "tokens": 5000, "seconds": 40.0, "mjcf": "<mujoco/>"}

    result = judge(_DOUBLE, failed, {}, version=kept)

    assert (result.outcome, result.repairs, result.tokens) == ("failed", 3, 5000)
    assert judge(_DOUBLE, _answer(502, detail="Busy."), {}).outcome == "failed"
    assert judge(_DOUBLE, httpx.Response(500, text="oh"), {}).outcome == "failed"
    assert judge(_DOUBLE, _answer(422, code="key_missing"), {}).outcome == "not run"


async def test_a_prompt_is_sent_with_the_key_and_a_failure_is_followed_to_what_is_kept() -> None:
    asked: list[httpx.Request] = []

    def server(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.path.endswith("/versions/7"):
            return httpx.Response(200, json={"version": {"repairs": 2}, "mjcf": "<mujoco/>"})
        return httpx.Response(422, json={"detail": "It falls.", "version": 7})

    writer = Writer("llm", "somebody", "large", "secret")
    transport = httpx.MockTransport(server)
    async with httpx.AsyncClient(base_url="http://there", transport=transport) as client:
        result = await ask(client, _DOUBLE, writer, {})

    assert (result.outcome, result.repairs) == ("failed", 2)
    assert asked[0].headers["x-model-key"] == "secret"
    assert json.loads(asked[0].content) == {
        "prompt": _DOUBLE.prompt, "source": "llm", "provider": "somebody", "model": "large",
        "apply": False,
    }  # fmt: skip
    assert "secret" not in repr(writer)


async def test_a_case_whose_robot_is_not_there_is_not_run() -> None:
    def server(request: httpx.Request) -> httpx.Response:
        raise AssertionError("nothing is to be asked")

    transport = httpx.MockTransport(server)
    async with httpx.AsyncClient(base_url="http://there", transport=transport) as client:
        result = await ask(client, _NAMED["go2"], Writer(), {})

    assert result.outcome == "not run"
    assert "go2" in result.detail


def _results(**outcomes: tuple[Outcome, int]) -> list[Result]:
    return [
        Result(name, "a prompt", True, outcome, "why", repairs=repairs, seconds=1.0 + repairs)
        for name, (outcome, repairs) in outcomes.items()
    ]


def test_rates_are_of_what_was_run_and_what_is_wrong_is_told_last() -> None:
    results = _results(
        a=("pass", 0), b=("pass", 2), c=("wrong", 1), d=("declined", 0), e=("not run", 0)
    )

    rates = summary(results)["all"]

    assert isinstance(rates, Mapping)
    assert (rates["first_try_rate"], rates["after_repair_rate"]) == (0.25, 0.5)
    assert rates["mean_repairs"] == 0.75
    assert rates["seconds_p95"] == 3.0
    told = table("template", results)
    assert "1 WRONG" in told
    assert told.index("!!! c") > told.index("all:")


def test_robots_are_known_by_name_and_by_folder(tmp_path: Path) -> None:
    for folder, file in (("unitree_go2", "go2.xml"), ("some_arm", "arm_v2.xml"), ("notes", "a.md")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).write_text("<mujoco/>")
    (tmp_path / "unitree_go2" / "scene.xml").write_text("<mujoco/>")

    found = robot_files(tmp_path)

    assert found["go2"] == found["unitree_go2"]
    assert found["go2"].path.endswith("unitree_go2/go2.xml")
    assert found["some_arm"] == found["arm_v2"]
    assert "notes" not in found
    assert "scene" not in found
    assert found["humanoid"].bodies
    assert short_name("universal_robots_ur5e") == "ur5e"
    assert "go2" not in robot_files(tmp_path / "nothing")
