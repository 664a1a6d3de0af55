"""Things at edges and corners of a table, turned ones, and how far things in a row are apart."""

import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import build, compose, places_of


def test_what_is_at_the_edge_is_near_it_and_on_the_table() -> None:
    for prompt in ("a table with a red cube at the edge", "a cube at the edge of a table"):
        x, y, z = places_of(prompt)["cube"]
        assert (x, y, z) == pytest.approx((0, -0.33, 0.8))


def test_four_at_the_corners_are_at_one_each() -> None:
    for prompt in (
        "four boxes at the corners of a table",
        "a table with four boxes at its corners and a ball in the middle",
    ):
        places = places_of(prompt)
        quarters = {(x > 0.4, y > 0.2) for name, (x, y, _) in places.items() if "box" in name}
        assert len(quarters) == 4


def test_a_single_thing_on_the_left_of_a_table_is_there() -> None:
    assert places_of("a table with a cup on the left")["cup"][0] < -0.2
    assert places_of("a table with a cup on the right")["cup"][0] > 0.2


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("five balls at the corners of a table", "4 corners, not 5"),
        ("a round table with 4 cups at the corners", "round table"),
        ("a ball on the edge of a box", "cannot be said"),
        ("a cube rotated by 45 degrees around the x axis", "cannot be said"),
        ("a pendulum rotated by 30 degrees", "cannot be said"),
    ],
)
def test_what_cannot_be_at_an_edge_or_turned_is_declined(prompt: str, sentence: str) -> None:
    with pytest.raises(WritingError, match=sentence):
        compose(prompt)


def test_a_turned_cube_is_turned_about_what_is_up() -> None:
    model = build(compose("a cube rotated by 90 degrees").mjcf).model
    assert model.body_quat[1].tolist() == pytest.approx([0.5**0.5, 0, 0, 0.5**0.5])
    places_of("a table with a cube rotated by 45 degrees")


@pytest.mark.parametrize(
    ("prompt", "pitch"),
    [
        ("a row of 4 cubes of 20 cm, 50 cm apart", 0.5),
        ("a row of 4 cubes of 20 cm, 10 cm apart", 0.3),
        ("a row of 4 cubes with 20 cm spacing", 0.4),
    ],
)
def test_a_distance_that_is_smaller_than_the_things_is_between_their_sides(
    prompt: str, pitch: float
) -> None:
    places = places_of(prompt)
    assert places["cube2"][0] - places["cube1"][0] == pytest.approx(pitch)
