"""A prompt as it was written, in parts that can be left out so that English is left."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from py_remote_viewer.scenes.words.lexicon import COLOUR_WORDS, DIMENSIONS
from py_remote_viewer.scenes.words.members import ORDINALS
from py_remote_viewer.scenes.words.reading.behaviours import FLAGS
from py_remote_viewer.scenes.words.reading.units import unit_named
from py_remote_viewer.scenes.words.vocabulary import (
    ARTICLES,
    AUXILIARIES,
    BOUND,
    JOINTS,
    NEGATIONS,
    PRONOUNS,
    describes,
    is_known,
    is_number,
    known_nouns,
    known_plurals,
)

__all__ = ["Piece", "adjective_at", "blamed", "chunks", "joined", "pieces", "seam"]

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
        if all(describes(one.low) or one.low in JOINTS for one in between):
            return piece.low
        return word
    return word


def adjective_at(said: Sequence[Piece], place: int) -> bool:
    """True for a word that says how the noun behind it is, or an unknown one for how something is
    done."""
    word = said[place].low
    if not said[place].is_word or is_number(word):
        return False
    known = is_known(word)
    stays = (*ARTICLES, *PRONOUNS, *JOINTS, *NEGATIONS, *AUXILIARIES, *ORDINALS)
    if known and (word in stays or word in known_nouns()):
        return False
    if word.endswith("ly") and not known:
        return True
    before = said[place - 1].low if place else "a"
    behind = said[place + 1] if place + 1 < len(said) else None
    leads = behind is not None and behind.is_word and behind.low not in (*JOINTS, *ARTICLES)
    return leads and (describes(before) or (not known and before in (*JOINTS, ",")))


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
    led = joined_before and (not said[place - 1].is_word or before in (*JOINTS, *AUXILIARIES))
    if led or before in NEGATIONS or before == "(" or not said[place].is_word:
        # A number behind a noun: "a box 2 m wide".
        return word[0].isdigit() and before in known_nouns() and before not in DIMENSIONS
    if word == "and" and is_number(before) and _goes_on(said, place + 1):
        return False
    if word in JOINTS or word in NEGATIONS:
        return before not in (*BOUND, *PRONOUNS)
    if word in PRONOUNS or word in AUXILIARIES:
        return before not in JOINTS
    if before in known_nouns() and before not in DIMENSIONS:
        # How the noun is: "a box full of water"; "a tower crane" is no tower.
        how = is_known(word) or _DANGLING.match(word) or _ING.match(word) or word.endswith("ly")
        return bool(how) and word not in known_nouns() and word not in DIMENSIONS
    participle = _DANGLING.match(word) or _ING.match(word)
    verb = participle and word not in (*COLOUR_WORDS, *known_nouns())
    led = describes(before) and not before[0].isdigit()
    return bool(verb) and not led and before not in JOINTS


def _goes_on(said: Sequence[Piece], place: int) -> bool:
    """True for "one and a half", "two hundred and five"."""
    words = [piece.low for piece in said[place : place + 2]]
    return "half" in words or (bool(words) and words[0] != "a" and is_number(words[0]))


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
    said_of_it = behind.is_word and word not in JOINTS and left_out[-1].low in known_nouns()
    if said_of_it and word not in NEGATIONS:
        # "with both balls raised" without the balls
        return False
    article = word in ARTICLES or is_number(word)
    return not (article and before.is_word and before.low not in JOINTS)


def _names_next(said: Sequence[Piece]) -> bool:
    """True where a thing, or a part of one, is named: "2 m wide" is none."""
    words = [piece.low for piece in said[:2]]
    measured = len(words) == 2 and is_number(words[0]) and unit_named(words[1]) is not None
    return bool(words) and not measured and (describes(words[0]) or words[0] in known_nouns())


def _dangles(word: str) -> bool:
    """True for "made" and "poured", of which the rest is missing; "lifted" says enough."""
    said = FLAGS.get((word,), "")
    enough = said and said not in ("in a pile", "connected")
    return bool(_DANGLING.match(word)) and word not in COLOUR_WORDS and not enough


def _hangs(word: str) -> bool:
    """True where something has to follow."""
    cannot_end = word in (*ARTICLES, *NEGATIONS, *AUXILIARIES, *_ASKING)
    joint = word in JOINTS and word not in ("down", "up", "off", "around", "apart")
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
    while place < len(said) and said[place].is_word and said[place].low not in JOINTS:
        word = said[place].low
        if word in known_nouns() or is_number(word):
            return word in known_plurals()
        place += 1
    return False
