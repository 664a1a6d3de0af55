"""The key frame lobby and the two ways out."""

import asyncio
import itertools

import pytest

from py_remote_viewer.protocol.worker import EncodedFrame
from py_remote_viewer.sessions.fanout import Fanout
from py_remote_viewer.sessions.frames import MediaFrame
from py_remote_viewer.sessions.recovery import Recovery, RecoveryPolicy
from py_remote_viewer.sessions.viewers import WebSocketViewer


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class _Viewer:
    def __init__(self) -> None:
        self.frames: list[int] = []
        self.takes = True

    @property
    def has_room(self) -> bool:
        return self.takes

    def deliver(self, frame: MediaFrame) -> bool:
        if self.takes:
            self.frames.append(frame.number)
        return self.takes


def _frame(number: int, *, key: bool = False) -> MediaFrame:
    return MediaFrame(
        number,
        EncodedFrame(
            data=b"\0\0\0\1\x65" + bytes(20), key=key, pts_us=number * 1000, width=64, height=64,
            codec_string="avc1.42E01F", sim_time_sec=0.0, inputs=(), input_ms=None,
            render_start_ms=0, render_end_ms=0, encode_end_ms=0, generation=1,
        ),
    )  # fmt: skip


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def asked() -> list[float]:
    return []


@pytest.fixture
def fanout(clock: _Clock, asked: list[float]) -> Fanout:
    return Fanout(lambda: asked.append(clock.now), clock)


async def test_a_newcomer_waits_for_the_key_frame_it_made_asked_for(
    fanout: Fanout, asked: list[float]
) -> None:
    viewer = _Viewer()
    fanout.subscribe(viewer)
    fanout.push(_frame(1))
    fanout.push(_frame(2, key=True))
    fanout.push(_frame(3))
    assert viewer.frames == [2, 3]
    assert len(asked) == 1
    fanout.close()


async def test_one_key_frame_serves_all_who_wait_and_one_a_second_is_asked_for(
    fanout: Fanout, asked: list[float], clock: _Clock
) -> None:
    viewers = [_Viewer() for _ in range(5)]
    for viewer in viewers:
        fanout.subscribe(viewer)
    assert len(asked) == 1
    fanout.push(_frame(1, key=True))
    assert all(viewer.frames == [1] for viewer in viewers)
    for viewer in viewers:
        # It was sent before the key frame arrived, and is no reason for another.
        fanout.lost(viewer)
    clock.now += 0.5
    for viewer in viewers:
        fanout.lost(viewer)
    assert len(asked) == 1
    fanout.push(_frame(2))
    assert all(viewer.frames == [1, 2] for viewer in viewers)
    clock.now += 0.5
    fanout._timer_fired()  # pyright: ignore[reportPrivateUsage]
    assert len(asked) == 2
    fanout.close()


async def test_who_cannot_take_a_frame_costs_the_others_none(fanout: Fanout, clock: _Clock) -> None:
    slow, quick = _Viewer(), _Viewer()
    fanout.subscribe(slow)
    fanout.subscribe(quick)
    fanout.push(_frame(1, key=True))
    slow.takes = False
    for number in range(2, 6):
        fanout.push(_frame(number))
    slow.takes = True
    fanout.push(_frame(6))
    fanout.push(_frame(7, key=True))
    assert quick.frames == [1, 2, 3, 4, 5, 6, 7]
    assert slow.frames == [1, 7]
    fanout.close()


async def test_who_keeps_asking_waits_longer_each_time(
    fanout: Fanout, asked: list[float], clock: _Clock
) -> None:
    viewer = _Viewer()
    fanout.subscribe(viewer)
    answered = 0
    for number in range(120):
        if len(asked) > answered:
            answered = len(asked)
            fanout.push(_frame(number, key=True))
        clock.now += 0.5
        fanout.lost(viewer)
        fanout._timer_fired()  # pyright: ignore[reportPrivateUsage]
    gaps = [b - a for a, b in itertools.pairwise(asked)]
    assert gaps[0] == 1.0
    assert max(gaps) >= 4.0
    assert len(asked) < 40
    fanout.close()


async def test_a_newcomer_does_not_wait_for_whom_the_lobby_makes_wait(
    fanout: Fanout, asked: list[float], clock: _Clock
) -> None:
    bad = _Viewer()
    fanout.subscribe(bad)
    for number in range(8):
        fanout.push(_frame(number, key=True))
        clock.now += 1.0
        fanout.lost(bad)
        fanout._timer_fired()  # pyright: ignore[reportPrivateUsage]
    before = len(asked)
    clock.now += 1.0
    fanout._timer_fired()  # pyright: ignore[reportPrivateUsage]
    assert len(asked) == before
    newcomer = _Viewer()
    fanout.subscribe(newcomer)
    assert len(asked) == before + 1
    fanout.push(_frame(100, key=True))
    assert newcomer.frames == [100]
    fanout.close()


async def test_a_viewer_that_fails_is_dropped_and_the_others_get_the_frame(
    clock: _Clock, caplog: pytest.LogCaptureFixture
) -> None:
    class _Failing(_Viewer):
        def deliver(self, frame: MediaFrame) -> bool:
            raise OSError("its socket is broken")

    dropped: list[object] = []
    fanout = Fanout(lambda: None, clock, dropped.append)
    viewers = [_Viewer(), _Failing(), _Viewer()]
    for viewer in viewers:
        fanout.subscribe(viewer)
    fanout.push(_frame(1, key=True))
    fanout.push(_frame(2))
    assert dropped == [viewers[1]]
    assert viewers[0].frames == viewers[2].frames == [1, 2]
    assert len(fanout) == 2
    assert "its socket is broken" in caplog.text
    fanout.close()


async def test_no_key_frame_is_asked_for_before_somebody_can_take_it(
    fanout: Fanout, clock: _Clock, asked: list[float]
) -> None:
    stalled = _Viewer()
    fanout.subscribe(stalled)
    fanout.push(_frame(1, key=True))
    clock.now += 2.0
    stalled.takes = False
    fanout.push(_frame(2))
    fanout.push(_frame(3))
    assert len(asked) == 1
    stalled.takes = True
    fanout.push(_frame(4))
    assert len(asked) == 2
    fanout.push(_frame(5, key=True))
    assert stalled.frames == [1, 5]
    fanout.close()


async def test_who_has_room_again_while_nothing_moves_gets_a_key_frame_too(
    fanout: Fanout, clock: _Clock, asked: list[float]
) -> None:
    stalled = _Viewer()
    fanout.subscribe(stalled)
    fanout.push(_frame(1, key=True))
    clock.now += 2.0
    stalled.takes = False
    fanout.push(_frame(2))
    fanout._timer_fired()  # pyright: ignore[reportPrivateUsage]
    assert len(asked) == 1
    stalled.takes = True
    fanout._timer_fired()  # pyright: ignore[reportPrivateUsage]
    assert len(asked) == 2
    fanout.close()


async def test_closing_leaves_no_timer(fanout: Fanout, clock: _Clock) -> None:
    first, second = _Viewer(), _Viewer()
    fanout.subscribe(first)
    fanout.push(_frame(1, key=True))
    fanout.subscribe(second)
    fanout.close()
    assert len(fanout) == 0
    assert not [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]


def test_a_frame_is_packed_once_for_everybody() -> None:
    frame = _frame(1, key=True)
    assert frame.media_message is frame.media_message
    assert frame.rtp_payloads is frame.rtp_payloads
    assert frame.media_message[:2] == b"\x01\x01"


def test_over_tcp_two_frames_a_round_trip_and_a_busy_page_are_under_way(clock: _Clock) -> None:
    sent: list[bytes] = []

    def send(message: bytes) -> bool:
        sent.append(message)
        return True

    viewer = WebSocketViewer(send, lambda video: None, 50, clock)
    assert [viewer.deliver(_frame(n)) for n in range(1, 8)] == [True] * 5 + [False] * 2
    clock.now += 0.1
    viewer.acknowledge(99)
    assert viewer.in_flight == 5
    viewer.acknowledge(5)
    assert viewer.in_flight == 0
    assert viewer.skipped == 2


def test_a_queue_on_a_slow_link_is_not_taken_for_a_long_round_trip(clock: _Clock) -> None:
    viewer = WebSocketViewer(lambda message: True, lambda video: None, 50, clock)
    waiting: list[int] = []
    longest = 0
    for number in range(1, 3_000):
        # Fifty frames a second come, and the link carries twenty.
        if viewer.deliver(_frame(number)):
            waiting.append(number)
        longest = max(longest, len(waiting))
        clock.now += 0.02
        if number % 5 in (0, 2) and waiting:
            viewer.acknowledge(waiting.pop(0))
    assert longest <= 12


def test_recovery_grows_more_careful_and_forgives(clock: _Clock) -> None:
    policy = RecoveryPolicy(clock)

    def crash() -> Recovery:
        policy.crashed()
        return policy.advice()

    assert [crash() for _ in range(4)] == [
        Recovery.CONTINUE,
        Recovery.RESTART,
        Recovery.PREVIOUS,
        Recovery.GIVE_UP,
    ]
    clock.now += 61
    assert crash() is Recovery.CONTINUE
    crash()
    policy.forgive()
    assert crash() is Recovery.CONTINUE
