"""Seats: who somebody is, over reloads."""

import itertools
from collections import OrderedDict
from dataclasses import dataclass

from py_remote_viewer.access import Access
from py_remote_viewer.protocol.people import LONGEST_NAME, Role
from py_remote_viewer.protocol.view import Look

__all__ = ["COLORS", "Seat", "Seats"]

#: Told apart by most people, also by those who see few colours, on light and dark ground.
COLORS = (
    "#2f7ed8", "#e8792b", "#3a9d5d", "#b24fc4", "#d6455d", "#1aa3a3", "#a7803a", "#6a6ee0",
    "#7a9e1f", "#d65aa0", "#4d8fa6", "#c2562f",
)  # fmt: skip
_MOST_KEPT = 500


@dataclass
class Seat:
    """What of a person stays over reloads; `taken` while they are here. `view` is the size and the
    look of the view of their own that they left, if they had one. `grant` is by what they came."""

    name: str
    color: str
    role: Role
    grant: str = ""
    taken: bool = True
    view: tuple[tuple[int, int], Look] | None = None


class Seats:
    """Finds a person's seat by the secret of their browser tab, or makes one.

    Whoever comes by a link with a role has that. Of the others the first is the session's admin,
    and those who follow have `role`. Belongs to the event loop.
    """

    def __init__(self, role: Role) -> None:
        self._role: Role = role
        self._numbers = itertools.count(1)
        self._by_identity: OrderedDict[str, Seat] = OrderedDict()

    def take(self, identity: str, name: str, present: list[Seat], access: Access) -> Seat:
        """Sit down; `present` are the seats of those who are here."""
        seat = self._by_identity.get(identity) if identity else None
        if seat is not None and seat.grant != access.grant.id and not seat.taken:
            # They came by another link, which may allow less.
            del self._by_identity[identity]
            seat = None
        if seat is None or seat.taken:
            # Without an identity nobody can come back; with that of somebody who is here, a tab was
            # duplicated.
            role = self._role_for(present, access)
            seat = Seat("", _free_color(present), role, access.grant.id)
            number = next(self._numbers)
            seat.name = _tidy(access.name or name) or f"Guest {number}"
            if identity and identity not in self._by_identity:
                self._keep(identity, seat)
        else:
            # It keeps its name, which may have been changed since the page was opened.
            seat.taken = True
            self._by_identity.move_to_end(identity)
        return seat

    def forget_views(self) -> None:
        """Nobody comes back to the view of their own that they left."""
        for seat in self._by_identity.values():
            seat.view = None

    def find(self, identity: str) -> Seat | None:
        """The seat of whoever has this secret."""
        return self._by_identity.get(identity)

    def leave(self, seat: Seat) -> None:
        """Stand up; the seat is kept."""
        seat.taken = False

    def rename(self, seat: Seat, name: str) -> None:
        """Be called otherwise; a name of nothing changes nothing."""
        seat.name = _tidy(name) or seat.name

    def _role_for(self, present: list[Seat], access: Access) -> Role:
        if access.grant.fixed:
            return access.role
        known = [*present, *self._by_identity.values()]
        return self._role if any(seat.role == "admin" for seat in known) else "admin"

    def _keep(self, identity: str, seat: Seat) -> None:
        self._by_identity[identity] = seat
        for oldest in list(self._by_identity):
            if len(self._by_identity) <= _MOST_KEPT:
                break
            if not self._by_identity[oldest].taken:
                del self._by_identity[oldest]


def _tidy(name: str) -> str:
    """One line of visible characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST_NAME]


def _free_color(present: list[Seat]) -> str:
    used = [seat.color for seat in present]
    return min(COLORS, key=used.count)
