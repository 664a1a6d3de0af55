"""Where things are: `on a table`, `at the bottom`, `a ball at the end`."""

from collections.abc import Callable

from py_remote_viewer.scenes.words.cursor import Cursor
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.lexicon import ARRANGEMENTS
from py_remote_viewer.scenes.words.loose import LOOSE
from py_remote_viewer.scenes.words.phrasebook import AT_ITS_END, FLAGS, LOCATIONS, RELATIONS
from py_remote_viewer.scenes.words.phrases import Phrases
from py_remote_viewer.scenes.words.sentence import OF_PARTS, SUPPORTS, Sentence
from py_remote_viewer.scenes.words.values import Values

__all__ = ["Places"]

_PRONOUNS = ("it", "them", "top", "each")
#: What has a lower end that something hangs at.
_HANGING = ("chain", "rope", "pendulum", "rod", "pole")
_LONGEST = 7
#: Parts that others are on.
_CARRIERS = ("rail", "base", "cart", "rod", "link", "bob")


class Places:
    """Reads them at the cursor, and says them of what is spoken of, or comes next; `step` reads
    anything."""

    def __init__(
        self, cursor: Cursor, sentence: Sentence, phrases: Phrases, values: Values,
        step: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._cursor = cursor
        self._sentence = sentence
        self._phrases = phrases
        self._values = values
        self._step = step

    def at_end(self) -> bool:
        """A weight at the end of a chain, a rope or a pendulum."""
        cursor, sentence = self._cursor, self._sentence
        bob = sentence.current
        if sentence.root is None or sentence.root.kind not in _HANGING or bob is None:
            return False
        if bob.kind not in ("bob", "weight", *LOOSE):
            return False
        for length in range(_LONGEST, 1, -1):
            words = tuple(cursor.word(ahead) for ahead in range(length))
            if words in AT_ITS_END:
                bob.flags["at its end"] = " ".join(words)
                cursor.at += length
                return True
        return False

    def location(self) -> bool:
        """ "red at the bottom, blue on top": where one of several is, or a thing on another."""
        cursor, sentence = self._cursor, self._sentence
        where, length = cursor.match(LOCATIONS)
        current = sentence.current
        if where is None or current is None or cursor.word(length) in ("of", "each"):
            return False
        if cursor.match(FLAGS)[1] > length or cursor.match(RELATIONS)[1] > length:
            return False
        goes_on = cursor.match(ARRANGEMENTS, length)[0] is not None or cursor.word(length) == "and"
        if goes_on and cursor.word(length + 1) in ("left", "right", "to"):
            # "to the left and right"
            return False
        cursor.at += length
        if current in sentence.pending or sentence.is_member(current):
            if not current.which:
                current.which = where
                return True
            return False
        company = sentence.root.accompanies if sentence.root is not None else None
        if where in ("left", "right") and cursor.word(-2) == "its" and company is not None:
            current.relations.append(
                Relation(where, company, cursor.said(-length, length), self._values.distance)
            )
            self._values.distance = None
            return True
        if where == "top" and company is not None and current.kind in LOOSE:
            current.relations.append(Relation("on", company, cursor.said(-length, length)))
            return True
        current.flags[f"at the {where}"] = cursor.said(-length, length)
        return True

    def relation(self) -> bool:
        """`on a table`, `next to it`: of what is spoken of, or of what comes next."""
        cursor, sentence = self._cursor, self._sentence
        kind, length = cursor.match(RELATIONS)
        distance, self._values.distance = self._values.distance, None
        if kind is None or cursor.match(FLAGS)[1] > length:
            return False
        subject, begin, current = self._subject(), cursor.at, sentence.current
        cursor.at += length
        sentence.shared = None
        several, sentence.several = sentence.several, []
        other = self._object(subject, kind)
        if other is None:
            cursor.at = begin
            sentence.several = several
            return False
        said = cursor.said(begin - cursor.at, cursor.at - begin)
        relation = Relation(kind, other, said, distance)
        if kind == "between":
            return self._between(subject, relation)
        own = subject is not None and subject is other and subject.kind in OF_PARTS
        now = sentence.current
        # "a cart with a pole" is one thing.
        whole = subject is not None and subject.kind == "cartpole" and kind in ("on", "attached")
        if own and (whole or current is not subject or (now is not None and now.kind in _CARRIERS)):
            # "a cart with a pole on it", "a cart on a rail"
            return True
        if subject is None or subject is other:
            return self._object_first(relation)
        for one in several or sentence.together(subject, other):
            one.relations.append(relation)
        return True

    def _subject(self) -> Item | None:
        """A motor is at a joint; else it is of the whole thing."""
        sentence = self._sentence
        current = sentence.current
        if current is not None and current.kind in ("motor", "dof"):
            return current
        return sentence.root

    def _between(self, subject: Item | None, relation: Relation) -> bool:
        """Of two things, or of two of one kind."""
        cursor = self._cursor
        if subject is None:
            return False
        subject.relations.append(relation)
        if cursor.word() == "and" and relation.other.number(1) == 1:
            cursor.at += 1
            other = self._object(subject, relation.kind)
            if other is None:
                return False
            subject.relations.append(Relation("between", other, relation.said))
        return True

    def _object_first(self, relation: Relation) -> bool:
        """ "on the table stand two cups" """
        sentence = self._sentence
        sentence.current, before = None, len(sentence.items)
        while not self._cursor.ended and len(sentence.items) == before:
            if not self._step():
                break
        if len(sentence.items) == before:
            raise Misunderstood(f"{relation.said!r} is not understood here.", word=relation.said)
        # What is named after it is there too.
        sentence.shared = relation
        sentence.items[-1].relations.append(relation)
        return True

    def _object(self, subject: Item | None, kind: str) -> Item | None:
        """What a relation is to: a thing, named now or before."""
        cursor, sentence = self._cursor, self._sentence
        while cursor.word() in ("the", "a", "of") and cursor.word(1) in _PRONOUNS:
            cursor.at += 1
        if cursor.word() in ("it", "them"):
            cursor.at += 1
            others = [one for one in sentence.items if one is not subject]
            supports = [one for one in others if one.kind in SUPPORTS and kind == "on"]
            solid = [one for one in others if one.kind not in ("floor", "anchor")]
            # "a table; on it a cup"
            return (supports or solid or others or sentence.items or [None])[-1]
        known = {*map(id, sentence.items), *map(id, sentence.root.parts if sentence.root else ())}
        before = sentence.current, sentence.with_, sentence.root
        of_part = subject is not None and subject.kind in ("motor", "dof")
        sentence.with_ = of_part
        waiting = len(sentence.pending)
        if not self._phrases.read() or sentence.root is None or len(sentence.pending) > waiting:
            del sentence.pending[waiting:]
            sentence.current, sentence.with_, sentence.root = before
            return None
        other = sentence.root
        if of_part:
            other, root = sentence.current or other, before[2]
            if id(other) not in known and root is not None:
                # It is only a place.
                root.parts = [one for one in root.parts if one is not other]
                sentence.items = [one for one in sentence.items if one is not other]
            sentence.current, sentence.with_, sentence.root = before
            return other
        if id(other) not in known:
            other.accompanies = None
        if other.kind == "anchor":
            # What follows is said of what hangs there.
            sentence.current, _, sentence.root = before
        return other
