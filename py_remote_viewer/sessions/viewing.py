"""Who looks at which view: the shared one, their own, or that of somebody they follow."""

import contextlib
from collections import deque
from collections.abc import Callable, Mapping

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.client import TilesChanged
from py_remote_viewer.protocol.commands import FollowPerson, Present, ShareView, TakeView
from py_remote_viewer.protocol.view import LARGEST_SIDE, SHARED_VIEW
from py_remote_viewer.sessions.participant import Participant
from py_remote_viewer.sessions.views import View, Views

__all__ = ["ViewingCommand", "ViewingDesk"]

ViewingCommand = TakeView | ShareView | FollowPerson | Present
_LEAST_SIDE = 16
#: Each new view takes the worker some milliseconds: so many at once, and then one in so long.
_TAKES, _TAKE_SEC = 5, 1.0


class ViewingDesk:
    """Belongs to the event loop.

    Whoever follows sees what the other one sees, from the same encoder, wherever that one looks;
    their own view, if they have one, stays as it was until they give it up.
    """

    def __init__(
        self,
        views: Views,
        people: Mapping[int, Participant],
        moved: Callable[[Participant], None],
        people_changed: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        self._views = views
        self._people = people
        self._moved = moved
        self._people_changed = people_changed
        self._clock = clock
        self._own: dict[int, View] = {}
        self._taken: dict[int, deque[float]] = {}

    def is_own(self, person: Participant) -> bool:
        """True where they look at a view that is theirs alone to move."""
        own = self._own.get(person.id)
        return own is not None and person.view == own.number

    def joined(self, person: Participant) -> None:
        """Somebody came; they have the view again that they had, and while one presents they look
        at that."""
        kept, person.seat.view = person.seat.view, None
        if kept is not None:
            # Where others took views meanwhile there may be no room for it.
            with contextlib.suppress(CommandError):
                self._own[person.id] = self._views.open(person.id, *kept)
        presenter = next((one for one in self._people.values() if one.presents), None)
        if presenter is not None and presenter is not person:
            person.follows, person.presented_to = presenter.id, True
        self._settle()

    def left(self, person: Participant) -> None:
        """Somebody is gone; those who followed them are by themselves again."""
        person.presents = False
        for other in self._people.values():
            if other.follows == person.id:
                other.follows, other.presented_to = None, False
        own = self._own.pop(person.id, None)
        self._taken.pop(person.id, None)
        self._settle()
        if own is not None:
            person.seat.view = own.size, own.look
            self._views.close(own)

    def do(self, person: Participant, command: ViewingCommand) -> None:
        """Look at something else; raises CommandError where that cannot be."""
        match command:
            case TakeView():
                self._take(person, command)
            case ShareView():
                self._share(person)
            case FollowPerson(participant=number):
                self._follow(person, number)
            case Present(on=on):
                self._present(person, on=on)

    def roles_changed(self) -> None:
        """Viewers move nobody, so they present no more."""
        for person in list(self._people.values()):
            if person.presents and person.seat.role == "viewer":
                self._present(person, on=False)

    # doing

    def _take(self, person: Participant, command: TakeView) -> None:
        seen, own = self._views.get(person.view), self._own.get(person.id)
        size = self._size(command, own or self._views.shared)
        if own is None or size != own.size:
            if own is not None and person.view == own.number:
                seen = own
            self._check_pace(person)
            # First the new one: where that is refused, all stays as it was.
            self._own[person.id] = self._views.open(person.id, size, seen.look, instead_of=own)
        person.follows, person.presented_to = None, False
        self._settle()
        if own is not None and own is not self._own[person.id]:
            self._views.close(own)

    def _check_pace(self, person: Participant) -> None:
        now, taken = self._clock(), self._taken.setdefault(person.id, deque(maxlen=_TAKES))
        if len(taken) == _TAKES and now - taken[0] < _TAKES * _TAKE_SEC:
            raise CommandError(
                f"More than {_TAKES} new views in {_TAKES * _TAKE_SEC:.0f} s are not made; wait a "
                "moment."
            )
        taken.append(now)

    def _size(self, command: TakeView, usual: View) -> tuple[int, int]:
        width, height = command.width or usual.width, command.height or usual.height
        sides = width, height
        if min(sides) < _LEAST_SIDE or max(sides) > LARGEST_SIDE or width % 2 or height % 2:
            raise CommandError(
                f"A view of {width}x{height} cannot be encoded; both sides are even numbers from "
                f"{_LEAST_SIDE} to {LARGEST_SIDE}."
            )
        return width, height

    def _share(self, person: Participant) -> None:
        person.follows, person.presented_to = None, False
        own = self._own.pop(person.id, None)
        self._settle()
        if own is not None:
            self._views.close(own)

    def _follow(self, person: Participant, number: int) -> None:
        other = self._people.get(number)
        if other is None:
            raise CommandError(f"There is no participant {number} here to follow.")
        if other is person:
            raise CommandError("You cannot follow yourself; take a view of your own instead.")
        chain, at = {person.id}, other
        while at.follows is not None and (after := self._people.get(at.follows)) is not None:
            chain.add(at.id)
            if after.id in chain:
                raise CommandError(f"{other.name} follows you already, so there is nothing to see.")
            at = after
        person.follows, person.presented_to = other.id, False
        self._settle()

    def _present(self, person: Participant, *, on: bool) -> None:
        for other in self._people.values():
            other.presents = on and other is person
            if other is person:
                continue
            if on:
                other.follows, other.presented_to = person.id, True
            elif other.presented_to:
                other.follows, other.presented_to = None, False
        if on:
            person.follows, person.presented_to = None, False
        self._settle()

    # what follows from it

    def _settle(self) -> None:
        """Let everybody look at what they shall look at now."""
        for person in self._people.values():
            number = self._seen_by(person)
            if person.view != number:
                person.view = number
                self._move(person)
        self._people_changed()

    def _move(self, person: Participant) -> None:
        view = self._views.get(person.view)
        if person.viewer is not None:
            self._views.subscribe(person.viewer, view.number, person.rendition)
        person.outlet.send(TilesChanged(view.look.tiles))
        self._moved(person)

    def _seen_by(self, person: Participant) -> int:
        at, passed = person, {person.id}
        while at.follows is not None:
            after = self._people.get(at.follows)
            if after is None or after.id in passed:
                break
            passed.add(after.id)
            at = after
        own = self._own.get(at.id)
        return own.number if own is not None else SHARED_VIEW
