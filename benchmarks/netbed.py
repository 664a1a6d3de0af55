"""A network between two namespaces of this machine, with distance, loss and a rate.

    server ──veth── relay (25 ms each way) ──veth── client
              loss: nftables in server and client      rate: tbf towards the client

A bed makes everything when it is entered and removes all of it when it is left. Names hold the
process number, so two beds do not meet. Where there are no rights `why_not` says so.
"""

import contextlib
import ctypes
import fcntl
import itertools
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

__all__ = ["CLIENT", "SERVER", "NetworkBed", "why_not"]

SERVER = "10.77.0.1"
CLIENT = "10.77.0.2"
DELAY_MS = 25.0
#: Frames that wait for a slow link: the deep queue that makes a picture late.
QUEUE_MS = 2000
_END_SEC = 5.0
_ROOT = Path(__file__).resolve().parents[1]

_CLONE_NEWNET = 0x40000000
_SIOCETHTOOL = 0x8946
#: ETHTOOL_STXCSUM, _SSG, _STSO, _SGSO, _SGRO: what a network card would do, and a relay would see
#: undone: packets of 64 kB, and without checksums.
_OFFLOADS = (0x17, 0x19, 0x1F, 0x24, 0x2C)
_numbers = itertools.count()
_libc = ctypes.CDLL(None, use_errno=True)


def why_not() -> str | None:
    """Why no bed can be made here, as a sentence; None where it can."""
    if sys.platform != "linux":
        return "Network namespaces exist on Linux only."
    if os.geteuid() != 0:
        return "Network namespaces need root."
    missing = [name for name in ("ip", "nft", "tc") if _find(name) is None]
    if missing:
        return f"{', '.join(missing)} is missing: install iproute2 and nftables."
    probe = f"prv{os.getpid()}probe"
    made = subprocess.run([*_ip(), "netns", "add", probe], capture_output=True, check=False)
    if made.returncode != 0:
        return f"No network namespace can be made here: {made.stderr.decode().strip()}."
    _run(*_ip(), "netns", "delete", probe)
    return None


class NetworkBed:
    """Two namespaces and the way between them; a context manager.

    `server_side` and `client_side` are command prefixes that run a program inside.
    """

    def __init__(self, delay_ms: float = DELAY_MS) -> None:
        name = f"prv{os.getpid()}n{next(_numbers)}"
        self._server, self._relay, self._client = (f"{name}{part}" for part in "src")
        self._delay_ms = delay_ms
        self._stack = contextlib.ExitStack()
        self.relay_pid = 0

    @property
    def server_side(self) -> tuple[str, ...]:
        """What to put before a command, so that it runs where the server is."""
        return (*_ip(), "netns", "exec", self._server)

    @property
    def client_side(self) -> tuple[str, ...]:
        """What to put before a command, so that it runs where the browser is."""
        return (*_ip(), "netns", "exec", self._client)

    def __enter__(self) -> "NetworkBed":
        with contextlib.ExitStack() as stack:
            for namespace in (self._server, self._relay, self._client):
                _run(*_ip(), "netns", "add", namespace)
                stack.callback(_run, *_ip(), "netns", "delete", namespace)
            self._link(self._server, "r0", SERVER)
            self._link(self._client, "r1", CLIENT)
            stack.enter_context(self._relaying())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *unused: object) -> None:
        self._stack.close()

    def lose(self, per_mille: int) -> None:
        """Drop so many of a thousand packets, both ways, from now on."""
        chance = f"numgen random mod 1000 < {per_mille} " if per_mille < 1000 else ""
        for side in (self.server_side, self.client_side):
            self._filter(side, "loss", f"{chance}drop")

    def block_udp(self, *addresses: str) -> None:
        """Let no UDP through from now on; with addresses none between these."""
        rule = "meta l4proto udp drop"
        if addresses:
            these = f"{{ {', '.join(addresses)} }}"
            rule = f"ip saddr {these} ip daddr {these} {rule}"
        for side in (self.server_side, self.client_side):
            self._filter(side, "blocked", rule)

    def add_server_address(self, address: str) -> None:
        """Another address at the server's end, for another program there."""
        _run(*_ip(), "-n", self._server, "address", "add", f"{address}/24", "dev", "eth0")

    def shape(self, bits_per_sec: int, queue_ms: int = QUEUE_MS) -> None:
        """Carry no more than this to the client; what is more waits, for up to `queue_ms`."""
        _run(
            *_ip(), "netns", "exec", self._relay, "tc", "qdisc", "replace", "dev", "r1", "root",
            "tbf", "rate", f"{bits_per_sec}bit", "burst", "4kb", "latency", f"{queue_ms}ms",
        )  # fmt: skip

    @contextlib.contextmanager
    def at_the_server(self) -> Generator[None, None, None]:
        """This thread, and the processes it starts, are in the server's namespace meanwhile."""
        with _thread_in(self._server):
            yield

    def _link(self, namespace: str, relay_end: str, address: str) -> None:
        inside = (*_ip(), "-n", namespace)
        _run(
            *inside, "link", "add", "eth0", "type", "veth",
            "peer", "name", relay_end, "netns", self._relay,
        )  # fmt: skip
        _run(*inside, "address", "add", f"{address}/24", "dev", "eth0")
        _run(*inside, "link", "set", "lo", "up")
        _run(*inside, "link", "set", "eth0", "up")
        _run(*_ip(), "-n", self._relay, "link", "set", relay_end, "up")
        with _thread_in(namespace):
            _switch_off_offloads("eth0")

    @contextlib.contextmanager
    def _relaying(self) -> Generator[None, None, None]:
        relay = subprocess.Popen(
            [*_ip(), "netns", "exec", self._relay, sys.executable, "-m", "benchmarks.relay",
             "r0", "r1", str(self._delay_ms)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT,
            # Ctrl-C is for us; the relay ends when its input does.
            start_new_session=True,
        )  # fmt: skip
        assert relay.stdin is not None
        assert relay.stdout is not None
        with relay.stdin, relay.stdout:
            try:
                if relay.stdout.readline() != b"ready\n":
                    raise RuntimeError("the relay did not start")
                self.relay_pid = relay.pid
                yield
            finally:
                relay.stdin.close()
                try:
                    relay.wait(_END_SEC)
                except subprocess.TimeoutExpired:
                    relay.kill()
                    relay.wait()

    def _filter(self, side: tuple[str, ...], table: str, rule: str) -> None:
        """One rule for what comes in by the link, in the place of the table's last one."""
        _run(
            *side, "nft",
            f"table inet {table}; delete table inet {table}; add table inet {table};"
            f"add chain inet {table} in {{ type filter hook input priority 0; }};"
            f'add rule inet {table} in iifname "eth0" {rule}',
        )  # fmt: skip


@contextlib.contextmanager
def _thread_in(namespace: str) -> Generator[None, None, None]:
    with open("/proc/thread-self/ns/net", "rb") as home:
        with open(f"/run/netns/{namespace}", "rb") as there:
            _enter(there.fileno())
        try:
            yield
        finally:
            _enter(home.fileno())


def _enter(descriptor: int) -> None:
    if _libc.setns(descriptor, _CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _switch_off_offloads(link: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for command in _OFFLOADS:
            value = ctypes.create_string_buffer(struct.pack("II", command, 0))
            request = struct.pack("16sP", link.encode(), ctypes.addressof(value))
            fcntl.ioctl(control, _SIOCETHTOOL, request)


def _find(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def _ip() -> tuple[str, ...]:
    return (_find("ip") or "ip",)


def _run(*words: str) -> None:
    """Run a command; its own words are in the error."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
