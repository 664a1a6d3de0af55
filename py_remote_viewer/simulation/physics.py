"""The source with physics of its own: a thread that steps MuJoCo by the wall clock."""

import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

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
    SetFields,
    SetSpeed,
    Step,
)
from py_remote_viewer.protocol.fields import FieldValue, Panel
from py_remote_viewer.protocol.scene import Capabilities
from py_remote_viewer.protocol.worker import Checkpoint, SimulationNotice
from py_remote_viewer.simulation.editing import PhysicsFields
from py_remote_viewer.simulation.exchange import StateExchange
from py_remote_viewer.simulation.health import HealthWatch
from py_remote_viewer.simulation.loading import initial_state, out_of_memory_hint
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


@dataclass
class _Stepping:
    """A `Step` command under way: made in slices, so that other commands can end it."""

    asked: int
    left: int
    done: CommandDone


class PhysicsSource:
    """Owns an MjModel and its MjData; the physics thread alone changes them once started.

    Other threads queue commands and copy the state out. One thread at a time may copy.
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
        self._data = initial_state(model)
        self._pacer = Pacer(float(model.opt.timestep), speed)
        self._meter = FactorMeter()
        self._exchange = StateExchange(model)
        self._health = HealthWatch(model)
        self._health.begin(self._data)
        self._fields = PhysicsFields(model, lambda: self._data, events.fields)
        self._commands: queue.Queue[tuple[Command, CommandDone]] = queue.Queue(_MAX_QUEUED_COMMANDS)
        self._stepping: _Stepping | None = None
        self._wake = threading.Event()
        self._closing = False
        self._step_cost_sec = 1e-4
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
        """Copy the state into `data` (of the same model); it waits for some milliseconds at most.

        While a single step takes longer than that, `data` is the state after the last whole one.
        """
        self._exchange.copy(self._data, data)
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

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The fields that there are."""
        return self._fields.panels

    def watch_fields(self, panels: tuple[str, ...]) -> None:
        """Whose values are told, about five times a second and at once when somebody edits."""
        self._fields.watch(panels)
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
        self._fields.restore(checkpoint.fields)
        self._pacer.set_timestep(float(self.model.opt.timestep), self._clock(), self._data.time)
        mujoco.mj_setState(self.model, self._data, state, _STATE)
        mujoco.mj_forward(self.model, self._data)
        self._health.begin(self._data)
        return True

    def close(self) -> None:
        """End the physics thread; waiting commands are refused."""
        self._closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._end_stepping("The simulation has ended.")
        with contextlib.suppress(queue.Empty):
            while True:
                _, done = self._commands.get_nowait()
                done(CommandError("The simulation has ended."))

    # the physics thread

    def _run(self) -> None:
        try:
            while not self._closing:
                self._beat_sec = self._clock()
                self._do_commands()
                if self._stepping is not None:
                    self._go_on_stepping(self._stepping)
                elif self._running:
                    self._advance()
                self._fields.sample(self._clock())
                self._sleep()
        except Exception as error:
            # Whatever it is, it must not end as a thread that nobody misses.
            self._events.failed(error)

    def _sleep(self) -> None:
        if not self._commands.empty() or self._closing or self._stepping is not None:
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
        due = self._pacer.due_steps(self._clock(), self._data.time)
        if due > 0:
            self._step(due)
            self._meter.add(self._clock(), float(self._data.time))

    def _go_on_stepping(self, stepping: _Stepping) -> None:
        made = self._step(stepping.left)
        if made == 0:
            self._end_stepping("The simulation diverged on the way.")
            return
        stepping.left -= made
        if stepping.left == 0:
            self._stepping = None
            self._maybe_checkpoint(now=True)
            stepping.done(None)
        self._events.changed()

    def _end_stepping(self, why: str) -> None:
        stepping, self._stepping = self._stepping, None
        if stepping is not None:
            made = stepping.asked - stepping.left
            stepping.done(CommandError(f"{made} of {stepping.asked} steps were made. {why}"))

    def _step(self, most: int) -> int:
        """Make one slice of steps; how many were made, 0 where the state had to be given up."""
        steps = max(1, min(most, int(_SLICE_SEC / self._step_cost_sec)))
        with self._exchange.live:
            started = time.perf_counter()
            try:
                mujoco.mj_step(self.model, self._data, steps)
            except mujoco.FatalError as error:
                self._recover(_explain(error), "step_failed", broken=True)
                return 0
            diverged = self._health.diverged(self._data)
            if diverged is not None:
                self._recover(self._explain_divergence(diverged), "diverged", broken=False)
                return 0
        took = time.perf_counter() - started
        self._exchange.stepped(self._data, took)
        self._step_cost_sec += 0.1 * (took / steps - self._step_cost_sec)
        for text in self._health.new_warnings(self._data):
            self._events.notice(SimulationNotice("physics_warning", "warning", f"MuJoCo: {text}"))
        self._maybe_checkpoint()
        return steps

    def _explain_divergence(self, what: str) -> str:
        return (
            f"The simulation diverged: {what} became infinite or not a number. A smaller "
            f"timestep than {self.model.opt.timestep:g} s or smaller forces may help."
        )

    def _recover(self, why: str, code: str, *, broken: bool) -> None:
        """Go back to the last state that was surely good, and pause there. Holds the lock."""
        if broken:
            # MuJoCo left in the middle of a step; nothing of this MjData can be used again.
            self._data = initial_state(self.model)
        now = self._clock()
        good = next((s for t, s in reversed(self._good) if now - t >= _SURELY_GOOD_SEC), None)
        if good is None:
            self._data = initial_state(self.model)
        else:
            mujoco.mj_setState(self.model, self._data, good, _STATE)
            self._data.warning.number[:] = 0
            mujoco.mj_forward(self.model, self._data)
        self._health.begin(self._data)
        self._good.clear()
        self._running = False
        self._jumped()
        text = f"{why} It is paused at its last good state, t = {self._data.time:.2f} s."
        self._events.notice(SimulationNotice(code, "warning", text))

    def _jumped(self) -> None:
        """The state is not what follows from the one before."""
        self._exchange.changed()
        self._meter.clear()
        self._pacer.anchor(self._clock(), self._data.time)
        self._maybe_checkpoint(now=True)
        self._events.changed()

    def _maybe_checkpoint(self, *, now: bool = False) -> None:
        """Tell the state, twice a second and after everything that changes it at once."""
        time_sec = self._clock()
        due = time_sec - self._last_checkpoint_sec >= _CHECKPOINT_EVERY_SEC
        if not due and not now:
            return
        state = np.empty(mujoco.mj_stateSize(self.model, _STATE))
        mujoco.mj_getState(self.model, self._data, state, _STATE)
        if due:
            self._last_checkpoint_sec = time_sec
            self._good.append((time_sec, state))
        if state.nbytes <= _LARGEST_CHECKPOINT_BYTES:
            self._events.checkpoint(
                Checkpoint(
                    generation=self._generation,
                    sim_time_sec=float(self._data.time),
                    running=self._running,
                    speed=self._pacer.speed,
                    state=state.tobytes(),
                    fields=dict(self._fields.changed),
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
                self._do(command, done)
            except CommandError as refused:
                error = refused
            if error is not None or not isinstance(command, Step):
                done(error)
            self._events.changed()

    def _do(self, command: Command, done: CommandDone) -> None:
        match command:
            case Run():
                self._set_running(True)
            case Pause():
                self._set_running(False)
            case Step(count=count):
                self._begin_stepping(count, done)
            case Reset(keyframe=keyframe):
                self._do_reset(keyframe)
            case SetSpeed(factor=factor):
                self._do_set_speed(factor)
            case SetControls(values=values):
                self._do_set_controls(values)
            case SetFields(values=fields):
                self._do_set_fields(fields)
            case _:
                raise CommandError(f"{type(command).__name__} is not for the simulation.")

    def _set_running(self, running: bool) -> None:
        self._end_stepping("Somebody let it run." if running else "Somebody paused it.")
        if running and not self._running:
            self._pacer.anchor(self._clock(), self._data.time)
            self._meter.clear()
        self._running = running
        self._maybe_checkpoint(now=True)

    def _begin_stepping(self, count: int, done: CommandDone) -> None:
        if not 1 <= count <= MAX_STEP_COUNT:
            raise CommandError(
                f"{count} steps were asked for; between 1 and {MAX_STEP_COUNT} can be made at once."
            )
        self._end_stepping("Somebody asked for other steps.")
        self._running = False
        self._stepping = _Stepping(count, count, done)

    def _do_reset(self, keyframe: int | None) -> None:
        if keyframe is not None and not 0 <= keyframe < self.model.nkey:
            raise CommandError(
                f"Keyframe {keyframe} does not exist; this model has {self.model.nkey}, "
                "counted from 0."
            )
        self._end_stepping("Somebody reset it.")
        with self._exchange.live:
            initial_state(self.model, keyframe, self._data)
            self._health.begin(self._data)
        self._good.clear()
        self._jumped()

    def _do_set_speed(self, factor: float) -> None:
        if factor not in SPEED_LADDER:
            ladder = ", ".join(f"{step:g}" for step in SPEED_LADDER)
            raise CommandError(f"The speed {factor!r} is not on the ladder; it is one of {ladder}.")
        self._pacer.set_speed(factor, self._clock(), self._data.time)
        self._meter.clear()
        self._maybe_checkpoint(now=True)

    def _do_set_fields(self, values: dict[str, FieldValue]) -> None:
        fitting = self._fields.check(values)
        with self._exchange.live:
            self._fields.write(fitting)
            self._pacer.set_timestep(
                float(self.model.opt.timestep), self._clock(), float(self._data.time)
            )
            if not self._running:
                mujoco.mj_forward(self.model, self._data)
        self._exchange.changed()
        self._fields.sample(self._clock(), at_once=True)
        self._maybe_checkpoint(now=True)

    def _do_set_controls(self, values: dict[int, float]) -> None:
        for index, value in values.items():
            if not 0 <= index < self.model.nu:
                raise CommandError(
                    f"Actuator {index} does not exist; this model has {self.model.nu}, "
                    "counted from 0."
                )
            # Beyond mjMAXVAL MuJoCo sets all controls to zero, without an error.
            if not abs(value) <= mujoco.mjMAXVAL:
                raise CommandError(
                    f"The control {value} of actuator {index} is not finite, or larger than "
                    f"{mujoco.mjMAXVAL:g}."
                )
        with self._exchange.live:
            for index, value in values.items():
                low, high = self.model.actuator_ctrlrange[index]
                limited = bool(self.model.actuator_ctrllimited[index])
                self._data.ctrl[index] = np.clip(value, low, high) if limited else value


def _explain(error: mujoco.FatalError) -> str:
    reason = " ".join(str(error).split()).rstrip(".")
    return f"A step failed: {reason}.{out_of_memory_hint(reason)}"
