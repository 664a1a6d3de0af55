"""Measures the picture on bad networks, and prints one JSON object; a table goes to stderr.

    python -m benchmarks.network [--seconds S] [--runs N] [--only PART ...]

Between server and Chromium lies `netbed`: 25 ms each way, loss both ways, a slow link with a queue
of two seconds. Parts: `relay` (the bed itself), `loss0`, `loss1`, `loss5`, `loss10` (percent, over
WebRTC), `shaped-webrtc`, `shaped-tcp` (10 Mbit/s, then 2 for 30 s, then 10 for two minutes).
Each part runs N times and tells its median run by p95. Needs root, and nothing else on the machine.
"""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.machine import describe_machine
from benchmarks.netbed import why_not
from benchmarks.network_parts import measure_loss, measure_relay, measure_shaped
from benchmarks.subject import QUALITY, SIZE


@dataclass(frozen=True)
class _Plan:
    seconds: float
    runs: int


Part = Callable[[float], Awaitable[dict[str, Any]]]
PARTS: dict[str, Part] = {
    "relay": measure_relay,
    "loss0": lambda seconds: measure_loss(0, seconds),
    "loss1": lambda seconds: measure_loss(10, seconds),
    "loss5": lambda seconds: measure_loss(50, seconds),
    "loss10": lambda seconds: measure_loss(100, seconds),
    "shaped-webrtc": lambda seconds: measure_shaped("webrtc"),
    "shaped-tcp": lambda seconds: measure_shaped("websocket"),
}


async def _median_run(part: Part, plan: _Plan) -> dict[str, Any]:
    found = [await part(plan.seconds) for _ in range(plan.runs)]
    found.sort(key=lambda run: run["p95_ms"] or float("inf"))
    return {**found[len(found) // 2], "all_p95_ms": [run["p95_ms"] for run in found]}


async def run(plan: _Plan, parts: Sequence[str]) -> dict[str, Any]:
    """Measure the parts one after the other; one that fails is said to have failed."""
    result: dict[str, Any] = {"machine": describe_machine(), "size": SIZE, "quality": QUALITY}
    for name in parts:
        try:
            result[name] = await _median_run(PARTS[name], plan)
        except Exception as error:
            result[name] = {"failed": repr(error)}
        sys.stderr.write(_row(name, result[name]) + "\n")
    return result


def _row(name: str, found: dict[str, Any]) -> str:
    """The figures of a part in one line; lists stay in the JSON."""
    cells = [
        f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}"
        for key, value in found.items()
        if not isinstance(value, list | dict)
    ]
    return f"{name:14} {', '.join(cells)}"


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=30.0, help="length of each loss part")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    words = parser.parse_args()
    reason = why_not()
    if reason is not None:
        sys.exit(reason)
    # As Ctrl-C: what the bed has made is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    result = asyncio.run(run(_Plan(words.seconds, words.runs), words.only))
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
