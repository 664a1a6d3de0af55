"""Things on each of several, and on either side of one."""

import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import compose, places_of


@pytest.mark.parametrize(
    "prompt",
    [
        "a ball on top of each of 3 boxes",
        "a ball on each of three boxes",
        "three boxes with a ball on each",
        "three boxes in a row, a ball on top of each box",
    ],
)
def test_each_of_several_boxes_carries_one(prompt: str) -> None:
    places = places_of(prompt)
    for number in (1, 2, 3):
        assert places[f"sphere{number}"][:2] == pytest.approx(places[f"box{number}"][:2])
        assert places[f"sphere{number}"][2] == pytest.approx(0.3)


@pytest.mark.parametrize(
    "prompt", ["Two tables with a ball on each", "two tables, a ball on each table"]
)
def test_each_of_two_tables_carries_one(prompt: str) -> None:
    places = places_of(prompt)
    assert places["sphere"][0] == pytest.approx(places["table"][0])
    assert places["sphere2"][0] == pytest.approx(places["table2"][0])
    assert places["sphere"][2] == places["sphere2"][2] == pytest.approx(0.8)


@pytest.mark.parametrize(
    "prompt",
    [
        "two balls on either side of a box",
        "a ball on each side of a box",
        "a box with a ball on both sides of it",
    ],
)
def test_one_is_to_either_side(prompt: str) -> None:
    places = places_of(prompt)
    assert places["sphere1"][0] < places["box"][0] < places["sphere2"][0]


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("three balls on either side of a box", "not on two sides"),
        ("a tower of 3 cubes on each of two tables", "not clear how many"),
    ],
)
def test_what_cannot_be_on_each_or_either_is_declined(prompt: str, sentence: str) -> None:
    with pytest.raises(WritingError, match=sentence):
        compose(prompt)
