"""Robots look at what they are said to look at, and what is before them is where they look."""

import math

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Robot
from py_remote_viewer.simulation.loading import initial_state
from tests.support.words import MENAGERIE, build, catalogue, compose, failed_checks

_NEEDS_MENAGERIE = pytest.mark.skipif(not MENAGERIE.is_dir(), reason="there is no menagerie")
#: What is at the front of each, and what behind: bodies, by parts of their names.
_ENDS = {
    "anymal_c": ("F_HIP", "H_HIP"), "quadruped": ("hip_front", "hip_rear"),
    "humanoid": ("head", "pelvis"), "panda": ("hand", "link0"), "panda_nohand": ("link7", "link0"),
    "ur5e": ("wrist_2", "base"), "robot_arm": ("hand", "base"),
}  # fmt: skip


def _scene(mjcf: str) -> tuple[mujoco.MjModel, mujoco.MjData]:
    model = build(mjcf).model
    data = initial_state(model)
    mujoco.mj_forward(model, data)
    return model, data


def _looks_deg(model: mujoco.MjModel, data: mujoco.MjData, robot: str, called: str = "") -> float:
    """In which direction one looks, about z from x."""
    prefix, places = f"{called or robot}/", list[np.ndarray]()
    for part in _ENDS[robot]:
        names = [model.body(i).name for i in range(model.nbody)]
        bodies = [i for i, name in enumerate(names) if name.startswith(prefix) and part in name]
        places.append(np.mean([data.xpos[body] for body in bodies], axis=0))
    x, y, _ = places[0] - places[1]
    return math.degrees(math.atan2(y, x))


def _turned_deg(one: float, other: float) -> float:
    return abs((one - other + 180.0) % 360.0 - 180.0)


@pytest.mark.parametrize("name", sorted(_ENDS))
def test_a_robot_looks_where_the_catalogue_says(name: str) -> None:
    entry = catalogue().entries.get(name)
    if entry is None:
        pytest.skip("there is no menagerie")
    site = f'<mujoco><worldbody><site name="robot:{name}"/></worldbody></mujoco>'
    assert _turned_deg(_looks_deg(*_scene(site), name), entry.front_deg) < 20.0


@_NEEDS_MENAGERIE
@pytest.mark.parametrize(
    "prompt",
    [
        "a UR5e and a Panda facing each other",
        "a UR5e facing a Panda",
        "Place a UR5e and a Panda facing each other with a ball between them",
    ],
)
def test_two_arms_of_different_kinds_look_at_each_other(prompt: str) -> None:
    model, data = _scene(compose(prompt).mjcf)
    away = data.body("panda/link0").xpos - data.body("ur5e/base").xpos
    at = math.degrees(math.atan2(away[1], away[0]))
    assert _turned_deg(_looks_deg(model, data, "ur5e"), at) < 20.0
    assert _turned_deg(_looks_deg(model, data, "panda"), at + 180.0) < 20.0


def test_a_humanoid_and_a_quadruped_look_at_each_other() -> None:
    model, data = _scene(compose("A humanoid and a quadruped facing one another").mjcf)
    looks = [_looks_deg(model, data, name) for name in ("humanoid", "quadruped")]
    assert _turned_deg(*looks) > 170.0


@_NEEDS_MENAGERIE
@pytest.mark.parametrize(
    ("prompt", "thing", "side_deg"),
    [
        pytest.param("ANYmal and a red ball in front of it", "sphere", 0.0, marks=pytest.mark.slow),
        ("ANYmal with a box on its left", "box", 90.0),
        pytest.param("a red ball behind an ANYmal", "sphere", 180.0, marks=pytest.mark.slow),
        ("an anymal in front of a wall of 12 boxes", "box1", 0.0),
    ],
)
def test_what_is_before_an_anymal_is_where_its_head_is(
    prompt: str, thing: str, side_deg: float
) -> None:
    model, data = _scene(compose(prompt).mjcf)
    away = data.body(thing).xpos - data.body("anymal_c/base").xpos
    at = math.degrees(math.atan2(away[1], away[0]))
    assert _turned_deg(at, _looks_deg(model, data, "anymal_c") + side_deg) < 25.0


def test_a_wall_before_a_robot_is_across_its_view() -> None:
    _, data = _scene(compose("a quadruped facing a wall of 10 bricks").mjcf)
    places = np.array([data.body(f"brick{i + 1}").xpos for i in range(10)])
    assert np.ptp(places[:, 0]) < 0.01
    assert np.ptp(places[:, 1]) > 0.2


def test_robots_of_one_kind_are_counted_together() -> None:
    composed = compose("a robot arm and two more robot arms")
    assert Robot("robot_arm", 3) in composed.expectations
    assert failed_checks(composed.mjcf, composed.expectations) == []


@_NEEDS_MENAGERIE
@pytest.mark.parametrize(
    "prompt",
    [
        "two robot arms with a table with a red cup between them",
        "a UR5e and a Panda facing each other with a ball between them",
        "robot arm with gripper on a 50 cm pedestal",
        "ur5e with a panda hand",
        "ANYmal on flat terrain in front of a wall of 12 boxes",
        "a Panda and a red cube that it can reach",
    ],
)
def test_robots_are_placed_as_they_were_told(prompt: str) -> None:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []


@_NEEDS_MENAGERIE
def test_a_robot_to_the_left_of_another_is_so_for_both_and_for_who_looks_on() -> None:
    model, data = _scene(compose("a UR5e to the left of a Panda").mjcf)
    assert data.body("ur5e/base").xpos[0] < data.body("panda/link0").xpos[0]
    assert _turned_deg(_looks_deg(model, data, "panda"), 90.0) < 20.0


@_NEEDS_MENAGERIE
def test_an_arm_on_a_pedestal_stands_on_it() -> None:
    _, data = _scene(compose("Panda on a 50 cm pedestal").mjcf)
    assert data.body("panda/link0").xpos[2] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("prompt", "reason"),
    [
        ("a robot with two arms", "several arms"),
        ("a quadruped with a gripper", "has no gripper"),
        ("three robot arms facing each other", "facing each other"),
    ],
)
def test_what_a_robot_cannot_be_is_declined(prompt: str, reason: str) -> None:
    with pytest.raises(WritingError, match=reason):
        compose(prompt)
