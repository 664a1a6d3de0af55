"""Which words mean something to the templates, and what kind of word each is."""

from functools import cache

from py_remote_viewer.scenes.words.lexicon import (
    ARRANGEMENTS,
    COLOUR_WORDS,
    DIMENSIONS,
    MATERIALS,
    NOUNS,
    PARTS,
    SCALES,
)
from py_remote_viewer.scenes.words.members import ORDINALS
from py_remote_viewer.scenes.words.reading.behaviours import FLAGS
from py_remote_viewer.scenes.words.reading.numerals import number
from py_remote_viewer.scenes.words.reading.phrasebook import (
    FILLER_PHRASES,
    FILLERS,
    LOCATIONS,
    PLAIN,
    RELATIONS,
)
from py_remote_viewer.scenes.words.reading.units import unit_named

__all__ = [
    "ARTICLES",
    "AUXILIARIES",
    "BOUND",
    "JOINTS",
    "NEGATIONS",
    "PRONOUNS",
    "count_of",
    "describes",
    "is_known",
    "is_number",
    "known_nouns",
    "known_plurals",
]


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS = _words_of(
    "not no without never cannot can't don't doesn't isn't aren't won't none neither nor except "
    "but hardly barely nothing"
)
ARTICLES = ("a", "an", "the")
PRONOUNS = ("it", "they", "you", "we", "i", "he", "she")
AUXILIARIES = _words_of(
    "is are was has have should can could will must shall does do would may stands lies hangs sits"
)
#: What robots are called mostly; their own names are not known here.
_ROBOTS = _words_of("robot robots arm arms humanoid humanoids quadruped quadrupeds manipulator")
#: Words that begin another part of a sentence.
JOINTS = _words_of(
    "with and or that which who whose where when while until if because so as than like of on "
    "onto to into in inside at by for from over under above below beneath beside behind between "
    "next against through across along around about near off up down towards toward after before "
    "during per using having holding containing carrying i.e. e.g."
)  # fmt: skip
#: Behind these no joint begins anything: "next to", "on top of", "to the left of".
BOUND = _words_of(
    "next top front left right out close middle side end centre center instead number"
)


@cache
def _words() -> frozenset[str]:
    tables = (NOUNS, PARTS, ARRANGEMENTS, FLAGS, LOCATIONS, RELATIONS)
    phrases = [phrase for table in tables for phrase in table] + list(FILLER_PHRASES)
    single = (FILLERS, PLAIN, COLOUR_WORDS, MATERIALS, DIMENSIONS, SCALES, ORDINALS)
    found = {word for phrase in phrases for word in phrase}
    found |= {word for table in single for word in table}
    found |= {word for word in JOINTS if "." not in word}
    return frozenset(found | NEGATIONS | {*ARTICLES, *PRONOUNS, *AUXILIARIES})


@cache
def known_nouns() -> frozenset[str]:
    """The last words of all things, parts and arrangements."""
    found = {phrase[-1] for table in (NOUNS, PARTS, ARRANGEMENTS) for phrase in table}
    return frozenset(found | _ROBOTS)


@cache
def known_plurals() -> frozenset[str]:
    """Those of them that are of several."""
    tables = (NOUNS, PARTS, ARRANGEMENTS)
    return frozenset(
        phrase[-1] for table in tables for phrase, noun in table.items() if noun.plural
    )


def count_of(word: str) -> float | None:
    """How many a single word says: `3`, `three`; None where it is no number."""
    plain = word.isalpha() or (word.isascii() and word.isdecimal())
    found = number([word], 0) if plain and word not in ARTICLES else None
    return found[0] if found else None


def is_number(word: str) -> bool:
    """True for figures and for numbers in words."""
    return word[0].isdigit() or count_of(word) is not None


def is_known(word: str) -> bool:
    """True for a word that means something somewhere, be it not here."""
    parts = word.split("-")
    return all(
        not part or part in _words() or is_number(part) or unit_named(part) is not None
        for part in parts
    )


def describes(word: str) -> bool:
    """True for what stands before a noun."""
    return (
        word in (*ARTICLES, *COLOUR_WORDS, *SCALES, *PLAIN, *MATERIALS, *ORDINALS, "some")
        or is_number(word)
        or (word not in known_nouns() and not is_known(word))
    )
