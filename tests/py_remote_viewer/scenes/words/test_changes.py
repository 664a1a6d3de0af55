"""A change of the present scene is no new scene."""

import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.scenes.robots import RobotCatalogue
from py_remote_viewer.scenes.words import write

_OWN = RobotCatalogue().entries


@pytest.mark.parametrize(
    ("prompt", "nearest"),
    [
        ("remove the table", ""),
        ("please delete the red ball", ""),
        ("replace the ball by a box", "A box"),
        ("turn off gravity", ""),
        ("now turn gravity off", ""),
        ("make the pole twice as long and add friction", ""),
        ("make it heavier", ""),
        ("make the ball red", ""),
        ("make the pendulum swing", ""),
        ("make the two cubes bigger", ""),
        ("double the mass", ""),
        ("set the gravity to 5", ""),
        ("paint the box blue", ""),
        ("move the box to the left", ""),
        ("Rotate the box by 45 degrees.", ""),
        ("change the colour of the ball to red", ""),
        ("the pole should be longer", ""),
        ("use a box instead of the ball", ""),
        ("Add two more balls", "Two balls"),
        ("add a ball", "A ball"),
        ("could you add another box?", "A box"),
        ("two more boxes", ""),
        ("another pendulum", ""),
        ("add friction", ""),
    ],
)
def test_a_change_is_declined_as_one(prompt: str, nearest: str) -> None:
    with pytest.raises(WritingError, match="change the present scene") as declined:
        write(prompt, _OWN)
    assert declined.value.nearest == nearest


@pytest.mark.parametrize(
    "prompt",
    [
        "make the classic Newton's cradle",
        "make a ball bounce",
        "a bouncing ball and another ball",
        "Put a red cup on a table. Add a robot arm that can reach it.",
        "show the double pendulum",
        "set up a table with a red cup",
    ],
)
def test_a_scene_that_is_described_is_no_change(prompt: str) -> None:
    assert write(prompt, _OWN).mjcf
