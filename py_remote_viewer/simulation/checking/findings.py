"""What came of a check, and how its numbers and names are written."""

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Finding", "amount", "degrees", "listed", "metres", "seconds"]

_MOST_NAMES = 8


class Finding(NamedTuple):
    """Whether it is as expected, and what was found."""

    passed: bool
    found: str


def listed(names: Sequence[str], most: int = _MOST_NAMES) -> str:
    """`a, b and c`; of many only the first ones, and how many more there are."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def amount(count: int, noun: str) -> str:
    """`1 joint`, `2 joints`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def metres(value: float) -> str:
    """A length; what is too small to see is none."""
    return f"{0.0 if abs(value) < 5e-6 else value:.3g} m"


def degrees(value: float) -> str:
    """An angle that is in degrees already."""
    return f"{0.0 if abs(value) < 5e-3 else value:.3g}°"


def seconds(value: float) -> str:
    """A time."""
    return f"{value:.3g} s"
