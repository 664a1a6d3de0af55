"""What a prompt has named until now, and what is spoken of."""

from dataclasses import dataclass, field

from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.loose import LOOSE

__all__ = ["OF_PARTS", "SUPPORTS", "Sentence"]

#: What things are made of, as far as it can be chosen.
OF_PARTS: dict[str, tuple[str, ...]] = {
    "pendulum": ("link", "rod", "bob", "joint", "motor"),
    "cartpole": ("cart", "rod", "link", "rail", "motor", "joint", "bob"),
    "chain": ("link", "joint", "tile", "bob"),
    "rope": ("link", "joint", "tile", "bob"),
    "cradle": ("bob", "rod"),
    "spring": ("bob", "spring"),
    "table": ("leg", "top"),
    "seesaw": ("link",),
    "domino": ("tile",),
    "trolley": ("rod", "link", "rail", "motor", "joint"),
}
#: What things are on.
SUPPORTS = ("table", "ramp", "floor", "seesaw")


@dataclass
class Sentence:
    """`current` is the thing or part that is spoken of, `root` the thing; `with_` is true once it
    was said that the root has something."""

    items: list[Item] = field(default_factory=list[Item])
    world: Item = field(default_factory=lambda: Item("world", "the scene"))
    current: Item | None = None
    root: Item | None = None
    with_: bool = False
    #: With what all that is named now comes, and where it is.
    company: Item | None = None
    shared: Relation | None = None
    #: Where the items of the present sentence begin.
    begun: int = 0
    #: "one red, two blue": of what is yet to be named, or was.
    pending: list[Item] = field(default_factory=list[Item])

    @property
    def subject(self) -> Item:
        """Of what something is said."""
        return self.current or self.world

    def may_have(self, part: str) -> bool:
        """True where the root is made of such parts."""
        return self.root is not None and part in OF_PARTS.get(self.root.kind, ())

    def place(self, item: Item, definite: bool, *, part: bool = False) -> None:
        """Another thing, a part of the root, or one that was named before."""
        self._take_pending(item)
        if part and self.root is not None:
            self._add_part(self.root, item, definite)
            return
        known = self._known(item) if definite else None
        if known is not None:
            self.current = self.root = known
            return
        if self.root is not None and self.with_:
            self.company = self.root.accompanies or self.root
        if item.kind.startswith("robot:") or item.kind in OF_PARTS:
            self.company = self.shared = None
        item.accompanies = self.company
        if self.shared is not None:
            item.relations.append(self.shared)
        self.items.append(item)
        self.current = self.root = item
        self.with_ = False

    def share_pending(self) -> None:
        """ "three boxes, one red and two blue": of the last thing."""
        pending, self.pending = self.pending, []
        if pending and not self.items:
            raise Misunderstood(f"It is not said what is {pending[0].colours[0]}.")
        for one in pending:
            self.items[-1].shares.append((one.count or 1, one.colours[0]))

    def end(self) -> None:
        """A sentence ends, the next one begins anew."""
        self.share_pending()
        self.company = self.shared = None
        self.begun = len(self.items)

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

    def _take_pending(self, item: Item) -> None:
        """ "a red, a green and a blue box"."""
        pending, self.pending = self.pending, []
        for one in pending:
            item.shares.append((one.count or 1, one.colours[0]))
        if item.shares and item.colours:
            item.shares.append((item.count or 1, item.colours[0]))
            item.count = sum(count for count, _ in item.shares)
            item.colours = []

    def _add_part(self, root: Item, item: Item, definite: bool) -> None:
        again = [one for one in root.parts if one.kind == item.kind and definite]
        if again and not item.values and item.count is None:
            self.current = again[0]
            return
        root.parts.append(item)
        self.current = item

    def _known(self, item: Item) -> Item | None:
        if item.count is not None or item.values or item.sizes:
            return None
        same = [one for one in self.items if one.kind == item.kind]
        if item.kind == "object":
            same = [one for one in self.items if one.kind.startswith("robot:")] or same
        fits = [one for one in same if not item.colours or item.colours == one.colours]
        return fits[-1] if fits else None
