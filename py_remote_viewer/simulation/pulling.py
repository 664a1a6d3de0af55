"""Who holds what, between the thread on which hands move and the one on which bodies do."""

from collections.abc import Callable
from typing import Protocol

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.perturb import Pull, Pulls
from py_remote_viewer.simulation.stepper import Edit, PullEdit

__all__ = ["PullDesk"]

#: A pull that nobody refreshes ends by itself: a person who vanished must not leave one behind.
_KEPT_SEC = 0.25


class _Simulation(Protocol):
    @property
    def advancing(self) -> bool: ...

    def edit(self, edit: Edit) -> None: ...


class PullDesk:
    """Makes edits of people's pulls; `want` on any thread, the rest on the stepping one.

    What jumps (a seek, a reset, a recovery) takes bodies out of all hands: they may be elsewhere
    now, and a hand that merely rests must not change the past that somebody looks at.
    """

    def __init__(self, pulls: Pulls, clock: Callable[[], float]) -> None:
        self._pulls = pulls
        self._clock = clock
        #: The newest of each person that was not taken yet; None lets go.
        self._wanted: dict[int, Pull | None] = {}
        self._held: dict[int, Pull] = {}
        self._heard_sec: dict[int, float] = {}
        #: Whose pull ended before the hand let go.
        self._dropped: set[int] = set()

    @property
    def busy(self) -> bool:
        """True while somebody pulls, and pulls may run out."""
        return bool(self._heard_sec)

    def want(self, puller: int, pull: Pull | None) -> None:
        """Pull a body from now on, or let go of it; the newest of each person wins."""
        self._wanted[puller] = pull

    def drop(self) -> None:
        """Nobody holds anything any more; who did has to let go and take hold again."""
        self._dropped |= self._heard_sec.keys()
        self._held.clear()

    def take(self, simulation: _Simulation) -> bool:
        """Make what people want come about; True where something changed."""
        now = self._clock()
        changed = False
        while self._wanted:
            puller, pull = self._wanted.popitem()
            self._heard_sec[puller] = now
            changed |= self._take(simulation, puller, pull)
        for puller, heard_sec in list(self._heard_sec.items()):
            if now - heard_sec > _KEPT_SEC:
                changed |= self._take(simulation, puller, None)
        # Pulls of a past that is gone on from belong to nobody.
        if simulation.advancing:
            for puller in self._pulls.by_puller.keys() - self._held.keys():
                simulation.edit(PullEdit(puller, None))
                changed = True
        return changed

    def _take(self, simulation: _Simulation, puller: int, pull: Pull | None) -> bool:
        if pull is None:
            del self._heard_sec[puller]
            self._dropped.discard(puller)
            if self._held.pop(puller, None) is None:
                return False
        elif puller in self._dropped or pull == self._held.get(puller):
            return False
        else:
            self._held[puller] = pull
        try:
            simulation.edit(PullEdit(puller, pull))
        except CommandError:
            # It was told, and undone, which has taken everything out of all hands.
            return True
        return True
