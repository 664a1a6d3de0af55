"""Reads a prompt: which things it names, and what it says of each."""

from collections.abc import Mapping
from typing import TypeVar

from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation, Value
from py_remote_viewer.scenes.words.lexicon import (
    ARRANGEMENTS,
    COLOUR_WORDS,
    DIMENSIONS,
    FILLERS,
    FLAGS,
    MATERIALS,
    NOUNS,
    PARTS,
    PLAIN,
    RELATIONS,
    SCALES,
    Noun,
)
from py_remote_viewer.scenes.words.lexing import Mark, Number, Quantity, Sizes, Token, Word, lex
from py_remote_viewer.scenes.words.loose import LOOSE

__all__ = ["OF_PARTS", "read"]

T = TypeVar("T")
#: What things are made of, as far as it can be chosen.
OF_PARTS: dict[str, tuple[str, ...]] = {
    "pendulum": ("link", "rod", "bob", "joint", "motor"),
    "cartpole": ("cart", "rod", "link", "rail", "motor", "joint", "bob"),
    "chain": ("link", "joint"),
    "rope": ("link", "joint"),
    "cradle": ("bob", "rod"),
    "spring": ("bob", "spring"),
    "table": ("leg", "top"),
    "seesaw": ("link",),
    "domino": ("tile",),
    "trolley": ("rod", "link", "rail", "motor", "joint"),
}
_SUPPORTS = ("table", "ramp", "floor", "seesaw")
_PRONOUNS = ("it", "them", "top")
#: Before a thing that was named already.
_DEFINITE = ("the", "this", "that", "its")
_WITH = ("with", "has", "having", "containing", "of", "from", "using")
_BETWEEN = ("of", "is", "=", ":", "about", "to", "are", "at", "by", "around", "approximately", "a")
#: What a number without a dimension's name is of.
_BY_UNIT = {
    "mass": "mass", "angle": "angle", "stiffness": "stiffness", "acceleration": "gravity",
    "time": "period", "speed": "speed", "force": "force", "percent": "percent",
}  # fmt: skip
_MOST = 6
#: Never said of what things stand on.
#: What only dominoes stand in.
_RUNS = ("chain", "run", "track", "cascade", "rally")
_WEAK = ("trolley", "coil", "weight")
_TOTAL = ("total", "overall")
_OF_LOOSE = ("each other", "in a row", "in a circle", "in a pile", "in a pyramid", "in a grid")


def read(prompt: str, robots: Mapping[tuple[str, ...], str]) -> tuple[list[Item], Item]:
    """The things that it names, and what it says of the world as a whole; `robots` are the names of
    those that there are, as words. Raises Misunderstood with the first word that it does not
    know."""
    return _Reader(lex(prompt), robots).read()


class _Reader:
    def __init__(self, tokens: list[Token], robots: Mapping[tuple[str, ...], str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._nouns = {**NOUNS, **{words: Noun(f"robot:{name}") for words, name in robots.items()}}
        self._items: list[Item] = []
        self._world = Item("world", "the scene")
        #: What is spoken of: a thing or a part of it.
        self._current: Item | None = None
        self._root: Item | None = None
        self._with = False
        #: With what all that is named now comes, and where it is.
        self._company: Item | None = None
        self._shared: Relation | None = None
        #: Where the items of the present sentence begin.
        self._begun = 0
        self._pending: list[Item] = []

    def read(self) -> tuple[list[Item], Item]:
        while self._at < len(self._tokens):
            if not self._step():
                word = self._tokens[self._at].said
                raise Misunderstood(f"The word {word!r} is not understood.", word=word)
        self._share_pending()
        return self._items, self._world

    def _step(self) -> bool:
        return (
            self._attribute()
            or self._thing()
            or self._relation()
            or self._flag()
            or self._single()
            or self._filler()
        )

    # tokens

    def _word(self, ahead: int = 0) -> str:
        at = self._at + ahead
        token = self._tokens[at] if 0 <= at < len(self._tokens) else None
        return token.text if isinstance(token, Word) else ""

    def _token(self, ahead: int = 0) -> Token | None:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def _match(self, table: Mapping[tuple[str, ...], T], at: int) -> tuple[T, int] | None:
        """The longest phrase of a table that stands there, and its length."""
        words: list[str] = []
        for token in self._tokens[at : at + _MOST]:
            if isinstance(token, Mark):
                break
            words.append(token.text if isinstance(token, Word) else token.said)
        for length in range(len(words), 0, -1):
            found = table.get(tuple(words[:length]))
            if found is not None:
                return found, length
        return None

    # things

    def _thing(self) -> bool:
        """A noun with what stands before it."""
        item, at, definite = Item("", ""), self._at, False
        last_part: Item | None = None
        while at < len(self._tokens):
            noun = self._noun_at(at)
            if noun is not None:
                found, length, table = noun
                part = self._part_of_next(at, length)
                if part is not None:
                    # "three link pendulum"
                    item, last_part = Item("", ""), self._finished(item, part, at, length)
                    at += length
                    continue
                if table is not ARRANGEMENTS and self._is_arrangement(at + length):
                    # "domino row"
                    item.arrangement = self._arrangement_at(at + length)
                    self._at = at + length + 1
                    return self._place(self._finished(item, found, at, length), definite)
                root = self._root
                takes = table is PARTS
                if takes and (root is None or found.kind not in OF_PARTS.get(root.kind, ())):
                    said = self._said(at, length)
                    raise Misunderstood(f"{said!r} is a part of what is not there.", word=said)
                self._at = at + length
                if last_part is not None:
                    item.parts.append(last_part)
                if table is ARRANGEMENTS:
                    return self._arranged(item, found.kind)
                return self._place(self._finished(item, found, at, length), definite, takes)
            definite |= self._tokens[at].said in _DEFINITE
            step = self._modifier(item, at)
            if step == 0:
                break
            at += step
        if item.colours and self._items and at > self._at:
            # "one red, one blue": of what was named, or is yet to be.
            self._pending.append(item)
            self._at = at
            return True
        if item.colours and at > self._at:
            self._pending.append(item)
            self._at = at
            return True
        return False

    def _noun_at(self, at: int) -> tuple[Noun, int, Mapping[tuple[str, ...], Noun]] | None:
        found = self._match(self._nouns, at)
        part = self._match(PARTS, at)
        heap = self._match(ARRANGEMENTS, at)
        if heap and (not found or heap[1] >= found[1]):
            behind = self._tokens[at + heap[1]] if at + heap[1] < len(self._tokens) else None
            of = isinstance(behind, Word) and behind.text == "of"
            if of or not found:
                return heap[0], heap[1], ARRANGEMENTS
        weak = found is not None and found[0].kind in _WEAK
        longer = part is not None and (not found or part[1] >= found[1])
        if part and longer and (not found or self._takes(part[0].kind, weak)):
            return part[0], part[1], PARTS
        return (found[0], found[1], NOUNS) if found else None

    def _part_of_next(self, at: int, length: int) -> Noun | None:
        """The part that a word means, where what has such parts stands right behind it."""
        part, behind = self._match(PARTS, at), self._noun_at(at + length)
        if part is None or part[1] != length or behind is None or behind[2] is not NOUNS:
            return None
        return part[0] if part[0].kind in OF_PARTS.get(behind[0].kind, ()) else None

    def _takes(self, part: str, weak: bool) -> bool:
        """True where what is spoken of has such a part, and has been said to; `weak` is a word that
        would hardly mean anything else."""
        root = self._root
        if root is not None and part in OF_PARTS.get(root.kind, ()) and weak:
            return True
        said = self._with or self._said_at(0) in (*_DEFINITE, "each", "every")
        return root is not None and said and part in OF_PARTS.get(root.kind, ())

    def _modifier(self, item: Item, at: int) -> int:
        """Take what may stand before a noun; how many tokens it is."""
        token = self._tokens[at]
        match token:
            case Number(value=value):
                if item.count is not None or item.values or not float(value).is_integer():
                    return 0
                item.count = int(value)
                return 1
            case Sizes(values=values):
                item.sizes = values
                return 1
            case Quantity():
                return self._quantity(item, token, at)
            case Word(text=word):
                return self._adjective(item, word, at)
            case Mark(said=said):
                # "red, green and blue boxes"
                behind = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
                listed = isinstance(behind, Word) and behind.text in (*COLOUR_WORDS, "and")
                return 1 if said == "," and item.colours and listed else 0

    def _quantity(self, item: Item, token: Quantity, at: int) -> int:
        behind = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        word = behind.text if isinstance(behind, Word) else ""
        name = DIMENSIONS.get(word) or _BY_UNIT.get(token.dimension, "unnamed")
        noun = self._noun_at(at + 1)
        if word in DIMENSIONS and self._fits(name, token.dimension) and noun is None:
            item.add(name, Value(token.value, token.dimension, token.said))
            return 2
        name = _BY_UNIT.get(token.dimension, "unnamed")
        item.add(name, Value(token.value, token.dimension, token.said))
        return 1

    def _adjective(self, item: Item, word: str, at: int) -> int:
        if word in COLOUR_WORDS and not self._noun_is_colour(at):
            item.colours.append(COLOUR_WORDS[word])
            return 1
        if word in MATERIALS:
            item.material = word
            return 1
        if word in ("a", "an", "the", "some", "several", "many", "few", "another", "each", "its"):
            if word in ("several", "many", "few"):
                item.count = 3 if word == "few" else 5
            return 1
        if word == "and" and item.colours and self._word_at(at + 1) in COLOUR_WORDS:
            return 1
        flag = self._match(FLAGS, at)
        scale = SCALES.get(word)
        if scale is not None and not (flag and flag[1] > 1):
            item.scales[scale[0]] = (scale[1], word)
            return 1
        if flag is not None:
            item.flags[flag[0]] = self._said(at, flag[1])
            return flag[1]
        return 1 if word in PLAIN else 0

    def _noun_is_colour(self, at: int) -> bool:
        return self._word_at(at) == "lead"

    def _word_at(self, at: int) -> str:
        token = self._tokens[at] if at < len(self._tokens) else None
        return token.text if isinstance(token, Word) else ""

    def _said(self, at: int, length: int) -> str:
        return " ".join(token.said for token in self._tokens[at : at + length])

    def _finished(self, item: Item, noun: Noun, at: int, length: int) -> Item:
        item.kind, item.links, item.said = noun.kind, noun.links, self._said(at, length)
        return item

    def _is_arrangement(self, at: int) -> bool:
        if self._word_at(at) in _RUNS and self._word_at(at - 1).startswith("domino"):
            return True
        return self._match(ARRANGEMENTS, at) is not None and self._noun_at(at) is not None

    def _arrangement_at(self, at: int) -> str:
        found = self._match(ARRANGEMENTS, at)
        return found[0].kind if found else "row"

    def _arranged(self, item: Item, kind: str) -> bool:
        """`stack of five boxes`, or a stack of whatever."""
        heaps = item.count or 1
        if self._word() in ("of", "with", "out", "made") or isinstance(self._token(), Number):
            while self._word() in ("of", "with", "out", "made"):
                self._at += 1
            before = len(self._items)
            bare = self._token()
            # "a red, a green and a blue box"
            while self._thing() and len(self._items) == before:
                while self._said_at(0) in (",", "and"):
                    self._at += 1
            if len(self._items) > before:
                new = self._items[-1]
                self._join(new, item, kind, heaps)
                return True
            if isinstance(bare, Number) and float(bare.value).is_integer():
                self._at += 1
                item.count = int(bare.value)
        else:
            item.count = None
        item.kind, item.said = ("brick" if kind == "wall" else "box"), kind
        self._place(item, False)
        item.arrangement, item.heaps = kind, heaps
        return True

    def _join(self, new: Item, heap: Item, kind: str, heaps: int) -> None:
        """What stood before the arrangement's name is of what it is made of."""
        new.arrangement = "" if kind == "group" else kind
        new.heaps = 1 if kind == "group" else heaps
        if kind == "group" and new.count is None:
            new.count = heap.count
        new.colours = new.colours or heap.colours
        new.material = new.material or heap.material
        for name, values in heap.values.items():
            for value in values:
                new.add(f"{kind} {name}" if name == "unnamed" else name, value)
        new.scales = {**heap.scales, **new.scales}
        new.flags = {**heap.flags, **new.flags}

    def _place(self, item: Item, definite: bool, takes: bool = False) -> bool:
        """Another thing, a part of the last one, or one that was named before."""
        for pending in self._take_pending():
            item.shares.append((pending.count or 1, pending.colours[0]))
        if item.shares and item.colours:
            item.shares.append((item.count or 1, item.colours[0]))
            item.count = sum(count for count, _ in item.shares)
            item.colours = []
        root = self._root
        if takes and root is not None:
            again = [one for one in root.parts if one.kind == item.kind and definite]
            if again and not item.values and item.count is None:
                self._current = again[0]
            else:
                root.parts.append(item)
                self._current = item
            return True
        known = self._known(item) if definite else None
        if known is not None:
            self._current = self._root = known
            return True
        if root is not None and self._with:
            self._company = root.accompanies or root
        if item.kind.startswith("robot:") or item.kind in OF_PARTS:
            self._company = self._shared = None
        item.accompanies = self._company
        if self._shared is not None:
            item.relations.append(self._shared)
        self._items.append(item)
        self._current = self._root = item
        self._with = False
        return True

    def _known(self, item: Item) -> Item | None:
        """The thing that was named already."""
        if item.count is not None or item.values or item.sizes:
            return None
        same = [one for one in self._items if one.kind == item.kind]
        if item.kind == "robot:*" or item.kind == "object":
            same = [one for one in self._items if one.kind.startswith("robot:")] or same
        fits = [one for one in same if not item.colours or item.colours == one.colours]
        return fits[-1] if fits else None

    def _take_pending(self) -> list[Item]:
        pending, self._pending = self._pending, []
        return pending

    def _share_pending(self) -> None:
        """ "three boxes, one red and two blue": of the last thing."""
        pending = self._take_pending()
        if not pending:
            return
        item = next((one for one in reversed(self._items)), None)
        if item is None:
            raise Misunderstood(f"It is not said what is {pending[0].colours[0]}.")
        item.shares += [(one.count or 1, one.colours[0]) for one in pending]

    # what is said of them

    def _attribute(self) -> bool:
        """`length of 2 m`, `2 m long`, `from 2 m`, `0.5`: of what is spoken of."""
        subject = self._current or self._world
        token, word = self._token(), self._word()
        if isinstance(token, Number) and (self._word(1), self._word(2)) == ("of", "them"):
            return self._counted(token)
        if word in DIMENSIONS:
            return self._named(DIMENSIONS[word], 1)
        if word in ("from", "at", "by", "to") and self._start_value(1) is not None:
            found = self._start_value(1)
            assert found is not None
            value, used = found
            name = {"length": "drop", "angle": "angle"}.get(value.dimension)
            if name is None:
                return False
            if name == "drop" and subject.kind == "floor":
                subject = self._last_loose() or subject
            subject.add(name, value)
            self._at += 1 + used
            return True
        if isinstance(token, Sizes) and not self._leads_to_noun():
            subject.sizes = token.values
            self._at += 1
            return True
        if isinstance(token, Quantity) and not self._leads_to_noun():
            return self._quantity_behind(subject, token)
        return False

    def _counted(self, token: Number) -> bool:
        """`15 of them`."""
        if self._root is None or self._root.count is not None or not token.value.is_integer():
            return False
        self._root.count = int(token.value)
        self._at += 3
        return True

    def _quantity_behind(self, subject: Item, token: Quantity) -> bool:
        values = [token]
        ahead = 1
        # "0.5 m and 0.3 m"
        while True:
            step = 1 if isinstance(self._token(ahead), Mark) or self._word(ahead) == "and" else 0
            step += 1 if step and self._word(ahead + 1) == "and" else 0
            behind = self._token(ahead + step)
            if not step or not isinstance(behind, Quantity):
                break
            if behind.dimension != token.dimension:
                break
            values.append(behind)
            ahead += step + 1
        word = self._word(ahead)
        if word in ("above", "over", "off") and token.dimension == "length":
            return self._above_floor(subject, token, ahead)
        name = DIMENSIONS.get(word, "")
        if name and self._fits(name, token.dimension):
            ahead += 1
        elif word == "in" and self._word(ahead + 1) in DIMENSIONS:
            name = DIMENSIONS[self._word(ahead + 1)]
            ahead += 2
        else:
            name = _BY_UNIT.get(token.dimension, "unnamed")
        for value in values:
            subject.add(name, Value(value.value, value.dimension, value.said))
        self._at += ahead
        return True

    def _above_floor(self, subject: Item, token: Quantity, ahead: int) -> bool:
        ahead += 1
        while self._word(ahead) in ("the", "a"):
            ahead += 1
        floor = self._match(NOUNS, self._at + ahead)
        if floor is None or floor[0].kind != "floor":
            return False
        subject.add("drop", Value(token.value, token.dimension, token.said))
        self._at += ahead + floor[1]
        return True

    def _start_value(self, ahead: int) -> tuple[Value, int] | None:
        """`from [a height of] 2 m`: the value, and how many tokens from there."""
        start = ahead
        while self._word(ahead) in ("a", "an", "the", "of", "about", "height", "angle", "initial"):
            ahead += 1
        token = self._token(ahead)
        if not isinstance(token, Quantity):
            return None
        used = ahead + 1
        if self._word(used) in ("high", "height", "up", "from"):
            used += self._word(used) != "from"
        return Value(token.value, token.dimension, token.said), used - start

    def _leads_to_noun(self) -> bool:
        """True where what stands here is of a noun behind it."""
        probe, at = Item("", ""), self._at
        while at < len(self._tokens):
            if at > self._at and self._noun_at(at) is not None:
                return not isinstance(self._tokens[at - 1], Mark)
            step = self._modifier(probe, at)
            if step == 0:
                return False
            at += step
        return False

    @staticmethod
    def _fits(name: str, dimension: str) -> bool:
        kinds = {"mass": "mass", "angle": "angle", "stiffness": "stiffness"}
        return dimension == kinds.get(name, "length")

    def _named(self, name: str, ahead: int) -> bool:
        """A dimension's name, and its value or values behind it."""
        subject = self._current or self._world
        said = self._word()
        if self._word(-1) in _TOTAL:
            name = f"total {name}"
        while self._said_at(ahead) in _BETWEEN or self._word(ahead) in (
            "coefficient", "constant", "angle", "each", "ratio", "length", "total", "only",
        ):  # fmt: skip
            ahead += 1
        token = self._token(ahead)
        if not isinstance(token, Quantity | Number):
            return False
        number = 0
        while isinstance(token, Quantity | Number):
            dimension = token.dimension if isinstance(token, Quantity) else ""
            (self._world if name == "gravity" else subject).add(
                name, Value(token.value, dimension, f"{said} {token.said}")
            )
            number += 1
            ahead += 1
            step = 1 if isinstance(self._token(ahead), Mark) or self._word(ahead) == "and" else 0
            step += 1 if step and self._word(ahead + 1) == "and" else 0
            behind = self._token(ahead + step)
            if not step or not isinstance(behind, type(token)):
                break
            if isinstance(behind, Quantity) and behind.dimension != dimension:
                break
            if self._number_of_things(ahead + step):
                break
            token = self._token(ahead + step)
            ahead += step
        self._at += ahead
        if self._word() == "apart" and name == "spacing":
            self._at += 1
        return True

    def _number_of_things(self, ahead: int) -> bool:
        """True where a number begins the next thing: "mass 2 kg and 3 boxes"."""
        at, self._at = self._at, self._at + ahead
        try:
            return self._leads_to_noun()
        finally:
            self._at = at

    def _said_at(self, ahead: int) -> str:
        token = self._token(ahead)
        return token.said if token else ""

    # relations, flags and the rest

    def _relation(self) -> bool:
        found, flag = self._match(RELATIONS, self._at), self._match(FLAGS, self._at)
        if found is None or (flag is not None and flag[1] > found[1]):
            return False
        kind, length = found
        said = self._said(self._at, length)
        subject, before, at = self._root, self._at, self._at
        self._at += length
        self._shared = None
        other = self._object(subject)
        if other is None:
            self._at = before
            return False
        said = " ".join(token.said for token in self._tokens[at : self._at])
        if subject is None or subject is other:
            # "on the table stand two cups"
            other_first, self._current = other, None
            before_items = len(self._items)
            while self._at < len(self._tokens) and len(self._items) == before_items:
                if not self._step():
                    return False
            subject = self._items[-1]
            other = other_first
            self._shared = Relation(kind, other, said)
            subject.relations.append(self._shared)
            return True
        for one in self._together(subject, other):
            one.relations.append(Relation(kind, other, said))
        return True

    def _together(self, subject: Item, other: Item) -> list[Item]:
        """What a relation is of: "a cup and a plate on a table" are both on it."""
        found = [subject]
        if subject.kind not in LOOSE or subject not in self._items:
            return found
        at = self._items.index(subject)
        for one in reversed(self._items[self._begun : at]):
            if one is other or one.relations or one.kind not in LOOSE or one.accompanies:
                break
            found.append(one)
        return found

    def _object(self, subject: Item | None) -> Item | None:
        """What a relation is to: a thing, named now or before."""
        while self._word() in ("the", "a", "of") and self._word(1) in _PRONOUNS:
            self._at += 1
        if self._word() in ("it", "them"):
            self._at += 1
            others = [one for one in self._items if one is not subject]
            supports = [one for one in others if one.kind in _SUPPORTS]
            return (supports or others or [None])[-1]
        self._with, kept = False, self._with
        known = set(map(id, self._items))
        self._root, root = None, self._root
        if not self._thing():
            self._with, self._root = kept, root
            return None
        found = self._root
        if found is not None and id(found) not in known:
            found.accompanies = None
        return found

    def _flag(self) -> bool:
        found = self._match(FLAGS, self._at)
        if found is None:
            return False
        flag, length = found
        subject = self._current or self._world
        if flag in ("weightless", "moon", "mars", "under gravity"):
            subject = self._world
        elif flag in _OF_LOOSE and subject.kind in _SUPPORTS:
            subject = self._last_loose() or subject
        subject.flags[flag] = self._said(self._at, length)
        self._at += length
        return True

    def _last_loose(self) -> Item | None:
        loose = [one for one in self._items if one.kind not in _SUPPORTS]
        return loose[-1] if loose else None

    def _single(self) -> bool:
        """Adjectives behind what they are of: "a box that is red"."""
        word, subject = self._word(), self._current
        if subject is None:
            return False
        if word in COLOUR_WORDS:
            subject.colours.append(COLOUR_WORDS[word])
        elif word in MATERIALS:
            subject.material = word
        else:
            return False
        self._at += 1
        return True

    def _filler(self) -> bool:
        token = self._token()
        if isinstance(token, Mark):
            if token.said not in ",.;:!?()":
                return False
            if token.said in ".;!":
                self._share_pending()
                self._company = self._shared = None
                self._begun = len(self._items)
        elif not isinstance(token, Word) or not self._changes_nothing(token.text):
            return False
        else:
            self._with |= token.text in _WITH
        self._at += 1
        return True

    def _changes_nothing(self, word: str) -> bool:
        if word in _TOTAL:
            return self._word(1) in DIMENSIONS
        if word == "down":
            return any(one.kind == "ramp" for one in self._items)
        return word in FILLERS or word in _WITH or word == "it"
