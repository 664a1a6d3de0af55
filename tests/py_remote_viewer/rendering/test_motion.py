"""What counts as a movement that can be seen."""

import math

import mujoco
import pytest

from py_remote_viewer.rendering.motion import MotionDetector

_XML = """<mujoco><visual><global fovy="{fovy}" orthographic="{orthographic}"/></visual><worldbody>
<body><joint type="slide" axis="1 0 0"/><joint axis="0 0 1"/><geom size=".1"/></body>
</worldbody></mujoco>"""


def _moved(position: float, *, distance: float, fovy: float, orthographic: bool = False) -> float:
    model = mujoco.MjModel.from_xml_string(
        _XML.format(fovy=fovy, orthographic=str(orthographic).lower())
    )
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    detector = MotionDetector(model, height=1000)
    assert detector.moved_pixels(data, distance) == math.inf
    detector.remember(data)
    assert detector.moved_pixels(data, distance) == 0
    data.qpos[0] = position
    mujoco.mj_forward(model, data)
    return detector.moved_pixels(data, distance)


def test_a_movement_is_as_large_as_it_looks_from_where_the_camera_is() -> None:
    near = _moved(0.01, distance=1.0, fovy=90)
    assert near == pytest.approx(5.0)
    assert _moved(0.01, distance=10.0, fovy=90) == pytest.approx(near / 10)


def test_an_orthographic_view_shows_it_alike_at_every_distance() -> None:
    # Two metres are a thousand pixels high.
    for distance in (1.0, 10.0):
        moved = _moved(0.01, distance=distance, fovy=2, orthographic=True)
        assert moved == pytest.approx(5.0)


def test_turning_on_the_spot_is_a_movement() -> None:
    model = mujoco.MjModel.from_xml_string(_XML.format(fovy=45, orthographic="false"))
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    detector = MotionDetector(model, height=480)
    detector.remember(data)
    data.qpos[1] = 0.5
    mujoco.mj_forward(model, data)
    assert detector.visible(detector.moved_pixels(data, 3.0))
