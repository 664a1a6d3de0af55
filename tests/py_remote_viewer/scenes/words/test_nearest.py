"""What is declined is blamed on the right word, with the nearest request that means the same."""

import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.scenes.robots import RobotCatalogue
from py_remote_viewer.scenes.words import write
from py_remote_viewer.scenes.words.robot_names import unknown_robot, with_own_robots

_OWN = RobotCatalogue().entries


def _declined(prompt: str) -> WritingError:
    with pytest.raises(WritingError) as declined:
        write(prompt, _OWN)
    return declined.value


@pytest.mark.parametrize(
    ("prompt", "nearest"),
    [
        # A negation never goes alone.
        ("a table with a robot arm and a box it cannot reach",
         "A table with a robot arm and a box"),
        ("a ball that falls without spinning", "A ball that falls"),
        ("a pendulum that is not orbiting", "A pendulum"),
        # No number, and nothing that hangs on what is left out, stays behind.
        ("A pendulum that is 3 seconds long", "A pendulum"),
        ("a table with a cup 2 m westwards", "A table with a cup"),
        ("a ball with a mass of 0 kg", "A ball"),
        ("A zillion balls", "Balls"),
        ("A table made of cheese", "A table"),
        ("Dominoes: twenty-ish, red", "Dominoes, red"),
        ("Pendulum (swinging wildly)", "Pendulum (swinging)"),
        ("A box full of them", "A box"),
        ("An epic seesaw", "A seesaw"),
        ("a pendulum as long as a metre stick", "A pendulum"),
        ("20 small spheres poured into a bin", "20 small spheres"),
        ("a table with a hat and a red cup on it", "A table with a red cup on it"),
        ("an elephant on a table", "A table"),
        ("a moving ball", "A ball"),
        ("a table with a lamp, a red cup and a plate", "A table with a red cup and a plate"),
        ("five dominoes topple by magic, and the last one knocks a ball off its stand",
         "Five dominoes topple"),
        ("a box that is both exactly 1 m and exactly 2 m wide", "A box"),
        ("a humanoid doing a handstand", "A humanoid"),
        ("a pendulum attached to a helicopter", "A pendulum"),
        ("ball with radius 0.1 and viscosity 3 dropped from one and a half metres",
         "Ball with radius 0.1 dropped from one and a half metres"),
        # A number of something unknown is no number of boxes.
        ("a stack of 5 pancakes", "A stack of 5 red boxes"),
        # The words stay as they were written.
        ("A cart-pole, dancing", "A cart-pole"),
    ],
)  # fmt: skip
def test_the_nearest_is_english_and_means_the_same(prompt: str, nearest: str) -> None:
    assert _declined(prompt).nearest == nearest
    assert write(nearest, _OWN).mjcf


def test_a_row_of_nothing_known_is_no_row_of_boxes() -> None:
    error = _declined("A line of six yellow cones")
    assert error.word == "cones"
    assert error.nearest != "A line"


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("A desk with four chairs", "chairs"),
        ("house on a hill", "house"),
        ("a tiny house in the wood", "house"),
        ("20 small spheres poured into a bin", "bin"),
        ("a red cube on a blue cube on a purple elephant", "elephant"),
        ("a pendulum, i.e. a weight on a string", "i.e."),
    ],
)
def test_the_first_unknown_word_is_blamed(prompt: str, word: str) -> None:
    assert _declined(prompt).word == word


@pytest.mark.parametrize(
    ("prompt", "robot", "nearest"),
    [
        ("Unitree Go2 standing on flat ground", "Unitree Go2",
         "A quadruped standing on flat ground"),
        ("Boston Dynamics Spot on a plane", "Boston Dynamics Spot", "A quadruped on a plane"),
        ("Kinova gen3 arm on a table", "Kinova gen3", "A robot arm on a table"),
        ("A kuka iiwa arm with a red cube it can reach", "kuka iiwa",
         "A robot arm with a red cube it can reach"),
        ("xArm7 and a red cube", "xArm7", "A robot arm and a red cube"),
        ("two Unitree H1 facing each other", "Unitree H1", "Two humanoids facing each other"),
        ("an Atlas robot", "Atlas", "A humanoid"),
        ("shadow hand with a cube", "shadow hand", "A cube"),
    ],
)  # fmt: skip
def test_a_well_known_robot_that_is_not_there_is_named_with_those_that_are(
    prompt: str, robot: str, nearest: str
) -> None:
    error = _declined(prompt)
    assert f"There is no robot {robot} here; there are: robot arm, humanoid" in str(error)
    assert error.nearest == nearest
    assert write(nearest, _OWN).mjcf


def test_a_robot_that_is_there_is_not_missed() -> None:
    assert unknown_robot("a Unitree Go2", {"go2"}) == ""
    assert unknown_robot("a UR5e and a UR10e", {"ur5e"}) == "UR10e"
    assert with_own_robots("a shadow hand") == "A shadow hand"


@pytest.mark.parametrize(
    "prompt",
    ["\u00b2 boxes", "45\u00b0 kuka arm", "5\u00b2 kuka", "2x more boxes", "1:2:3 boxes",
     "- - 5 degrees", "minus", "5 ' 6", "0,,5 m", "a ball of 1:0 kg", "\u0663 boxes"],
)  # fmt: skip
def test_odd_numbers_are_made_or_declined(prompt: str) -> None:
    try:
        assert write(prompt, _OWN).mjcf
    except WritingError as error:
        assert not error.nearest or write(error.nearest, _OWN).mjcf  # noqa: PT017
