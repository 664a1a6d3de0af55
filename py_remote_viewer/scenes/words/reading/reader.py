"""Reads a prompt: which things it names, and what it says of each."""

from collections.abc import Mapping

from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import MATERIALS, NOUNS, Noun
from py_remote_viewer.scenes.words.reading.axes import PLANETS
from py_remote_viewer.scenes.words.reading.behaviours import FLAGS
from py_remote_viewer.scenes.words.reading.brackets import without_brackets
from py_remote_viewer.scenes.words.reading.comparing import Comparing
from py_remote_viewer.scenes.words.reading.contrast import inherit
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.fillers import Fillers
from py_remote_viewer.scenes.words.reading.heaps_again import take_counts
from py_remote_viewer.scenes.words.reading.lexing import Number, Quantity, Token, lex
from py_remote_viewer.scenes.words.reading.listings import end_list
from py_remote_viewer.scenes.words.reading.members_named import share_waiting
from py_remote_viewer.scenes.words.reading.modifiers import colours_from
from py_remote_viewer.scenes.words.reading.objects import Objects
from py_remote_viewer.scenes.words.reading.phrasebook import RELATIONS
from py_remote_viewer.scenes.words.reading.phrases import Phrases
from py_remote_viewer.scenes.words.reading.places import Places
from py_remote_viewer.scenes.words.reading.sentence import SUPPORTS, Sentence
from py_remote_viewer.scenes.words.reading.several import Several
from py_remote_viewer.scenes.words.reading.values import Values
from py_remote_viewer.scenes.words.reading.vocabulary import unknown_word

__all__ = ["read"]

_CARRIES = ("holding", "carrying", "supporting", "bearing", "holds", "carries", "supports")
_OF_WORLD = ("weightless", "under gravity", *PLANETS)
#: Never said of what things stand on.
_OF_LOOSE = ("each other", "in a row", "in a circle", "in a pile", "in a pyramid", "in a grid",
             "colourful", "bounces", "in a wall", "tapering")  # fmt: skip
#: Words of phrases that are read before nouns: "the first one is pushed".
_LONG = 3
_COORDINATES = ("x", "y", "z", "(", "position", "coordinates")


def read(prompt: str, robots: Mapping[tuple[str, ...], str]) -> tuple[list[Item], Item]:
    """The things that it names, and what it says of the world as a whole; `robots` are the names of
    those that there are, as words. Raises Misunderstood with the first word that it does not
    know."""
    tokens = lex(prompt)
    table = {**NOUNS, **{words: Noun(f"robot:{name}") for words, name in robots.items()}}
    try:
        return _Reader(without_brackets(tokens, table), table).read()
    except Misunderstood as error:
        word = unknown_word(tokens, table, error.word)
        if not word:
            raise
        # "six yellow cones": it is not "six yellow" that is in the way.
        raise Misunderstood(f"The word {word!r} is not understood.", word=word) from error


class _Reader:
    def __init__(self, tokens: list[Token], table: Mapping[tuple[str, ...], Noun]) -> None:
        self._cursor = cursor = Cursor(tokens)
        self._sentence = sentence = Sentence()
        self._phrases = Phrases(cursor, sentence, table)
        self._values = Values(cursor, sentence, self._phrases.nouns)
        self._comparing = Comparing(cursor, sentence)
        objects = Objects(cursor, sentence, self._phrases)
        self._places = Places(cursor, sentence, objects, self._values, self._step)
        self._several = Several(cursor, sentence, self._phrases.nouns)
        self._fillers = Fillers(cursor, sentence, table)

    def read(self) -> tuple[list[Item], Item]:
        while not self._cursor.ended:
            if not self._step():
                word = self._cursor.said()
                if word == "at" and self._cursor.said(1) in _COORDINATES:
                    raise Misunderstood(
                        "Places are told by other things, '1 m to the left of a box', and not in "
                        "coordinates.", word=word,
                    )  # fmt: skip
                raise Misunderstood(f"The word {word!r} is not understood.", word=word)
        share_waiting(self._sentence)
        end_list(self._sentence)
        self._sentence.end()
        self._sentence.no_loose_ends()
        for item, group in self._sentence.alike:
            inherit(item, group)
        for item in self._sentence.items:
            item.describe()
        return self._sentence.items, self._sentence.world

    def _step(self) -> bool:
        return (
            self._several.read()
            or self._several.heap()
            or self._comparing.read()
            or self._several.each_number()
            or take_counts(self._cursor, self._sentence)
            or self._values.read()
            or self._places.at_end()
            or self._flag(least=_LONG)
            or self._phrases.read()
            or self._places.location()
            or self._places.relation()
            or self._carries()
            or self._flag()
            or self._adjective()
            or self._fillers.skip()
        )

    def _carries(self) -> bool:
        """ "a table holding a cup": what follows is on it."""
        if self._cursor.word() not in _CARRIES:
            return False
        subject = self._sentence.root or self._sentence.subject
        subject.flags["carries"] = self._cursor.word()
        self._sentence.with_ = True
        self._cursor.at += 1
        return True

    def _flag(self, least: int = 1) -> bool:
        """How something is or behaves, in so many words at least."""
        cursor = self._cursor
        flag, length = cursor.match(FLAGS)
        if flag is None or length < least or self._is_value(flag, length):
            return False
        if cursor.match(RELATIONS)[1] > length:
            # "on either side of a box"
            return False
        if flag == "in a pile" and cursor.word() in ("on", "onto") and cursor.word(length) == "of":
            # "a ball dropped onto a pile of boxes"
            return False
        subjects = self._of_flag(flag)
        for subject in subjects:
            subject.flags[flag] = cursor.said(length=length)
        cursor.at += length
        self._sentence.last = (cursor.at, subjects, flag)
        if flag == "along" and isinstance(cursor.token(), Quantity):
            self._sentence.of_rail()
        if flag == "in a circle" and cursor.word() in ("of", "with"):
            # "in a circle of 1 m radius"
            self._sentence.whole = self._sentence.current
        return True

    def _is_value(self, flag: str, length: int) -> bool:
        """ "with gravity of 5 m/s²" says how much."""
        cursor = self._cursor
        behind = length + (cursor.said(length) in ("of", "=", ":", "is"))
        told = isinstance(cursor.token(behind), Quantity | Number)
        return flag == "under gravity" and cursor.word(length - 1) == "gravity" and told

    def _of_flag(self, flag: str) -> list[Item]:
        sentence = self._sentence
        if flag in _OF_WORLD:
            return [sentence.world]
        if flag == "first raised" and sentence.root is not None:
            sentence.current = sentence.root
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
        for subject in sentence.subjects:
            subject.colours += colours
            subject.material = word if word in MATERIALS and not colours else subject.material
        cursor.at += length or (word in MATERIALS)
        return bool(length) or word in MATERIALS
