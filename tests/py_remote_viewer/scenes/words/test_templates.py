"""Prompts that the templates can make are what was asked for; all others are declined."""

import math

import mujoco
import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Chain, Count, Gravity, HasColour, Reaches, Things
from py_remote_viewer.scenes.words import EXAMPLES
from tests.support.words import MENAGERIE, build, compose, failed_checks

_NEEDS_MENAGERIE = pytest.mark.skipif(not MENAGERIE.is_dir(), reason="there is no menagerie")

_CAN = [
    "A simple pendulum, 1 metre long, with a 1 kilogram bob, released from 10 degrees",
    "Pendulum with a length of 40 inches",
    "a single pendulum with a length of 80 cm and a mass of 500 g, starting at 30 degrees",
    "Simulate a triple pendulum with links of 0.3 m, 0.4 m and 0.5 m",
    "I want to see a double pendulum where each arm is 40 cm long and weighs 300 grams",
    "a 3-link pendulum, links 20 cm, total mass 3 kg",
    "a spherical pendulum",
    "a 6 link pendulum, 10 cm per link",
    "a cube of 10 cm edge length and 2 kg on a table",
    "two pendulums of 1 m",
    "cart-pole without a motor",
    "an inverted pendulum on a cart, the pole is 1 m long and weighs 0.2 kg, the cart weighs 2 kg",
    "A pole balancing on a cart; pole length 1 m, pole mass 100 g, cart mass 1 kg",
    "a cart with two poles",
    "double pendulum on a cart",
    "a rope with 15 links, 1 m long",
    "a chain with ten links hanging from the ceiling",
    "a chain of 8 links made of hinge joints",
    "a heap of twenty red cubes of 10 cm",
    "drop 10 cubes in a pile",
    "a tower of ten wooden blocks",
    "a stack of a red, a green and a blue box",
    "six boxes stacked on top of each other",
    "three stacks of 4 boxes",
    "Make me a pyramid out of 15 cubes",
    "a wall of 12 bricks",
    "dominoes: 15 of them, 5 cm apart",
    "a line of 12 blue dominoes",
    "30 dominoes in a row standing upright",
    "newton's cradle with 7 steel balls, two balls raised",
    "a 5-ball newton's cradle",
    "a slope inclined at 20 degrees with a ball rolling down",
    "A wooden block (10 cm x 5 cm x 5 cm) slides down a 30° incline",
    "a box that does not slide on a ramp of 15 degrees",
    "an inclined plane at 35 degrees with a 2 kg box, friction 0.2",
    "a red box and a ball on a ramp",
    "a wooden table with four legs and a green apple, a white plate and a red mug",
    "On a table there are two mugs and a book",
    "a stack of 3 books on a table",
    "three red cubes on a table in a row",
    "a cube falling onto a table",
    "a table with five objects",
    "a 10 cm red cube on top of a 20 cm blue cube",
    "a red box on a blue box on a green box",
    "4 spheres in a row, 30 cm apart",
    "five cylinders in a circle",
    "three boxes: one red, one green and one blue",
    "three cubes of 10, 20 and 30 cm",
    "two red boxes of 1 kg and 2 kg",
    "a crate weighing 10 pounds",
    "a large blue box and a small red ball",
    "a 6 inch ball dropped from 5 feet",
    "a sphere of radius 10 cm falling from 3 meters on the moon",
    "a bouncing ball",
    "zero gravity with three boxes",
    "a mass hanging from a spring with stiffness 100 N/m",
    "a horizontal mass-spring system with k=50 N/m and m=0.5 kg",
    "a weight of 500 g on a spring, k = 20",
    "a seesaw 3 m long",
    "two humanoids facing each other",
    "a quadruped next to a table",
    "a robot arm with a red ball in front of it",
    "Put a red cup on a table. Add a robot arm that can reach it.",
]
_CAN_WITH_MENAGERIE = [
    "a table with a red cup, and a Panda that can reach it",
    "a table with a red cup and a Panda next to it that can reach the cup",
    "a red cup and a blue plate on a table, and a UR5e within reach",
    "Franka Emika Panda, a table, and a yellow ball it can reach",
    "two Pandas facing each other",
    "an ANYmal",
]
#: With the word that stands in the way, where one does.
_CANNOT = [
    ("paint me a sunset", "paint"),
    ("a car with four wheels", "car"),
    ("an elephant on a table", "elephant"),
    ("a table without legs", "without"),
    ("no table, just a box", "no"),
    ("a red box and not a blue ball", "not"),
    ("a pendulum that never stops", "never"),
    ("a ball thrown from 2 m", "thrown"),
    ("a table with a red cup that is welded to the ceiling", "welded"),
    ("a ball inside a box", "inside a box"),
    ("put three balls into a bowl", "into a bowl"),
    ("a box that is both 1 m and 2 m wide", ""),
    ("a double pendulum with 3 links", ""),
    ("a stack of 5 balls", ""),
    ("a pyramid of 7 cubes", ""),
    ("a ball that does not roll on a ramp of 30 degrees", ""),
    ("dominoes 2 m apart", ""),
    ("a box of 1000 km", ""),
    ("a million boxes", "million"),
    ("5000 boxes", ""),
    ("", ""),
    ("the", ""),
    ("!!!", ""),
    ("a red", ""),
    ("\x00", "\x00"),
    ("boxes " * 600, ""),
    ("0 boxes", ""),
    ("-3 boxes", "-"),
    ("1/0 m pendulum", ""),
    ("a Zorkbot 9000 on a table", "zorkbot"),
]


@pytest.mark.parametrize("prompt", [*EXAMPLES, *_CAN])
def test_a_prompt_is_made_and_passes_all_that_is_expected_of_it(prompt: str) -> None:
    composed = compose(prompt)
    assert composed.title
    assert composed.explanation.endswith(".")
    assert failed_checks(composed.mjcf, composed.expectations) == []


@_NEEDS_MENAGERIE
@pytest.mark.parametrize("prompt", _CAN_WITH_MENAGERIE)
def test_a_prompt_with_a_robot_of_the_operator_is_made(prompt: str) -> None:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []


@pytest.mark.parametrize(("prompt", "word"), _CANNOT)
def test_what_is_not_understood_is_declined_with_the_nearest_that_can_be_made(
    prompt: str, word: str
) -> None:
    with pytest.raises(WritingError) as declined:
        compose(prompt)
    error = declined.value
    assert error.word == word or not word
    assert compose(error.nearest).mjcf


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_without_a_word_of_it_is_another_scene_or_declined(example: str) -> None:
    whole = compose(example)
    for word in example.split():
        if not word.strip(",").isdecimal():
            continue
        try:
            other = compose(example.replace(word, "7"))
        except WritingError:
            continue
        assert other.mjcf != whole.mjcf


def _model(prompt: str) -> mujoco.MjModel:
    return build(compose(prompt).mjcf).model


def test_lengths_masses_and_angles_are_those_of_the_words() -> None:
    model = _model("a double pendulum with links of 30 cm and 20 cm, masses 2 kg and 500 g")
    assert model.body("link2").pos.tolist() == pytest.approx([0, 0, -0.3])
    assert model.body_mass[1:].tolist() == pytest.approx([2.0, 0.5])


def test_a_pendulum_swings_with_the_period_of_its_length() -> None:
    model = _model("a pendulum of 50 cm, released from 5 degrees")
    data = mujoco.MjData(model)
    turns: list[float] = []
    while len(turns) < 3:
        before = float(data.qvel[0])
        mujoco.mj_step(model, data)
        if before * float(data.qvel[0]) < 0:
            turns.append(float(data.time))
    period = turns[2] - turns[0]
    assert period == pytest.approx(2 * math.pi * math.sqrt(0.5 / 9.81), rel=0.01)


def test_units_of_all_kinds_are_one_length() -> None:
    heights = {
        round(float(_model(f"a cube of {size}").geom_size[1, 0]), 4)
        for size in ("0.254 m", "25.4 cm", "254 mm", "10 inches", '10"', "10 in")
    }
    assert heights == {0.127}


def test_a_number_in_words_is_that_number() -> None:
    for words, count in (
        ("two dozen", 24), ("twenty-five", 25), ("a hundred", 100), ("a couple of", 2),
        ("half a dozen", 6),
    ):  # fmt: skip
        assert _model(f"{words} boxes").nbody - 1 == count


def test_what_is_expected_is_what_was_said() -> None:
    composed = compose("three red boxes and two blue spheres on the moon")
    assert Count(Things(name="box", colour="red"), 3) in composed.expectations
    assert Count(Things(name="sphere", colour="blue"), 2) in composed.expectations
    assert Gravity(1.62) in composed.expectations
    assert Chain(4, "hinge", "link1") in compose("a pendulum of 4 links").expectations


def test_an_arm_that_is_to_reach_something_is_checked_for_it() -> None:
    composed = compose("a robot arm on a table with a green cube that it can reach")
    assert Reaches("robot_arm", "cube") in composed.expectations
    assert HasColour("cube", "green") in composed.expectations


def test_the_nearest_request_leaves_out_what_is_not_understood() -> None:
    with pytest.raises(WritingError) as declined:
        compose("a double pendulum with a hat")
    assert declined.value.nearest == "A double pendulum"
    with pytest.raises(WritingError) as declined:
        compose("a box and an elephant on a table")
    assert declined.value.nearest == "A box on a table"
    with pytest.raises(WritingError) as declined:
        compose("a physical pendulum of 50 cm that starts at 45 degrees")
    assert declined.value.nearest == "A pendulum of 50 cm that starts at 45 degrees"
