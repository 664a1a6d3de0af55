"""All of a scene is in its first picture, and what is to the left is to the left there."""

import math

import mujoco
import numpy as np
import pytest

from py_remote_viewer.simulation.loading import initial_state
from tests.support.words import build, compose

_HALF = math.tan(math.radians(22.5))
_NO_BOX = (int(mujoco.mjtGeom.mjGEOM_PLANE), int(mujoco.mjtGeom.mjGEOM_MESH))


def _seen(prompt: str) -> dict[str, np.ndarray]:
    """By body, where the ends of its geoms are in a picture of 4:3, from -1 to 1."""
    model = build(compose(prompt).mjcf).model
    data = initial_state(model)
    mujoco.mj_forward(model, data)
    look, lift = (math.radians(float(angle)) for angle in
                  (model.vis.global_.azimuth, model.vis.global_.elevation))  # fmt: skip
    forward = np.array([math.cos(lift) * math.cos(look), math.cos(lift) * math.sin(look),
                        math.sin(lift)])  # fmt: skip
    across = np.array([math.sin(look), -math.cos(look), 0.0])
    up = np.cross(across, forward)
    camera = model.stat.center - 1.5 * model.stat.extent * forward
    found: dict[str, list[np.ndarray]] = {}
    for geom in range(model.ngeom):
        if int(model.geom_type[geom]) in _NO_BOX:
            continue
        middle, half = model.geom_aabb[geom, :3], model.geom_aabb[geom, 3:]
        turn = data.geom_xmat[geom].reshape(3, 3)
        for side in (-1, 1):
            for axis in range(3):
                at = data.geom_xpos[geom] + turn @ (middle + side * half[axis] * np.eye(3)[axis])
                away = at - camera
                deep = float(away @ forward) * _HALF
                point = np.array([away @ across / deep / (4 / 3), away @ up / deep])
                name = model.body(int(model.geom_bodyid[geom])).name
                found.setdefault(name, []).append(point)
    return {name: np.array(points) for name, points in found.items()}


@pytest.mark.parametrize(
    "prompt",
    [
        "a humanoid",
        "a pile of 30 balls",
        "a cylinder and a box",
        "a stack of 8 boxes",
        "a pendulum of 7 links, each 30 cm long",
        "a pendulum swinging about the x axis",
        "an upside down pendulum",
        "a table with a red cup and a robot arm",
        "three coins in a row",
        "two humanoids facing each other",
    ],
)
def test_all_of_it_is_in_the_picture_and_fills_it(prompt: str) -> None:
    points = np.vstack(list(_seen(prompt).values()))
    assert np.abs(points).max() < 1.0
    assert np.ptp(points, axis=0).max() > 0.5


@pytest.mark.parametrize("prompt", ["a ball dropped from 1.5 m", "a ball dropped from 3 m"])
def test_what_falls_is_in_the_picture_before_it_does(prompt: str) -> None:
    (points,) = _seen(prompt).values()
    assert np.abs(points).max() < 1.0
    # With the floor below.
    assert points[:, 1].min() > 0.3


@pytest.mark.parametrize(
    ("prompt", "left", "right"),
    [
        ("a small green ball to the left of a large yellow cube", "sphere", "cube"),
        ("a red box to the right of a ball", "sphere", "box"),
    ],
)
def test_what_is_to_the_left_is_seen_to_the_left(prompt: str, left: str, right: str) -> None:
    seen = _seen(prompt)
    assert seen[left][:, 0].mean() < seen[right][:, 0].min()


def test_a_pendulum_that_swings_little_fills_the_picture_too() -> None:
    points = np.vstack(list(_seen("a pendulum of 1 m, released from 10 degrees").values()))
    assert np.ptp(points[:, 1]) > 1.0
