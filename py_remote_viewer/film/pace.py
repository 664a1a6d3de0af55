"""Which moments of the past the frames of a film show."""

from collections.abc import Iterator

import mujoco

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.past import Past

__all__ = ["Shot", "shots"]

#: Simulated times are sums of steps, which differ from the products by some last digits.
_TOLERANCE = 1e-9


class Shot:
    """A moment that the past is at now, for so many frames; `share` of the span lies behind it."""

    def __init__(self, frames: int, share: float) -> None:
        self.frames = frames
        self.share = share


def shots(past: Past, first: int, last: int, sec_per_frame: float) -> Iterator[Shot]:
    """Bring the past to each moment that is shown: for every frame the first one that is not before
    its time, `sec_per_frame` simulated seconds after that of the frame before.

    In slow motion a moment stands for several frames. A reset or a jump takes no time. Raises
    CommandError where a moment is not known or cannot be computed again.
    """
    begin_sec, shown = None, 0
    try:
        for index in past.moments(first, last):
            if begin_sec is None:
                begin_sec = past.elapsed_sec
            passed = past.elapsed_sec - begin_sec + _TOLERANCE
            due = int(passed / sec_per_frame) + 1
            if due > shown:
                yield Shot(due - shown, (index - first) / max(1, last - first))
                shown = due
    except mujoco.FatalError as error:
        raise CommandError("A moment of it cannot be computed again.") from error
