"""A view at one quality, and all who watch it."""

import time
from collections.abc import Callable

from py_remote_viewer.protocol.client import Status, VideoConfiguration
from py_remote_viewer.protocol.worker import EncodedFrame, RenditionWish
from py_remote_viewer.sessions.fanout import Fanout, Subscriber
from py_remote_viewer.sessions.frames import MediaFrame
from py_remote_viewer.sessions.telemetry import TelemetryBatch, TelemetryText

__all__ = ["Rendition"]


class Rendition:
    """Sends its frames to all who watch it, and tells what became of them. Belongs to the event
    loop."""

    def __init__(
        self,
        wish: RenditionWish,
        request_key_frame: Callable[[], None],
        clock: Callable[[], float],
        failed: Callable[[Subscriber], None],
        begun: Callable[[Subscriber, "Rendition"], None],
    ) -> None:
        self.wish = wish
        self.fanout = Fanout(
            request_key_frame, clock, failed, begun=lambda subscriber: begun(subscriber, self)
        )
        #: The stream that its watchers get; None before there was any.
        self.video: VideoConfiguration | None = None
        self._clock = clock
        self._framed_sec: float | None = None
        self._telemetry = TelemetryBatch()
        #: What there was to send since it began.
        self.frames = 0
        self.octets = 0

    @property
    def watched(self) -> bool:
        """True while anybody watches it, or waits for it."""
        return len(self.fanout) > 0

    def age_sec(self) -> float | None:
        """How old its newest frame is; None before there was any."""
        return None if self._framed_sec is None else self._clock() - self._framed_sec

    def frame(self, number: int, frame: EncodedFrame) -> float:
        """Send a frame to everybody; when that was, in milliseconds of the server's clock."""
        video = VideoConfiguration(frame.codec_string, frame.width, frame.height, self.wish.fps)
        if video != self.video:
            self.video = video
        self._framed_sec = self._clock()
        self.frames += 1
        self.octets += len(frame.data)
        media = MediaFrame(number, frame, self.video)
        self.fanout.push(media)
        sent_ms = time.monotonic_ns() / 1e6
        self._telemetry.add(media.stamp(sent_ms))
        return sent_ms

    def telemetry(self, status: Status) -> TelemetryText:
        """The status, and the stamps since the last one."""
        return self._telemetry.take(status)
