"""Ramps as steep and as slippery as they were told, with things where they were told to be."""

import math

import mujoco
import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import build, compose, failed_checks, model_of


def _slope(model: mujoco.MjModel) -> float:
    w, _, y, _ = model.body("ramp").quat
    return math.degrees(2 * math.atan2(abs(y), w))


def _friction(model: mujoco.MjModel) -> float:
    return float(model.geom("ramp_board").friction[0])


@pytest.mark.parametrize(
    ("prompt", "least", "most"),
    [
        ("a low friction ramp with a box", 0.01, 0.2),
        ("a box on a ramp with little friction", 0.01, 0.2),
        ("a frictionless ramp with a box", 0.0, 0.0),
        ("A box on a 30 degree ramp with friction 0.1 between them", 0.1, 0.1),
    ],
)
def test_low_friction_is_some_and_no_friction_is_none(
    prompt: str, least: float, most: float
) -> None:
    assert least <= _friction(model_of(prompt)) <= most


@pytest.mark.parametrize(
    ("prompt", "degrees"),
    [
        ("ramp with a slope of 1:4 and a ball", 14.04),
        ("a sphere rolling down a slope of 1 in 5", 11.31),
        ("a ramp with a gradient of 1/4", 14.04),
    ],
)
def test_a_slope_can_be_told_as_a_ratio(prompt: str, degrees: float) -> None:
    assert _slope(model_of(prompt)) == pytest.approx(degrees, abs=0.01)


def test_things_are_where_on_the_ramp_they_were_told_to_be() -> None:
    heights = {
        where: float(model_of(f"A box {where} a ramp").body("box").pos[2])
        for where in ("at the bottom of", "halfway up", "at the top of")
    }
    assert sorted(heights, key=lambda where: heights[where]) == list(heights)
    assert heights["halfway up"] == pytest.approx(math.sin(math.radians(25)) + 0.09, abs=0.02)


def test_balls_that_race_have_each_its_colour() -> None:
    composed = compose("two balls racing down a ramp, one red one blue")
    assert failed_checks(composed.mjcf, composed.expectations) == []
    colours = build(composed.mjcf).model.geom_rgba[2:4]
    assert colours[0][0] > colours[0][2]
    assert colours[1][2] > colours[1][0]


def test_a_box_that_holds_on_a_steep_ramp_is_flat_and_a_cube_is_declined() -> None:
    model = model_of("A ramp of 50 degrees with a box which does not slip")
    size = model.geom_size[model.body("box").geomadr[0]]
    assert size[2] < size[0] / math.tan(math.radians(50))
    with pytest.raises(WritingError, match="tips over"):
        compose("a cube that does not slip on a ramp of 50 degrees")


def test_a_ramp_says_what_is_on_it_and_why_it_does_what_it_does() -> None:
    told = compose("a red box on a ramp of 30 degrees with friction 0.1").explanation
    assert "A red box slides: the friction is 0.1, the slope's tangent 0.577." in told
