"""A prompt as it was written, in parts that can be left out so that English is left."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
    "NEGATIONS",
    "Piece",
    "adjective_at",
    "blamed",
    "chunks",
    "is_known",
    "joined",
    "pieces",
    "seam",
]


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS = _words_of(
    "not no without never cannot can't don't doesn't isn't aren't won't none neither nor except "
    "but hardly barely nothing"
)
_ARTICLES = ("a", "an", "the")
_PRONOUNS = ("it", "they", "you", "we", "i", "he", "she")
AUXILIARIES = _words_of(
    "is are was has have should can could will must shall does do would may stands lies hangs sits"
)
#: What robots are called mostly; their own names are not known here.
_ROBOTS = _words_of("robot robots arm arms humanoid humanoids quadruped quadrupeds manipulator")
#: Words that begin another part of a sentence.
_JOINTS = _words_of(
    "with and or that which who whose where when while until if because so as than like of on "
    "onto to into in inside at by for from over under above below beneath beside behind between "
    "next against through across along around about near off up down towards toward after before "
    "during per using having holding containing carrying i.e. e.g."
)  # fmt: skip
#: Behind these no joint begins anything: "next to", "on top of", "to the left of".
_BOUND = _words_of(
    "next top front left right out close middle side end centre center instead number"
)
#: What cannot follow where something is left out: it belonged to that.
_DEPENDENT = ("of", "to", "than", "by", "from", "as", "into")
#: "-ed" and the like, of which the rest is missing at the end.
_DANGLING = re.compile(r"[a-z]{2,}ed$|^(made|built|put|thrown|held|hung|tied|stuck|bound|cut|set)$")
#: What somebody is asked to do, with nothing behind it.
_ASKING = ("make", "create", "build", "put", "add", "place", "show", "have", "let", "please", "set")
_ING = re.compile(r"[a-z]{2,}ing$")
_PIECE = re.compile(
    r"(?:[a-z]\.){2,}|\d+(?:[.,:/]\d+)*|[^\W\d_](?:[\w'\u2019]|-(?=\w))*|\S", re.IGNORECASE
)


@dataclass(frozen=True)
class Piece:
    """A word, a number or a mark as it was written, and whether a blank is before it."""

    text: str
    spaced: bool

    @property
    def low(self) -> str:
        """In small letters."""
        return self.text.lower().replace("\u2019", "'")

    @property
    def is_word(self) -> bool:
        """False for marks and figures."""
        return self.text[0].isalpha()


def pieces(prompt: str) -> list[Piece]:
    """All of a prompt."""
    return [
        Piece(match[0], match.start() > 0 and prompt[match.start() - 1].isspace())
        for match in _PIECE.finditer(prompt)
    ]


@cache
def _words() -> frozenset[str]:
    tables = (NOUNS, PARTS, ARRANGEMENTS, FLAGS, LOCATIONS, RELATIONS)
    phrases = [phrase for table in tables for phrase in table] + list(FILLER_PHRASES)
    single = (FILLERS, PLAIN, COLOUR_WORDS, MATERIALS, DIMENSIONS, SCALES, ORDINALS)
    found = {word for phrase in phrases for word in phrase}
    found |= {word for table in single for word in table}
    found |= {word for word in _JOINTS if "." not in word}
    return frozenset(found | NEGATIONS | {*_ARTICLES, *_PRONOUNS, *AUXILIARIES})


@cache
def _nouns() -> frozenset[str]:
    found = {phrase[-1] for table in (NOUNS, PARTS, ARRANGEMENTS) for phrase in table}
    return frozenset(found | _ROBOTS)


@cache
def _plurals() -> frozenset[str]:
    tables = (NOUNS, PARTS, ARRANGEMENTS)
    return frozenset(
        phrase[-1] for table in tables for phrase, noun in table.items() if noun.plural
    )


def _is_number(word: str) -> bool:
    return word[0].isdigit() or (number([word], 0) is not None and word not in _ARTICLES)


def is_known(word: str) -> bool:
    """True for a word that means something somewhere, be it not here."""
    parts = word.split("-")
    return all(
        not part or part in _words() or _is_number(part) or unit_named(part) is not None
        for part in parts
    )


def _describes(word: str) -> bool:
    """True for what stands before a noun."""
    return (
        word in (*_ARTICLES, *COLOUR_WORDS, *SCALES, *PLAIN, *MATERIALS, *ORDINALS, "some")
        or _is_number(word)
        or (word not in _nouns() and not is_known(word))
    )


def _split(word: str) -> list[str]:
    return re.split("[-.]", word)


def blamed(prompt: str, word: str, known: Collection[str]) -> str:
    """The word that is to blame where `word` was found to stand in the way: an unknown one before
    it, or the one that it only describes, "chairs" of "four chairs"; `known` are names that are
    known besides."""
    said = [piece for piece in pieces(prompt) if piece.text[0] not in "\"'"]
    begin = next(iter(word.split()), "")
    found = [i for i, one in enumerate(said) if begin and begin in _split(one.low)]
    for place, piece in enumerate(said):
        if not piece.is_word or is_known(piece.low) or piece.low in known:
            continue
        if not found:
            return word
        between = said[max((at for at in found if at <= place), default=place) : place]
        # All that is before the first of them was read.
        if all(_describes(one.low) or one.low in _JOINTS for one in between):
            return piece.low
        return word
    return word


def adjective_at(said: Sequence[Piece], place: int) -> bool:
    """True for a word that says how the noun behind it is, or an unknown one for how something is
    done."""
    word = said[place].low
    if not said[place].is_word or _is_number(word):
        return False
    known = is_known(word)
    stays = (*_ARTICLES, *_PRONOUNS, *_JOINTS, *NEGATIONS, *AUXILIARIES, *ORDINALS)
    if known and (word in stays or word in _nouns()):
        return False
    if word.endswith("ly") and not known:
        return True
    before = said[place - 1].low if place else "a"
    behind = said[place + 1] if place + 1 < len(said) else None
    leads = behind is not None and behind.is_word and behind.low not in (*_JOINTS, *_ARTICLES)
    return leads and (_describes(before) or (not known and before in (*_JOINTS, ",")))


def chunks(said: Sequence[Piece]) -> list[tuple[int, int]]:
    """Where the parts that can be left out begin and end."""
    begins = [0]
    for place in range(1, len(said)):
        if _begins(said, place, joined_before=begins[-1] == place - 1):
            begins.append(place)
    return list(zip(begins, [*begins[1:], len(said)], strict=True)) if said else []


def _begins(said: Sequence[Piece], place: int, *, joined_before: bool) -> bool:
    word, before = said[place].low, said[place - 1].low
    if word in ",;:(.!?\u2013\u2014" and len(word) == 1:
        return True
    led = joined_before and (not said[place - 1].is_word or before in (*_JOINTS, *AUXILIARIES))
    if led or before in NEGATIONS or before == "(" or not said[place].is_word:
        # A number behind a noun: "a box 2 m wide".
        return word[0].isdigit() and before in _nouns() and before not in DIMENSIONS
    if word == "and" and _is_number(before) and _goes_on(said, place + 1):
        return False
    if word in _JOINTS or word in NEGATIONS:
        return before not in (*_BOUND, *_PRONOUNS)
    if word in _PRONOUNS or word in AUXILIARIES:
        return before not in _JOINTS
    if before in _nouns() and before not in DIMENSIONS:
        # How the noun is: "a box full of water"; "a tower crane" is no tower.
        how = is_known(word) or _DANGLING.match(word) or _ING.match(word) or word.endswith("ly")
        return bool(how) and word not in _nouns() and word not in DIMENSIONS
    participle = _DANGLING.match(word) or _ING.match(word)
    verb = participle and word not in (*COLOUR_WORDS, *_nouns())
    describes = _describes(before) and not before[0].isdigit()
    return bool(verb) and not describes and before not in _JOINTS


def _goes_on(said: Sequence[Piece], place: int) -> bool:
    """True for "one and a half", "two hundred and five"."""
    words = [piece.low for piece in said[place : place + 2]]
    return "half" in words or (bool(words) and words[0] != "a" and _is_number(words[0]))


def seam(before: Piece | None, left_out: Sequence[Piece], rest: Sequence[Piece]) -> bool:
    """True where English is left, as far as that is seen where something was left out before the
    rest."""
    if before is not None and before.is_word and _hangs(before.low):
        return False
    if not rest:
        return True
    behind, word = rest[0], rest[0].low
    if word == "and" and not _names_next(rest[1:]):
        return False
    negated = any(one.low in NEGATIONS for one in left_out)
    if before is None:
        return word not in _DEPENDENT
    if word in _DEPENDENT or (negated and word in ("and", "or", "nor")):
        return False
    if word in AUXILIARIES and left_out and left_out[0].low in ("whose", "where", "that", "which"):
        return False
    said_of_it = behind.is_word and word not in _JOINTS and left_out[-1].low in _nouns()
    if said_of_it and word not in NEGATIONS:
        # "with both balls raised" without the balls
        return False
    article = word in _ARTICLES or _is_number(word)
    return not (article and before.is_word and before.low not in _JOINTS)


def _names_next(said: Sequence[Piece]) -> bool:
    """True where a thing, or a part of one, is named: "2 m wide" is none."""
    words = [piece.low for piece in said[:2]]
    measured = len(words) == 2 and _is_number(words[0]) and unit_named(words[1]) is not None
    return bool(words) and not measured and (_describes(words[0]) or words[0] in _nouns())


def _dangles(word: str) -> bool:
    """True for "made" and "poured", of which the rest is missing; "lifted" says enough."""
    said = FLAGS.get((word,), "")
    enough = said and said not in ("in a pile", "connected")
    return bool(_DANGLING.match(word)) and word not in COLOUR_WORDS and not enough


def _hangs(word: str) -> bool:
    """True where something has to follow."""
    cannot_end = word in (*_ARTICLES, *NEGATIONS, *AUXILIARIES, *_ASKING)
    joint = word in _JOINTS and word not in ("down", "up", "off", "around", "apart")
    measured = word in DIMENSIONS and word in ("mass", "radius", "length", "angle", "height",
                                               "width", "size", "weight", "diameter", "friction",
                                               "gravity", "stiffness", "constant")  # fmt: skip
    return cannot_end or joint or measured or _dangles(word)  # fmt: skip


def joined(said: Sequence[Piece]) -> str:
    """As a sentence: with "a" or "an" as it has to be, and a capital letter."""
    words: list[Piece] = []
    for place, piece in enumerate(said):
        behind = said[place + 1] if place + 1 < len(said) else None
        if piece.low in ("a", "an") and behind is not None:
            if _of_several(said, place + 1):
                continue
            right = _article(piece.low, behind.low)
            piece = Piece(right.capitalize() if piece.text[0].isupper() else right, piece.spaced)
        words.append(piece)
    text = "".join(f"{' ' * piece.spaced}{piece.text}" for piece in words)
    text = re.sub(r"\s+([,.;:!?)])", r"\1", text).strip(" ,;.:?!\t\n")
    return text[:1].upper() + text[1:]


def _article(article: str, behind: str) -> str:
    """The right one where the word behind may be another one than before; "hour" and the like are
    none of the templates' words."""
    if behind.startswith(("uni", "one", "u-", "eu", "ur")):
        return "a"
    if behind[0].isdigit():
        return article
    return "an" if behind[0] in "aeiou" else "a"


def _of_several(said: Sequence[Piece], place: int) -> bool:
    """True where the noun there is of several: "a zillion balls" without the number."""
    while place < len(said) and said[place].is_word and said[place].low not in _JOINTS:
        word = said[place].low
        if word in _nouns() or _is_number(word):
            return word in _plurals()
        place += 1
    return False
