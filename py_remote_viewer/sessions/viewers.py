"""The two ways a frame reaches a viewer."""

import math
from collections import OrderedDict
from collections.abc import Callable

from py_remote_viewer.sessions.frames import MediaFrame
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


class WebSocketViewer:
    """Watches over the WebSocket, bounded by the browser's own acknowledgements.

    At most two frames and what a round trip and a busy page hold are under way. Socket buffers
    would not do: a tunnel hides seconds of backlog behind them.
    """

    _FRAMES = 2
    _LONGEST_ROUND_TRIP_SEC = 0.5
    #: A busy page acknowledges this much later than the link alone would let it; without the
    #: allowance half of the frames were skipped where browser and server share two cores.
    _PAGE_DELAY_SEC = 0.05
    _SMOOTHING = 0.1

    def __init__(self, send: Callable[[bytes], bool], fps: int, clock: Callable[[], float]) -> None:
        self._send = send
        self._fps = fps
        self._clock = clock
        self._in_flight: OrderedDict[int, float] = OrderedDict()
        self._round_trip_sec: float | None = None
        self.sent = 0
        self.skipped = 0

    @property
    def limit(self) -> int:
        """How many frames may be under way."""
        round_trip = min(self._round_trip_sec or 0.0, self._LONGEST_ROUND_TRIP_SEC)
        return self._FRAMES + math.ceil((round_trip + self._PAGE_DELAY_SEC) * self._fps)

    @property
    def in_flight(self) -> int:
        """How many frames are under way."""
        return len(self._in_flight)

    def deliver(self, frame: MediaFrame) -> bool:
        """Send a frame unless too many are under way."""
        if len(self._in_flight) >= self.limit or not self._send(frame.media_message):
            self.skipped += 1
            return False
        self._in_flight[frame.number] = self._clock()
        self.sent += 1
        return True

    def acknowledge(self, number: int) -> None:
        """The browser has this frame and all before it; numbers never sent change nothing."""
        sent_sec = self._in_flight.get(number)
        if sent_sec is None:
            return
        # The least delay is the link's own; what is above it is queue, which must not count.
        delay = self._clock() - sent_sec
        known = self._round_trip_sec
        if known is None or delay < known:
            self._round_trip_sec = delay
        else:
            self._round_trip_sec = known + self._SMOOTHING * min(delay - known, known)
        for earlier in list(self._in_flight):
            del self._in_flight[earlier]
            if earlier == number:
                break
