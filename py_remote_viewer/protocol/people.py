"""People of a session: what they may do, who steers, what was done and said."""

from typing import Annotated, Literal

import msgspec

__all__ = [
    "LONGEST_NAME",
    "LONGEST_SAYING",
    "Activity",
    "ActivityKind",
    "ControlMode",
    "ControlState",
    "PersonName",
    "Role",
    "Saying",
]

LONGEST_NAME = 40
LONGEST_SAYING = 500
PersonName = Annotated[str, msgspec.Meta(max_length=200)]
Saying = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_SAYING)]

#: A viewer sees, an operator may act, an admin may also decide who does.
Role = Literal["viewer", "operator", "admin"]
#: One has control and the others ask for it, or all operators act at once.
ControlMode = Literal["one", "together"]

#: What an entry of the log is about.
ActivityKind = Literal["people", "chat", "scene", "simulation", "edit", "control", "recording"]


class ControlState(msgspec.Struct, frozen=True):
    """Who steers.

    `holder` has control (None: whoever acts next takes it), `asking` want it, the first first.
    `locked`: only admins may have it. `away` is true while its holder is gone and may come back.
    """

    mode: ControlMode = "one"
    holder: int | None = None
    asking: tuple[int, ...] = ()
    locked: bool = False
    away: bool = False


class Activity(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that was done or said; `at_ms` is the time since 1970, ids only grow.

    `who` is a name, `person` the participant (None for those who are none), `times` how often the
    same was done in a row.
    """

    id: int
    at_ms: float
    kind: ActivityKind
    who: str
    text: str
    person: int | None = None
    color: str = ""
    times: int = 1
