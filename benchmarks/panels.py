"""What open panels cost: the page with them against the bare page, in interleaved pairs.

    python -m benchmarks.panels [--pairs N] [--seconds S] [--inputs N] [--transport T] [--only MODEL ...]

Models: `panda` (of the Menagerie, where it is) and `joints` (200 hinges, generated). All moves, so
that all values of the open panel change. To reach, in the median of the pairs: `fps_ratio` 0.97,
`latency_p50_added_ms` 4, `main_thread_ms_per_sec` 150, `telemetry_bytes_per_sec` 100,000. It prints
one JSON object. Nothing else may run on the machine meanwhile.
"""  # noqa: E501

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.async_api import Browser, Page

from benchmarks.browser import Chromium, blank_page
from benchmarks.machine import describe_machine, running_server
from benchmarks.steering import Conductor
from benchmarks.subject import MENAGERIE, QUALITY, SIZE
from benchmarks.whole_path import latency

_SETTLED_SEC = 3.0
_JOINTS = 200
_PANDA = MENAGERIE / "franka_emika_panda" / "scene.xml"

#: Counts what tells of the simulation: all text of the WebSocket, and the data channels.
_COUNTER = """
window.telemetryBytes = 0
const count = ({data}) => { if (typeof data === "string") window.telemetryBytes += data.length }
window.WebSocket = class extends WebSocket {
  constructor(...words) { super(...words); this.addEventListener("message", count) }
}
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...words) {
    super(...words)
    this.addEventListener("datachannel", ({channel}) => channel.addEventListener("message", count))
  }
}
"""
_OPEN = "localStorage.setItem('remote-viewer-sidebar', 'open panel:joint')"
_BARE = "localStorage.setItem('remote-viewer-sidebar', 'closed panel:joint')"


@dataclass(frozen=True)
class _Plan:
    """How often and how long, and by which way the video comes."""

    pairs: int
    seconds: float
    inputs: int
    transport: str


def _chain() -> str:
    """So many hinges in short chains, each with a motor that the conductor moves."""
    links = 10
    chain = "".join(
        f'<body pos="0 0 .1"><joint name="hinge_%d_{link}" axis="1 0 0" range="-60 60" '
        'damping=".5" stiffness="2"/><geom type="capsule" fromto="0 0 0 0 0 .1" size=".02"/>'
        for link in range(links)
    )
    chains = range(_JOINTS // links)
    bodies = "".join(
        f'<body pos="0 {0.2 * index - 2:.1f} .1">{chain.replace("%d", str(index))}'
        f"{'</body>' * links}</body>"
        for index in chains
    )
    motors = "".join(
        f'<motor name="shoulder_{index}" joint="hinge_{index}_0" ctrlrange="-1 1"/>'
        for index in chains
    )
    return (
        '<mujoco><option integrator="implicitfast"><flag contact="disable"/></option><worldbody>'
        f'<light pos="0 0 5"/><geom type="plane" size="4 4 1"/>{bodies}</worldbody>'
        f'<actuator>{motors}</actuator><statistic center="0 0 .5" extent="3"/></mujoco>'
    )


async def _measure(browser: Browser, url: str, plan: _Plan, *, panels: bool) -> dict[str, float]:
    page = await blank_page(browser)
    try:
        await page.add_init_script(_COUNTER + (_OPEN if panels else _BARE))
        await page.goto(f"{url}/?transport={plan.transport}")
        await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
        if panels:
            await page.locator("[data-path]").first.wait_for()
        await asyncio.sleep(_SETTLED_SEC)
        found = await _at_rest(page, plan.seconds)
        delay = (await latency(page, plan.inputs))["p50_ms"]
        return {**found, "latency_p50_ms": float("nan") if delay is None else delay}
    finally:
        await page.close()


async def _at_rest(page: Page, seconds: float) -> dict[str, float]:
    """Figures of each second while nobody touches anything."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")

    async def now() -> tuple[float, float, float, float]:
        metrics = (await session.send("Performance.getMetrics"))["metrics"]
        busy = next(entry["value"] for entry in metrics if entry["name"] == "TaskDuration")
        shown, told = await page.evaluate(
            "[window.__viewer.stats().presented, window.telemetryBytes]"
        )
        return time.monotonic(), busy, shown, told

    first = await now()
    await asyncio.sleep(seconds)
    last = await now()
    took, busy, shown, told = (b - a for a, b in zip(first, last, strict=True))
    return {
        "fps": shown / took,
        "main_thread_ms_per_sec": 1e3 * busy / took,
        "telemetry_bytes_per_sec": told / took,
    }


async def _compare(model: Path, plan: _Plan) -> dict[str, object]:
    width, height = SIZE
    arguments = [
        str(model), "--width", str(width), "--height", str(height), "--fps", "60",
        "--quality", QUALITY,
    ]  # fmt: skip
    bare: list[dict[str, float]] = []
    opened: list[dict[str, float]] = []
    async with running_server(*arguments) as server, Conductor(server), Chromium() as browser:
        for pair in range(plan.pairs):
            # What comes second finds a warmer machine: in turns.
            for panels in (False, True) if pair % 2 == 0 else (True, False):
                found = await _measure(browser, server.url, plan, panels=panels)
                (opened if panels else bare).append(found)
    pairs = list(zip(bare, opened, strict=True))
    middle = {name: median(found[name] for found in opened) for name in opened[0]}
    return {
        "fps_ratio": median(b["fps"] / a["fps"] for a, b in pairs),
        "latency_p50_added_ms": middle["latency_p50_ms"]
        - median(found["latency_p50_ms"] for found in bare),
        "main_thread_ms_per_sec": middle["main_thread_ms_per_sec"],
        "telemetry_bytes_per_sec": middle["telemetry_bytes_per_sec"],
        "bare": bare,
        "panels": opened,
    }


async def run(plan: _Plan, models: Sequence[str]) -> dict[str, object]:
    """Measure the models one after the other."""
    result: dict[str, object] = {
        "machine": describe_machine(), "size": SIZE, "quality": QUALITY,
        "transport": plan.transport, "pairs": plan.pairs,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        chain = Path(folder) / "joints.xml"
        chain.write_text(_chain())
        for name in models:
            model = {"panda": _PANDA, "joints": chain}[name]
            result[name] = await _compare(model, plan) if model.is_file() else "skipped: no model"
            sys.stderr.write(f"{name}: {json.dumps(result[name])}\n")
    return result


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each measurement")
    parser.add_argument("--inputs", type=int, default=100)
    parser.add_argument("--transport", choices=("webrtc", "websocket"), default="webrtc")
    parser.add_argument("--only", nargs="+", choices=("panda", "joints"), default=None)
    words = parser.parse_args()
    plan = _Plan(words.pairs, words.seconds, words.inputs, words.transport)
    result = asyncio.run(run(plan, words.only or ("panda", "joints")))
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
