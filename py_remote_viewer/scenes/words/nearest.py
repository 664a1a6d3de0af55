"""The nearest request that can be made, for one that cannot."""

import contextlib
import difflib
import itertools
import re
from collections.abc import Callable

from py_remote_viewer.scenes.words.reading.lexing import Mark, lex

__all__ = ["nearest_request"]

_MOST_TRIES = 12
_LONGEST = 60
#: Brackets of which nothing is left.
_NOTHING_IN = re.compile(r" ?\(\s*\)")
_JOINTS = ("with", "and", "that", "which", "on", "of", "to", "in", "for", "by", "while", "from")


def nearest_request(
    prompt: str, word: str, can_do: Callable[[str], str], examples: tuple[str, ...]
) -> str:
    """The prompt without the word, or the part, that is not understood, where that can be made;
    else the example that has most of its words. `can_do` returns the word that stands in the way,
    empty where none does, and raises ValueError where it cannot be at all."""
    said = [token.said for token in lex(prompt)[:_LONGEST]]
    said = [one for one in said if one]
    bare = [one for one in said if one != word]
    for fewer in (bare, _without_join(said, word)) if len(bare) < len(said) else ():
        if not _is_english(fewer):
            continue
        with contextlib.suppress(ValueError):
            if not can_do(_joined(fewer)):
                return _joined(fewer).capitalize()
    for _ in range(_MOST_TRIES):
        shortened = _without(said, word)
        if shortened is None or not shortened:
            break
        said = shortened
        try:
            word = can_do(_joined(said))
        except ValueError:
            break
        if not word:
            return _joined(said).capitalize() if _is_english(said) else _closest(prompt, examples)
    return _closest(prompt, examples)


def _without_join(said: list[str], word: str) -> list[str]:
    """Without "and blue" in "a red and blue ball"."""
    kept: list[str] = []
    for one in said:
        if one == word and kept and kept[-1] in ("and", ","):
            kept.pop()
        elif one != word:
            kept.append(one)
    return kept


def _without(said: list[str], word: str) -> list[str] | None:
    """Cut the part of the sentence that the words are in, from the last word that joins parts to
    the next one; None where nothing would be left."""
    words = word.split()
    pieces = [piece for one in said for piece in one.split()]
    if not words or pieces != said:
        # Numbers and units are one piece, which only counts for where to cut.
        at = next((i for i, one in enumerate(said) if words and words[0] in one.split()), None)
        end = None if at is None else at + 1
    else:
        spans = range(len(said) - len(words) + 1)
        at = next((i for i in spans if said[i : i + len(words)] == words), None)
        end = None if at is None else at + len(words)
    if at is None or end is None:
        return None
    begin = at
    while begin > 0 and said[begin] not in _JOINTS and said[begin - 1] not in (",", ".", ";"):
        begin -= 1
    while end < len(said) and said[end] not in (*_JOINTS, ",", ".", ";"):
        end += 1
    kept = said[:begin]
    while kept and kept[-1] in (*_JOINTS, ",", ".", ";"):
        kept.pop()
    return [*kept, *said[end:]] if kept else None


def _is_english(said: list[str]) -> bool:
    """True unless something is missing between two of its words."""
    cannot_end = (*_JOINTS, "a", "an", "the")
    return not any(
        (first in ("a", "an", "the") and second in (*cannot_end, ",", "."))
        or (first in _JOINTS and second in (*_JOINTS, ",", "."))
        for first, second in itertools.pairwise([*said, "."])
    )


def _joined(said: list[str]) -> str:
    text = " ".join(said)
    for mark in ",.;:!?":
        text = text.replace(f" {mark}", mark)
    text = _NOTHING_IN.sub("", text).replace("( ", "(").replace(" )", ")")
    text = text if text.count("(") == text.count(")") else re.sub("[()] ?", "", text)
    return text.strip(" ,;.")


def _closest(prompt: str, examples: tuple[str, ...]) -> str:
    words = {t.said for t in lex(prompt) if not isinstance(t, Mark) and len(t.said) > 2}

    def common(example: str) -> int:
        return len(words & {token.said for token in lex(example)})

    def score(example: str) -> float:
        return common(example) + difflib.SequenceMatcher(None, prompt.lower(), example).ratio()

    best = max(examples, key=score)
    return best if common(best) else examples[0]
