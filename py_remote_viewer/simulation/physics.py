"""The source with physics of its own: a thread that steps MuJoCo by the wall clock."""

import threading
import time
from collections.abc import Callable, Mapping

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import Command, Step
from py_remote_viewer.protocol.fields import Panel
from py_remote_viewer.protocol.scene import Capabilities
from py_remote_viewer.protocol.worker import Checkpoint
from py_remote_viewer.simulation.command_queue import CommandQueue
from py_remote_viewer.simulation.driver import Driver
from py_remote_viewer.simulation.jogging import Jog
from py_remote_viewer.simulation.past import Past, past_of
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.simulation.series import SeriesSampler
from py_remote_viewer.simulation.source import (
    CommandDone,
    Ghost,
    SourceEvents,
    SourceSnapshot,
    SourceStatus,
)
from py_remote_viewer.simulation.state_image import STATE
from py_remote_viewer.simulation.steering import do_command, take_over
from py_remote_viewer.simulation.transfer import NamedState

__all__ = ["PhysicsSource"]

#: Waking more often than this costs more than it gives; several steps are then made at once.
_SHORTEST_SLEEP_SEC = 0.002
#: Commands wait so long for others; then everything else has its turn, however many there are.
_COMMANDS_SEC = 0.02


class PhysicsSource:
    """Owns an MjModel and its MjData; the physics thread alone changes them once started.

    Other threads queue commands and copy the state out. One thread at a time may copy.
    """

    capabilities = Capabilities()
    has_ghost = False

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
        self._events = events
        self._clock = clock
        self._driver = Driver(
            model, generation=generation, events=events, running=running, speed=speed, clock=clock
        )
        self._wake = threading.Event()
        self._commands: CommandQueue[Command | NamedState] = CommandQueue(self._wake)
        self._closing = False
        self._beat_sec = clock()
        self._thread: threading.Thread | None = None

    # any thread

    def start(self) -> None:
        """Start the physics thread."""
        self._driver.anchor()
        self._beat_sec = self._clock()
        self._thread = threading.Thread(target=self._run, name="physics", daemon=True)
        self._thread.start()

    def copy_into(self, data: mujoco.MjData) -> SourceSnapshot:
        """Copy the state into `data` (of the same model); it waits for some milliseconds at most.

        While a single step takes longer than that, `data` is the state after the last whole one.
        """
        self._driver.exchange.copy(lambda: self._driver.data, data)
        return SourceSnapshot(float(data.time), self._driver.running)

    def copy_whole(self, data: mujoco.MjData) -> None:
        """Copy the state of one instant into `data`, however long the step under way takes.

        Without what hands and noise add for the moment: it is for going on from later.
        """
        driver = self._driver
        driver.exchange.copy_whole(lambda: driver.data, data, driver.stepper.without_hands)

    def copy_ghost(self, data: mujoco.MjData) -> Ghost | None:
        """None: there is one state."""
        return None

    def take_over(self, state: NamedState, done: CommandDone) -> None:
        """Go to a state, of this model or of another, as far as it fits; as `submit` does."""
        self._commands.put(state, done)

    def submit(self, command: Command, done: CommandDone) -> None:
        """Queue a command for the physics thread; raises CommandError when it is full."""
        self._commands.put(command, done)

    def pull(self, puller: int, pull: Pull | None) -> None:
        """Pull a body from now on, or let go of it; the newest of each person wins."""
        self._driver.pulls.want(puller, pull)
        self._wake.set()

    def pulls(self) -> Mapping[int, Pull]:
        """Who pulls what, to be drawn."""
        return self._driver.stepper.pulls.by_puller

    def jog(self, who: int, jog: Jog | None) -> None:
        """Move controls or a mocap body from now on, or let go; the newest of each person wins."""
        self._driver.jogs.want(who, jog)
        self._wake.set()

    def jogged(self) -> Mapping[int, int]:
        """Who moves which mocap body."""
        return self._driver.jogs.bodies

    def past(self) -> Past:
        """The past as it is now, to be made again elsewhere; it waits for a slice of steps."""
        driver = self._driver
        with driver.exchange.live:
            return past_of(driver.stepper, driver.timeline.view())

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The fields that there are."""
        return self._driver.stepper.fields.panels

    def watch_fields(self, panels: tuple[str, ...]) -> None:
        """Whose values are told, about five times a second and at once when somebody edits."""
        self._driver.stepper.fields.watch(panels)
        self._wake.set()

    @property
    def series(self) -> SeriesSampler:
        """Samples what is plotted."""
        return self._driver.series

    def status(self) -> SourceStatus:
        """The present status; the fields are read one by one, which is good enough to show."""
        driver = self._driver
        running, speed = driver.running, driver.pacer.speed
        factor = driver.meter.factor() if running else None
        return SourceStatus(
            running=running,
            sim_time_sec=float(driver.data.time),
            speed=speed,
            real_time_factor=speed if running and factor is None else factor or 0.0,
            contacts=int(driver.data.ncon),
            too_slow=factor is not None and factor < 0.97 * speed,
            stalled_sec=max(0.0, self._clock() - self._beat_sec) if self._thread else 0.0,
            history=driver.timeline.span(),
        )

    def restore(self, checkpoint: Checkpoint) -> bool:
        """Continue from a checkpoint, before `start`; False where it does not fit the model."""
        state = np.frombuffer(checkpoint.state, dtype=np.float64)
        if state.size != mujoco.mj_stateSize(self.model, STATE) or not np.isfinite(state).all():
            return False
        self._driver.begin_from(state, checkpoint.fields)
        return True

    def close(self) -> None:
        """End the physics thread; waiting commands are refused."""
        self._closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._driver.end_stepping("The simulation has ended.")
        self._commands.refuse_all("The simulation has ended.")

    # the physics thread

    def _run(self) -> None:
        driver = self._driver
        try:
            while not self._closing:
                self._beat_sec = self._clock()
                self._do_commands()
                if driver.pulls.take(driver):
                    self._events.changed()
                if driver.jogs.take(driver.edit):
                    driver.tell_checkpoint(at_once=driver.jogs.pause_sec() is None)
                    self._events.changed()
                driver.turn()
                driver.stepper.fields.sample(self._clock())
                driver.series.sample(driver.data, self._clock())
                self._sleep()
        except Exception as error:
            # Whatever it is, it must not end as a thread that nobody misses.
            self._events.failed(error)

    def _sleep(self) -> None:
        driver = self._driver
        if not self._commands.empty or self._closing or driver.stepping:
            return
        pause = 0.05 if driver.pulls.busy else 0.2
        jogs_sec = driver.jogs.pause_sec()
        if jogs_sec is not None:
            pause = min(pause, jogs_sec)
        if driver.running:
            pause = min(pause, driver.pacer.next_due_sec(float(driver.data.time)) - self._clock())
            if pause <= 0:
                return
            pause = max(pause, _SHORTEST_SLEEP_SEC)
        self._wake.wait(pause)
        self._wake.clear()

    def _do_commands(self) -> None:
        until = self._clock() + _COMMANDS_SEC
        while self._clock() <= until:
            waiting = self._commands.take()
            if waiting is None:
                return
            command, done = waiting
            self._beat_sec = self._clock()
            error: Exception | None = None
            try:
                if isinstance(command, NamedState):
                    take_over(self._driver, command)
                else:
                    do_command(self._driver, command, done)
            except CommandError as refused:
                error = refused
            if error is not None or not isinstance(command, Step):
                done(error)
            self._events.changed()
