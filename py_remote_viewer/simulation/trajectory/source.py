"""The source that shows trajectories: a thread that plays them by the wall clock."""

import threading
import time
from collections.abc import Callable, Mapping

import mujoco

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import Command, SetFields
from py_remote_viewer.protocol.fields import Panel
from py_remote_viewer.protocol.scene import Capabilities
from py_remote_viewer.protocol.worker import Checkpoint
from py_remote_viewer.simulation.command_queue import CommandQueue
from py_remote_viewer.simulation.fields.sampling import FieldSampler
from py_remote_viewer.simulation.jogging import Jog
from py_remote_viewer.simulation.past import Past
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.simulation.series import SeriesSampler
from py_remote_viewer.simulation.source import (
    CommandDone,
    Ghost,
    SourceEvents,
    SourceSnapshot,
    SourceStatus,
)
from py_remote_viewer.simulation.trajectory.player import UNCHANGEABLE, Player
from py_remote_viewer.simulation.trajectory.states import Trajectory
from py_remote_viewer.simulation.transfer import NamedState

__all__ = ["TrajectorySource"]

#: So often the state is computed while it plays; a picture in between shows the last one.
_EVERY_SEC = 1 / 120
_CHECKPOINT_EVERY_SEC = 0.5


class TrajectorySource:
    """States of elsewhere, played to their end or round and round, and compared with others.

    Forces, contacts and sensors are those that MuJoCo computes for the recorded state. Nothing of
    it can be changed, and it keeps no other past than its rows.
    """

    capabilities = Capabilities(control=False, perturb=False, edit=False, export=False)

    def __init__(
        self,
        model: mujoco.MjModel,
        trajectory: Trajectory,
        compared: Trajectory | None = None,
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
        self._player = player = Player(model, trajectory, compared, events.notice)
        player.running, player.speed = running, speed
        self._anchor_sec = clock()
        self._checkpoint_due_sec = float("-inf")
        self._jumps = 0
        self._sampler = FieldSampler(player.playback.fields, events.fields)
        self.series = SeriesSampler(
            model, player.data, events.series, lambda: player.speed, compared=player.other
        )
        self._wake = threading.Event()
        self._commands: CommandQueue[Command] = CommandQueue(self._wake)
        self._closing = False
        self._beat_sec = clock()
        self._thread: threading.Thread | None = None
        player.show()

    # any thread

    def start(self) -> None:
        """Start the thread."""
        self._anchor_sec = self._beat_sec = self._clock()
        self._thread = threading.Thread(target=self._run, name="trajectory", daemon=True)
        self._thread.start()

    def copy_into(self, data: mujoco.MjData) -> SourceSnapshot:
        """Copy the state into `data`."""
        player = self._player
        player.exchange.copy(lambda: player.data, data)
        return SourceSnapshot(float(data.time), player.running)

    def copy_whole(self, data: mujoco.MjData) -> None:
        """Copy the state of one instant into `data`."""
        player = self._player
        player.exchange.copy_whole(lambda: player.data, data)

    @property
    def has_ghost(self) -> bool:
        """True where two are compared."""
        return self._player.other is not None

    def copy_ghost(self, data: mujoco.MjData) -> Ghost | None:
        """Copy the state of the second one into `data`, and say how it is drawn."""
        player, other = self._player, self._player.other
        ghost = player.playback.ghost()
        if other is None or ghost is None:
            return None
        player.other_exchange.copy(lambda: other, data)
        return ghost

    def take_over(self, state: NamedState, done: CommandDone) -> None:
        """Refused: its states are its own."""
        done(CommandError(UNCHANGEABLE))

    def submit(self, command: Command, done: CommandDone) -> None:
        """Queue a command; raises CommandError when too many wait."""
        self._commands.put(command, done)

    def pull(self, puller: int, pull: Pull | None) -> None:
        """Nothing of a trajectory can be pulled."""

    def pulls(self) -> Mapping[int, Pull]:
        """None."""
        return {}

    def jog(self, who: int, jog: Jog | None) -> None:
        """Nor moved."""

    def jogged(self) -> Mapping[int, int]:
        """Nobody."""
        return {}

    def past(self) -> Past | None:
        """None: what there is of it is in its file."""
        return None

    @property
    def panels(self) -> tuple[Panel, ...]:
        """How it plays, and what it is compared with."""
        return self._player.playback.fields.panels

    def watch_fields(self, panels: tuple[str, ...]) -> None:
        """Whose values are told."""
        self._sampler.watch(panels)
        self._wake.set()

    def status(self) -> SourceStatus:
        """The present status."""
        player = self._player
        return SourceStatus(
            running=player.running,
            sim_time_sec=player.at_sec,
            speed=player.speed,
            real_time_factor=player.speed if player.running else 0.0,
            contacts=int(player.data.ncon),
            too_slow=False,
            stalled_sec=max(0.0, self._clock() - self._beat_sec) if self._thread else 0.0,
            history=player.span(),
        )

    def restore(self, checkpoint: Checkpoint) -> bool:
        """Go on from where another one was, before `start`; False for a simulation's state."""
        if checkpoint.state:
            return False
        self._player.restore(checkpoint.sim_time_sec, checkpoint.fields)
        return True

    def close(self) -> None:
        """End the thread; waiting commands are refused."""
        self._closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._commands.refuse_all("The trajectory was closed.")

    # its own thread

    def _run(self) -> None:
        player = self._player
        try:
            while not self._closing:
                self._beat_sec = now = self._clock()
                self._do_commands()
                passed, self._anchor_sec = now - self._anchor_sec, now
                if player.play(passed):
                    self._changed()
                self._tell()
                self._wake.wait(_EVERY_SEC if player.running else 0.2)
                self._wake.clear()
        except Exception as error:
            # Whatever it is, it must not end as a thread that nobody misses.
            self._events.failed(error)

    def _tell(self) -> None:
        player, now = self._player, self._clock()
        if player.jumps != self._jumps:
            self._jumps = player.jumps
            self.series.jumped()
            self._events.changed()
        self._sampler.sample(now)
        self.series.sample(player.data, now)
        if now >= self._checkpoint_due_sec:
            self._tell_checkpoint()

    def _do_commands(self) -> None:
        while (waiting := self._commands.take()) is not None:
            command, done = waiting
            error: Exception | None = None
            was_running = self._player.running
            try:
                self._player.do(command)
            except CommandError as refused:
                error = refused
            if not was_running:
                # What passed before it began counts for nothing.
                self._anchor_sec = self._clock()
            if isinstance(command, SetFields):
                self._sampler.edited(command.values, self._clock())
            self._changed()
            done(error)

    def _changed(self) -> None:
        self._tell_checkpoint()
        self._events.changed()

    def _tell_checkpoint(self) -> None:
        """Where to go on, should this process die; the states are in the file."""
        player = self._player
        self._checkpoint_due_sec = self._clock() + _CHECKPOINT_EVERY_SEC
        self._events.checkpoint(
            Checkpoint(
                generation=self._generation,
                sim_time_sec=player.at_sec,
                running=player.running,
                speed=player.speed,
                state=b"",
                fields=dict(player.changed),
            )
        )
