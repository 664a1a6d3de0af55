"""The process that makes a film."""

import asyncio
import os
from pathlib import Path

import mujoco
import pytest

from py_remote_viewer.errors import CommandError, WorkerError
from py_remote_viewer.hosting import LocalHost, confinement
from py_remote_viewer.protocol.film import FilmOrder, FilmProgress, FilmWish
from py_remote_viewer.sessions.threads import in_thread
from py_remote_viewer.simulation.past import past_of
from py_remote_viewer.simulation.past_file import write_past
from py_remote_viewer.simulation.stepper import Stepper
from py_remote_viewer.simulation.timeline import Timeline
from tests.support.leaks import no_leaks_async

_XML = """<mujoco><worldbody><light pos="0 0 3"/><body><joint/><geom size=".2"/></body></worldbody>
</mujoco>"""


@pytest.fixture
def order(tmp_path: Path) -> FilmOrder:
    timeline = Timeline(Stepper(mujoco.MjModel.from_xml_string(_XML)))
    for _ in range(100):
        timeline.advance(1)
        timeline.maybe_mark()
    past, video = tmp_path / "past", tmp_path / "film.mp4"
    past.touch()
    video.touch()
    write_past(past_of(timeline.stepper, timeline.view()), 0, 100, past)
    wish = FilmWish(width=64, height=64, fps=30, quality="draft")
    return FilmOrder(wish, str(past), str(video))


async def test_it_says_how_far_it_is_and_leaves_nothing(order: FilmOrder) -> None:
    heard: list[FilmProgress] = []
    async with no_leaks_async():
        done = await LocalHost().make_film(order, heard.append)
    assert done.frames == 7
    assert heard[0].frames == 1
    assert await in_thread(Path(order.video).read_bytes)


async def test_what_cannot_be_made_is_told_in_its_words(order: FilmOrder) -> None:
    await in_thread(lambda: Path(order.past).write_bytes(b"nonsense"))
    async with no_leaks_async():
        with pytest.raises(CommandError, match="The past cannot be read"):
            await LocalHost().make_film(order, lambda _: None)


async def test_called_off_the_process_is_gone(order: FilmOrder) -> None:
    begun = asyncio.Event()
    slow = FilmOrder(
        FilmWish(width=1280, height=720, fps=120, speed=1 / 64), order.past, order.video
    )
    async with no_leaks_async():
        making = asyncio.create_task(LocalHost().make_film(slow, lambda _: begun.set()))
        await asyncio.wait_for(begun.wait(), 60)
        making.cancel()
        with pytest.raises(asyncio.CancelledError):
            await making


@pytest.mark.parametrize("after_ms", [0, 2, 4, 7, 12, 30])
async def test_one_that_is_called_off_while_its_process_begins_ends(
    order: FilmOrder, confined: confinement.Confinement, after_ms: int
) -> None:
    async with no_leaks_async():
        making = asyncio.create_task(LocalHost(confined).make_film(order, lambda _: None))
        asyncio.get_running_loop().call_later(after_ms / 1000, making.cancel)
        async with asyncio.timeout(20):
            with pytest.raises(asyncio.CancelledError):
                await making


@pytest.fixture(scope="module")
def confined() -> confinement.Confinement:
    """bubblewrap, where it works."""
    return confinement.confine("auto")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import os; os.abort()", "ended with code -6"),
        ("print('no json')", "talks nonsense"),
        ("print('x' * 1000000)", "talks without end"),
    ],
)
async def test_a_process_that_breaks_is_an_error(
    order: FilmOrder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    program = tmp_path / "broken"
    program.write_text(f"#!/usr/bin/env python3\nimport sys; sys.stdin.readline()\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(confinement.sys, "executable", os.fspath(program))
    async with no_leaks_async():
        with pytest.raises(WorkerError, match=said):
            await LocalHost().make_film(order, lambda _: None)
