"""Pictures and cameras of the moment: drawn by the render thread, written by that of the tasks."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import cv2
import msgspec
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.tasks import CameraText, TakeScreenshot
from py_remote_viewer.rendering.camera_text import camera_text
from py_remote_viewer.rendering.screenshot import Screenshot
from py_remote_viewer.worker.stage import Stage

__all__ = ["RenderThread", "camera_file", "screenshot_file"]

T = TypeVar("T")


class RenderThread(Protocol):
    """Does something between two frames."""

    def ask(self, work: Callable[[Stage], T]) -> T: ...


def screenshot_file(
    render: RenderThread, task: TakeScreenshot, view: int, stopped: Callable[[], bool]
) -> bytes:
    """A PNG of what people see in a view; raises CommandError where it ended before it was done."""
    shot = render.ask(lambda stage: _begin(stage, task, view))
    # One piece at a time, and between them the frames of the video.
    while render.ask(lambda stage: shot.draw_next()):
        if stopped():
            raise CommandError("The simulation ended before the screenshot was drawn.")
    top_down = np.ascontiguousarray(shot.pixels[::-1, :, ::-1])
    done, png = cv2.imencode(".png", top_down)
    if not done:
        raise CommandError(f"A picture of {task.width}x{task.height} could not be made a PNG.")
    return png.tobytes()


def _begin(stage: Stage, task: TakeScreenshot, number: int) -> Screenshot:
    view = stage.look_now(number)
    return Screenshot(
        view.renderer,
        stage.data,
        view.camera.mjv,
        (task.width, task.height),
        channel=task.channel or view.renderer.view.channel,
        tiles=view.board.tiles if task.tiles else (),
        perturbs=stage.hands.perturbs(),
    )


def camera_file(render: RenderThread, number: int) -> bytes:
    """A `CameraText` as JSON."""

    def describe(stage: Stage) -> CameraText:
        view = stage.look_now(number)
        camera, scene = view.camera, view.renderer.scene
        return CameraText(
            camera_text(stage.source.model, scene, camera.mjv),
            camera.free_pose(scene),
            camera.tracked if camera.mode == 1 else None,
        )

    return msgspec.json.encode(render.ask(describe))
