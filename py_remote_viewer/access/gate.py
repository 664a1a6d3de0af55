"""The one place that decides who comes in."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from py_remote_viewer.access.backoff import BackOff
from py_remote_viewer.access.grants import EVERYBODY_ACCESS, Access, Grant, lesser
from py_remote_viewer.access.keys import KeyRing, RoleLink
from py_remote_viewer.access.logins import Logins, Tickets
from py_remote_viewer.access.secrets import new_secret
from py_remote_viewer.errors import AccessError
from py_remote_viewer.protocol.people import Role

__all__ = ["Credentials", "Gate"]

_NO_TOKEN = (
    "This server asks for a token: open the link that it printed when it started, or one that an "
    "admin made for you; a program sends it as 'Authorization: Bearer TOKEN'."
)
_WRONG_TOKEN = (
    "The token is wrong, or has ended; ask whoever gave it to you for another, or look at what the "
    "server printed when it started."
)
_WRONG_TICKET = "The ticket is wrong, was used before, or is older than a minute; get another one."


@dataclass(frozen=True)
class Credentials:
    """What somebody shows, and from where; `identity` is who they are as a trusted proxy says."""

    address: str = ""
    bearer: str | None = None
    cookie: str | None = None
    identity: str | None = None


class Gate:
    """Tokens, logins and tickets of one server. Belongs to the event loop.

    Without `token` one is made up; `insecure` lets everybody in as everything. `ended` hears which
    grant has ended, and why, so that whoever came by it is sent away.
    """

    def __init__(
        self,
        token: str | None = None,
        *,
        insecure: bool = False,
        identity_role: Role = "operator",
        identity_admins: tuple[str, ...] = (),
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.insecure = insecure
        #: The server's own; printed at the start, and told nobody else.
        self.token = token or new_secret()
        self._keys = KeyRing(self.token, now)
        self._now = now
        self._logins = Logins(clock)
        self._tickets = Tickets(clock)
        self._back_off = BackOff(clock)
        self._identity_role: Role = identity_role
        self._identity_admins = frozenset(identity_admins)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self.ended: Callable[[Grant, str], None] = lambda grant, reason: None
        #: Hears whoever came in, and from which address somebody did not.
        self.came: Callable[[Access | None, str], None] = lambda access, address: None

    # coming in

    def admit(self, shown: Credentials) -> Access:
        """Let somebody in; raises AccessError for what lets nobody in, and TooManyRequestsError
        for an address that showed wrong tokens too often."""
        if self.insecure:
            return EVERYBODY_ACCESS
        if shown.identity:
            return self._identified(shown.identity)
        if shown.cookie is not None and (known := self._login(shown.cookie)) is not None:
            return known
        if shown.bearer is not None:
            return self._login(shown.bearer) or self._by_token(shown.bearer, shown.address)
        raise AccessError(_NO_TOKEN)

    def exchange(self, token: str, address: str) -> tuple[Access, str]:
        """Log a browser in by a token: what its cookie holds; raises as `admit` does."""
        opened = self._logins.open(self._by_token(token, address).grant)
        self.came(opened[0], address)
        return opened

    def logout(self, value: str) -> Access | None:
        """Forget a browser by what it shows; who that was. Twice is fine."""
        return self._logins.close(value)

    def issue_ticket(self, access: Access, role: Role) -> str:
        """A ticket that lets in once, with no more than this role."""
        grant = access.grant
        role = lesser(role, grant.role)
        if role != grant.role:
            grant = replace(grant, role=role, fixed=True)
        return self._tickets.issue(Access(grant, name=access.name))

    def redeem(self, ticket: str, address: str) -> tuple[Access, str]:
        """Log a page in by a ticket: what it shows from now on; raises as `admit` does."""
        self._back_off.check(address)
        found = self._tickets.redeem(ticket)
        if found is None or not self._keys.is_good(found.grant):
            self._failed(address)
            raise AccessError(_WRONG_TICKET)
        opened = self._logins.open(found.grant, found.name)
        self.came(opened[0], address)
        return opened

    def _login(self, value: str) -> Access | None:
        access = self._logins.find(value)
        return access if access is not None and self._keys.is_good(access.grant) else None

    def _by_token(self, token: str, address: str) -> Access:
        self._back_off.check(address)
        grant = self._keys.find(token)
        if grant is None:
            self._failed(address)
            raise AccessError(_WRONG_TOKEN)
        self._back_off.succeeded(address)
        return Access(grant, f"grant:{grant.id}")

    def _failed(self, address: str) -> None:
        self._back_off.failed(address)
        self.came(None, address)

    def _identified(self, name: str) -> Access:
        role: Role = "admin" if name in self._identity_admins else self._identity_role
        return Access(Grant(f"identity:{name}", role, name), f"identity:{name}", name)

    # links for others

    @property
    def links(self) -> list[RoleLink]:
        """Those that still let in."""
        return self._keys.links

    def add_link(
        self, role: Role, label: str, lifetime_sec: float | None, by: str
    ) -> tuple[RoleLink, str]:
        """Make a link; raises CommandError where there are too many."""
        link, token = self._keys.add(role, label, lifetime_sec, by)
        if lifetime_sec is not None:
            loop = asyncio.get_running_loop()
            self._timers[link.grant.id] = loop.call_later(
                lifetime_sec, self._end, link.grant.id, "The link you came by has expired."
            )
        return link, token

    def revoke(self, link: str) -> bool:
        """End a link at once, for all who came by it; False where there is none of this name."""
        return self._end(link, "The link you came by was revoked.")

    def _end(self, link: str, reason: str) -> bool:
        timer = self._timers.pop(link, None)
        if timer is not None:
            timer.cancel()
        found = self._keys.remove(link)
        if found is None:
            return False
        self._logins.close_all(link)
        self.ended(found.grant, reason)
        return True

    def close(self) -> None:
        """Wait for nothing more; twice is fine."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
