"""Reads a prompt: which things it names, and what it says of each."""

from collections.abc import Mapping

from py_remote_viewer.scenes.words.cursor import Cursor
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.lexicon import COLOUR_WORDS, DIMENSIONS, MATERIALS, NOUNS, Noun
from py_remote_viewer.scenes.words.lexing import Mark, Token, Word, lex
from py_remote_viewer.scenes.words.phrasebook import FILLERS, FLAGS, RELATIONS
from py_remote_viewer.scenes.words.phrases import Phrases
from py_remote_viewer.scenes.words.sentence import OF_PARTS, SUPPORTS, Sentence
from py_remote_viewer.scenes.words.values import TOTAL, Values

__all__ = ["read"]

_WITH = ("with", "has", "having", "containing", "of", "from", "using")
_PRONOUNS = ("it", "them", "top")
_OF_WORLD = ("weightless", "moon", "mars", "under gravity")
#: Never said of what things stand on.
_OF_LOOSE = ("each other", "in a row", "in a circle", "in a pile", "in a pyramid", "in a grid")
_MARKS = ",.;:!?()"
_ENDS = ".;!"


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

    def read(self) -> tuple[list[Item], Item]:
        while not self._cursor.ended:
            if not self._step():
                word = self._cursor.said()
                raise Misunderstood(f"The word {word!r} is not understood.", word=word)
        self._sentence.share_pending()
        for item in self._sentence.items:
            item.describe()
        return self._sentence.items, self._sentence.world

    def _step(self) -> bool:
        return (
            self._values.read()
            or self._phrases.read()
            or self._relation()
            or self._flag()
            or self._adjective()
            or self._filler()
        )

    def _relation(self) -> bool:
        """`on a table`, `next to it`: of what is spoken of, or of what comes next."""
        cursor, sentence = self._cursor, self._sentence
        kind, length = cursor.match(RELATIONS)
        if kind is None or cursor.match(FLAGS)[1] > length:
            return False
        subject, begin = sentence.root, cursor.at
        cursor.at += length
        sentence.shared = None
        other = self._object(subject)
        if other is None:
            cursor.at = begin
            return False
        relation = Relation(kind, other, cursor.said(begin - cursor.at, cursor.at - begin))
        own = subject is not None and subject is other and subject.kind not in SUPPORTS
        if own and subject is not None and subject.kind in OF_PARTS:
            # "a cart with a pole on it"
            return True
        if subject is None or subject is other:
            return self._object_first(relation)
        for one in sentence.together(subject, other):
            one.relations.append(relation)
        return True

    def _object_first(self, relation: Relation) -> bool:
        """ "on the table stand two cups" """
        sentence = self._sentence
        sentence.current, before = None, len(sentence.items)
        while not self._cursor.ended and len(sentence.items) == before:
            if not self._step():
                return False
        if len(sentence.items) == before:
            return False
        # What is named after it is there too.
        sentence.shared = relation
        sentence.items[-1].relations.append(relation)
        return True

    def _object(self, subject: Item | None) -> Item | None:
        """What a relation is to: a thing, named now or before."""
        cursor, sentence = self._cursor, self._sentence
        while cursor.word() in ("the", "a", "of") and cursor.word(1) in _PRONOUNS:
            cursor.at += 1
        if cursor.word() in ("it", "them"):
            cursor.at += 1
            others = [one for one in sentence.items if one is not subject]
            supports = [one for one in others if one.kind in SUPPORTS]
            # "a table; on it a cup"
            return (supports or others or sentence.items or [None])[-1]
        known = set(map(id, sentence.items))
        with_, root = sentence.with_, sentence.root
        sentence.with_, sentence.root = False, None
        if not self._phrases.read() or sentence.root is None:
            sentence.with_, sentence.root = with_, root
            return None
        if id(sentence.root) not in known:
            sentence.root.accompanies = None
        return sentence.root

    def _flag(self) -> bool:
        """How something is or behaves."""
        flag, length = self._cursor.match(FLAGS)
        if flag is None:
            return False
        subject = self._sentence.subject
        if flag in _OF_WORLD:
            subject = self._sentence.world
        elif flag in _OF_LOOSE and subject.kind in SUPPORTS:
            subject = self._sentence.last_loose() or subject
        subject.flags[flag] = self._cursor.said(length=length)
        self._cursor.at += length
        return True

    def _adjective(self) -> bool:
        """Behind what it is of: "a box that is red"."""
        word, subject = self._cursor.word(), self._sentence.current
        if subject is None:
            return False
        if word in COLOUR_WORDS:
            subject.colours.append(COLOUR_WORDS[word])
        elif word in MATERIALS:
            subject.material = word
        else:
            return False
        self._cursor.at += 1
        return True

    def _filler(self) -> bool:
        """What changes nothing, but may say that something belongs to what was named."""
        token = self._cursor.token()
        if isinstance(token, Mark):
            if token.said not in _MARKS:
                return False
            if token.said in _ENDS:
                self._sentence.end()
        elif not isinstance(token, Word) or not self._changes_nothing(token.text):
            return False
        else:
            self._sentence.with_ |= token.text in _WITH
        self._cursor.at += 1
        return True

    def _changes_nothing(self, word: str) -> bool:
        if word in TOTAL:
            return self._cursor.word(1) in DIMENSIONS
        if word == "down":
            return any(one.kind == "ramp" for one in self._sentence.items)
        return word in FILLERS or word in _WITH or word == "it"
