"""Processes that end together with what wraps them."""

import asyncio
import contextlib
import os
import signal

__all__ = ["kill_group"]


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
