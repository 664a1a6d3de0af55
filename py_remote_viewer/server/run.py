"""Runs the application under uvicorn."""

import asyncio
import gc
import logging
import socket
import sys
from types import FrameType
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI

from py_remote_viewer.config import Settings
from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.hosting import Host
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.first_worker import FirstWorkerHost
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.signaling import MAX_MESSAGE_BYTES

__all__ = ["GatewayServer", "link", "run", "uvicorn_config"]

_SHUTDOWN_SEC = 3
_log = logging.getLogger(__name__)


def run(
    settings: Settings,
    host: Host,
    listening: list[socket.socket],
    sandbox: str,
    runner: asyncio.Runner,
) -> None:
    """Print the address, and serve on the sockets that are `listening` until interrupted.

    `sandbox` says how the workers of `host` are kept apart. Raises ConfigurationError when the
    devices that are set up cannot draw or encode.
    """
    failures: list[str] = []

    def devices_failed(reason: str) -> None:
        failures.append(reason)
        server.should_exit = True

    gateway = Gateway(settings, FirstWorkerHost(host, devices_failed, _scene_failed))
    gateway.sandbox = sandbox
    if settings.server.unix_socket is None:
        gateway.listens_on(listening[0].getsockname()[1])
    server = GatewayServer(uvicorn_config(create_app(gateway)), gateway)
    sys.stdout.write(f"py_remote_viewer is at {link(gateway, listening)}\n")
    sys.stdout.flush()
    if settings.access.insecure:
        _log.warning("everybody on this machine can steer this simulation: --insecure")
    # What is imported stays for good; looking through it again in every full collection would hold
    # the event loop for tens of milliseconds.
    gc.collect()
    gc.freeze()
    runner.run(server.serve(sockets=listening))
    if failures:
        raise ConfigurationError(failures[0])


def uvicorn_config(app: FastAPI) -> uvicorn.Config:
    """How uvicorn serves the application, here and in tests."""
    return uvicorn.Config(
        app,
        log_config=None,
        # At DEBUG it writes the headers of every WebSocket, and what lets in is among them.
        log_level=max(logging.INFO, logging.getLogger().level),
        access_log=False,
        # They are believed from those that the operator trusts, and that is decided in the app.
        proxy_headers=False,
        # Video is compressed already; deflating it again costs each viewer a tenth of a core.
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=2 * MAX_MESSAGE_BYTES,
        # The protocol has pings of its own, which also measure the clocks.
        ws_ping_interval=None,
        timeout_graceful_shutdown=_SHUTDOWN_SEC,
        server_header=False,
    )


class GatewayServer(uvicorn.Server):
    """uvicorn closes all connections before the application hears of the shutdown; here people are
    told first.

    SIGTERM and SIGINT end it in order, as often as they come; what comes after the first ends the
    waiting for connections. Left to uvicorn, a second one would skip the end of the workers, and
    each would be raised again at the end.
    """

    def __init__(self, config: uvicorn.Config, gateway: Gateway) -> None:
        super().__init__(config)
        self._gateway = gateway

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal came."""
        self.force_exit = self.should_exit
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye, then shut down."""
        if not self.force_exit:
            await self._gateway.say_goodbye()
        await super().shutdown(sockets)
        if self.force_exit:
            # It was left out, or is done already, and then nothing happens.
            await self.lifespan.shutdown()


def _scene_failed(reason: str) -> None:
    sys.stderr.write(f"The first scene cannot be shown: {reason}\nLoad another in the page.\n")
    sys.stderr.flush()


def link(gateway: Gateway, listening: list[socket.socket]) -> str:
    """The link to open, with the token where one is needed."""
    server = gateway.settings.server
    query = "" if gateway.gate.insecure else f"?token={quote(gateway.gate.token, safe='')}"
    if server.unix_socket is not None:
        # Whatever port a tunnel gives it.
        return f"http://localhost/{query} (over {server.unix_socket})"
    return address(server.host, listening[0].getsockname()[1]) + query


def address(host: str, port: int) -> str:
    """The link to open; where every address is listened on, this machine's name."""
    shown = socket.gethostname() if host in ("0.0.0.0", "::") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
