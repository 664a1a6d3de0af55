"""How large a model becomes when all that it brings in, and all copies, are counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError

__all__ = ["Outline", "check_expansion"]

#: MuJoCo 4.0.0 refuses what is deeper, after minutes.
_DEEPEST = 1000


@dataclass
class Amount:
    """What becomes more with copies of the text that it stands in."""

    elements: int = 0
    names: int = 0
    flex_points: int = 0

    def add(self, other: "Amount", times: int) -> None:
        """So many times what another text brings."""
        self.elements += times * other.elements
        self.names += times * other.names
        self.flex_points += times * other.flex_points


@dataclass
class Outline:
    """What one text brings: its own with their copies, and by name what else and how often."""

    amount: Amount = field(default_factory=Amount)
    #: How many copies all `<replicate>` make, each by itself.
    copies: int = 0
    #: How many elements lie within each other.
    depth: int = 0
    #: By name: how often, and how deep.
    includes: list[tuple[str, int, int]] = field(default_factory=list[tuple[str, int, int]])
    #: Models that can be attached, by the name there (None: the model's own) and the file's.
    models: list[tuple[str | None, str]] = field(default_factory=list[tuple[str | None, str]])
    attaches: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])


@dataclass
class _Closure:
    """A text with all that it includes."""

    amount: Amount
    copies: int
    depth: int
    attaches: Counter[str]
    models: list[tuple[str | None, Path]]


def check_expansion(
    main: Path,
    outlines: Mapping[Path, Outline],
    links: Mapping[tuple[Path, str], Path],
    limits: ModelSettings,
) -> None:
    """Raise SceneError where it becomes too large, or is a part of itself.

    MuJoCo has no end for a model that attaches itself, and copies grow by every level.
    """
    _Expansion(main, outlines, links, limits).size_of(main, ())


class _Expansion:
    def __init__(
        self,
        main: Path,
        outlines: Mapping[Path, Outline],
        links: Mapping[tuple[Path, str], Path],
        limits: ModelSettings,
    ) -> None:
        self._main = main
        self._outlines = outlines
        self._links = links
        self._limits = limits
        self._closures: dict[Path, _Closure] = {}
        self._sizes: dict[Path, Amount] = {}

    def size_of(self, model: Path, within: tuple[Path, ...]) -> Amount:
        """What a model has, with all that it attaches."""
        _check_circle(model, within, "attaches")
        if model in self._sizes:
            return self._sizes[model]
        closure = self._with_includes(model, ())
        sizes = [(name, self.size_of(file, (*within, model))) for name, file in closure.models]
        largest = _largest([size for _, size in sizes])
        named = {name: size for name, size in sizes if name is not None}
        total = replace(closure.amount)
        for name, times in closure.attaches.items():
            total.add(named.get(name, largest), times)
        self._check(total, closure.copies, model)
        self._sizes[model] = total
        return total

    def _with_includes(self, text: Path, within: tuple[Path, ...]) -> _Closure:
        _check_circle(text, within, "includes")
        if text in self._closures:
            return self._closures[text]
        outline = self._outlines.get(text, Outline())
        closure = _Closure(replace(outline.amount), outline.copies, outline.depth, Counter(), [])
        for name, times in outline.attaches:
            closure.attaches[name] += times
        for name, file in outline.models:
            path = self._links.get((text, file))
            if path is not None:
                closure.models.append((name, path))
        for file, times, depth in outline.includes:
            path = self._links.get((text, file))
            if path is None:
                continue
            inner = self._with_includes(path, (*within, text))
            closure.amount.add(inner.amount, times)
            closure.copies += inner.copies
            closure.depth = max(closure.depth, depth + inner.depth)
            closure.models += inner.models
            for name, count in inner.attaches.items():
                closure.attaches[name] += times * count
            self._check(closure.amount, closure.copies, text)
        self._check_depth(closure.depth, text)
        self._closures[text] = closure
        return closure

    def _check(self, amount: Amount, copies: int, text: Path) -> None:
        limits = self._limits
        who = "The model" if text == self._main else text.name
        # With 4.0.0 all names are looked at anew for each copy by <replicate>: 10,000 copies of one
        # named geom take a minute, of one without a name a second.
        comparisons = amount.names * copies
        for number, what, most, key in (
            (amount.elements, "elements", limits.elements, "elements"),
            (amount.flex_points, "points of flexes", limits.flex_points, "flex_points"),
            (
                comparisons,
                "comparisons of names (all of them for each copy by <replicate>)",
                limits.name_comparisons,
                "name_comparisons",
            ),
        ):
            if number > most:
                raise SceneError(
                    f"{who} has {number} {what} with all that it brings in and all copies; "
                    f"{most} is the limit. Make fewer, or let the server's operator raise [models] "
                    f"{key}."
                )

    @staticmethod
    def _check_depth(depth: int, text: Path) -> None:
        if depth > _DEEPEST:
            raise SceneError(
                f"{text.name} has {depth} elements within each other, with all that it includes; "
                f"{_DEEPEST} is the limit. Nest less deeply."
            )


def _largest(sizes: list[Amount]) -> Amount:
    """As much as any of them has, where it is not known which."""
    return Amount(
        max((size.elements for size in sizes), default=0),
        max((size.names for size in sizes), default=0),
        max((size.flex_points for size in sizes), default=0),
    )


def _check_circle(text: Path, within: tuple[Path, ...], how: str) -> None:
    if text in within:
        raise SceneError(
            f"{text.name} {how} itself, by way of {within[-1].name}; take one of the two out."
        )
