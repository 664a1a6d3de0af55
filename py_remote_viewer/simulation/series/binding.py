"""From the name of a series to where its number stands."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.series.computed import Computed, Read
from py_remote_viewer.simulation.series.expression import Expression, parse
from py_remote_viewer.simulation.series.fields import DataField, DataFields, Elements
from py_remote_viewer.simulation.series.units import unit_at

__all__ = ["COMPARED", "Binder", "Bound"]

#: Before the name of a series it means the second of two states.
COMPARED = "compare:"

_LETTERS = {3: "xyz", 4: "wxyz"}


@dataclass(frozen=True)
class Bound:
    """Where a series is read: at a place of a field, or by a reader of its own; of the first state,
    or of the one that is `compared` with it."""

    unit: str
    field: DataField | None = None
    place: int = 0
    reader: Callable[[], Read] | None = None
    compared: bool = False


class Binder:
    """Finds series of one model."""

    def __init__(self, fields: DataFields, computed: Mapping[str, Computed]) -> None:
        self._fields = fields
        self._computed = computed

    def bind(self, text: str) -> Bound:
        """The series of this name; raises CommandError that names what there is."""
        expression = parse(text)
        computed = self._computed.get(expression.name)
        if computed is not None:
            _exactly(expression, (), expression.name)
            return Bound(computed.unit, reader=computed.reader)
        field = self._fields.by_name.get(expression.name)
        if field is None:
            known = [*self._fields.by_name, *self._computed]
            raise CommandError(f"There is no field '{expression.name}'.{_near(expression, known)}")
        return self._in_field(field, expression)

    def _in_field(self, field: DataField, expression: Expression) -> Bound:
        if field.is_number:
            _exactly(expression, (), field.name)
            return Bound(unit_at(self._fields.model, field, 0, 0), field)
        if field.rows == 0:
            raise CommandError(f"'{field.name}' is empty in this model.")
        row, width, rest = self._row(field, expression)
        needed = [width] * (width > 1) + [field.columns] * (field.columns > 1)
        _exactly(Expression(expression.name, rest), tuple(needed), _head(expression))
        numbers = [
            _number(index, size, expression) for index, size in zip(rest, needed, strict=True)
        ]
        if width > 1:
            row += numbers.pop(0)
        column = numbers[0] if numbers else 0
        unit = unit_at(self._fields.model, field, row, column)
        return Bound(unit, field, row * field.columns + column)

    def _row(
        self, field: DataField, expression: Expression
    ) -> tuple[int, int, tuple[int | str, ...]]:
        """The first row that is meant, how many there are, and the indices that follow."""
        if not expression.indices:
            raise CommandError(
                f"'{field.name}' holds many numbers; say which, as in {_example(field)}."
            )
        first, *rest = expression.indices
        if isinstance(first, str):
            start, width = self._named(field, first, expression)
            return start, width, tuple(rest)
        if field.rows is not None and first >= field.rows:
            raise CommandError(
                f"'{field.name}' has {field.rows} rows in this model, counted from 0; there is no "
                f"{first}."
            )
        return first, 1, tuple(rest)

    def _named(self, field: DataField, name: str, expression: Expression) -> tuple[int, int]:
        elements = field.elements
        if elements is None:
            raise CommandError(
                f"The rows of '{field.name}' have no names; use a number, as in {_example(field)}."
            )
        number = self._fields.number(elements.kind, name)
        if number is None:
            names = self._fields.names(elements.kind)
            near = _near(Expression(name, ()), names)
            raise CommandError(f"This model has no {elements.kind} '{name}'.{near}")
        return _rows_of(elements, number, field, name)


def _rows_of(elements: Elements, number: int, field: DataField, name: str) -> tuple[int, int]:
    width = int(elements.widths[number])
    if width == 0:
        raise CommandError(f"The {elements.kind} '{name}' has no part in '{field.name}'.")
    return int(elements.starts[number]), width


def _exactly(expression: Expression, sizes: tuple[int, ...], head: str) -> None:
    """Refuse more or fewer indices than there are dimensions left."""
    if len(expression.indices) == len(sizes):
        return
    if not sizes:
        raise CommandError(f"'{head}' is one number; leave out what follows it.")
    first, last = "".join("[0]" for _ in sizes), "".join(f"[{size - 1}]" for size in sizes)
    raise CommandError(f"'{head}' holds many numbers: {head}{first} to {head}{last}.")


def _number(index: int | str, size: int, expression: Expression) -> int:
    if isinstance(index, str):
        place = _LETTERS.get(size, "").find(index) if len(index) == 1 else -1
        if place < 0:
            raise CommandError(
                f"'{index}' is no index of '{_head(expression)}'; use a number from 0 to "
                f"{size - 1}."
            )
        return place
    if index >= size:
        raise CommandError(
            f"'{_head(expression)}' has {size} numbers, counted from 0; there is no {index}."
        )
    return index


def _head(expression: Expression) -> str:
    if not expression.indices:
        return expression.name
    first = expression.indices[0]
    return (
        f"{expression.name}[{first}]" if isinstance(first, int) else f"{expression.name}['{first}']"
    )


def _example(field: DataField) -> str:
    return f"{field.name}[0][0]" if field.columns > 1 else f"{field.name}[0]"


def _near(expression: Expression, known: "list[str] | tuple[str, ...]") -> str:
    """The names that look like it."""
    # Comparing with all names of a large model would take seconds.
    near = difflib.get_close_matches(expression.name, known[:2000], 3, 0.5)
    return f" Did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
