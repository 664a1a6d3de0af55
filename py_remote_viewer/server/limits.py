"""Bounds the size of what is sent to the server."""

import asyncio
import contextlib

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.problems import problem_response

__all__ = ["BodyLimit"]


#: A client that is still sending would be cut off before it reads the answer.
_DISCARD_BYTES = 128 << 20
_DISCARD_SEC = 10.0


class _TooLarge(Exception):
    pass


async def _discard(receive: Receive) -> None:
    """Read on without keeping anything, within bounds of size and time."""
    seen = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DISCARD_SEC):
            while seen < _DISCARD_BYTES:
                message = await receive()
                seen += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body"):
                    return


class BodyLimit:
    """ASGI middleware: a body over the limit is answered 413 and never held in memory."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count what comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._max_bytes:
            await self._refuse(scope, receive, send)
            return
        seen = 0
        started = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self._max_bytes:
                    raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            # The framework takes our exception for a malformed body, and would say so.
            if started or seen <= self._max_bytes:
                started = True
                await send(message)

        with contextlib.suppress(_TooLarge):
            await self._app(scope, counted, noted)
        if seen > self._max_bytes and not started:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _discard(receive)
        detail = f"The request is larger than {self._max_bytes} bytes, which is the limit."
        problem = Problem("Too large", detail, 413, "too_large")
        await problem_response(problem, {"connection": "close"})(scope, receive, send)
