"""Scenes from words in a session: one is written at a time, every version is kept."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from msgspec.structs import replace as replace_struct

from py_remote_viewer.errors import (
    CommandError,
    ConflictError,
    SceneError,
    WorkerError,
    WritingError,
)
from py_remote_viewer.protocol.client import ServerMessage
from py_remote_viewer.protocol.expectations import Expectation
from py_remote_viewer.protocol.scene import SceneDescription, XmlScene
from py_remote_viewer.protocol.writing import (
    WritingAtWork,
    WritingState,
    WritingStep,
)
from py_remote_viewer.scenes.resolve import ResolvedScene, SceneResolver
from py_remote_viewer.scenes.writing.loop import write_scene
from py_remote_viewer.scenes.writing.types import (
    Draft,
    Findings,
    PresentScene,
    Writer,
    WritingRequest,
)
from py_remote_viewer.sessions.loading import SceneLoader
from py_remote_viewer.sessions.threads import in_thread
from py_remote_viewer.sessions.trials import TrialStage
from py_remote_viewer.sessions.undoing import AppliedScenes
from py_remote_viewer.sessions.versions import (
    Basis,
    ByHand,
    KeptVersion,
    TriedDraft,
    VersionShelf,
    WritingOrder,
)

__all__ = ["KeptVersion", "WritingDesk", "WritingOrder"]

_HAND = "by hand"
#: Nobody waits for a person who has written already.
_HAND_SEC = 600.0


class WritingDesk:
    """Belongs to the event loop."""

    def __init__(
        self,
        loader: SceneLoader,
        stage: TrialStage,
        resolver: SceneResolver,
        tell: Callable[[ServerMessage], None],
        noted: Callable[[str, str], None],
    ) -> None:
        self._loader = loader
        self._stage = stage
        self._resolver = resolver
        self._tell = tell
        #: Takes what was done and who did it.
        self._noted = noted
        self._versions = VersionShelf()
        self._applied = AppliedScenes()
        self._work: WritingAtWork | None = None
        self._task: asyncio.Task[KeptVersion] | None = None
        self._cancelled = ""
        self._ended = ""

    # what is known

    @property
    def state(self) -> WritingState:
        """As everybody is told it."""
        shown = self._loader.scene
        return WritingState(
            versions=tuple(kept.version for kept in self._versions.all),
            current=self._applied.current(shown),
            undo=self._applied.undo(shown),
            redo=self._applied.redo(shown),
            at_work=self._work,
        )

    @property
    def scenes(self) -> tuple[ResolvedScene, ...]:
        """Those that may be shown again: what they are made of is needed."""
        return (*(kept.scene for kept in self._versions.all), *self._applied.scenes)

    def find(self, number: int) -> KeptVersion:
        """A version; raises CommandError where there is none of this number (any more)."""
        return self._versions.find(number)

    def shown(self) -> None:
        """Another scene is on the air."""
        self._tell_progress()

    def _tell_progress(self) -> None:
        """What has changed but for versions, which may be large."""
        self._tell(replace_struct(self.state, versions=None))

    # writing

    async def write(self, order: WritingOrder, writer: Writer, seconds: float) -> KeptVersion:
        """Have a scene written, within so many seconds; it goes on when whoever asked has left.

        What did not pass its checks is a version too, without `success`. Raises WritingError where
        nothing was written, ProviderError where a language model fails, and ConflictError while
        something else is being written.
        """
        work = WritingAtWork(order.prompt, order.who, order.person, "waiting", writer=writer.name)
        note = f"asked for a scene: {order.prompt[:200]}"
        return await self._begin(work, note, lambda: self._write(order, writer, seconds))

    async def write_by_hand(
        self, number: int, mjcf: str, who: str, person: int | None = None
    ) -> KeptVersion:
        """Take another text in the place of a version's, and check it as that was; raises as
        `write` does."""
        base = self.find(number)
        order = WritingOrder(base.version.prompt, who, person)
        writer = ByHand(base, mjcf)
        work = WritingAtWork(order.prompt, who, person, "waiting", writer=_HAND)
        note = f"changed version {number} of a scene by hand"
        return await self._begin(work, note, lambda: self._write(order, writer, _HAND_SEC))

    def cancel(self, who: str) -> None:
        """Stop what is being written; raises CommandError where nothing is."""
        if self._task is None:
            raise CommandError("No scene is being written.")
        self._cancelled = f"{who} cancelled it."
        self._task.cancel()

    async def _begin(
        self,
        work: WritingAtWork,
        note: str,
        begin: Callable[[], Coroutine[Any, Any, KeptVersion]],
    ) -> KeptVersion:
        if self._ended:
            raise CommandError(f"No scene is written any more: {self._ended}")
        if self._work is not None:
            raise ConflictError(
                f"{self._work.who} has a scene written just now; wait until that is done, or "
                "cancel it."
            )
        self._cancelled = ""
        self._work = work
        self._noted(note, work.who)
        self._tell_progress()
        self._task = task = asyncio.create_task(_run(begin), name="write a scene")
        # Not at the end of the task itself, which may be cancelled before it has begun.
        task.add_done_callback(self._finished)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled() and self._cancelled:
                raise WritingError(f"The scene was not written: {self._cancelled}") from None
            raise

    def _finished(self, task: "asyncio.Task[KeptVersion]") -> None:
        if not task.cancelled():
            # Whoever asked may have left: what went wrong is told to nobody then.
            task.exception()
        self._work = self._task = None
        self._tell(self.state)

    async def _write(self, order: WritingOrder, writer: Writer, seconds: float) -> KeptVersion:
        began = time.monotonic()
        basis = await self._basis() if order.edit else None
        request = WritingRequest(
            order.prompt,
            tuple(await in_thread(lambda: sorted(self._resolver.robots.entries))),
            basis.present if basis else None,
        )
        tried: list[TriedDraft] = []

        async def try_draft(draft: Draft, expectations: Sequence[Expectation]) -> Findings:
            result, findings = await self._try(draft, expectations, basis)
            tried.append(result)
            return findings

        outcome = await write_scene(writer, request, try_draft, self._progress, seconds=seconds)
        # The time may have ended in the midst of a trial.
        last = tried[len(outcome.attempts) - 1]
        return self._versions.keep(
            order, writer, outcome, last, basis, time.monotonic() - began, self._applied.numbers
        )

    async def _basis(self) -> Basis:
        scene = self._loader.scene
        if scene is None:
            raise CommandError("No scene is shown that could be changed; ask for a new one.")
        number, files = self._applied.current(scene), self._loader.files
        trial = await self._stage.run(scene.with_trajectories(), run=False)
        return Basis(scene, PresentScene(scene.title, trial.text), number or None, files)

    async def _try(
        self, draft: Draft, expectations: Sequence[Expectation], basis: Basis | None
    ) -> tuple[TriedDraft, Findings]:
        scene: ResolvedScene | None = None
        try:
            scene = await in_thread(lambda: self._resolve(draft, basis))
            before = basis.scene.with_trajectories() if basis else None
            trial = await self._stage.run(scene, expectations, before=before, begun=self._checking)
        except (SceneError, WorkerError) as error:
            line = getattr(error, "line", None)
            place = f" (line {line})" if line and f"line {line}" not in str(error) else ""
            return TriedDraft(draft, scene, None), Findings(f"{error}{place}")
        if basis is not None and scene.path is None:
            scene = scene.with_flat(trial.text)
        return TriedDraft(draft, scene, trial), Findings(checks=trial.checks)

    def _resolve(self, draft: Draft, basis: Basis | None) -> ResolvedScene:
        if basis is None:
            return self._resolver.resolve(XmlScene(draft.mjcf, draft.title))
        scene = basis.scene.with_trajectories()
        return self._resolver.operate(scene, draft.operations, basis.files)

    def _progress(self, step: WritingStep, attempt: int, detail: str) -> None:
        if self._work is not None:
            self._work = replace_struct(self._work, step=step, attempt=attempt, detail=detail)
            self._tell_progress()

    def _checking(self) -> None:
        if self._work is not None:
            self._progress("checking", self._work.attempt, self._work.detail)

    # showing

    async def apply(self, number: int, who: str) -> SceneDescription:
        """Show a version from its beginning; raises as `SceneLoader.load` does."""
        kept, before = self.find(number), self._loader.scene
        shown = await self._loader.load(kept.scene, who)
        self._applied.add(before, number, kept.scene)
        self._noted(f"applied version {number} of a scene, {kept.version.title}", who)
        self._tell_progress()
        return shown

    async def undo(self, who: str) -> SceneDescription:
        """Show what was shown before the version that is; raises CommandError where that was no
        version."""
        return await self._move(self._applied.undo(self._loader.scene), -1, "undone", who)

    async def redo(self, who: str) -> SceneDescription:
        """Show again what was undone."""
        return await self._move(self._applied.redo(self._loader.scene), 1, "redone", who)

    async def _move(self, number: int | None, by: int, done: str, who: str) -> SceneDescription:
        if number is None:
            raise CommandError(f"There is nothing that could be {done}.")
        at, scene = self._applied.beside(by)
        shown = await self._loader.load(scene, who)
        self._applied.at = at
        self._noted(f"has {done} a version of a scene: {shown.title}", who)
        self._tell_progress()
        return shown

    async def close(self, reason: str) -> None:
        """Stop what is under way, and begin nothing more; twice is fine."""
        self._ended = self._ended or reason
        if self._task is not None:
            self._cancelled = self._cancelled or reason
            self._task.cancel()
            await asyncio.wait({self._task})
        await self._stage.close()


async def _run(begin: Callable[[], Coroutine[Any, Any, KeptVersion]]) -> KeptVersion:
    return await begin()
