"""What `benchmarks.network` measures, each part on a bed of its own."""

import asyncio
import contextlib
import itertools
import json
import struct
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.async_api import Page

from benchmarks.browser import Chromium, open_page
from benchmarks.machine import RunningServer, cpu_seconds, percentile, running_server
from benchmarks.netbed import CLIENT, SERVER, NetworkBed
from benchmarks.steering import Conductor
from benchmarks.subject import QUALITY, SIZE

__all__ = ["measure_loss", "measure_relay", "measure_shaped"]

_FPS = 30
#: More than the slow link carries, less than the fast one.
_BITRATE = 4_000_000
_FAST_BPS, _SLOW_BPS = 10_000_000, 2_000_000
_SETTLED_SEC = 5.0
_SETTLE_LIMIT_SEC, _RECOVERY_LIMIT_SEC = 10, 30
_SLOW_SEC, _FAST_AGAIN_SEC = 30, 120
_LATENCY_LIMIT_MS = 250.0
_PACKETS, _PACKETS_PER_SEC = 15_000, 3_000

#: Everything in it is noise that a turning camera moves: no encoder can make little of that.
_SCENE = """<mujoco model="noise">
<asset>
<texture name="noise" type="2d" builtin="flat" rgb1=".1 .2 .3" mark="random" markrgb="1 .9 .6"
 random=".5" width="256" height="256"/>
<material name="noise" texture="noise" texrepeat=".25 .25" texuniform="true"/>
</asset>
<worldbody><light pos="0 0 5"/>
<geom type="plane" size="20 20 1" material="noise"/>
<geom type="box" pos="1 1 .5" size=".5 .5 .5" material="noise"/>
<body pos="0 0 1"><joint name="hinge" axis="0 1 0"/>
<geom type="capsule" fromto="0 0 0 .8 0 0" size=".1" material="noise"/></body>
</worldbody>
<actuator><position joint="hinge" ctrlrange="-1 1"/></actuator>
<statistic center="0 0 .5" extent="2"/>
</mujoco>"""

_READ = """since => ({
  now: performance.now(),
  presented: window.__viewer.presented.map(entry => entry.time).filter(time => time >= since),
  ages: window.__viewer.ages.filter(entry => entry.time >= since),
  transport: window.__viewer.state().video.shown,
})"""


@dataclass
class _Second:
    """What was seen in one second."""

    presented: int
    ages: list[float]
    rendition: int
    bits_per_sec: float

    @property
    def p95_ms(self) -> float | None:
        """Of the ages of its pictures."""
        return percentile(self.ages, 0.95)

    def told(self) -> dict[str, object]:
        """For the result."""
        return {
            "presented": self.presented, "p95_ms": self.p95_ms, "rendition": self.rendition,
            "bits_per_sec": self.bits_per_sec,
        }  # fmt: skip


@dataclass
class _Seen:
    """What a page has shown during a phase."""

    times: list[float] = field(default_factory=list[float])
    ages: list[float] = field(default_factory=list[float])
    seconds: list[_Second] = field(default_factory=list[_Second])


@dataclass
class _Watched:
    """A page that watches over the bed."""

    bed: NetworkBed
    page: Page
    server: RunningServer

    async def stats(self) -> dict[str, Any]:
        """The server's, which it is asked on its own side of the bed, and the page's."""
        async with httpx.AsyncClient(trust_env=False) as client:
            server = (
                await client.get(f"{self.server.url}/api/stats", headers=self.server.headers)
            ).json()
        own = await self.page.evaluate("window.__viewer.refresh()")
        # While it changes over, the page may have no way at all.
        watching = [v for v in server["viewers"] if v["transport"] in ("webrtc", "websocket")]
        mine = watching[0] if watching else {"frames_sent": 0, "rendition": -1}
        return {
            "produced": server["frames_sent"], "sent": mine["frames_sent"],
            "rendition": mine["rendition"], "presented": own["presented"],
            "decoded": own["decoded"], "bytes": own["bytes"],
        }  # fmt: skip

    async def watch(self, seconds: float) -> _Seen:
        """Look every second, without a touch on the picture."""
        seen = _Seen()
        since = await self.page.evaluate("performance.now()")
        until = time.monotonic() + seconds
        before = await self.page.evaluate("window.__viewer.refresh()")
        while time.monotonic() < until:
            await asyncio.sleep(1.0)
            after = await self.page.evaluate("window.__viewer.refresh()")
            read = await self.page.evaluate(_READ, since)
            took = (read["now"] - since) / 1e3
            since = read["now"]
            ages = [entry["age"] for entry in read["ages"]]
            rendition = (await self.stats())["rendition"]
            seen.seconds.append(
                _Second(
                    round(len(read["presented"]) / took),
                    ages,
                    rendition,
                    8 * max(0, after["bytes"] - before["bytes"]) / took,
                )
            )
            before = after
            seen.times += read["presented"]
            seen.ages += ages
        return seen


@contextlib.asynccontextmanager
async def _watching(transport: str) -> AsyncGenerator[_Watched, None]:
    """A server, a scene in motion that takes all its bits, and a page at the other end."""
    with NetworkBed() as bed, bed.at_the_server(), tempfile.TemporaryDirectory() as folder:
        scene = Path(folder) / "noise.xml"
        scene.write_text(_SCENE)
        arguments = [
            str(scene), "--host", SERVER, "--port", "8000", "--control", "together",
            "--width", str(SIZE[0]), "--height", str(SIZE[1]), "--fps", str(_FPS),
            "--quality", QUALITY, "--bitrate", str(_BITRATE), "--media-address", SERVER,
        ]  # fmt: skip
        async with (
            running_server(*arguments) as server,
            Conductor(server, orbit=True),
            Chromium(bed.client_side, secure=server.url) as browser,
        ):
            page = await open_page(browser, server, transport)
            await page.wait_for_function(f"window.__viewer.state().video.shown === '{transport}'")
            await asyncio.sleep(_SETTLED_SEC)
            yield _Watched(bed, page, server)


async def measure_loss(per_mille: int, seconds: float) -> dict[str, Any]:
    """Frames and their age over WebRTC while so many packets of a thousand are lost."""
    async with _watching("webrtc") as watched:
        watched.bed.lose(per_mille)
        await asyncio.sleep(2.0)
        before = await watched.stats()
        seen = await watched.watch(seconds)
        after = await watched.stats()
    counted = {name: after[name] - before[name] for name in ("produced", "sent", "decoded")}
    gaps = [b - a for a, b in itertools.pairwise(seen.times)]
    return {
        "share_presented": (after["presented"] - before["presented"]) / counted["produced"],
        "longest_freeze_ms": max(gaps, default=None),
        "freezes_over_500_ms": sum(gap > 500 for gap in gaps),
        "p50_ms": percentile(seen.ages, 0.5),
        "p95_ms": percentile(seen.ages, 0.95),
        **counted,
        "presented_per_sec": [second.presented for second in seen.seconds],
    }


async def measure_shaped(transport: str) -> dict[str, Any]:
    """A link that becomes slow, with seconds of queue, and then fast again."""
    async with _watching(transport) as watched:
        watched.bed.shape(_FAST_BPS)
        fast = await watched.watch(10.0)
        watched.bed.shape(_SLOW_BPS)
        slow = await watched.watch(_SLOW_SEC)
        watched.bed.shape(_FAST_BPS)
        again = await watched.watch(_FAST_AGAIN_SEC)
    bits = sorted(second.bits_per_sec for second in fast.seconds)
    usual = bits[len(bits) // 2]
    rest = slow.seconds[_SETTLE_LIMIT_SEC:]
    return {
        "full_bits_per_sec": usual,
        "fast_p95_ms": percentile(fast.ages, 0.95),
        "settled_sec": _settled(slow),
        "p95_ms": percentile(_ages(rest), 0.95),
        "worst_second_p95_ms": max((s.p95_ms for s in rest if s.p95_ms), default=None),
        "late_seconds_in_a_row": _late_in_a_row(rest),
        "slow_presented_per_sec": _mean([second.presented for second in rest]),
        "recovered_sec": _recovered(again, usual),
        "changes_after_recovery": _changes(again),
        "slow": [second.told() for second in slow.seconds],
        "fast_again": [second.told() for second in again.seconds],
    }


def _settled(seen: _Seen) -> int | None:
    """After how many seconds the p95 of the pictures' age, in that second and from then on to the
    end, is within the limit; None for never."""
    for index, second in enumerate(seen.seconds):
        rest = percentile(_ages(seen.seconds[index:]), 0.95)
        if not _late(second) and rest is not None and rest <= _LATENCY_LIMIT_MS:
            return index
    return None


def _late(second: _Second) -> bool:
    return second.p95_ms is None or second.p95_ms > _LATENCY_LIMIT_MS


def _late_in_a_row(seconds: list[_Second]) -> int:
    """A queue that grows makes one second after the other late."""
    runs = (len(list(run)) for late, run in itertools.groupby(seconds, _late) if late)
    return max(runs, default=0)


def _ages(seconds: list[_Second]) -> list[float]:
    return [age for second in seconds for age in second.ages]


def _recovered(seen: _Seen, usual_bits_per_sec: float) -> int | None:
    """After how many seconds the best rendition comes at its full rate; None for never."""
    for index, second in enumerate(seen.seconds):
        full = second.bits_per_sec >= 0.8 * usual_bits_per_sec and second.presented >= 0.8 * _FPS
        if second.rendition == 0 and full:
            return index
    return None


def _changes(seen: _Seen) -> int:
    """How often the rendition changed once recovery should be over."""
    steady = [second.rendition for second in seen.seconds[_RECOVERY_LIMIT_SEC:]]
    return sum(a != b for a, b in itertools.pairwise(steady))


def _mean(values: list[int]) -> float | None:
    return sum(values) / len(values) if values else None


async def measure_relay(seconds: float) -> dict[str, Any]:
    """Delay, jitter and CPU of the bed itself, at more packets than any part sends."""
    with NetworkBed() as bed:
        receiver = await asyncio.create_subprocess_exec(
            *bed.client_side, sys.executable, "-m", "benchmarks.network_parts", "receive",
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert receiver.stdout is not None
        await receiver.stdout.readline()
        relay = [psutil.Process(bed.relay_pid)]
        before, started = cpu_seconds(relay), time.monotonic()
        sender = await asyncio.create_subprocess_exec(
            *bed.server_side, sys.executable, "-m", "benchmarks.network_parts", "send"
        )
        await sender.wait()
        cpu = (cpu_seconds(relay) - before) / (time.monotonic() - started)
        out, _ = await receiver.communicate()
    delays: list[float] = json.loads(out)
    return {
        "packets_per_sec": _PACKETS_PER_SEC,
        "lost": _PACKETS - len(delays),
        "p50_ms": percentile(delays, 0.5),
        "p95_ms": percentile(delays, 0.95),
        "p99_ms": percentile(delays, 0.99),
        "relay_cpu": cpu,
    }


def _receive() -> None:
    import socket

    delays: list[float] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        taken.bind((CLIENT, 5000))
        print("ready", flush=True)
        taken.settimeout(10.0)
        with contextlib.suppress(TimeoutError):
            while True:
                data = taken.recv(2048)
                delays.append((time.time() - struct.unpack_from("d", data)[0]) * 1e3)
                taken.settimeout(1.0)
    print(json.dumps(delays))


def _send() -> None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as given:
        # The first asks for the address of the other end; what follows at once would be lost.
        given.sendto(struct.pack("d", time.time()), (CLIENT, 5001))
        time.sleep(0.5)
        started = time.monotonic()
        for number in range(_PACKETS):
            pause = started + number / _PACKETS_PER_SEC - time.monotonic()
            if pause > 0.0:
                time.sleep(pause)
            given.sendto(struct.pack("d", time.time()) + bytes(1192), (CLIENT, 5000))


if __name__ == "__main__":
    {"receive": _receive, "send": _send}[sys.argv[1]]()
