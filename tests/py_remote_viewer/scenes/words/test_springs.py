"""Springs that hold or join things, with the period that follows from what was said."""

import math

import mujoco
import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import compose, model_of


@pytest.mark.parametrize(
    ("prompt", "masses", "stiffness"),
    [
        ("Two masses connected by a spring", [1.0, 1.0], 100.0),
        ("a 1 kg ball and a 2 kg ball, connected by a spring of 20 N/m", [1.0, 2.0], 20.0),
        ("two blocks of 1 kg and 2 kg connected by a spring of 50 N/m", [1.0, 2.0], 50.0),
        ("two masses of 2 kg joined by a spring with a stiffness of 80 N/m", [2.0, 2.0], 80.0),
        ("a spring between two boxes of 3 kg", [3.0, 3.0], 100.0),
    ],
)
def test_two_things_swing_against_each_other(
    prompt: str, masses: list[float], stiffness: float
) -> None:
    model = model_of(prompt)
    assert model.body_mass[1:].tolist() == pytest.approx(masses)
    assert float(model.tendon_stiffness.ravel()[0]) == pytest.approx(stiffness)
    assert [int(kind) for kind in model.jnt_type] == [int(mujoco.mjtJoint.mjJNT_SLIDE)] * 2


def test_three_things_are_joined_by_two_springs() -> None:
    assert model_of("three masses connected by springs").ntendon == 2
    with pytest.raises(WritingError, match="1 springs join 2 things"):
        compose("two masses connected by two springs")


@pytest.mark.parametrize(
    ("prompt", "axis"),
    [
        ("A block attached to a wall by a spring", [1, 0, 0]),
        ("a 2 kg block connected to a wall by a spring", [1, 0, 0]),
        ("a block attached to the ceiling by a spring", [0, 0, 1]),
        ("spring with stiffness of 500 N/m and a mass of 4 kg", [0, 0, 1]),
    ],
)
def test_what_is_attached_by_a_spring_slides_away_from_there(prompt: str, axis: list[int]) -> None:
    assert model_of(prompt).jnt_axis[0].tolist() == axis


def test_a_period_tells_how_stiff_the_spring_is_or_how_heavy_the_mass() -> None:
    model = model_of("a 2 kg mass on a spring oscillating with a period of 1 s")
    assert float(model.jnt_stiffness.ravel()[0]) == pytest.approx(2 * (2 * math.pi) ** 2, rel=1e-3)
    model = model_of("a spring of 100 N/m with a mass and a period of 1 s")
    assert float(model.body_mass[1]) == pytest.approx(100 / (2 * math.pi) ** 2, rel=1e-3)
