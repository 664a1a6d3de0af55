"""A plain WebRTC test pattern: the same browser, size and rate, and nothing of a simulation."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncGenerator

import numpy as np
import uvicorn
from fastapi import FastAPI, WebSocket
from fastapi.responses import HTMLResponse

from py_remote_viewer.encoding import EncoderSettings, open_encoder
from py_remote_viewer.webrtc import MediaNetwork, Peer, PeerSettings, packetise, rtp_timestamp

__all__ = ["control_server"]

_PAGE = """<!doctype html><title>control</title><video autoplay muted playsinline></video><script>
window.presented = 0
const video = document.querySelector("video")
const count = () => { window.presented += 1; video.requestVideoFrameCallback(count) }
video.requestVideoFrameCallback(count)
const socket = new WebSocket(`ws://${location.host}/ws`)
const peer = new RTCPeerConnection()
peer.ontrack = event => {
  event.receiver.jitterBufferTarget = 0
  video.srcObject = new MediaStream([event.track])
}
socket.onmessage = async event => {
  await peer.setRemoteDescription({ type: "offer", sdp: event.data })
  await peer.setLocalDescription()
  socket.send(peer.localDescription.sdp)
}
</script>"""


class _Pattern:
    """A second of a moving pattern, encoded once, sent for ever."""

    def __init__(self, width: int, height: int, fps: int) -> None:
        self._fps = fps
        settings = EncoderSettings(width, height, fps, 2_500_000)
        y, x = np.mgrid[0:height, 0:width]
        self._units: list[bytes] = []
        with open_encoder(settings) as encoder:
            for index in range(fps):
                shift = index * width // fps
                wave = (((x + shift) // 16 + y // 16) % 2 * 160 + 40).astype(np.uint8)
                picture = np.ascontiguousarray(np.repeat(wave[:, :, None], 3, axis=2))
                self._units.append(encoder.encode(picture, index * 1000, index == 0).data)

    async def send(self, peer: Peer) -> None:
        """Send at the rate, paced by the clock."""
        started = time.monotonic()
        number = 0
        payloads = [packetise(unit) for unit in self._units]
        while True:
            now_us = time.monotonic_ns() // 1000
            peer.send_frame(payloads[number % len(payloads)], rtp_timestamp(now_us))
            number += 1
            await asyncio.sleep(max(0.0, started + number / self._fps - time.monotonic()))


class _Listener:
    def __init__(self) -> None:
        self.connected = asyncio.Event()

    def peer_connected(self, peer: Peer) -> None:
        self.connected.set()

    def peer_ended(self, peer: Peer, reason: str) -> None:
        pass

    def peer_input(self, peer: Peer, data: str | bytes) -> None:
        pass

    def peer_lost_frames(self, peer: Peer) -> None:
        pass


@contextlib.asynccontextmanager
async def control_server(width: int, height: int, fps: int) -> AsyncGenerator[str, None]:
    """Serve the page; gives its address."""
    app = FastAPI()
    pattern = _Pattern(width, height, fps)

    @app.get("/")
    async def page() -> HTMLResponse:
        return HTMLResponse(_PAGE)

    @app.websocket("/ws")
    async def signal(connection: WebSocket) -> None:
        await connection.accept()
        listener = _Listener()
        peer = Peer(1, PeerSettings(MediaNetwork(("127.0.0.1",))), listener)
        await connection.send_text(await peer.offer())
        await peer.answer(await connection.receive_text())
        await listener.connected.wait()
        await asyncio.sleep(0.3)
        sender = asyncio.create_task(pattern.send(peer))
        try:
            while (await connection.receive())["type"] == "websocket.receive":
                pass
        finally:
            sender.cancel()
            await peer.close()

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://localhost:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await task
