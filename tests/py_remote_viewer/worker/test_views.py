"""Several views of one simulation, each in several renditions, by a whole worker."""

import asyncio

from py_remote_viewer.hosting import LocalHost
from py_remote_viewer.protocol.commands import CameraDrag, ResetCamera, SetFields
from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.protocol.view import CameraPose, Look
from py_remote_viewer.protocol.worker import (
    CommandDone,
    Configure,
    EncodedFrame,
    Heartbeat,
    KeyFrameRequest,
    Load,
    Loaded,
    Ready,
    RenditionWish,
    WorkerCommand,
    WorkerInput,
)
from tests.support.leaks import no_leaks_async
from tests.support.listener import Listener
from tests.support.watching import view_wish, watch

_XML = """<mujoco><worldbody><light pos="0 0 3"/><geom type="plane" size="2 2 1"/>
<body pos="0 0 1"><freejoint/><geom size=".3" rgba="1 0 0 1"/></body></worldbody></mujoco>"""
_FULL = RenditionWish(0, 128, 96, 30, 1_000_000)
_SMALL = RenditionWish(2, 64, 48, 15, 200_000)


async def test_views_and_renditions_are_encoded_only_while_somebody_watches_them() -> None:
    async with no_leaks_async():
        listener = Listener()
        worker = await LocalHost().start(listener)
        worker.send(Configure(128, 96, 30, "auto", "auto", 1_000_000, None, "auto", "WARNING"))
        await listener.next(Ready)
        worker.send(Load(3, XmlScene(_XML), ""))
        await listener.next(Loaded)
        pose = CameraPose((0.0, 0.0, 0.5), 3.0, 20.0, -30.0)
        own = view_wish(4, RenditionWish(0, 64, 80, 30, 500_000), width=64, height=80,
                        look=Look(pose))  # fmt: skip
        worker.send(watch(view_wish(0, _FULL, _SMALL), own))
        seen: dict[tuple[int, int], EncodedFrame] = {}
        async with asyncio.timeout(20):
            while len(seen) < 3:
                frame = await listener.next(EncodedFrame)
                seen.setdefault((frame.view, frame.rendition), frame)
        sizes = {place: (frame.width, frame.height) for place, frame in seen.items()}
        assert sizes == {(0, 0): (128, 96), (0, 2): (64, 48), (4, 0): (64, 80)}
        assert all(frame.key and frame.generation == 3 for frame in seen.values())
        beat = await listener.next(Heartbeat, lambda beat: beat.encoders == 3)
        assert set(beat.views[0].renditions) == {0, 2}
        assert beat.views[4].look.camera == pose
        # Gestures and commands are for one view.
        worker.send(WorkerInput(7, CameraDrag(5, 1, "rotate", 0.2, 0.0), view=4))
        async with asyncio.timeout(20):
            while not (frame := await listener.next(EncodedFrame)).inputs:
                pass
        assert (frame.view, frame.inputs) == (4, ((7, 5),))
        worker.send(KeyFrameRequest(0, 2))
        async with asyncio.timeout(20):
            while not (frame := await listener.next(EncodedFrame)).key:
                pass
        assert (frame.view, frame.rendition) == (0, 2)
        # One that nobody wants is gone, with its encoders.
        worker.send(watch(view_wish(0, _FULL)))
        beat = await listener.next(Heartbeat, lambda beat: beat.encoders == 1)
        assert set(beat.views) == {0}
        worker.send(WorkerCommand(1, 7, ResetCamera(), view=4))
        problem = (await listener.next(CommandDone)).problem
        assert problem is not None
        assert "not open" in problem.detail
        await worker.stop()


async def test_an_upright_view_is_drawn_and_one_that_cannot_be_encoded_costs_nobody_anything() -> (
    None
):
    listener = Listener()
    worker = await LocalHost().start(listener)
    worker.send(Configure(1280, 720, 30, "auto", "auto", 1_000_000, None, "auto", "ERROR"))
    await listener.next(Ready)
    worker.send(Load(1, XmlScene(_XML), ""))
    await listener.next(Loaded)
    upright = view_wish(2, width=720, height=1280)
    impossible = view_wish(3, width=4000, height=76)
    worker.send(watch(view_wish(width=1280, height=720), upright, impossible))
    frame = await listener.next(EncodedFrame, lambda frame: frame.view == 2)
    assert (frame.width, frame.height) == (720, 1280)
    await listener.next(Heartbeat, lambda beat: beat.encoders == 2)
    await worker.stop()


async def test_how_the_model_looks_is_kept_once_for_all_and_not_by_views_of_people() -> None:
    listener = Listener()
    worker = await LocalHost().start(listener)
    worker.send(Configure(128, 96, 30, "auto", "auto", 1_000_000, None, "auto", "WARNING"))
    await listener.next(Ready)
    worker.send(Load(1, XmlScene(_XML), ""))
    await listener.next(Loaded)
    glow = "visual/global/glow"
    worker.send(watch(view_wish(), view_wish(2)))
    edit = SetFields({glow: 0.9, "view/label": 1.0})
    worker.send(WorkerCommand(1, 7, edit, view=2))
    assert (await listener.next(CommandDone)).problem is None
    beat = await listener.next(Heartbeat, lambda beat: beat.views[0].look.fields)
    assert beat.views[0].look.fields == {glow: 0.9}
    assert beat.views[2].look.fields == {"view/label": 1.0}
    # A view that begins with what somebody remembers of it changes nothing for the others.
    worker.send(watch(view_wish(), view_wish(5, look=Look(fields={glow: 0.1, "view/label": 2.0}))))
    beat = await listener.next(Heartbeat, lambda beat: 5 in beat.views)
    assert beat.views[5].look.fields == {"view/label": 2.0}
    assert beat.views[0].look.fields == {glow: 0.9}
    await worker.stop()
