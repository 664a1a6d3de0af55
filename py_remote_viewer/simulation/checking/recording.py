"""The trial run: a scene goes on by itself for a while, and what is seen of it is kept."""

import time
from collections.abc import Callable

import mujoco
import numpy as np

from py_remote_viewer.simulation.checking.penetration import Penetration
from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.health import HealthWatch

__all__ = ["Recording", "copy_of", "record", "turned_deg"]

_SAMPLE_SEC = 0.01
#: Of a scene of very many bodies fewer samples are kept.
_MOST_POSES = 3_000_000
_ASK_SEC = 0.25
#: So fast goes nothing that is as it should be, in m/s.
_FASTEST = 1000.0


class Recording:
    """Poses of all bodies from the beginning of a trial to its end, and what went wrong in it.

    `cut_short` is set where the time for the trial was over before it was; `broken` says, as a
    sentence, how it ended before that.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.times: list[float] = []
        self._positions: list[Floats] = []
        self._quats: list[Floats] = []
        #: When each body touched anything first, in s; infinite for never.
        self.first_touch = np.full(scene.model.nbody, np.inf)
        self.warnings: list[str] = []
        self.broken = ""
        self.cut_short = False
        self.penetration = Penetration(scene)
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

    def last_two(self) -> tuple[Floats, Floats]:
        """Where all bodies are, and were a sample before."""
        return self._positions[-1], self._positions[-2]

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
    is_over: Callable[[Recording], bool],
) -> Recording:
    """Let the scene go on for `sim_sec`, and then until it `is_over` or for `most_sec`.

    `deadline` is of time.monotonic.
    """
    recording = Recording(scene)
    data = copy_of(scene)
    try:
        _run(recording, data, (sim_sec, max(sim_sec, most_sec)), deadline, is_over)
        mujoco.mj_forward(scene.model, data)
    except mujoco.FatalError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        recording.broken = f"a step fails at {float(data.time):.2g} s: {reason}"
    recording.end = data
    return recording


def _run(
    recording: Recording,
    data: mujoco.MjData,
    bounds_sec: tuple[float, float],
    deadline: float,
    is_over: Callable[[Recording], bool],
) -> None:
    model = recording.scene.model
    timestep = float(model.opt.timestep)
    health = HealthWatch(model)
    every = max(1, round(_sample_sec(recording.scene, bounds_sec[1]) / timestep))
    ask = max(1, round(_ASK_SEC / timestep / every)) * every
    least, most = (max(1, round(sec / timestep)) for sec in bounds_sec)
    recording.add(data)
    recording.penetration.begin(data)
    recording.warnings.extend(health.new_warnings(data))
    for step in range(1, most + 1):
        if step > least and (step - least - 1) % ask == 0 and is_over(recording):
            return
        before_sec = float(data.time)
        mujoco.mj_step(model, data)
        what = health.diverged(data)
        recording.warnings.extend(health.new_warnings(data))
        if what:
            recording.broken = f"{what} becomes infinite at {before_sec:.2g} s"
            return
        # The contacts are those of before the step.
        _note_touches(recording, data, before_sec)
        recording.penetration.step(data, before_sec)
        if step % every == 0 or step == least:
            recording.add(data)
            fast = _too_fast(recording)
            if fast:
                recording.broken = fast
                return
        if time.monotonic() > deadline:
            recording.cut_short = step < least
            return


def _sample_sec(scene: Scene, most_sec: float) -> float:
    return max(_SAMPLE_SEC, most_sec * scene.model.nbody / _MOST_POSES)


def _note_touches(recording: Recording, data: mujoco.MjData, time_sec: float) -> None:
    if not data.ncon:
        return
    geoms = data.contact.geom[data.contact.dist < 0]
    bodies = recording.scene.model.geom_bodyid[geoms[geoms >= 0]]
    recording.first_touch[bodies] = np.minimum(recording.first_touch[bodies], time_sec)


def _too_fast(recording: Recording) -> str:
    """What is thrown away, by a scene that has not become infinite yet."""
    latest, before = recording.last_two()
    seconds = recording.times[-1] - recording.times[-2]
    speeds = np.linalg.norm(latest - before, axis=1) / max(seconds, 1e-9)
    fastest = int(speeds.argmax())
    if not speeds[fastest] > _FASTEST:
        return ""
    return (
        f"{recording.scene.names[fastest]} is thrown away at {speeds[fastest]:.3g} m/s "
        f"at {recording.times[-1]:.2g} s"
    )
