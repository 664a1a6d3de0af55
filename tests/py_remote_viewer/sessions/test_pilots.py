"""Viewers are moved between renditions by what their links show."""

import asyncio
import struct
from collections.abc import Collection

import pytest

from py_remote_viewer.protocol.client import MEDIA_KIND_PADDING, ViewerReport
from py_remote_viewer.protocol.worker import EncodedFrame, RenditionWish
from py_remote_viewer.sessions import adaptation
from py_remote_viewer.sessions.links import LinkWatch
from py_remote_viewer.sessions.rendition import Rendition
from py_remote_viewer.sessions.viewers import WebSocketViewer
from tests.support.session import Clock, LiveSession, live_session
from tests.support.workers import PretendingHost


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop knows only true time."""
    monkeypatch.setattr(adaptation, "_MOST_HOLD_MS", 0.0)


def _rendition(clock: Clock) -> Rendition:
    wish = RenditionWish(0, 64, 48, 30, 1_000_000)
    return Rendition(wish, lambda: None, clock, lambda _: None, lambda _, __: None)


class _Socket:
    """A WebSocket's messages, acknowledged when it is told."""

    def __init__(self, clock: Clock) -> None:
        self.messages: list[bytes] = []
        self.viewer = WebSocketViewer(self._send, lambda _: None, 30, clock)

    def _send(self, message: bytes) -> bool:
        self.messages.append(message)
        return True

    def acknowledge_padding(self) -> None:
        """The page has all of it."""
        kind, number = struct.unpack_from("!B3xI", self.messages[-1])
        assert kind == MEDIA_KIND_PADDING
        self.viewer.acknowledge_padding(number)


def test_padding_over_tcp_is_bounded_and_counts_when_it_is_acknowledged() -> None:
    clock = Clock()
    socket = _Socket(clock)
    socket.viewer.pad(10_000_000)
    assert sum(map(len, socket.messages)) < 300_000
    assert socket.viewer.taken_octets == 0
    clock.now += 0.25
    assert socket.viewer.take_delay_sec() == pytest.approx(0.25), "so long under way already"
    socket.acknowledge_padding()
    assert socket.viewer.taken_octets == sum(map(len, socket.messages))
    assert socket.viewer.take_delay_sec() == pytest.approx(0.25)
    assert socket.viewer.take_delay_sec() is None


def test_an_acknowledgement_of_padding_that_was_never_sent_changes_nothing() -> None:
    socket = _Socket(Clock())
    socket.viewer.acknowledge_padding(7)
    assert socket.viewer.taken_octets == 0


def test_a_report_counts_what_was_left_out_and_what_could_not_be_shown() -> None:
    clock = Clock()
    socket, rendition = _Socket(clock), _rendition(clock)
    watch = LinkWatch(socket.viewer, clock)
    assert watch.report(rendition) is None, "nothing to compare with"
    watch.told(ViewerReport("websocket", received=0, decoded=0, delay_ms=40))
    clock.now += 1.0
    rendition.frames, rendition.octets, socket.viewer.sent = 30, 125_000, 15
    socket.viewer.skipped = 1
    watch.told(ViewerReport("websocket", received=15, decoded=6, delay_ms=240))
    report = watch.report(rendition)
    assert report is not None
    assert report.offered_bits_per_sec == 1_000_000
    assert report.skipped == 0.5
    # What one report could not show may be a moment of a busy machine; a queue grows by seconds.
    assert (report.unshown, report.queue_ms) == (0.0, 200.0)
    clock.now += 1.0
    rendition.frames += 30
    watch.told(ViewerReport("websocket", received=30, decoded=12, delay_ms=260))
    report = watch.report(rendition)
    assert report is not None
    assert report.unshown == pytest.approx(0.6)
    assert report.queue_ms == 220
    # What the page told is forgotten when it tells nothing new; and who waits for a key frame
    # leaves nothing out.
    clock.now += 5.0
    rendition.frames += 30
    report = watch.report(rendition)
    assert report is not None
    assert (report.unshown, report.queue_ms, report.skipped) == (0.0, 0.0, 0.0)


def test_while_another_rendition_is_waited_for_nothing_is_said() -> None:
    clock = Clock()
    watch = LinkWatch(_Socket(clock).viewer, clock)
    one, other = _rendition(clock), _rendition(clock)
    for rendition, tells in (
        (one, False),
        (one, True),
        (None, False),
        (other, False),
        (other, True),
    ):
        clock.now += 1.0
        assert (watch.report(rendition) is not None) == tells


def _frame(rendition: int) -> EncodedFrame:
    """All are key frames, so that nobody has to wait for one."""
    return EncodedFrame(
        data=b"\0\0\0\1\x65" + bytes(4000 >> rendition), key=True, pts_us=0, width=64, height=48,
        codec_string="avc1.42E01F", sim_time_sec=1.0, inputs=(), input_ms=None,
        render_start_ms=0.0, render_end_ms=0.0, encode_end_ms=0.0, generation=1,
        rendition=rendition,
    )  # fmt: skip


def _read(live: LiveSession, index: int) -> None:
    """Acknowledge all that has come, as a page does."""
    screen = live.screens[index]
    media, screen.media = screen.media, []
    for message in media:
        kind, number = struct.unpack_from("!B3xI", message)
        padding = kind == MEDIA_KIND_PADDING
        live.session.acknowledge(live.people[index], number, padding=padding)


async def _pass(
    live: LiveSession, host: PretendingHost, seconds: float, readers: Collection[int]
) -> None:
    """Let simulated time pass while frames come; readers take them, others hardly any."""
    for step in range(int(seconds / 0.1)):
        live.clock.now += 0.1
        for rendition in (0, 1, 2) * 3:
            live.session.views.frame(_frame(rendition))
        for index in range(len(live.people)):
            if index in readers or step % 20 == 0:
                _read(live, index)
        live.session.pilots.step()
        for worker in host.workers:
            worker.beat()
        await asyncio.sleep(0)


async def test_who_cannot_keep_up_gets_less_and_then_the_best_again() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        await _pass(live, host, 12, readers=())
        assert live.people[0].rendition > 0
        await _pass(live, host, 60, readers=(0,))
        assert live.people[0].rendition == 0


async def test_one_slow_viewer_changes_nothing_for_another() -> None:
    host = PretendingHost()
    async with live_session(host, "Ada", "Bob") as live:
        await _pass(live, host, 12, readers=(1,))
        assert live.people[0].rendition > 0
        assert live.people[1].rendition == 0
        assert live.people[1].frames_skipped == 0
