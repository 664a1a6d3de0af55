"""Checks that a piece of code leaves no thread, task, file descriptor or child process behind."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncGenerator, Generator, Hashable
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker

import psutil

_POLL_SEC = 0.02
# Idle threads of pools that belong to the event loop or to anyio, which end with the loop.
_POOL_THREADS = ("asyncio_", "AnyIO worker thread")


@dataclass(frozen=True)
class Resources:
    """What this process holds at one moment, each with a text that helps to find its owner."""

    threads: dict[Hashable, str]
    tasks: dict[Hashable, str]
    descriptors: dict[Hashable, str]
    children: dict[Hashable, str]

    def beyond(self, before: Resources) -> list[str]:
        """One line for each thing that is held now and was not `before`."""
        return [
            f"{kind} {text}"
            for kind, now, then in (
                ("thread", self.threads, before.threads),
                ("task", self.tasks, before.tasks),
                ("descriptor", self.descriptors, before.descriptors),
                ("process", self.children, before.children),
            )
            for key, text in now.items()
            if key not in then
        ]


def held_resources() -> Resources:
    """Counts everything now; the tasks of the running loop, if one runs in this thread."""
    # It starts with the first spawned process and stays: that is how Python works, no leak.
    resource_tracker.ensure_running()
    return Resources(_threads(), _tasks(), _descriptors(), _children())


@contextmanager
def no_leaks(timeout_sec: float = 5.0) -> Generator[None]:
    """Fails when the block leaves something behind that is still there after `timeout_sec`.

    For code without a running event loop; async tests take `no_leaks_async`.
    """
    before = held_resources()
    yield
    deadline = time.monotonic() + timeout_sec
    while (left := held_resources().beyond(before)) and time.monotonic() < deadline:
        time.sleep(_POLL_SEC)
    _fail_if(left, timeout_sec)


@asynccontextmanager
async def no_leaks_async(timeout_sec: float = 5.0) -> AsyncGenerator[None]:
    """As `no_leaks`, with the tasks of this loop, which goes on running while it waits."""
    before = held_resources()
    yield
    deadline = time.monotonic() + timeout_sec
    # Nothing announces that a thread or a process ended, so there is no event to await.
    while (left := held_resources().beyond(before)) and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(_POLL_SEC)
    _fail_if(left, timeout_sec)


def _fail_if(left: list[str], timeout_sec: float) -> None:
    if left:
        lines = "\n  ".join(left)
        raise AssertionError(f"left behind, even after {timeout_sec:g} s:\n  {lines}")


# Each key names one thing for good: numbers alone are used again.


def _threads() -> dict[Hashable, str]:
    return {
        (id(thread), thread.name): thread.name
        for thread in threading.enumerate()
        if not thread.name.startswith(_POOL_THREADS)
    }


def _tasks() -> dict[Hashable, str]:
    try:
        tasks = asyncio.all_tasks()
    except RuntimeError:
        return {}
    # Not the task that asks: it is the test itself.
    return {task: repr(task) for task in tasks if task is not asyncio.current_task()}


def _descriptors() -> dict[Hashable, str]:
    found: dict[Hashable, str] = {}
    for name in os.listdir("/proc/self/fd"):
        # The listing's own descriptor is gone again by now.
        with suppress(OSError):
            text = f"{name} -> {os.readlink(f'/proc/self/fd/{name}')}"
            found[text] = text
    return found


def _children() -> dict[Hashable, str]:
    found: dict[Hashable, str] = {}
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            text = f"{child.pid}: {' '.join(child.cmdline()) or child.name()}"
            found[child.pid, child.create_time()] = text
    return found
