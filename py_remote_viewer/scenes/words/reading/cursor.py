"""Where in a prompt is read."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from py_remote_viewer.scenes.words.reading.lexing import Mark, Token, Word

__all__ = ["Cursor"]

T = TypeVar("T")
#: Words of the longest phrase.
_MOST = 6


class Cursor:
    """A place among tokens; what looks at one takes how far ahead of the place that is."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def ended(self) -> bool:
        """True behind the last one."""
        return self.at >= len(self.tokens)

    def token(self, ahead: int = 0) -> Token | None:
        """The token there, None outside of the prompt."""
        at = self.at + ahead
        return self.tokens[at] if 0 <= at < len(self.tokens) else None

    def word(self, ahead: int = 0) -> str:
        """The word there, empty where there is none."""
        token = self.token(ahead)
        return token.text if isinstance(token, Word) else ""

    def said(self, ahead: int = 0, length: int = 1) -> str:
        """What is written there."""
        begin = self.at + ahead
        return " ".join(token.said for token in self.tokens[begin : begin + length])

    def match(
        self, table: Mapping[tuple[str, ...], T], ahead: int = 0
    ) -> tuple[T, int] | tuple[None, int]:
        """What the longest phrase of a table means that stands there, and its length."""
        words: list[str] = []
        begin = self.at + ahead
        for token in self.tokens[begin : begin + _MOST]:
            if isinstance(token, Mark):
                break
            words.append(token.text if isinstance(token, Word) else token.said)
        for length in range(len(words), 0, -1):
            found = table.get(tuple(words[:length]))
            if found is not None:
                return found, length
        return None, 0

    def starts(self, phrase: Sequence[str], ahead: int = 0) -> bool:
        """True where these words stand there."""
        return all(self.word(ahead + i) == word for i, word in enumerate(phrase))

    def listed(self, ahead: int) -> int:
        """How many tokens join two parts of a list there: `,`, `and`, `, and`."""
        step = 1 if isinstance(self.token(ahead), Mark) or self.word(ahead) == "and" else 0
        return step + (1 if step and self.word(ahead + 1) == "and" else 0)
