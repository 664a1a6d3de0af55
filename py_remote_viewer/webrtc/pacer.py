"""When packets leave: a usual frame at once, what is larger spread over a moment."""

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

__all__ = ["Later", "Pacer", "PacerOut", "Packet", "Timer"]

#: Nothing waits longer here: one and a half frames at 30 fps, by when a key frame has left.
LONGEST_SEC = 0.05
#: How often the waiting packets are looked at; a shorter time costs more and smooths little.
TICK_SEC = 0.005
#: So many usual frames leave at once, and no less than this.
_BURST_FRAMES = 2
_LEAST_BURST_BYTES = 12_000
#: What is larger leaves at so many times the rate at which frames come.
_FACTOR = 3.0
_RATE_OVER_SEC = 1.0
#: What one call adds in padding is spread over this time, and no more than this ever waits.
PADDING_SEC = 0.1
MOST_PADDING_BYTES = 500_000


class Packet(NamedTuple):
    """A payload and what its RTP header says; `again` where the receiver missed it."""

    sequence: int
    payload: bytes
    timestamp: int
    marker: bool
    again: bool = False


class Timer(Protocol):
    """What will happen later."""

    def cancel(self) -> None: ...


Later = Callable[[float, Callable[[], None]], Timer]


class PacerOut(Protocol):
    """Where packets go when their time has come."""

    def way_is_open(self) -> bool:
        """False while what was sent before has not left this machine."""
        ...

    def put(self, packets: Sequence[Packet]) -> bool:
        """Number nothing, protect and send; False where that cannot be."""
        ...

    def put_padding(self, octets: int) -> None:
        """Send about so many bytes that mean nothing."""
        ...


class Pacer:
    """Holds what is not to leave yet. Belongs to the event loop, and has one timer at the most.

    A bucket of allowance is filled at a few times the present bit rate. What was missed goes first,
    then frames in their order, then padding. Where the way is closed everything stays and counts as
    `backlog_bytes`, by which `FrameSender` refuses more; padding is given up.
    """

    def __init__(self, out: PacerOut, clock: Callable[[], float], later: Later) -> None:
        self._out = out
        self._clock = clock
        self._later = later
        self._again: deque[Packet] = deque()
        self._frames: deque[Packet] = deque()
        self._held_bytes = 0
        self._largest_bytes = 0
        self._padding_bytes = 0.0
        self._padding_rate = 0.0
        self._padding_allowance = 0.0
        self._burst = float(_LEAST_BURST_BYTES)
        self._allowance = self._burst
        self._rate = self._burst / LONGEST_SEC
        self._recent_bytes = 0.0
        self._frame_sec = self._filled_sec = self._due_sec = clock()
        self._timer: Timer | None = None
        self._closed = False
        self._failed = False

    @property
    def backlog_bytes(self) -> int:
        """What waits here for longer than it should, or behind one frame that is being spread."""
        if self._is_late():
            return self._held_bytes
        return max(self._held_bytes - self._largest_bytes, 0)

    def holds(self, sequence: int) -> bool:
        """True while this packet waits to be sent again."""
        return any(packet.sequence == sequence for packet in self._again)

    def lets_pass(self, octets: int, usual_bytes: float) -> bool:
        """Count a frame; True where it may leave at once, and its sender has to see to that. Else
        it comes back by `take_frame`."""
        burst = _BURST_FRAMES * usual_bytes
        self._burst = burst if burst > _LEAST_BURST_BYTES else float(_LEAST_BURST_BYTES)
        self._fill()
        passed = self._filled_sec - self._frame_sec
        self._frame_sec = self._filled_sec
        self._recent_bytes = self._recent_bytes * math.exp(-passed / _RATE_OVER_SEC) + octets
        if self._held_bytes or octets > self._allowance:
            return False
        self._allowance -= octets
        return True

    def take_frame(self, packets: Sequence[Packet]) -> bool:
        """Spread a frame over a moment; False where its first packets cannot be sent."""
        self._frames.extend(packets)
        self._hold(sum(len(packet.payload) for packet in packets))
        return not self.take_failure()

    def take_again(self, packet: Packet) -> None:
        """Send a packet that was missed, before all that waits."""
        self._fill()
        self._again.append(packet)
        self._hold(len(packet.payload))

    def take_padding(self, octets: int) -> int:
        """Spread padding over the next moment; how much of it was taken."""
        taken = int(max(min(octets, MOST_PADDING_BYTES - self._padding_bytes), 0))
        self._fill()
        self._padding_bytes += taken
        self._padding_rate = max(self._padding_rate, self._padding_bytes / PADDING_SEC)
        self._pump()
        return taken

    def take_failure(self) -> bool:
        """True, once, where packets that had been taken could not be sent."""
        failed, self._failed = self._failed, False
        return failed

    def pump(self) -> None:
        """Send what may leave by now."""
        if self._held_bytes or self._padding_bytes:
            self._fill()
            self._pump()

    def close(self) -> None:
        """Forget what waits, and take nothing more; twice is fine."""
        self._closed = True
        self.forget()

    def forget(self) -> None:
        """Send nothing of what waits."""
        self._again.clear()
        self._frames.clear()
        self._held_bytes = 0
        self._padding_bytes = self._padding_rate = self._padding_allowance = 0.0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _hold(self, octets: int) -> None:
        """Something more waits; it has to be gone in time with all that waits already."""
        idle, late = self._held_bytes == 0, self._is_late()
        self._held_bytes += octets
        self._largest_bytes = octets if idle else max(self._largest_bytes, octets)
        usual = max(_FACTOR * self._recent_bytes / _RATE_OVER_SEC, self._burst / LONGEST_SEC)
        waits = max(self._held_bytes - self._allowance, 0.0)
        wanted = max(usual, waits / LONGEST_SEC)
        self._rate = wanted if idle else max(self._rate, wanted)
        if not late:
            self._due_sec = self._filled_sec + waits / self._rate
        self._pump()

    def _is_late(self) -> bool:
        return self._held_bytes > 0 and self._clock() > self._due_sec + TICK_SEC

    def _fill(self) -> None:
        """Add to the allowance what the time since the last look is worth."""
        now = self._clock()
        passed, self._filled_sec = now - self._filled_sec, now
        filled = self._allowance + passed * self._rate
        if filled > self._burst:
            # After the loop stood still this does not make up for all: that would be a burst.
            filled = min(filled, max(self._burst, 2 * TICK_SEC * self._rate))
        self._allowance = filled
        if self._padding_rate:
            self._padding_allowance += min(passed, 2 * TICK_SEC) * self._padding_rate

    def _pump(self) -> None:
        waits = self._again or self._frames or self._padding_bytes
        if waits and self._out.way_is_open():
            packets = self._due()
            if packets and not self._out.put(packets):
                self.forget()
                self._failed = True
            elif not self._again and not self._frames:
                self._pad()
        elif waits:
            self._padding_bytes = self._padding_rate = self._padding_allowance = 0.0
        if self._closed:
            self.forget()
        elif self._timer is None and (self._again or self._frames or self._padding_bytes):
            self._timer = self._later(TICK_SEC, self._tick)

    def _due(self) -> list[Packet]:
        """Take out what may leave now; the last packet may overdraw the allowance."""
        packets: list[Packet] = []
        while self._allowance > 0 and (waiting := self._again or self._frames):
            packet = waiting.popleft()
            self._allowance -= len(packet.payload)
            self._held_bytes -= len(packet.payload)
            packets.append(packet)
        return packets

    def _pad(self) -> None:
        octets = int(min(self._padding_allowance, self._padding_bytes))
        if octets <= 0:
            return
        self._padding_bytes -= octets
        self._padding_allowance -= octets
        self._out.put_padding(octets)
        if self._padding_bytes < 1:
            self._padding_bytes = self._padding_rate = self._padding_allowance = 0.0

    def _tick(self) -> None:
        self._timer = None
        self.pump()
