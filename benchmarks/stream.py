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
import json
import sys
from collections.abc import Awaitable, Callable, Sequence

from benchmarks import crowd, start_and_swap, whole_path
from benchmarks.machine import describe_machine
from benchmarks.subject import QUALITY, SIZE, Subject

PARTS: dict[str, Callable[[Subject], Awaitable[object]]] = {
    "limit": whole_path.limit,
    "control": whole_path.control,
    "webrtc30": lambda subject: whole_path.stream(subject, "webrtc", 30),
    "webrtc60": lambda subject: whole_path.stream(subject, "webrtc", 60),
    "tcp60": lambda subject: whole_path.stream(subject, "websocket", 60),
    "viewers": crowd.viewers,
    "pace": crowd.pace,
    "start": start_and_swap.start,
    "swap": start_and_swap.swap,
    "loop": crowd.loop,
}


async def run(subject: Subject, parts: Sequence[str]) -> dict[str, object]:
    """Measure the parts one after the other; one that fails is said to have failed."""
    result: dict[str, object] = {"machine": describe_machine(), "size": SIZE, "quality": QUALITY}
    for name in parts:
        try:
            result[name] = await PARTS[name](subject)
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
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    arguments = parser.parse_args()
    result = asyncio.run(run(Subject(arguments.seconds, arguments.inputs), arguments.only))
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
