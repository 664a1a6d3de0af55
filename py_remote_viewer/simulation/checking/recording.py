"""The trial run: a scene goes on by itself for a while, and what is seen of it is kept."""

import math
import time
from collections.abc import Callable, Sequence

import mujoco
import numpy as np

from py_remote_viewer.simulation.checking.findings import seconds
from py_remote_viewer.simulation.checking.penetration import Pairs, Penetration
from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.health import HealthWatch

__all__ = ["Recording", "copy_of", "record", "turned_deg"]

_SAMPLE_SEC = 0.01
#: Of a scene of very many bodies fewer samples are kept.
_MOST_POSES = 3_000_000
_ASK_SEC = 0.25
#: What moves no more than that (m, or of a quaternion) for so long is still.
_STILL, _STILL_SEC = 1e-5, 1.0
#: So fast goes nothing that is as it should be, in m/s.
_FASTEST = 1000.0


class Recording:
    """Poses of all bodies from the beginning of a trial to its end, and what went wrong in it.

    `cut_short` is set where the time for the trial was over before it was; `broken` says, as a
    sentence, how it ended before that.
    """

    def __init__(self, scene: Scene, known: Pairs = frozenset()) -> None:
        self.scene = scene
        self.times: list[float] = []
        self._positions: list[Floats] = []
        self._quats: list[Floats] = []
        #: When each body touched anything first, in s; infinite for never, or not watched.
        self.first_touch = np.full(scene.model.nbody, np.inf)
        self.warnings: list[str] = []
        self.broken = ""
        self.cut_short = False
        self.penetration = Penetration(scene, known)
        #: The last state, with its contacts.
        self.end: mujoco.MjData = scene.start

    @property
    def lasted_sec(self) -> float:
        """How long it went on."""
        return self.times[-1] - self.times[0]

    @property
    def flaw(self) -> str:
        """Why nothing can be said of how it ends, or nothing."""
        if self.broken:
            return self.broken
        if self.cut_short:
            return f"the trial could not be finished in time, it came to {self.lasted_sec:.2g} s"
        return ""

    def add(self, data: mujoco.MjData) -> None:
        """Keep where everything is."""
        # A step leaves positions of bodies as they were before it.
        mujoco.mj_kinematics(self.scene.model, data)
        self.times.append(float(data.time))
        self._positions.append(data.xpos.copy())
        self._quats.append(data.xquat.copy())

    @property
    def is_still(self) -> bool:
        """True where nothing has moved for a while, so that nothing will."""
        then = self.index_at(_STILL_SEC)
        return all(
            bool(np.abs(poses[-1] - poses[then]).max() < _STILL)
            for poses in (self._positions, self._quats)
        )

    def positions_of_all(self, index: int) -> Floats:
        """Where all bodies are in a sample."""
        return self._positions[index]

    def index_at(self, since_end_sec: float) -> int:
        """The last sample that is at least so long before the end, or the first."""
        before = self.times[-1] - since_end_sec
        return max(0, int(np.searchsorted(self.times, before + 1e-9, side="right")) - 1)

    def points(self, body: int, local: Floats, first: int = 0) -> Floats:
        """Where points (k, 3) of the body's frame were in the world, (samples, k, 3)."""
        quats = self.quats(body, first)
        w, v = quats[:, None, :1], quats[:, None, 1:]
        across = np.cross(v, local[None])
        turned = local[None] + 2 * (w * across + np.cross(v, across))
        return turned + self.positions(body, first)[:, None]

    def centres(self, body: int, first: int = 0) -> Floats:
        """Where the body's centre of mass was, (samples, 3)."""
        return self.points(body, self.scene.model.body_ipos[body][None], first)[:, 0]

    def positions(self, body: int, first: int = 0) -> Floats:
        """Where the body's frame was, (samples, 3)."""
        return np.array([each[body] for each in self._positions[first:]])

    def quats(self, body: int, first: int = 0) -> Floats:
        """How the body's frame was turned, (samples, 4)."""
        return np.array([each[body] for each in self._quats[first:]])


def turned_deg(quats: Floats, other: Floats) -> Floats:
    """By how many degrees each of (samples, 4) is turned from another one."""
    return np.degrees(2 * np.arccos(np.clip(np.abs(quats @ other), 0.0, 1.0)))


def copy_of(scene: Scene) -> mujoco.MjData:
    """The initial state, to go on from."""
    data = mujoco.MjData(scene.model)
    mujoco.mj_copyData(data, scene.model, scene.start)
    return data


def record(
    scene: Scene,
    *,
    sim_sec: float,
    most_sec: float,
    deadline: float,
    watched: Sequence[int],
    is_over: Callable[[Recording], bool],
    known: Pairs = frozenset(),
) -> Recording:
    """Let the scene go on for `sim_sec`, and then until it `is_over`, or nothing moves any more, or
    for `most_sec`.

    What is `known` to be inside each other is left out.
    `deadline` is of time.monotonic; of bodies that are `watched` it is noted when they touch
    anything.
    """
    recording = Recording(scene, known)
    run = _Run(recording, max(sim_sec, most_sec), watched)
    try:
        run.go(sim_sec, most_sec, deadline, is_over)
        mujoco.mj_forward(scene.model, run.data)
    except mujoco.FatalError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        recording.broken = f"a step fails at {seconds(float(run.data.time))}: {reason}"
    recording.end = run.data
    return recording


class _Run:
    """Goes on from sample to sample."""

    def __init__(self, recording: Recording, most_sec: float, watched: Sequence[int]) -> None:
        self._recording = recording
        self._model = recording.scene.model
        self._watched = list(watched)
        self._health = HealthWatch(self._model)
        self.data = copy_of(recording.scene)
        sample_sec = max(_SAMPLE_SEC, most_sec * self._model.nbody / _MOST_POSES)
        #: Steps from one sample to the next, and how long they take.
        self._steps = max(1, round(sample_sec / float(self._model.opt.timestep)))
        self._sample_sec = self._steps * float(self._model.opt.timestep)

    def go(
        self,
        least_sec: float,
        most_sec: float,
        deadline: float,
        is_over: Callable[[Recording], bool],
    ) -> None:
        """Until it is over, or cannot go on."""
        recording = self._recording
        least, most = (math.ceil(sec / self._sample_sec) for sec in (least_sec, most_sec))
        ask = math.ceil(_ASK_SEC / self._sample_sec)
        recording.add(self.data)
        recording.penetration.begin(self.data)
        recording.warnings.extend(self._health.new_warnings(self.data))
        for sample in range(max(1, least, most)):
            beyond = sample - max(1, least)
            if beyond >= 0 and beyond % ask == 0 and (recording.is_still or is_over(recording)):
                return
            self._advance()
            recording.broken = self._break() or recording.broken
            if recording.broken:
                return
            recording.add(self.data)
            recording.broken = _too_fast(recording)
            if recording.broken:
                return
            if time.monotonic() > deadline:
                recording.cut_short = sample + 1 < least
                return

    def _advance(self) -> None:
        if not self._watched:
            mujoco.mj_step(self._model, self.data, self._steps)
            return
        for _ in range(self._steps):
            before_sec = float(self.data.time)
            mujoco.mj_step(self._model, self.data)
            # The contacts are those of before the step.
            self._note_touches(before_sec)

    def _break(self) -> str:
        """What went wrong since the last sample; MuJoCo counts it even where it began anew."""
        recording, since_sec = self._recording, self._recording.times[-1]
        what = self._health.diverged(self.data)
        recording.warnings.extend(self._health.new_warnings(self.data))
        if what:
            return f"{what} becomes infinite at {seconds(since_sec)}"
        recording.penetration.step(self.data, float(self.data.time))
        return ""

    def _note_touches(self, time_sec: float) -> None:
        if not self.data.ncon:
            return
        touches = self._recording.first_touch
        geoms = self.data.contact.geom[self.data.contact.dist < 0]
        bodies = self._model.geom_bodyid[geoms[geoms >= 0]]
        touches[bodies] = np.minimum(touches[bodies], time_sec)
        if np.isfinite(touches[self._watched]).all():
            self._watched = []


def _too_fast(recording: Recording) -> str:
    """What is thrown away, by a scene that has not become infinite yet."""
    latest, before = recording.positions_of_all(-1), recording.positions_of_all(-2)
    took_sec = recording.times[-1] - recording.times[-2]
    speeds = np.linalg.norm(latest - before, axis=1) / max(took_sec, 1e-9)
    fastest = int(speeds.argmax())
    if not speeds[fastest] > _FASTEST:
        return ""
    return (
        f"{recording.scene.names[fastest]} is thrown away at {speeds[fastest]:.3g} m/s "
        f"at {seconds(recording.times[-1])}"
    )
