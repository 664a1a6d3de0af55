"""The small picture of a scene that nobody is shown, and the render thread that draws it."""

import threading
from collections.abc import Generator

import cv2
import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.portrait import draw_portrait
from py_remote_viewer.simulation.loading import initial_state
from py_remote_viewer.worker import render_loop
from py_remote_viewer.worker.picture import PictureFeed
from py_remote_viewer.worker.render_loop import RenderLoop
from py_remote_viewer.worker.render_settings import RenderSettings
from tests.support.leaks import no_leaks

_XML = """<mujoco><worldbody><light pos="0 0 3"/><geom type="plane" size="2 2 1" rgba="1 1 1 1"/>
<body pos="0 0 .3"><geom type="box" size=".3 .3 .3" rgba="1 0 0 1"/></body></worldbody></mujoco>"""


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Generator[RenderLoop]:
    monkeypatch.setenv("MUJOCO_GL", "disable")
    failures: list[BaseException] = []
    with no_leaks():
        settings = RenderSettings(64, 48, 30, "auto", "software", "auto")
        made = RenderLoop(settings, PictureFeed(), failures.append, lambda message: None)
        made.wait_open(20)
        yield made
        made.close()
        assert not failures


def _portrait(loop: RenderLoop, text: str) -> bytes:
    model = mujoco.MjModel.from_xml_string(text)
    return loop.ask_idle(lambda gl: draw_portrait(model, initial_state(model), gl))


def _pixels(png: bytes) -> np.ndarray:
    assert png.startswith(b"\x89PNG\r\n")
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)


def test_a_portrait_is_a_png_that_shows_the_scene(loop: RenderLoop) -> None:
    pixels = _pixels(_portrait(loop, _XML)).astype(int)
    assert pixels.shape == (360, 640, 3)
    assert pixels.std() > 10
    blue, green, red = pixels[150:210, 290:350].reshape(-1, 3).mean(axis=0)
    assert red > 2 * max(blue, green)
    # Right way up: the floor is below.
    assert pixels[-30:].mean() > pixels[:30].mean()


def test_one_portrait_after_the_other_is_of_its_own_scene(loop: RenderLoop) -> None:
    first = _portrait(loop, _XML)
    other = _portrait(loop, _XML.replace("1 0 0 1", "0 0 1 1"))
    assert other != first
    assert _portrait(loop, _XML) == first


def test_an_empty_scene_has_a_portrait_too(loop: RenderLoop) -> None:
    assert _pixels(_portrait(loop, "<mujoco/>")).shape == (360, 640, 3)


def test_what_a_job_raises_is_told_to_who_asked_and_ends_nothing(loop: RenderLoop) -> None:
    def fail(gl: GlDevice) -> bytes:
        raise mujoco.FatalError("no framebuffer")

    with pytest.raises(mujoco.FatalError, match="no framebuffer"):
        loop.ask_idle(fail)
    assert _portrait(loop, _XML)


def test_a_portrait_is_drawn_between_two_frames_of_the_preparation(
    loop: RenderLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It asks after each picture whether anything else is wanted.
    begun, end = threading.Event(), threading.Event()
    loop.close()

    def prepare(width: int, height: int, gl: GlDevice, wanted: object) -> None:
        begun.set()
        assert callable(wanted)
        while not wanted() and not end.wait(0.01):
            pass

    monkeypatch.setattr(render_loop, "warm_up", prepare)
    monkeypatch.setattr(render_loop, "_IDLE_SEC", 0.0)
    settings = RenderSettings(64, 48, 30, "auto", "software", "auto")
    other = RenderLoop(settings, PictureFeed(), lambda error: None, lambda message: None)
    try:
        other.wait_open(20)
        assert begun.wait(20)
        assert _portrait(other, _XML)
    finally:
        end.set()
        other.close()


def test_whoever_comes_when_it_ends_is_told_so(loop: RenderLoop) -> None:
    loop.close()
    with pytest.raises(CommandError, match="has ended"):
        _portrait(loop, _XML)
