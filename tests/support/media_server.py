"""A media server with a WHIP endpoint, as aiortc and uvicorn make one."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator
from typing import Any

import uvicorn
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

__all__ = ["MediaServer", "media_server"]


class MediaServer:
    """Takes what is pushed to it, and notes what it was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.peers: dict[str, RTCPeerConnection] = {}
        self.asked: list[tuple[str, str, str | None]] = []
        self.packets = 0
        #: What is answered instead, while there is something.
        self.refusal: Response | None = None

    async def until(self, condition: Any) -> None:
        """Wait until a condition holds."""
        async with asyncio.timeout(30):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def drop_all(self) -> None:
        """Close all connections, as a server that restarts."""
        while self.peers:
            await self.drop(next(iter(self.peers)))

    async def drop(self, key: str) -> None:
        """Close a connection, once it is made.

        aiortc 1.16 does not call off what it is doing when it is closed in the middle: it starts
        a receiver on a transport that has ended, whose tasks stay, and tells the other side
        nothing, which then waits for half a minute.
        """
        peer = self.peers.pop(key, None)
        if peer is not None:
            await self.until(lambda: peer.connectionState not in ("new", "connecting"))
            await peer.close()

    async def take(self, offer: str) -> Response:
        """Answer an offer."""
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        key = str(len(self.asked))
        self.peers[key] = peer

        async def count(packet: Any, arrival_time_ms: int) -> None:
            self.packets += 1

        await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        for transceiver in peer.getTransceivers():
            transceiver.receiver._handle_rtp_packet = count  # type: ignore[method-assign]
        await peer.setLocalDescription(await peer.createAnswer())
        return Response(
            peer.localDescription.sdp, 201, {"location": f"/resource/{key}"}, "application/sdp"
        )

    def note(self, request: Request) -> None:
        """What was asked: method, path, token."""
        self.asked.append((request.method, request.url.path, request.headers.get("authorization")))


@contextlib.asynccontextmanager
async def media_server() -> AsyncGenerator[MediaServer]:
    """Run one in this process."""
    app = FastAPI()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    found = MediaServer(f"http://127.0.0.1:{listening.getsockname()[1]}")

    @app.post("/whip/elsewhere")
    async def elsewhere(request: Request) -> Response:
        found.note(request)
        return RedirectResponse("/whip/stage", 307)

    @app.post("/whip/round")
    async def round_and_round(request: Request) -> Response:
        found.note(request)
        return RedirectResponse("/whip/round", 307)

    @app.post("/whip/stage")
    async def publish(request: Request) -> Response:
        found.note(request)
        if found.refusal is not None:
            return found.refusal
        return await found.take((await request.body()).decode())

    @app.delete("/resource/{key}")
    async def end(request: Request, key: str) -> Response:
        found.note(request)
        await found.drop(key)
        return Response()

    _ = (elsewhere, round_and_round, publish, end)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await found.until(lambda: server.started)
        yield found
    finally:
        server.should_exit = True
        await serving
        await found.drop_all()
