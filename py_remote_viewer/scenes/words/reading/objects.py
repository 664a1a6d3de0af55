"""What something is related to: the table that a cup is on, the joint that a motor is at."""

from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Mark, Number
from py_remote_viewer.scenes.words.reading.phrases import Phrases
from py_remote_viewer.scenes.words.reading.sentence import SUPPORTS, Sentence

__all__ = ["BESIDE", "Objects"]

_PRONOUNS = ("it", "them", "top", "each")
#: Behind "on that" where it is no article.
_BEHIND_THAT = ("a", "an", "the", "there", "stands", "is", "lies")
BESIDE = ("left", "right", "front", "behind", "beside", "between")
#: What is related so stands on the same.
_NEAR = (*BESIDE, "on", "above", "around", "surrounded", "in")


class Objects:
    """Reads them at the cursor, behind what says how something is related to them."""

    def __init__(self, cursor: Cursor, sentence: Sentence, phrases: Phrases) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._phrases = phrases

    def read(self, subject: Item | None, kind: str) -> Item | None:
        """A thing, named now or before; None, and nothing is read, where there is none."""
        cursor, sentence = self._cursor, self._sentence
        begin = cursor.at
        while cursor.word() in ("the", "a", "of") and cursor.word(1) in _PRONOUNS:
            cursor.at += 1
        if cursor.word() in ("that", "this") and self._is_pronoun() and sentence.items:
            cursor.at += 1
            return sentence.items[-1]
        if cursor.word() in ("it", "them"):
            cursor.at += 1
            return self._it(subject, kind)
        found = self._named(subject, kind)
        if found is None:
            cursor.at = begin
        return found

    def names_thing(self, ahead: int) -> bool:
        """True where a thing is named there."""
        nouns = self._phrases.nouns
        return nouns.at(ahead) is not None or nouns.leads_to(ahead)

    def several_named(self) -> Item | None:
        """ "box" of "each box", read where there are several of them."""
        for item in reversed(self._sentence.items):
            length = self._phrases.nouns.names(item, 0) if item.number(1) > 1 else 0
            if length:
                self._cursor.at += length
                return item
        return None

    def _is_pronoun(self) -> bool:
        behind = self._cursor.token(1)
        marked = behind is None or isinstance(behind, Mark | Number)
        return marked or self._cursor.word(1) in _BEHIND_THAT

    def _it(self, subject: Item | None, kind: str) -> Item | None:
        items = self._sentence.items
        others = [one for one in items if one is not subject]
        solid = [one for one in others if one.kind not in ("floor", "anchor")]
        # "a table; on it a cup", "a robot on a table, and a cup in front of it"
        likely = [one for one in solid if one.kind in SUPPORTS and kind == "on"]
        if kind in BESIDE:
            likely = [one for one in solid if one.kind.startswith("robot:")]
        return next((one[-1] for one in (likely, solid, others, items) if one), None)

    def _named(self, subject: Item | None, kind: str) -> Item | None:
        sentence = self._sentence
        root = sentence.root
        known = {*map(id, sentence.items), *map(id, root.parts if root is not None else ())}
        before = sentence.current, sentence.with_, root
        # A motor is at a part of what it drives.
        of_part = subject is not None and subject.kind in ("motor", "dof")
        waiting, sentence.with_, sentence.related = len(sentence.pending), of_part, True
        read = self._phrases.read()
        sentence.related = False
        other = sentence.root
        if not read or other is None or len(sentence.pending) > waiting:
            del sentence.pending[waiting:]
            sentence.current, sentence.with_, sentence.root = before
            return None
        if of_part:
            other = sentence.current or other
            if id(other) not in known and root is not None:
                # It is only a place.
                root.parts = [one for one in root.parts if one is not other]
                sentence.items = [one for one in sentence.items if one is not other]
            sentence.current, sentence.with_, sentence.root = before
            return other
        if id(other) not in known:
            beside = subject is not None and kind in _NEAR and other.kind in LOOSE
            # What a thing on a table is beside, or stands on, is on it as well.
            other.accompanies = subject.accompanies if beside and subject is not None else None
        if other.kind in ("anchor", "floor") and root is not None:
            # What follows is where that is which hangs or lies there.
            sentence.root = root
            sentence.current = before[0] if other.kind == "anchor" else other
        return other
