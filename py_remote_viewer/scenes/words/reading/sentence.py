"""What a prompt has named until now, and what is spoken of."""

from dataclasses import dataclass, field

from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation

__all__ = ["OF_PARTS", "SUPPORTS", "Sentence"]

_LINKED = ("link", "rod", "bob", "joint", "hinge", "ball joint", "dof", "motor", "shoulder",
           "elbow")  # fmt: skip
#: What things are made of, as far as it can be chosen.
OF_PARTS: dict[str, tuple[str, ...]] = {
    "pendulum": _LINKED,
    "acrobot": _LINKED,
    "pendubot": _LINKED,
    "cartpole": (*_LINKED, "cart", "base", "rail", "slide joint"),
    "chain": (*_LINKED, "tile", "end"),
    "rope": (*_LINKED, "tile", "end"),
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
    #: Of what a member is one, by its id.
    groups: dict[int, Item] = field(default_factory=dict[int, Item])
    #: What was said before the first thing: "free fall of a ball".
    ahead: dict[str, str] = field(default_factory=dict[str, str])
    #: True while it is read to what something is related.
    related: bool = False
    #: Several heaps of which each is told by itself.
    untold: Item | None = None
    #: The heap that was named as such: what is told of "the stack" is of no box in it.
    whole: Item | None = None
    #: Each that is one more of several, with these: it is as large, where it is not told.
    alike: list[tuple[Item, Item]] = field(default_factory=list[tuple[Item, Item]])
    #: Several that are named one by one from here on: "two robots: a Panda and a UR5e".
    listing: tuple[Item, int] | None = None
    #: How what is named in this sentence is to be arranged: "stack a red and a blue box".
    heaping: str = ""
    #: What was said last: the place behind it, of whom, and the value's or the flag's name.
    last: tuple[int, list[Item], str] = (-1, [], "")

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
        if self.root.kind.startswith("robot:"):
            return part == "gripper"
        heap = _OF_HEAPS.get(self.root.arrangement, ())
        return part in (*OF_PARTS.get(self.root.kind, ()), *heap)

    def of_rail(self) -> None:
        """ "a cart on a rail 3 m long": what follows is of the rail."""
        if self.root is not None and self.may_have("rail"):
            self.current = Item("rail", "rail")
            self.root.parts.append(self.current)

    def is_member(self, item: Item) -> bool:
        """True for some of several."""
        return id(item) in self.groups

    # several things at once

    def coordinated(self) -> list[Item]:
        """All things that "they" are: those of this sentence, else of the one before."""
        begun = self.begun if len(self.items) > self.begun else self.begun_before
        found = [one for one in self.items[begun:] if one.kind in LOOSE]
        current = self.groups.get(id(self.current), self.current)
        if current is not None and current not in found:
            return [current]
        return found

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

    # ends

    def end(self) -> None:
        """A sentence ends, the next one begins anew; nothing waits for its noun any more."""
        if self.heaping:
            heap = [one for one in self.items[self.begun :] if one.kind in LOOSE]
            if not any(other.kind == "on" for one in heap for other in one.relations):
                self.heap(heap, self.heaping)
            self.heaping = ""
        self.company = self.shared = None
        self.several = []
        if len(self.items) > self.begun:
            self.begun_before = self.begun
        self.begun = len(self.items)

    def no_loose_ends(self) -> None:
        """Raises Misunderstood for what cannot be resolved."""
        self.world.flags |= self.ahead
        if self.untold is not None and self.untold.placeholder:
            heap = self.untold.arrangement
            raise Misunderstood(f"It is not said what all {heap}s are made of.", word=heap)
        for item in self.items:
            if "n" in item.flags:
                raise Misunderstood("It is not said how many links n is.", word="n")
