"""Many viewers without a browser, in a process of their own: they count what they get.

    python -m benchmarks.receivers URL COUNT {video,telemetry,views}

prints `ready` when all are connected, counts from the first line on standard input to the second,
and prints what was seen: a list of (packets, bits, frames) a second, one for each viewer. With
`views` each looks by a view of its own, and turns it.
"""

import asyncio
import contextlib
import itertools
import json
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import websockets
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

__all__ = ["Receivers", "receivers"]


class _LightReceiver:
    """A WebRTC viewer that takes packets and counts them, and decodes nothing."""

    def __init__(self, url: str, kind: str) -> None:
        self._url = url.replace("http", "ws", 1) + "/ws/signaling"
        self._video = kind != "telemetry"
        self._own_view = kind == "views"
        self._peer: RTCPeerConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self.packets = 0
        self.octets = 0
        self.frames = 0
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
            helpers = [asyncio.create_task(_ping(socket))]
            if self._own_view:
                command = {"type": "command", "id": 1, "command": {"type": "take_view"}}
                await socket.send(json.dumps(command))
                helpers.append(asyncio.create_task(_orbit(socket)))
            try:
                async for text in socket:
                    message = json.loads(text) if isinstance(text, str) else {"type": "media"}
                    if message["type"] == "offer":
                        await self._answer(socket, message)
            finally:
                for helper in helpers:
                    helper.cancel()
                if self._peer is not None:
                    await self._peer.close()

    async def _answer(self, socket: Any, message: dict[str, Any]) -> None:
        peer = self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))

        async def count(packet: Any, arrival_time_ms: int) -> None:
            self.packets += 1
            self.octets += len(packet.payload)
            self.frames += packet.marker

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


async def _orbit(socket: Any) -> None:
    """Turn the view for ever, a tenth of a picture's height at a time."""
    for seq in itertools.count(1):
        drag = {"type": "camera_drag", "seq": seq, "gesture": 1, "action": "rotate"}
        drag |= {"dx": 0.02 * seq, "dy": 0.0}
        await socket.send(json.dumps({"type": "input", "input": drag}))
        await asyncio.sleep(1 / 30)


async def _receive(url: str, count: int, kind: str) -> None:
    everyone = [_LightReceiver(url, kind) for _ in range(count)]
    for receiver in everyone:
        await receiver.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await _line()
    for receiver in everyone:
        receiver.packets = receiver.octets = receiver.frames = 0
    started = time.monotonic()
    await _line()
    took = time.monotonic() - started
    seen = [(r.packets / took, 8 * r.octets / took, r.frames / took) for r in everyone]
    sys.stdout.write(json.dumps(seen) + "\n")
    for receiver in everyone:
        await receiver.stop()


async def _line() -> None:
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


@dataclass
class Receivers:
    """The process of the viewers. `seen` is filled by `end`: (packets, bits, frames) a second of
    each."""

    process: asyncio.subprocess.Process
    seen: list[tuple[float, float, float]] = field(default_factory=list[tuple[float, float, float]])

    def begin(self) -> None:
        """Count from now on."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")

    async def end(self) -> None:
        """Stop counting and leave."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        out, _ = await self.process.communicate()
        self.seen = json.loads(out)


@contextlib.asynccontextmanager
async def receivers(url: str, count: int, kind: str) -> AsyncGenerator[Receivers, None]:
    """`count` connected viewers of `kind` "video", "views" or "telemetry"; gone at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.receivers", url, str(count), kind,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        if await process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"{count} receivers could not connect")
        yield Receivers(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(_receive(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
