"""Who sees which panels of fields, what is in them, and their newest values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from py_remote_viewer.protocol.client import PanelDescribed
from py_remote_viewer.protocol.fields import FieldValue, FieldValues, Panel
from py_remote_viewer.protocol.view import SHARED_VIEW, VIEW_PANELS
from py_remote_viewer.protocol.worker import WatchFields
from py_remote_viewer.sessions.participant import Participant

__all__ = ["PanelDesk"]


@dataclass
class _Watcher:
    """A participant's panels. What is `stale` missed a change and has to be told in full."""

    person: Participant
    panels: frozenset[str]
    stale: set[str] = field(default_factory=set[str])

    def place(self, panel: str) -> tuple[int, str]:
        """Where the values of a panel come from."""
        return (self.person.view if panel in VIEW_PANELS else SHARED_VIEW), panel


class PanelDesk:
    """Asks the worker for what is seen, and tells it to all who see it; encoded once for all.

    Values are snapshots: whoever cannot take them gets all of them later. Belongs to the event
    loop.
    """

    def __init__(self, tell: Callable[[WatchFields], None], is_open: Callable[[int], bool]) -> None:
        self._tell = tell
        self._is_open = is_open
        self._watchers: dict[int, _Watcher] = {}
        self._panels: Mapping[str, Panel] = {}
        self._generation = 0
        #: By view and panel.
        self._values: dict[tuple[int, str], dict[str, FieldValue]] = {}
        self._asked: tuple[str, ...] = ()
        self._encoder = msgspec.json.Encoder()

    def watch(self, person: Participant, panels: tuple[str, ...]) -> None:
        """These are the panels that a participant sees now; unknown names may come to be known."""
        known = self._watchers.get(person.id)
        before = known.panels if known else frozenset[str]()
        watcher = _Watcher(person, frozenset(panels), known.stale if known else set())
        self._watchers[person.id] = watcher
        if not watcher.panels:
            del self._watchers[person.id]
        self._describe(watcher, watcher.panels - before)
        self._ask()

    def left(self, person: Participant) -> None:
        """A participant sees nothing any more; twice is fine."""
        if self._watchers.pop(person.id, None) is not None:
            self._ask()

    def shown(self, generation: int, panels: Mapping[str, Panel]) -> None:
        """Another worker is on the air: whatever is seen is described anew."""
        self._generation, self._panels = generation, panels
        self._values.clear()
        self._asked = ()
        for watcher in self._watchers.values():
            self._describe(watcher, watcher.panels)
        self._ask()

    def changed(self, message: FieldValues) -> None:
        """Values of the worker on the air."""
        name, place = message.panel, (message.view, message.panel)
        if name not in self._asked or not self._is_open(message.view):
            return
        self._values.setdefault(place, {}).update(message.values)
        text = self._encoder.encode(FieldValues(name, message.values)).decode()
        for watcher in list(self._watchers.values()):
            mine = name in watcher.panels and watcher.place(name) == place
            if mine and name not in watcher.stale:
                self._send(watcher, name, text)

    def moved(self, person: Participant) -> None:
        """A participant looks at another view, whose panels may say something else."""
        watcher = self._watchers.get(person.id)
        for name in watcher.panels & set(VIEW_PANELS) if watcher else ():
            self._tell_all(self._watchers[person.id], name)

    def refresh(self) -> None:
        """Tell those in full who could not take a change before, and forget views that are gone;
        call it some times a second."""
        for place in [place for place in self._values if not self._is_open(place[0])]:
            del self._values[place]
        for watcher in list(self._watchers.values()):
            for name in list(watcher.stale & watcher.panels):
                self._tell_all(watcher, name)

    # telling

    def _describe(self, watcher: _Watcher, names: frozenset[str]) -> None:
        for name in sorted(names):
            panel = self._panels.get(name)
            if panel is not None:
                watcher.person.outlet.send(PanelDescribed(self._generation, panel))
                self._tell_all(watcher, name)

    def _tell_all(self, watcher: _Watcher, name: str) -> None:
        values = self._values.get(watcher.place(name))
        watcher.stale.discard(name)
        if values:
            text = self._encoder.encode(FieldValues(name, values)).decode()
            self._send(watcher, name, text)

    def _send(self, watcher: _Watcher, name: str, text: str) -> None:
        if not watcher.person.outlet.send_text(text):
            watcher.stale.add(name)

    def _ask(self) -> None:
        """Name to the worker all panels that anybody sees."""
        seen = {name for watcher in self._watchers.values() for name in watcher.panels}
        asked = tuple(sorted(seen & self._panels.keys()))
        if asked == self._asked:
            return
        # What nobody saw for a while is not kept up to date.
        self._values = {
            place: values for place, values in self._values.items() if place[1] in asked
        }
        self._asked = asked
        self._tell(WatchFields(asked))
