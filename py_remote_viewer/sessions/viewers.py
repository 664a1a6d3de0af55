"""The two ways a frame reaches a viewer."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from py_remote_viewer.sessions.frames import MediaFrame
from py_remote_viewer.sessions.link import LinkEstimate
from py_remote_viewer.webrtc import Peer

__all__ = ["PeerViewer", "WebSocketViewer"]


class PeerViewer:
    """Watches by WebRTC."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.sent = 0
        self.skipped = 0

    def deliver(self, frame: MediaFrame) -> bool:
        """Send the frame's packets; they go to the kernel at once."""
        if not self.peer.send_frame(frame.rtp_payloads, frame.rtp):
            self.skipped += 1
            return False
        self.sent += 1
        return True


@dataclass(frozen=True)
class _Sent:
    """A frame under way."""

    sec: float
    under_way: int
    key: bool


class WebSocketViewer:
    """Watches over the WebSocket, bounded by the browser's own acknowledgements.

    At most two frames and what a round trip and a busy page hold are under way. Socket buffers
    would not do: a tunnel hides seconds of backlog behind them.
    """

    _FRAMES = 2

    def __init__(self, send: Callable[[bytes], bool], fps: int, clock: Callable[[], float]) -> None:
        self._send = send
        self._clock = clock
        self._link = LinkEstimate(fps, clock)
        self._under_way: OrderedDict[int, _Sent] = OrderedDict()
        self.sent = 0
        self.skipped = 0

    @property
    def limit(self) -> int:
        """How many frames may be under way."""
        return self._FRAMES + self._link.window

    @property
    def in_flight(self) -> int:
        """How many frames are under way."""
        return len(self._under_way)

    def deliver(self, frame: MediaFrame) -> bool:
        """Send a frame unless too many are under way."""
        if len(self._under_way) >= self.limit or not self._send(frame.media_message):
            self.skipped += 1
            return False
        self._under_way[frame.number] = _Sent(self._clock(), len(self._under_way) + 1, frame.key)
        self.sent += 1
        return True

    def acknowledge(self, number: int) -> None:
        """The browser has this frame and all before it; numbers never sent change nothing."""
        sent = self._under_way.get(number)
        if sent is None:
            return
        self._link.acknowledged(self._clock() - sent.sec, sent.under_way, key=sent.key)
        while self._under_way.popitem(last=False)[0] != number:
            pass
