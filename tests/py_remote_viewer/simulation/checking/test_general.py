"""What every scene has to be, and trials that do not come to their end."""

from collections.abc import Callable, Mapping
from typing import get_args

import msgspec
import mujoco
import pytest

from py_remote_viewer.protocol.expectations import (
    Axis,
    Chain,
    Check,
    Count,
    Expectation,
    Falls,
    Mass,
    Moves,
    On,
    Period,
    Settles,
    Stays,
    Things,
    Topples,
)
from py_remote_viewer.simulation.checking import run as running
from py_remote_viewer.simulation.checking import run_trial

Trial = Callable[..., tuple[Check, ...]]


def _stack(masses: list[float], gap: float = 0.0) -> str:
    return "".join(
        f'<body name="box{i}" pos="0 0 {0.1 + i * (0.2 + gap)}"><freejoint/>'
        f'<geom type="box" size=".1 .1 .1" mass="{mass}"/></body>'
        for i, mass in enumerate(masses)
    )


def test_the_general_checks_come_first(trial: Trial) -> None:
    checks = trial(_stack([1]), Mass("box0", 1), sim_sec=0.1)
    assert [check.sentence for check in checks] == [
        "the simulation stays finite, and MuJoCo warns of nothing",
        "nothing is more than 1 mm inside something else (5 mm for robots)",
        "the mass of box0 is 1 kg",
    ]
    assert all(check.passed for check in checks)


def test_checks_can_go_over_a_wire(trial: Trial) -> None:
    checks = trial(_stack([1, 1]), Mass("box0", 1), Stays(), Axis("box0", (1, 0, 0)), sim_sec=0.1)
    data = msgspec.msgpack.encode(checks)
    assert msgspec.msgpack.decode(data, type=tuple[Check, ...]) == checks


@pytest.mark.parametrize(
    "inside",
    [
        _stack([1] * 5),
        _stack([1] * 10),
        _stack([10, 1, 5, 1, 1]),
        _stack([1, 5]),
        # An impact goes deep for a moment.
        '<body name="ball" pos="0 0 5"><freejoint/><geom size=".1" mass="9"/></body>',
        _stack([1] * 3, gap=0.1),
    ],
)
def test_ordinary_scenes_are_sound(trial: Trial, inside: str) -> None:
    finite, apart = trial(inside, sim_sec=2.0)
    assert finite.passed
    assert apart.passed, apart.found


def test_a_stack_of_five_boxes_stands(trial: Trial) -> None:
    checks = trial(_stack([1] * 5), Count(Things(name="box"), 5), Stays(), Settles(),
                   *(On(f"box{i + 1}", f"box{i}") for i in range(4)))  # fmt: skip
    assert [check.found for check in checks if not check.passed] == []


def test_a_scene_that_becomes_infinite_is_not_sound(trial: Trial) -> None:
    inside = """<option gravity="0 0 -1e12"/><worldbody>
    <body name="box" pos="0 0 .1"><freejoint/><geom size=".1"/></body></worldbody>"""
    finite, _, stays, moves = trial(inside, Stays(), Moves("box", 1e30))
    assert not finite.passed
    assert "becomes infinite" in finite.found
    assert not stays.passed
    assert stays.found in finite.found
    assert not moves.passed


def test_what_is_thrown_away_is_not_sound(trial: Trial) -> None:
    inside = """<option gravity="0 0 1e5"/><worldbody>
    <body name="box" pos="0 0 .1"><freejoint/><geom size=".1"/></body></worldbody>"""
    finite = trial(inside)[0]
    assert not finite.passed
    assert finite.found.startswith("box is thrown away at ")


def test_a_warning_of_mujoco_is_not_sound(trial: Trial) -> None:
    inside = f'<size memory="100K"/><worldbody>{_stack([1] * 40, gap=-0.1)}</worldbody>'
    finite = trial(inside, sim_sec=0.1)[0]
    assert not finite.passed
    assert "arena memory" in finite.found


@pytest.mark.parametrize(
    ("low", "passed"), [(0.3, True), (0.2995, True), (0.298, False), (0.25, False)]
)
def test_things_may_not_begin_inside_each_other(trial: Trial, low: float, passed: bool) -> None:
    inside = _stack([1]) + (
        f'<body name="lid" pos="0 0 {low}"><freejoint/><geom type="box" size=".1 .1 .1"/></body>'
    )
    apart = trial(inside, sim_sec=0.1)[1]
    assert apart.passed is passed
    if not passed:
        assert apart.found == f"box0 begins {(0.3 - low) * 1e3:.2g} mm inside lid"


def test_things_in_the_floor_are_told_by_their_names(trial: Trial) -> None:
    inside = '<body name="box" pos="0 0 .09"><freejoint/><geom type="box" size=".1 .1 .1"/></body>'
    assert trial(inside, sim_sec=0.1)[1].found == "box begins 10 mm inside floor"


def test_what_sinks_in_for_good_is_inside(trial: Trial) -> None:
    soft = '<body name="box" pos="0 0 .2"><freejoint/><geom size=".1" solref=".2 1"/></body>'
    apart = trial(soft)[1]
    assert not apart.passed
    assert "inside floor" in apart.found
    # No load is an excuse for everything.
    assert not trial(_stack([1, 500]))[1].passed


@pytest.mark.parametrize(
    ("robots", "depth", "passed"),
    [({}, 0.004, False), ({"r/": "panda"}, 0.004, True), ({"r/": "panda"}, 0.006, False)],
)
def test_robots_may_be_a_little_deeper(
    trial: Trial, robots: Mapping[str, str], depth: float, passed: bool
) -> None:
    inside = (
        f'<body name="r/foot" pos="0 0 {0.1 - depth}"><freejoint/>'
        '<geom type="box" size=".1 .1 .1"/></body>'
    )
    assert trial(inside, robots=robots, sim_sec=0.05)[1].passed is passed


def test_parts_of_one_robot_may_be_inside_each_other(trial: Trial) -> None:
    inside = """<body name="{}a" pos="0 0 1"><joint damping="9"/><geom size=".1"/></body>
    <body name="{}b" pos="0 0 1.1"><joint damping="9"/><geom size=".1"/></body>"""
    one = inside.format("r/", "r/")
    assert trial(one, robots={"r/": "panda"}, sim_sec=0.05)[1].passed
    assert not trial(one, sim_sec=0.05)[1].passed
    two = inside.format("r/", "s/")
    assert not trial(two, robots={"r/": "panda", "s/": "panda"}, sim_sec=0.05)[1].passed


def test_the_trial_begins_from_the_first_keyframe(trial: Trial) -> None:
    inside = f"""<worldbody>{_stack([1])}<geom name="floor" type="plane" size="1 1 1"/></worldbody>
    <keyframe><key qpos="0 0 1.1 1 0 0 0"/></keyframe>"""
    assert trial(inside, Falls("box0", 1))[2].passed


def test_a_trial_without_time_claims_nothing(trial: Trial) -> None:
    expected: tuple[Expectation, ...] = (
        Stays(), Settles(), On("box0", "floor"), Topples(("box0",)), Moves("box0"),
        Falls("box1", 1), Mass("box0", 1), Period("pivot", 1),
    )  # fmt: skip
    pivot = '<body pos="2 0 2" euler="0 20 0"><joint name="pivot"/><geom size=".1"/></body>'
    finite, apart, *rest = trial(_stack([1, 1], gap=2.0) + pivot, *expected, wall_sec=0.0)
    assert [check.passed for check in rest] == [False] * 6 + [True, False]
    assert not finite.passed
    assert "too slow to be tried" in finite.found
    assert not apart.passed
    assert all("in time" in check.found for check in rest[:6] + rest[7:]), rest


def test_an_expectation_that_cannot_be_checked_fails_with_a_sentence(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(running, "check_geometry", broken)
    _, _, mass, count = trial(_stack([1]), Mass("box0", 1), Count(Things(), 1), sim_sec=0.02)
    assert mass == Check(
        "the mass of box0 is 1 kg", False, "that could not be checked: division by zero"
    )
    assert count.passed


def test_a_scene_that_cannot_be_simulated_fails_all_checks() -> None:
    # The memory that it gives itself does not hold its contacts.
    boxes = _stack([1] * 40, gap=-0.1)
    model = mujoco.MjModel.from_xml_string(
        f'<mujoco><size memory="40K"/><worldbody>{boxes}</worldbody></mujoco>'
    )
    checks = run_trial(model, (Chain(1, "hinge"), Stays()))
    assert len(checks) == 4
    assert not any(check.passed for check in checks)
    assert all(check.found for check in checks)


def test_every_expectation_is_judged_in_an_empty_scene() -> None:
    model = mujoco.MjModel.from_xml_string("<mujoco/>")
    for kind in get_args(Expectation):
        expected = _some(kind)
        checks = run_trial(model, (expected,), sim_sec=0.02)
        assert checks[2].sentence == expected.sentence
        assert "could not be checked" not in checks[2].found
        assert not checks[2].passed or kind.__name__ in ("Stays", "Settles"), kind


def _some(kind: type[Expectation]) -> Expectation:
    """One with values that fit, whatever they are."""
    tag = kind.__struct_config__.tag
    values = {
        "of": {"name": "a"} if tag == "count" else "a", "count": 1, "kind": "hinge",
        "direction": [1, 0, 0], "links": 1, "degrees": 1, "thing": "a", "other": "b",
        "dimension": "length", "metres": 1.0, "kg": 1.0, "colour": "red", "name": "a",
        "attribute": "pos", "values": [1.0], "downwards": 1.0, "things": [], "joint": "a",
        "seconds": 1.0, "robot": "a",
    }  # fmt: skip
    if tag == "attribute":
        values["kind"] = "geom"
    fields = {field: values[field] for field in kind.__struct_fields__ if field in values}
    if tag == "topples":
        fields["things"] = ["a"]
    return msgspec.convert({"expect": tag, **fields}, Expectation)


def test_what_its_load_presses_in_may_begin_so(trial: Trial) -> None:
    # The lower one is as deep in the floor as the upper one presses it; see `_REST_M`.
    model = """<worldbody><geom name="floor" type="plane" size="5 5 .1"/>
    <body name="foot" pos="0 0 {}"><freejoint/><geom type="box" size=".1 .1 .1" mass="1"/></body>
    <body name="load" pos="0 0 {}"><freejoint/><geom type="box" size=".1 .1 .1" mass="29"/></body>
    </worldbody>"""
    pressed = trial(model.format(0.0985, 0.2984), sim_sec=1.0)[1]
    assert pressed.passed, pressed.found
    # Without the load it comes out.
    alone = (
        '<body name="foot" pos="0 0 .0985"><freejoint/><geom type="box" size=".1 .1 .1"/></body>'
    )
    assert trial(alone, sim_sec=1.0)[1].found == "foot begins 1.5 mm inside floor"


def test_a_robots_soft_feet_go_as_deep_as_they_are_meant_to(trial: Trial) -> None:
    foot = """<body name="r/foot" pos="0 0 .1"><freejoint/>
    <geom type="box" size=".1 .1 .1" solimp=".015 1 .03"/></body>"""
    assert trial(foot, robots={"r/": "anymal_c"})[1].passed
    assert not trial(foot)[1].passed


def test_what_was_inside_something_before_a_change_is_no_fault_of_the_change() -> None:
    text = (
        "<mujoco><worldbody><geom type='plane' size='2 2 .1'/>"
        "<body name='old' pos='0 0 .05'><geom size='.1'/></body>{more}</worldbody></mujoco>"
    )
    moving = text.replace("<geom size='.1'/>", "<freejoint/><geom size='.1'/>", 1)
    new = "<body name='new' pos='1 0 .05'><freejoint/><geom size='.1'/></body>"
    before = mujoco.MjModel.from_xml_string(moving.format(more=""))
    after = mujoco.MjModel.from_xml_string(moving.format(more=new))
    assert not run_trial(before, ())[1].passed
    assert run_trial(before, (), before=before)[1].passed
    found = run_trial(after, (), before=before)[1]
    assert not found.passed
    assert "new" in found.found
    assert "old" not in found.found
