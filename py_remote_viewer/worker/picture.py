"""Pictures on their way from the render thread to the encode thread."""

import threading
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Picture", "PictureSlot"]

Pixels = npt.NDArray[np.uint8]


@dataclass
class Picture:
    """A drawn frame; `pixels` is uint8 (height, width, 3), bottom row first.

    `inputs` maps a participant to the newest `seq` that this picture is the first to show;
    `input_ms` is when the oldest of these came in. Times are CLOCK_MONOTONIC milliseconds.
    """

    pixels: Pixels
    sim_time_sec: float
    render_start_ms: float
    render_end_ms: float
    inputs: dict[int, int] = field(default_factory=dict[int, int])
    input_ms: float | None = None

    def adopt_inputs(self, older: "Picture") -> None:
        """Take over the inputs of a picture that nobody will see."""
        self.inputs = {**older.inputs, **self.inputs}
        if older.input_ms is not None:
            self.input_ms = min(older.input_ms, self.input_ms or older.input_ms)


class PictureSlot:
    """Hands over the newest picture and owns the pixel buffers: a snapshot, latest wins.

    Four buffers are enough: one shown last (to be sent again), one waiting, one being encoded,
    one being drawn.
    """

    BUFFERS = 4

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._buffers: list[Pixels] = []
        self._waiting: Picture | None = None
        self._taken: Picture | None = None
        self._last: Picture | None = None
        self._closed = False
        self.replaced = 0

    @property
    def last(self) -> Picture | None:
        """The picture put in last."""
        return self._last

    def buffer(self, width: int, height: int) -> Pixels:
        """A buffer to draw into, not in use by any picture that still counts."""
        with self._ready:
            if not self._buffers or self._buffers[0].shape != (height, width, 3):
                self._buffers = [
                    np.empty((height, width, 3), np.uint8) for _ in range(self.BUFFERS)
                ]
            pictures = (self._waiting, self._taken, self._last)
            used = {id(picture.pixels) for picture in pictures if picture is not None}
            return next(buffer for buffer in self._buffers if id(buffer) not in used)

    def put(self, picture: Picture) -> None:
        """Make this the newest picture."""
        with self._ready:
            if self._waiting is not None and self._waiting is not picture:
                picture.adopt_inputs(self._waiting)
                self.replaced += 1
            self._waiting = self._last = picture
            self._ready.notify()

    def take(self) -> Picture | None:
        """Wait for the newest picture; None after `close`."""
        with self._ready:
            self._taken = None
            while self._waiting is None and not self._closed:
                self._ready.wait()
            self._taken, self._waiting = self._waiting, None
            return self._taken

    def close(self) -> None:
        """Let `take` return None."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()
