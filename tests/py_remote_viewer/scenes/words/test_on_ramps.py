"""What is named with a ramp is on it, unless it is said to be elsewhere."""

from xml.etree import ElementTree as ET

import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import compose, failed_checks


def _bodies(prompt: str) -> list[str]:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    return [body.get("name", "") for body in ET.fromstring(composed.mjcf).iter("body")]


@pytest.mark.parametrize(
    ("prompt", "bodies"),
    [
        ("a 40° ramp, box friction 0.1", ["ramp", "box"]),
        ("Ramp 45°, block, mu=0.5", ["ramp", "box"]),
        ("a 25 degree incline and a cube", ["ramp", "cube"]),
        ("ramp inclined 35 degrees, ball of radius 8 cm rolling down", ["ramp", "sphere"]),
        (
            "A ball on a 20 degree ramp, ball mass 100 g, ramp length 3 m, red ball",
            ["ramp", "sphere"],
        ),
        ("a ball on a ramp, green ramp", ["ramp", "sphere"]),
        ("ramp of 3 m with a 30 degree slope and a block at the top", ["ramp", "box"]),
        ("a ramp and three boxes", ["ramp", "box1", "box2", "box3"]),
    ],
)
def test_what_is_named_with_a_ramp_is_on_it(prompt: str, bodies: list[str]) -> None:
    assert _bodies(prompt) == bodies
    assert compose(prompt).title.endswith("on a ramp")


@pytest.mark.parametrize(
    "prompt",
    [
        "a ramp and a box beside it",
        "a ramp and a box on the floor",
        "a ramp and a stack of 3 boxes",
        "a ramp and a ball dropped from 2 m",
        "a ramp, a table and a ball",
    ],
)
def test_what_is_told_to_be_elsewhere_is_not_on_the_ramp(prompt: str) -> None:
    assert "on a ramp" not in compose(prompt).title
    _bodies(prompt)


def test_a_thing_that_is_described_again_is_no_second_one() -> None:
    assert "Red ball" in compose("a ball on a ramp. The red ball weighs 2 kg.").title
    assert len(_bodies("a big box and a small box. The big box is red.")) == 2
    assert len(_bodies("a ball, red ball, blue ball")) == 3
    assert 'mass="2"' in compose("a ball on a ramp. The red ball weighs 2 kg.").mjcf


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("A red blue box", "blue"),
        ("a red and blue ball", "blue"),
        ("a table with a red and white cup", "white"),
        ("two boxes. The red box is on the floor.", "box"),
    ],
)
def test_one_thing_of_two_colours_is_declined(prompt: str, word: str) -> None:
    with pytest.raises(WritingError) as declined:
        compose(prompt)
    assert declined.value.word == word
    assert declined.value.nearest in (
        "A red box", "A red ball", "A table with a red cup",
    ) or word == "box"  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("two pairs of cubes", 4), ("pair of cubes", 2), ("a pair of cubes", 2),
        ("three pairs of cubes in a row", 6), ("two dozens of cubes", 24),
    ],
)  # fmt: skip
def test_pairs_are_two_each(prompt: str, count: int) -> None:
    assert len(_bodies(prompt)) == count
