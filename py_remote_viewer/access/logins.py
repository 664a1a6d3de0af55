"""What browsers show after they came in: a cookie for long, a ticket for once."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from py_remote_viewer.access.grants import Access, Grant
from py_remote_viewer.access.secrets import digest_of, new_secret

__all__ = ["LOGIN_SEC", "TICKET_SEC", "Logins", "Tickets"]

#: A browser that does not come for so long has to show its link again.
LOGIN_SEC = 30 * 86_400.0
#: As long as a page takes to open.
TICKET_SEC = 60.0
_MOST_LOGINS = 10_000
_MOST_TICKETS = 1_000


@dataclass
class _Login:
    access: Access
    used_sec: float


class Logins:
    """Browsers that are logged in, by the digest of what they show. Belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._logins: OrderedDict[bytes, _Login] = OrderedDict()

    def open(self, grant: Grant, name: str = "") -> tuple[Access, str]:
        """Log somebody in; the value to show from now on."""
        value = new_secret()
        access = Access(grant, secrets.token_hex(8), name)
        self._logins[digest_of(value)] = _Login(access, self._clock())
        while len(self._logins) > _MOST_LOGINS:
            # The one that was used least lately.
            self._logins.popitem(last=False)
        return access, value

    def find(self, value: str) -> Access | None:
        """Who shows this value. A lookup by its digest tells nothing of what nobody can guess."""
        digest = digest_of(value)
        login = self._logins.get(digest)
        if login is None:
            return None
        now = self._clock()
        if now - login.used_sec > LOGIN_SEC:
            del self._logins[digest]
            return None
        login.used_sec = now
        self._logins.move_to_end(digest)
        return login.access

    def close(self, value: str) -> Access | None:
        """Log out; who that was. Twice is fine."""
        login = self._logins.pop(digest_of(value), None)
        return login.access if login else None

    def close_all(self, grant_id: str) -> None:
        """Log out all who came by a grant."""
        ended = [key for key, login in self._logins.items() if login.access.grant.id == grant_id]
        for key in ended:
            del self._logins[key]


class Tickets:
    """Each is good once and soon, so it may stand in an address. Belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tickets: OrderedDict[bytes, tuple[Access, float]] = OrderedDict()

    def issue(self, access: Access) -> str:
        """A ticket that lets in as this one."""
        value = new_secret()
        self._tickets[digest_of(value)] = (access, self._clock())
        while len(self._tickets) > _MOST_TICKETS:
            self._tickets.popitem(last=False)
        return value

    def redeem(self, value: str) -> Access | None:
        """Take a ticket; None where it is none, was used, or is too old."""
        found = self._tickets.pop(digest_of(value), None)
        if found is None or self._clock() - found[1] > TICKET_SEC:
            return None
        return found[0]
