"""The WebRTC peer of one connection: offered, answered, replaced, given up."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from py_remote_viewer.errors import CommandError, ProtocolError, RemoteViewerError
from py_remote_viewer.protocol.client import Answer, Candidate, Offer, PeerClosed
from py_remote_viewer.server.outlet import WebSocketOutlet
from py_remote_viewer.sessions import Participant, Session
from py_remote_viewer.webrtc import Peer, PeerSettings, VideoPeer

__all__ = ["Peering"]

#: A peer that is not up by then is given up; a browser may ask for another.
_PEER_TIMEOUT_SEC = 20.0


class Peering:
    """Makes the peers of one person, one at a time (PagePeerListener). Belongs to the loop."""

    def __init__(
        self,
        session: Session,
        outlet: WebSocketOutlet,
        peer_settings: Callable[[], PeerSettings],
        take_input: Callable[[str | bytes], None],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._session = session
        self._outlet = outlet
        self._peer_settings = peer_settings
        self._take_input = take_input
        self._spawn = spawn
        self._person: Participant | None = None
        self._next = 1
        self._timer: asyncio.TimerHandle | None = None

    async def connect(self, person: Participant) -> None:
        """Begin another peer in place of the present one; raises PeerError."""
        self._person = person
        await self._drop(person)
        peer = Peer(self._next, self._peer_settings(), self)
        self._next += 1
        person.peer = peer
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_PEER_TIMEOUT_SEC, self._give_up, peer)
        self._spawn(self._offer(peer))

    async def answer(self, message: Answer) -> None:
        """Take the browser's answer; raises ProtocolError or CommandError."""
        peer = self._peer(message.peer)
        if peer is None:
            raise CommandError(
                f"There is no peer {message.peer} any more; ask for one with 'connect_peer'."
            )
        await peer.answer(message.sdp)

    async def candidate(self, message: Candidate) -> None:
        """Take a candidate; raises ProtocolError. For a peer that has ended it is nothing: the two
        messages cross on the wire."""
        peer = self._peer(message.peer)
        if peer is not None:
            await peer.add_candidate(message.candidate, message.sdp_mid, message.sdp_mline_index)

    def end(self) -> None:
        """The connection has ended; its person's peer is closed by the session."""
        self._person = None
        self._stop_timer()

    # what happens to the peer (PagePeerListener)

    def peer_connected(self, peer: VideoPeer) -> None:
        """ICE and DTLS are up; the page chooses when to switch over."""
        if self._is_mine(peer):
            self._stop_timer()

    def peer_ended(self, peer: VideoPeer, reason: str) -> None:
        """The peer failed or the browser closed it."""
        person = self._person
        if person is not None and person.peer is peer:
            self._spawn(self._drop(person))
            self._outlet.send(PeerClosed(peer.id, reason))

    def peer_input(self, peer: Peer, data: str | bytes) -> None:
        """An input came over the data channel."""
        if self._is_mine(peer):
            self._take_input(data)

    def peer_lost_frames(self, peer: VideoPeer) -> None:
        """The browser sent a PLI."""
        if self._person is not None and self._is_mine(peer):
            self._session.lost_frames(self._person)

    async def _offer(self, peer: Peer) -> None:
        try:
            sdp = await peer.offer()
        except RemoteViewerError as error:
            self.peer_ended(peer, str(error))
            return
        if self._is_mine(peer):
            self._outlet.send(Offer(peer.id, sdp))

    def _give_up(self, peer: Peer) -> None:
        self._timer = None
        self.peer_ended(peer, f"No connection within {_PEER_TIMEOUT_SEC:.0f} s.")

    async def _drop(self, person: Participant) -> None:
        self._stop_timer()
        peer, person.peer = person.peer, None
        if peer is not None:
            if person.transport == "webrtc":
                self._session.select_video(person, "none")
            await peer.close()

    def _peer(self, number: int) -> Peer | None:
        """The peer of that number, None where it has ended, ProtocolError where it never was."""
        peer = self._person.peer if self._person else None
        if peer is not None and peer.id == number:
            return peer
        if not 0 < number < self._next:
            raise ProtocolError(f"There is no peer {number}; ask for one with 'connect_peer'.")
        return None

    def _is_mine(self, peer: VideoPeer) -> bool:
        return self._person is not None and self._person.peer is peer

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
