"""The sockets that the server listens on."""

import contextlib
import os
import socket
from collections.abc import Generator
from pathlib import Path

from py_remote_viewer.config import Settings
from py_remote_viewer.errors import ConfigurationError

__all__ = ["listen", "socket_file"]


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
def socket_file(settings: Settings) -> Generator[None]:
    """Remove the Unix socket when the server has ended."""
    try:
        yield
    finally:
        if settings.server.unix_socket is not None:
            Path(settings.server.unix_socket).unlink(missing_ok=True)
