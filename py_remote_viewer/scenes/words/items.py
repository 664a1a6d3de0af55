"""What a prompt names: things with what is said of them, of which every bit has to be used."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Colour

__all__ = ["Item", "Misunderstood", "Relation", "Value"]


_LENGTHS = ("length", "unnamed", "side", "diameter", "radius", "total length", "height", "width")
#: By which numbers an adjective's dimension is said.
_SAID_BY = {
    "mass": ("mass", "total mass"), "size": _LENGTHS, "length": _LENGTHS,
    "height": ("height", "unnamed", "side"), "width": ("width", "side"),
    "thickness": ("thickness",), "angle": ("angle",),
}  # fmt: skip


class Misunderstood(WritingError):
    """A part of the prompt that cannot be made."""


@dataclass(frozen=True)
class Value:
    """A number that was said of something, in SI units."""

    value: float
    dimension: str
    said: str


@dataclass(eq=False)
class Relation:
    """Where something is: `on`, `beside` and so on, of `other` (None: of the floor)."""

    kind: str
    other: "Item | None"
    said: str


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
    #: Of each, where several are named; (count, colour) where it is so distributed.
    colours: list[Colour] = field(default_factory=list[Colour])
    shares: list[tuple[int, Colour]] = field(default_factory=list[tuple[int, Colour]])
    values: dict[str, list[Value]] = field(default_factory=dict[str, list[Value]])
    sizes: tuple[float, ...] = ()
    scales: dict[str, tuple[float, str]] = field(default_factory=dict[str, tuple[float, str]])
    material: str = ""
    flags: dict[str, str] = field(default_factory=dict[str, str])
    parts: list["Item"] = field(default_factory=list["Item"])
    relations: list[Relation] = field(default_factory=list[Relation])
    #: `stack`, `pile` and so on, and how many of these.
    arrangement: str = ""
    heaps: int = 1
    #: True where it came by "with": it belongs to what was named before.
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

    def describe(self) -> None:
        """Adjectives only describe what a number says as well: "a heavy 10 kg cube"."""
        for scale, names in _SAID_BY.items():
            sized = self.sizes and scale not in ("mass", "angle")
            if scale in self.scales and (sized or self.has(*names)):
                del self.scales[scale]
        for part in self.parts:
            part.describe()

    def part(self, *kinds: str) -> "Item | None":
        """A part that was named, taken out."""
        for part in self.parts:
            if part.kind in kinds:
                self.parts.remove(part)
                return part
        return None

    def colour(self, usual: Colour) -> Colour:
        """The first that was said of it."""
        return self.colours[0] if self.colours else usual

    def number(self, default: int) -> int:
        """How many there are."""
        return default if self.count is None else self.count

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
        yield from (f"{one.said}" for one in self.relations)
        if self.arrangement:
            yield self.arrangement
        if self.sizes:
            yield "x".join(f"{size:g} m" for size in self.sizes)
