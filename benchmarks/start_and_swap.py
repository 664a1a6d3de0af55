"""How long people wait: for the server, for the page, for another model."""

import asyncio
import itertools

import httpx

from benchmarks.browser import Chromium, count_bytes, open_page, presented_times
from benchmarks.machine import percentile, running_server
from benchmarks.steering import Conductor
from benchmarks.subject import MENAGERIE, Subject

__all__ = ["start", "swap"]

_OPENINGS = 5
_SWAPS = 3


async def start(subject: Subject) -> object:
    """Command to first frame possible, page to first frame, and the page's weight."""
    async with running_server(*subject.server_arguments(60)) as server, Chromium() as browser:
        found: dict[str, object] = {"command_to_ready_sec": server.ready_sec}
        await asyncio.sleep(5.0)
        for transport in ("auto", "webrtc", "websocket"):
            times: list[float] = []
            for _ in range(_OPENINGS):
                page = await open_page(browser, server, transport)
                times.append(await page.evaluate("window.__viewer.presented[0].time"))
                await page.close()
                await asyncio.sleep(1.2)
            found[f"page_to_first_frame_ms_{transport}"] = percentile(times, 0.5)
        found["page_bytes_on_the_wire"] = await count_bytes(browser, server.url)
        return found


async def swap(subject: Subject) -> object:
    """A new model asked for, until it is seen; the longest gap in the video meanwhile."""
    if not (MENAGERIE / "franka_emika_panda" / "scene.xml").is_file():
        return "skipped: no model"
    return [await _swap(subject) for _ in range(_SWAPS)]


async def _swap(subject: Subject) -> dict[str, float | None]:
    arguments = [*subject.server_arguments(60), "--scene-folder", str(MENAGERIE)]
    async with (
        running_server(*arguments) as server,
        Conductor(server),
        Chromium() as browser,
        httpx.AsyncClient(timeout=60) as client,
    ):
        page = await open_page(browser, server, "webrtc")
        await asyncio.sleep(6.0)
        asked = await page.evaluate("performance.now()")
        body = {"path": "franka_emika_panda/scene.xml"}
        answer = await client.post(f"{server.url}/api/scene/load", json=body)
        answer.raise_for_status()
        await page.wait_for_function("window.__viewer.state().scene.generation === 2")
        seen = await page.evaluate("performance.now()")
        await asyncio.sleep(1.0)
        times = [t for t in await presented_times(page) if asked - 500 < t]
        after = next((t for t in times if t > seen - 20), None)
        return {
            "api_answered_sec": answer.json()["seconds"],
            "asked_to_seen_ms": None if after is None else after - asked,
            "longest_gap_ms": max((b - a for a, b in itertools.pairwise(times)), default=None),
        }
