"""Which rendition a viewer gets: as good as its link carries, and no guess costs much."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

__all__ = ["Adaptation", "Decision", "Least", "LinkReport"]

#: So much more than the least delay is a queue: of a picture, and of a trial, which may not
#: make the picture late.
_QUEUE_MS = 150.0
_TRIAL_QUEUE_MS = 60.0
#: Of the frames, or of the packets, that are lost. What a link loses by itself is not ours.
_MOST_SKIPPED = 0.1
_MOST_LOSS = 0.1
_AMBIENT = 1.5
_AMBIENT_FOR_SEC = 60.0
_MOST_UNSHOWN = 0.4
#: What is seen once may be a moment of a busy machine.
_TIMES = 2
_WITHIN_SEC = 3.0
#: An estimate has shrunk where it is below this share of the most of the last seconds.
_LESS = 0.9
_LATELY_SEC = 5.0
#: A link is not filled to the brim.
_MARGIN = 0.85
#: After a change what was under way has to arrive before the next is judged.
_SETTLE_SEC = 3.0
_TRIAL_SEC = 9.0
#: A trial grows to its full rate in this time: a slow link shows while it has hardly queued, and
#: reports of it come a second late.
_RAMP_SEC = 8.0
#: What comes through has shrunk, and a queue has begun: the trial has filled the link.
_SHRUNK = 0.9
_BEGUN_QUEUE_MS = 25.0
#: Where anything is so late, a trial sends no padding, until that has passed or is confirmed.
_PAUSING_QUEUE_MS = 40.0
#: Of its growth, so much is taken back by a pause: what it had grown to was too much perhaps.
_STEP_BACK = 0.4
_FIRST_TRIAL_SEC = 5.0
_LEAST_BACK_OFF_SEC = 10.0
_MOST_BACK_OFF_SEC = 60.0
#: A rendition that was left again this soon after a trial was a failed trial.
_PROVEN_SEC = 10.0
#: The longest time without a frame, in which a queue empties.
_MOST_HOLD_MS = 1500.0


@dataclass(frozen=True)
class LinkReport:
    """What was seen of the way to a viewer since the report before.

    `offered_bits_per_sec` is what there was to send, with what was left out;
    `capacity_bits_per_sec` what came through at most (REMB, acknowledged bytes): of more than was
    sent it says nothing. `estimate_bits_per_sec` is REMB alone, which is smooth.
    `queue_ms` is how much later than the least everything arrives, `late_ms` the latest of what was
    measured: on a busy machine some of it is late without a queue. The others are shares: packets
    lost, frames left out because the way was full, frames received and not shown.
    """

    offered_bits_per_sec: float
    capacity_bits_per_sec: float | None = None
    estimate_bits_per_sec: float | None = None
    queue_ms: float = 0.0
    late_ms: float = 0.0
    loss: float = 0.0
    skipped: float = 0.0
    unshown: float = 0.0


@dataclass(frozen=True)
class Decision:
    """The rendition from now on, the padding to send beside it, how long to send nothing first."""

    rendition: int
    padding_bits_per_sec: float = 0.0
    hold_ms: float = 0.0


class Least:
    """The least value of the last half minute: what a delay is without a queue."""

    _WINDOW_SEC = 30.0

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._values: deque[tuple[float, float]] = deque()

    def above(self, value: float) -> float:
        """Note a value; how much it is above the least."""
        now = self._clock()
        while self._values and self._values[-1][1] >= value:
            self._values.pop()
        self._values.append((now, value))
        while now - self._values[0][0] > self._WINDOW_SEC:
            self._values.popleft()
        return value - self._values[0][1]


class Adaptation:
    """Chooses among renditions, from the best (0) to the least, for one viewer.

    Downward at once when the link shows that it carries less. Upward by trial: padding at the rate
    of the next better rendition for some seconds, because a link shows what it carries only when it
    has to. Failed trials back off from 10 to 60 s.
    """

    def __init__(
        self, bits_per_sec: Sequence[float], clock: Callable[[], float], rendition: int = 0
    ) -> None:
        self._rates = list(bits_per_sec)
        self._clock = clock
        now = clock()
        self.rendition = rendition
        self._changed_sec = now
        #: What was under way before this was of another rendition, or of a trial.
        self._judged_from_sec = now + _SETTLE_SEC
        self._trial_from_sec: float | None = None
        self._observed_sec = now
        self._trial_paused = False
        self._trial_pauses = 0
        self._trial_capacity = 0.0
        self._next_trial_sec = now + _FIRST_TRIAL_SEC
        self._back_off_sec = _LEAST_BACK_OFF_SEC
        self._came_by_trial = False
        #: What a receiver thought in the last seconds that the link carries.
        self._estimates: deque[tuple[float, float]] = deque()
        #: When the link was seen to be overloaded, lately.
        self._bad: deque[float] = deque()
        self._loss_before = 0.0
        self._ambient_loss = 0.0
        self._ambient_until_sec = now

    @property
    def trying(self) -> bool:
        """True while a trial runs."""
        return self._trial_from_sec is not None

    def observe(self, report: LinkReport) -> Decision:
        """Take a report, one or a few a second, and decide."""
        now = self._clock()
        passed_sec, self._observed_sec = now - self._observed_sec, now
        short = self._falls_short(report, now)
        if self._trial_from_sec is not None:
            if self._trial_paused:
                self._trial_from_sec += passed_sec
            return self._during_trial(report, now)
        self._learn_ambient_loss(report, now)
        if now < self._judged_from_sec:
            self._bad.clear()
            return Decision(self.rendition)
        while self._bad and now - self._bad[0] > _WITHIN_SEC:
            self._bad.popleft()
        if self._overloaded(report, _QUEUE_MS, now):
            self._bad.append(now)
        if short:
            # The reports that would agree on it wait in the queue themselves.
            return self._fall(replace(report, queue_ms=report.late_ms), now)
        if len(self._bad) >= _TIMES or report.queue_ms > 2 * _QUEUE_MS:
            return self._fall(report, now)
        if self._came_by_trial and now - self._changed_sec >= _MOST_BACK_OFF_SEC:
            self._back_off_sec = _LEAST_BACK_OFF_SEC
        if self.rendition > 0 and now >= self._next_trial_sec and not self._bad:
            self._trial_from_sec = now
            self._trial_capacity = 0.0
            self._trial_paused, self._trial_pauses = False, 0
        return Decision(self.rendition)

    # downward

    def _overloaded(self, report: LinkReport, queue_ms: float, now: float) -> bool:
        return (
            report.queue_ms > queue_ms
            or report.skipped > _MOST_SKIPPED
            or report.loss > max(_MOST_LOSS, self._ambient(now))
            or report.unshown > _MOST_UNSHOWN
        )

    def _falls_short(self, report: LinkReport, now: float) -> bool:
        """True where less comes through than a moment ago and than there is to send, and some of it
        late: an estimate alone also shrinks when a scene comes to rest, and grows slowly after."""
        estimate = report.estimate_bits_per_sec
        if estimate is None:
            return False
        while self._estimates and now - self._estimates[0][0] > _LATELY_SEC:
            self._estimates.popleft()
        self._estimates.append((now, estimate))
        most = max(known for _, known in self._estimates)
        less = estimate < _LESS * min(most, report.offered_bits_per_sec)
        return less and report.late_ms > _QUEUE_MS

    def _fall(self, report: LinkReport, now: float) -> Decision:
        if self.rendition == len(self._rates) - 1:
            # There is none that is less; the queue can still be emptied.
            self._bad.clear()
            self._changed_sec = now
            self._judged_from_sec = now + _SETTLE_SEC
            return Decision(self.rendition, hold_ms=self._hold_ms(report))
        if self._came_by_trial and now - self._changed_sec < _PROVEN_SEC:
            self._fail(now)
        else:
            self._next_trial_sec = now + self._back_off_sec
        self._change(self._carried(report), now)
        self._came_by_trial = False
        self._loss_before = report.loss
        return Decision(self.rendition, hold_ms=self._hold_ms(report))

    def _carried(self, report: LinkReport) -> int:
        """The best lesser rendition that what came through has room for."""
        lesser = range(self.rendition + 1, len(self._rates))
        capacity = report.capacity_bits_per_sec
        if capacity is None or capacity >= report.offered_bits_per_sec:
            return lesser[0]
        fits = (k for k in lesser if self._need(k, report) <= _MARGIN * capacity)
        return next(fits, lesser[-1])

    def _need(self, rendition: int, report: LinkReport) -> float:
        """What a rendition of this picture takes: a scene at rest is less than its nominal rate."""
        used = min(report.offered_bits_per_sec / self._rates[self.rendition], 1.0)
        return used * self._rates[rendition]

    @staticmethod
    def _hold_ms(report: LinkReport) -> float:
        return min(report.queue_ms, _MOST_HOLD_MS) if report.queue_ms > _QUEUE_MS else 0.0

    def _learn_ambient_loss(self, report: LinkReport, now: float) -> None:
        """After a fall that did not lessen the loss, the loss is the link's own."""
        settled = now - self._changed_sec >= _SETTLE_SEC
        if self._loss_before > _MOST_LOSS and settled:
            if report.loss > 0.5 * self._loss_before:
                self._ambient_loss = max(report.loss, self._loss_before)
                self._ambient_until_sec = now + _AMBIENT_FOR_SEC
                self._next_trial_sec = now
            self._loss_before = 0.0

    def _ambient(self, now: float) -> float:
        return _AMBIENT * self._ambient_loss if now < self._ambient_until_sec else 0.0

    # upward

    def _during_trial(self, report: LinkReport, now: float) -> Decision:
        since = self._pause_trial(report.late_ms > _PAUSING_QUEUE_MS, now)
        if (
            self._overloaded(report, _TRIAL_QUEUE_MS, now)
            or self._fills_the_link(report)
            or self._trial_pauses >= _TIMES
        ):
            self._trial_from_sec = None
            # The queue is of the trial's own making, and no reason to do with less.
            self._judged_from_sec = now + _SETTLE_SEC
            self._fail(now)
            return Decision(self.rendition, hold_ms=self._hold_ms(report))
        if self._trial_paused:
            return Decision(self.rendition)
        if now - since >= _TRIAL_SEC:
            self._trial_from_sec = None
            self._change(self.rendition - 1, now)
            self._came_by_trial = True
            self._next_trial_sec = now + _SETTLE_SEC
            return Decision(self.rendition)
        missing = self._rates[self.rendition - 1] - self._rates[self.rendition]
        return Decision(self.rendition, missing * min((now - since) / _RAMP_SEC, 1.0))

    def _pause_trial(self, late: bool, now: float) -> float:
        """A queue that only one measure tells may be a busy machine: stop, see whether it goes, and
        go on from less; the second time it is the link. Returns from when on the trial counts."""
        since = self._trial_from_sec if self._trial_from_sec is not None else now
        if late and not self._trial_paused:
            self._trial_pauses += 1
            self._trial_from_sec = since = since + _STEP_BACK * (now - since)
        self._trial_paused = late
        return since

    def _fills_the_link(self, report: LinkReport) -> bool:
        capacity = report.capacity_bits_per_sec or 0.0
        self._trial_capacity = max(self._trial_capacity, capacity)
        return capacity < _SHRUNK * self._trial_capacity and report.queue_ms > _BEGUN_QUEUE_MS

    def _fail(self, now: float) -> None:
        self._next_trial_sec = now + self._back_off_sec
        self._back_off_sec = min(2 * self._back_off_sec, _MOST_BACK_OFF_SEC)

    def _change(self, rendition: int, now: float) -> None:
        self.rendition = rendition
        self._changed_sec = now
        self._judged_from_sec = now + _SETTLE_SEC
        self._bad.clear()
