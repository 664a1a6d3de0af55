"""The way out of one WebSocket: a bounded queue and one task that sends."""

import asyncio
import contextlib
from collections import deque

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from py_remote_viewer.protocol.client import CLOSE_TOO_SLOW, ServerMessage

__all__ = ["WebSocketOutlet"]

#: Events that may wait for a browser that does not read; then it is disconnected.
_MAX_WAITING_EVENTS = 1000
#: Above this many waiting messages, what may be dropped is dropped.
_BUSY = 8
_MAX_WAITING_MEDIA = 32


class WebSocketOutlet:
    """Never blocks the caller; `run` sends, and ends when the socket or the outlet is closed.

    Events are kept in order and never dropped; media messages are bounded by the viewer's window
    and by a number here.
    """

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._encoder = msgspec.json.Encoder()
        self._waiting: deque[str | bytes] = deque()
        self._media = 0
        self._ready = asyncio.Event()
        self._close: tuple[int, str] | None = None

    def send(self, message: ServerMessage) -> None:
        """Queue a message; a browser that does not read is disconnected."""
        if len(self._waiting) >= _MAX_WAITING_EVENTS:
            self.close(CLOSE_TOO_SLOW, "The browser does not read its messages.")
            return
        self._put(self._encoder.encode(message).decode())

    def send_text(self, text: str) -> bool:
        """Queue text that may be dropped."""
        if len(self._waiting) >= _BUSY:
            return False
        self._put(text)
        return True

    def send_media(self, message: bytes) -> bool:
        """Queue a media message."""
        if self._media >= _MAX_WAITING_MEDIA or self._close is not None:
            return False
        self._media += 1
        self._put(message)
        return True

    def close(self, code: int, reason: str) -> None:
        """Send what waits (not when the browser is too slow for it), then close."""
        if self._close is None:
            self._close = (code, reason)
            if code == CLOSE_TOO_SLOW:
                self._waiting.clear()
            self._ready.set()

    async def run(self) -> None:
        """Send until closed; returns when the browser is gone."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                while self._waiting:
                    message = self._waiting.popleft()
                    if isinstance(message, bytes):
                        self._media -= 1
                        await self._socket.send_bytes(message)
                    else:
                        await self._socket.send_text(message)
                if self._close is not None:
                    break
                self._ready.clear()
                await self._ready.wait()
            if self._socket.application_state is WebSocketState.CONNECTED:
                await self._socket.close(*self._close)

    def _put(self, message: str | bytes) -> None:
        if self._close is None:
            self._waiting.append(message)
            self._ready.set()
