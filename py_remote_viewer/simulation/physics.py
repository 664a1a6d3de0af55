"""The source with physics of its own: a thread that steps MuJoCo by the wall clock."""

import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import (
    SPEED_LADDER,
    Command,
    Pause,
    Reset,
    Run,
    SetControls,
    SetSpeed,
    Step,
)
from py_remote_viewer.protocol.scene import Capabilities
from py_remote_viewer.protocol.worker import Checkpoint, SimulationNotice
from py_remote_viewer.simulation.fair_lock import FairLock
from py_remote_viewer.simulation.pacing import FactorMeter, Pacer
from py_remote_viewer.simulation.source import (
    CommandDone,
    SourceEvents,
    SourceSnapshot,
    SourceStatus,
)

__all__ = ["MAX_STEP_COUNT", "PhysicsSource"]

MAX_STEP_COUNT = 10_000
_MAX_QUEUED_COMMANDS = 256
#: The state is locked for at most about this long, so that a picture never waits longer.
_SLICE_SEC = 0.004
#: Waking more often than this costs more than it gives; several steps are then made at once.
_SHORTEST_SLEEP_SEC = 0.002
_CHECKPOINT_EVERY_SEC = 0.5
#: A state this old was good: divergence shows up some time after its cause.
_SURELY_GOOD_SEC = 1.0
_LARGEST_CHECKPOINT_BYTES = 4 << 20
_STATE = int(mujoco.mjtState.mjSTATE_INTEGRATION)
_BAD = {
    int(mujoco.mjtWarning.mjWARN_BADQPOS): "position",
    int(mujoco.mjtWarning.mjWARN_BADQVEL): "velocity",
    int(mujoco.mjtWarning.mjWARN_BADQACC): "acceleration",
}


class PhysicsSource:
    """Owns an MjModel and its MjData; the physics thread alone changes them once started.

    Other threads queue commands and copy the state out, both without waiting for more than one
    slice of steps.
    """

    capabilities = Capabilities()

    def __init__(
        self,
        model: mujoco.MjModel,
        *,
        generation: int,
        events: SourceEvents,
        running: bool = True,
        speed: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = model
        self._generation = generation
        self._events = events
        self._clock = clock
        self._running = running
        self._data = mujoco.MjData(model)
        self._reset_data(None)
        mujoco.mj_forward(model, self._data)
        self._pacer = Pacer(float(model.opt.timestep), speed)
        self._meter = FactorMeter()
        self._lock = FairLock()
        self._commands: queue.Queue[tuple[Command, CommandDone]] = queue.Queue(_MAX_QUEUED_COMMANDS)
        self._wake = threading.Event()
        self._closing = False
        self._step_cost_sec = 1e-4
        self._warned = self._data.warning.number.copy()
        self._good: deque[tuple[float, np.ndarray]] = deque(maxlen=8)
        self._last_checkpoint_sec = float("-inf")
        self._beat_sec = clock()
        self._thread: threading.Thread | None = None

    # any thread

    def start(self) -> None:
        """Start the physics thread."""
        now = self._clock()
        self._pacer.anchor(now, self._data.time)
        self._beat_sec = now
        self._thread = threading.Thread(target=self._run, name="physics", daemon=True)
        self._thread.start()

    def copy_into(self, data: mujoco.MjData) -> SourceSnapshot:
        """Copy the state into `data` (of the same model)."""
        with self._lock:
            mujoco.mj_copyData(data, self.model, self._data)
            return SourceSnapshot(float(data.time), self._running)

    def submit(self, command: Command, done: CommandDone) -> None:
        """Queue a command for the physics thread; raises CommandError when it is full."""
        try:
            self._commands.put_nowait((command, done))
        except queue.Full:
            raise CommandError(
                f"{_MAX_QUEUED_COMMANDS} commands are waiting already; send fewer at a time."
            ) from None
        self._wake.set()

    def status(self) -> SourceStatus:
        """The present status; the fields are read one by one, which is good enough to show."""
        running = self._running
        factor = self._meter.factor() if running else None
        return SourceStatus(
            running=running,
            sim_time_sec=float(self._data.time),
            speed=self._pacer.speed,
            real_time_factor=self._pacer.speed if running and factor is None else factor or 0.0,
            contacts=int(self._data.ncon),
            too_slow=factor is not None and factor < 0.97 * self._pacer.speed,
            stalled_sec=max(0.0, self._clock() - self._beat_sec) if self._thread else 0.0,
        )

    def restore(self, checkpoint: Checkpoint) -> bool:
        """Continue from a checkpoint, before `start`; False where it does not fit the model."""
        state = np.frombuffer(checkpoint.state, dtype=np.float64)
        if state.size != mujoco.mj_stateSize(self.model, _STATE) or not np.isfinite(state).all():
            return False
        mujoco.mj_setState(self.model, self._data, state, _STATE)
        mujoco.mj_forward(self.model, self._data)
        return True

    def close(self) -> None:
        """End the physics thread; waiting commands are refused."""
        self._closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        with contextlib.suppress(queue.Empty):
            while True:
                _, done = self._commands.get_nowait()
                done(CommandError("The simulation has ended."))

    # the physics thread

    def _run(self) -> None:
        while not self._closing:
            self._beat_sec = self._clock()
            self._do_commands()
            if self._running:
                self._advance()
            self._sleep()

    def _sleep(self) -> None:
        if not self._commands.empty() or self._closing:
            return
        pause = 0.2
        if self._running:
            pause = min(0.2, self._pacer.next_due_sec(self._data.time) - self._clock())
            if pause <= 0:
                return
            pause = max(pause, _SHORTEST_SLEEP_SEC)
        self._wake.wait(pause)
        self._wake.clear()

    def _advance(self) -> None:
        now = self._clock()
        due = self._pacer.due_steps(now, self._data.time)
        if due > 0:
            steps = max(1, min(due, int(_SLICE_SEC / self._step_cost_sec)))
            self._step(steps)
            self._meter.add(self._clock(), float(self._data.time))

    def _step(self, steps: int) -> None:
        started = time.perf_counter()
        with self._lock:
            mujoco.mj_step(self.model, self._data, steps)
            diverged = self._diverged()
            if diverged is not None:
                self._recover(diverged)
        cost = (time.perf_counter() - started) / steps
        self._step_cost_sec += 0.1 * (cost - self._step_cost_sec)
        if diverged is None:
            self._maybe_checkpoint()

    def _diverged(self) -> str | None:
        warning = self._data.warning
        for kind, word in _BAD.items():
            if warning.number[kind] > self._warned[kind]:
                return f"the {word} of {self._place(kind, int(warning.lastinfo[kind]))}"
        if not np.isfinite(self._data.qpos).all():
            return "a position"
        return None

    def _place(self, kind: int, info: int) -> str:
        # BADQPOS reports an index into qpos, the others one into qvel.
        if kind == int(mujoco.mjtWarning.mjWARN_BADQPOS):
            joint = int(np.searchsorted(self.model.jnt_qposadr, info, side="right")) - 1
        else:
            joint = int(self.model.dof_jntid[info]) if info < self.model.nv else -1
        if joint < 0 or joint >= self.model.njnt:
            return "the state"
        body = self.model.body(int(self.model.jnt_bodyid[joint])).name
        return f"joint '{self.model.joint(joint).name or joint}' of body '{body}'"

    def _recover(self, what: str) -> None:
        """Go back to the last state that was surely good, and pause there. Holds the lock."""
        now = self._clock()
        good = next((s for t, s in reversed(self._good) if now - t >= _SURELY_GOOD_SEC), None)
        if good is None:
            self._reset_data(None)
        else:
            mujoco.mj_setState(self.model, self._data, good, _STATE)
        self._data.warning.number[:] = 0
        mujoco.mj_forward(self.model, self._data)
        self._warned = self._data.warning.number.copy()
        self._good.clear()
        self._running = False
        self._meter.clear()
        self._events.notice(
            SimulationNotice(
                code="diverged",
                level="warning",
                text=(
                    f"The simulation diverged: {what} became infinite or not a number. It is "
                    f"paused at its last good state, t = {self._data.time:.2f} s. A smaller "
                    f"timestep than {self.model.opt.timestep:g} s or smaller forces may help."
                ),
            )
        )

    def _maybe_checkpoint(self) -> None:
        now = self._clock()
        if now - self._last_checkpoint_sec < _CHECKPOINT_EVERY_SEC:
            return
        self._last_checkpoint_sec = now
        state = np.empty(mujoco.mj_stateSize(self.model, _STATE))
        mujoco.mj_getState(self.model, self._data, state, _STATE)
        self._good.append((now, state))
        if state.nbytes <= _LARGEST_CHECKPOINT_BYTES:
            self._events.checkpoint(
                Checkpoint(
                    generation=self._generation,
                    sim_time_sec=float(self._data.time),
                    running=self._running,
                    speed=self._pacer.speed,
                    state=state.tobytes(),
                )
            )

    # commands, on the physics thread

    def _do_commands(self) -> None:
        while True:
            try:
                command, done = self._commands.get_nowait()
            except queue.Empty:
                return
            error: Exception | None = None
            try:
                self._do(command)
            except CommandError as refused:
                error = refused
            done(error)
            self._events.changed()

    def _do(self, command: Command) -> None:
        match command:
            case Run():
                self._set_running(True)
            case Pause():
                self._set_running(False)
            case Step(count=count):
                self._do_step(count)
            case Reset(keyframe=keyframe):
                self._do_reset(keyframe)
            case SetSpeed(factor=factor):
                self._do_set_speed(factor)
            case SetControls(values=values):
                self._do_set_controls(values)
            case _:
                raise CommandError(f"{type(command).__name__} is not for the simulation.")

    def _set_running(self, running: bool) -> None:
        if running and not self._running:
            self._pacer.anchor(self._clock(), self._data.time)
            self._meter.clear()
        self._running = running
        self._last_checkpoint_sec = float("-inf")
        self._maybe_checkpoint()

    def _do_step(self, count: int) -> None:
        if not 1 <= count <= MAX_STEP_COUNT:
            raise CommandError(
                f"{count} steps were asked for; between 1 and {MAX_STEP_COUNT} can be made at once."
            )
        self._running = False
        while count > 0 and not self._closing:
            steps = max(1, min(count, int(_SLICE_SEC / self._step_cost_sec)))
            self._step(steps)
            count -= steps
            self._beat_sec = self._clock()

    def _do_reset(self, keyframe: int | None) -> None:
        if keyframe is not None and not 0 <= keyframe < self.model.nkey:
            raise CommandError(
                f"Keyframe {keyframe} does not exist; this model has {self.model.nkey}, "
                "counted from 0."
            )
        with self._lock:
            self._reset_data(keyframe)
            mujoco.mj_forward(self.model, self._data)
            self._warned = self._data.warning.number.copy()
        self._good.clear()
        self._meter.clear()
        self._pacer.anchor(self._clock(), self._data.time)
        self._last_checkpoint_sec = float("-inf")

    def _reset_data(self, keyframe: int | None) -> None:
        # The first keyframe, where there is one, is the pose its author means to begin with.
        if keyframe is None and self.model.nkey:
            keyframe = 0
        if keyframe is None:
            mujoco.mj_resetData(self.model, self._data)
        else:
            mujoco.mj_resetDataKeyframe(self.model, self._data, keyframe)

    def _do_set_speed(self, factor: float) -> None:
        if factor not in SPEED_LADDER:
            ladder = ", ".join(f"{step:g}" for step in SPEED_LADDER)
            raise CommandError(f"The speed {factor!r} is not on the ladder; it is one of {ladder}.")
        self._pacer.set_speed(factor, self._clock(), self._data.time)
        self._meter.clear()

    def _do_set_controls(self, values: dict[int, float]) -> None:
        for index, value in values.items():
            if not 0 <= index < self.model.nu:
                raise CommandError(
                    f"Actuator {index} does not exist; this model has {self.model.nu}, "
                    "counted from 0."
                )
            if not np.isfinite(value):
                raise CommandError(f"The control {value} of actuator {index} is not finite.")
        with self._lock:
            for index, value in values.items():
                low, high = self.model.actuator_ctrlrange[index]
                limited = bool(self.model.actuator_ctrllimited[index])
                self._data.ctrl[index] = np.clip(value, low, high) if limited else value
