"""The peer of a page: video, and two data channels beside it."""

import contextlib
from typing import Protocol

from aiortc import RTCDataChannel
from aiortc.exceptions import InvalidStateError

from py_remote_viewer.errors import PeerError
from py_remote_viewer.webrtc.video_peer import PeerListener, PeerSettings, VideoPeer, peer_error

__all__ = ["PagePeerListener", "Peer", "warm_up"]

#: Telemetry is a snapshot: with this much unsent it is skipped.
_TELEMETRY_BACKLOG_BYTES = 32_768


class PagePeerListener(PeerListener, Protocol):
    """Who also hears what comes over the input channel."""

    def peer_input(self, peer: "Peer", data: str | bytes) -> None: ...


class _Nobody:
    """Hears of a peer that nobody uses."""

    def peer_connected(self, peer: VideoPeer) -> None: ...
    def peer_ended(self, peer: VideoPeer, reason: str) -> None: ...
    def peer_input(self, peer: "Peer", data: str | bytes) -> None: ...
    def peer_lost_frames(self, peer: VideoPeer) -> None: ...


async def warm_up(settings: PeerSettings) -> None:
    """Make a peer and close it: the first takes three times as long as the others, and nobody's
    pictures should wait for that. No socket is opened; where none can be made, nothing is said."""
    with contextlib.suppress(PeerError):
        await Peer(0, settings, _Nobody()).close()


class Peer(VideoPeer):
    """The server's side of one page's connection. The server offers, the browser answers and
    trickles.

    Raises PeerError where none can be made.
    """

    def __init__(self, peer_id: int, settings: PeerSettings, listener: PagePeerListener) -> None:
        super().__init__(peer_id, settings, listener)
        with peer_error("No WebRTC peer can be made"):
            self._input = self._channel("input")
            self._telemetry = self._channel("telemetry")
        self._take_input = listener.peer_input
        self._input.on("message", self._received)

    def _received(self, data: str | bytes) -> None:
        self._take_input(self, data)

    def _channel(self, label: str) -> RTCDataChannel:
        return self._pc.createDataChannel(label, ordered=False, maxRetransmits=0)

    def send_telemetry(self, text: str) -> bool:
        """Send telemetry over its channel; False where the channel cannot take it now."""
        channel: RTCDataChannel = self._telemetry
        if channel.readyState != "open" or channel.bufferedAmount > _TELEMETRY_BACKLOG_BYTES:
            return False
        try:
            channel.send(text)
        except (InvalidStateError, ConnectionError):
            return False
        return True
