"""Brings scenes on the air: those that people ask for, and the one that was lost."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from py_remote_viewer.errors import CommandError, RemoteViewerError, SceneError
from py_remote_viewer.protocol.client import Notice, ServerMessage
from py_remote_viewer.protocol.scene import Problem, SceneDescription
from py_remote_viewer.protocol.view import Look
from py_remote_viewer.protocol.worker import Loaded, TrajectoryFile, Watch
from py_remote_viewer.scenes.resolve import ResolvedScene
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.sessions.description import for_viewers
from py_remote_viewer.sessions.handover import hand_over
from py_remote_viewer.sessions.live_worker import LiveWorker
from py_remote_viewer.sessions.recovery import Plan, Programme
from py_remote_viewer.sessions.state import SessionLife, SessionState
from py_remote_viewer.sessions.supervisor import Supervisor

__all__ = ["SceneLoader"]

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Work:
    """A task that brings something on the air; `replaced` says by what it was stopped."""

    task: asyncio.Task[Any]
    scene: ResolvedScene | None = None
    replaced: str = ""


class SceneLoader:
    """Loads one scene at a time. What a person asks for stops whatever else is under way.

    The work belongs to the session: it goes on when whoever asked for it has left. Belongs to the
    event loop.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        life: SessionLife,
        broadcast: Callable[[ServerMessage], None],
        watching: Callable[[bool], Watch],
        clock: Callable[[], float],
        temporary: TemporaryFolder,
    ) -> None:
        self._temporary = temporary
        self._supervisor = supervisor
        self._life = life
        self._broadcast = broadcast
        self._watching = watching
        self._programme = Programme(clock)
        self._lock = asyncio.Lock()
        self._work: set[_Work] = set()
        self._ending = ""
        self.restarts = 0

    def start(self, scene: ResolvedScene) -> None:
        """Bring the first scene on the air, in the background."""
        self._programme.wanted = scene
        self._begin(self._bring_back(""), "first scene")

    def end(self, reason: str) -> None:
        """Stop what is under way, so that whoever waits for it hears the reason while they can, and
        begin nothing more."""
        self._ending = reason
        self._replace(reason)

    async def close(self) -> None:
        """Wait until everything has stopped; twice is fine."""
        self.end(self._ending or "The session has ended.")
        running = [work.task for work in self._work]
        await asyncio.gather(*running, return_exceptions=True)

    # what people ask for

    async def load(self, scene: ResolvedScene, who: str) -> SceneDescription:
        """Show another scene; raises SceneError or WorkerError where that cannot be (the old one
        stays), and CommandError where somebody asked for yet another one meanwhile."""
        return await self._ask(Plan(scene, chosen=True), who)

    async def reload(self, who: str, scene: ResolvedScene | None = None) -> SceneDescription:
        """Load the present scene again from its source, or an edit of it, and leave it in the state
        that it is in, running or paused, as fast and seen from where it is now; raises as `load`
        does."""
        plan = self._programme.again(self._supervisor.on_air, scene)
        if plan is None:
            raise CommandError("No scene is loaded that could be loaded again.")
        return await self._ask(plan, who)

    async def show_trajectories(
        self, trajectories: tuple[TrajectoryFile, ...], who: str
    ) -> SceneDescription:
        """Show these on the present model in the place of its simulation, or with none of them the
        simulation, where it was left; raises as `load` does."""
        plan = self._programme.with_trajectories(self._supervisor.on_air, trajectories)
        if plan is None:
            raise CommandError("No model is shown that it could be of; load that first.")
        return await self._ask(plan, who)

    def as_it_is(self) -> Plan | None:
        """What is shown, for another session to show it too; None without a scene."""
        return self._programme.copied(lambda: self._supervisor.on_air)

    async def take_over(self, plan: Plan, who: str) -> SceneDescription:
        """Show what another session shows; raises as `load` does."""
        return await self._ask(plan, who)

    async def _ask(self, plan: Plan, who: str) -> SceneDescription:
        title = _title(plan.scene)
        if self._ending:
            raise CommandError(f"{title} was not loaded: {self._ending}")
        self._replace(f"{who} chose {title} before it was shown.")
        self._broadcast(Notice("scene_loading", "info", f"{who} loads {title}."))
        work = self._begin(self._load(plan, title, who), "load a scene", plan.scene)
        try:
            return await asyncio.shield(work.task)
        except asyncio.CancelledError:
            if work.replaced and work.task.cancelled():
                raise CommandError(f"{title} was not loaded: {work.replaced}") from None
            raise

    async def _load(self, plan: Plan, title: str, who: str) -> SceneDescription:
        try:
            async with self._lock:
                loaded = await self._show(plan)
        except Exception as error:
            self._tell_failure(error, title, who)
            # It stopped an attempt to come back, which has to be made again.
            if self._life.state in (SessionState.STARTING, SessionState.RECOVERING):
                self._begin(self._bring_back(str(error)), "recovery")
            raise
        shown = for_viewers(loaded.scene)
        text = f"{who} loaded {_with_trajectories(shown.title, plan.scene)}."
        self._broadcast(Notice("scene_loaded", "info", text))
        return shown

    def _replace(self, reason: str) -> None:
        for work in self._work:
            work.replaced = reason
            work.task.cancel()

    def _tell_failure(self, error: Exception, title: str, who: str) -> None:
        self._life.problem = problem = _problem(error)
        stays = "; the scene stays as it was" if self._supervisor.on_air else ""
        text = f"{who} could not load {title}{stays}."
        self._broadcast(Notice("scene_failed", "error", text, problem))

    # what is shown

    @property
    def scene(self) -> ResolvedScene | None:
        """What is shown, or shall be again."""
        return self._programme.wanted

    @property
    def files(self) -> tuple[str, ...]:
        """What the scene on the air is made of."""
        worker = self._supervisor.on_air
        return (*worker.texts, *worker.assets) if worker is not None else ()

    @property
    def scenes(self) -> tuple[ResolvedScene, ...]:
        """Those that are shown, or may be shown yet: what they are made of is needed."""
        asked = (work.scene for work in self._work if work.scene is not None)
        return (*self._programme.scenes, *asked)

    async def _show(self, plan: Plan) -> Loaded:
        """Bring it on the air; the lock is held."""
        try:
            return await self._show_plan(plan)
        except BaseException:
            self._programme.given_up()
            raise

    async def _show_plan(self, plan: Plan) -> Loaded:
        generation, checkpoint = self._programme.announce(plan), plan.checkpoint
        loaded = await self._supervisor.load(
            msgspec.structs.replace(
                plan.scene.load(generation),
                checkpoint=checkpoint,
                running=checkpoint.running if checkpoint else plan.running,
                speed=checkpoint.speed if checkpoint else plan.speed,
                camera=plan.look.camera,
                fields=plan.look.fields,
                tiles=plan.look.tiles,
            ),
            self._watching(plan.look == Look()),
            (lambda coming: self._keep_state(plan, coming)) if plan.keep else None,
        )
        if loaded.warning:
            self._broadcast(Notice("scene_warning", "warning", loaded.warning))
        return loaded

    async def _keep_state(self, plan: Plan, coming: LiveWorker) -> None:
        """Let a worker that is about to be shown go on from what is shown now."""
        shown = plan.origin() if plan.origin else self._supervisor.on_air
        if shown is None:
            return
        try:
            await hand_over(shown, coming, self._temporary)
        except RemoteViewerError as error:
            if not coming.alive:
                raise
            text = f"The scene begins anew, its state could not be kept: {error}"
            self._broadcast(Notice("scene_warning", "warning", text))

    def shown(self) -> None:
        """The scene that was loaded last is on the air."""
        self._programme.shown()
        self._life.enter(SessionState.LIVE)

    # coming back

    def lost(self, worker: LiveWorker, reason: str) -> None:
        """The worker on the air is gone: bring something back in its place."""
        if self._ending:
            return
        self.restarts += 1
        self._programme.lost(worker)
        self._life.enter(SessionState.RECOVERING)
        text = f"{reason} The simulation is being restarted."
        self._broadcast(Notice("worker_restarting", "warning", text))
        self._begin(self._bring_back(reason), "recovery")

    async def _bring_back(self, reason: str) -> None:
        """Try one thing after the other until something is shown or nothing is left to try."""
        async with self._lock:
            while self._supervisor.on_air is None:
                begins = self._life.state is SessionState.STARTING
                plan = self._programme.next_plan()
                if plan is None:
                    self._give_up(reason)
                    return
                try:
                    loaded = await self._show(plan)
                except Exception as error:
                    _log.error("%s was not brought on the air: %s", _title(plan.scene), error)
                    reason = str(error)
                    if begins:
                        # There was nothing yet that it could come back to.
                        self._give_up(reason)
                        return
                    self._programme.failed()
                else:
                    if not begins:
                        self._tell_recovery(plan, loaded)

    def _tell_recovery(self, plan: Plan, loaded: Loaded) -> None:
        where = "from its beginning" if plan.running else "from its beginning, paused"
        if loaded.restored and plan.checkpoint is not None:
            where = f"from its last good state, t = {plan.checkpoint.sim_time_sec:.2f} s"
        title = for_viewers(loaded.scene).title
        self._broadcast(
            Notice("worker_recovered", "info", f"The simulation is back: {title}, {where}.")
        )

    def _give_up(self, reason: str) -> None:
        _log.error("no scene is shown: %s", reason)
        problem = Problem("No scene is shown", reason, 503, "worker_failed")
        self._life.enter(SessionState.FAILED, problem)
        text = "The simulation could not be brought back; load another scene."
        self._broadcast(Notice("worker_failed", "error", text, problem))

    # tasks

    def _begin(
        self, work: Coroutine[Any, Any, Any], name: str, scene: ResolvedScene | None = None
    ) -> _Work:
        begun = _Work(asyncio.create_task(work, name=name), scene)
        self._work.add(begun)
        begun.task.add_done_callback(lambda task: self._ended(begun))
        return begun

    def _ended(self, work: _Work) -> None:
        self._work.discard(work)
        task = work.task
        if task.cancelled() or (error := task.exception()) is None:
            return
        if not isinstance(error, RemoteViewerError):
            _log.error("%s failed", task.get_name(), exc_info=error)


def _title(scene: ResolvedScene) -> str:
    title = scene.title or (Path(scene.path).name if scene.path else "a scene")
    return _with_trajectories(title, scene)


def _with_trajectories(title: str, scene: ResolvedScene) -> str:
    names = " and ".join(trajectory.name for trajectory in scene.trajectories)
    return f"{names} on {title}" if names else title


def _problem(error: Exception) -> Problem:
    """What is told of a scene that could not be loaded."""
    if isinstance(error, SceneError):
        return Problem(
            "The scene could not be loaded", str(error), 422, "scene_failed",
            error.line, error.column, error.file,
        )  # fmt: skip
    return Problem("The worker failed", str(error), 503, "worker_failed")
