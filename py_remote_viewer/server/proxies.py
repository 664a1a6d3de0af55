"""What a reverse proxy says of a request: believed from those that the operator trusts."""

import ipaddress
from collections.abc import Iterable
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

__all__ = ["OVER_THE_SOCKET", "TrustedProxies"]

#: How a proxy is named that comes over the Unix socket.
OVER_THE_SOCKET = "unix"
#: Said by proxies of the client's address and of TLS.
_FORWARDED = frozenset((b"x-forwarded-for", b"x-forwarded-proto", b"forwarded"))


class TrustedProxies:
    """ASGI middleware: from a trusted proxy the client's address, the scheme and who it is are
    taken; from anybody else such headers are removed, so that nothing behind it can believe them.
    """

    def __init__(self, app: ASGIApp, trusted: Iterable[str], identity_header: str | None) -> None:
        trusted = tuple(trusted)
        self._app = app
        self._networks = [
            ipaddress.ip_network(text, strict=False) for text in trusted if text != OVER_THE_SOCKET
        ]
        self._socket = OVER_THE_SOCKET in trusted
        # Of the addresses that proxies name it takes the last one that is none of theirs: what
        # stands before that the client may have written.
        names = [str(network) for network in self._networks]
        # uvicorn has types of its own for the same thing.
        inner = cast(Any, app)
        self._forwarded = cast(ASGIApp, ProxyHeadersMiddleware(inner, [*names, OVER_THE_SOCKET]))
        self._told = _FORWARDED
        if identity_header is not None:
            self._told |= {identity_header.lower().encode("latin-1")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif self._trusts(scope):
            client = scope.get("client") or ("", 0)
            scope = {**scope, "client": client if client[0] else (OVER_THE_SOCKET, 0)}
            await self._forwarded(scope, receive, send)
        else:
            headers = [(name, value) for name, value in scope["headers"] if name not in self._told]
            await self._app({**scope, "headers": headers}, receive, send)

    def _trusts(self, scope: Scope) -> bool:
        client = scope.get("client")
        if not client or not client[0]:
            return self._socket
        try:
            address = ipaddress.ip_address(client[0])
        except ValueError:
            return False
        return any(address in network for network in self._networks)
