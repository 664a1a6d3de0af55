"""Every private part of aiortc and aioice that webrtc.gathering uses, seen in real offers."""

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from aioice import stun
from aiortc import RTCIceServer
from aiortc.rtcicetransport import connection_kwargs

from py_remote_viewer.config import IceServerSettings, load_settings
from py_remote_viewer.errors import PeerError
from py_remote_viewer.webrtc import MediaNetwork, Peer, PeerSettings, gathering
from py_remote_viewer.webrtc.network import machine_addresses
from tests.support.leaks import no_leaks_async

pytestmark = pytest.mark.contract


class _Listener:
    """Nothing happens to a peer that is never answered."""

    def peer_connected(self, peer: Peer) -> None: ...

    def peer_ended(self, peer: Peer, reason: str) -> None: ...

    def peer_input(self, peer: Peer, data: str | bytes) -> None: ...

    def peer_lost_frames(self, peer: Peer) -> None: ...


@pytest.fixture
def outside() -> str:
    """An IPv4 address of this machine that is not loopback."""
    for text in machine_addresses():
        address = ipaddress.ip_address(text)
        if address.version == 4 and not address.is_loopback:
            return text
    pytest.skip("this machine has only loopback")


async def _candidates(network: MediaNetwork) -> set[tuple[str, str, int]]:
    """Address, type and port of all candidates in an offer."""
    peer = Peer(1, PeerSettings(network), _Listener())
    try:
        return _told(await peer.offer())
    finally:
        await peer.close()


def _told(sdp: str) -> set[tuple[str, str, int]]:
    lines = [line.split() for line in sdp.splitlines() if "a=candidate" in line]
    return {(line[4], line[7], int(line[5])) for line in lines}


async def _kinds(network: MediaNetwork) -> set[tuple[str, str]]:
    """Address and type of all candidates in an offer."""
    return {(address, kind) for address, kind, _ in await _candidates(network)}


class _IceServer(asyncio.DatagramProtocol):
    """A STUN server that answers, or one that never does; also in a TURN server's place."""

    def __init__(self, *, answers: bool) -> None:
        self.asked = 0
        self._answers = answers

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.asked += 1
        request = stun.parse_message(data)
        if self._answers:
            answer = stun.Message(
                stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=request.transaction_id
            )
            answer.attributes["XOR-MAPPED-ADDRESS"] = ("203.0.113.9", 40000)
            self.transport.sendto(bytes(answer), addr)

    @property
    def host_and_port(self) -> str:
        host, port = self.transport.get_extra_info("sockname")
        return f"{host}:{port}"


@contextlib.asynccontextmanager
async def _ice_server(address: str, *, answers: bool) -> AsyncGenerator[_IceServer, None]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        lambda: _IceServer(answers=answers), local_addr=(address, 0)
    )
    try:
        yield protocol
    finally:
        transport.close()


async def test_only_the_addresses_and_ports_asked_for_are_bound() -> None:
    async with no_leaks_async():
        network = MediaNetwork(("127.0.0.1",), ports=(41000, 41050))
        for _ in range(3):
            ((address, kind, port),) = await _candidates(network)
            assert (address, kind) == ("127.0.0.1", "host")
            assert 41000 <= port <= 41050


async def test_the_public_address_is_offered_for_what_a_nat_can_forward_to(outside: str) -> None:
    async with no_leaks_async():
        network = MediaNetwork(("127.0.0.1", outside), public_address="203.0.113.7")
        assert await _kinds(network) == {
            ("127.0.0.1", "host"),
            (outside, "host"),
            ("203.0.113.7", "srflx"),
        }


async def test_dead_ice_servers_are_asked_side_by_side_and_the_offer_comes_without_them(
    outside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "_SERVER_SEC", 0.3)
    async with (
        no_leaks_async(),
        _ice_server(outside, answers=False) as first,
        _ice_server(outside, answers=False) as second,
    ):
        servers = (
            IceServerSettings(f"stun:{first.host_and_port}"),
            IceServerSettings(f"turn:{second.host_and_port}", "me", "secret"),
        )
        found = await _kinds(MediaNetwork((outside,), ice_servers=servers))
        assert found == {(outside, "host")}
        assert first.asked > 0
        assert second.asked > 0


async def test_what_a_stun_server_says_is_offered(outside: str) -> None:
    async with no_leaks_async(), _ice_server(outside, answers=True) as server:
        servers = (IceServerSettings(f"stun:{server.host_and_port}"),)
        found = await _kinds(MediaNetwork((outside,), ice_servers=servers))
        assert found == {(outside, "host"), ("203.0.113.9", "srflx")}


async def test_loopback_is_not_told_to_a_stun_server() -> None:
    async with no_leaks_async(), _ice_server("127.0.0.1", answers=True) as server:
        servers = (IceServerSettings(f"stun:{server.host_and_port}"),)
        assert await _kinds(MediaNetwork(("127.0.0.1",), ice_servers=servers)) == {
            ("127.0.0.1", "host")
        }
        assert server.asked == 0


@pytest.mark.parametrize(
    ("url", "kind", "server"),
    [
        ("stun:stun.example.org", "stun", ("stun.example.org", 3478)),
        ("stun:192.0.2.1:19302", "stun", ("192.0.2.1", 19302)),
        ("turn:turn.example.org:443?transport=tcp", "turn", ("turn.example.org", 443)),
        ("turns:turn.example.org", "turn", ("turn.example.org", 5349)),
    ],
)
def test_an_ice_url_that_the_settings_take_is_one_that_aiortc_uses(
    url: str, kind: str, server: tuple[str, int]
) -> None:
    account = {} if kind == "stun" else {"username": "me", "credential": "secret"}
    flags = {("network", "ice_servers"): [{"urls": url, **account}]}
    (settings,) = load_settings(flags, environment={}).network.ice_servers
    used = connection_kwargs([RTCIceServer(settings.urls, settings.username, settings.credential)])
    assert used[f"{kind}_server"] == server


# failures


async def test_an_ice_url_that_cannot_be_parsed_is_a_peer_error() -> None:
    network = MediaNetwork(("127.0.0.1",), ice_servers=(IceServerSettings("turn.example.org:1"),))
    async with no_leaks_async():
        with pytest.raises(PeerError, match="malformed uri"):
            Peer(1, PeerSettings(network), _Listener())


async def test_an_offer_without_any_candidate_is_an_error_with_the_reason() -> None:
    async with no_leaks_async():
        with pytest.raises(PeerError, match=r"cannot bind 198\.51\.100\.77"):
            await _kinds(MediaNetwork(("198.51.100.77",)))


async def test_an_address_that_cannot_be_bound_is_left_out_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with no_leaks_async():
        found = await _kinds(MediaNetwork(("198.51.100.77", "127.0.0.1")))
    assert found == {("127.0.0.1", "host")}
    assert "cannot bind 198.51.100.77" in caplog.text


async def test_every_port_of_a_range_is_used_and_then_there_is_none() -> None:
    async with no_leaks_async(), contextlib.AsyncExitStack() as stack:
        network = MediaNetwork(("127.0.0.1",), ports=(41100, 41102))
        ports: set[int] = set()
        for number in range(3):
            peer = Peer(number, PeerSettings(network), _Listener())
            stack.push_async_callback(peer.close)
            ports |= {port for _, _, port in _told(await peer.offer())}
        assert ports == {41100, 41101, 41102}
        late = Peer(4, PeerSettings(network), _Listener())
        stack.push_async_callback(late.close)
        with pytest.raises(PeerError, match="No UDP port of 41100-41102 is free"):
            await late.offer()
