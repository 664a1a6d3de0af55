"""The way out of one WebSocket: a bounded queue and one task that sends."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from py_remote_viewer.protocol.client import CLOSE_TOO_SLOW, ServerMessage

__all__ = ["WebSocketOutlet"]

#: What has waited so long will not be read: the browser is gone, stands still, or its link is dead.
_STUCK_SEC = 5.0
#: As long may a message take while the connection is being closed.
_CLOSING_SEC = 1.0
_LOOK_EVERY_SEC = 0.25
#: Only a bound for memory; who is slow is known by time.
_MAX_WAITING_EVENTS = 4000
#: Above this many waiting messages, what may be dropped is dropped.
_BUSY = 8
_MAX_WAITING_MEDIA = 32
_TOO_SLOW = "The browser does not read its messages."


@dataclass(eq=False, slots=True)
class _Waiting:
    """A message and since when it waits; of a snapshot, the oldest that it replaces."""

    data: str | bytes
    since_sec: float
    slot: str | None = None


class WebSocketOutlet:
    """Never blocks the caller; `run` sends, and ends when the socket or the outlet is closed.

    Events are kept in order and never dropped; of a snapshot only the newest waits; media messages
    are bounded by the viewer's window and by a number here.
    """

    def __init__(self, socket: WebSocket, clock: Callable[[], float] = time.monotonic) -> None:
        self._socket = socket
        self._clock = clock
        self._encoder = msgspec.json.Encoder()
        self._waiting: deque[_Waiting] = deque()
        self._slots: dict[str, _Waiting] = {}
        self._sending: _Waiting | None = None
        self._media = 0
        self._ready = asyncio.Event()
        self._close: tuple[int, str] | None = None
        self._progress_sec = clock()

    # what is sent (Outlet)

    def send(self, message: ServerMessage) -> None:
        """Queue an event."""
        self.send_event(self._encoder.encode(message).decode())

    def send_event(self, text: str) -> None:
        """Queue an event that is JSON already."""
        if len(self._waiting) >= _MAX_WAITING_EVENTS:
            self.close(CLOSE_TOO_SLOW, _TOO_SLOW)
        self._put(text)

    def send_snapshot(self, slot: str, text: str) -> None:
        """Queue JSON in place of what waits in this slot."""
        waiting = self._slots.get(slot)
        if waiting is not None:
            waiting.data = text
        else:
            self._put(text, slot)

    def send_text(self, text: str) -> bool:
        """Queue text that may be dropped."""
        if len(self._waiting) >= _BUSY:
            return False
        return self._put(text)

    def send_media(self, message: bytes) -> bool:
        """Queue a media message."""
        return self._media < _MAX_WAITING_MEDIA and self._put(message)

    def close(self, code: int, reason: str) -> None:
        """Send what waits (not when the browser is too slow for it), then close."""
        if self._close is not None:
            return
        self._close = (code, reason)
        self._progress_sec = self._clock()
        if code == CLOSE_TOO_SLOW:
            self._waiting.clear()
        self._ready.set()

    # sending

    async def run(self) -> None:
        """Send until closed; returns when the browser is gone."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while self._waiting or self._close is None:
                if self._waiting:
                    await self._send(self._take())
                else:
                    self._ready.clear()
                    await self._ready.wait()
            if self._socket.application_state is WebSocketState.CONNECTED:
                await self._socket.close(*self._close)

    async def watch(self) -> None:
        """Return when the browser has not read for too long; to be called again afterwards."""
        # Time alone makes it stuck, so there is no event to await.
        while not self.stuck():  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY_SEC)
        self.close(CLOSE_TOO_SLOW, _TOO_SLOW)

    def stuck(self) -> bool:
        """True when what waits will not be read any more."""
        now = self._clock()
        if self._close is not None:
            return now - self._progress_sec >= _CLOSING_SEC
        oldest = self._sending or (self._waiting[0] if self._waiting else None)
        return oldest is not None and now - oldest.since_sec >= _STUCK_SEC

    def abort(self) -> None:
        """Cut the connection; what was not sent is lost. Twice is fine."""
        # ASGI has no word for it. `close` waits for what the browser does not read, for ever.
        protocol = getattr(getattr(self._socket, "_receive", None), "__self__", None)
        transport = getattr(protocol, "transport", None)
        if transport is not None:
            # asyncio's transport has no loop any more once the last byte is out and it has closed.
            with contextlib.suppress(AttributeError):
                transport.abort()

    async def _send(self, message: _Waiting) -> None:
        self._sending = message
        if isinstance(message.data, bytes):
            await self._socket.send_bytes(message.data)
        else:
            await self._socket.send_text(message.data)
        self._sending = None
        self._progress_sec = self._clock()

    def _take(self) -> _Waiting:
        message = self._waiting.popleft()
        if message.slot is not None:
            del self._slots[message.slot]
        if isinstance(message.data, bytes):
            self._media -= 1
        return message

    def _put(self, data: str | bytes, slot: str | None = None) -> bool:
        if self._close is not None:
            return False
        message = _Waiting(data, self._clock(), slot)
        if slot is not None:
            self._slots[slot] = message
        if isinstance(data, bytes):
            self._media += 1
        self._waiting.append(message)
        self._ready.set()
        return True
