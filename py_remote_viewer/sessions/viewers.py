"""The ways a frame reaches a viewer."""

import itertools
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from py_remote_viewer.protocol.client import VideoConfiguration
from py_remote_viewer.sessions.frames import MediaFrame, padding_message
from py_remote_viewer.sessions.link import LinkEstimate
from py_remote_viewer.webrtc import VideoPeer

__all__ = ["MseViewer", "PeerViewer", "WebSocketViewer"]


TellVideo = Callable[[VideoConfiguration], None]
_RTP_WRAP = 1 << 32


def _nobody_told(video: VideoConfiguration) -> None:
    """Players of others find it in the stream."""


class _Announcer:
    """Tells a page what stream follows, where it is another one than before."""

    def __init__(self, tell: TellVideo) -> None:
        self._tell = tell
        self._told: VideoConfiguration | None = None

    def announce(self, frame: MediaFrame) -> None:
        """This frame comes next."""
        if frame.video is not None and frame.video != self._told:
            self._told = frame.video
            self._tell(frame.video)


class PeerViewer:
    """Watches by WebRTC."""

    def __init__(self, peer: VideoPeer, tell: TellVideo = _nobody_told) -> None:
        self.peer = peer
        self._announcer = _Announcer(tell)
        self._rtp: int | None = None
        self.sent = 0
        self.skipped = 0

    def pad(self, octets: int) -> None:
        """Send so much that means nothing, to see if the link carries it."""
        self.peer.send_padding(octets)

    @property
    def has_room(self) -> bool:
        """Its packets wait for their turn, and old ones go first."""
        return True

    def give_up(self) -> None:
        """Nothing of what was sent is needed any more."""
        self.peer.give_up()

    def deliver(self, frame: MediaFrame) -> bool:
        """Send the frame's packets."""
        rtp = self._after_the_last(frame.rtp)
        if not self.peer.send_frame(frame.rtp_payloads, rtp, key=frame.key):
            self.skipped += 1
            return False
        self._announcer.announce(frame)
        self._rtp = rtp
        self.sent += 1
        return True

    def _after_the_last(self, rtp: int) -> int:
        """The timestamp, or the next one where it is no later than the last: of two renditions of
        one picture the newer frame may have been encoded first."""
        if self._rtp is not None and (rtp - self._rtp - 1) % _RTP_WRAP >= _RTP_WRAP // 2:
            return (self._rtp + 1) % _RTP_WRAP
        return rtp


@dataclass(frozen=True)
class _Sent:
    """A frame under way."""

    sec: float
    under_way: int
    key: bool
    octets: int


class WebSocketViewer:
    """Watches over the WebSocket, bounded by the browser's own acknowledgements.

    At most two frames and what a round trip and a busy page hold are under way. Socket buffers
    would not do: a tunnel hides seconds of backlog behind them.
    """

    _FRAMES = 2
    _PADDING_BYTES = 4096
    #: A third of a second of the highest rate that is tried.
    _MOST_PADDING = 64

    def __init__(
        self,
        send: Callable[[bytes], bool],
        tell: TellVideo,
        fps: int,
        clock: Callable[[], float],
    ) -> None:
        self._send = send
        self._announcer = _Announcer(tell)
        self._clock = clock
        self._link = LinkEstimate(fps, clock)
        self._under_way: OrderedDict[int, _Sent] = OrderedDict()
        self._padding: OrderedDict[int, _Sent] = OrderedDict()
        self._padding_number = 0
        self._least_delay_sec: float | None = None
        self.sent = 0
        self.skipped = 0
        #: Acknowledged, padding included.
        self.taken_octets = 0

    @property
    def limit(self) -> int:
        """How many frames may be under way."""
        return self._FRAMES + self._link.window

    @property
    def has_room(self) -> bool:
        """True while another frame may be sent."""
        return len(self._under_way) < self.limit

    @property
    def in_flight(self) -> int:
        """How many frames are under way."""
        return len(self._under_way)

    def deliver(self, frame: MediaFrame) -> bool:
        """Send a frame unless too many are under way."""
        if not self.has_room:
            self.skipped += 1
            return False
        # Only of what is sent: a page that heard of another stream is of no use for this one.
        self._announcer.announce(frame)
        if not self._send(frame.media_message):
            self.skipped += 1
            return False
        self._under_way[frame.number] = _Sent(
            self._clock(), len(self._under_way) + 1, frame.key, len(frame.media_message)
        )
        self.sent += 1
        return True

    def acknowledge(self, number: int) -> None:
        """The browser has this frame and all before it; numbers never sent change nothing."""
        sent = self._under_way.get(number)
        if sent is None:
            return
        self._link.acknowledged(self._clock() - sent.sec, sent.under_way, key=sent.key)
        self._take(self._under_way, number)

    def pad(self, octets: int) -> None:
        """Send so much that means nothing; while much of it is under way nothing more is sent."""
        while octets > 0 and len(self._padding) < self._MOST_PADDING:
            part = min(octets, self._PADDING_BYTES)
            octets -= part
            number = self._padding_number = self._padding_number + 1
            if not self._send(padding_message(number, part)):
                return
            self._padding[number] = _Sent(self._clock(), 0, False, part)

    def acknowledge_padding(self, number: int) -> None:
        """The browser has this padding and all before it."""
        if number in self._padding:
            self._take(self._padding, number)

    def take_delay_sec(self) -> float | None:
        """The least time that something took to be acknowledged since the last call; of what is
        still under way, for how long it is."""
        least, self._least_delay_sec = self._least_delay_sec, None
        if least is None:
            waiting = [*itertools.islice(self._under_way.values(), 1)]
            waiting += itertools.islice(self._padding.values(), 1)
            if waiting:
                return self._clock() - min(sent.sec for sent in waiting)
        return least

    def _take(self, under_way: OrderedDict[int, _Sent], number: int) -> None:
        delay_sec = self._clock() - under_way[number].sec
        least = self._least_delay_sec
        self._least_delay_sec = delay_sec if least is None else min(least, delay_sec)
        while True:
            first, sent = under_way.popitem(last=False)
            self.taken_octets += sent.octets
            if first == number:
                return


class MseViewer(WebSocketViewer):
    """Watches over the WebSocket with a browser's MediaSource, which keeps what it was given.

    It can only let go of what lies before a key frame, so it needs one now and then.
    """

    _KEY_FRAME_EVERY_SEC = 30.0

    def __init__(
        self,
        send: Callable[[bytes], bool],
        tell: TellVideo,
        fps: int,
        clock: Callable[[], float],
        refresh: Callable[["MseViewer"], None],
    ) -> None:
        super().__init__(send, tell, fps, clock)
        self._refresh = refresh
        self._key_frame_sec = clock()

    def deliver(self, frame: MediaFrame) -> bool:
        """Send a frame unless too many are under way; ask for a key frame where one is due."""
        taken = super().deliver(frame)
        now = self._clock()
        if taken and frame.key:
            self._key_frame_sec = now
        elif now - self._key_frame_sec >= self._KEY_FRAME_EVERY_SEC:
            self._key_frame_sec = now
            self._refresh(self)
        return taken
