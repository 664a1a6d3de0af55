"""The gateway with its event loop watched: CPU of every callback, and how late the loop is.

On asyncio's own loop, where callbacks can be timed; the callbacks are the same on uvloop.
"""

import asyncio
import sys
import time
from asyncio import events
from typing import Any

import uvicorn

from benchmarks.machine import percentile
from py_remote_viewer import cli
from py_remote_viewer.server import app as app_module
from py_remote_viewer.server import run as run_module

_PERIOD_SEC = 0.005
_SETTLED_SEC = 8.0


class _Watch:
    def __init__(self) -> None:
        self.worst_cpu_ms: list[tuple[float, str]] = []
        self.late_ms: list[float] = []
        self.callbacks = 0
        self.begin = time.monotonic() + _SETTLED_SEC

    def install(self) -> None:
        """Time every callback of the loop."""
        original = events.Handle._run

        def timed(handle: Any) -> None:
            started = time.thread_time()
            original(handle)
            cost = (time.thread_time() - started) * 1e3
            self.callbacks += 1
            if cost > 2.0:
                self.worst_cpu_ms.append((cost, _name(handle)))

        events.Handle._run = timed  # type: ignore[method-assign]

    async def tick(self) -> None:
        """Note how late a timer fires."""
        while True:
            due = time.monotonic() + _PERIOD_SEC
            await asyncio.sleep(_PERIOD_SEC)
            self.late_ms.append((time.monotonic() - due) * 1e3)

    def report(self) -> dict[str, object]:
        """What was seen so far."""
        return {
            "callbacks": self.callbacks,
            "longest_callbacks_cpu_ms": sorted(self.worst_cpu_ms, reverse=True)[:8],
            "late_p50_ms": percentile(self.late_ms, 0.5),
            "late_p999_ms": percentile(self.late_ms, 0.999),
            "late_max_ms": max(self.late_ms, default=None),
        }


def _name(handle: Any) -> str:
    """Whose step it was: a task by its coroutine, else the callback."""
    task = getattr(handle._callback, "__self__", None)
    return repr(task.get_coro())[:160] if isinstance(task, asyncio.Task) else repr(handle)[:160]


def main() -> int:
    """Run the server with the watch in it and its report at /loop."""
    watch = _Watch()
    watch.install()
    original = app_module.create_app
    ticking: list[asyncio.Task[None]] = []

    def create_app(*arguments: Any, **named: Any) -> Any:
        app = original(*arguments, **named)

        async def loop_report() -> dict[str, object]:
            return watch.report()

        app.router.add_api_route("/loop", loop_report, methods=["GET"])
        # Before the page, which answers everything.
        app.router.routes.insert(0, app.router.routes.pop())

        async def start() -> dict[str, object]:
            watch.late_ms.clear()
            watch.worst_cpu_ms.clear()
            if not ticking:
                ticking.append(asyncio.create_task(watch.tick()))
            return {}

        app.router.add_api_route("/loop/start", start, methods=["POST"])
        app.router.routes.insert(0, app.router.routes.pop())
        return app

    run_module.create_app = create_app
    config_init = uvicorn.Config.__init__

    def plain_loop(config: Any, *arguments: Any, **named: Any) -> None:
        config_init(config, *arguments, **named, loop="asyncio")

    uvicorn.Config.__init__ = plain_loop  # type: ignore[method-assign]
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
