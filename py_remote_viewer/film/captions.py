"""Text on the frames of a film."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from py_remote_viewer.protocol.film import FilmWish
from py_remote_viewer.simulation.past import Past
from py_remote_viewer.simulation.series.binding import Binder
from py_remote_viewer.simulation.series.computed import computed_series
from py_remote_viewer.simulation.series.fields import DataFields
from py_remote_viewer.simulation.series.reading import Reading

__all__ = ["Captions", "write_lines"]

Pixels = npt.NDArray[np.uint8]

_FONT = cv2.FONT_HERSHEY_DUPLEX
#: As shares of the picture's height.
_LINE, _MARGIN = 1 / 22, 1 / 40
#: The share of a line that a capital letter is high, and how high it is at scale 1, in pixels.
_LETTER, _FONT_PIXELS = 0.62, 22
_INK = (255, 255, 255)
#: What is left of the picture's light behind the letters.
_GROUND = 0.45


class Captions:
    """What a film says of each moment: its caption, the time, values of series."""

    def __init__(self, wish: FilmWish, past: Past) -> None:
        self._wish = wish
        self._past = past
        self._drawn = 0
        self._across = 0
        self._reading: Reading | None = None
        if wish.series:
            fields = DataFields(past.model, past.data)
            binder = Binder(fields, computed_series(past.model, lambda: float("nan")))
            self._reading = Reading([binder.bind(name) for name in wish.series])

    def lines(self) -> list[str]:
        """The lines for the moment that the past is at."""
        lines = [self._wish.caption] if self._wish.caption else []
        data = self._past.data
        if self._wish.time:
            lines.append(f"{data.time:.3f} s")
        if self._reading is not None:
            values = self._reading.read(data, self._drawn)
            pairs = zip(self._wish.series, values, strict=True)
            lines += [f"{name} = {value:.4g}" for name, value in pairs]
        self._drawn += 1
        return lines

    def write(self, picture: Pixels) -> None:
        """Write them into the top left corner of a picture, bottom row first."""
        # The ground never shrinks: it would flicker with the digits.
        self._across = write_lines(picture, self.lines(), self._across)


def write_lines(picture: Pixels, lines: Sequence[str], least_across: int = 0) -> int:
    """Write lines into the top left corner of an RGB picture, bottom row first, on a dark ground
    for so many pixels of text at least; returns for how many it was."""
    if not lines:
        return least_across
    height, width, _ = picture.shape
    line, margin = max(14, round(height * _LINE)), max(6, round(height * _MARGIN))
    scale = _LETTER * line / _FONT_PIXELS
    across = max(least_across, *(_width(text, scale) for text in lines))
    columns = min(width, across + 3 * margin)
    rows = min(height, 2 * margin + line * len(lines))
    # Letters are drawn from the top: a part of the picture, turned round and back.
    part = np.ascontiguousarray(picture[height - rows :, :columns][::-1])
    ground = part[margin // 2 : rows - margin // 2, margin // 2 : columns - margin // 2]
    np.multiply(ground, _GROUND, out=ground, casting="unsafe")
    for number, text in enumerate(lines, 1):
        at = (margin, margin + number * line - line // 4)
        cv2.putText(part, text, at, _FONT, scale, _INK, 1, cv2.LINE_AA)
    picture[height - rows :, :columns] = part[::-1]
    return across


def _width(text: str, scale: float) -> int:
    return int(cv2.getTextSize(text, _FONT, scale, 1)[0][0])
