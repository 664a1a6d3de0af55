"""What the way to a viewer shows: counted here, and told by RTCP and by the page."""

from collections.abc import Callable

from py_remote_viewer.protocol.client import ViewerReport
from py_remote_viewer.sessions.adaptation import Least, LinkReport
from py_remote_viewer.sessions.rendition import Rendition
from py_remote_viewer.sessions.viewers import PeerViewer, WebSocketViewer

__all__ = ["LinkWatch"]

#: What is older was told before the link became what it is.
_FRESH_SEC = 2.0
#: A scene at rest comes once a second; of so few nothing can be said.
_LEAST_FRAMES = 4


class _TwoLast:
    """What two reports in a row agree on: one alone may be a moment of a busy machine."""

    def __init__(self) -> None:
        self._before: float | None = None
        self._last: float | None = None

    def note(self, value: float | None) -> None:
        """Another report; None where it says nothing."""
        self._before, self._last = self._last, value

    @property
    def least(self) -> float | None:
        """The lesser of the two; None where one is missing."""
        if self._before is None or self._last is None:
            return None
        return min(self._before, self._last)


class LinkWatch:
    """Reports of one viewer's link, out of what is counted anyway. Belongs to the event loop."""

    def __init__(self, viewer: PeerViewer | WebSocketViewer, clock: Callable[[], float]) -> None:
        self._viewer = viewer
        self._clock = clock
        self._round_trip = Least(clock)
        self._delay = Least(clock)
        self._rendition: Rendition | None = None
        self._counted_sec = clock()
        self._frames = self._octets = self._sent = self._taken = self._refused = 0
        self._page: ViewerReport | None = None
        self._page_sec = float("-inf")
        self._page_queue_ms: float | None = None
        self._unshown = _TwoLast()
        self._heard: object = None
        self._loss = _TwoLast()
        self._late_ms: float | None = None

    def told(self, report: ViewerReport | None) -> None:
        """The newest report of the page."""
        before = self._page
        if report is None or report is before:
            return
        self._page, self._page_sec = report, self._clock()
        self._page_queue_ms = (
            None if report.delay_ms is None else self._delay.above(report.delay_ms)
        )
        unshown = 0.0
        if before is not None and before.transport == report.transport:
            received = report.received - before.received
            if received >= _LEAST_FRAMES:
                unshown = max(0.0, 1.0 - (report.decoded - before.decoded) / received)
        self._unshown.note(unshown)

    def report(self, rendition: Rendition | None) -> LinkReport | None:
        """What was seen since the last one; None where another rendition is waited for, which says
        nothing."""
        now, before = self._clock(), self._counted_sec
        same = rendition is not None and rendition is self._rendition
        self._rendition, self._counted_sec = rendition, now
        if rendition is None:
            return None
        frames, octets = rendition.frames - self._frames, rendition.octets - self._octets
        sent = self._viewer.sent - self._sent
        self._frames, self._octets, self._sent = (
            rendition.frames, rendition.octets, self._viewer.sent
        )  # fmt: skip
        # Whoever waits for a key frame gets nothing for up to a second: one frame that was left out
        # counts once, however long that takes.
        refused = self._viewer.skipped - self._refused
        self._refused = self._viewer.skipped
        counts = refused > 0 and frames >= _LEAST_FRAMES
        capacity, queues_ms, loss = self._of_the_way(now - before)
        if not same or now <= before:
            return None
        fresh = now - self._page_sec < _FRESH_SEC
        if fresh and self._page_queue_ms is not None:
            queues_ms = (*queues_ms, self._page_queue_ms)
        return LinkReport(
            offered_bits_per_sec=8 * octets / (now - before),
            capacity_bits_per_sec=capacity,
            estimate_bits_per_sec=(capacity if isinstance(self._viewer, PeerViewer) else None),
            # A queue makes everything late; where only some of it is, a busy machine was slow.
            queue_ms=min(queues_ms, default=0.0),
            late_ms=max(queues_ms, default=0.0),
            loss=loss,
            skipped=max(0.0, 1.0 - sent / frames) if counts else 0.0,
            unshown=(self._unshown.least or 0.0) if fresh else 0.0,
        )

    def _of_the_way(self, passed_sec: float) -> tuple[float | None, tuple[float, ...], float]:
        """What came through at most, in bits a second; how much too late something was; the
        loss."""
        viewer = self._viewer
        if isinstance(viewer, WebSocketViewer):
            taken, self._taken = viewer.taken_octets - self._taken, viewer.taken_octets
            delay_sec = viewer.take_delay_sec()
            late = () if delay_sec is None else (self._round_trip.above(1e3 * delay_sec),)
            return (8 * taken / passed_sec if passed_sec > 0 else None), late, 0.0
        peer = viewer.peer
        heard = peer.receiver_report
        if heard is None or self._clock() - heard.received_sec > _FRESH_SEC:
            return peer.estimated_bits_per_sec, (), 0.0
        if heard is not self._heard:
            self._heard = heard
            self._loss.note(heard.loss)
            rtt_ms = heard.rtt_ms
            self._late_ms = None if rtt_ms is None else self._round_trip.above(rtt_ms)
        late = () if self._late_ms is None else (self._late_ms,)
        return peer.estimated_bits_per_sec, late, self._loss.least or 0.0
