"""A whole worker, as the gateway sees it; and the way of a picture inside it."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from py_remote_viewer.config import ModelSettings
from py_remote_viewer.hosting import LocalHost, WorkerProcess
from py_remote_viewer.protocol.commands import (
    CameraDrag,
    LookAt,
    Pause,
    Reset,
    SetFields,
    Step,
)
from py_remote_viewer.protocol.fields import FieldValues
from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.protocol.series import SeriesCatalogue, SeriesInfo
from py_remote_viewer.protocol.tasks import DescribeModel, DescribeSeries, ModelTree
from py_remote_viewer.protocol.worker import (
    CommandDone,
    Configure,
    EncodedFrame,
    FromWorker,
    Heartbeat,
    KeyFrameRequest,
    Load,
    Loaded,
    LoadFailed,
    Ready,
    SampleSeries,
    SeriesFound,
    SeriesSampled,
    WatchFields,
    WorkerCommand,
    WorkerInput,
    WorkerTask,
)
from py_remote_viewer.worker.picture import Picture, PictureFeed
from py_remote_viewer.worker.rate import RateMeter
from tests.support.leaks import no_leaks_async
from tests.support.watching import watch

_XML = """<mujoco model="ball"><worldbody><light pos="0 0 3"/>
<geom type="plane" size="2 2 1"/><body pos="0 0 1"><freejoint/><geom size=".3"/></body>
</worldbody></mujoco>"""


class _Listener:
    def __init__(self) -> None:
        self.said: asyncio.Queue[FromWorker] = asyncio.Queue()
        self.ended: asyncio.Queue[str] = asyncio.Queue()

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None:
        self.said.put_nowait(message)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        self.ended.put_nowait(reason)

    async def next(self, kind: type) -> Any:
        async with asyncio.timeout(20):
            while True:
                message = await self.said.get()
                if isinstance(message, kind):
                    return message


async def _start(
    listener: _Listener, quality: str = "auto", models: ModelSettings | None = None
) -> Any:
    worker = await LocalHost().start(listener)
    worker.send(
        Configure(
            128, 96, 30, quality, "auto", 1_000_000, None, "auto", "WARNING",
            models or ModelSettings(),
        )
    )  # fmt: skip
    await listener.next(Ready)
    return worker


async def test_a_worker_loads_shows_obeys_and_leaves_nothing() -> None:
    async with no_leaks_async():
        listener = _Listener()
        worker = await _start(listener)
        worker.send(Load(4, XmlScene("<mujoco>\n<x/></mujoco>"), ""))
        failed = await listener.next(LoadFailed)
        assert (failed.generation, failed.problem.line) == (4, 2)
        worker.send(Load(5, XmlScene(_XML), ""))
        assert (await listener.next(Loaded)).scene.title == "ball"
        worker.send(watch())
        frame = await listener.next(EncodedFrame)
        assert frame.key
        assert (frame.width, frame.height, frame.generation) == (128, 96, 5)
        worker.send(WorkerCommand(1, 7, Step(10)))
        assert (await listener.next(CommandDone)).problem is None
        worker.send(WorkerCommand(2, 7, LookAt(5.0, 0.0)))
        assert (await listener.next(CommandDone)).problem.code == "command_refused"
        worker.send(WorkerInput(7, CameraDrag(11, 1, "rotate", 0.2, 0.0)))
        async with asyncio.timeout(10):
            while not (shown := await listener.next(EncodedFrame)).inputs:
                pass
        assert shown.inputs == ((7, 11),)
        assert shown.input_ms <= shown.render_start_ms <= shown.render_end_ms
        await worker.stop()
        await worker.stop()
        assert await listener.ended.get() == "The worker was ended."


async def test_a_model_that_takes_too_much_memory_is_refused_and_the_next_one_loads() -> None:
    listener = _Listener()
    worker = await _start(listener, models=ModelSettings(load_bytes=256 << 20))
    picture = '<texture name="sky" type="2d" builtin="flat" width="10000" height="10000"/>'
    worker.send(Load(1, XmlScene(f"<mujoco><asset>{picture}</asset></mujoco>"), ""))
    problem = (await listener.next(LoadFailed)).problem
    assert "takes more memory than there is for one (models.load_bytes)" in problem.detail
    worker.send(Load(2, XmlScene(_XML), ""))
    assert (await listener.next(Loaded)).scene.title == "ball"
    # A simulation, an interpreter and a renderer: no less than this, and less than a GB.
    assert 30 << 20 < worker.resident_bytes() < 1 << 30
    await worker.stop()
    assert worker.resident_bytes() == 0


async def test_fields_of_the_state_and_of_the_view_are_described_set_and_told() -> None:
    listener = _Listener()
    worker = await _start(listener)
    worker.send(Load(1, XmlScene(_XML), "", running=False, fields={"view/label": 1, "x": 1.0}))
    loaded = await listener.next(Loaded)
    assert [panel.name for panel in loaded.panels] == [
        "joint", "physics", "rendering", "groups", "visual",
    ]  # fmt: skip
    worker.send(watch())
    worker.send(WatchFields(("joint", "rendering")))
    told = {message.panel: message.values for message in await _both(listener)}
    assert told["joint"] == {"joint/0": (0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0)}
    assert told["rendering"]["view/label"] == 1.0
    moved = (0.5, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    worker.send(WorkerCommand(1, 7, SetFields({"joint/0": moved})))
    assert (await listener.next(FieldValues)).values == {"joint/0": moved}
    assert (await listener.next(CommandDone)).problem is None
    worker.send(WorkerCommand(2, 7, SetFields({"view/label": 2.0})))
    async with asyncio.timeout(10):
        while (await listener.next(FieldValues)).values != {"view/label": 2.0}:
            pass
    worker.send(WorkerCommand(3, 7, SetFields({"view/label": 99.0})))
    async with asyncio.timeout(10):
        while (problem := (await listener.next(CommandDone)).problem) is None:
            pass
    assert "no choice 99" in problem.detail
    async with asyncio.timeout(10):
        while (await listener.next(Heartbeat)).look.fields != {"view/label": 2.0}:
            pass
    await worker.stop()


async def test_what_a_model_is_made_of_is_written_to_a_file_or_refused(tmp_path: Path) -> None:
    listener = _Listener()
    worker = await _start(listener)
    worker.send(WorkerTask(1, DescribeModel(), str(tmp_path / "early")))
    assert "No scene is loaded" in (await listener.next(CommandDone)).problem.detail
    worker.send(Load(3, XmlScene(_XML), "", running=False))
    await listener.next(Loaded)
    worker.send(WorkerTask(2, DescribeModel(), str(tmp_path / "tree")))
    assert (await listener.next(CommandDone)).problem is None
    tree = msgspec.json.decode((tmp_path / "tree").read_bytes(), type=ModelTree)
    assert tree.generation == 3
    assert [(body.name, body.parent, body.geoms, body.joints) for body in tree.bodies] == [
        ("world", 0, ("geom 0",), ()),
        ("body 1", 0, ("geom 1",), ("joint 0",)),
    ]
    worker.send(WorkerTask(3, DescribeModel(), str(tmp_path / "nowhere" / "tree")))
    assert "nowhere" in (await listener.next(CommandDone)).problem.detail
    await worker.stop()


async def test_series_are_sampled_while_they_are_watched_and_the_catalogue_names_them(
    tmp_path: Path,
) -> None:
    listener = _Listener()
    worker = await _start(listener)
    worker.send(SampleSeries(1, ("time",), (), 100.0))
    worker.send(Load(1, XmlScene(_XML), "", running=False))
    await listener.next(Loaded)
    worker.send(WorkerTask(1, DescribeSeries(), str(tmp_path / "series")))
    await listener.next(CommandDone)
    catalogue = msgspec.json.decode((tmp_path / "series").read_bytes(), type=SeriesCatalogue)
    assert catalogue.names["joint"] == ("joint 0",)
    worker.send(SampleSeries(2, ("time", "qpos[joint 0][2]", "qpos[9]"), ("ncon",), 100.0))
    found = await listener.next(SeriesFound)
    assert (found.watch, found.series[1]) == (2, SeriesInfo("qpos[joint 0][2]", "m"))
    assert "there is no 9" in found.series[2].problem
    first = await listener.next(SeriesSampled)
    assert (first.rows, np.frombuffer(first.data)[:3].tolist()) == (1, [0.0, 0.0, 1.0])
    worker.send(WorkerCommand(2, 7, Step(5)))
    last = await listener.next(SeriesSampled)
    while not last.rows or np.frombuffer(last.data)[last.rows - 1] < 0.0099:
        last = await listener.next(SeriesSampled)
    assert last.segment == first.segment
    worker.send(WorkerCommand(3, 7, Reset()))
    again = await listener.next(SeriesSampled)
    while not again.rows:
        again = await listener.next(SeriesSampled)
    assert again.segment > first.segment
    assert np.frombuffer(again.data)[0] == 0.0
    await worker.stop()


async def _both(listener: _Listener) -> list[FieldValues]:
    return [await listener.next(FieldValues), await listener.next(FieldValues)]


async def test_a_key_frame_comes_on_demand_also_when_nothing_moves() -> None:
    listener = _Listener()
    worker = await _start(listener)
    worker.send(Load(1, XmlScene(_XML), "", running=False))
    await listener.next(Loaded)
    worker.send(watch())
    assert (await listener.next(EncodedFrame)).key
    worker.send(KeyFrameRequest())
    async with asyncio.timeout(10):
        while not (await listener.next(EncodedFrame)).key:
            pass
    await worker.stop()


async def test_a_scene_at_rest_begins_with_one_key_frame_is_sharpened_and_then_still() -> None:
    listener = _Listener()
    worker = await _start(listener)
    worker.send(Load(1, XmlScene(_XML), "", running=False))
    await listener.next(Loaded)
    worker.send(watch())
    frames: list[EncodedFrame] = []
    async with asyncio.timeout(20):
        while len(frames) < 12:
            frames.append(await listener.next(EncodedFrame))
        while not (await listener.next(Heartbeat)).status.still:
            pass
    assert [frame.key for frame in frames] == [True] + 11 * [False]
    await worker.stop()


async def test_nothing_is_drawn_while_nobody_watches_and_time_goes_on() -> None:
    listener = _Listener()
    worker = await _start(listener)
    worker.send(Load(1, XmlScene(_XML), ""))
    await listener.next(Loaded)
    async with asyncio.timeout(10):
        while True:
            beat: Heartbeat = await listener.next(Heartbeat)
            if beat.status is not None and beat.status.sim_time_sec > 0.3:
                break
    assert beat.frames_produced == 0
    worker.send(WorkerCommand(1, 1, Pause()))
    await listener.next(CommandDone)
    await worker.stop()


async def test_a_killed_worker_is_reported_with_the_signal() -> None:
    async with no_leaks_async():
        listener = _Listener()
        worker = await _start(listener)
        os.kill(worker.pid, signal.SIGKILL)
        async with asyncio.timeout(10):
            assert "SIGKILL" in await listener.ended.get()
        assert not worker.alive
        worker.send(watch())
        await worker.stop()


def _picture(feed: PictureFeed, **inputs: int) -> Picture:
    seen = {int(name[1:]): value for name, value in inputs.items()}
    first = 5.0 if seen else None
    return Picture(feed.buffer(16, 16), 0.0, 0.0, 0.0, seen, first)


def test_a_replaced_picture_hands_on_its_inputs() -> None:
    feed = PictureFeed()
    slot, other = feed.open_slot(), feed.open_slot()
    feed.put(_picture(feed, p1=3, p2=4))
    assert other.take() is not None
    feed.put(_picture(feed, p1=9))
    taken, others = slot.take(), other.take()
    assert taken is not None
    assert others is not None
    assert (taken.inputs, others.inputs) == ({1: 9, 2: 4}, {1: 9})
    assert (slot.replaced, other.replaced) == (1, 0)


def test_a_buffer_in_use_is_never_handed_out_and_they_are_bounded() -> None:
    feed = PictureFeed()
    slots = [feed.open_slot() for _ in range(3)]
    taken: dict[int, tuple[Picture, int]] = {}
    for number in range(60):
        picture = _picture(feed)
        picture.pixels[:] = number
        feed.put(picture)
        for which, slot in enumerate(slots):
            if number % (which + 2) == 0:
                newest = slot.take()
                assert newest is picture
                taken[which] = newest, number
        for held, value in taken.values():
            assert (held.pixels == value).all()
    assert len(feed._buffers) <= 2 + 2 * len(slots)
    for slot in slots:
        feed.drop(slot)
    assert len(feed._buffers) <= 2


def test_dropping_a_slot_ends_the_waiting() -> None:
    feed = PictureFeed()
    slot = feed.open_slot()
    feed.drop(slot)
    assert slot.take() is None


def test_a_rate_counts_the_last_two_seconds() -> None:
    now = [0.0]
    meter = RateMeter(lambda: now[0])
    for _ in range(100):
        now[0] += 0.1
        meter.add(3)
    assert meter.per_sec() == pytest.approx(30, abs=2)
    now[0] += 10
    assert meter.per_sec() == 0
