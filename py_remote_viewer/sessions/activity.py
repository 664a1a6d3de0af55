"""The activity log: what was done and said, by whom, when."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.client import ActivityTold, ServerMessage
from py_remote_viewer.protocol.commands import (
    CancelFilm,
    Command,
    DeleteKeyframe,
    LoadKeyframe,
    MakeFilm,
    Pause,
    Present,
    Reload,
    Reset,
    Run,
    SaveKeyframe,
    Seek,
    SetControls,
    SetFields,
    SetSpeed,
    SetTiles,
    StartRecording,
    Step,
    StepBack,
    StopRecording,
    WatchFiles,
)
from py_remote_viewer.protocol.people import Activity, ActivityKind
from py_remote_viewer.sessions.participant import Participant

__all__ = ["ActivityLog"]

_KEPT = 500
#: So many a newcomer is told.
_TOLD = 100
#: The same once more within so long is the same entry, counted.
_SAME_MS = 10_000.0
_GATHER_SEC = 0.5
#: Sayings: so many at once, and then one in so long.
_SAYINGS, _SAYING_SEC = 5, 2.0
_MOST_LABELS = 3


class ActivityLog:
    """Keeps the newest entries and tells everybody of each. Belongs to the event loop.

    `labels` gives the fields' names for people, by path; `heard` is told of every new entry.
    """

    def __init__(
        self,
        broadcast: Callable[[ServerMessage], None],
        labels: Callable[[], Mapping[str, str]],
        clock: Callable[[], float],
        now: Callable[[], float] = time.time,
        heard: Callable[[Activity, Participant | None], None] = lambda entry, person: None,
    ) -> None:
        self._heard = heard
        self._broadcast = broadcast
        self._labels = labels
        self._clock = clock
        self._now = now
        self._entries: deque[Activity] = deque(maxlen=_KEPT)
        self._next = 1
        self._untold: dict[int, Activity] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._sayings: dict[int, deque[float]] = {}

    def news(self) -> ActivityTold:
        """What a newcomer is told."""
        return ActivityTold(tuple(self._entries)[-_TOLD:])

    def add(
        self, kind: ActivityKind, text: str, who: str, person: Participant | None = None
    ) -> None:
        """Note something."""
        at_ms = self._now() * 1e3
        last = self._entries[-1] if self._entries else None
        number = person.id if person else None
        if (
            last is not None
            and kind != "chat"
            and (last.kind, last.text, last.who, last.person) == (kind, text, who, number)
            and at_ms - last.at_ms < _SAME_MS
        ):
            entry = replace(last, at_ms=at_ms, times=last.times + 1)
            self._entries[-1] = entry
        else:
            color = person.seat.color if person else ""
            entry = Activity(self._next, at_ms, kind, who, text, number, color)
            self._next += 1
            self._entries.append(entry)
            self._heard(entry, person)
        self._tell(entry)

    def close(self) -> None:
        """Tell nothing more; twice is fine."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell(self, entry: Activity) -> None:
        """At once, but never more often than every so often: a slider that is dragged makes dozens
        a second."""
        self._untold[entry.id] = entry
        if self._timer is None:
            self._tell_gathered()

    def _tell_gathered(self) -> None:
        self._timer = None
        if not self._untold:
            return
        entries, self._untold = tuple(self._untold.values()), {}
        self._broadcast(ActivityTold(entries))
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_GATHER_SEC, self._tell_gathered)

    def say(self, person: Participant, text: str) -> None:
        """Somebody says something; raises CommandError where that is too much."""
        text = text.strip()
        if not text:
            raise CommandError("There is nothing in this message.")
        now = self._clock()
        said = self._sayings.setdefault(person.id, deque(maxlen=_SAYINGS))
        if len(said) == _SAYINGS and now - said[0] < _SAYING_SEC * _SAYINGS:
            raise CommandError(
                f"More than {_SAYINGS} messages in {_SAYING_SEC * _SAYINGS:.0f} s are not taken; "
                "wait a moment."
            )
        said.append(now)
        self.add("chat", text, person.name, person)

    def left(self, person: Participant) -> None:
        """A participant has left."""
        self._sayings.pop(person.id, None)

    def did(self, person: Participant | None, who: str, command: Command) -> None:
        """Note a command that was done, where others want to know of it."""
        told = self._told(command)
        if told is not None:
            self.add(*told, who, person)

    def _told(self, command: Command) -> tuple[ActivityKind, str] | None:  # noqa: C901
        match command:
            case Run():
                return "simulation", "ran the simulation"
            case Pause():
                return "simulation", "paused"
            case Step():
                return "simulation", "stepped"
            case StepBack():
                return "simulation", "stepped back"
            case Seek():
                return "simulation", "went to another moment"
            case Reset(keyframe=keyframe):
                to = "" if keyframe is None else f" to keyframe {keyframe}"
                return "simulation", f"reset the simulation{to}"
            case SetSpeed(factor=factor):
                return "simulation", f"set the speed to {factor:g}"
            case Reload():
                return "scene", "loaded the scene again"
            case SaveKeyframe(name=name):
                return "scene", f"saved the keyframe {name}"
            case LoadKeyframe(name=name):
                return "simulation", f"went to the keyframe {name}"
            case DeleteKeyframe(name=name):
                return "scene", f"deleted the keyframe {name}"
            case WatchFiles(on=on):
                return "scene", "lets saved files load again" if on else "stopped watching files"
            case SetTiles(tiles=tiles):
                many = "a tile" if len(tiles) == 1 else f"{len(tiles)} tiles"
                return "edit", f"set {many}" if tiles else "removed the tiles"
            case SetFields(values=values):
                return "edit", f"changed {self._names(tuple(values))}"
            case StartRecording():
                return "recording", "began a recording"
            case StopRecording():
                return "recording", "ended the recording"
            case MakeFilm():
                return "recording", "wants a film of the past"
            case CancelFilm():
                return "recording", "called the film off"
            case Present(on=on):
                return "people", "presents to all" if on else "presents no more"
            case SetControls():
                return "edit", "set controls"
            case _:
                return None

    def _names(self, paths: tuple[str, ...]) -> str:
        labels = self._labels()
        named = [labels.get(path, path) for path in paths[:_MOST_LABELS]]
        rest = len(paths) - len(named)
        return ", ".join(named) + (f" and {rest} more" if rest > 0 else "")
