"""Who plots which series, what is known of them, and their samples on the way to each."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from py_remote_viewer.protocol.client import SeriesDescribed
from py_remote_viewer.protocol.series import MOST_NEWEST, MOST_SERIES_OF_A_SESSION, SeriesInfo
from py_remote_viewer.protocol.worker import SampleSeries, SeriesFound, SeriesSampled
from py_remote_viewer.sessions.participant import Participant
from py_remote_viewer.sessions.samples import (
    MOST_ROWS,
    Batch,
    history_text,
    newest_values,
    samples_text,
)

__all__ = ["SeriesDesk"]

#: Each person gets at most about as many numbers a second, 60 kB of text.
_NUMBERS_PER_SEC = 3000.0
_MOST_SAMPLES_PER_SEC = 100.0
_KEPT_BYTES = 8 << 20
#: A newcomer's plots begin with the last half minute, thinned out to so many numbers.
_HISTORY_NUMBERS = 4000


@dataclass(eq=False)
class _Watcher:
    """What a participant plots, and how much of it is told."""

    person: Participant
    series: tuple[str, ...]
    newest: tuple[str, ...]
    #: The last batch that was sent.
    sent: int
    described: set[str] = field(default_factory=set[str])
    told: dict[str, float | None] = field(default_factory=dict[str, float | None])


class SeriesDesk:
    """Asks the worker to sample what anybody plots, and tells each what they asked for.

    A series is encoded once for all who plot it. Whoever cannot take a batch gets it with the
    next, as far as it is kept; batches are counted, so that what is missing is seen. Belongs to
    the event loop.
    """

    def __init__(self, tell: Callable[[SampleSeries], None]) -> None:
        self._tell = tell
        self._watchers: dict[int, _Watcher] = {}
        self._infos: dict[str, SeriesInfo] = {}
        self._generation: int | None = None
        self._asked = SampleSeries(0, (), (), 0.0)
        self._places: dict[int, dict[str, int]] = {}
        self._kept: deque[Batch] = deque()
        self._number = 0
        self._newest: dict[str, float | None] = {}

    def watch(self, person: Participant, series: Iterable[str], newest: Iterable[str]) -> None:
        """This is what a participant plots now, and nothing else."""
        known = self._watchers.pop(person.id, None)
        wanted, refused = self._within_limit(series, "series")
        wanted_newest, refused_newest = self._within_limit(newest, "newest")
        watcher = _Watcher(person, wanted, wanted_newest, known.sent if known else self._number)
        if known is not None:
            watcher.described, watcher.told = known.described, known.told
        if wanted or wanted_newest:
            self._watchers[person.id] = watcher
        self._refuse(person, (*refused, *refused_newest))
        before = frozenset(known.series if known else ())
        self._tell_history(watcher, tuple(name for name in wanted if name not in before))
        self._describe(watcher)
        self._ask()

    def left(self, person: Participant) -> None:
        """A participant plots nothing any more; twice is fine."""
        if self._watchers.pop(person.id, None) is not None:
            self._ask()

    def shown(self, generation: int) -> None:
        """Another worker is on the air: what is plotted has to be found in it."""
        self._generation = generation
        self._infos.clear()
        self._kept.clear()
        self._newest.clear()
        for watcher in self._watchers.values():
            watcher.described.clear()
            watcher.told.clear()
            watcher.sent = self._number
        self._asked = SampleSeries(self._asked.watch, (), (), 0.0)
        self._ask()

    def found(self, message: SeriesFound) -> None:
        """The worker on the air says what there is."""
        self._infos.update((info.series, info) for info in message.series)
        for watcher in list(self._watchers.values()):
            self._describe(watcher)

    def sampled(self, message: SeriesSampled) -> None:
        """Samples of the worker on the air."""
        places = self._places.get(message.watch)
        if places is None:
            return
        if message.rows:
            self._keep(message, places)
        if message.newest and message.watch == self._asked.watch:
            self._newest = newest_values(self._asked.newest, message.newest)
        for watcher in list(self._watchers.values()):
            self._deliver(watcher)

    # what is asked of the worker

    def _within_limit(
        self, names: Iterable[str], what: str
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names that all together leave room for, and the others."""
        limit = MOST_SERIES_OF_A_SESSION if what == "series" else MOST_NEWEST
        used = {name for other in self._watchers.values() for name in getattr(other, what)}
        wanted: list[str] = []
        refused: list[str] = []
        for name in dict.fromkeys(names):
            if name in used or len(used) < limit:
                used.add(name)
                wanted.append(name)
            else:
                refused.append(name)
        return tuple(wanted), tuple(refused)

    def _ask(self) -> None:
        watchers = self._watchers.values()
        series = tuple(sorted({name for watcher in watchers for name in watcher.series}))
        newest = tuple(sorted({name for watcher in watchers for name in watcher.newest}))
        # Whatever anybody ever asked for must not pile up.
        self._infos = {
            name: self._infos[name] for name in (*series, *newest) if name in self._infos
        }
        most = max((len(watcher.series) for watcher in watchers), default=0)
        per_sec = min(_MOST_SAMPLES_PER_SEC, _NUMBERS_PER_SEC / max(most, 1))
        before = self._asked
        if (before.series, before.newest, before.per_sec) == (series, newest, per_sec):
            return
        if self._generation is None or not (series or newest or before.series or before.newest):
            return
        self._asked = SampleSeries(before.watch + 1, series, newest, per_sec)
        self._places[self._asked.watch] = {name: place for place, name in enumerate(series)}
        # Of older requests only what is kept or under way is needed.
        for watch in list(self._places)[:-8]:
            del self._places[watch]
        self._tell(self._asked)

    # telling

    def _refuse(self, person: Participant, names: tuple[str, ...]) -> None:
        if names:
            problem = (
                f"{MOST_SERIES_OF_A_SESSION} series are plotted by all together already; close a "
                "plot, here or in another page."
            )
            infos = tuple(SeriesInfo(name, problem=problem) for name in names)
            person.outlet.send(SeriesDescribed(self._generation or 0, infos))

    def _describe(self, watcher: _Watcher) -> None:
        names = {*watcher.series, *watcher.newest}
        watcher.described &= names
        fresh = sorted((names - watcher.described) & self._infos.keys())
        if fresh:
            watcher.described.update(fresh)
            infos = tuple(self._infos[name] for name in fresh)
            watcher.person.outlet.send(SeriesDescribed(self._generation or 0, infos))

    def _keep(self, message: SeriesSampled, places: dict[str, int]) -> None:
        if self._kept:
            self._kept[-1].forget_texts()
        self._number += 1
        self._kept.append(Batch(self._number, message, places))
        rows = sum(batch.rows for batch in self._kept)
        size = sum(batch.size for batch in self._kept)
        while len(self._kept) > 1 and (rows > MOST_ROWS or size > _KEPT_BYTES):
            oldest = self._kept.popleft()
            rows, size = rows - oldest.rows, size - oldest.size

    def _deliver(self, watcher: _Watcher) -> None:
        """Send what a watcher does not have yet, as long as it is taken."""
        waiting = [batch for batch in self._kept if batch.number > watcher.sent]
        changed = {
            name: self._newest[name]
            for name in watcher.newest
            if name in self._newest and self._newest[name] != watcher.told.get(name, ...)
        }
        for batch in waiting if watcher.series else ():
            if not self._send(watcher, batch, {}):
                return
        watcher.sent = self._number
        if changed and self._send(watcher, None, changed):
            watcher.told.update(changed)

    def _send(
        self, watcher: _Watcher, batch: Batch | None, newest: dict[str, float | None]
    ) -> bool:
        text = samples_text(self._generation or 0, watcher.sent, watcher.series, batch, newest)
        sent = watcher.person.outlet.send_text(text)
        if sent and batch is not None:
            watcher.sent = batch.number
        return sent

    def _tell_history(self, watcher: _Watcher, names: tuple[str, ...]) -> None:
        """What is kept of series that are new to a watcher, since the state last jumped."""
        if not self._kept:
            return
        segment = self._kept[-1].segment
        batches = [
            batch
            for batch in self._kept
            if batch.segment == segment and batch.number <= watcher.sent
        ]
        names = tuple(name for name in names if any(name in batch.places for batch in batches))
        if names:
            watcher.person.outlet.send_text(
                history_text(self._generation or 0, watcher.sent, names, batches, _HISTORY_NUMBERS)
            )
