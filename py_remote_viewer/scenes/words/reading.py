"""Reads a prompt: which things it names, and what it says of each."""

from collections.abc import Mapping

from py_remote_viewer.scenes.words.cursor import Cursor
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import COLOUR_WORDS, DIMENSIONS, MATERIALS, NOUNS, Noun
from py_remote_viewer.scenes.words.lexing import Mark, Number, Quantity, Token, Word, lex
from py_remote_viewer.scenes.words.modifiers import colours_from
from py_remote_viewer.scenes.words.phrasebook import (
    FILLER_PHRASES,
    FILLERS,
    FLAGS,
    PLANETS,
)
from py_remote_viewer.scenes.words.phrases import Phrases
from py_remote_viewer.scenes.words.places import Places
from py_remote_viewer.scenes.words.sentence import SUPPORTS, Sentence
from py_remote_viewer.scenes.words.values import TOTAL, Values

__all__ = ["read"]

_WITH = ("with", "has", "have", "having", "containing", "of", "using", "whose", "where", "holding",
         "carrying", "supporting", "bearing", "contains")  # fmt: skip
_CARRIES = ("holding", "carrying", "supporting", "bearing", "holds", "carries", "supports")
_OF_WORLD = ("weightless", "under gravity", *PLANETS)
#: Never said of what things stand on.
_OF_LOOSE = ("each other", "in a row", "in a circle", "in a pile", "in a pyramid", "in a grid",
             "colourful", "bounces", "in a wall", "tapering")  # fmt: skip
#: Words of phrases that are read before nouns: "the first one is pushed".
_LONG = 3
_MARKS = ",.;:!?()"
_ENDS = ".;!"
_COLOURING = ("coloured", "colored", "painted", "colour", "color", "colours", "colors", "in",
              "coloring", "colouring")  # fmt: skip
#: Verbs that say how what is named next is arranged, where it is not said that one is on another.
_HEAPING = {"stack": "each other", "pile": "in a pile", "heap": "in a pile", "line": "in a row"}
_SAID_OF_ALL = ("of", "with", "weighing", "measuring", "is", "are", "has", "have", "weighs",
                "weigh", "made", "in", "having", "painted", "coloured", "colored")  # fmt: skip


def read(prompt: str, robots: Mapping[tuple[str, ...], str]) -> tuple[list[Item], Item]:
    """The things that it names, and what it says of the world as a whole; `robots` are the names of
    those that there are, as words. Raises Misunderstood with the first word that it does not
    know."""
    return _Reader(lex(prompt), robots).read()


class _Reader:
    def __init__(self, tokens: list[Token], robots: Mapping[tuple[str, ...], str]) -> None:
        nouns = {**NOUNS, **{words: Noun(f"robot:{name}") for words, name in robots.items()}}
        self._cursor = Cursor(tokens)
        self._sentence = Sentence()
        self._phrases = Phrases(self._cursor, self._sentence, nouns)
        self._values = Values(self._cursor, self._sentence, self._phrases)
        self._places = Places(self._cursor, self._sentence, self._phrases, self._values, self._step)

    def read(self) -> tuple[list[Item], Item]:
        while not self._cursor.ended:
            if not self._step():
                word = self._cursor.said()
                raise Misunderstood(f"The word {word!r} is not understood.", word=word)
        self._sentence.end()
        self._sentence.no_loose_ends()
        for item in self._sentence.items:
            item.describe()
        return self._sentence.items, self._sentence.world

    def _step(self) -> bool:
        return (
            self._everyone()
            or self._heaping()
            or self._values.read()
            or self._places.at_end()
            or self._flag(least=_LONG)
            or self._phrases.read()
            or self._places.location()
            or self._places.relation()
            or self._flag()
            or self._adjective()
            or self._filler()
        )

    def _everyone(self) -> bool:
        """ "they are", "all of them", ", each": several things at once."""
        cursor, word = self._cursor, self._cursor.word()
        if word not in ("they", "them", "all", "both", "each", "every"):
            return False
        length = 1
        if cursor.word(1) == "of" and cursor.word(2) in ("them", "these", "those"):
            length = 3
        elif word in ("all", "both", "each", "every") and self._phrases.leads_to_noun():
            return False
        behind = cursor.token(length)
        told = isinstance(behind, Quantity) or (
            isinstance(behind, Word)
            and (behind.text in (*_SAID_OF_ALL, *COLOUR_WORDS, *MATERIALS, *DIMENSIONS)
                 or cursor.match(FLAGS, length)[0] is not None)
        )  # fmt: skip
        begins = cursor.said(-1) in ("", ",", ".", ";", "and", "(", "is", "are", "that", "which")
        if word in ("each", "every") and length == 1 and not (begins and told):
            return False
        found = self._sentence.coordinated()
        if not found or (word == "both" and sum(one.number(1) for one in found) != 2):
            return False
        self._sentence.several = found
        cursor.at += length
        return True

    def _heaping(self) -> bool:
        """ "stack them", "stack a red and a blue box"."""
        cursor, word = self._cursor, self._cursor.word()
        behind = cursor.word(1)
        if word not in _HEAPING or cursor.word(-1) in ("a", "the", "one", "this"):
            return False
        if behind in ("them", "it", "these", "those", "all", "both"):
            self._sentence.heap(self._sentence.coordinated(), _HEAPING[word])
            cursor.at += 2 + (behind == "all" and cursor.word(2) == "of") * 2
            return True
        if behind not in ("a", "an", "the", "some", "up", "all"):
            return False
        self._sentence.heaping = _HEAPING[word]
        cursor.at += 1
        return True

    def _flag(self, least: int = 1) -> bool:
        """How something is or behaves, in so many words at least."""
        cursor = self._cursor
        if cursor.word() in _CARRIES and least == 1:
            self._sentence.subject.flags["carries"] = cursor.word()
            self._sentence.with_ = True
            cursor.at += 1
            return True
        flag, length = cursor.match(FLAGS)
        if flag is None or length < least:
            return False
        for subject in self._of_flag(flag):
            subject.flags[flag] = cursor.said(length=length)
        cursor.at += length
        return True

    def _of_flag(self, flag: str) -> list[Item]:
        sentence = self._sentence
        if flag in _OF_WORLD:
            return [sentence.world]
        if flag in _OF_LOOSE and sentence.subject.kind in SUPPORTS:
            return [sentence.last_loose() or sentence.subject]
        if flag in ("each other", "in a pile") and not sentence.several:
            heap = sentence.coordinated()
            if len(heap) > 1 and self._cursor.said(-1) != "with":
                # "a red box and a blue box on top of each other"
                sentence.heap(heap, flag)
                return []
        if sentence.current is None and not sentence.several and not sentence.items:
            sentence.ahead[flag] = self._cursor.said()
            return []
        return sentence.subjects

    def _adjective(self) -> bool:
        """Behind what it is of: "a box that is red", "three boxes coloured red, green and blue"."""
        cursor, sentence = self._cursor, self._sentence
        word = cursor.word()
        if sentence.current is None and not sentence.several:
            return False
        colours, length = colours_from(cursor)
        if colours:
            for subject in sentence.subjects:
                subject.colours += colours
            cursor.at += length
        elif word in MATERIALS:
            for subject in sentence.subjects:
                subject.material = word
            cursor.at += 1
        else:
            return False
        return True

    def _filler(self) -> bool:
        """What changes nothing, but may say that something belongs to what was named."""
        cursor = self._cursor
        token = cursor.token()
        for phrase in FILLER_PHRASES:
            if cursor.starts(phrase):
                cursor.at += len(phrase)
                return True
        if isinstance(token, Mark):
            if token.said not in _MARKS:
                return False
            if token.said in _ENDS:
                self._sentence.end()
            elif token.said in ",:(":
                self._sentence.several = []
        elif not isinstance(token, Word) or not self._changes_nothing(token.text):
            return False
        else:
            self._sentence.with_ |= token.text in _WITH
        cursor.at += 1
        return True

    def _changes_nothing(self, word: str) -> bool:
        cursor = self._cursor
        if word in TOTAL:
            return cursor.word(1) in DIMENSIONS
        if word in _COLOURING:
            ahead = 1
            while cursor.word(ahead) in ("in", "of", "is", "are", "a", "the"):
                ahead += 1
            before = cursor.word(-1) in COLOUR_WORDS or cursor.word(-2) in COLOUR_WORDS
            behind = cursor.word(ahead) in COLOUR_WORDS
            return behind or (before and (word != "in" or cursor.word(1) in _COLOURING))
        if word == "down":
            return any(one.kind == "ramp" for one in self._sentence.items)
        if word in ("back", "up", "away", "out", "aside"):
            return "raised" in self._sentence.subject.flags
        if word == "between":
            # "alternating between red and blue"
            return cursor.word(1) in COLOUR_WORDS
        if word == "then":
            # "four at the bottom, then three"
            return not isinstance(cursor.token(1), Number) or self._sentence.group() is not None
        return word in FILLERS or word in _WITH or word == "it"
