"""Screenshots and the camera's text, by a whole worker."""

from __future__ import annotations

from pathlib import Path

import cv2
import msgspec
import numpy as np

from py_remote_viewer.hosting import LocalHost
from py_remote_viewer.protocol.commands import SetFields, SetTiles
from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.protocol.tasks import CameraText, DescribeCamera, TakeScreenshot
from py_remote_viewer.protocol.view import Tile
from py_remote_viewer.protocol.worker import (
    CommandDone,
    Configure,
    EncodedFrame,
    Heartbeat,
    Load,
    Loaded,
    Ready,
    WorkerCommand,
    WorkerTask,
)
from tests.support.leaks import no_leaks_async
from tests.support.listener import Listener
from tests.support.watching import watch

_XML = """<mujoco><worldbody><light pos="0 0 3"/><geom type="plane" size="2 2 1"/>
<camera name="c" pos="0 -2 1" xyaxes="1 0 0 0 .5 1"/>
<body pos="0 0 1"><freejoint/><geom size=".3" rgba="1 0 0 1"/></body></worldbody></mujoco>"""


async def test_a_screenshot_is_made_while_nobody_watches_and_while_the_video_goes_on(
    tmp_path: Path,
) -> None:
    async with no_leaks_async():
        listener = Listener()
        worker = await LocalHost().start(listener)
        worker.send(Configure(128, 96, 30, "auto", "auto", 1_000_000, None, "auto", "WARNING"))
        await listener.next(Ready)
        worker.send(Load(1, XmlScene(_XML), ""))
        await listener.next(Loaded)

        async def shot(task: TakeScreenshot) -> np.ndarray:
            path = tmp_path / "shot"
            worker.send(WorkerTask(9, task, str(path)))
            assert (await listener.next(CommandDone)).problem is None
            picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
            assert picture is not None
            return picture

        unwatched = await shot(TakeScreenshot(640, 480))
        assert unwatched.shape == (480, 640, 3)
        assert unwatched.std() > 5
        worker.send(watch())
        await listener.next(EncodedFrame)
        large = await shot(TakeScreenshot(1280, 960, "segmentation"))
        assert 2 <= len(np.unique(large.reshape(-1, 3), axis=0)) <= 4
        await listener.next(EncodedFrame)
        worker.send(WorkerTask(10, DescribeCamera(), str(tmp_path / "camera")))
        assert (await listener.next(CommandDone)).problem is None
        text = msgspec.json.decode((tmp_path / "camera").read_bytes(), type=CameraText).mjcf
        assert text.startswith("<camera pos=")
        await worker.stop()


async def test_tiles_are_kept_told_and_seen_and_a_bad_one_is_refused() -> None:
    listener = Listener()
    worker = await LocalHost().start(listener)
    worker.send(Configure(128, 96, 30, "auto", "auto", 1_000_000, None, "auto", "WARNING"))
    await listener.next(Ready)
    kept = Tile(2, 0.75, 0.0, 0.25, 0.25, "depth")
    worker.send(Load(1, XmlScene(_XML), "", running=False, tiles=(kept, Tile(7, 0, 0, 0.5, 0.5))))
    await listener.next(Loaded)
    worker.send(watch())
    assert (await listener.next(Heartbeat, lambda beat: beat.look.tiles)).look.tiles == (kept,)
    worker.send(WorkerCommand(1, 7, SetTiles((Tile(9, 0, 0, 0.5, 0.5),))))
    problem = (await listener.next(CommandDone)).problem
    assert problem is not None
    assert "camera 9" in problem.detail
    worker.send(WorkerCommand(2, 7, SetTiles(())))
    assert (await listener.next(CommandDone)).problem is None
    await listener.next(Heartbeat, lambda beat: not beat.look.tiles)
    worker.send(WorkerCommand(3, 7, SetFields({"view/channel": 2.0})))
    assert (await listener.next(CommandDone)).problem is None
    await worker.stop()
