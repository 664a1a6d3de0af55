""" "A blue one" is one of several that were named, or another thing beside them."""

import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Count
from tests.support.words import compose, failed_checks


def _counts(prompt: str) -> dict[str, int]:
    """How many there are of each colour and name, once all of it was tried."""
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    counts = [one for one in composed.expectations if isinstance(one, Count)]
    return {f"{one.of.colour} {one.of.name}": one.count for one in counts}


@pytest.mark.parametrize(
    ("prompt", "first", "second"),
    [
        ("two red cubes and a blue one", 2, 1),
        ("A row of three red cubes and a blue one", 3, 1),
        ("a stack of three red cubes and a blue one", 3, 1),
        ("A table with two red cubes and a blue one", 2, 1),
        ("2 red cubes and a blue one on a table", 2, 1),
        ("Four red cubes and two blue ones", 4, 2),
        ("two red cubes and one blue", 2, 1),
        ("two red cubes, one blue", 2, 1),
        ("two red cubes and another blue one", 2, 1),
        ("a pile of ten red cubes and five blue ones", 10, 5),
        ("a ramp with two red cubes and a blue one", 2, 1),
    ],
)
def test_what_none_of_a_group_can_be_is_another_thing(prompt: str, first: int, second: int) -> None:
    assert _counts(prompt) == {"red cube": first, "blue cube": second}


@pytest.mark.parametrize(
    ("prompt", "total"),
    [
        ("three small boxes and a big one", 4),
        ("five small boxes and a large one", 6),
        ("three boxes of 5 cm and one of 10 cm", 4),
        ("three 5 cm boxes and a 10 cm one", 4),
        ("three wooden boxes and a steel one", 4),
        ("two 5 kg boxes and one of 10 kg", 3),
        ("a red and a blue box and a green one", 3),
        ("three boxes and a big one", 4),
    ],
)
def test_another_size_or_mass_is_another_thing_too(prompt: str, total: int) -> None:
    assert sum(_counts(prompt).values()) == total


@pytest.mark.parametrize(
    ("prompt", "total"),
    [
        ("three red cubes, one of them blue", 3),
        ("three red cubes and one of them is blue", 3),
        ("three red cubes, the last one blue", 3),
        ("five red cubes, two of them blue", 5),
        ("three cubes, one red and two blue", 3),
        ("three cubes: a red one and two blue ones", 3),
        ("a stack of five blue cubes, the top one red", 5),
    ],
)
def test_what_is_told_of_some_of_a_group_adds_nothing(prompt: str, total: int) -> None:
    assert sum(_counts(prompt).values()) == total


def test_another_one_is_as_large_as_the_others() -> None:
    boxes = {name for name in compose("two red 10 cm cubes and a blue one").mjcf.split('"')
             if name == "0.05 0.05 0.05"}  # fmt: skip
    assert boxes == {"0.05 0.05 0.05"}
    assert '"0.1 0.1 0.1"' not in compose("two red 10 cm cubes and a blue one").mjcf


@pytest.mark.parametrize(
    "prompt",
    [
        "three balls of 5 cm and one of 10 cm",
        "three 5 cm balls and a 10 cm one",
        "three balls of 5 cm and a red one of 10 cm",
    ],
)
def test_another_one_of_another_size_has_that_size_alone(prompt: str) -> None:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    assert composed.mjcf.count('size="0.025"') == 3
    assert composed.mjcf.count('size="0.05"') == 1


def test_more_than_there_are_cannot_be_told_apart() -> None:
    with pytest.raises(WritingError, match="More than 3"):
        compose("three boxes, one red, one blue, one green, one yellow")
