"""What a viewer's acknowledgements say of the way to it."""

import math
from collections import deque
from collections.abc import Callable

__all__ = ["LinkEstimate"]

_WINDOW_SEC = 10.0
#: A frame sent behind no more than one other has hardly waited in a queue.
_NEARLY_EMPTY = 2
#: A busy page acknowledges this much later than the link alone would let it; without the allowance
#: half of the frames were skipped where browser and server share two cores.
_PAGE_DELAY_SEC = 0.05
_LONGEST_PATIENCE_SEC = 0.55
_RECOVERY = 1.1


class LinkEstimate:
    """How long frames may be under way, and how many of them a second come through.

    A delay is the link's own only where the frame found the link empty, and the least of the last
    ten seconds counts: everything above is queue. Key frames are many times larger than others; the
    time that one takes by itself is granted to those behind it, or each would cost the next one.
    """

    def __init__(self, fps: int, clock: Callable[[], float]) -> None:
        self._fps = float(fps)
        self._clock = clock
        # Times and delays, both ascending: the first is the least within the window.
        self._delays: deque[tuple[float, float]] = deque()
        self._key_frame_sec = 0.0
        self._frames_per_sec = self._fps

    @property
    def patience_sec(self) -> float:
        """As long as a frame may be under way while nothing queues."""
        least = self._delays[0][1] if self._delays else 0.0
        extra = max(self._key_frame_sec - least, 0.0)
        return min(least + extra + _PAGE_DELAY_SEC, _LONGEST_PATIENCE_SEC)

    @property
    def window(self) -> int:
        """As many frames as may be under way by that."""
        frames = self.patience_sec * self._frames_per_sec
        keeps_up = self._frames_per_sec >= self._fps
        return math.ceil(frames) if keeps_up else math.floor(frames)

    def acknowledged(self, delay_sec: float, under_way: int, *, key: bool) -> None:
        """Note a frame's delay; `under_way` counts those not acknowledged when it was sent, and
        itself."""
        if under_way <= _NEARLY_EMPTY:
            self._note(delay_sec)
        if key and under_way == 1:
            self._key_frame_sec = delay_sec
        if delay_sec <= self.patience_sec or under_way <= _NEARLY_EMPTY:
            self._frames_per_sec = min(self._frames_per_sec * _RECOVERY, self._fps)
        else:
            # Little's law: so many under way, for so long.
            self._frames_per_sec = min(under_way / delay_sec, self._fps)

    def _note(self, delay_sec: float) -> None:
        now = self._clock()
        while self._delays and self._delays[-1][1] >= delay_sec:
            self._delays.pop()
        self._delays.append((now, delay_sec))
        while now - self._delays[0][0] > _WINDOW_SEC:
            self._delays.popleft()
