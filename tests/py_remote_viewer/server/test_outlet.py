"""The queue of one WebSocket: what is kept, replaced, dropped, and when it is given up."""

import asyncio
from typing import Any

import pytest
from starlette.websockets import WebSocketState

from py_remote_viewer.protocol.client import CLOSE_TOO_SLOW, Knock
from py_remote_viewer.server import outlet as outlet_module
from py_remote_viewer.server.outlet import WebSocketOutlet
from tests.support.session import Clock


class _Socket:
    """Takes what is sent while its gate is open."""

    application_state = WebSocketState.CONNECTED

    def __init__(self) -> None:
        self.sent: list[str | bytes] = []
        self.closed: tuple[int, str] | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def send_text(self, text: str) -> None:
        await self.gate.wait()
        self.sent.append(text)

    async def send_bytes(self, data: bytes) -> None:
        await self.gate.wait()
        self.sent.append(data)

    async def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)


class _Way:
    def __init__(self) -> None:
        self.socket = _Socket()
        self.clock = Clock()
        socket: Any = self.socket
        self.outlet = WebSocketOutlet(socket, self.clock)

    async def flush(self) -> list[str | bytes]:
        """Send what waits, close, and tell what was sent."""
        self.outlet.close(1000, "done")
        await asyncio.wait_for(self.outlet.run(), 5)
        return self.socket.sent


@pytest.fixture
async def way() -> _Way:
    return _Way()


async def test_events_are_sent_all_and_in_order_and_then_it_closes(way: _Way) -> None:
    for number in range(100):
        way.outlet.send_event(str(number))
    way.outlet.send(Knock())
    assert await way.flush() == [*map(str, range(100)), '{"type":"knock"}']
    assert way.socket.closed == (1000, "done")


async def test_of_a_snapshot_only_the_newest_is_sent_in_the_place_of_the_first(way: _Way) -> None:
    way.outlet.send_snapshot("people", "old")
    way.outlet.send_event("event")
    way.outlet.send_snapshot("people", "new")
    way.outlet.send_snapshot("other", "else")
    assert await way.flush() == ["new", "event", "else"]


async def test_a_snapshot_that_was_sent_is_no_place_for_the_next(way: _Way) -> None:
    running = asyncio.create_task(way.outlet.run())
    way.outlet.send_snapshot("people", "first")
    async with asyncio.timeout(5):
        while not way.socket.sent:  # noqa: ASYNC110
            await asyncio.sleep(0)
    way.outlet.send_snapshot("people", "second")
    way.outlet.close(1000, "")
    await asyncio.wait_for(running, 5)
    assert way.socket.sent == ["first", "second"]


async def test_telemetry_is_dropped_where_much_waits_and_events_are_not(way: _Way) -> None:
    taken = [way.outlet.send_text(str(number)) for number in range(20)]
    way.outlet.send_event("event")
    assert 0 < sum(taken) < 20
    assert taken == sorted(taken, reverse=True)
    sent = await way.flush()
    assert sent[-1] == "event"
    assert len(sent) == sum(taken) + 1


async def test_media_is_bounded_and_taken_again_when_some_was_sent(way: _Way) -> None:
    taken = [way.outlet.send_media(b"frame") for _ in range(100)]
    assert 0 < sum(taken) < 100
    assert not way.outlet.send_media(b"frame")
    running = asyncio.create_task(way.outlet.run())
    async with asyncio.timeout(5):
        while len(way.socket.sent) < sum(taken):  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert way.outlet.send_media(b"frame")
    way.outlet.close(1000, "")
    await asyncio.wait_for(running, 5)
    assert len(way.socket.sent) == sum(taken) + 1


async def test_events_without_end_that_nobody_reads_close_it_and_free_the_memory(
    way: _Way,
) -> None:
    for number in range(10_000):
        way.outlet.send_event(str(number))
    assert len(await way.flush()) == 0
    assert way.socket.closed == (CLOSE_TOO_SLOW, outlet_module._TOO_SLOW)  # pyright: ignore[reportPrivateUsage]


async def test_it_is_stuck_when_the_oldest_waits_too_long_and_not_before(way: _Way) -> None:
    way.socket.gate.clear()
    running = asyncio.create_task(way.outlet.run())
    way.clock.now += 1000
    assert not way.outlet.stuck()
    way.outlet.send_event("unread")
    await asyncio.sleep(0)
    way.clock.now += 4.9
    way.outlet.send_event("later")
    assert not way.outlet.stuck()
    way.clock.now += 0.2
    assert way.outlet.stuck()
    await asyncio.wait_for(way.outlet.watch(), 5)
    way.socket.gate.set()
    await asyncio.wait_for(running, 5)
    assert way.socket.sent == ["unread"]
    assert way.socket.closed is not None
    assert way.socket.closed[0] == CLOSE_TOO_SLOW


async def test_what_comes_after_the_close_changes_nothing(way: _Way) -> None:
    way.outlet.close(1000, "first")
    way.outlet.close(4413, "second")
    way.outlet.send_event("late")
    assert not way.outlet.send_text("late")
    assert not way.outlet.send_media(b"late")
    assert await way.flush() == []
    assert way.socket.closed == (1000, "first")
    way.outlet.abort()
    way.outlet.abort()
