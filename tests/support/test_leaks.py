"""The leak checks see what is left, and wait for what is about to end."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from tests.support.leaks import no_leaks, no_leaks_async


def test_what_ends_soon_is_no_leak() -> None:
    with no_leaks():
        threading.Timer(0.05, lambda: None).start()


def test_a_thread_that_stays_is_named() -> None:
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="left-over")
    with pytest.raises(AssertionError, match="thread left-over"), no_leaks(timeout_sec=0.05):
        thread.start()
    release.set()
    thread.join()


def test_a_descriptor_and_a_process_that_stay_are_named() -> None:
    expected = r"descriptor \d+ -> pipe[\s\S]*process \d+: .*stdin"
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    children: list[subprocess.Popen[bytes]] = []
    with pytest.raises(AssertionError, match=expected), no_leaks(timeout_sec=0.05):
        children.append(subprocess.Popen(command, stdin=subprocess.PIPE))
    children[0].communicate()


async def test_a_task_that_stays_is_named_and_one_that_ends_is_not() -> None:
    async def forgotten() -> None:
        await asyncio.Event().wait()

    async with no_leaks_async():
        ending = asyncio.create_task(asyncio.sleep(0))
    assert ending.done()

    task = None
    with pytest.raises(AssertionError, match="forgotten"):
        async with no_leaks_async(timeout_sec=0.05):
            task = asyncio.create_task(forgotten())
    assert task is not None
    task.cancel()
