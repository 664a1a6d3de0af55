"""A connection without a browser that keeps the simulation moving."""

import asyncio
import json
import math
import time
from typing import Any

import websockets

from benchmarks.machine import RunningServer

__all__ = ["Conductor"]


class Conductor:
    """Moves the controls, so that every frame of the picture differs from the one before.

    With `orbit` it turns the camera too: the whole picture changes, and the stream takes all the
    bits that it may have.
    """

    def __init__(
        self, server: RunningServer, rate_hz: float = 30.0, *, orbit: bool = False
    ) -> None:
        self._headers = server.headers
        self._url = server.url.replace("http", "ws", 1) + "/ws/signaling"
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
        async with websockets.connect(
            self._url, max_size=None, additional_headers=self._headers
        ) as socket:
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
                "dx": 0.1 * number, "dy": 0.0,
            }  # fmt: skip
            await socket.send(json.dumps({"type": "input", "input": drag}))
        if number % 30 == 0:
            await socket.send(json.dumps({"type": "ping", "client_ms": 0.0}))
