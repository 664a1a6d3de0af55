"""Cuts a byte stream into lines of text that can be logged."""

import time
from collections.abc import Callable

__all__ = ["LineCutter", "LineLimit"]

_LONGEST_LINE = 2000
#: Of what comes at once so many lines are looked at, of its beginning and of its end.
_MOST_AT_ONCE = 40
_MOST_A_SEC = 100


class LineCutter:
    """Takes bytes as they come and gives whole lines; neither a line of any length nor any number
    of lines costs much memory or time."""

    def __init__(self, longest: int = _LONGEST_LINE) -> None:
        self._longest = longest
        self._begun = bytearray()
        self._left_out = 0

    def cut(self, data: bytes) -> list[str]:
        """The lines that end within these bytes."""
        *ends, rest = data.split(b"\n")
        left_out = len(ends) - _MOST_AT_ONCE
        if left_out > 0:
            half = _MOST_AT_ONCE // 2
            ends = [*ends[:half], f"... and {left_out} lines more".encode(), *ends[-half:]]
        lines: list[str] = []
        for end in ends:
            self._add(end)
            lines.append(self.rest())
        self._add(rest)
        return lines

    def rest(self) -> str:
        """The line that has not ended yet; the next one begins."""
        text = self._begun.decode(errors="replace").rstrip()
        if self._left_out:
            text += f"… and {self._left_out} bytes more"
        self._begun.clear()
        self._left_out = 0
        return text

    def _add(self, data: bytes) -> None:
        room = self._longest - len(self._begun)
        self._begun += data[:room]
        self._left_out += len(data[room:])


class LineLimit:
    """Lets so many lines a second through, and counts the others."""

    def __init__(
        self, a_sec: int = _MOST_A_SEC, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._a_sec = a_sec
        self._clock = clock
        self._since_sec = clock()
        self._seen = 0

    def take(self) -> tuple[bool, int]:
        """Whether the next line is let through, and how many before it were not."""
        now = self._clock()
        left_out = 0
        if now - self._since_sec >= 1.0:
            left_out = self.left_out()
            self._since_sec = now
        self._seen += 1
        return self._seen <= self._a_sec, left_out

    def left_out(self) -> int:
        """How many lines were not let through; they are told now, and counted anew."""
        left_out = max(0, self._seen - self._a_sec)
        self._seen = 0
        return left_out
