"""The names of series: read, never evaluated."""

import re
from dataclasses import dataclass

from py_remote_viewer.errors import CommandError

__all__ = ["Expression", "parse"]

_NAME = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?)\s*")
#: A number, a quoted name (with anything in it), or a name as it is.
_INDEX = re.compile(
    r"""\[\s*(?:([0-9]{1,9})|'([^']*)'|"([^"]*)"|([^\[\]'"]*?[^\[\]'"\s]))\s*\]\s*""", re.ASCII
)
_MOST_INDICES = 3


@dataclass(frozen=True)
class Expression:
    """A field and what is taken of it: numbers count from 0, texts are names."""

    name: str
    indices: tuple[int | str, ...]


def parse(text: str) -> Expression:
    """Read `name`, `name[3]`, `name['element'][2]`; raises CommandError."""
    head = _NAME.match(text)
    if head is None:
        raise _unreadable(text, 0)
    indices: list[int | str] = []
    place = head.end()
    while place < len(text):
        found = _INDEX.match(text, place)
        if found is None or len(indices) == _MOST_INDICES:
            raise _unreadable(text, place)
        number, *names = found.groups()
        if number is not None:
            indices.append(int(number))
        else:
            indices.append(next(name for name in names if name is not None))
        place = found.end()
    return Expression(head.group(1), tuple(indices))


def _unreadable(text: str, place: int) -> CommandError:
    return CommandError(
        f"'{text}' cannot be read from its character {place + 1} on; write a field and its indices "
        "as in qpos[0], sensordata['touch'] or xpos['box'][2]."
    )
