"""Newton's cradles pass a swing on, whatever their balls weigh."""

import re

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import build, compose, failed_checks


@pytest.mark.parametrize(
    "prompt",
    [
        "Newton's cradle with 5 balls of 100 g",
        "Newton's cradle, five balls, 50 grams each, 30 cm strings",
        "Newton's cradle with 5 balls of 5 kg",
        "Newton's cradle with 9 balls, 4 balls raised by 80 degrees",
        "Newton's cradle with 5 balls of 4 cm diameter, strings of 1 m",
    ],
)
def test_as_many_swing_out_as_were_raised_whatever_they_weigh(prompt: str) -> None:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []


def test_two_of_five_light_balls_swing_out_as_far_as_two_were_raised() -> None:
    model = build(
        compose(
            "Newton's cradle with 5 balls of 200 g each, 2 of them released from 60 degrees"
        ).mjcf
    ).model
    data = mujoco.MjData(model)
    farthest = np.zeros(5)
    while data.time < 1.0:
        mujoco.mj_step(model, data)
        farthest = np.maximum(farthest, -np.degrees(data.qpos))
    assert farthest[2] < 5.0
    assert farthest[3:].tolist() == pytest.approx([60.0, 60.0], abs=2.0)


@pytest.mark.parametrize(
    "prompt",
    ["Newton's cradle", "Newton's cradle with 5 balls, 2 of them released from 60 degrees"],
)
def test_a_cradle_whose_balls_fan_out_does_not_pass(prompt: str) -> None:
    composed = compose(prompt)
    soft = re.sub(r'solref="-\S+ 0"', 'solref="-6e5 0"', composed.mjcf)
    assert soft != composed.mjcf
    assert failed_checks(soft, composed.expectations)


def test_balls_that_are_too_small_for_their_speed_are_declined() -> None:
    with pytest.raises(WritingError, match=r"Balls of 0.01 m that hit each other with 4.3 m/s"):
        compose("Newton's cradle of 5 balls of 1 cm diameter with strings of 4 m")
