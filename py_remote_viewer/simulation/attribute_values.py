"""What stands in an attribute, read as strictly as MJCF is; all raise SceneError that says why."""

import math
from typing import Any

import numpy as np

from py_remote_viewer.errors import SceneError

__all__ = ["fill", "member", "numbers", "truth", "whole"]

#: Of these MJCF takes the first numbers alone.
_PARTLY = ("size", "friction", "gear", "damping", "stiffness", "o_friction")
_PARTLY_BEGIN = ("sol", "o_sol", "gainprm", "biasprm", "dynprm", "fluid_coefs")
#: Kinds of geoms from here on are for drawing only.
_DRAWN_ONLY = 100
_LARGEST_WHOLE = 2**31 - 1


def fill(present: np.ndarray, field: str, value: str) -> None:
    """Put numbers into an array of an element."""
    given = numbers(field, value, present.size)
    if len(given) < present.size and not (field in _PARTLY or field.startswith(_PARTLY_BEGIN)):
        raise SceneError(f"{field} is {present.size} numbers, not {len(given)}.")
    if present.dtype.kind == "i":
        present[: len(given)] = [whole(field, word) for word in value.split()]
        return
    if max(map(abs, given)) > float(np.finfo(present.dtype).max):
        raise SceneError(f"{field} is too large: {value[:60]!r}.")
    present[: len(given)] = given


def member(values: Any, field: str, value: str) -> Any:
    """The member of one of MuJoCo's enumerations that MJCF calls so: mjGEOM_BOX is box."""
    there = {
        name.partition("_")[2].lower(): one
        for name, one in values.__members__.items()
        if "_" in name and int(one) < _DRAWN_ONLY
    }
    if value not in there:
        raise SceneError(f"{field} {value[:60]!r} is none of {', '.join(there)}.")
    return there[value]


def truth(field: str, value: str) -> bool:
    """true or false."""
    if value not in ("true", "false"):
        raise SceneError(f"{field} is true or false, not {value[:60]!r}.")
    return value == "true"


def whole(field: str, value: str) -> int:
    """A whole number."""
    try:
        number = int(value)
    except ValueError:
        raise SceneError(f"{field} is a whole number, not {value[:60]!r}.") from None
    if abs(number) > _LARGEST_WHOLE:
        raise SceneError(f"{field} is {value[:20]}; {_LARGEST_WHOLE} is the limit.")
    return number


def numbers(field: str, value: str, most: int) -> list[float]:
    """Real numbers, at least one."""
    try:
        found = [float(word) for word in value.split()]
    except ValueError:
        found = []
    if not 1 <= len(found) <= most or not all(math.isfinite(number) for number in found):
        many = "one number" if most == 1 else f"1 to {most} numbers"
        raise SceneError(f"{field} is {many} with spaces between them, not {value[:60]!r}.")
    return found
