"""What one more viewer costs, and that the simulation does not notice."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

import httpx

from benchmarks.machine import RunningServer, cpu_seconds, running_server
from benchmarks.receivers import receivers
from benchmarks.steering import Conductor
from benchmarks.subject import Subject

__all__ = ["loop", "pace", "viewers"]

_CROWDS = (1, 4, 8, 16)
_PACE_SEC = 10.0


async def viewers(subject: Subject) -> object:
    """CPU of the gateway by viewers: telemetry alone, then with video at its full bit rate."""
    found: dict[str, object] = {}
    for kind in ("telemetry", "video"):
        points: dict[int, dict[str, float]] = {}
        for count in _CROWDS:
            async with (
                running_server(*subject.server_arguments(60)) as server,
                Conductor(server, orbit=True),
            ):
                points[count] = await _watched(server, count, kind, subject.seconds)
        slope = _slope([(count, point["cpu"]) for count, point in points.items()])
        found[kind] = {"by_viewers": points, "slope": slope}
    return found


async def _watched(
    server: RunningServer, count: int, kind: str, seconds: float
) -> dict[str, float]:
    async with receivers(server.url, count, kind) as crowd, httpx.AsyncClient() as client:
        await asyncio.sleep(1.0)
        gateway = [server.gateway()]
        frames = await _frames_sent(client, server.url)
        before, started = cpu_seconds(gateway), time.monotonic()
        crowd.begin()
        await asyncio.sleep(seconds)
        took = time.monotonic() - started
        cpu = (cpu_seconds(gateway) - before) / took
        produced = (await _frames_sent(client, server.url) - frames) / took
        await crowd.end()
    return {
        "cpu": cpu,
        "produced": produced,
        "packets_each": sum(packets for packets, _, _ in crowd.seen) / count,
        "bits_per_sec_each": sum(bits for _, bits, _ in crowd.seen) / count,
    }


async def pace(subject: Subject) -> object:
    """Simulated seconds per wall second with 0, 1 and 8 viewers."""
    found: dict[str, float] = {}
    seconds = max(subject.seconds, _PACE_SEC)
    async with (
        running_server(*subject.server_arguments(60)) as server,
        httpx.AsyncClient() as client,
    ):
        for count in (0, 1, 8):
            async with receivers(server.url, count, "video"):
                found[str(count)] = await _sim_per_wall(client, server.url, seconds)
    return found


async def loop(subject: Subject) -> object:
    """The gateway's event loop while 8 people watch and steer."""
    async with (
        running_server(
            *subject.server_arguments(60), module="benchmarks.watched_gateway"
        ) as server,
        AsyncExitStack() as stack,
        httpx.AsyncClient() as client,
    ):
        for _ in range(8):
            await stack.enter_async_context(Conductor(server, 20.0))
        await asyncio.sleep(6.0)
        (await client.post(f"{server.url}/loop/start")).raise_for_status()
        streamed = await _watched(server, 8, "video", subject.seconds)
        return {"streamed": streamed, **(await client.get(f"{server.url}/loop")).json()}


def _slope(points: Sequence[tuple[int, float]]) -> float:
    """Of the straight line with the least squares of distance."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
        (x - mean_x) ** 2 for x, _ in points
    )


async def _frames_sent(client: httpx.AsyncClient, url: str) -> int:
    return (await client.get(f"{url}/api/stats")).json()["frames_sent"]


async def _sim_per_wall(client: httpx.AsyncClient, url: str, seconds: float) -> float:
    async def sample() -> tuple[float, float]:
        # The status is 0.2 s old at most: wait for the moment it changes.
        old = (await client.get(f"{url}/api/stats")).json()["sim_time_sec"]
        while (new := (await client.get(f"{url}/api/stats")).json()["sim_time_sec"]) == old:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        return time.monotonic(), new

    wall0, sim0 = await sample()
    await asyncio.sleep(seconds)
    wall1, sim1 = await sample()
    return (sim1 - sim0) / (wall1 - wall0)
