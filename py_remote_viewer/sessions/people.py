"""The people of a session, and the way video takes to each."""

import asyncio
from collections.abc import Callable

import msgspec

from py_remote_viewer.access import EVERYBODY_ACCESS, Access
from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.client import Participant as ParticipantDescription
from py_remote_viewer.protocol.client import (
    Participants,
    PeerClosed,
    ServerMessage,
    VideoTransport,
)
from py_remote_viewer.protocol.people import Role
from py_remote_viewer.protocol.view import SHARED_VIEW
from py_remote_viewer.protocol.worker import Configure, KeyFrameRequest
from py_remote_viewer.sessions.fanout import Subscriber
from py_remote_viewer.sessions.ladder import JPEG_FPS
from py_remote_viewer.sessions.participant import Outlet, Participant
from py_remote_viewer.sessions.seats import Seats
from py_remote_viewer.sessions.tasks import Tasks
from py_remote_viewer.sessions.viewers import MseViewer, PeerViewer, WebSocketViewer
from py_remote_viewer.sessions.views import Views

__all__ = ["People"]

_SLOT = "participants"
_PEER_CLOSES_SEC = 2.0


class People:
    """Who is here; belongs to the event loop.

    Messages to all are encoded once. Who is here is a snapshot: however often it changes within one
    turn of the event loop, it is told once.
    """

    def __init__(
        self,
        most: int,
        configuration: Configure,
        most_views: int,
        request_key_frame: Callable[[KeyFrameRequest], None],
        watching_changed: Callable[[], None],
        clock: Callable[[], float],
        told: Callable[[], None] = lambda: None,
        role: Role = "operator",
    ) -> None:
        self._told = told
        self._most = most
        self._seats = Seats(role)
        self._fps = configuration.fps
        self._clock = clock
        self._encoder = msgspec.json.Encoder()
        self._next = 1
        self._news_due = False
        self._tasks = Tasks()
        self.views = Views(
            configuration, most_views, request_key_frame, watching_changed, self._viewer_failed,
            clock,
        )  # fmt: skip
        self.here: dict[int, Participant] = {}
        #: Of those who are no participants, and who hears which of them could not be sent to.
        self.places_taken = 0
        self.guest_failed: Callable[[Subscriber], None] = lambda viewer: None
        #: Those whose video waits for the way to become empty.
        self._held: dict[int, asyncio.TimerHandle] = {}

    # coming and going

    def ghost(self, identity: str, page: str, access: Access) -> Participant | None:
        """Who is here by a dead connection of this very page; a page has one at a time."""
        seat = self._seats.find(identity)
        if not page or seat is None or seat.grant != access.grant.id:
            return None
        return next((p for p in self.here.values() if p.page == page and p.seat is seat), None)

    def join(
        self,
        name: str,
        outlet: Outlet,
        identity: str = "",
        page: str = "",
        access: Access = EVERYBODY_ACCESS,
    ) -> Participant:
        """Add a participant, who with this identity was here before perhaps; raises CommandError
        when the session is full."""
        if self.is_full:
            raise CommandError(
                f"The session is full: {self._most} people are here already. "
                "Try again later, or let the operator raise limits.viewers."
            )
        number = self._next
        self._next += 1
        present = [other.seat for other in self.here.values()]
        seat = self._seats.take(identity, name, present, access)
        person = Participant(number, seat, outlet, page, access)
        self.here[number] = person
        # The newcomer learns it from the welcome, which has to be the first message.
        person.knows = self._who()
        self.changed()
        return person

    @property
    def is_full(self) -> bool:
        """True while nobody else fits in."""
        return len(self.here) + self.places_taken >= self._most

    def rename(self, person: Participant, name: str) -> None:
        """Somebody is called otherwise."""
        self._seats.rename(person.seat, name)
        self.changed()

    def leave(self, person: Participant) -> None:
        """Remove a participant and what was theirs; twice is fine."""
        if self.here.pop(person.id, None) is not None:
            self._seats.leave(person.seat)
            self._set_viewer(person, None, "none")
            self._close_peer(person)
            self.changed()

    def forget_views(self) -> None:
        """Views that people left belong to a scene that is gone."""
        self._seats.forget_views()

    def name_of(self, person_id: int) -> str:
        """How a participant is called."""
        person = self.here.get(person_id)
        return person.name if person else "The API"

    async def close(self) -> None:
        """End the video and the peers of all who are still here."""
        for timer in self._held.values():
            timer.cancel()
        self._held.clear()
        self.views.close_all()
        peers = [person.peer for person in self.here.values() if person.peer is not None]
        await asyncio.gather(*(peer.close() for peer in peers), return_exceptions=True)
        await self._tasks.close(_PEER_CLOSES_SEC)

    # telling

    def broadcast(self, message: ServerMessage) -> None:
        """Send an event to everybody."""
        text = self._encoder.encode(message).decode()
        for person in list(self.here.values()):
            person.outlet.send_event(text)

    def close_outlets(self, code: int, reason: str) -> None:
        """Close every connection, after what was sent already."""
        for person in list(self.here.values()):
            person.outlet.close(code, reason)

    def changed(self) -> None:
        """Something about who is here is different now."""
        if not self._news_due:
            self._news_due = True
            asyncio.get_running_loop().call_soon(self._send_news)

    def _send_news(self) -> None:
        self._news_due = False
        self._told()
        who = self._who()
        text = self._encoder.encode(Participants(who)).decode()
        for person in list(self.here.values()):
            if person.knows != who:
                person.knows = who
                person.outlet.send_snapshot(_SLOT, text)

    def _who(self) -> tuple[ParticipantDescription, ...]:
        return tuple(person.describe() for person in self.here.values())

    # video

    def select_video(self, person: Participant, transport: VideoTransport) -> None:
        """Let video come by this way from the next key frame on."""
        if transport == person.transport:
            return
        if transport == "webrtc":
            if person.peer is None or not person.peer.connected:
                raise CommandError("There is no connected WebRTC peer; ask for one first.")
            viewer = PeerViewer(person.peer, person.outlet.send)
            self._set_viewer(person, viewer, transport)
        elif transport != "none":
            viewer = self._web_socket_viewer(person, transport)
            self._set_viewer(person, viewer, transport)
        else:
            self._set_viewer(person, None, transport)
        self.changed()

    def _web_socket_viewer(self, person: Participant, transport: VideoTransport) -> WebSocketViewer:
        outlet = person.outlet
        if transport == "mse":
            refresh = self.views.refresh
            return MseViewer(outlet.send_media, outlet.send, self._fps, self._clock, refresh)
        fps = min(self._fps, JPEG_FPS) if transport == "jpeg" else self._fps
        return WebSocketViewer(outlet.send_media, outlet.send, fps, self._clock)

    def lost_frames(self, person: Participant) -> None:
        """A participant's decoder needs a key frame."""
        if person.viewer is not None:
            self.views.lost(person.viewer)

    def acknowledge(self, person: Participant, frame: int, *, padding: bool = False) -> None:
        """A participant's browser has taken a media message."""
        if isinstance(person.viewer, WebSocketViewer):
            viewer = person.viewer
            (viewer.acknowledge_padding if padding else viewer.acknowledge)(frame)

    def change_rendition(self, person: Participant, rendition: int, hold_sec: float = 0.0) -> None:
        """Let a participant's video come at another quality, from its next key frame on; where it
        is held, nothing is sent for as long, so that what waits on the way can arrive."""
        person.rendition = rendition
        viewer = person.viewer
        if viewer is None:
            return
        if hold_sec <= 0.0:
            self.views.subscribe(viewer, person.view, person.rendition)
            return
        self.views.pause(viewer)
        if isinstance(viewer, PeerViewer):
            viewer.give_up()
        held = self._held.pop(person.id, None)
        if held is not None:
            held.cancel()
        self._held[person.id] = asyncio.get_running_loop().call_later(
            hold_sec, self._go_on, person, viewer
        )

    def _go_on(self, person: Participant, viewer: Subscriber) -> None:
        self._held.pop(person.id, None)
        if person.viewer is viewer:
            self.views.subscribe(viewer, person.view, person.rendition)

    def add_viewer(self, viewer: Subscriber) -> None:
        """Let somebody watch the shared view who is no participant."""
        self.views.subscribe(viewer, SHARED_VIEW, 0)

    def remove_viewer(self, viewer: Subscriber) -> None:
        """End that; twice is fine."""
        self.views.unsubscribe(viewer)

    def _set_viewer(
        self,
        person: Participant,
        viewer: PeerViewer | WebSocketViewer | None,
        transport: VideoTransport,
    ) -> None:
        before, person.viewer, person.transport = person.viewer, viewer, transport
        if viewer is not None:
            self.views.subscribe(viewer, person.view, person.rendition)
        if before is not None:
            self.views.unsubscribe(before)

    def _viewer_failed(self, viewer: Subscriber) -> None:
        """Frames could not be sent to this one: end the way they took."""
        self.views.unsubscribe(viewer)
        for person in list(self.here.values()):
            if person.viewer is viewer:
                person.viewer, person.transport = None, "none"
                if isinstance(viewer, PeerViewer) and person.peer is not None:
                    person.outlet.send(PeerClosed(person.peer.id, "Sending video to it failed."))
                    self._close_peer(person)
                self.changed()
        self.guest_failed(viewer)

    def _close_peer(self, person: Participant) -> None:
        peer, person.peer = person.peer, None
        if peer is not None:
            self._tasks.spawn(peer.close(), "close peer")
