"""Processes that end together with what wraps them."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Coroutine
from typing import Any

__all__ = ["begun", "kill_group"]


def kill_group(process: asyncio.subprocess.Process) -> None:
    """Kill a process of a session of its own, and what it has begun; nothing once it has ended.

    bubblewrap starts its child before that has asked to die with it. One that is killed in between
    would leave the child waiting for ever, and whoever reads what it was to say.
    """
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def begun(
    starting: Coroutine[Any, Any, asyncio.subprocess.Process],
) -> asyncio.subprocess.Process:
    """The process that `create_subprocess_exec` starts; called off meanwhile, it is killed.

    asyncio itself would leave the pipes open where it is called off in between.
    """
    task = asyncio.ensure_future(starting)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            process = await task
            kill_group(process)
            await process.communicate()
        raise
