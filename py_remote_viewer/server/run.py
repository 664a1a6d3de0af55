"""Runs the application under uvicorn."""

import asyncio
import contextlib
import gc
import logging
import os
import socket
import sys
from collections.abc import Generator
from pathlib import Path
from types import FrameType
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI

from py_remote_viewer.config import Settings
from py_remote_viewer.errors import ConfigurationError, SceneError
from py_remote_viewer.hosting import LocalHost, confine
from py_remote_viewer.scenes.temporary import users_folder
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.first_worker import FirstWorkerHost
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.signaling import MAX_MESSAGE_BYTES
from py_remote_viewer.simulation.model_files import find_model_files

__all__ = ["GatewayServer", "listen", "serve", "uvicorn_config"]

_SHUTDOWN_SEC = 3
_log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Listen, print the address, and serve until interrupted.

    Raises ConfigurationError when the address cannot be used, and when the devices that are set up
    cannot draw or encode. A first scene that does not load is told, and another can be loaded.
    """
    failures: list[str] = []

    def devices_failed(reason: str) -> None:
        failures.append(reason)
        server.should_exit = True

    confinement = confine(settings.sandbox.mode, readable(settings), [users_folder()])
    _log.info("%s", confinement.sentence)
    host = FirstWorkerHost(LocalHost(confinement), devices_failed, _scene_failed)
    gateway = Gateway(settings, host)
    gateway.sandbox = confinement.sentence
    listening = listen(settings)
    if settings.server.unix_socket is None:
        gateway.listens_on(listening[0].getsockname()[1])
    config = uvicorn_config(create_app(gateway))
    server = GatewayServer(config, gateway)
    sys.stdout.write(f"py_remote_viewer is at {link(gateway, listening)}\n")
    sys.stdout.flush()
    if settings.access.insecure:
        _log.warning("everybody on this machine can steer this simulation: --insecure")
    # What is imported stays for good; looking through it again in every full collection would hold
    # the event loop for tens of milliseconds.
    gc.collect()
    gc.freeze()
    with (
        _socket_file(settings),
        contextlib.suppress(KeyboardInterrupt),
        asyncio.Runner(loop_factory=config.get_loop_factory()) as runner,
    ):
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


def readable(settings: Settings) -> list[Path]:
    """What workers have to read besides themselves: the folders that clients may load from, and
    what the operator names, with all that lies elsewhere and belongs to it."""
    places = [Path(folder).resolve() for folder in settings.scenes.folders]
    if settings.scenes.trajectory is not None:
        places.append(Path(settings.scenes.trajectory).resolve())
    first = Path(settings.scenes.initial)
    if first.is_file():
        places += [first.resolve().parent, *_beside(first.resolve())]
    return places


def _beside(model: Path) -> list[Path]:
    """Folders of files that a model names and that do not lie in its own."""
    try:
        files = find_model_files(model).all
    except SceneError:
        # The worker says why, with the place.
        return []
    folders = {file.resolve().parent for file in files}
    return [folder for folder in folders if not folder.is_relative_to(model.parent)]


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


def listen(settings: Settings) -> list[socket.socket]:
    """Bind every address of the host (localhost may be IPv4 and IPv6)."""
    if settings.server.unix_socket is not None:
        return [_listen_at(Path(settings.server.unix_socket))]
    host, port = settings.server.host, settings.server.port
    bound: list[socket.socket] = []
    failure = "it has no address"
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(
            f"The host {host!r} cannot be resolved: {reason}. Choose another --host."
        ) from error
    for family, kind, protocol, _, address in dict.fromkeys(found):
        # Port 0 means any; the second family then has to take the first one's.
        if bound:
            address = (address[0], bound[0].getsockname()[1], *address[2:])
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        _send_without_pauses(opened)
        try:
            opened.bind(address)
            opened.listen(2048)
            bound.append(opened)
        except OSError as error:
            opened.close()
            failure = (error.strerror or str(error)).lower()
            if bound or "in use" not in failure:
                continue
            break
    if not bound:
        raise ConfigurationError(
            f"Cannot listen on {host}:{port}: {failure}. Choose another --port (0 takes any free "
            "one) or --host."
        )
    return bound


def _send_without_pauses(listening: socket.socket) -> None:
    """Where the system sends by BBR, choose what does not stop now and then, for all connections.

    BBR sends four packets a round trip for 0.2 s every ten seconds, to measure the way (PROBE_RTT,
    draft-ietf-ccwg-bbr), which a picture cannot wait for. And it is here to keep queues short,
    which the page's acknowledgements do already.
    """
    option = getattr(socket, "TCP_CONGESTION", None)
    if option is None:
        return
    with contextlib.suppress(OSError):
        if not listening.getsockopt(socket.IPPROTO_TCP, option, 16).startswith(b"bbr"):
            return
    for choice in (b"cubic", b"reno"):
        # A user may choose only what net.ipv4.tcp_allowed_congestion_control names.
        with contextlib.suppress(OSError):
            listening.setsockopt(socket.IPPROTO_TCP, option, choice)
            return


def _listen_at(path: Path) -> socket.socket:
    """Listen on a Unix socket that only this user can open."""
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket() and not _answers(path):
            # A server left it that was killed.
            path.unlink()
        before = os.umask(0o177)
        try:
            opened.bind(str(path))
        finally:
            os.umask(before)
        opened.listen(2048)
    except OSError as error:
        opened.close()
        reason = error.strerror or str(error)
        raise ConfigurationError(
            f"Cannot listen at {path}: {reason.lower()}. Choose another --unix-socket."
        ) from error
    return opened


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            return False
    return True


@contextlib.contextmanager
def _socket_file(settings: Settings) -> Generator[None]:
    """Remove the Unix socket when the server has ended."""
    try:
        yield
    finally:
        if settings.server.unix_socket is not None:
            Path(settings.server.unix_socket).unlink(missing_ok=True)
