"""What to do after a worker died: the more often lately, the more carefully."""

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from py_remote_viewer.protocol.view import Look
from py_remote_viewer.protocol.worker import Checkpoint, TrajectoryFile
from py_remote_viewer.scenes.resolve import ResolvedScene
from py_remote_viewer.sessions.live_worker import LiveWorker

__all__ = ["Plan", "Programme", "Recovery", "RecoveryPolicy"]


class Recovery(enum.Enum):
    """How to come back."""

    CONTINUE = "the same scene from its last good state"
    RESTART = "the same scene from its beginning, paused"
    PREVIOUS = "the scene before it"
    GIVE_UP = "nothing more by itself"


class RecoveryPolicy:
    """Counts crashes of the last minute.

    One may be bad luck, so the state is kept. A second is probably the state's fault, a third the
    scene's; after a fourth the machine's, and only a person can help.
    """

    WINDOW_SEC = 60.0
    _ORDER = (Recovery.CONTINUE, Recovery.RESTART, Recovery.PREVIOUS)

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._crashes: deque[float] = deque()

    def crashed(self) -> None:
        """Note a crash, or an attempt to come back that failed."""
        self._crashes.append(self._clock())

    def advice(self) -> Recovery:
        """What to try next."""
        now = self._clock()
        while self._crashes and now - self._crashes[0] > self.WINDOW_SEC:
            self._crashes.popleft()
        count = max(len(self._crashes), 1)
        return self._ORDER[count - 1] if count <= len(self._ORDER) else Recovery.GIVE_UP

    def forgive(self) -> None:
        """A person chose another scene: begin anew."""
        self._crashes.clear()


@dataclass(frozen=True)
class Plan:
    """What shall be shown, and how it begins.

    A person has `chosen` it, or it is the `fallback` from a scene that keeps crashing.
    """

    scene: ResolvedScene
    chosen: bool = False
    fallback: bool = False
    checkpoint: Checkpoint | None = None
    look: Look = field(default_factory=Look)
    running: bool = True
    speed: float = 1.0
    #: Go on from the state that is shown now, as far as it fits.
    keep: bool = False
    #: Whose state that is, where it is not this session's.
    origin: Callable[[], LiveWorker | None] | None = None
    #: What to go back to from trajectories.
    back: "Plan | None" = None


class Programme:
    """What is shown, what was shown before it, and what to try when it is lost.

    Every load has a number, its generation: by it a lost worker's state is known to belong to the
    scene that is wanted.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._policy = RecoveryPolicy(clock)
        self._generation = 0
        self._coming: Plan | None = None
        self._wanted_generation = 0
        self._previous: ResolvedScene | None = None
        self._lost: LiveWorker | None = None
        self._back: Plan | None = None
        self.wanted: ResolvedScene | None = None

    def announce(self, plan: Plan) -> int:
        """This is loaded now; returns the number of the load."""
        self._coming = plan
        self._generation += 1
        return self._generation

    def shown(self) -> None:
        """What was announced last is on the air."""
        plan, old = self._coming, self.wanted
        if plan is None:
            return
        if plan.fallback:
            # What was left because it crashed is nothing to go back to.
            self._previous = None
        elif old is not None and old != plan.scene:
            self._previous = old
        self.wanted, self._wanted_generation = plan.scene, self._generation
        if plan.back is not None or not plan.scene.trajectories:
            self._back = plan.back
        if plan.chosen:
            self._policy.forgive()

    def given_up(self) -> None:
        """What was announced last will not be shown."""
        self._coming = None

    @property
    def scenes(self) -> tuple[ResolvedScene, ...]:
        """Those that are shown, or may be shown yet."""
        coming = self._coming.scene if self._coming else None
        scenes = (self.wanted, self._previous, coming)
        return tuple(scene for scene in scenes if scene is not None)

    def lost(self, worker: LiveWorker) -> None:
        """The worker on the air is gone."""
        self._lost = worker
        self._policy.crashed()

    def failed(self) -> None:
        """An attempt to come back has failed."""
        self._policy.crashed()

    def again(self, on_air: LiveWorker | None, scene: ResolvedScene | None = None) -> Plan | None:
        """What is wanted, once more from its source, or an edit of it: as fast, running or not,
        looked at as now, in the same state. None without a scene."""
        scene = scene or self.wanted
        if scene is None:
            return None
        shown = on_air or self._lost_of_wanted()
        if shown is None:
            return Plan(scene, chosen=True)
        return Plan(
            scene,
            chosen=True,
            checkpoint=shown.checkpoint if scene.trajectories else None,
            look=shown.look,
            running=shown.running,
            speed=shown.speed,
            # A trajectory takes over no state: it goes on by where it is.
            keep=not scene.trajectories,
        )

    def copied(self, shown: Callable[[], LiveWorker | None]) -> Plan | None:
        """What is wanted, for another session, with what people changed of it. None without a
        scene."""
        plan, on_air = self.again(shown()), shown() or self._lost_of_wanted()
        if plan is None:
            return None
        checkpoint = on_air.checkpoint if on_air else None
        return replace(plan, checkpoint=checkpoint, origin=shown, back=self._back)

    def with_trajectories(
        self, on_air: LiveWorker | None, trajectories: tuple[TrajectoryFile, ...]
    ) -> Plan | None:
        """What is wanted with these shown on it. One that was shown first before goes on where it
        is; without any the simulation goes on where it was left. None without a scene."""
        if self.wanted is None:
            return None
        scene, before = self.wanted.with_trajectories(*trajectories), self.wanted.trajectories
        shown = on_air or self._lost_of_wanted()
        if shown is None:
            return Plan(scene, chosen=True)
        if not trajectories:
            back = self._back
            known = back is not None and back.scene == scene
            return replace(back if back and known else Plan(scene, chosen=True), look=shown.look)
        goes_on = before[:1] == trajectories[:1]
        return Plan(
            scene,
            chosen=True,
            checkpoint=shown.checkpoint if goes_on else None,
            look=shown.look,
            speed=shown.speed,
            back=None if before else self._left(shown),
        )

    def _left(self, shown: LiveWorker) -> Plan:
        """The simulation as it is now, to go back to."""
        assert self.wanted is not None
        return Plan(
            self.wanted,
            chosen=True,
            checkpoint=shown.checkpoint,
            running=shown.running,
            speed=shown.speed,
        )

    def next_plan(self) -> Plan | None:
        """What to try now; None where nothing is left, or no scene for it."""
        if self.wanted is None:
            return None
        lost = self._lost_of_wanted()
        look = lost.look if lost else Look()
        running, speed = (lost.running, lost.speed) if lost else (True, 1.0)
        match self._policy.advice():
            case Recovery.CONTINUE:
                checkpoint = lost.checkpoint if lost else None
                return Plan(
                    self.wanted, checkpoint=checkpoint, look=look, running=running, speed=speed
                )
            case Recovery.RESTART:
                return Plan(self.wanted, look=look, running=False, speed=speed)
            case Recovery.PREVIOUS if self._previous is not None:
                return Plan(self._previous, fallback=True)
            case _:
                return None

    def _lost_of_wanted(self) -> LiveWorker | None:
        """The lost worker, if it showed what is wanted: another scene's state is no use."""
        lost = self._lost
        if lost is None or lost.scene is None or lost.scene.generation != self._wanted_generation:
            return None
        return lost
