"""One rendition's frames to all who watch it, with the key frame lobby."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from py_remote_viewer.sessions.frames import MediaFrame

__all__ = ["Fanout", "Subscriber"]


class Subscriber(Protocol):
    """Somebody who watches a rendition."""

    def deliver(self, frame: MediaFrame) -> bool:
        """Send a frame; False where it was skipped, so that the next must be a key frame."""
        ...


class _Seat:
    """What the lobby knows of a subscriber."""

    def __init__(self, now_sec: float) -> None:
        self.waiting = True
        self.asks = 0
        self.asked_sec = now_sec
        self.not_before_sec = now_sec


class Fanout:
    """Sends every frame to every subscriber that can use it.

    A newcomer, and whoever lost or skipped a frame, waits in the lobby for the next key frame. One
    key frame serves all who wait, and at most one a second is asked for. Whoever asks again and
    again waits longer each time, so that one bad link does not cost everybody bits. Belongs to the
    event loop.
    """

    KEY_FRAME_EVERY_SEC = 1.0
    _FORGIVEN_AFTER_SEC = 10.0
    _LONGEST_WAIT_SEC = 8.0

    def __init__(self, request_key_frame: Callable[[], None], clock: Callable[[], float]) -> None:
        self._request_key_frame = request_key_frame
        self._clock = clock
        self._seats: dict[Subscriber, _Seat] = {}
        self._requested_sec = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self.key_frames_requested = 0

    def __len__(self) -> int:
        return len(self._seats)

    @property
    def waiting(self) -> int:
        """How many are in the lobby."""
        return sum(seat.waiting for seat in self._seats.values())

    def subscribe(self, subscriber: Subscriber) -> None:
        """Begin with the next key frame."""
        self._seats[subscriber] = _Seat(self._clock())
        self._ask()

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Send no more to this one; unknown ones are fine."""
        self._seats.pop(subscriber, None)

    def lost(self, subscriber: Subscriber) -> None:
        """A subscriber cannot go on without a key frame (PLI, decoder error, skipped frame)."""
        seat = self._seats.get(subscriber)
        if seat is None or seat.waiting:
            return
        now = self._clock()
        recent = now - seat.asked_sec < self._FORGIVEN_AFTER_SEC
        seat.asks = seat.asks + 1 if recent else 0
        seat.asked_sec = now
        seat.waiting = True
        penalty = 0.0 if seat.asks < 3 else min(2.0 ** (seat.asks - 3), self._LONGEST_WAIT_SEC)
        seat.not_before_sec = now + penalty
        self._ask()

    def push(self, frame: MediaFrame) -> None:
        """Send a frame to all who can use it."""
        for subscriber, seat in list(self._seats.items()):
            if frame.key:
                seat.waiting = False
            if not seat.waiting and not subscriber.deliver(frame):
                self.lost(subscriber)
        self._ask()

    def stream_changed(self) -> None:
        """Another encoder follows: all wait for its first key frame, which comes by itself."""
        for seat in self._seats.values():
            seat.waiting = True

    def close(self) -> None:
        """Forget all subscribers and stop the timer."""
        self._seats.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ask(self) -> None:
        """Ask for a key frame now, or set a timer for when it may be asked for."""
        waiting = [seat for seat in self._seats.values() if seat.waiting]
        if not waiting or self._timer is not None:
            return
        now = self._clock()
        allowed = self._requested_sec + self.KEY_FRAME_EVERY_SEC
        at = max(allowed, min(seat.not_before_sec for seat in waiting))
        if at > now:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(at - now, self._timer_fired)
            return
        self._requested_sec = now
        self.key_frames_requested += 1
        self._request_key_frame()

    def _timer_fired(self) -> None:
        self._timer = None
        self._ask()
