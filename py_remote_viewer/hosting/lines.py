"""Cuts a byte stream into lines of text that can be logged."""

__all__ = ["LineCutter"]

_LONGEST_LINE = 2000


class LineCutter:
    """Takes bytes as they come and gives whole lines; a line of any length costs little memory."""

    def __init__(self, longest: int = _LONGEST_LINE) -> None:
        self._longest = longest
        self._begun = bytearray()
        self._left_out = 0

    def cut(self, data: bytes) -> list[str]:
        """The lines that end within these bytes."""
        *ends, rest = data.split(b"\n")
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
