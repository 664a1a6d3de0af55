"""Measures what people cost each other, and prints one JSON object.

    python -m benchmarks.people [--seconds S] [--fps N]

`one_view`: 1 and 16 viewers of one view; `views`: 1, 2 and 4 people with a view of their own each,
at whichever quality holds the rate. For each the frames that every viewer gets, the CPU of gateway
and worker in cores, and the encoders. `marginal`: the CPU of one more viewer, by the straight line
through 1, 4, 8 and 16. All viewers are real WebRTC peers that decode nothing, in a process of their
own on the same machine. Nothing else may run on it meanwhile.
"""

import argparse
import asyncio
import json
import sys
import time

import httpx

from benchmarks import crowd
from benchmarks.machine import RunningServer, cpu_seconds, describe_machine, running_server
from benchmarks.receivers import receivers
from benchmarks.steering import Conductor
from benchmarks.subject import QUALITY, SIZE, Subject

_VIEWERS = (1, 16)
_VIEWS = (1, 2, 4)


async def _group(subject: Subject, fps: int, count: int, kind: str) -> dict[str, object]:
    """What so many of a kind get, and what they cost."""
    # Several views share the time of one: the governor chooses what each may take of it.
    quality = ["--quality", "auto"] if kind == "views" else []
    async with (
        running_server(*subject.server_arguments(fps), *quality) as server,
        Conductor(server, orbit=True),
        receivers(server.url, count, kind) as people,
        httpx.AsyncClient() as client,
    ):
        await asyncio.sleep(2.0)
        before, started = _cpu(server), time.monotonic()
        people.begin()
        await asyncio.sleep(subject.seconds)
        took = time.monotonic() - started
        gateway, workers = (
            (now - then) / took for now, then in zip(_cpu(server), before, strict=True)
        )
        stats = (await client.get(f"{server.url}/api/stats")).json()
        await people.end()
    frames = sorted(frames for _, _, frames in people.seen)
    return {
        "frames_per_sec": {"least": frames[0], "mean": sum(frames) / count, "most": frames[-1]},
        "bits_per_sec_each": sum(bits for _, bits, _ in people.seen) / count,
        "gateway_cores": gateway,
        "worker_cores": workers,
        "encoders": stats["encoders"],
        "quality": stats["quality"],
    }


def _cpu(server: RunningServer) -> tuple[float, float]:
    return cpu_seconds([server.gateway()]), cpu_seconds(server.workers())


async def measure(subject: Subject, fps: int) -> dict[str, object]:
    """All parts, one after the other."""
    return {
        "machine": describe_machine(),
        "size": SIZE,
        "quality": QUALITY,
        "fps": fps,
        "one_view": {n: await _group(subject, fps, n, "video") for n in _VIEWERS},
        "views": {n: await _group(subject, fps, n, "views") for n in _VIEWS},
        "marginal": await crowd.viewers(subject),
    }


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each measurement")
    parser.add_argument("--fps", type=int, default=30)
    arguments = parser.parse_args()
    result = asyncio.run(measure(Subject(arguments.seconds, 0), arguments.fps))
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
