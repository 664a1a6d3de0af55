"""Measures the whole path, from input to presented pixel, and prints one JSON object.

    python -m benchmarks.stream [--seconds S] [--inputs N] [--only PART ...]

Parts: `limit` (the bare loop), `control` (a plain WebRTC test pattern in the same browser),
`webrtc30`, `webrtc60`, `tcp60` (frames and latency by stage), `viewers` (CPU slope, 1 to 16),
`pace` (simulated time per wall second with 0, 1 and 8 viewers), `start` (command to first frame,
page to first frame, page weight), `swap` (Panda), `loop` (the gateway's event loop).
Nothing else may run on the machine meanwhile.
"""

import argparse
import asyncio
import itertools
import json
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Page, async_playwright

from benchmarks.control import control_server
from benchmarks.machine import (
    CHROMIUM_ARGUMENTS,
    RunningServer,
    cpu_seconds,
    describe_machine,
    percentile,
    running_server,
)
from benchmarks.steering import Conductor
from py_remote_viewer.scenes.registry import find_builtin

SIZE = (640, 480)
QUALITY = "no-reflections"
MENAGERIE = Path(__file__).resolve().parents[2] / "shared" / "menagerie"


class Bench:
    """One run; every part adds its result."""

    def __init__(self, seconds: float, inputs: int) -> None:
        self.seconds = seconds
        self.inputs = inputs

    def server_arguments(self, fps: int) -> list[str]:
        """The flags of the server under measurement."""
        width, height = SIZE
        return [
            "humanoid", "--width", str(width), "--height", str(height), "--fps", str(fps),
            "--quality", QUALITY, "--bitrate", "2500000",
        ]  # fmt: skip

    async def limit(self) -> object:
        """The bare loop, in a process of its own."""
        scene = str(find_builtin("humanoid").xml_path)
        found: dict[str, object] = {}
        for fps in (30, 60):
            words = [scene, *map(str, SIZE), str(fps), QUALITY, str(self.seconds)]
            out = await asyncio.to_thread(
                subprocess.check_output, [sys.executable, "-m", "benchmarks.bare_loop", *words]
            )
            found[str(fps)] = json.loads(out)
        return found

    async def control(self) -> object:
        """Presented frames a second of a plain test pattern over WebRTC in the same browser."""
        found: dict[str, object] = {}
        for fps in (30, 60):
            async with control_server(*SIZE, fps) as url, Chromium() as browser:
                page = await browser.new_page(
                    viewport={"width": 1280, "height": 800}, bypass_csp=True
                )
                await page.goto(url)
                await page.wait_for_function("window.presented > 30")
                first = await page.evaluate("[performance.now(), window.presented]")
                await asyncio.sleep(self.seconds)
                last = await page.evaluate("[performance.now(), window.presented]")
                found[str(fps)] = (last[1] - first[1]) / (last[0] - first[0]) * 1e3
        return found

    async def webrtc30(self) -> object:
        """Frames and latency by WebRTC at 30."""
        return await self._stream("webrtc", 30)

    async def webrtc60(self) -> object:
        """Frames and latency by WebRTC at 60."""
        return await self._stream("webrtc", 60)

    async def tcp60(self) -> object:
        """Frames and latency over the WebSocket at 60."""
        return await self._stream("websocket", 60)

    async def _stream(self, transport: str, fps: int) -> object:
        async with (
            running_server(*self.server_arguments(fps)) as server,
            Conductor(server.url),
            Chromium() as browser,
        ):
            page = await _open(browser, server.url, transport)
            await asyncio.sleep(3.0)
            frames = await self._count_frames(page, server)
            latency = await self._latency(page)
            return {"quality": QUALITY, "fps": fps, **frames, "latency": latency}

    async def _count_frames(self, page: Page, server: RunningServer) -> dict[str, object]:
        async with httpx.AsyncClient() as client:
            gateway, workers = [server.gateway()], server.workers()
            before = await _counters(page, client, server.url)
            cpu = cpu_seconds(gateway), cpu_seconds(workers)
            started = time.monotonic()
            await asyncio.sleep(self.seconds)
            after = await _counters(page, client, server.url)
            took = time.monotonic() - started
            return {
                **{name: (after[name] - before[name]) / took for name in before},
                "decoded_per_sent": (after["decoded"] - before["decoded"])
                / max(1, after["sent"] - before["sent"]),
                "gateway_cpu": (cpu_seconds(gateway) - cpu[0]) / took,
                "workers_cpu": (cpu_seconds(workers) - cpu[1]) / took,
            }

    async def _latency(self, page: Page) -> dict[str, object]:
        """Move the pointer at random phases in a drag, and see when that is shown."""
        before = await page.evaluate("window.__viewer.latencies.length")
        await page.mouse.move(600, 400)
        await page.mouse.down()
        for index in range(self.inputs):
            await page.mouse.move(600 + 60 * (index % 2) + random.random() * 20, 400)
            await asyncio.sleep(random.uniform(0.06, 0.14))
        await asyncio.sleep(1.0)
        await page.mouse.up()
        found = (await page.evaluate("window.__viewer.latencies"))[before:]
        whole = [entry["presentedTime"] - entry["eventTime"] for entry in found]
        stages: dict[str, list[float]] = {}
        for entry in found:
            for name, value in (entry["stages"] or {}).items():
                if value is not None:
                    stages.setdefault(name, []).append(value)
        return {
            "inputs": self.inputs,
            "seen": len(found),
            "timed_out": max(0, self.inputs - len(found)),
            "p50_ms": percentile(whole, 0.5),
            "p95_ms": percentile(whole, 0.95),
            "stages_p50_ms": {name: percentile(values, 0.5) for name, values in stages.items()},
            "stages_p95_ms": {name: percentile(values, 0.95) for name, values in stages.items()},
        }

    async def viewers(self) -> object:
        """CPU of the gateway per viewer: telemetry alone, then with video at its full bit rate."""
        found: dict[str, object] = {}
        for kind in ("telemetry", "video"):
            points: dict[int, dict[str, float]] = {}
            for count in (1, 4, 8, 16):
                async with (
                    running_server(*self.server_arguments(60)) as server,
                    Conductor(server.url, orbit=True),
                ):
                    points[count] = await self._with_receivers(server, count, kind)
            found[kind] = {
                "by_viewers": points,
                "slope": _slope([(count, point["cpu"]) for count, point in points.items()]),
            }
        return found

    async def _with_receivers(
        self, server: RunningServer, count: int, kind: str
    ) -> dict[str, float]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.steering", server.url, str(count), kind,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        await process.stdout.readline()
        await asyncio.sleep(1.0)
        gateway = [server.gateway()]
        async with httpx.AsyncClient() as client:
            frames = await _frames_sent(client, server.url)
            before, started = cpu_seconds(gateway), time.monotonic()
            process.stdin.write(b"\n")
            await asyncio.sleep(self.seconds)
            took = time.monotonic() - started
            share = (cpu_seconds(gateway) - before) / took
            produced = (await _frames_sent(client, server.url) - frames) / took
        process.stdin.write(b"\n")
        out, _ = await process.communicate()
        seen: list[tuple[float, float]] = json.loads(out)
        return {
            "cpu": share,
            "produced": produced,
            "packets_each": sum(packets for packets, _ in seen) / count,
            "bits_per_sec_each": sum(bits for _, bits in seen) / count,
        }

    async def pace(self) -> object:
        """Simulated seconds per wall second with 0, 1 and 8 viewers."""
        found: dict[str, float] = {}
        async with (
            running_server(*self.server_arguments(60)) as server,
            httpx.AsyncClient() as client,
        ):
            for count in (0, 1, 8):
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "benchmarks.steering", server.url, str(count),
                    "video", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                )  # fmt: skip
                assert process.stdout is not None
                assert process.stdin is not None
                await process.stdout.readline()
                found[str(count)] = await _sim_per_wall(client, server.url, self.seconds)
                process.stdin.write(b"\n")
                await process.communicate()
        return found

    async def start(self) -> object:
        """Command to first frame possible, page to first frame, and the page's weight."""
        async with running_server(*self.server_arguments(60)) as server, Chromium() as browser:
            found: dict[str, object] = {"command_to_ready_sec": server.ready_sec}
            await asyncio.sleep(5.0)
            for transport in ("auto", "webrtc", "websocket"):
                times: list[float] = []
                for _ in range(5):
                    page = await _open(browser, server.url, transport)
                    times.append(await page.evaluate("window.__viewer.presented[0].time"))
                    await page.close()
                    await asyncio.sleep(1.2)
                found[f"page_to_first_frame_ms_{transport}"] = percentile(times, 0.5)
            page = await browser.new_page()
            sizes: list[int] = []
            page.on("requestfinished", lambda request: asyncio.ensure_future(_size(request, sizes)))
            await page.goto(server.url)
            await asyncio.sleep(2.0)
            found["page_bytes_on_the_wire"] = sum(sizes)
            return found

    async def swap(self) -> object:
        """A new model asked for, until it is seen; the longest gap in the video meanwhile."""
        panda = MENAGERIE / "franka_emika_panda" / "scene.xml"
        if not panda.is_file():
            return "skipped: no model"
        arguments = [*self.server_arguments(60), "--scene-folder", str(MENAGERIE)]
        async with (
            running_server(*arguments) as server,
            Conductor(server.url),
            Chromium() as browser,
            httpx.AsyncClient(timeout=60) as client,
        ):
            page = await _open(browser, server.url, "webrtc")
            await asyncio.sleep(6.0)
            body = {"path": str(panda.relative_to(MENAGERIE))}
            asked = await page.evaluate("performance.now()")
            answer = await client.post(f"{server.url}/api/scene/load", json=body)
            answer.raise_for_status()
            await page.wait_for_function("window.__viewer.state().scene.generation === 2")
            seen = await page.evaluate("performance.now()")
            await asyncio.sleep(1.0)
            times = [t for t in await _presented(page) if asked - 500 < t]
            gaps = [b - a for a, b in itertools.pairwise(times)]
            after = next((t for t in times if t > seen - 20), None)
            return {
                "api_answered_sec": answer.json()["seconds"],
                "asked_to_seen_ms": None if after is None else after - asked,
                "longest_gap_ms": max(gaps) if gaps else None,
            }

    async def loop(self) -> object:
        """The gateway's event loop while 8 people watch and steer."""
        async with (
            running_server(
                *self.server_arguments(60), module="benchmarks.watched_gateway"
            ) as server,
            AsyncExitStack() as stack,
            httpx.AsyncClient() as client,
        ):
            for _ in range(8):
                await stack.enter_async_context(Conductor(server.url, 20.0))
            await asyncio.sleep(6.0)
            await client.post(f"{server.url}/loop/start")
            streamed = await self._with_receivers(server, 8, "video")
            answer = (await client.get(f"{server.url}/loop")).json()
            return {"streamed": streamed, **answer}


def _slope(points: list[tuple[int, float]]) -> float:
    n = len(points)
    mean_x = sum(x for x, _ in points) / n
    mean_y = sum(y for _, y in points) / n
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
        (x - mean_x) ** 2 for x, _ in points
    )


async def _frames_sent(client: httpx.AsyncClient, url: str) -> int:
    return (await client.get(f"{url}/api/stats")).json()["frames_sent"]


async def _size(request: Any, sizes: list[int]) -> None:
    found = await request.sizes()
    sizes.append(found["responseBodySize"] + found["responseHeadersSize"])


class Chromium:
    """Chromium, headless."""

    async def __aenter__(self) -> Browser:
        self._playwright = await async_playwright().start()
        self._browser = await self._playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(CHROMIUM_ARGUMENTS)
        )
        return self._browser

    async def __aexit__(self, *unused: object) -> None:
        await self._browser.close()
        await self._playwright.stop()


async def _open(browser: Browser, url: str, transport: str) -> Page:
    page = await browser.new_page(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    await page.goto(f"{url}/?transport={transport}")
    await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
    return page


async def _presented(page: Page) -> list[float]:
    return await page.evaluate("window.__viewer.presented.map(entry => entry.time)")


async def _counters(page: Page, client: httpx.AsyncClient, url: str) -> dict[str, float]:
    stats = await page.evaluate("window.__viewer.refresh()")
    server = (await client.get(f"{url}/api/stats")).json()
    watching = next(v for v in server["viewers"] if v["transport"] in ("webrtc", "websocket"))
    return {
        "produced": server["frames_sent"],
        "sent": watching["frames_sent"],
        "received": stats["received"] or 0,
        "decoded": stats["decoded"] or 0,
        "presented": stats["presented"] or 0,
        "bytes": stats.get("bytes") or 0,
    }


async def _sim_per_wall(client: httpx.AsyncClient, url: str, seconds: float) -> float:
    async def sample() -> tuple[float, float]:
        # The status is 0.2 s old at most: wait for the moment it changes.
        old = (await client.get(f"{url}/api/stats")).json()["sim_time_sec"]
        while (new := (await client.get(f"{url}/api/stats")).json()["sim_time_sec"]) == old:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        return time.monotonic(), new

    wall0, sim0 = await sample()
    await asyncio.sleep(max(seconds, 10.0))
    wall1, sim1 = await sample()
    return (sim1 - sim0) / (wall1 - wall0)


PARTS = (
    "limit", "control", "webrtc30", "webrtc60", "tcp60", "viewers", "pace", "start", "swap", "loop",
)  # fmt: skip


async def run(bench: Bench, parts: list[str]) -> dict[str, object]:
    """Measure the parts one after the other."""
    result: dict[str, object] = {"machine": describe_machine(), "size": SIZE, "quality": QUALITY}
    for name in parts:
        part: Callable[[], Awaitable[object]] = getattr(bench, name)
        try:
            result[name] = await part()
        except Exception as error:
            result[name] = {"failed": repr(error)}
        sys.stderr.write(f"{name}: {json.dumps(result[name])}\n")
    return result


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each measurement")
    parser.add_argument("--inputs", type=int, default=500)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    arguments = parser.parse_args()
    result = asyncio.run(run(Bench(arguments.seconds, arguments.inputs), arguments.only))
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
