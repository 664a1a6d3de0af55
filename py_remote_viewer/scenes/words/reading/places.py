"""Where things are: `on a table`, `at the bottom`, `a ball at the end`."""

from collections.abc import Callable, Sequence

from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.lexicon import ARRANGEMENTS
from py_remote_viewer.scenes.words.reading.behaviours import FLAGS
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Mark, Number, Quantity, Sizes
from py_remote_viewer.scenes.words.reading.members_named import adds_more, share_waiting
from py_remote_viewer.scenes.words.reading.objects import Objects
from py_remote_viewer.scenes.words.reading.phrasebook import AT_ITS_END, LOCATIONS, RELATIONS
from py_remote_viewer.scenes.words.reading.sentence import OF_PARTS, Sentence
from py_remote_viewer.scenes.words.reading.sides import one_on_each, several_there, turned_round
from py_remote_viewer.scenes.words.reading.values import Values

__all__ = ["Places"]

#: What has a lower end that something hangs at.
_HANGING = ("chain", "rope", "pendulum", "rod", "pole")
_LONGEST = 7
#: Behind these "around" tells that a number is none exactly.
_BEFORE_NUMBERS = ("", "of", "with", "put", "has", "have", "and", "is", "are", "place", "build",
                   "make", "drop", "create", "a", "add", "in", "at")  # fmt: skip
#: Parts that others are on.
_CARRIERS = ("rail", "base", "cart", "rod", "link", "bob", "joint", "hinge", "ball joint")
#: What can be so at one joint of several, and how that is said.
_OF_JOINTS = ("damping", "friction", "angle", "actuated", "passive", "damped", "undamped", "slick")
_AT = ("in", "at", "on", "attached")


class Places:
    """Reads them at the cursor, and says them of what is spoken of, or comes next; `step` reads
    anything."""

    def __init__(
        self, cursor: Cursor, sentence: Sentence, objects: Objects, values: Values,
        step: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._cursor = cursor
        self._sentence = sentence
        self._objects = objects
        self._values = values
        self._step = step

    def at_end(self) -> bool:
        """A weight at the end of a chain, a rope or a pendulum."""
        cursor, sentence = self._cursor, self._sentence
        bob, root = sentence.current, sentence.root
        if root is None or bob is None or bob.kind not in ("bob", "weight", *LOOSE):
            return False
        holder = root.accompanies if root is bob else None
        as_bob = holder is not None and holder.kind == "pendulum"
        if root.kind not in _HANGING and not as_bob:
            return False
        for length in range(_LONGEST, 1, -1):
            words = tuple(cursor.word(ahead) for ahead in range(length))
            if words in AT_ITS_END:
                bob.flags["as bob" if as_bob else "at its end"] = " ".join(words)
                cursor.at += length
                return True
        return False

    # locations

    def location(self) -> bool:
        """ "red at the bottom, blue on top": where one of several is, or a thing on another."""
        cursor, sentence = self._cursor, self._sentence
        where, length = cursor.match(LOCATIONS)
        current = sentence.current
        if current is not None and self._other_end(current):
            return True
        if where is None or current is None or self._means_more(length):
            return False
        member = current in sentence.pending or sentence.is_member(current)
        if member and current.which:
            return False
        cursor.at += length + self._in_row(length)
        if member:
            current.which = where
        else:
            self._locate(current, where, length)
        return True

    def _other_end(self, current: Item) -> bool:
        """ "a heavy box on one side and a light one on the other"."""
        cursor = self._cursor
        said = cursor.word() in ("on", "at") and cursor.starts(("the", "other"), 1)
        ends = cursor.token(3) is None or isinstance(cursor.token(3), Mark)
        told = any("one end" in one.flags for one in self._sentence.items)
        if not (said and ends and told):
            return False
        current.flags["other end"] = cursor.said(length=3)
        cursor.at += 3
        return True

    def _means_more(self, length: int) -> bool:
        """True where a place is only the beginning of something else."""
        cursor = self._cursor
        if cursor.word(length) in ("of", "each"):
            return True
        if max(cursor.match(FLAGS)[1], cursor.match(RELATIONS)[1]) > length:
            return True
        if self._in_row(length):
            return False
        # "in the middle row", "to the left and right"
        listed = cursor.word(length) == "and" and cursor.word(length + 1) in ("left", "right", "to")
        return listed or cursor.match(ARRANGEMENTS, length)[0] is not None

    def _in_row(self, ahead: int) -> int:
        """ "at the bottom row" of a pyramid."""
        root = self._sentence.root
        rows = root is not None and root.arrangement in ("pyramid", "wall", "stack")
        return int(rows and self._cursor.word(ahead) in ("row", "layer", "level", "course"))

    def _locate(self, current: Item, where: str, length: int) -> None:
        said = self._cursor.said(-length, length)
        root = self._sentence.root
        company = root.accompanies if root is not None else None
        if where in ("left", "right") and "its" in said.split() and company is not None:
            distance, self._values.distance = self._values.distance, None
            current.relations.append(Relation(where, company, said, distance))
        elif where == "top" and company is not None and current.kind in LOOSE:
            current.relations.append(Relation("on", company, said))
        else:
            current.flags[f"at the {where}"] = said

    # relations

    def relation(self) -> bool:
        """`on a table`, `next to it`: of what is spoken of, or of what comes next."""
        cursor, sentence = self._cursor, self._sentence
        kind, length = self._kind_here()
        distance, self._values.distance = self._values.distance, None
        if not kind:
            return False
        subject, begin, current = self._subject(), cursor.at, sentence.current
        last = sentence.last
        cursor.at += length
        sentence.shared = None
        several, sentence.several = sentence.several, []
        other, each = self._other(subject, kind)
        if other is None:
            cursor.at = begin
            sentence.several = several
            return False
        said = cursor.said(begin - cursor.at, cursor.at - begin)
        relation = Relation(kind, other, said, distance)
        _lies(subject, said)
        if kind == "between":
            return self._between(subject, relation)
        if subject is other and self._is_of_whole(other, current, kind):
            # "a cart with a pole on it", "a cart on a rail"
            if last[0] == begin and kind in _AT:
                self._move(last[1], last[2])
            return True
        if subject is None or subject is other:
            return self._object_first(relation)
        if each:
            one_on_each(subject, relation)
        if turned_round(subject, relation):
            return True
        several = [one for one in several if one in sentence.items]
        for one in several or sentence.together(subject, other):
            one.relations.append(relation)
        return True

    def _other(self, subject: Item | None, kind: str) -> tuple[Item | None, bool]:
        """What it is related to, and whether to each of these."""
        each, other = self._each(), None
        if each == "each":
            other = several_there(self._sentence, subject)
        elif each == "each thing":
            other = self._objects.several_named()
        return other or self._objects.read(subject, kind), bool(each)

    def _kind_here(self) -> tuple[str, int]:
        """What stands here tells of, and how many tokens it is; empty where it tells nothing."""
        cursor = self._cursor
        kind, length = cursor.match(RELATIONS)
        flag = cursor.match(FLAGS)[1]
        means_more = flag > length and cursor.word(flag) != "of"
        if kind is None or means_more or self._is_about(kind, length):
            return "", 0
        return kind, length

    def _each(self) -> str:
        """ "on each of three boxes", "on each": skipped, what of it stood here."""
        cursor = self._cursor
        if cursor.word() not in ("each", "every"):
            return ""
        if cursor.word(1) == "of":
            cursor.at += 2
            return "each of"
        named = self._objects.names_thing(1)
        cursor.at += 1
        return "each thing" if named else "each"

    def _is_about(self, kind: str, length: int) -> bool:
        """ "around 20 boxes" are about as many."""
        token, before = self._cursor.token(length), self._cursor.word(-1)
        if kind != "around" or not isinstance(token, Number | Quantity | Sizes):
            return False
        return not isinstance(token, Number) or before in _BEFORE_NUMBERS

    def _subject(self) -> Item | None:
        """A motor is at a joint; else it is of the whole thing."""
        sentence = self._sentence
        if adds_more(sentence):
            # "two red cups and one blue on a table"
            share_waiting(sentence)
        current = sentence.current
        if current is not None and current.kind in ("motor", "dof"):
            return current
        return sentence.root

    def _is_of_whole(self, whole: Item, before: Item | None, kind: str) -> bool:
        """True where a part is on the thing that it is a part of, which needs no word."""
        if whole.kind not in OF_PARTS:
            return False
        if whole.kind == "cartpole" and kind in ("on", "attached"):
            # "a cart with a pole" is one thing.
            return True
        now = self._sentence.current
        return before is not whole or (now is not None and now.kind in _CARRIERS)

    def _move(self, subjects: Sequence[Item], name: str) -> None:
        """ "a damping of 0.2 in the lower joint" is of that alone."""
        root, part = self._sentence.root, self._sentence.current
        if root is None or part not in root.parts or name not in _OF_JOINTS:
            return
        for subject in subjects:
            if subject is part or subject not in (root, *root.parts):
                continue
            if name in subject.flags:
                part.flags[name] = subject.flags.pop(name)
            for value in subject.values.pop(name, ()):
                part.add(name, value)

    def _between(self, subject: Item | None, relation: Relation) -> bool:
        """Of two things, or of two of one kind."""
        cursor = self._cursor
        if subject is None:
            return False
        subject.relations.append(relation)
        if cursor.word() == "and" and relation.other.number(1) == 1:
            cursor.at += 1
            other = self._objects.read(subject, relation.kind)
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


def _lies(subject: Item | None, said: str) -> None:
    """ "lying on the table", of what could stand there as well."""
    if subject is not None and said.startswith(("lying", "lies")):
        subject.flags.setdefault("lying", said)
