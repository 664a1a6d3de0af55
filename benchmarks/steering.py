"""Connections without a browser: one that keeps the simulation moving, and many that watch."""

import asyncio
import json
import math
import sys
import time
from typing import Any

import websockets
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

__all__ = ["Conductor", "LightReceiver"]


class Conductor:
    """Moves the controls, so that every frame of the picture differs from the one before.

    With `orbit` it turns the camera too: the whole picture changes, and the stream takes all the
    bits that it may have.
    """

    def __init__(self, url: str, rate_hz: float = 30.0, *, orbit: bool = False) -> None:
        self._url = url.replace("http", "ws", 1) + "/ws/signaling"
        self._period_sec = 1.0 / rate_hz
        self._orbit = orbit
        self._actuators: list[dict[str, Any]] = []
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Conductor":
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *unused: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        async with websockets.connect(self._url, max_size=None) as socket:
            await socket.send(json.dumps({"type": "hello", "version": 1, "name": "conductor"}))
            self._actuators = json.loads(await socket.recv())["scene"]["actuators"]
            reader = asyncio.create_task(self._follow_scene(socket))
            try:
                number = 0
                while True:
                    await self._move(socket, number)
                    number += 1
                    await asyncio.sleep(self._period_sec)
            finally:
                reader.cancel()

    async def _follow_scene(self, socket: Any) -> None:
        async for text in socket:
            if isinstance(text, str) and '"type":"scene"' in text:
                self._actuators = json.loads(text)["scene"]["actuators"]

    async def _move(self, socket: Any, number: int) -> None:
        swing = math.sin(2.0 * time.monotonic())
        everything = list(enumerate(self._actuators))
        arms = [(i, a) for i, a in everything if "shoulder" in a["name"] or "elbow" in a["name"]]
        values = {
            index: 0.5 * (a["low"] + a["high"]) + 0.25 * swing * (a["high"] - a["low"])
            for index, a in arms or everything
        }
        command = {"type": "set_controls", "values": values}
        await socket.send(json.dumps({"type": "command", "id": number, "command": command}))
        if self._orbit:
            drag = {
                "type": "camera_drag", "seq": number, "gesture": 1, "action": "rotate",
                "dx": 0.02 * number, "dy": 0.0,
            }  # fmt: skip
            await socket.send(json.dumps({"type": "input", "input": drag}))
        if number % 30 == 0:
            await socket.send(json.dumps({"type": "ping", "client_ms": 0.0}))


class LightReceiver:
    """A WebRTC viewer that takes packets and counts them, and decodes nothing."""

    def __init__(self, url: str, *, video: bool = True) -> None:
        self._url = url.replace("http", "ws", 1) + "/ws/signaling"
        self._video = video
        self._peer: RTCPeerConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self.packets = 0
        self.octets = 0
        self.ready = asyncio.Event()

    async def start(self) -> None:
        """Connect and wait until video flows."""
        self._task = asyncio.create_task(self._run())
        await asyncio.wait_for(self.ready.wait(), 20)

    async def stop(self) -> None:
        """Leave."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        async with websockets.connect(self._url, max_size=None) as socket:
            await socket.send(json.dumps({"type": "hello", "version": 1, "name": "receiver"}))
            await socket.send(json.dumps({"type": "connect_peer"}))
            pinger = asyncio.create_task(_ping(socket))
            try:
                async for text in socket:
                    message = json.loads(text) if isinstance(text, str) else {"type": "media"}
                    if message["type"] == "offer":
                        await self._answer(socket, message)
            finally:
                pinger.cancel()
                if self._peer is not None:
                    await self._peer.close()

    async def _answer(self, socket: Any, message: dict[str, Any]) -> None:
        peer = self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))

        async def count(packet: Any, arrival_time_ms: int) -> None:
            self.packets += 1
            self.octets += len(packet.payload)

        peer.on("track", lambda track: None)
        await peer.setRemoteDescription(RTCSessionDescription(message["sdp"], "offer"))
        for transceiver in peer.getTransceivers():
            transceiver.receiver._handle_rtp_packet = count  # type: ignore[method-assign]
        await peer.setLocalDescription(await peer.createAnswer())
        sdp = peer.localDescription.sdp
        await socket.send(json.dumps({"type": "answer", "peer": message["peer"], "sdp": sdp}))
        while peer.connectionState != "connected":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        if self._video:
            await socket.send(json.dumps({"type": "select_video", "transport": "webrtc"}))
        self.ready.set()


async def _ping(socket: Any) -> None:
    while True:
        await asyncio.sleep(2.0)
        await socket.send(json.dumps({"type": "ping", "client_ms": 0.0}))


async def _receivers(url: str, count: int, video: bool) -> None:
    receivers = [LightReceiver(url, video=video) for _ in range(count)]
    for receiver in receivers:
        await receiver.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    for receiver in receivers:
        receiver.packets = receiver.octets = 0
    started = time.monotonic()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    took = time.monotonic() - started
    seen = [(receiver.packets / took, 8 * receiver.octets / took) for receiver in receivers]
    sys.stdout.write(json.dumps(seen) + "\n")
    for receiver in receivers:
        await receiver.stop()


if __name__ == "__main__":
    asyncio.run(_receivers(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "video"))
