"""What sessions are called: in addresses, so short and plain."""

import itertools
import re
import unicodedata
from collections.abc import Container

from py_remote_viewer.errors import CommandError, UsageError

__all__ = ["DEFAULT_NAME", "LONGEST_SESSION_NAME", "checked_name", "made_up_name"]

#: The session at the server's own address; it is always there.
DEFAULT_NAME = "default"
LONGEST_SESSION_NAME = 40
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
#: What stands, or may once stand, in addresses in the place of a name.
_RESERVED = frozenset({DEFAULT_NAME, "all", "api", "assets", "new", "s", "whep", "whip", "ws"})
_SHOWN = 60
#: Leaves room for a number.
_LONGEST_STEM = 30


def checked_name(name: str, taken: Container[str]) -> str:
    """The name that a person chose; raises UsageError where it cannot be one, CommandError where
    another session has it."""
    shown = repr(name if len(name) <= _SHOWN else f"{name[:_SHOWN]}...")
    if len(name) > LONGEST_SESSION_NAME or _NAME.fullmatch(name) is None:
        raise UsageError(
            f"A session cannot be called {shown}: it takes 1 to {LONGEST_SESSION_NAME} lower case "
            "letters (a-z), digits and hyphens, with no hyphen at either end, for example "
            "robot-arm-2."
        )
    if name in _RESERVED:
        raise UsageError(f"The name {shown} is the server's own; choose another.")
    if name in taken:
        raise CommandError(f"There is a session {shown} already; open it, or choose another name.")
    return name


def made_up_name(hint: str, taken: Container[str]) -> str:
    """A free name that says what is shown: of "Robot arm" robot-arm, then robot-arm-2."""
    plain = unicodedata.normalize("NFKD", hint).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall("[a-z0-9]+", plain))[:_LONGEST_STEM].strip("-") or "session"
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in taken and name not in _RESERVED)
