"""What a process has begun ends with it."""

import asyncio

import psutil

from py_remote_viewer.hosting.groups import kill_group


async def test_what_a_killed_process_had_begun_ends_too() -> None:
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", "sleep 600 & echo $!; wait",
        stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    begun = psutil.Process(int(await process.stdout.readline()))
    kill_group(process)
    # Nobody holds the other end any more.
    assert await process.stdout.read() == b""
    await process.wait()
    assert not begun.is_running() or begun.status() == psutil.STATUS_ZOMBIE
    kill_group(process)


async def test_a_process_without_a_group_of_its_own_ends_alone() -> None:
    process = await asyncio.create_subprocess_exec("sleep", "600")
    kill_group(process)
    assert await process.wait() == -9
