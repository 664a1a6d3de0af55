"""Players of others that watch by WHEP: one connection each, from offer to end."""

import asyncio
import secrets
from collections.abc import Callable

from py_remote_viewer.errors import CommandError
from py_remote_viewer.sessions import Session
from py_remote_viewer.sessions.state import SessionState
from py_remote_viewer.sessions.tasks import Tasks
from py_remote_viewer.sessions.viewers import PeerViewer
from py_remote_viewer.webrtc import AnsweringPeer, PeerSettings, VideoPeer

__all__ = ["Subscribers", "Subscription"]

#: A peer that is not up by then is given up; its player may ask once more.
_PEER_TIMEOUT_SEC = 20.0
_CLOSING_SEC = 2.0


class Subscription:
    """One player (PeerListener): takes a place in its session at once, and video when it is
    connected. Belongs to the event loop."""

    def __init__(
        self, key: str, number: int, session: Session, settings: PeerSettings,
        ended: Callable[["Subscription"], None], grant: str = "",
    ) -> None:  # fmt: skip
        self.key = key
        #: By what its player came in.
        self.grant = grant
        #: Of the ICE session, which is never begun anew: there is only one.
        self.tag = f'"{secrets.token_hex(8)}"'
        self.session = session
        self._ended = ended
        self._over = False
        session.guests.take_place()
        try:
            self.peer = AnsweringPeer(number, settings, self)
        except BaseException:
            session.guests.free_place()
            raise
        self.viewer = PeerViewer(self.peer)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_PEER_TIMEOUT_SEC, self.end)

    def peer_connected(self, peer: VideoPeer) -> None:
        """ICE and DTLS are up."""
        self._timer.cancel()
        peer.when_ready(self._watch)

    def peer_ended(self, peer: VideoPeer, reason: str) -> None:
        """The player closed it, or is gone."""
        self.end()

    def peer_lost_frames(self, peer: VideoPeer) -> None:
        """The player sent a PLI."""
        self.session.guests.lost(self.viewer)

    def end(self) -> None:
        """Give the place back and close the peer; twice is fine."""
        if self._over:
            return
        self._over = True
        self._timer.cancel()
        self.session.guests.leave(self.viewer)
        self.session.guests.free_place()
        self._ended(self)

    def _watch(self) -> None:
        if self.session.state is SessionState.CLOSED:
            self.end()
        elif not self._over:
            self.session.guests.watch(self.viewer, lambda reason: self.end())


class Subscribers:
    """All WHEP players of the server, by the key that only each of them knows."""

    def __init__(self, most: int, peer_settings: Callable[[Session], PeerSettings]) -> None:
        self._most = most
        self._peer_settings = peer_settings
        self._here: dict[str, Subscription] = {}
        self._tasks = Tasks()
        self._next = 1

    def __len__(self) -> int:
        return len(self._here)

    def of(self, session: Session) -> list[Subscription]:
        """Those who watch this session, or are about to."""
        return [one for one in self._here.values() if one.session is session]

    def find(self, session: Session, key: str) -> Subscription | None:
        """The one of this key in this session."""
        found = self._here.get(key)
        return found if found is not None and found.session is session else None

    async def begin(
        self, session: Session, offer: str, grant: str = ""
    ) -> tuple[Subscription, str]:
        """Answer the offer of a player that came in by a grant.

        Raises CommandError where no more fit in, ProtocolError where the offer cannot be used, and
        PeerError where no peer can be made.
        """
        if len(self._here) >= self._most:
            raise CommandError(
                f"{self._most} players watch already; try again later, or let the operator raise "
                "--whep-viewers."
            )
        number, self._next = self._next, self._next + 1
        key = secrets.token_urlsafe(16)
        settings = self._peer_settings(session)
        one = Subscription(key, number, session, settings, self._ended, grant)
        self._here[key] = one
        try:
            return one, await one.peer.accept(offer)
        except BaseException:
            one.end()
            raise

    def send_away(self, grant: str) -> None:
        """End those that came in by a grant."""
        for one in list(self._here.values()):
            if one.grant == grant:
                one.end()

    async def close(self) -> None:
        """End all, within bounds of time."""
        for one in list(self._here.values()):
            one.end()
        await self._tasks.close(_CLOSING_SEC)

    def _ended(self, one: Subscription) -> None:
        self._here.pop(one.key, None)
        self._tasks.spawn(one.peer.close(), "close a player's peer")
