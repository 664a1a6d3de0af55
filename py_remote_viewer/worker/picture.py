"""Pictures on their way from the render thread to the encode threads."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

__all__ = ["Picture", "PictureFeed", "PictureSlot"]

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """A drawn frame; `pixels` is uint8 (height, width, 3), bottom row first.

    `inputs` maps a participant to the newest `seq` that this picture is the first to show;
    `input_ms` is when the oldest of these came in. Times are CLOCK_MONOTONIC milliseconds.
    """

    pixels: Pixels
    sim_time_sec: float
    render_start_ms: float
    render_end_ms: float
    inputs: Mapping[int, int] = field(default_factory=dict[int, int])
    input_ms: float | None = None

    def with_inputs_of(self, older: "Picture") -> "Picture":
        """This one, with the inputs of a picture that nobody will see."""
        if not older.inputs and older.input_ms is None:
            return self
        times = [ms for ms in (older.input_ms, self.input_ms) if ms is not None]
        return replace(
            self, inputs={**older.inputs, **self.inputs}, input_ms=min(times, default=None)
        )


class PictureSlot:
    """Hands the newest picture of a feed to one taker: a snapshot, latest wins."""

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._waiting: Picture | None = None
        self._taken: Picture | None = None
        self._closed = False
        self.replaced = 0

    def take(self) -> Picture | None:
        """Wait for the newest picture; None after `close`."""
        with self._changed:
            self._taken = None
            while self._waiting is None and not self._closed:
                self._changed.wait()
            self._taken, self._waiting = self._waiting, None
            return self._taken

    def close(self) -> None:
        """Let `take` return None."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    # what the feed does, with the lock held

    def put(self, picture: Picture) -> None:
        """Make this the newest picture."""
        if self._waiting is not None and self._waiting is not picture:
            picture = picture.with_inputs_of(self._waiting)
            self.replaced += 1
        self._waiting = picture

    def used(self) -> set[int]:
        """The buffers that its pictures stand in."""
        return {id(one.pixels) for one in (self._waiting, self._taken) if one is not None}


class PictureFeed:
    """A view's pictures, handed to all who encode it; owns the pixel buffers.

    One buffer is drawn into and one was shown last (to be sent again); of each slot one waits and
    one is being encoded. So many there are at most.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._slots: list[PictureSlot] = []
        self._buffers: list[Pixels] = []
        self._last: Picture | None = None

    @property
    def last(self) -> Picture | None:
        """The picture put in last."""
        return self._last

    def open_slot(self) -> PictureSlot:
        """A way out for the next pictures."""
        slot = PictureSlot(self._changed)
        with self._changed:
            self._slots.append(slot)
        return slot

    def drop(self, slot: PictureSlot) -> None:
        """Close a slot and forget it."""
        with self._changed:
            self._slots.remove(slot)
            # Two of them were for it.
            del self._buffers[2 + 2 * len(self._slots) :]
        slot.close()

    def buffer(self, width: int, height: int) -> Pixels:
        """A buffer to draw into, not in use by any picture that still counts."""
        with self._changed:
            if self._buffers and self._buffers[0].shape != (height, width, 3):
                self._buffers = []
            used = {id(self._last.pixels)} if self._last else set[int]()
            for slot in self._slots:
                used |= slot.used()
            for buffer in self._buffers:
                if id(buffer) not in used:
                    return buffer
            self._buffers.append(np.empty((height, width, 3), np.uint8))
            return self._buffers[-1]

    def put(self, picture: Picture) -> None:
        """Make this the newest picture."""
        with self._changed:
            self._last = picture
            for slot in self._slots:
                slot.put(picture)
            self._changed.notify_all()
