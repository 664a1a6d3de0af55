"""Things around another one are in a ring about it, and what is told to be beside a table is."""

import itertools
import math

import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import compose, places_of

_XYZ = tuple[float, float, float]


@pytest.mark.parametrize(
    ("prompt", "inner", "outer", "count"),
    [
        ("6 spheres around a cube", "cube", "sphere", 6),
        ("a circle of 8 cylinders around a sphere", "sphere", "cylinder", 8),
        ("4 spheres around a box on a table", "box", "sphere", 4),
        ("a ball in the middle of a circle of boxes", "sphere", "box", 5),
        ("a ball surrounded by 6 boxes", "sphere", "box", 6),
        ("6 boxes in a circle around a ball", "sphere", "box", 6),
        ("around a red box stand 5 balls", "box", "sphere", 5),
        ("a box and 4 balls around it", "box", "sphere", 4),
        ("a table with a cup in the middle and 4 plates around it", "cup", "plate", 4),
        ("a tower of 3 cubes surrounded by 6 balls", "cube1", "sphere", 6),
        ("a table with 6 balls around it", "table", "sphere", 6),
    ],
)
def test_what_is_around_something_is_on_all_sides_of_it(
    prompt: str, inner: str, outer: str, count: int
) -> None:
    bodies = places_of(prompt)
    x, y, _ = bodies[inner]
    others = [
        (at[0] - x, at[1] - y) for name, at in bodies.items() if name.rstrip("0123456789") == outer
    ]
    assert len(others) == count
    far = [math.hypot(*at) for at in others]
    assert min(far) == pytest.approx(max(far))
    turns = sorted(math.atan2(dy, dx) % (2 * math.pi) for dx, dy in others)
    between = [after - before for before, after in itertools.pairwise(turns)]
    assert between == pytest.approx([2 * math.pi / count] * (count - 1))


def test_boxes_around_a_robot_are_on_all_sides_of_it() -> None:
    boxes = [at for name, at in places_of("a quadruped on a plane with 5 boxes around it").items()
             if name.startswith("box")]  # fmt: skip
    assert len(boxes) == 5
    assert sum(x for x, _, _ in boxes) == pytest.approx(0, abs=1e-6)
    assert sum(y for _, y, _ in boxes) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("prompt", "radius"),
    [
        ("8 cubes around a ball at a distance of 1 m", 1.0),
        ("6 cubes in a circle around a ball, 60 cm apart", 0.6),
        ("10 cubes in a circle of 2 m radius", 2.0),
        ("a ring of 8 cubes, 3 m in diameter", 1.5),
        ("a circle with a radius of 1 m made of 10 cubes", 1.0),
    ],
)
def test_a_ring_is_as_large_as_it_is_told(prompt: str, radius: float) -> None:
    x, y, _ = places_of(prompt)["cube1"]
    assert math.hypot(x, y) == pytest.approx(radius, abs=1e-5)


@pytest.mark.parametrize(
    ("prompt", "total"),
    [
        ("a pile of around 20 boxes", 20),
        ("around 10 boxes", 10),
        ("a table with around 5 boxes", 6),
        ("a box of around 20 cm", 1),
    ],
)
def test_around_a_number_is_about_as_many(prompt: str, total: int) -> None:
    assert len(places_of(prompt)) == total


@pytest.mark.parametrize(
    ("prompt", "upper", "lower"),
    [
        ("table with a red cube on top of a blue box", "cube", "box"),
        ("table with a ball on top of a box", "sphere", "box"),
        ("a table with a cup and a ball on a box", "sphere", "box"),
    ],
)
def test_what_carries_a_thing_on_a_table_is_on_it_too(prompt: str, upper: str, lower: str) -> None:
    bodies = places_of(prompt)
    assert bodies[lower][2] == pytest.approx(0.8, abs=0.01)
    assert bodies[upper][:2] == pytest.approx(bodies[lower][:2])
    assert bodies[upper][2] > bodies[lower][2]


def test_what_is_beside_a_table_stands_on_the_floor_there() -> None:
    for words, axis, sign in (
        ("to the right of", 0, 1), ("to the left of", 0, -1), ("behind", 1, 1),
        ("in front of", 1, -1),
    ):  # fmt: skip
        bodies = places_of(f"a table with a cup on it and a box {words} the table")
        assert bodies["box"][2] == pytest.approx(0.1)
        assert bodies["cup"][2] > 0.7
        assert sign * (bodies["box"][axis] - bodies["table"][axis]) > 0.4
    assert places_of("a box under a table")["box"] == pytest.approx((0, 0, 0.1))


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("a box around a ball", "Several things can be around one"),
        ("12 boxes around a ball at a distance of 20 cm", "no room in a ring"),
        ("10 boxes in a circle of 20 cm radius", "no room in a circle"),
        ("a 1 m box under a table", "no room under"),
    ],
)
def test_what_has_no_room_around_or_beside_is_declined(prompt: str, sentence: str) -> None:
    with pytest.raises(WritingError, match=sentence):
        compose(prompt)
