"""The WebSocket of a session's page."""

import asyncio

from fastapi import APIRouter, WebSocket

from py_remote_viewer.access import Access
from py_remote_viewer.errors import UnknownSessionError
from py_remote_viewer.protocol.client import CLOSE_NO_SESSION, CLOSE_UNAUTHORIZED
from py_remote_viewer.server.addressing import named_session
from py_remote_viewer.server.doors import credentials_of, door
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.signaling import SignalingConnection

__all__ = ["make_signaling"]

#: A close reason has at most 123 bytes (RFC 6455, 5.5).
_LONGEST_REASON = 123


def make_signaling(gateway: Gateway) -> APIRouter:
    """The route /ws/signaling."""
    api = APIRouter()

    @api.websocket("/ws/signaling", dependencies=[door("viewer", late=True)])
    async def signaling(socket: WebSocket) -> None:
        try:
            session = gateway.registry.use(named_session(socket))
        except UnknownSessionError as error:
            await _refuse(socket, CLOSE_NO_SESSION, str(error))
            return
        access: Access | None = socket.state.access
        if access is None and gateway.strangers >= gateway.settings.limits.strangers:
            await _refuse(socket, CLOSE_UNAUTHORIZED, "Too many wait to show a ticket; come again.")
            return
        address = credentials_of(socket).address
        connection = SignalingConnection(
            socket,
            session,
            gateway.settings,
            lambda: gateway.peer_settings(session),
            access,
            lambda ticket: gateway.gate.redeem(ticket, address),
        )
        task = asyncio.current_task()
        assert task is not None
        gateway.connections[task] = connection
        try:
            await connection.serve()
        finally:
            del gateway.connections[task]

    _ = signaling
    return api


async def _refuse(socket: WebSocket, code: int, reason: str) -> None:
    """Of a refused handshake a browser tells its page nothing; of a close, code and reason."""
    await socket.accept()
    await socket.close(code, reason.encode()[:_LONGEST_REASON].decode(errors="ignore"))
