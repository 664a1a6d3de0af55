"""What is said of one joint of several is of that one alone."""

import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import compose, model_of


def _driven(prompt: str) -> list[str]:
    model = model_of(prompt)
    return [model.joint(int(joint)).name for joint in model.actuator_trnid[:, 0]]


@pytest.mark.parametrize(
    ("prompt", "joints"),
    [
        ("A double pendulum whose first joint is driven by a motor", ["hinge1"]),
        ("A double pendulum, only the second joint actuated", ["hinge2"]),
        ("A double pendulum with only the first joint motorised", ["hinge1"]),
        ("triple pendulum whose last joint is actuated", ["hinge3"]),
        ("a 3-link pendulum with the first joint motorised", ["hinge1"]),
        ("a double pendulum with one actuated joint", ["hinge1"]),
        ("a double pendulum with an unactuated second joint", ["hinge1"]),
        ("a double pendulum with a passive elbow", ["hinge1"]),
        ("a double pendulum with a motor at joint 2", ["hinge2"]),
        ("a fully actuated double pendulum", ["hinge1", "hinge2"]),
        ("a passive double pendulum", []),
        ("An inverted pendulum with a torque motor at the base", ["hinge"]),
        ("A cart-pole where the pole hinge is actuated", ["hinge"]),
        ("a cart-pole, only the second joint actuated", ["hinge"]),
        ("a cartpole with no motor at the pole", ["slider"]),
        ("a cart-pole with a passive pole hinge", ["slider"]),
        ("a cart-pole with an unactuated cart", []),
        ("a fully actuated cart-pole", ["slider", "hinge"]),
        ("a cart with two poles, a motor at the second pole", ["hinge2"]),
    ],
)
def test_the_joints_that_are_named_are_driven_and_no_others(prompt: str, joints: list[str]) -> None:
    assert _driven(prompt) == joints


@pytest.mark.parametrize(
    ("prompt", "dampings"),
    [
        ("A double pendulum with damping 0.2 in the lower joint", [0.0, 0.2]),
        ("a double pendulum with damping of 0.1 at each joint", [0.1, 0.1]),
        ("2-link pendulum with joint friction 0.05", [0.05, 0.05]),
        ("cartpole with a damping of 0.1 in the hinge", [0.0, 0.1]),
        ("cartpole with frictionless cart and damping 0.02 at the pole", [0.0, 0.02]),
        ("cart-pole, hinge damping 0.05", [0.0, 0.05]),
        ("cart-pole with joint damping 0.05", [0.05, 0.05]),
        ("cart-pole with slider damping 0.5", [0.5, 0.0]),
    ],
)
def test_damping_is_of_the_joint_that_it_is_said_of(prompt: str, dampings: list[float]) -> None:
    assert model_of(prompt).dof_damping.ravel()[:2].tolist() == pytest.approx(dampings)


def test_a_damping_ratio_is_no_damping() -> None:
    # 2 ζ m l² √(g / l) of a single pendulum.
    damping = model_of("a pendulum of 1 m with a mass of 2 kg and a damping ratio of 0.1")
    assert damping.dof_damping[0] == pytest.approx(2 * 0.1 * 2.0 * 9.81**0.5, rel=0.01)
    with pytest.raises(WritingError, match="damping ratio"):
        compose("double pendulum with damping ratio 0.1")


def test_links_are_told_by_number_and_compared_with_each_other() -> None:
    model = model_of("double pendulum, link 1 weighs 2 kg and link 2 weighs 500 g")
    assert model.body_mass[1:].tolist() == pytest.approx([2.0, 0.5])
    model = model_of("double pendulum: the second link is twice as long as the first")
    assert model.geom("bob2").pos[2] == pytest.approx(2 * model.geom("bob1").pos[2])
    model = model_of("double pendulum, the lower link has three times the mass of the upper link")
    assert model.body_mass[1:].tolist() == pytest.approx([1.0, 3.0])
    with pytest.raises(WritingError):
        compose("a double pendulum, the second link is twice as long as the second")


def test_what_a_cart_says_of_its_motors_is_so() -> None:
    told = compose("cart pole with a motor on the pole hinge").explanation
    assert "a motor at its hinge" in told
    assert "without a motor" not in told
