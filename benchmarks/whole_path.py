"""Frames and latency from the simulation to the presented pixel, and what bounds them."""

import asyncio
import json
import random
import subprocess
import sys
import time
from typing import Any

import httpx
from playwright.async_api import Page

from benchmarks.browser import Chromium, blank_page, browser_processes, counters, open_page
from benchmarks.control import control_server
from benchmarks.machine import RunningServer, cpu_seconds, percentile, running_server
from benchmarks.steering import Conductor
from benchmarks.subject import QUALITY, SIZE, Subject
from py_remote_viewer.scenes.registry import find_builtin

__all__ = ["control", "latency", "limit", "stream"]

#: Until the worker in reserve has drawn ahead what it can, which keeps a core busy.
_SETTLED_SEC = 12.0


async def limit(subject: Subject) -> object:
    """The bare loop (render, convert, encode, no network), in a process of its own."""
    scene = str(find_builtin("humanoid").xml_path)
    found: dict[str, object] = {}
    for fps in (30, 60):
        words = [scene, *map(str, SIZE), str(fps), QUALITY, str(subject.seconds)]
        out = await asyncio.to_thread(
            subprocess.check_output, [sys.executable, "-m", "benchmarks.bare_loop", *words]
        )
        found[str(fps)] = json.loads(out)
    return found


async def control(subject: Subject) -> object:
    """Presented frames a second of a plain test pattern over WebRTC in the same browser."""
    found: dict[str, object] = {}
    for fps in (30, 60):
        async with control_server(*SIZE, fps) as url, Chromium() as browser:
            page = await blank_page(browser)
            await page.goto(url)
            await page.wait_for_function("window.presented > 30")
            first = await page.evaluate("[performance.now(), window.presented]")
            await asyncio.sleep(subject.seconds)
            last = await page.evaluate("[performance.now(), window.presented]")
            found[str(fps)] = (last[1] - first[1]) / (last[0] - first[0]) * 1e3
    return found


async def stream(subject: Subject, transport: str, fps: int, *arguments: str) -> object:
    """Frames a second at every station, CPU, and the latency of inputs; `arguments` are further
    ones of the server."""
    async with (
        running_server(*subject.server_arguments(fps), *arguments) as server,
        Conductor(server),
        Chromium() as browser,
    ):
        page = await open_page(browser, server, transport)
        await asyncio.sleep(_SETTLED_SEC)
        frames = await _count_frames(page, server, subject.seconds)
        found = await latency(page, subject.inputs)
        return {"quality": QUALITY, "fps": fps, **frames, "latency": found}


async def _count_frames(page: Page, server: RunningServer, seconds: float) -> dict[str, object]:
    async with httpx.AsyncClient() as client:
        processes = {
            "gateway_cpu": [server.gateway()],
            "workers_cpu": server.workers(),
            "browser_cpu": browser_processes(),
        }
        before = await counters(page, client, server)
        cpu = {name: cpu_seconds(of) for name, of in processes.items()}
        started = time.monotonic()
        await asyncio.sleep(seconds)
        after = await counters(page, client, server)
        took = time.monotonic() - started
        return {
            **{name: (after[name] - before[name]) / took for name in before},
            "decoded_per_sent": (after["decoded"] - before["decoded"])
            / max(1, after["sent"] - before["sent"]),
            **{name: (cpu_seconds(of) - cpu[name]) / took for name, of in processes.items()},
        }


async def latency(page: Page, inputs: int) -> dict[str, Any]:
    """Move the pointer at random phases in a drag, and see when that is shown."""
    before = await page.evaluate("window.__viewer.latencies.length")
    await page.mouse.move(600, 400)
    await page.mouse.down()
    for index in range(inputs):
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
        "inputs": inputs,
        "seen": len(found),
        "timed_out": max(0, inputs - len(found)),
        "p50_ms": percentile(whole, 0.5),
        "p95_ms": percentile(whole, 0.95),
        "stages_p50_ms": {name: percentile(values, 0.5) for name, values in stages.items()},
        "stages_p95_ms": {name: percentile(values, 0.95) for name, values in stages.items()},
    }
