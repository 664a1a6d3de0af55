"""The past of a simulation: marks some tenths of a second apart, and the edits between them.

States of every step would take gigabytes (200 free boxes at 2 ms: 25 MB for a simulated second), so
between the marks the same steps are made again, which gives the same bits.
"""

import bisect
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from py_remote_viewer.simulation.stepper import Edit, FieldEdit, Mark, Stepper

__all__ = ["Entry", "History", "HistoryView", "cut", "moments", "replay"]

_BUDGET_BYTES = 256 << 20
_KEEP_SEC = 600.0
#: A mark is due after so much simulated time, or so much time spent on steps: it bounds how long
#: going to any moment takes.
_SPACING_SEC = 0.1
_SPACING_COST_SEC = 0.1
_MOST_EDITS = 200_000
#: So many edits after the last mark another one is due, or they could never be forgotten.
_SPACING_EDITS = 2000
#: What a mark takes beside its state, what an edit takes, and each value in it (measured).
_MARK_BYTES = 600
_EDIT_BYTES = 900
_VALUE_BYTES = 120


@dataclass(frozen=True)
class Entry:
    """An edit between the step that led to `index` and the next one; `number` counts them all."""

    index: int
    number: int
    edit: Edit
    #: The memory that it takes, roughly.
    cost: int


@dataclass(frozen=True)
class HistoryView:
    """What is known of the past at one moment; never changes, so any thread may read it."""

    marks: tuple[Mark, ...]
    entries: tuple[Entry, ...]
    head: int

    @property
    def first(self) -> int:
        """The oldest moment that can be gone to."""
        return self.marks[0].index


class History:
    """Marks and edits, oldest first; within a budget of memory, at least one mark."""

    def __init__(self, begin: Mark, budget_bytes: int = _BUDGET_BYTES) -> None:
        self._marks = [begin]
        self._entries: list[Entry] = []
        self._logged = 0
        self._budget_bytes = budget_bytes
        self._bytes = _cost(begin)
        #: The newest moment; beyond the present one after going back.
        self.head = begin.index
        self.head_elapsed_sec = begin.elapsed_sec
        #: Memory, not age, has made it forget something.
        self.short_of_memory = False

    @property
    def logged(self) -> int:
        """How many edits were logged so far."""
        return self._logged

    @property
    def oldest(self) -> Mark:
        """The oldest moment that can be gone to."""
        return self._marks[0]

    @property
    def newest(self) -> Mark:
        """The newest mark."""
        return self._marks[-1]

    def view(self) -> HistoryView:
        """All of it, as it is now."""
        return HistoryView(tuple(self._marks), tuple(self._entries), self.head)

    def due(self, elapsed_sec: float, cost_sec: float) -> bool:
        """True when a mark should be made, so much stepping time after the last one."""
        since = elapsed_sec - self._marks[-1].elapsed_sec
        edits = self._logged - self._marks[-1].logged
        long = since >= _SPACING_SEC or cost_sec >= _SPACING_COST_SEC
        return long or edits >= _SPACING_EDITS

    def reach(self, index: int, elapsed_sec: float) -> None:
        """The present moment is a new one."""
        self.head, self.head_elapsed_sec = index, elapsed_sec

    def log(self, index: int, edit: Edit) -> None:
        """Note an edit at the present moment."""
        cost = _EDIT_BYTES
        if isinstance(edit, FieldEdit):
            cost += _VALUE_BYTES * len(edit.values)
        self._entries.append(Entry(index, self._logged, edit, cost))
        self._logged += 1
        self._bytes += cost
        self._forget_oldest()

    def add(self, mark: Mark) -> None:
        """Keep a mark of the present moment; one of the same moment makes room for it."""
        if self._marks[-1].index == mark.index:
            self._bytes -= _cost(self._marks[-1])
            # In one go: other threads may look at the only one.
            self._marks[-1] = mark
        else:
            self._marks.append(mark)
        self._bytes += _cost(mark)
        self.reach(mark.index, mark.elapsed_sec)
        self._forget_oldest()

    def cut(self, index: int, elapsed_sec: float) -> None:
        """Forget what came after this moment, which is to go on in another way."""
        kept = bisect.bisect_right(self._marks, index, key=lambda mark: mark.index)
        self._bytes -= sum(_cost(mark) for mark in self._marks[kept:])
        del self._marks[kept:]
        entries = bisect.bisect_right(self._entries, index, key=lambda entry: entry.index)
        self._forget_entries(slice(entries, None))
        self.reach(index, elapsed_sec)

    def cut_to(self, mark: Mark) -> None:
        """Forget what came after one of the marks, edits of the same moment too."""
        self.cut(mark.index, mark.elapsed_sec)
        kept = bisect.bisect_left(self._entries, mark.logged, key=lambda entry: entry.number)
        self._forget_entries(slice(kept, None))

    def good_before(self, made_sec: float) -> Mark | None:
        """The newest mark that was made before this wall time."""
        return next((mark for mark in reversed(self._marks) if mark.made_sec <= made_sec), None)

    def _forget_oldest(self) -> None:
        oldest_wanted_sec = self.head_elapsed_sec - _KEEP_SEC
        while len(self._marks) > 1:
            full = self._bytes > self._budget_bytes or len(self._entries) > _MOST_EDITS
            if not full and self._marks[1].elapsed_sec > oldest_wanted_sec:
                return
            self.short_of_memory = self.short_of_memory or full
            self._bytes -= _cost(self._marks.pop(0))
            kept = bisect.bisect_left(
                self._entries, self._marks[0].logged, key=lambda entry: entry.number
            )
            self._forget_entries(slice(0, kept))

    def _forget_entries(self, which: slice) -> None:
        self._bytes -= sum(entry.cost for entry in self._entries[which])
        del self._entries[which]


def replay(stepper: Stepper, view: HistoryView, index: int) -> None:
    """Bring a stepper to a moment between the view's first and head; raises mujoco.FatalError as
    steps do."""
    mark = _mark_for(view.marks, index)
    stepper.go_to(mark)
    from_number = bisect.bisect_left(view.entries, mark.logged, key=lambda entry: entry.number)
    for entry in view.entries[from_number:]:
        if entry.index > index:
            break
        _advance_to(stepper, entry.index)
        stepper.edit(entry.edit)
    _advance_to(stepper, index)


def moments(stepper: Stepper, view: HistoryView, first: int, last: int) -> Iterator[int]:
    """Bring a stepper to each moment from `first` to `last`, one after another."""
    replay(stepper, view, first)
    yield first
    jumps = {mark.index: mark for mark in view.marks if mark.jump}
    edits = deque(entry for entry in view.entries if entry.index > first)
    for index in range(first + 1, last + 1):
        jump = jumps.get(index)
        if jump is not None:
            stepper.go_to(jump)
        else:
            stepper.advance(1)
        while edits and edits[0].index == index:
            entry = edits.popleft()
            if jump is None or entry.number >= jump.logged:
                stepper.edit(entry.edit)
        yield index


def cut(view: HistoryView, first: int, last: int) -> HistoryView:
    """What of a view it takes to replay the moments from `first` to `last`."""
    begin = _mark_for(view.marks, first)
    marks = tuple(mark for mark in view.marks if begin.index <= mark.index <= last)
    entries = tuple(
        entry for entry in view.entries if entry.number >= begin.logged and entry.index <= last
    )
    return HistoryView(marks, entries, last)


def _mark_for(marks: Sequence[Mark], index: int) -> Mark:
    """The mark to begin from: not that of the moment itself, unless it jumped there, because the
    last step also leaves the poses and contacts that people saw."""
    place = bisect.bisect_right(marks, index, key=lambda mark: mark.index) - 1
    if marks[place].index == index and not marks[place].jump:
        place -= 1
    return marks[max(0, place)]


def _advance_to(stepper: Stepper, index: int) -> None:
    if index > stepper.index:
        stepper.advance(index - stepper.index)


def _cost(mark: Mark) -> int:
    noise = sum(array.nbytes for array in mark.noise or ())
    return _MARK_BYTES + mark.image.nbytes + noise
