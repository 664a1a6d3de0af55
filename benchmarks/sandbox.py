"""Measures what the sandbox costs, and prints one JSON object.

    python -m benchmarks.sandbox [--pairs N] [--seconds S] [--only PART ...]

`load`: the same models loaded from an upload with `--sandbox required` (their XML followed and
counted, in a confined worker under limits), and from the operator's folder with `--sandbox off`
(nothing of that), in turns; seconds of wall time from asking to the answer, which comes when the
first picture could be shown. `stream`: frames and latency at 30 and 60 frames a second with and
without, in turns. Nothing else may run on the machine meanwhile.
"""

import argparse
import asyncio
import io
import json
import statistics
import sys
import time
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from benchmarks import whole_path
from benchmarks.machine import RunningServer, describe_machine, running_server
from benchmarks.subject import MENAGERIE, Subject

_MODELS = (
    "franka_emika_panda/scene.xml",
    "anybotics_anymal_c/scene.xml",
    "universal_robots_ur5e/ur5e.xml",
)
#: Until the next worker stands by: starting it takes both cores.
_REST_SEC = 12.0


async def load(pairs: int, subject: Subject) -> object:
    """Each model with and without, and what the one takes more."""
    found: dict[str, object] = {}
    arguments = ["pendulum", "--scene-folder", str(MENAGERIE)]
    async with (
        running_server(*arguments, "--sandbox", "off") as plain,
        running_server(*arguments, "--sandbox", "required") as kept_apart,
        httpx.AsyncClient(timeout=120) as client,
    ):
        for model in _MODELS:
            if not (MENAGERIE / model).is_file():
                found[model] = "skipped: no model"
                continue
            sent = await _upload(client, kept_apart, MENAGERIE / model)
            times: dict[str, list[float]] = {"off": [], "required": []}
            for _ in range(pairs):
                times["off"].append(await _load(client, plain, {"path": model}))
                times["required"].append(await _load(client, kept_apart, sent))
            # What disturbs makes it longer, never shorter: the least is what it takes.
            off, required = (min(times[mode]) for mode in ("off", "required"))
            found[model] = {
                "off_sec": off,
                "required_sec": required,
                "added_sec": required - off,
                "medians_sec": [statistics.median(taken) for taken in times.values()],
                "pairs_added_sec": [
                    more - less for less, more in zip(*times.values(), strict=True)
                ],
            }
    return found


async def _upload(client: httpx.AsyncClient, server: RunningServer, model: Path) -> dict[str, str]:
    """Send the model's folder; what has to be said to load it again."""
    packed = io.BytesIO()
    folder = model.parent
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
        # Of several models none is shown, but the answer tells how to choose one later.
        archive.writestr("another.xml", "<mujoco/>")
    answer = await client.post(
        f"{server.url}/api/scene/upload",
        content=packed.getvalue(),
        params={"name": f"{folder.name}.zip"},
        headers={"content-type": "application/octet-stream"},
    )
    return {"upload": answer.json()["upload"], "model": model.name}


async def _load(client: httpx.AsyncClient, server: RunningServer, body: dict[str, str]) -> float:
    started = time.monotonic()
    answer = await client.post(f"{server.url}/api/scene/load", json=body)
    took = time.monotonic() - started
    answer.raise_for_status()
    await asyncio.sleep(_REST_SEC)
    return took


async def stream(pairs: int, subject: Subject) -> object:
    """Frames and latency over WebRTC with and without."""
    found: dict[str, list[dict[str, Any]]] = {}
    for _ in range(pairs):
        for fps in (30, 60):
            for mode in ("off", "required"):
                measured: Any = await whole_path.stream(subject, "webrtc", fps, "--sandbox", mode)
                kept = ("produced", "presented", "decoded_per_sent", "workers_cpu", "gateway_cpu")
                found.setdefault(f"{fps} {mode}", []).append(
                    {name: measured[name] for name in kept if name in measured}
                    | {name: measured["latency"][name] for name in ("p50_ms", "p95_ms")}
                )
                sys.stderr.write(f"{fps} {mode}: {found[f'{fps} {mode}'][-1]}\n")
    return found


PARTS: dict[str, Callable[[int, Subject], Awaitable[object]]] = {"load": load, "stream": stream}


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each measurement")
    parser.add_argument("--inputs", type=int, default=200)
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    arguments = parser.parse_args()
    subject = Subject(arguments.seconds, arguments.inputs)

    async def measure() -> dict[str, object]:
        parts = {name: await PARTS[name](arguments.pairs, subject) for name in arguments.only}
        return {"machine": describe_machine(), **parts}

    sys.stdout.write(json.dumps(asyncio.run(measure()), indent=2) + "\n")


if __name__ == "__main__":
    main()
