"""How long the stages of frames take, counted since the session began."""

import bisect
import math
from collections import deque

from py_remote_viewer.protocol.worker import EncodedFrame

__all__ = ["Durations", "StageTimes"]

#: Upper bounds in seconds, from what a GPU needs to what nobody would call live.
BOUNDS_SEC = (
    0.001, 0.002, 0.004, 0.006, 0.008, 0.012, 0.016, 0.024, 0.033, 0.05, 0.075, 0.1, 0.15, 0.25,
    0.5, 1.0, 2.5,
)  # fmt: skip


#: Ten seconds at 30 frames a second.
_RECENT = 300


class Durations:
    """A histogram: `counts` has one place more than `bounds`, for what is longer than all. The
    newest are kept as they are."""

    def __init__(self, bounds: tuple[float, ...] = BOUNDS_SEC) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum_sec = 0.0
        self._recent: deque[float] = deque(maxlen=_RECENT)

    def add(self, seconds: float) -> None:
        """Count one; what clocks make negative counts as nothing."""
        seconds = max(0.0, seconds)
        self.counts[bisect.bisect_left(self.bounds, seconds)] += 1
        self.sum_sec += seconds
        self._recent.append(seconds)

    def recent(self, fraction: float) -> float | None:
        """Seconds within which this fraction of the newest 300 were; None of none."""
        if not self._recent:
            return None
        rank = max(1, math.ceil(fraction * len(self._recent)))
        return sorted(self._recent)[rank - 1]

    def cumulative(self) -> list[tuple[float, int]]:
        """Each bound with how many were no longer, and at last infinity with all."""
        total, found = 0, list[tuple[float, int]]()
        for bound, count in zip((*self.bounds, float("inf")), self.counts, strict=True):
            total += count
            found.append((bound, total))
        return found


class StageTimes:
    """Of every frame what it took to draw, encode and send; of every report of a browser how old
    what it saw was."""

    def __init__(self) -> None:
        self.render = Durations()
        self.encode = Durations()
        self.send = Durations()
        self.input_to_photon = Durations()

    def frame(self, frame: EncodedFrame, sent_ms: float) -> None:
        """A frame was handed to all who watch. One that was only sent again was not drawn."""
        if frame.render_end_ms > frame.render_start_ms:
            self.render.add((frame.render_end_ms - frame.render_start_ms) / 1e3)
        self.encode.add((frame.encode_end_ms - frame.render_end_ms) / 1e3)
        self.send.add((sent_ms - frame.encode_end_ms) / 1e3)

    def reported(self, latency_ms: float) -> None:
        """A browser says how long an input takes to be seen."""
        self.input_to_photon.add(latency_ms / 1e3)
