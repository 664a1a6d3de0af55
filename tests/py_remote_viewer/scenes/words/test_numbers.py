"""Numbers as people write them: below zero, with a comma, in feet and inches, as a ratio, as a
density; and to which side an angle is."""

import mujoco
import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.scenes.words.reading.lexing import Quantity, lex
from tests.support.words import build, compose, model_of


@pytest.mark.parametrize(
    ("said", "value", "dimension"),
    [
        ("2,5 cm", 0.025, "length"),
        ("2,5cm", 0.025, "length"),
        ("0,125 kg", 0.125, "mass"),
        ("1,500 kg", 1500.0, "mass"),
        ("5 feet 6 inches", 1.6764, "length"),
        ("5' 6\"", 1.6764, "length"),
        ("5\u20326\u2033", 1.6764, "length"),
        ("2 lb 3 oz", 0.9922333, "mass"),
        ("minus thirty degrees", -30.0, "angle"),
        ("-20\u00b0", -20.0, "angle"),
        ("-9.81 m/s^2", -9.81, "acceleration"),
        ("2 g/cm^3", 2000.0, "density"),
        ("7800 kg per cubic metre", 7800.0, "density"),
        ("1:4", 0.25, "percent"),
    ],
)
def test_a_quantity_is_that_many_of_its_unit(said: str, value: float, dimension: str) -> None:
    (token,) = lex(said)
    assert isinstance(token, Quantity)
    assert (token.value, token.dimension) == (pytest.approx(value), dimension)


def test_a_list_with_commas_stays_a_list() -> None:
    assert len(build(compose("boxes of 2,5 and 10 cm").mjcf).model.geom_size) == 4
    assert compose("boxes of 10,20 and 30 cm").title == "3 boxes"


def test_a_density_is_of_the_volume() -> None:
    assert model_of("a cube of 10 cm with a density of 2 g/cm^3").body_mass[1] == pytest.approx(2)
    ball = model_of("ball with radius 0.1 and density 500 dropped from one and a half metres")
    assert ball.body_mass[1] == pytest.approx(2.0944, rel=1e-3)
    assert ball.body_pos[1, 2] == pytest.approx(1.5)
    with pytest.raises(WritingError, match="density"):
        compose("a ball of 1.5 kg and density 500")


def test_sizes_in_feet_and_inches_are_of_the_box() -> None:
    size = sorted(2 * model_of("box 1' by 2' by 6\"").geom_size[1])
    assert size == pytest.approx([0.1524, 0.3048, 0.6096])


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("a pendulum starting at minus 30 degrees", "30° to the right"),
        ("a pendulum starting at -20 degrees", "20° to the right"),
        ("Pendulum, L = 0.7 m, m = 0.3 kg, theta0 = 60 deg", "60° to the left"),
        ("a pendulum tilted 30 degrees to the left", "30° to the left"),
        ("a pendulum released 30 degrees to the right of vertical", "30° to the right"),
        ("a pendulum at 25 degrees at the start", "25° to the left"),
    ],
)
def test_a_pendulum_begins_at_the_angle_that_was_said(prompt: str, told: str) -> None:
    assert f"begins {told} of hanging" in compose(prompt).explanation


@pytest.mark.parametrize(("side", "sign"), [("right", 1), ("left", -1)])
def test_an_angle_to_a_side_leans_there(side: str, sign: int) -> None:
    model = model_of(f"a cart-pole with the pole tilted 5 degrees to the {side}")
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    assert sign * float(data.body("pole").xmat.reshape(3, 3)[0, 2]) > 0.05
    pendulum = model_of(f"a pendulum tilted 30 degrees to the {side}")
    data = mujoco.MjData(pendulum)
    mujoco.mj_forward(pendulum, data)
    assert sign * float(data.body(1).xipos[0]) > 0.1


def test_where_something_is_is_no_sign_of_its_angle() -> None:
    with pytest.raises(WritingError):
        compose("a pendulum of 20 degrees on the left and a box on the right")


def test_gravity_is_as_it_was_said_whatever_it_stands_behind() -> None:
    for prompt, gravity in (
        ("a ball in free fall with gravity of 5 m/s^2", -5.0),
        ("a ball with a gravity of 5 m/s^2", -5.0),
        ("a ball falling with gravity off", 0.0),
        ("a ball falling with gravity", -9.81),
    ):
        assert build(compose(prompt).mjcf).model.opt.gravity[2] == pytest.approx(gravity)


def test_one_more_of_another_material_or_colour_is_one_more() -> None:
    assert model_of("three wooden cubes and a steel one").body_mass[1:].tolist() == pytest.approx(
        [4.8, 4.8, 4.8, 62.4]
    )
    assert compose("three red cubes and a blue one").title == "3 red cubes and blue cube"
    assert compose("three cubes, one of them blue").title == "3 cubes"


@pytest.mark.parametrize(
    "prompt", ["a slope of 1:4", "a ramp with a gradient of 1:4", "a ramp with a slope of 1 in 4"]
)
def test_a_ratio_is_a_slope(prompt: str) -> None:
    assert "rises by 14°" in compose(prompt).explanation
