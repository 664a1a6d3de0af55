"""What is said to be on a seesaw lies on its ends, and the heavier end goes down."""

import mujoco
import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import build, compose, failed_checks


def _after(prompt: str, seconds: float) -> tuple[mujoco.MjModel, mujoco.MjData]:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    model = build(composed.mjcf).model
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    while data.time < seconds:
        mujoco.mj_step(model, data)
    return model, data


def _left_is_down(data: mujoco.MjData) -> bool:
    return float(data.body("plank").xmat[6]) > 0


@pytest.mark.parametrize(
    ("prompt", "left"),
    [
        ("a seesaw with a 2 kg ball on the left and a 3 kg box on the right", False),
        ("seesaw with a heavy box and a light one", True),
        ("a 10 kg box and a 1 kg box on a seesaw", True),
        ("A seesaw with a heavy box on one side and a light one on the other", True),
        ("a seesaw 3 m long with a 5 kg box on the left and a 8 kg box on the right end", False),
        ("seesaw with a weight of 20 kg on one end and 5 kg on the other", True),
        ("a seesaw with a box on the right", False),
    ],
)
def test_it_tips_to_the_heavier_side(prompt: str, left: bool) -> None:
    _, start = _after(prompt, 0.0)
    assert float(start.body("plank").xmat[6]) == pytest.approx(0.0)
    _, data = _after(prompt, 1.0)
    assert abs(float(data.body("plank").xmat[6])) > 0.1
    assert _left_is_down(data) == left
    assert f"tips to the {'left' if left else 'right'}" in compose(prompt).explanation


@pytest.mark.parametrize(
    "prompt",
    [
        "A seesaw with two boxes, one at each end",
        "seesaw with a box on each side",
        "two balls on a seesaw",
    ],
)
def test_equal_loads_keep_it_level(prompt: str) -> None:
    model, data = _after(prompt, 3.0)
    assert abs(float(data.body("plank").xmat[6])) < 0.01
    loads = [float(data.xpos[body][0]) for body in range(1, model.nbody) if body != 1]
    assert sorted(loads) == pytest.approx([-0.88, 0.88], abs=0.02)


@pytest.mark.parametrize(
    "prompt",
    [
        "a seesaw with three boxes",
        "a seesaw with a stack of 3 boxes on one end",
        "a balanced seesaw with a heavy box and a light one",
    ],
)
def test_what_has_no_place_on_it_is_declined(prompt: str) -> None:
    with pytest.raises(WritingError):
        compose(prompt)
