"""A person in a session."""

from typing import Protocol

from py_remote_viewer.access import EVERYBODY_ACCESS, Access
from py_remote_viewer.protocol.client import Participant as ParticipantDescription
from py_remote_viewer.protocol.client import ServerMessage, VideoTransport, ViewerReport
from py_remote_viewer.protocol.commands import Input
from py_remote_viewer.protocol.view import SHARED_VIEW
from py_remote_viewer.sessions.ladder import JPEG_RENDITION
from py_remote_viewer.sessions.seats import Seat
from py_remote_viewer.sessions.viewers import PeerViewer, WebSocketViewer
from py_remote_viewer.webrtc import Peer

__all__ = ["Outlet", "Participant"]


class Outlet(Protocol):
    """The reliable way to a participant's browser; never blocks, called on the event loop.

    Events are sent all and in order. Of a snapshot only the newest waits in its slot.
    """

    def send(self, message: ServerMessage) -> None:
        """Queue an event; a browser that does not read is disconnected."""
        ...

    def send_event(self, text: str) -> None:
        """Queue an event that is JSON already."""
        ...

    def send_snapshot(self, slot: str, text: str) -> None:
        """Queue JSON in place of what waits in this slot."""
        ...

    def send_text(self, text: str) -> bool:
        """Queue text that may be dropped; False where the queue is long."""
        ...

    def send_media(self, message: bytes) -> bool:
        """Queue a media message; False where it cannot be taken."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Send what waits, then close; later calls change nothing."""
        ...


class Participant:
    """Who it is, and how video reaches them."""

    def __init__(
        self,
        participant_id: int,
        seat: Seat,
        outlet: Outlet,
        page: str = "",
        access: Access = EVERYBODY_ACCESS,
    ) -> None:
        self.id = participant_id
        #: By what they came in.
        self.access = access
        self.seat = seat
        self.outlet = outlet
        self.page = page
        self.transport: VideoTransport = "none"
        self.viewer: PeerViewer | WebSocketViewer | None = None
        self.peer: Peer | None = None
        self.last_drag: Input | None = None
        #: The view that they look at, and at which quality it comes.
        self.view = SHARED_VIEW
        self._rendition = 0
        #: What their page has told last of what it sees.
        self.report: ViewerReport | None = None
        #: Whom they follow, and whether because that one presents.
        self.follows: int | None = None
        self.presented_to = False
        self.presents = False
        #: The gesture that was refused last, and told so.
        self.refused_gesture: int | None = None
        #: Who is here, as this person was told it last.
        self.knows: tuple[ParticipantDescription, ...] = ()

    @property
    def rendition(self) -> int:
        """Which of their view's they watch."""
        return JPEG_RENDITION if self.transport == "jpeg" else self._rendition

    @rendition.setter
    def rendition(self, rendition: int) -> None:
        self._rendition = rendition

    @property
    def name(self) -> str:
        """How they are called."""
        return self.seat.name

    @property
    def frames_sent(self) -> int:
        """Frames sent the present way."""
        return self.viewer.sent if self.viewer else 0

    @property
    def frames_skipped(self) -> int:
        """Frames left out because the way was full."""
        return self.viewer.skipped if self.viewer else 0

    def describe(self) -> ParticipantDescription:
        """What others are told."""
        seat = self.seat
        return ParticipantDescription(
            self.id, seat.name, self.transport, seat.color, seat.role,
            self.view, self.follows, self.presents,
        )  # fmt: skip

    def send_telemetry(self, text: str) -> None:
        """Send telemetry by the best way; it is dropped where none can take it."""
        if self.peer is None or not self.peer.send_telemetry(text):
            self.outlet.send_text(text)
