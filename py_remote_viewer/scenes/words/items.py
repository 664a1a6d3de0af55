"""What a prompt names: things with what is said of them, of which every bit has to be used."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Colour
from py_remote_viewer.scenes.words.lexicon import MATERIALS

__all__ = ["Item", "Misunderstood", "Relation", "Value"]


_LENGTHS = ("length", "unnamed", "side", "diameter", "radius", "total length", "height", "width")
#: By which numbers an adjective's dimension is said.
_SAID_BY = {
    "mass": ("mass", "total mass"), "size": _LENGTHS,
    "length": ("length", "unnamed", "side", "total length"),
    "height": ("height", "unnamed", "side"), "width": ("width", "side"),
    "thickness": ("thickness",), "angle": ("angle",),
}  # fmt: skip
#: What three sizes say, and two of them: how high it is is not told by those.
_BY_SIZES = ("size", "length", "width", "height", "thickness")


class Misunderstood(WritingError):
    """A part of the prompt that cannot be made."""


@dataclass(frozen=True)
class Value:
    """A number that was said of something, in SI units."""

    value: float
    dimension: str
    said: str
    #: True where it is said of each of several.
    each: bool = False


@dataclass(eq=False)
class Relation:
    """Where something is: `on`, `beside` and so on, of `other`; `distance` (m) where it is said."""

    kind: str
    other: "Item"
    said: str
    distance: float | None = None


@dataclass(eq=False)
class Item:
    """A thing, or several; `count` is None where no number was said.

    What is said of it is taken by whoever builds it. `finish` raises for what nobody took: a scene
    without it would be another one than was asked for.
    """

    kind: str
    said: str
    count: int | None = None
    links: int = 0
    #: Which of several: "first", "upper", "2" (from 0); "other" are those that are left.
    which: str = ""
    #: True for "a motor": one, though nobody counts it.
    single: bool = False
    #: True for "boxes": several, though nobody says how many.
    plural: bool = False
    #: Of each, where several are named.
    colours: list[Colour] = field(default_factory=list[Colour])
    values: dict[str, list[Value]] = field(default_factory=dict[str, list[Value]])
    sizes: tuple[float, ...] = ()
    scales: dict[str, tuple[float, str]] = field(default_factory=dict[str, tuple[float, str]])
    material: str = ""
    flags: dict[str, str] = field(default_factory=dict[str, str])
    parts: list["Item"] = field(default_factory=list["Item"])
    relations: list[Relation] = field(default_factory=list[Relation])
    #: Some of several, of which something is said that is not so of the others.
    members: list["Item"] = field(default_factory=list["Item"])
    #: `stack`, `pile` and so on, how many of these, columns and rows of a grid, and what else is in
    #: the same heap.
    arrangement: str = ""
    heaps: int = 1
    #: Of "two stacks" that are made of nobody knows what yet, how many there are to be told.
    placeholder: int = 0
    grid: tuple[int, int] | None = None
    mixed: list["Item"] = field(default_factory=list["Item"])
    #: What it came with: it belongs to what was named before.
    accompanies: "Item | None" = None

    def add(self, name: str, value: Value) -> None:
        """Something more was said of it."""
        self.values.setdefault(name, []).append(value)

    def take(self, *names: str) -> list[float]:
        """All values of the first of these that something was said of."""
        for name in names:
            found = self.values.pop(name, None)
            if found:
                return [one.value for one in found]
        return []

    def one(self, default: float, *names: str) -> float:
        """The same where only one makes sense."""
        said = {name: self.values[name] for name in names if name in self.values}
        found = self.take(*names)
        if len(found) > 1:
            name = next(iter(said))
            listed = ", ".join(value.said for value in said[name])
            raise Misunderstood(f"Of {self.said} only one {name} can be said, not {listed}.")
        return found[0] if found else default

    def has(self, *names: str) -> bool:
        """True where something of this was said, and is not taken yet."""
        return any(name in self.values for name in names)

    def flag(self, *names: str) -> bool:
        """True where one of these was said of it."""
        found = [name for name in names if name in self.flags]
        for name in found:
            del self.flags[name]
        return bool(found)

    def scale(self, name: str) -> float:
        """How much larger than usual it is."""
        found = self.scales.pop(name, None)
        return found[0] if found else 1.0

    def related(self, *kinds: str) -> list[Relation]:
        """Where it is, as far as it is one of these."""
        found = [one for one in self.relations if one.kind in kinds]
        self.relations = [one for one in self.relations if one.kind not in kinds]
        return found

    def describe(self) -> None:
        """Adjectives only describe what a number says as well: "a heavy 10 kg cube"."""
        for scale, names in _SAID_BY.items():
            sized = scale in _BY_SIZES[: {2: 3, 3: 5}.get(len(self.sizes), 0)]
            told = any(one.has(*names) for one in (self, *self.parts))
            if scale in self.scales and (sized or told):
                del self.scales[scale]
        for part in (*self.parts, *self.members):
            part.describe()

    def part(self, *kinds: str) -> "Item | None":
        """A part that was named, taken out."""
        for part in self.parts:
            if part.kind in kinds:
                self.parts.remove(part)
                return part
        return None

    def colour(self, usual: Colour) -> Colour:
        """The one that was said of it, else that of its material, taken."""
        if len(self.colours) > 1:
            listed = " and ".join(self.colours)
            raise Misunderstood(f"{self.said} can have one colour, not {listed}.")
        material, self.material = self.material, ""
        colours, self.colours = self.colours, []
        usual = MATERIALS[material][1] if material else usual
        return colours[0] if colours else usual

    def number(self, default: int) -> int:
        """How many there are."""
        return default if self.count is None else self.count

    def only_one(self) -> None:
        """Raises Misunderstood for what there can be only one of."""
        if self.number(1) != 1:
            raise Misunderstood(f"One {self.said} can be made, not {self.count}.", word=self.said)

    @property
    def used(self) -> bool:
        """True where nothing is left that was said of it."""
        return not any(True for _ in self._left())

    def finish(self) -> None:
        """Raises Misunderstood for the first thing that was said and not used."""
        for said in self._left():
            raise Misunderstood(f"{said!r} cannot be said of {self.said} here.", word=said)

    def _left(self) -> Iterator[str]:
        for values in self.values.values():
            yield from (value.said for value in values)
        yield from (said for _, said in self.scales.values())
        yield from self.flags.values()
        yield from (part.said for part in self.parts)
        yield from (one.said for one in self.relations)
        yield from (one.said or one.which or "one" for one in (*self.members, *self.mixed))
        yield from self.colours
        if self.material:
            yield self.material
        if self.arrangement:
            yield self.arrangement
        if self.grid:
            yield "grid"
        if self.sizes:
            yield "x".join(f"{size:g} m" for size in self.sizes)
