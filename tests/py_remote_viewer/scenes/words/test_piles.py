"""A pile is one: its things lie on each other, and come to rest."""

import mujoco
import pytest

from py_remote_viewer.scenes.words.building.loose import Thing
from py_remote_viewer.scenes.words.building.piles import pile
from tests.support.words import build, compose, failed_checks


@pytest.mark.parametrize(
    "prompt",
    [
        "pile of 25 cubes in different colours", "a heap of 8 bricks", "a pile of 2 boxes",
        "a table with a pile of 6 cubes", "a pile of 10 boxes and 5 balls",
    ],
)  # fmt: skip
def test_a_pile_comes_to_rest(prompt: str) -> None:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []


@pytest.mark.parametrize("count", [*range(1, 51), 60, 100])
def test_all_things_of_a_pile_have_a_place_of_their_own(count: int) -> None:
    things = [Thing(f"box{i}", "box", (0.2, 0.2, 0.2), "red", 1.0) for i in range(count)]
    placed = pile(things)
    assert len(placed) == len({(round(x, 6), round(y, 6), z) for _, x, y, z in placed}) == count
    assert count == 1 or len({z for *_, z in placed}) > 1


def test_a_pile_is_lower_than_it_is_wide() -> None:
    model = build(compose("a pile of 25 cubes").mjcf).model
    data = mujoco.MjData(model)
    for _ in range(1500):
        mujoco.mj_step(model, data)
    places = data.xpos[1:]
    assert float(places[:, 2].max()) < float(places[:, 0].max() - places[:, 0].min())
    assert float(places[:, 2].max()) > 0.25
