"""A player of somebody else's, as aiortc makes one."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

__all__ = ["Player", "offer_of", "player"]

_SDP = {"content-type": "application/sdp"}


class Player:
    """Watches by WHEP, counts the RTP packets and decodes nothing."""

    def __init__(self, peer: RTCPeerConnection, answer: httpx.Response) -> None:
        self.peer = peer
        self.answer = answer
        self.packets = 0

    @property
    def resource(self) -> str:
        """Where to PATCH and DELETE."""
        return str(self.answer.url.join(self.answer.headers["location"]))

    async def got(self, packets: int) -> None:
        """Wait for more packets."""
        wanted = self.packets + packets
        async with asyncio.timeout(30):
            while self.packets < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def offer_of(peer: RTCPeerConnection, *kinds: str) -> str:
    """What a player offers: to receive these."""
    for kind in kinds:
        peer.addTransceiver(kind, direction="recvonly")
    await peer.setLocalDescription(await peer.createOffer())
    return peer.localDescription.sdp


@contextlib.asynccontextmanager
async def player(
    client: httpx.AsyncClient, path: str = "/whep", kinds: tuple[str, ...] = ("audio", "video")
) -> AsyncGenerator[Player]:
    """A player that is connected; closed at the end, and not a word of it to the server."""
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        offer = await offer_of(peer, *kinds)
        answer = await client.post(path, content=offer, headers=_SDP)
        assert answer.status_code == 201, answer.text
        found = Player(peer, answer)

        async def count(packet: Any, arrival_time_ms: int) -> None:
            found.packets += 1

        for transceiver in peer.getTransceivers():
            transceiver.receiver._handle_rtp_packet = count  # type: ignore[method-assign]
        await peer.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        yield found
    finally:
        await peer.close()
