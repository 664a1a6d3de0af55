"""A simulation with its past: it can go back to any moment of it, and on from there."""

import time
from collections.abc import Callable

import mujoco

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.client import HistorySpan
from py_remote_viewer.simulation.history import History, HistoryView, replay
from py_remote_viewer.simulation.stepper import Edit, Mark, PullEdit, Stepper

__all__ = ["Timeline"]


class Timeline:
    """What the physics thread drives: every change of the state goes through it and is noted.

    Moments are counted by an index that grows with every step and every jump (a reset, a pose set
    while paused). What lies ahead after going back is forgotten when something else happens there.
    """

    def __init__(self, stepper: Stepper, clock: Callable[[], float] = time.monotonic) -> None:
        self.stepper = stepper
        self._clock = clock
        self._cost_sec = 0.0
        self.history = History(stepper.mark(jump=True, made_sec=clock()))

    @property
    def index(self) -> int:
        """The present moment."""
        return self.stepper.index

    @property
    def behind(self) -> bool:
        """True where the present moment is in the past."""
        return self.stepper.index < self.history.head

    def advance(self, steps: int) -> None:
        """Make steps; raises mujoco.FatalError, after which only `recover` helps."""
        self._cut()
        started = time.perf_counter()
        self.stepper.advance(steps)
        self._cost_sec += time.perf_counter() - started
        self.history.reach(self.index, self.stepper.elapsed_sec)

    def maybe_mark(self) -> None:
        """Make a mark where one is due; after steps that went well."""
        if self.history.due(self.stepper.elapsed_sec, self._cost_sec):
            self.history.add(self._mark())

    def edit(self, edit: Edit, *, running: bool) -> None:
        """Change what comes next, or while paused what is."""
        self._cut()
        if running:
            self.stepper.edit(edit)
            self.history.log(self.index, edit)
            return
        with_pose = isinstance(edit, PullEdit)

        def change() -> None:
            self.stepper.edit(edit)
            if with_pose:
                self.stepper.pulls.pose(self.stepper.data)
            mujoco.mj_forward(self.stepper.model, self.stepper.data)

        self.jump(change, joining=True)

    def jump(self, change: Callable[[], None], *, joining: bool = False) -> None:
        """Replace the state; it becomes a moment of its own.

        With `joining` one that follows another without a step between takes its place: a slider
        dragged while paused is one moment.
        """
        self._cut()
        change()
        newest = self.history.newest
        if not (joining and newest.jump and newest.index == self.index):
            self.stepper.index += 1
        self.history.add(self._mark(jump=True))

    def seek(self, index: int) -> None:
        """Be at a moment of the past, or again at the newest; raises CommandError beyond them.

        The steps from the last mark before it are made again, which bounds the time it takes.
        """
        first, head = self.history.oldest.index, self.history.head
        if not first <= index <= head:
            raise CommandError(
                f"The moment {index} is not known; the history reaches from {first} to {head}."
            )
        replay(self.stepper, self.history.view(), index)

    def recover(self, made_before_sec: float, *, broken: bool) -> None:
        """Go back to the newest mark made before a wall time, or to the oldest there is."""
        if broken:
            self.stepper.renew()
        mark = self.history.good_before(made_before_sec) or self.history.oldest
        self.stepper.go_to(mark)
        self._cost_sec = 0.0
        self.history.cut_to(mark)

    def view(self) -> HistoryView:
        """All that is known of the past, for other threads; taken on the stepping thread or while
        it stands still."""
        return self.history.view()

    def span(self) -> HistorySpan:
        """How far the past reaches; on any thread, read one by one, good enough to show."""
        history, oldest = self.history, self.history.oldest
        return HistorySpan(
            first=oldest.index,
            index=self.stepper.index,
            head=max(history.head, self.stepper.index),
            first_sec=oldest.elapsed_sec,
            index_sec=self.stepper.elapsed_sec,
            head_sec=max(history.head_elapsed_sec, self.stepper.elapsed_sec),
            short_of_memory=history.short_of_memory,
        )

    def _cut(self) -> None:
        if self.behind:
            self.history.cut(self.index, self.stepper.elapsed_sec)

    def _mark(self, *, jump: bool = False) -> Mark:
        self._cost_sec = 0.0
        return self.stepper.mark(jump=jump, logged=self.history.logged, made_sec=self._clock())
