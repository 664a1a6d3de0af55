"""Lets pages of other origins read what they may ask for (the CORS protocol of FETCH)."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from py_remote_viewer.server.origin import SharedPaths

__all__ = ["CrossOriginAnswers"]

_METHODS = "OPTIONS, GET, HEAD, POST, PATCH, DELETE"
_SENT = "authorization, content-type, if-match"
_READ = "Location, ETag, Link, Accept-Post, Accept-Patch, Retry-After"
_PREFLIGHT_KEPT_SEC = "600"


class CrossOriginAnswers:
    """ASGI middleware: answers preflights of shared paths, and names the origin in all answers
    there, refusals too."""

    def __init__(self, app: ASGIApp, shared: SharedPaths) -> None:
        self._app = app
        self._shared = shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and give the answer its headers."""
        if scope["type"] != "http" or not self._shared.covers(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        allowed = origin is not None and self._shared.allows(scope["path"], origin)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Origin")
                if allowed and origin is not None:
                    answer["access-control-allow-origin"] = origin
                    answer["access-control-expose-headers"] = _READ
            await send(message)

        if allowed and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            preflight = Response(
                headers={
                    "access-control-allow-methods": _METHODS,
                    "access-control-allow-headers": _SENT,
                    "access-control-max-age": _PREFLIGHT_KEPT_SEC,
                    "accept-post": "application/sdp",
                }
            )
            await preflight(scope, receive, named)
        else:
            await self._app(scope, receive, named)
