"""Ties described fields to where their values live."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.fields import (
    MOST_FIELDS_OF_A_PANEL,
    Field,
    FieldValue,
    Panel,
    Section,
)

__all__ = [
    "Binding",
    "FieldSet",
    "Sections",
    "array_binding",
    "attribute_binding",
    "bit_binding",
    "checked",
]

#: MuJoCo's own limit of what counts as a number (mjMAXVAL).
_LARGEST = 1e10


@dataclass(frozen=True)
class Binding:
    """A field, and how it is read and written; both run on the thread that owns the value."""

    field: Field
    read: Callable[[], FieldValue]
    write: Callable[[Any], None]


#: Titles and what stands under them.
Sections = Sequence[tuple[str, list[Binding]]]


class FieldSet:
    """The panels of one owner, and their fields by path."""

    def __init__(self, panels: Iterable[tuple[str, str, Sections]]) -> None:
        self.panels: tuple[Panel, ...] = ()
        self._by_path: dict[str, Binding] = {}
        self._by_panel: dict[str, list[Binding]] = {}
        for name, title, sections in panels:
            self._add(name, title, sections)

    def _add(self, name: str, title: str, sections: Sections) -> None:
        described: list[Section] = []
        shown: list[Binding] = []
        total = 0
        for heading, bindings in sections:
            total += len(bindings)
            room = bindings[: MOST_FIELDS_OF_A_PANEL - len(shown)]
            shown += room
            self._by_path |= {binding.field.path: binding for binding in bindings}
            if room:
                described.append(Section(heading, tuple(binding.field for binding in room)))
        if shown:
            self._by_panel[name] = shown
            left_out = total - len(shown)
            self.panels += (Panel(name, title, tuple(described), left_out),)

    def __contains__(self, path: str) -> bool:
        return path in self._by_path

    def values(self, panel: str) -> dict[str, FieldValue]:
        """The present values of a panel's described fields, by path; nothing of an unknown one."""
        return {binding.field.path: binding.read() for binding in self._by_panel.get(panel, ())}

    def read(self, path: str) -> FieldValue:
        """The present value of a field that there is."""
        return self._by_path[path].read()

    def check(self, values: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
        """The values as they will be written; raises CommandError where one cannot be."""
        return {path: checked(self._find(path).field, value) for path, value in values.items()}

    def write(self, values: Mapping[str, FieldValue]) -> None:
        """Write values that were checked."""
        for path, value in values.items():
            self._by_path[path].write(value)

    def _find(self, path: str) -> Binding:
        found = self._by_path.get(path)
        if found is None:
            raise CommandError(f"There is no field {path!r} in this model.")
        return found


def checked(field: Field, value: FieldValue) -> FieldValue:
    """The value in the field's form; raises CommandError with the limit that it breaks."""
    if not field.writable:
        raise CommandError(f"{field.label} cannot be changed. {field.note}".rstrip())
    if field.kind in ("vector", "color"):
        return _checked_vector(field, value)
    if not isinstance(value, float | int):
        raise CommandError(f"{field.label} takes one number, not {len(value)}.")
    number = _checked_number(field, float(value))
    if field.kind == "choice" and not 0 <= number < len(field.choices):
        raise CommandError(
            f"{field.label} has no choice {number:g}; there are {len(field.choices)}, from 0."
        )
    if field.kind == "toggle":
        return 1.0 if number else 0.0
    return float(round(number)) if field.kind in ("integer", "choice") else number


def _checked_vector(field: Field, value: FieldValue) -> tuple[float, ...]:
    numbers = (value,) if isinstance(value, float | int) else value
    if len(numbers) != field.size:
        raise CommandError(f"{field.label} takes {field.size} numbers, not {len(numbers)}.")
    return tuple(_checked_number(field, float(number)) for number in numbers)


def _checked_number(field: Field, number: float) -> float:
    if not math.isfinite(number) or abs(number) > _LARGEST:
        raise CommandError(
            f"{field.label} cannot be {number}; it takes finite numbers up to {_LARGEST:g}."
        )
    low = -math.inf if field.low is None else field.low
    high = math.inf if field.high is None else field.high
    if field.limited and not low <= number <= high:
        raise CommandError(
            f"{field.label} cannot be {number:g}; it lies between {low:g} and {high:g}."
        )
    return number


def attribute_binding(owner: Any, attribute: str, field: Field) -> Binding:
    """A number that is an attribute of a MuJoCo struct, as `model.opt.timestep`."""
    whole = field.kind in ("integer", "toggle", "choice")

    def write(value: float) -> None:
        setattr(owner, attribute, int(value) if whole else value)

    return Binding(field, lambda: float(getattr(owner, attribute)), write)


def array_binding(array: Any, index: Any, field: Field) -> Binding:
    """An element, or with an index of None all elements, of an array that stays where it is."""
    if field.kind in ("vector", "color"):

        def write_all(value: tuple[float, ...]) -> None:
            array[:] = value

        return Binding(field, lambda: tuple(float(number) for number in array), write_all)

    def write(value: float) -> None:
        array[index] = value

    return Binding(field, lambda: float(array[index]), write)


def bit_binding(owner: Any, attribute: str, bit: int, field: Field, *, on: bool = True) -> Binding:
    """A toggle that is a bit of an integer attribute; with `on` False a set bit means off."""

    def read() -> float:
        return float(bool(getattr(owner, attribute) & bit) == on)

    def write(value: float) -> None:
        word = int(getattr(owner, attribute))
        setattr(owner, attribute, word | bit if bool(value) == on else word & ~bit)

    return Binding(field, read, write)
