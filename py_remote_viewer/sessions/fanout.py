"""One rendition's frames to all who watch it, with the key frame lobby."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Protocol

from py_remote_viewer.sessions.frames import MediaFrame

__all__ = ["Fanout", "Patience", "Subscriber"]

_log = logging.getLogger(__name__)


class Subscriber(Protocol):
    """Somebody who watches a rendition."""

    @property
    def has_room(self) -> bool:
        """False while it would skip a key frame too."""
        ...

    def deliver(self, frame: MediaFrame) -> bool:
        """Send a frame; False where it was skipped, so that the next must be a key frame."""
        ...


class Patience:
    """How often somebody has lost frames lately, and how long they wait for it. It goes along from
    one lobby to the next."""

    def __init__(self, now_sec: float) -> None:
        self.asks = 0
        self.asked_sec = now_sec
        self.not_before_sec = now_sec


class _Seat:
    """What the lobby knows of a subscriber.

    Who is `waiting` gets nothing before a key frame. Whose decoder is `broken` wants one as well,
    but goes on getting frames: what it lost may have come meanwhile.
    """

    def __init__(self, patience: Patience) -> None:
        self.waiting = True
        self.broken = False
        self.patience = patience
        self.key_frame_sec = float("-inf")


class Fanout:
    """Sends every frame to every subscriber that can use it, in order for each.

    A newcomer, and whoever skipped a frame, waits in the lobby for the next key frame. One key
    frame serves all who want it, and at most one a second is asked for, once somebody could take
    it: one that is skipped as well would cost another second. Whoever asks again and again waits
    longer each time, so that one bad link does not cost everybody bits. A frame that
    takes long to send to all is sent in turns, between which the event loop does other things.
    Belongs to the event loop.
    """

    KEY_FRAME_EVERY_SEC = 1.0
    _FORGIVEN_AFTER_SEC = 10.0
    _LONGEST_WAIT_SEC = 8.0
    #: A request that is younger than the key frame it got was sent before that arrived.
    _CROSSING_SEC = 0.25
    _TURN_SEC = 0.004
    #: How soon to look again whether somebody has room, where no frame comes that does.
    _LOOK_AGAIN_SEC = 0.05
    _MAX_QUEUED = 8

    def __init__(
        self,
        request_key_frame: Callable[[], None],
        clock: Callable[[], float],
        failed: Callable[[Subscriber], None] = lambda subscriber: None,
        begun: Callable[[Subscriber], None] = lambda subscriber: None,
    ) -> None:
        self._request_key_frame = request_key_frame
        self._clock = clock
        self._failed = failed
        self._begun = begun
        self._seats: dict[Subscriber, _Seat] = {}
        self._queue: deque[MediaFrame] = deque()
        self._round: deque[Subscriber] = deque()
        self._frame: MediaFrame | None = None
        self._turn: asyncio.Handle | None = None
        self._requested_sec = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._timer_sec = 0.0
        self.key_frames_requested = 0

    def __len__(self) -> int:
        return len(self._seats)

    @property
    def waiting(self) -> int:
        """How many are in the lobby."""
        return sum(seat.waiting for seat in self._seats.values())

    def subscribe(self, subscriber: Subscriber, patience: Patience | None = None) -> None:
        """Begin with the next key frame, as soon as this one's patience allows."""
        self._seats[subscriber] = _Seat(patience or Patience(self._clock()))
        self._ask()

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Send no more to this one; unknown ones are fine."""
        self._seats.pop(subscriber, None)

    def lost(self, subscriber: Subscriber) -> None:
        """A subscriber's decoder cannot go on without a key frame (PLI, decoder error)."""
        seat = self._seats.get(subscriber)
        now = self._clock()
        if seat is None or seat.waiting or seat.broken:
            return
        if now - seat.key_frame_sec < self._CROSSING_SEC:
            return
        seat.broken = True
        self._penalise(seat, now)
        self._ask()

    def refresh(self, subscriber: Subscriber) -> None:
        """A subscriber that has lost nothing would like a key frame, now and then."""
        seat = self._seats.get(subscriber)
        if seat is not None:
            seat.broken = True
            self._ask()

    def push(self, frame: MediaFrame) -> None:
        """Send a frame to all who can use it, after the frames before it."""
        if len(self._queue) >= self._MAX_QUEUED:
            self.stream_changed()
        self._queue.append(frame)
        if self._turn is None:
            self._take_turn()

    def stream_changed(self) -> None:
        """What follows does not build on what was: all wait for its first key frame."""
        self._queue.clear()
        self._round.clear()
        for seat in self._seats.values():
            seat.waiting = True

    def close(self) -> None:
        """Forget all subscribers and stop the timers."""
        self.stream_changed()
        self._seats.clear()
        for handle in (self._timer, self._turn):
            if handle is not None:
                handle.cancel()
        self._timer = self._turn = None

    # delivering

    def _take_turn(self) -> None:
        """Deliver until all have everything, or until others should have the event loop."""
        self._turn = None
        until = self._clock() + self._TURN_SEC
        while self._next_delivery():
            if self._clock() >= until and (self._round or self._queue):
                self._turn = asyncio.get_running_loop().call_soon(self._take_turn)
                return
        self._ask()

    def _next_delivery(self) -> bool:
        """Deliver one frame to one subscriber; False where nothing is left to do."""
        while not self._round:
            if not self._queue:
                return False
            self._frame = self._queue.popleft()
            self._round.extend(self._seats)
        subscriber = self._round.popleft()
        seat = self._seats.get(subscriber)
        if seat is not None and self._frame is not None and (self._frame.key or not seat.waiting):
            self._deliver(subscriber, seat, self._frame)
        return True

    def _deliver(self, subscriber: Subscriber, seat: _Seat, frame: MediaFrame) -> None:
        try:
            taken = subscriber.deliver(frame)
        except Exception:
            # Whatever ails one viewer must not reach the worker and those who watch it.
            _log.exception("a viewer is dropped: a frame could not be sent to it")
            self.unsubscribe(subscriber)
            self._failed(subscriber)
            return
        now = self._clock()
        if not taken:
            if not seat.waiting and not seat.broken:
                self._penalise(seat, now)
            seat.waiting = True
        elif frame.key:
            begins, seat.waiting, seat.broken = seat.waiting, False, False
            seat.key_frame_sec = now
            if begins:
                self._begun(subscriber)

    # asking

    def _penalise(self, seat: _Seat, now: float) -> None:
        patience = seat.patience
        recent = now - patience.asked_sec < self._FORGIVEN_AFTER_SEC
        patience.asks = patience.asks + 1 if recent else 0
        patience.asked_sec = now
        doublings = patience.asks - 3
        penalty = 0.0 if doublings < 0 else min(2.0**doublings, self._LONGEST_WAIT_SEC)
        patience.not_before_sec = now + penalty

    def _ask(self) -> None:
        """Ask for a key frame now, or set a timer for when it may be asked for."""
        wanting = {
            subscriber: seat
            for subscriber, seat in self._seats.items()
            if seat.waiting or seat.broken
        }
        if not wanting:
            return
        now = self._clock()
        allowed = self._requested_sec + self.KEY_FRAME_EVERY_SEC
        at = max(allowed, min(seat.patience.not_before_sec for seat in wanting.values()))
        if at <= now and not any(subscriber.has_room for subscriber in wanting):
            at = now + self._LOOK_AGAIN_SEC
        if at > now:
            self._set_timer(at, now)
            return
        self._stop_timer()
        self._requested_sec = now
        self.key_frames_requested += 1
        self._request_key_frame()

    def _set_timer(self, at: float, now: float) -> None:
        """Ask again at that time, unless it will be asked sooner anyway."""
        if self._timer is not None and self._timer_sec <= at:
            return
        self._stop_timer()
        self._timer_sec = at
        self._timer = asyncio.get_running_loop().call_later(at - now, self._timer_fired)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _timer_fired(self) -> None:
        self._timer = None
        self._ask()
