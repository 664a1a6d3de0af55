"""The tokens that let in: the server's own, and links with a role that end."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

from py_remote_viewer.access.grants import OWNER, Grant
from py_remote_viewer.access.secrets import digest_of, is_same, new_secret
from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.people import Role

__all__ = ["KeyRing", "RoleLink"]

#: More at once nobody keeps an eye on.
_MOST_LINKS = 200
_LINK = "link-"


@dataclass(frozen=True)
class RoleLink:
    """A link that was made for others."""

    grant: Grant
    made_by: str
    made_at: float


class KeyRing:
    """Knows every token by its digest. Belongs to the event loop."""

    def __init__(self, token: str, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._owner = digest_of(token)
        self._links: dict[str, tuple[bytes, RoleLink]] = {}
        self._numbers = itertools.count(1)

    def find(self, token: str) -> Grant | None:
        """The grant of a token. All are compared with, so that the time tells nothing."""
        given, found = digest_of(token), None
        if is_same(given, self._owner):
            found = OWNER
        for digest, link in self._links.values():
            if is_same(given, digest) and self.is_good(link.grant):
                found = link.grant
        return found

    def is_good(self, grant: Grant) -> bool:
        """False once a grant has ended."""
        if grant.expires_at is not None and grant.expires_at <= self._now():
            return False
        return not grant.id.startswith(_LINK) or grant.id in self._links

    @property
    def links(self) -> list[RoleLink]:
        """Those that still let in."""
        return [link for _, link in self._links.values() if self.is_good(link.grant)]

    def add(
        self, role: Role, label: str, lifetime_sec: float | None, by: str
    ) -> tuple[RoleLink, str]:
        """Make a link, and its token, which is told this once; raises CommandError where there are
        too many."""
        if len(self.links) >= _MOST_LINKS:
            raise CommandError(
                f"There are {_MOST_LINKS} links already, which is the limit; revoke some first."
            )
        token, now = new_secret(), self._now()
        grant = Grant(
            id=f"{_LINK}{next(self._numbers)}",
            role=role,
            label=label,
            expires_at=None if lifetime_sec is None else now + lifetime_sec,
        )
        link = RoleLink(grant, by, now)
        self._links[grant.id] = (digest_of(token), link)
        return link, token

    def remove(self, link: str) -> RoleLink | None:
        """End a link; None where there is none of this name."""
        found = self._links.pop(link, None)
        return found[1] if found else None
