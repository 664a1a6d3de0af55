"""Pendulums and cart-poles begin where it was said, and explanations say so."""

import math

import mujoco
import pytest

from tests.support.words import compose, model_of


def _start(model: mujoco.MjModel) -> mujoco.MjData:
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    return data


@pytest.mark.parametrize(
    "prompt",
    [
        "an inverted pendulum that is balanced upright",
        "a cart-pole balanced upright",
        "a pendulum balanced upright",
    ],
)
def test_what_is_balanced_upright_begins_exactly_so_and_stays_for_a_while(prompt: str) -> None:
    model = model_of(prompt)
    data = _start(model)
    upright = data.xmat[-1].copy()
    while data.time < 3.0:
        mujoco.mj_step(model, data)
    assert data.xmat[-1].tolist() == pytest.approx(upright.tolist(), abs=1e-6)
    assert "unstable" in compose(prompt).explanation


@pytest.mark.parametrize(
    ("prompt", "body", "side"),
    [
        ("A pendulum starting at 45° to the right", "link", 1),
        ("a double pendulum released at 30 degrees to the left", "link2", -1),
        ("Cartpole where the pole leans 0.2 rad to the left", "pole", -1),
        ("cart-pole with the pole leaning 5 degrees to the right", "pole", 1),
    ],
)
def test_to_the_right_is_along_x(prompt: str, body: str, side: int) -> None:
    data = _start(model_of(prompt))
    assert side * float(data.body(body).xipos[0]) > 0.01
    assert f"to the {'right' if side > 0 else 'left'}" in compose(prompt).explanation


def test_a_cart_begins_where_it_was_told() -> None:
    data = _start(model_of("A cart-pole starting at x = 0.5 m"))
    assert data.body("cart").xpos[0] == pytest.approx(0.5)
    assert data.joint("slider").qpos[0] == pytest.approx(0.5)
    data = _start(model_of("a cart-pole, the cart starts 30 cm to the left"))
    assert data.body("cart").xpos[0] == pytest.approx(-0.3)


def test_a_rail_is_as_long_as_was_said_of_it() -> None:
    model = model_of("a cart on a rail 3 m long carrying a pole of 70 cm and 200 g")
    assert model.body("pole").mass[0] == pytest.approx(0.2)
    assert float(model.joint("slider").range[1]) == pytest.approx(1.5 - 0.2)


def test_a_rod_and_its_bob_each_have_their_mass() -> None:
    model = model_of("a pendulum with a 50 cm rod of 200 g and a bob of 1 kg")
    assert model.body("link").mass[0] == pytest.approx(1.2)
    # Of the rod 0.2 l / 2, of the bob l.
    assert float(model.body("link").ipos[2]) == pytest.approx(-0.5 * (0.1 + 1.0) / 1.2)


def test_a_box_can_be_a_bob() -> None:
    model = model_of("A pendulum with a 2 kg box as bob")
    assert model.geom("bob").type[0] == mujoco.mjtGeom.mjGEOM_BOX
    assert model.body("link").mass[0] == pytest.approx(2.0)


def test_a_damping_ratio_of_a_spring_is_one_to_the_critical_damping() -> None:
    model = model_of("spring-mass system with a damping ratio of 0.2, 2 kg and 200 N/m")
    assert float(model.dof_damping.ravel()[0]) == pytest.approx(2 * 0.2 * math.sqrt(2.0 * 200.0))


def test_a_motionless_pendulum_hangs_down() -> None:
    model = model_of("a motionless double pendulum")
    data = _start(model)
    assert data.body("link2").xipos[:2].tolist() == pytest.approx([0.0, 0.0], abs=1e-9)


def test_a_period_is_that_of_the_gravity_there() -> None:
    # g T² / (2 π)², but for what large swings add.
    length = model_of("a pendulum with a period of 2 s on the moon").geom("bob").pos[2]
    assert -float(length) == pytest.approx(1.62 * (2.0 / (2 * math.pi)) ** 2, rel=0.03)


def test_explanations_say_what_is_of_each_link_and_what_turns_them() -> None:
    told = compose("a double pendulum, only the second joint actuated, joint damping 0.1")
    assert "each 0.5 m long" in told.explanation
    assert "A motor turns hinge 2 of 2." in told.explanation
    assert "The damping is 0.1 N m s/rad at each of two hinges." in told.explanation
