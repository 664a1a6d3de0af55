"""Plays trajectories: which moment is shown, and what follows from its state."""

import time
from collections.abc import Callable, Mapping

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.client import HistorySpan
from py_remote_viewer.protocol.commands import (
    SPEED_LADDER,
    Command,
    Pause,
    Reset,
    Run,
    Seek,
    SetFields,
    SetSpeed,
    Step,
    StepBack,
)
from py_remote_viewer.protocol.fields import FieldValue
from py_remote_viewer.protocol.worker import SimulationNotice
from py_remote_viewer.simulation.exchange import StateExchange
from py_remote_viewer.simulation.loading import initial_state
from py_remote_viewer.simulation.trajectory.playback import Playback
from py_remote_viewer.simulation.trajectory.states import Numbers, Trajectory

__all__ = ["UNCHANGEABLE", "Player"]

UNCHANGEABLE = (
    "This is a trajectory: what is in it cannot be changed. Go back to the simulation for that."
)


class Player:
    """Owns an MjData for the first trajectory and one for the second, where there is one.

    Both go by the same time since their beginnings; the shorter one stays at its end. Belongs to
    one thread, but for `exchange` and what is only read.
    """

    def __init__(
        self,
        model: mujoco.MjModel,
        first: Trajectory,
        second: Trajectory | None,
        notice: Callable[[SimulationNotice], None],
    ) -> None:
        self.model = model
        self._first = first
        self._second = second
        self._notice = notice
        self._warned = False
        self.playback = Playback(model, compares=second is not None)
        #: What people set, to be set again elsewhere.
        self.changed: dict[str, FieldValue] = {}
        self.data = initial_state(model)
        self.other = initial_state(model) if second is not None else None
        self.exchange = StateExchange(model)
        self.other_exchange = StateExchange(model)
        #: When its rows are; those of the longer one, by the time of the first.
        self._times = _ruler(first, second)
        self.running = False
        self.speed = 1.0
        self.at_sec = self.begin_sec
        #: How often it jumped: what came after does not follow from what came before.
        self.jumps = 0

    # what is known

    @property
    def begin_sec(self) -> float:
        """The time of the first row."""
        return float(self._times[0])

    @property
    def end_sec(self) -> float:
        """Where both have ended."""
        return float(self._times[-1])

    def span(self) -> HistorySpan:
        """The rows as moments; on any thread."""
        return HistorySpan(
            first=0,
            index=self._row(),
            head=len(self._times) - 1,
            first_sec=self.begin_sec,
            index_sec=self.at_sec,
            head_sec=self.end_sec,
            short_of_memory=False,
        )

    # playing

    def play(self, passed_sec: float) -> bool:
        """So much time has passed; True where it has come to its end and stopped."""
        if not self.running:
            return False
        at_sec = self.at_sec + passed_sec * self.speed
        begin, end = self.begin_sec, self.end_sec
        if at_sec > end and self.playback.loop and end > begin:
            self._go_to(begin + (at_sec - begin) % (end - begin))
            return False
        self.at_sec = min(at_sec, end)
        self.show()
        self.running = at_sec < end
        return not self.running

    def show(self) -> None:
        """Bring the states to the present moment."""
        self._put(self._first, self.data, self.exchange)
        if self._second is not None and self.other is not None:
            self._put(self._second, self.other, self.other_exchange)

    def _put(self, trajectory: Trajectory, data: mujoco.MjData, exchange: StateExchange) -> None:
        started = time.perf_counter()
        since = self.at_sec - self.begin_sec
        at_sec = float(trajectory.time[0]) + since
        with exchange.live:
            trajectory.put(self.model, data, at_sec, between=self.playback.between)
            # The shorter one stays at its end, and its time goes on.
            data.time = at_sec
            self._forward(data)
        exchange.stepped(data, time.perf_counter() - started)

    def _forward(self, data: mujoco.MjData) -> None:
        try:
            mujoco.mj_forward(self.model, data)
        except mujoco.FatalError as error:
            # The bodies stand where they were recorded; what lacks memory is what follows.
            self.running = False
            if not self._warned:
                self._warned = True
                reason = " ".join(str(error).split()).rstrip(".")
                text = f"This state cannot be computed in full: {reason}."
                self._notice(SimulationNotice("step_failed", "warning", text))

    def _go_to(self, at_sec: float) -> None:
        """Another moment, that does not follow from the one before."""
        self.at_sec = min(max(at_sec, self.begin_sec), self.end_sec)
        self.show()
        self.jumps += 1

    def restore(self, at_sec: float, fields: Mapping[str, FieldValue]) -> None:
        """Be where another one was, set as that was, as far as it fits."""
        for path, value in fields.items():
            if path in self.playback.fields:
                self._write({path: value})
        self._go_to(at_sec)

    # commands

    def do(self, command: Command) -> None:
        """Do a command; raises CommandError where it cannot be done."""
        match command:
            case Run():
                self._begin()
            case Pause():
                self.running = False
            case Reset(keyframe=None):
                self._go_to(self.begin_sec)
            case Step(count=count):
                self._pause_at(self._row() + count)
            case StepBack(count=count):
                self._pause_at(self._row() - count)
            case Seek(index=index):
                self._seek(index)
            case SetSpeed(factor=factor):
                self._set_speed(factor)
            case SetFields(values=values):
                self._set_fields(values)
            case _:
                raise CommandError(UNCHANGEABLE)

    def _begin(self) -> None:
        # At its end there is nothing left to play.
        if self.at_sec >= self.end_sec:
            self._go_to(self.begin_sec)
        self.running = True

    def _row(self) -> int:
        return max(0, int(np.searchsorted(self._times, self.at_sec, side="right")) - 1)

    def _pause_at(self, row: int) -> None:
        self.running = False
        row = min(max(row, 0), len(self._times) - 1)
        self._go_to(float(self._times[row]))

    def _seek(self, row: int) -> None:
        if row >= len(self._times):
            raise CommandError(
                f"The trajectory has no row {row}; they are counted from 0 to "
                f"{len(self._times) - 1}."
            )
        self._pause_at(row)

    def _set_speed(self, factor: float) -> None:
        if factor not in SPEED_LADDER:
            ladder = ", ".join(f"{step:g}" for step in SPEED_LADDER)
            raise CommandError(f"The speed {factor!r} is not on the ladder; it is one of {ladder}.")
        self.speed = factor

    def _set_fields(self, values: Mapping[str, FieldValue]) -> None:
        if any(path not in self.playback.fields for path in values):
            raise CommandError(UNCHANGEABLE)
        self._write(values)
        self.show()

    def _write(self, values: Mapping[str, FieldValue]) -> None:
        checked = self.playback.fields.check(values)
        self.playback.fields.write(checked)
        self.changed |= checked


def _ruler(first: Trajectory, second: Trajectory | None) -> Numbers:
    if second is None or second.seconds <= first.seconds:
        return first.time
    return second.time - second.time[0] + first.time[0]
