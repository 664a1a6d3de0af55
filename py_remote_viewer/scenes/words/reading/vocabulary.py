"""All words that can mean something: any other one is what a prompt is declined for."""

from collections.abc import Iterable, Mapping, Sequence

from py_remote_viewer.scenes.words.lexicon import (
    ARRANGEMENTS,
    COLOUR_WORDS,
    DIMENSIONS,
    MATERIALS,
    PARTS,
    SCALES,
    Noun,
)
from py_remote_viewer.scenes.words.members import ORDINALS
from py_remote_viewer.scenes.words.reading.behaviours import FLAGS
from py_remote_viewer.scenes.words.reading.lexing import Mark, Token, Word
from py_remote_viewer.scenes.words.reading.phrasebook import (
    AT_ITS_END,
    FILLER_PHRASES,
    FILLERS,
    LOCATIONS,
    PLAIN,
    RELATIONS,
)

__all__ = ["unknown_word"]

#: Words that only a reader knows.
_OTHERS = (
    "all both they them it these those some several many few another other others rest remaining "
    "half ones one but out up down between then back away aside top bottom base n x by per light "
    "dark bright pale deep vivid coloured colored painted colour color colours colors stack pile "
    "heap line total overall whole combined carrying holding supporting bearing holds carries "
    "supports not no without never from off in than respectively"
)

_BEFORE = frozenset({*COLOUR_WORDS, *SCALES, *MATERIALS, *PLAIN, "a", "an", "the", "some"})


def _words(phrases: Iterable[tuple[str, ...]]) -> set[str]:
    return {word for phrase in phrases for word in phrase}


_KNOWN = frozenset(
    {
        *_words(ARRANGEMENTS), *_words(PARTS), *_words(FLAGS), *_words(RELATIONS),
        *_words(LOCATIONS), *_words(FILLER_PHRASES), *_words(AT_ITS_END), *COLOUR_WORDS,
        *MATERIALS, *DIMENSIONS, *SCALES, *ORDINALS, *FILLERS, *PLAIN, *_OTHERS.split(),
    }
)  # fmt: skip


def unknown_word(
    tokens: Sequence[Token], table: Mapping[tuple[str, ...], Noun], blamed: str
) -> str:
    """The word that means nothing anywhere behind what is `blamed` and only stands before it: "six
    yellow cones"; empty where there is none. Things are called as in `table`."""
    names = _words(table)
    for end, token in enumerate(tokens):
        if not isinstance(token, Word) or token.text in _KNOWN or token.text in names:
            continue
        begin = end
        while begin > 0 and _stands_before(tokens[begin - 1]):
            begin -= 1
        before = " ".join(one.said for one in tokens[begin:end])
        return token.text if blamed and blamed in before else ""
    return ""


def _stands_before(token: Token) -> bool:
    if isinstance(token, Word):
        return token.text in _BEFORE
    return not isinstance(token, Mark)
