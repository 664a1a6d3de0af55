"""The camera follows gestures, whatever gets lost and whatever is done at the same time."""

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import CameraDrag
from py_remote_viewer.protocol.view import CameraPose
from py_remote_viewer.rendering.camera import OrbitCamera


@pytest.fixture
def camera() -> OrbitCamera:
    return OrbitCamera(mujoco.MjModel.from_xml_string("<mujoco/>"))


def test_lost_and_late_messages_of_a_gesture_change_nothing(camera: OrbitCamera) -> None:
    other = OrbitCamera(mujoco.MjModel.from_xml_string("<mujoco/>"))
    for seq in range(1, 11):
        camera.drag(1, CameraDrag(seq, 1, "rotate", 0.01 * seq, 0.0))
    other.drag(1, CameraDrag(10, 1, "rotate", 0.1, 0.0))
    assert not other.drag(1, CameraDrag(4, 1, "rotate", 0.04, 0.0))
    assert other.mjv.azimuth == pytest.approx(camera.mjv.azimuth)


_SCENE = """<mujoco><worldbody><geom size="1"/>
<camera name="side" pos="3 0 0" xyaxes="0 1 0 0 0 1"/>
<body name="ball" pos="1 2 3"><freejoint/><geom size=".1"/></body></worldbody></mujoco>"""


def test_it_is_put_where_a_link_says_free_or_following_a_body() -> None:
    camera = OrbitCamera(mujoco.MjModel.from_xml_string(_SCENE))
    pose = CameraPose((1.0, 2.0, 3.0), 4.0, 50.0, -60.0)
    camera.set_mode(2)
    camera.look_from(pose)
    assert (camera.mode, camera.pose()) == (0, pose)
    camera.look_from(pose, 1)
    assert (camera.mode, camera.tracked) == (1, 1)


@pytest.mark.parametrize(
    ("pose", "body", "why"),
    [
        (CameraPose((0.0, 0.0, 1e300), 4.0, 0.0, 0.0), None, "numbers beyond"),
        (CameraPose((0.0, 0.0, float("nan")), 4.0, 0.0, 0.0), None, "numbers beyond"),
        (CameraPose((0.0, 0.0, 0.0), -1.0, 0.0, 0.0), None, "not larger than 0"),
        (CameraPose((0.0, 0.0, 0.0), 1.0, 0.0, 0.0), 7, "There is no body 7 to follow; the last"),
    ],
)
def test_where_it_cannot_stand_it_is_not_put(pose: CameraPose, body: int | None, why: str) -> None:
    camera = OrbitCamera(mujoco.MjModel.from_xml_string(_SCENE))
    before = camera.pose()
    with pytest.raises(CommandError, match=why):
        camera.look_from(pose, body)
    assert camera.pose() == before


def test_a_camera_of_the_model_is_told_as_a_free_one_that_sees_the_same() -> None:
    model = mujoco.MjModel.from_xml_string(_SCENE)
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    camera, scene = OrbitCamera(model), mujoco.MjvScene(model, maxgeom=100)

    def eye() -> tuple[list[float], list[float]]:
        mujoco.mjv_updateScene(model, data, mujoco.MjvOption(), None, camera.mjv, 7, scene)
        left, right = scene.camera
        position = (np.asarray(left.pos) + np.asarray(right.pos)) / 2
        return list(map(float, position)), list(map(float, left.forward))

    camera.set_mode(2)
    before = eye()
    camera.look_from(camera.free_pose(scene))
    assert np.allclose(before, eye(), atol=1e-5)


def test_the_wheel_may_turn_during_a_drag(camera: OrbitCamera) -> None:
    distance, azimuth = camera.mjv.distance, camera.mjv.azimuth
    camera.drag(1, CameraDrag(1, 1, "zoom", 0.0, 0.3))
    closer = camera.mjv.distance
    assert closer < distance
    camera.drag(1, CameraDrag(2, 2, "rotate", 0.05, 0.0))
    turned = camera.mjv.azimuth
    # The wheel's gesture says its last value once more, so that it cannot get lost.
    camera.drag(1, CameraDrag(3, 1, "zoom", 0.0, 0.3))
    assert camera.mjv.distance == pytest.approx(closer)
    camera.drag(1, CameraDrag(4, 2, "rotate", 0.1, 0.0))
    assert camera.mjv.azimuth - azimuth == pytest.approx(2 * (turned - azimuth))


def test_two_people_turn_it_together(camera: OrbitCamera) -> None:
    azimuth = camera.mjv.azimuth
    camera.drag(1, CameraDrag(1, 1, "rotate", 0.1, 0.0))
    turned = camera.mjv.azimuth - azimuth
    camera.drag(2, CameraDrag(1, 1, "rotate", 0.1, 0.0))
    assert camera.mjv.azimuth - azimuth == pytest.approx(2 * turned)


def test_what_was_done_before_this_camera_is_not_done_again(camera: OrbitCamera) -> None:
    azimuth = camera.mjv.azimuth
    camera.note(1, CameraDrag(5, 1, "rotate", 0.7, 0.0))
    assert camera.mjv.azimuth == azimuth
    camera.drag(1, CameraDrag(6, 1, "rotate", 0.7, 0.0))
    assert camera.mjv.azimuth == azimuth
    camera.drag(1, CameraDrag(7, 1, "rotate", 0.71, 0.0))
    assert camera.mjv.azimuth != azimuth


def test_old_gestures_and_people_are_forgotten_without_being_done_again(
    camera: OrbitCamera,
) -> None:
    for gesture in range(1, 100):
        camera.drag(1, CameraDrag(gesture, gesture, "pan", 0.0, 0.0))
    azimuth = camera.mjv.azimuth
    assert not camera.drag(1, CameraDrag(1000, 1, "rotate", 0.5, 0.0))
    assert camera.mjv.azimuth == azimuth
    for person in range(1000):
        camera.drag(person, CameraDrag(1, 1, "pan", 0.0, 0.0))
    assert len(camera._participants) < 300


def test_zooming_ends_before_it_makes_no_sense(camera: OrbitCamera) -> None:
    for gesture in range(1, 200):
        camera.drag(1, CameraDrag(gesture, gesture, "zoom", 0.0, 0.5))
    assert camera.mjv.distance > 0
