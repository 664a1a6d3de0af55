"""Things that fall onto others begin above them, and strike them."""

import mujoco
import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import build, compose, failed_checks


def _heights(prompt: str) -> dict[str, float]:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    model = build(composed.mjcf).model
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    return {model.body(i).name: float(data.xpos[i, 2]) for i in range(1, model.nbody)}


@pytest.mark.parametrize(
    ("prompt", "height"),
    [
        ("a ball two metres above a box", 2.2),
        ("a ball falling onto a pyramid of 6 cubes from 2 m", 2.0),
        ("red ball 2 m up in the air", 2.0),
        ("a ball falls onto a stack of three cubes", 1.1),
        ("a ball dropped on a box", 0.7),
        ("drop a ball onto a red box on a table", 1.35),
    ],
)
def test_a_ball_begins_above_what_it_falls_onto(prompt: str, height: float) -> None:
    assert _heights(prompt)["sphere"] == pytest.approx(height)


def test_what_falls_onto_a_pile_is_no_part_of_it() -> None:
    heights = _heights("a sphere dropped onto a pile of 10 boxes")
    assert max(heights, key=heights.__getitem__) == "sphere"
    assert len(heights) == 11


@pytest.mark.parametrize(
    "prompt",
    [
        "a ball dropped from 10 cm on a box",
        "a ball falls onto three boxes",
        "three balls falling on a box",
    ],
)
def test_what_cannot_fall_onto_something_is_declined(prompt: str) -> None:
    with pytest.raises(WritingError, match=r"begin above|not clear onto which|do not all fall"):
        compose(prompt)


def test_cups_are_beside_a_tower_and_not_in_it() -> None:
    heights = _heights("a table with a tower of 3 cubes and two cups")
    assert heights["cup1"] == heights["cup2"] < heights["cube2"]


def test_very_small_is_smaller_than_small() -> None:
    sizes = [
        float(build(compose(f"a {words} box").mjcf).model.geom_size[1, 0])
        for words in ("very small", "small", "large", "very large")
    ]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 4
