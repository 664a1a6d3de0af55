"""Lets the worker in reserve try a scene that nobody is shown."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from py_remote_viewer.errors import SceneError, WorkerError
from py_remote_viewer.protocol.expectations import Check, Expectation
from py_remote_viewer.protocol.worker import FromWorker, Tried, Try, TryBegun
from py_remote_viewer.scenes.resolve import ResolvedScene
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.sessions.crew import Crew
from py_remote_viewer.sessions.live_worker import LiveWorker
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["Trial", "TrialStage"]

#: What a trial run may take beside the load: a worker bounds it itself, by less.
_RUN_SEC = 60.0
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Trial:
    """What came of it; `text` is the MJCF with all operations, `picture` a PNG or empty."""

    checks: tuple[Check, ...]
    text: str = ""
    picture: bytes = b""


@dataclass
class _Under:
    """A trial under way."""

    number: int
    answer: "asyncio.Future[Tried]"
    begun: Callable[[], None]


class TrialStage:
    """Belongs to the event loop; hears the workers that it takes (CrewListener)."""

    def __init__(self, crew: Crew, temporary: TemporaryFolder) -> None:
        self._crew = crew
        self._temporary = temporary
        self._under_way: dict[LiveWorker, _Under] = {}

    async def run(
        self,
        scene: ResolvedScene,
        expectations: Sequence[Expectation] = (),
        *,
        run: bool = True,
        before: ResolvedScene | None = None,
        begun: Callable[[], None] = lambda: None,
    ) -> Trial:
        """Build a scene, let it run and check it; `begun` is called when it is built. The faults of
        the scene `before` a change do not count.

        With `run` false it is only built, for its text. Raises SceneError where it cannot be built,
        and WorkerError where the worker dies of it or it takes too long.
        """
        files = [await in_thread(self._temporary.new_file) for _ in range(2)]
        text, picture = files
        try:
            tried = await self._try(
                Try(
                    next(_numbers), scene.load(0), tuple(expectations),
                    picture=str(picture) if run else "", text=str(text), run=run,
                    before=before.load(0) if before is not None else None,
                ),
                begun,
            )  # fmt: skip
            if tried.problem is not None:
                problem = tried.problem
                raise SceneError(
                    problem.detail, line=problem.line, column=problem.column, file=problem.file
                )
            return Trial(
                tried.checks,
                await in_thread(lambda: text.read_text(encoding="utf-8", errors="replace")),
                await in_thread(picture.read_bytes),
            )
        finally:
            await in_thread(lambda: _remove(files))

    async def _try(self, message: Try, begun: Callable[[], None]) -> Tried:
        worker = await self._crew.take(self)
        answer: asyncio.Future[Tried] = asyncio.get_running_loop().create_future()
        self._under_way[worker] = _Under(message.id, answer, begun)
        good = False
        patience_sec = self._crew.load_sec + _RUN_SEC
        try:
            assert worker.process is not None
            worker.process.send(message)
            tried = await asyncio.wait_for(answer, patience_sec)
            good = not tried.spent
            return tried
        except TimeoutError:
            raise WorkerError(
                f"The scene was not built and tried within {patience_sec:.0f} s; make it smaller."
            ) from None
        finally:
            del self._under_way[worker]
            self._let_go(worker, reusable=good)

    def _let_go(self, worker: LiveWorker, *, reusable: bool) -> None:
        if reusable and self._crew.put_back(worker):
            return
        if worker.process is not None and not reusable:
            # It may be in the middle of something that never ends.
            worker.process.kill()
        self._crew.retire(worker)
        self._crew.reserve.prepare_later()

    async def close(self) -> None:
        """End the workers that it has; twice is fine."""
        await self._crew.stop(self)

    # what workers say (CrewListener)

    def worker_heard(self, worker: LiveWorker, message: FromWorker) -> None:
        """An answer, or that it has begun."""
        under = self._under_way.get(worker)
        if under is None:
            return
        match message:
            case TryBegun(id=number) if number == under.number:
                under.begun()
            case Tried(id=number) if number == under.number and not under.answer.done():
                under.answer.set_result(message)
            case _:
                pass

    def worker_gone(self, worker: LiveWorker, reason: str) -> None:
        """It has ended: whoever waits hears why."""
        under = self._under_way.get(worker)
        if under is not None and not under.answer.done():
            under.answer.set_exception(
                WorkerError(f"The process that tried the scene ended: {reason}")
            )


def _remove(files: Sequence[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
