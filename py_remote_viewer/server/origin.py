"""Refuses what another web page sends through its visitor's browser."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.problems import problem_response

__all__ = ["ForeignOriginGuard", "foreign_origin"]

_READING = {"GET", "HEAD", "OPTIONS"}


def foreign_origin(headers: Headers) -> str | None:
    """The Origin header where it names another host and port than the request went to.

    Programs that are not browsers send none and are not concerned.
    """
    origin = headers.get("origin")
    if origin is None:
        return None
    return None if urlsplit(origin).netloc == headers.get("host") else origin


class ForeignOriginGuard:
    """ASGI middleware: WebSockets and everything that writes only from the server's own page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403 (a WebSocket is not accepted)."""
        if scope["type"] in ("http", "websocket"):
            origin = foreign_origin(Headers(scope=scope))
            writes = scope["type"] == "websocket" or scope["method"] not in _READING
            if origin is not None and writes:
                await self._refuse(origin, scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refuse(self, origin: str, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        problem = Problem(
            "Refused",
            f"A page of {origin} may not use this server; open the server's own page.",
            403,
            "foreign_origin",
        )
        await problem_response(problem)(scope, receive, send)
