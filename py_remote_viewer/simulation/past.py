"""The past of a simulation on a model of its own, so that another thread can make it again."""

import copy
from collections.abc import Iterator

import mujoco

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.history import HistoryView, cut, moments, replay
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.simulation.stepper import Stepper

__all__ = ["Past", "past_of"]


class Past:
    """All that was known at one moment; one thread uses it, beside the simulation."""

    def __init__(self, stepper: Stepper, view: HistoryView) -> None:
        self._stepper = stepper
        self.view = view

    @property
    def model(self) -> mujoco.MjModel:
        """Its own copy; options are those of the present moment of it."""
        return self._stepper.model

    @property
    def data(self) -> mujoco.MjData:
        """The state at the present moment of it, with all that its last step left."""
        return self._stepper.data

    @property
    def elapsed_sec(self) -> float:
        """The simulated time of all steps up to it, whatever resets did to the clock."""
        return self._stepper.elapsed_sec

    @property
    def pulls(self) -> tuple[Pull, ...]:
        """The pulls in force at it."""
        return tuple(self._stepper.pulls.by_puller.values())

    def cut(self, first: int, last: int) -> HistoryView:
        """What it takes to be at a moment from `first` to `last`; raises CommandError where one is
        not known."""
        self.check_span(first, last)
        return cut(self.view, first, last)

    def forget_edits(self) -> None:
        """Let the model be as it was loaded."""
        self._stepper.fields.become({})

    def go_to(self, index: int) -> None:
        """Be at a moment; raises CommandError where it is not known."""
        self._check(index)
        try:
            replay(self._stepper, self.view, index)
        except mujoco.FatalError as error:
            raise CommandError("That moment cannot be computed again.") from error

    def moments(self, first: int, last: int) -> Iterator[int]:
        """Be at each moment from `first` to `last`; raises CommandError where one is not known."""
        self.check_span(first, last)
        return moments(self._stepper, self.view, first, last)

    def check_span(self, first: int, last: int) -> None:
        """Raises CommandError where not all moments from `first` to `last` are known."""
        self._check(first)
        self._check(last)
        if first > last:
            raise CommandError(
                f"The moment {first} comes after {last}; give the earlier one first."
            )

    def _check(self, index: int) -> None:
        if not self.view.first <= index <= self.view.head:
            raise CommandError(
                f"The moment {index} is not known; the history reaches from {self.view.first} to "
                f"{self.view.head}."
            )


def past_of(stepper: Stepper, view: HistoryView) -> Past:
    """A past of the present stepper; on its thread, or while it stands still."""
    twin = Stepper(copy.copy(stepper.model))
    twin.fields.adopt(stepper.fields)
    twin.noise.adopt(stepper.noise)
    return Past(twin, view)
