"""Titles and explanations name what is there, once, and how it is."""

import pytest

from tests.support.words import compose


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("three pendulums of 1 m", "3 pendulums"),
        ("a red box and a red box", "2 red boxes"),
        ("a red box and a red ball", "Red box and red ball"),
        ("two Newton's cradles", "2 Newton's cradles with 5 balls"),
        ("three chains of 10 links", "3 chains of 10 links"),
        ("a ball on a box", "Blue box with a blue ball on it"),
        ("a robot arm with three cubes in front of it", "Robot arm with 3 cubes"),
        ("a red box on a ramp", "Red box on a ramp"),
    ],
)
def test_a_title_names_what_is_there_once(prompt: str, title: str) -> None:
    assert compose(prompt).title == title


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("a double pendulum", "each 0.5 m long and of 1 kg"),
        ("a double pendulum on the moon", "Gravity is 1.62 m/s²."),
        ("zero gravity with three boxes", "There is no gravity."),
        ("a robot arm", "A robot arm on the floor."),
        ("a robot arm with three cubes in front of it", "In front of it: 3 cubes."),
        ("a quadruped facing a wall of 10 bricks", "a wall of 10 red bricks"),
        ("a spring mass system with damping 0.5", "The damping is 0.5 N s/m."),
        ("a cart-pole without a motor", "without a motor"),
        ("a frictionless floor with a box", "The floor's friction is 0."),
        ("a box 20 cm wide, weighing 3 kg", "0.2 by 0.2 by 0.2 m, 3 kg"),
    ],
)
def test_an_explanation_says_how_it_is(prompt: str, told: str) -> None:
    assert told in compose(prompt).explanation


def test_an_arm_beside_a_table_is_not_said_to_be_on_it() -> None:
    told = compose("a robot arm next to a table with a red cup").explanation
    assert "On it: a red cup." in told
    assert "Beside it, on a pedestal: a robot arm." in told
