"""The WebSocket of a session's page."""

import asyncio

from fastapi import APIRouter, WebSocket

from py_remote_viewer.errors import UnknownSessionError
from py_remote_viewer.protocol.client import CLOSE_NO_SESSION
from py_remote_viewer.server.addressing import named_session
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.signaling import SignalingConnection

__all__ = ["make_signaling"]

#: A close reason has at most 123 bytes (RFC 6455, 5.5).
_LONGEST_REASON = 123


def make_signaling(gateway: Gateway) -> APIRouter:
    """The route /ws/signaling."""
    api = APIRouter()

    @api.websocket("/ws/signaling")
    async def signaling(socket: WebSocket) -> None:
        try:
            session = gateway.registry.use(named_session(socket))
        except UnknownSessionError as error:
            # Of a refused handshake a browser tells its page nothing; of a close, code and reason.
            await socket.accept()
            reason = str(error).encode()[:_LONGEST_REASON].decode(errors="ignore")
            await socket.close(CLOSE_NO_SESSION, reason)
            return
        connection = SignalingConnection(
            socket, session, gateway.settings, lambda: gateway.peer_settings(session)
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
