"""Calls of GL functions that MuJoCo has no word for; the context must be current."""

import ctypes
from collections.abc import Callable

__all__ = ["FLOAT", "INTEGER", "POINTER", "UNSIGNED", "Argument", "Procedure", "call"]

UNSIGNED, INTEGER, FLOAT, POINTER = (
    ctypes.c_uint, ctypes.c_int, ctypes.c_float, ctypes.c_void_p,
)  # fmt: skip
#: Finds a GL function's address by its name.
Procedure = Callable[[str], int]
#: A C type and the value.
Argument = tuple[type, int | float]


def call(procedure: Procedure, name: str, *arguments: Argument) -> None:
    """Call a GL function that returns nothing."""
    kinds = [kind for kind, _ in arguments]
    ctypes.CFUNCTYPE(None, *kinds)(procedure(name))(*(value for _, value in arguments))
