"""The nearest request that can be made, for one that cannot."""

import difflib
import heapq
import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from py_remote_viewer.scenes.words.vocabulary import AUXILIARIES, JOINTS, describes, is_known
from py_remote_viewer.scenes.words.wording import Piece, adjective_at, chunks, joined, pieces, seam

__all__ = ["closest", "nearest_request"]

_MOST_TRIES = 40
#: In all tries together, as long prompts take long to read.
_MOST_WORDS = 800
_LONGEST = 80
_MARKS = (",", ";", ".", ":")
#: What a sentence begins with is what it is about: so many words more is it worth.
_HEAD = 4
#: "A table with a hat and a cup" without the hat: the cup is with it.
_WITH = ("with", "having")
_CLAUSES = ("whose", "where", "that", "which", "when", "while")
_COMMON = frozenset(
    ("a", "an", "the", "with", "of", "and", "that", "which", "on", "in", "for", "each", "long")
)

_Left = tuple[int, ...]


def nearest_request(
    prompt: str, word: str, can_do: Callable[[str], str], examples: tuple[str, ...]
) -> str:
    """The prompt without as little as has to be left out, word by word or part by part of the
    sentence, so that it is English and can be made; else the example that has most of its words.
    `can_do` returns the word that stands in the way, empty where none does, and raises ValueError
    where it cannot be told."""
    said = pieces(prompt)[:_LONGEST]
    waiting: list[tuple[int, _Left]] = []
    seen: set[_Left] = set()

    def expand(left: _Left, blamed: str) -> None:
        for shorter in _shorter(said, left, blamed):
            if shorter and shorter not in seen:
                seen.add(shorter)
                price = len(said) - len(shorter) + (_HEAD if shorter[0] != left[0] else 0)
                heapq.heappush(waiting, (price, shorter))

    expand(tuple(range(len(said))), word)
    read = 0
    for _ in range(_MOST_TRIES):
        if not waiting or read > _MOST_WORDS:
            break
        _, left = heapq.heappop(waiting)
        for words in _repaired(said, left):
            read += len(words)
            try:
                blamed = can_do(joined(words))
            except ValueError:
                blamed = ""
            else:
                if not blamed:
                    return joined(words)
            expand(left, blamed)
    return closest(prompt, examples)


def _shorter(said: Sequence[Piece], left: _Left, word: str) -> Iterator[_Left]:
    """What is left without an adjective, or without the part that the word is in and parts beside
    it; without any part where the word is not found."""
    kept = [said[place] for place in left]
    places = list(_found(kept, word)) or list(range(len(kept)))
    parts = chunks(kept)
    for place in places:
        if adjective_at(kept, place):
            yield (*left[:place], *left[place + 1 :])
        elif _second_adjective(kept, place):
            yield (*left[: place - 1], *left[place + 1 :])
    spans = {
        (begin, end)
        for place in places
        for begin, _ in parts
        for _, end in parts
        if begin <= place < end
    }
    for begin, end in sorted(spans):
        before = kept[begin - 1] if begin else None
        headed = next((kept[one].low for one, other in parts if other == begin), "")
        if headed in _CLAUSES and kept[begin].low in AUXILIARIES:
            # "whose ends are red"
            continue
        if seam(before, kept[begin:end], kept[end:]):
            yield (*left[:begin], *left[end:])


def _second_adjective(kept: Sequence[Piece], place: int) -> bool:
    """True for "blue" in "a red and blue ball"."""
    around = kept[max(0, place - 2) : place + 2]
    if len(around) < 4 or not around[3].is_word or around[3].low in JOINTS:
        return False
    return around[1].low in ("and", ",") and describes(around[0].low) and describes(around[2].low)


def _found(kept: Sequence[Piece], word: str) -> Iterator[int]:
    """Where the word is, or of several the first that is there."""
    parts = [re.split("[-.]", piece.low) for piece in kept]
    for one in word.lower().split():
        places = [place for place, words in enumerate(parts) if one in words]
        if places:
            yield from places
            return


def _repaired(said: Sequence[Piece], left: _Left) -> Iterator[list[Piece]]:
    """What is left as a sentence; where a list lost its first part, the next one begins it."""
    kept = [said[place] for place in left]
    while kept and (kept[0].low in (*_MARKS, "and", "on", "with", ")", "in") or not kept[0].text):
        del kept[0]
    for at, (one, other) in enumerate(itertools.pairwise(left), 1):
        begins = said[one + 1].low
        if other != one + 1 and begins in _WITH and said[other].low in ("and", ","):
            at -= len(left) - len(kept)
            rest = kept[at + 1 :]
            if rest and rest[0].low == "and":
                rest = rest[1:]
            yield [*kept[:at], Piece(begins, True), *rest]
    yield kept


def closest(prompt: str, examples: Sequence[str]) -> str:
    """The example that has most of a prompt's words."""

    def content(text: str) -> set[str]:
        words = {word for piece in pieces(text) for word in piece.low.split("-")}
        known = {word for word in words if word.isalpha() and is_known(word)}
        return {word.removesuffix("s") for word in known - _COMMON}

    words = content(prompt)

    def score(example: str) -> tuple[int, float]:
        alike = difflib.SequenceMatcher(None, prompt.lower(), example.lower()).ratio()
        return len(words & content(example)), alike

    best = max(examples, key=score)
    return best if score(best)[0] else examples[0]
