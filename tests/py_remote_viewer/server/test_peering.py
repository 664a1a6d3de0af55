"""WebRTC's handshake over the signalling connection, and what ends a peer."""

import contextlib
from collections.abc import AsyncGenerator

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from py_remote_viewer.config import NetworkSettings, Settings
from py_remote_viewer.server import peering, signaling
from tests.support.leaks import no_leaks_async
from tests.support.server import local_server


async def test_messages_about_a_peer_that_is_not_there_are_refused() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.send("answer", peer=1, sdp="v=0")
        assert "no peer 1" in (await browser.problem())["detail"]
        await browser.send("candidate", peer=1, candidate="")
        assert "no peer 1" in (await browser.problem())["detail"]
        await browser.send("select_video", transport="webrtc")
        assert "no connected WebRTC peer" in (await browser.problem())["detail"]


async def test_answers_out_of_order_and_twice_are_refused() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.send("connect_peer")
        offer = await browser.receive("offer")
        assert "H264" in offer["sdp"]
        peer = offer["peer"]
        await browser.send("candidate", peer=peer, candidate="candidate:1 1 udp 1 127.0.0.1 9 typ")
        assert "before the answer" in (await browser.problem())["detail"]
        for expected in ("cannot be", "already"):
            await browser.send("answer", peer=peer, sdp="nonsense")
            assert expected in (await browser.problem())["detail"]
        await browser.send("candidate", peer=peer, candidate="candidate:nonsense")
        assert "malformed" in (await browser.problem())["detail"]
        assert await browser.answers()


async def test_asking_again_replaces_the_peer() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        numbers: list[int] = []
        for _ in range(3):
            await browser.send("connect_peer")
            numbers.append((await browser.receive("offer"))["peer"])
        assert numbers == [1, 2, 3]
        await browser.send("answer", peer=1, sdp="v=0")
        assert "no peer 1" in (await browser.problem())["detail"]


@pytest.mark.parametrize("wait_for_offer", [True, False])
async def test_a_socket_lost_in_the_middle_of_the_handshake_leaves_nothing(
    wait_for_offer: bool,
) -> None:
    async with local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        async with no_leaks_async():
            async with server.browser() as browser:
                await browser.hello()
                await browser.send("connect_peer")
                if wait_for_offer:
                    await browser.receive("offer")
                # As when the network is gone: no closing handshake.
                browser.socket.transport.abort()
            await server.until(lambda: len(server.gateway.session.participants) == 1)
        assert await neighbour.answers()


async def test_a_peer_that_never_connects_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peering, "_PEER_TIMEOUT_SEC", 0.3)
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.send("connect_peer")
        closed = await browser.receive("peer_closed")
        assert "No connection" in closed["reason"]
        await server.until(lambda: server.gateway.session.participants[1].peer is None)


async def test_a_connected_peer_whose_browser_vanishes_is_freed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with (
        no_leaks_async(),
        local_server() as server,
        server.browser() as browser,
        _remote_peer() as remote,
    ):
        await browser.hello()
        await browser.send("connect_peer")
        offer = await browser.receive("offer")
        await remote.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
        await remote.setLocalDescription(await remote.createAnswer())
        await browser.send("answer", peer=offer["peer"], sdp=remote.localDescription.sdp)
        person = server.gateway.session.participants[1]
        await server.until(lambda: person.peer is not None and person.peer.connected)
        await browser.send("select_video", transport="webrtc")
        await server.until(lambda: server.gateway.session.viewers == 1)
        # Not a word more: it neither pings nor says goodbye.
        monkeypatch.setattr(signaling, "_SILENCE_SEC", 0.1)
        await server.until(lambda: not server.gateway.session.participants)
        assert person.peer is None
        assert server.gateway.session.viewers == 0


@contextlib.asynccontextmanager
async def _remote_peer() -> AsyncGenerator[RTCPeerConnection]:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        yield peer
    finally:
        await peer.close()


async def test_with_webrtc_switched_off_a_peer_is_refused_with_the_way_out() -> None:
    settings = Settings(network=NetworkSettings(webrtc=False))
    async with no_leaks_async(), local_server(settings=settings) as server:  # noqa: SIM117
        async with server.browser() as browser:
            assert (await browser.hello())["webrtc"] is False
            await browser.send("connect_peer")
            assert "over TCP" in (await browser.problem())["detail"]
