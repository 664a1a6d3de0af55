"""What a prompt has named until now, and what is spoken of."""

from dataclasses import dataclass, field

from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.loose import LOOSE

__all__ = ["OF_PARTS", "SUPPORTS", "Sentence"]

_LINKED = ("link", "rod", "bob", "joint", "hinge", "ball joint", "dof", "motor")
#: What things are made of, as far as it can be chosen.
OF_PARTS: dict[str, tuple[str, ...]] = {
    "pendulum": _LINKED,
    "acrobot": _LINKED,
    "pendubot": _LINKED,
    "cartpole": (*_LINKED, "cart", "base", "rail", "slide joint"),
    "chain": (*_LINKED, "tile"),
    "rope": (*_LINKED, "tile"),
    "cradle": ("bob", "rod"),
    "spring": ("bob", "spring"),
    "table": ("leg", "top"),
    "seesaw": ("link",),
    "domino": ("tile",),
    "trolley": ("link", "rod", "joint", "hinge", "dof", "motor", "rail", "slide joint"),
    "pole": ("motor", "joint", "hinge", "bob"),
    "rod": ("bob",),
}
#: Of several in a heap.
_OF_HEAPS = {"pyramid": ("layer", "base"), "stack": ("layer",)}
#: What things are on.
SUPPORTS = ("table", "ramp", "floor", "seesaw")


@dataclass
class Sentence:
    """`current` is the thing, part or member that is spoken of, `root` the thing; `with_` is true
    once it was said that the root has something."""

    items: list[Item] = field(default_factory=list[Item])
    world: Item = field(default_factory=lambda: Item("world", "the scene"))
    current: Item | None = None
    root: Item | None = None
    with_: bool = False
    #: "they", "both": several things that are spoken of at once.
    several: list[Item] = field(default_factory=list[Item])
    #: With what all that is named now comes, and where it is.
    company: Item | None = None
    shared: Relation | None = None
    #: Where the items of the present sentence begin, and of the one before.
    begun: int = 0
    begun_before: int = 0
    #: "one red, two blue": of what is yet to be named, or was.
    pending: list[Item] = field(default_factory=list[Item])
    #: What was said before the first thing: "free fall of a ball".
    ahead: dict[str, str] = field(default_factory=dict[str, str])
    #: Several heaps of which each is told by itself.
    untold: Item | None = None
    #: How what is named in this sentence is to be arranged: "stack a red and a blue box".
    heaping: str = ""
    #: Of what a member is one.
    _groups: dict[int, Item] = field(default_factory=dict[int, Item])

    @property
    def subjects(self) -> list[Item]:
        """Of what something is said."""
        return self.several or [self.current or self.world]

    @property
    def subject(self) -> Item:
        """The same where it can be only one."""
        return self.current or self.world

    def may_have(self, part: str) -> bool:
        """True where the root is made of such parts."""
        if self.root is None:
            return False
        heap = _OF_HEAPS.get(self.root.arrangement, ())
        return part in (*OF_PARTS.get(self.root.kind, ()), *heap)

    # things and parts

    def place(self, item: Item, definite: bool, *, part: bool = False) -> None:
        """Another thing, a part of the root, or one that was named before."""
        self.several = []
        if part and self.root is not None:
            self._take_pending(item)
            self._add_part(self.root, item, definite)
            return
        known = self._known(item) if definite else None
        if known is not None:
            self.root = known
            self.current = self._member(known, item) if item.which else known
            return
        self._take_pending(item)
        if self.root is not None and self.with_:
            self.company = self.root.accompanies or self.root
        if item.kind.startswith("robot:") or (item.kind in OF_PARTS and item.kind not in LOOSE):
            self.company = self.shared = None
        item.accompanies = self.company
        if self.shared is not None:
            item.relations.append(self.shared)
        item.flags |= self.ahead
        self.ahead = {}
        self.items.append(item)
        self.current = self.root = item
        self.with_ = False

    def _add_part(self, root: Item, item: Item, definite: bool) -> None:
        again = [one for one in root.parts if one.kind == item.kind and one.which == item.which]
        counted = item.count is None or any(one.count == item.count for one in again)
        if again and (definite or item.which) and counted and not item.values:
            self.current = again[-1]
            _more(again[-1], item)
            return
        root.parts.append(item)
        self.current = item

    def _known(self, item: Item) -> Item | None:
        if item.values or item.sizes:
            return None
        same = [one for one in self.items if one.kind == item.kind]
        if item.kind == "object":
            same = [one for one in self.items if one.kind.startswith("robot:")] or same
        if item.count is not None:
            same = [one for one in same if one.count == item.count]
        if item.which:
            same = [one for one in same if one.number(1) != 1]
        if not item.colours or item.which:
            return same[-1] if same else None
        fits = [one for one in same if item.colours == one.colours]
        return fits[-1] if fits else None

    # one of several

    def group(self) -> Item | None:
        """The several things or parts of which one can be spoken of."""
        current = self.current
        if current is None:
            return None
        current = self._groups.get(id(current), current)
        for one in (current, self.root):
            if one is not None and (one.number(1) != 1 or one.members or one.arrangement):
                return one
        return current if current.which or current.kind == "domino" else None

    def refer(self, item: Item, definite: bool, *, all_of_them: bool = False) -> bool:
        """Speak of some of several: "the red one", "the second", "two of them"; False where there
        are none."""
        group = self.group()
        self.several = []
        if group is not None and group in (self.root.parts if self.root else ()) and group.which:
            # "the first link is 1 m long, the second 2 m"
            item.kind, item.said = group.kind, group.said
            self.place(item, definite, part=True)
            return True
        if group is None:
            return self._refer_to_item(item)
        if all_of_them and group.count is None and not item.colours and not item.flags:
            # "dominoes: 15 of them"
            group.count = item.count
            self.current = group
            return True
        self.current = self._member(group, item, definite)
        return True

    def _refer_to_item(self, item: Item) -> bool:
        """One of several things that were named one by one."""
        fits = [
            one
            for one in self.items
            if one.kind in LOOSE
            and (not item.colours or one.colours == item.colours)
            and all(one.scales.get(name) == scale for name, scale in item.scales.items())
        ]
        if item.which in ("first", "second", "third", "last") and not item.colours:
            fits = _place_among(fits, item.which)
        elif item.which or not (item.colours or item.scales):
            return False
        if len(fits) != 1 or item.values or item.flags or item.sizes:
            return False
        self.current = self.root = fits[0]
        return True

    def _member(self, group: Item, item: Item, definite: bool = True) -> Item:
        same = [
            one
            for one in group.members
            if definite
            and (one.which == item.which if item.which else one.colours == item.colours)
            and (item.which or item.colours)
        ]
        if same:
            _more(same[0], item)
            return same[0]
        each = len(item.colours) == 1 and len(group.colours) == group.number(1) > 1
        if definite and each and group.colours.count(item.colours[0]) == 1:
            # "red and blue boxes, the red one ..."
            item.which = str(group.colours.index(item.colours[0]))
        if not item.which and item.count is None:
            item.count = 1
        if item.which == "half" and group.number(1) % 2 == 0:
            item.which, item.count = "", group.number(1) // 2
        if item.which and item.which != "other":
            item.count = None
        group.members.append(item)
        self._groups[id(item)] = group
        return item

    def is_member(self, item: Item) -> bool:
        """True for some of several."""
        return id(item) in self._groups

    def coordinated(self) -> list[Item]:
        """All things that "they" are: those of this sentence, else of the one before."""
        begun = self.begun if len(self.items) > self.begun else self.begun_before
        found = [one for one in self.items[begun:] if one.kind in LOOSE]
        current = self._groups.get(id(self.current), self.current)
        if current is not None and current not in found:
            return [current]
        return found

    # what waits for its noun

    def wait(self, item: Item) -> None:
        """ "a red and a blue": of what comes next, or of what was named last."""
        self.several = []
        self.pending.append(item)
        self.current = item

    def share_pending(self) -> None:
        """ "three boxes, one red and two blue": of the last thing."""
        pending, self.pending = self.pending, []
        if not pending:
            return
        group = self.root
        if group is None:
            raise Misunderstood(f"It is not said what is {pending[0].colours[0]}.")
        if all(one.count is None and not one.which and not one.single for one in pending):
            # "20 bricks, red"
            for one in pending:
                if self.current is one:
                    self.current = group
                group.colours += one.colours
                one.colours = []
                _more(group, one)
            return
        for one in pending:
            self._member(group, one, definite=False)

    def _take_pending(self, item: Item) -> None:
        """ "a red, a green and a blue box"."""
        if not self.pending:
            return
        told = sum(one.number(1) for one in self.pending)
        whole = self.root is not None and not self.root.members and self.root.count == told
        if whole or not (item.colours or item.count):
            self.share_pending()
            return
        pending, self.pending = self.pending, []
        item.members += pending
        last = Item("", item.said, item.number(1), colours=item.colours)
        if any(one.scales for one in pending):
            last.scales, item.scales = item.scales, {}
        item.members.append(last)
        item.count = sum(one.number(1) for one in item.members)
        item.colours, item.single = [], False
        for one in item.members:
            self._groups[id(one)] = item
            one.single = False

    def end(self) -> None:
        """A sentence ends, the next one begins anew."""
        self.share_pending()
        if self.heaping:
            heap = [one for one in self.items[self.begun :] if one.kind in LOOSE]
            on = any(other.kind == "on" for one in heap for other in one.relations)
            if not on:
                self.heap(heap, self.heaping)
            self.heaping = ""
        self.company = self.shared = None
        self.several = []
        if len(self.items) > self.begun:
            self.begun_before = self.begun
        self.begun = len(self.items)

    def heap(self, items: list[Item], how: str) -> None:
        """All of these are on each other, in a pile or in a row."""
        if not items:
            return
        first, *others = items
        if others and how == "in a row":
            # As what is named one by one is in any case.
            return
        first.flags[how] = how
        first.mixed += others
        self.items = [one for one in self.items if one not in others]

    def no_loose_ends(self) -> None:
        """Raises Misunderstood for what cannot be resolved."""
        self.world.flags |= self.ahead
        if self.untold is not None and self.untold.placeholder:
            heap = self.untold.arrangement
            raise Misunderstood(f"It is not said what all {heap}s are made of.", word=heap)
        for item in self.items:
            if "n" in item.flags:
                raise Misunderstood("It is not said how many links n is.", word="n")

    # of what something else is said

    def last_loose(self) -> Item | None:
        """The last thing that nothing stands on."""
        loose = [one for one in self.items if one.kind not in SUPPORTS]
        return loose[-1] if loose else None

    def dropped(self, subject: Item) -> list[Item]:
        """What begins at a height: "drop a box and a ball from 2 m" is of both."""
        before = [
            one
            for one in self.items[self.begun :]
            if one.kind in LOOSE
            and one is not subject
            and not one.has("drop")
            and not one.relations
        ]
        return [*before, subject] if subject.kind in LOOSE else [subject]

    def together(self, subject: Item, other: Item) -> list[Item]:
        """What a relation to `other` is of: "a cup and a plate on a table" are both on it."""
        found = [subject]
        if subject.kind not in LOOSE or subject not in self.items:
            return found
        at = self.items.index(subject)
        for one in reversed(self.items[self.begun : at]):
            if one is other or one.relations or one.kind not in LOOSE or one.accompanies:
                break
            found.append(one)
        return found


def _more(known: Item, item: Item) -> None:
    """What was said with a name that was known already."""
    known.scales |= item.scales
    known.flags |= item.flags
    known.material = item.material or known.material
    known.colours = item.colours or known.colours
    for name, values in item.values.items():
        known.values.setdefault(name, []).extend(values)


def _place_among(items: list[Item], which: str) -> list[Item]:
    place = {"first": 0, "second": 1, "third": 2, "last": len(items) - 1}[which]
    return items[place : place + 1]
