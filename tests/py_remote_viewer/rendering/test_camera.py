"""The camera follows gestures, whatever gets lost and whatever is done at the same time."""

import mujoco
import pytest

from py_remote_viewer.protocol.commands import CameraDrag
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
