"""Steps a simulation by the wall clock, and undoes what goes wrong; all on the physics thread."""

import contextlib
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.fields import FieldValue
from py_remote_viewer.protocol.worker import SimulationNotice
from py_remote_viewer.simulation.checkpoints import CheckpointTeller
from py_remote_viewer.simulation.exchange import StateExchange
from py_remote_viewer.simulation.health import HealthWatch
from py_remote_viewer.simulation.jogging import JogDesk
from py_remote_viewer.simulation.loading import out_of_memory_hint
from py_remote_viewer.simulation.pacing import FactorMeter, Pacer
from py_remote_viewer.simulation.pulling import PullDesk
from py_remote_viewer.simulation.series import SeriesSampler
from py_remote_viewer.simulation.source import CommandDone, SourceEvents
from py_remote_viewer.simulation.state_image import StateImage, put_state
from py_remote_viewer.simulation.stepper import Edit, Stepper
from py_remote_viewer.simulation.timeline import Timeline

__all__ = ["Driver"]

#: The state is locked for at most about this long, so that a picture never waits longer.
_SLICE_SEC = 0.004
#: A state this old was good: divergence shows up some time after its cause.
_SURELY_GOOD_SEC = 1.0


@dataclass
class _Stepping:
    """A `Step` command under way: made in slices, so that other commands can end it."""

    asked: int
    left: int
    done: CommandDone


class Driver:
    """A timeline, when its steps are due, and who is told of them."""

    def __init__(
        self,
        model: mujoco.MjModel,
        *,
        generation: int,
        events: SourceEvents,
        running: bool,
        speed: float,
        clock: Callable[[], float],
    ) -> None:
        self.model = model
        self._events = events
        self.clock = clock
        self.running = running
        self.stepper = Stepper(model, events.fields)
        self.timeline = Timeline(self.stepper, clock)
        self.pacer = Pacer(float(model.opt.timestep), speed)
        self.meter = FactorMeter()
        self.series = SeriesSampler(
            model, self.data, events.series, lambda: self.meter.factor() or float("nan")
        )
        self.exchange = StateExchange(model)
        self._health = HealthWatch(model)
        self._health.begin(self.data)
        self._checkpoints = CheckpointTeller(self.stepper, generation, events.checkpoint)
        self.pulls = PullDesk(self.stepper.pulls, clock)
        self.jogs = JogDesk(self.stepper, clock)
        self._stepping: _Stepping | None = None
        self._step_cost_sec = 1e-4

    @property
    def data(self) -> mujoco.MjData:
        """The state; another object after a step that failed."""
        return self.stepper.data

    @property
    def advancing(self) -> bool:
        """True where new steps are about to be made."""
        return self.running or self.stepping

    @property
    def stepping(self) -> bool:
        """True while the steps of a command are being made."""
        return self._stepping is not None

    def anchor(self) -> None:
        """Owe no steps at this moment."""
        self.pacer.anchor(self.clock(), float(self.data.time))

    def turn(self) -> None:
        """Make the steps that are due now, at most a slice of them."""
        if self._stepping is not None:
            self._go_on_stepping(self._stepping)
        elif self.running:
            due = self.pacer.due_steps(self.clock(), float(self.data.time))
            if due > 0:
                self._step(due)
                self.meter.add(self.clock(), float(self.data.time))

    # running

    def set_running(self, running: bool) -> None:
        """Run or pause from now on."""
        self.end_stepping("Somebody let it run." if running else "Somebody paused it.")
        if running and not self.running:
            self.anchor()
            self.meter.clear()
        self.running = running
        self.tell_checkpoint()

    def begin_stepping(self, count: int, done: CommandDone) -> None:
        """Make so many steps, in slices; where the present is in the past, first those known."""
        self.end_stepping("Somebody asked for other steps.")
        self.running = False
        known = min(count, self.timeline.history.head - self.timeline.index)
        if known > 0:
            self.seek(self.timeline.index + known)
        if known == count:
            done(None)
            return
        self._stepping = _Stepping(count, count - known, done)

    def end_stepping(self, why: str) -> None:
        """End the steps of a command before all are made."""
        stepping, self._stepping = self._stepping, None
        if stepping is not None:
            made = stepping.asked - stepping.left
            stepping.done(CommandError(f"{made} of {stepping.asked} steps were made. {why}"))

    def set_speed(self, factor: float) -> None:
        """Another real-time factor from now on."""
        self.pacer.set_speed(factor, self.clock(), float(self.data.time))
        self.meter.clear()
        self.tell_checkpoint()

    # changing

    def begin_from(self, state: npt.NDArray[np.float64], fields: Mapping[str, FieldValue]) -> None:
        """Begin at this integration state, with these fields of the model; before anything else."""
        self.stepper.fields.restore(fields)
        put_state(self.model, self.data, StateImage(state))
        self.stepper.noise.begin(self.data)
        self.timeline = Timeline(self.stepper, self.clock)
        self.pacer.set_timestep(float(self.model.opt.timestep), self.clock(), float(self.data.time))
        self._health.begin(self.data)

    def edit(self, edit: Edit) -> None:
        """Change what comes next, or while paused what is; raises CommandError."""
        with self.exchange.live, self._failing_well("The change cannot be simulated."):
            self.timeline.edit(edit, running=self.advancing)
            self.pacer.set_timestep(
                float(self.model.opt.timestep), self.clock(), float(self.data.time)
            )
        self.exchange.changed()

    def jump(self, change: Callable[[], None]) -> None:
        """Replace the state by another one."""
        with self.exchange.live, self._failing_well("That state cannot be simulated."):
            self.timeline.jump(change)
        self._jumped()

    def seek(self, index: int) -> None:
        """Be at another moment of the timeline, paused; raises CommandError."""
        with self.exchange.live, self._failing_well("That moment cannot be computed again."):
            self.timeline.seek(index)
        self.running = False
        self._jumped()

    # steps

    def _go_on_stepping(self, stepping: _Stepping) -> None:
        made = self._step(stepping.left)
        if made == 0:
            self.end_stepping("The simulation diverged on the way.")
            return
        stepping.left -= made
        if stepping.left == 0:
            self._stepping = None
            self.tell_checkpoint()
            stepping.done(None)
        self._events.changed()

    def _step(self, most: int) -> int:
        """Make one slice of steps; how many were made, 0 where the state had to be given up."""
        steps = max(1, min(most, int(_SLICE_SEC / self._step_cost_sec)))
        with self.exchange.live:
            started = time.perf_counter()
            try:
                self.timeline.advance(steps)
            except mujoco.FatalError as error:
                self._recover(_explain(error), "step_failed", broken=True)
                return 0
            diverged = self._health.diverged(self.data)
            if diverged is not None:
                self._recover(self._explain_divergence(diverged), "diverged", broken=False)
                return 0
            took = time.perf_counter() - started
            self.timeline.maybe_mark()
        self.exchange.stepped(self.data, took)
        self._step_cost_sec += 0.1 * (took / steps - self._step_cost_sec)
        for text in self._health.new_warnings(self.data):
            self._events.notice(SimulationNotice("physics_warning", "warning", f"MuJoCo: {text}"))
        self.tell_checkpoint(at_once=False)
        return steps

    def _explain_divergence(self, what: str) -> str:
        return (
            f"The simulation diverged: {what} became infinite or not a number. A smaller "
            f"timestep than {self.model.opt.timestep:g} s or smaller forces may help."
        )

    def _recover(self, why: str, code: str, *, broken: bool) -> None:
        """Go back to the last state that was surely good, and pause there. Holds the lock."""
        self.timeline.recover(self.clock() - _SURELY_GOOD_SEC, broken=broken)
        self.running = False
        self._jumped()
        text = f"{why} It is paused at its last good state, t = {self.data.time:.2f} s."
        self._events.notice(SimulationNotice(code, "warning", text))

    @contextlib.contextmanager
    def _failing_well(self, what: str) -> Generator[None]:
        """MuJoCo may give up (too little memory): go back to a good state and say so."""
        try:
            yield
        except mujoco.FatalError as error:
            why = _explain(error)
            self._recover(why, "step_failed", broken=True)
            raise CommandError(f"{what} {why}") from error

    # telling

    def _jumped(self) -> None:
        """The state is not what follows from the one before."""
        self.pulls.drop()
        self.jogs.drop()
        self._health.begin(self.data)
        self.exchange.changed()
        self.series.jumped()
        self.meter.clear()
        self.pacer.set_timestep(float(self.model.opt.timestep), self.clock(), float(self.data.time))
        self.anchor()
        self.tell_checkpoint()
        self._events.changed()

    def tell_checkpoint(self, *, at_once: bool = True) -> None:
        """Tell the state to continue from, at once or when it is due."""
        self._checkpoints.maybe_tell(
            self.clock(), running=self.running, speed=self.pacer.speed, at_once=at_once
        )


def _explain(error: mujoco.FatalError) -> str:
    reason = " ".join(str(error).split()).rstrip(".")
    return f"A step failed: {reason}.{out_of_memory_hint(reason)}"
