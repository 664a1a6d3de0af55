"""Whether values have the types and bounds of the settings, and the sentence where one has not."""

import difflib
from collections.abc import Mapping
from typing import Any, Literal, cast, get_args, get_origin

import msgspec
import msgspec.inspect as inspect

from py_remote_viewer.config.sources import Place

__all__ = ["Misfit", "check_fit", "shown"]

#: Of a value that is wrong no more is said again than this.
_LONGEST_SHOWN = 80


class Misfit(Exception):
    """The value at `place` cannot be; `str()` is what follows the place's name in a sentence."""

    def __init__(self, place: Place, text: str) -> None:
        super().__init__(text)
        self.place = place


def check_fit(tree: Mapping[str, Any], wanted: type[msgspec.Struct], place: Place = ()) -> None:
    """Raises Misfit for the first value in a table that its struct would not take."""
    fields = {field.name: field for field in msgspec.structs.fields(wanted)}
    for key, value in tree.items():
        if key not in fields:
            raise Misfit(place, _unknown(key, list(fields)))
        _check_value(value, fields[key], (*place, key))
    for name, field in fields.items():
        if field.required and name not in tree:
            raise Misfit(place, f"lacks {name!r}; it takes {', '.join(fields)}.")


def _check_value(value: object, field: msgspec.structs.FieldInfo, place: Place) -> None:
    if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
        check_fit(_table(value, place), field.type, place)
        return
    item = next(iter(get_args(field.type)), None)
    if isinstance(item, type) and issubclass(item, msgspec.Struct):
        if not isinstance(value, list | tuple):
            # Without the value: it may hold a credential.
            raise Misfit(place, f"is no list of tables; write [[{'.'.join(place)}]] for each.")
        for number, part in enumerate(cast(list[object], value)):
            at = (*place, str(number))
            check_fit(_table(part, at), item, at)
        return
    try:
        msgspec.convert(value, field.type, strict=False)
    except msgspec.ValidationError:
        raise Misfit(place, f"is {shown(value)}; it takes {_described(field)}.") from None


def shown(value: object) -> str:
    """A value as a person wrote it."""
    text = str(value) if isinstance(value, str) and value.isdecimal() else repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _table(value: object, place: Place) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Misfit(place, "is no table; write `name = value` for each value below its head.")
    return cast(Mapping[str, Any], value)


def _unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"has no setting {shown(key)}.{hint} It takes {', '.join(known)}."


def _described(field: msgspec.structs.FieldInfo) -> str:
    """What a field takes."""
    if get_origin(field.type) is Literal:
        return f"one of {', '.join(get_args(field.type))}"
    match inspect.type_info(field.type):
        case inspect.IntType(ge=low, le=high, multiple_of=multiple):
            kind = "an even whole number" if multiple == 2 else "a whole number"
            span = f"from {low} to {high}" if high else f"of at least {low}"
            return f"{kind} {span}, for example {field.default}"
        case inspect.BoolType():
            return "true or false"
        case inspect.VarTupleType():
            return 'a list of texts, for example ["one", "two"]'
        case _:
            return "text"
