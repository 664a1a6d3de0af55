# pyright: reportPrivateUsage=false
"""Where a peer can be reached: its sockets and candidates, instead of aioice's own.

Touches private parts of aiortc and aioice like `bridge`, under the same contract tests. aioice
binds every address but loopback, on any port, and waits for a dead server for five seconds.
"""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from aioice import Candidate
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import Connection, StunProtocol, server_reflexive_candidate
from aiortc import RTCPeerConnection

from py_remote_viewer.errors import PeerError
from py_remote_viewer.webrtc.network import MediaNetwork, is_reachable_from_elsewhere

__all__ = ["take_over_gathering"]

#: STUN and TURN servers are asked side by side, and the offer waits no longer than this for them:
#: two round trips around the earth, and far below the time after which a page gives up.
_SERVER_SEC = 1.5
_SOCKET_BUFFER_BYTES = 1 << 20
_log = logging.getLogger(__name__)

Gather = Callable[..., Coroutine[Any, Any, list[Candidate]]]


def take_over_gathering(pc: RTCPeerConnection, network: MediaNetwork) -> None:
    """Make a peer's ICE bind the addresses and ports of this network instead of everything.

    Call it when all transceivers and channels exist (they share one transport) and before
    `setLocalDescription`, which then raises PeerError where there is no candidate at all.
    """
    transports: set[Any] = pc._RTCPeerConnection__iceTransports  # type: ignore[attr-defined]
    for transport in transports:
        connection: Any = transport._connection
        gatherer = _Gatherer(connection, network, connection.get_component_candidates)
        connection.get_component_candidates = gatherer.gather


class _Gatherer:
    """Gathers the candidates of one ICE connection."""

    def __init__(self, connection: Connection, network: MediaNetwork, aioice_gather: Gather):
        self._connection = connection
        self._network = network
        self._aioice_gather = aioice_gather
        self._failures: list[str] = []

    async def gather(
        self, component: int, addresses: Sequence[str] = (), timeout: float = 5
    ) -> list[Candidate]:
        """As `Connection.get_component_candidates`, whose place it takes."""
        hosts = await self._bind_hosts(component)
        candidates = [protocol.local_candidate for protocol in hosts]
        candidates += self._public(candidates)
        for more in await asyncio.gather(self._reflexive(hosts), self._relayed(component)):
            candidates += more
        if not candidates:
            raise PeerError(f"WebRTC has no address to offer. {' '.join(self._failures)}".strip())
        return candidates

    async def _bind_hosts(self, component: int) -> list[StunProtocol]:
        loop = asyncio.get_running_loop()
        hosts: list[StunProtocol] = []
        for address in self._network.local_addresses():
            try:
                bound = self._network.bind(address)
            except OSError as error:
                self._failures.append(self._network.failure(address, error))
                continue
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SOCKET_BUFFER_BYTES)
            host, port = bound.getsockname()[:2]
            _, protocol = await loop.create_datagram_endpoint(
                lambda: StunProtocol(self._connection), sock=bound
            )
            protocol.local_candidate = Candidate(
                foundation=candidate_foundation("host", "udp", host),
                component=component,
                transport="udp",
                priority=candidate_priority(component, "host"),
                host=host,
                port=port,
                type="host",
            )
            hosts.append(protocol)
            self._connection._protocols.append(protocol)
        if self._failures and hosts:
            _log.warning("WebRTC goes without an address: %s", " ".join(self._failures))
        return hosts

    def _public(self, hosts: Sequence[Candidate]) -> list[Candidate]:
        """A one-to-one NAT: what a STUN server would have told us (RFC 8445, 5.1.1.2)."""
        public = self._network.public_address
        return [
            Candidate(
                foundation=candidate_foundation("srflx", "udp", host.host),
                component=host.component,
                transport="udp",
                priority=candidate_priority(host.component, "srflx"),
                host=public,
                port=host.port,
                type="srflx",
                related_address=host.host,
                related_port=host.port,
            )
            for host in hosts
            if public is not None and self._network.is_behind_nat(host.host)
        ]

    async def _reflexive(self, hosts: Sequence[StunProtocol]) -> list[Candidate]:
        server = self._connection.stun_server
        asking = [
            host
            for host in hosts
            if ipaddress.ip_address(host.local_candidate.host).version == 4
            and is_reachable_from_elsewhere(host.local_candidate.host)
        ]
        if server is None or not asking:
            return []
        tasks = [asyncio.ensure_future(server_reflexive_candidate(host, server)) for host in asking]
        done, pending = await asyncio.wait(tasks, timeout=_SERVER_SEC)
        for task in pending:
            task.cancel()
        found = [task.result()[0] for task in done if task.exception() is None]
        if not found:
            _log.warning("the STUN server %s:%d did not answer in time", *server)
        return found

    async def _relayed(self, component: int) -> list[Candidate]:
        server = self._connection.turn_server
        if server is None:
            return []
        # With no address of its own aioice's gathering adds the relayed candidate only.
        found = await self._aioice_gather(component=component, addresses=[], timeout=_SERVER_SEC)
        if not found:
            _log.warning("the TURN server %s:%d gave no address in time", *server)
        return found
