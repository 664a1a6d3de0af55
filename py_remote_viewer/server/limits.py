"""Bounds the size of what is sent to the server."""

import asyncio
import contextlib
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.addressing import path_in_session
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
    """ASGI middleware: a body over the limit is answered 413 and never held in memory.

    `larger` are the limits of paths whose bodies go to the disk as they come.
    """

    def __init__(
        self, app: ASGIApp, max_bytes: int, larger: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count what comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._larger.get(path_in_session(scope), self._max_bytes)
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > most:
            await _refuse(most, scope, receive, send)
            return
        seen = 0
        started = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > most:
                    raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            # The framework takes our exception for a malformed body, and would say so.
            if started or seen <= most:
                started = True
                await send(message)

        with contextlib.suppress(_TooLarge):
            await self._app(scope, counted, noted)
        if seen > most and not started:
            await _refuse(most, scope, receive, send)


async def _refuse(most: int, scope: Scope, receive: Receive, send: Send) -> None:
    await _discard(receive)
    detail = f"The request is larger than {most} bytes, which is the limit."
    problem = Problem("Too large", detail, 413, "too_large")
    await problem_response(problem, {"connection": "close"})(scope, receive, send)
