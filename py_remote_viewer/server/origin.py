"""Refuses what another web page sends through its visitor's browser."""

import ipaddress
import socket
import threading
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from py_remote_viewer.config import ServerSettings
from py_remote_viewer.protocol.client import CLOSE_FORBIDDEN
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.problems import problem_response

__all__ = ["ForeignOriginGuard", "HostNames", "SharedPaths"]

_READING = {"GET", "HEAD", "OPTIONS"}
#: A close reason has at most 123 bytes (RFC 6455, 5.5).
_LONGEST_REASON = 123
_NAME_SEC = 1.0


class HostNames:
    """The names under which this server may be addressed.

    A page of a stranger's domain that points its name at this machine ("DNS rebinding") has the
    origin that it asks for, so the Origin check alone lets it in: but it has to come by that name.
    Addresses and `localhost` cannot be pointed elsewhere and are always good.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(name.lower().rstrip(".") for name in names if name)

    @classmethod
    def of(cls, settings: ServerSettings) -> "HostNames":
        """Those the operator names, the host that is listened on, and this machine's own names."""
        return cls((*settings.allowed_hosts, settings.host, socket.gethostname(), _full_name()))

    def includes(self, host: str | None) -> bool:
        """True for a Host header (with or without a port) that is good here."""
        if host is None:
            # Browsers always send one.
            return True
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return (
            name == "localhost"
            or name.endswith(".localhost")
            or name in self._names
            or "*" in self._names
            or _is_address(name)
        )


def _full_name() -> str:
    """This machine's name with its domain, if it is known soon: the search may ask a name server,
    and a dead one is given up after many seconds."""
    found: list[str] = [""]
    thread = threading.Thread(
        target=lambda: found.append(socket.getfqdn()), name="own name", daemon=True
    )
    thread.start()
    thread.join(_NAME_SEC)
    return found[-1]


class SharedPaths:
    """A path, and all below it, that pages of some other origins may use (`*`: of all)."""

    def __init__(self, path: str, origins: Iterable[str] = ()) -> None:
        self._path = path
        self._origins = frozenset(origins)

    def covers(self, path: str) -> bool:
        """True for a path that is shared, with whomever."""
        return path == self._path or path.startswith(f"{self._path}/")

    def allows(self, path: str, origin: str) -> bool:
        """True where a page of this origin may use this path."""
        return self.covers(path) and not self._origins.isdisjoint((origin, "*"))


class ForeignOriginGuard:
    """ASGI middleware: only under the server's own names; WebSockets and everything that writes
    only from the server's own page, but for what is shared."""

    def __init__(self, app: ASGIApp, names: HostNames, shared: SharedPaths) -> None:
        self._app = app
        self._names = names
        self._shared = shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, answer 403, or close the WebSocket with the reason."""
        problem = self._problem(scope) if scope["type"] in ("http", "websocket") else None
        if problem is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await problem_response(problem)(scope, receive, send)
        else:
            # Of a refused handshake a browser tells its page nothing; of a close, code and reason.
            await receive()
            reason = problem.detail.encode()[:_LONGEST_REASON].decode(errors="ignore")
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": CLOSE_FORBIDDEN, "reason": reason})

    def _problem(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host"), headers.get("origin")
        if not self._names.includes(host):
            return Problem(
                "Refused",
                f"The name {host!r} is not this server's; the operator may add --allow-host.",
                403,
                "foreign_host",
            )
        writes = scope["type"] == "websocket" or scope["method"] not in _READING
        foreign = origin is not None and (host is None or _authority(origin) != host)
        if foreign and writes and not self._shared.allows(scope["path"], origin or ""):
            return Problem(
                "Refused",
                f"A page of {origin!r} may not use this server; open the server's own page.",
                403,
                "foreign_origin",
            )
        return None


def _authority(origin: str) -> str | None:
    """Name and port of an Origin header; None for one that is malformed, which no browser sends."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
