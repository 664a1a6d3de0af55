""" "The stack" is the one that was named; how long and high a wall is can be told in bricks."""

import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import compose, places_of


@pytest.mark.parametrize(
    ("prompt", "total"),
    [
        ("A table with a stack of three boxes on it and a ball next to the stack", 5),
        ("A table. Put a stack of 3 cubes on the table and a ball beside the stack.", 5),
        ("A stack of 4 boxes. The stack is next to a ball.", 5),
        ("A tower of 3 blocks, beside the tower a cylinder", 4),
        ("A pile of 8 boxes. Next to the pile there is a ball.", 9),
        ("A pyramid of 10 cubes. The pyramid is blue.", 10),
        ("three boxes stacked on top of each other. The stack is on a table.", 4),
        ("a stack of 3 boxes, and the stack of boxes is red", 3),
        ("a stack of 3 boxes and a pile of 5 balls. The pile is behind the stack.", 8),
    ],
)
def test_a_heap_that_is_spoken_of_again_is_no_second_one(prompt: str, total: int) -> None:
    assert len(places_of(prompt)) == total


def test_things_are_where_it_is_told_of_a_heap() -> None:
    on = places_of("a tower of 4 blocks with a ball on top of the tower")
    assert on["sphere"] == pytest.approx([0, 0, 0.9])
    on = places_of("a pyramid of 10 cubes with a ball on top of the pyramid")
    assert on["sphere"][2] == pytest.approx(0.9)
    front = places_of("A wall of 10 bricks and a ball in front of the wall")
    assert front["sphere"][1] < min(y for name, (_, y, _) in front.items() if name != "sphere")
    left = places_of("A pyramid of 6 boxes with a ball left of the pyramid")
    assert left["sphere"][0] < min(x for name, (x, _, _) in left.items() if name != "sphere")


def test_the_height_of_a_tower_is_that_of_all_its_things() -> None:
    for prompt in ("A tower of 5 cubes; the tower is 2 m high", "a 2 m tall tower of 5 cubes"):
        assert places_of(prompt)["cube5"][2] == pytest.approx(1.8)


@pytest.mark.parametrize(
    ("prompt", "total"),
    [
        pytest.param("a brick wall, 8 bricks long and 5 bricks high", 40, marks=pytest.mark.slow),
        pytest.param("wall of bricks 6 wide and 3 high", 18, marks=pytest.mark.slow),
        ("a wall 5 bricks long and 3 high", 15),
        ("a wall of 12 bricks, 3 high", 12),
        ("a tower five cubes tall", 5),
        ("a grid of cubes, 3 wide and 4 deep", 12),
        ("pyramid of boxes with 4 on the bottom row", 10),
        ("a pyramid of 10 cubes with four at the bottom", 10),
    ],
)
def test_the_size_of_a_heap_can_be_told_in_things(prompt: str, total: int) -> None:
    assert len(places_of(prompt)) == total


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("a pyramid of 6 cubes with four at the bottom", "has 10 cubes, not 6"),
        ("a wall of 10 bricks, 4 long and 3 high", "makes 12 bricks, not 10"),
        ("a pile of 5 boxes with a ball on the pile", "put on a pile"),
        ("two stacks of boxes. The left stack is red.", "not clear which"),
    ],
)
def test_what_is_told_of_a_heap_and_cannot_be_is_declined(prompt: str, sentence: str) -> None:
    with pytest.raises(WritingError, match=sentence):
        compose(prompt)
