"""Fields: what can be seen and changed of a simulation, described so that a page can draw it.

The worker describes panels of fields once for each model. Edits name fields by their path and come
back to everybody as values; values that the simulation changes come as snapshots.
"""

from typing import Annotated, Literal

import msgspec

__all__ = [
    "MOST_FIELDS_OF_A_PANEL",
    "MOST_VALUES_OF_AN_EDIT",
    "Field",
    "FieldKind",
    "FieldPath",
    "FieldValue",
    "FieldValues",
    "Panel",
    "PanelName",
    "Section",
]

#: Beyond this no page could draw it; what is left out can still be set by its path.
MOST_FIELDS_OF_A_PANEL = 2000
MOST_VALUES_OF_AN_EDIT = 2000

#: `toggle` is 0 or 1, `choice` an index into the choices, `vector` and `color` have `size` numbers.
FieldKind = Literal["number", "integer", "toggle", "choice", "vector", "color"]
FieldPath = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
PanelName = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
#: A number, or as many as the field's size says.
FieldValue = float | Annotated[tuple[float, ...], msgspec.Meta(max_length=16)]


class Field(msgspec.Struct, frozen=True, omit_defaults=True):
    """One control of a panel.

    `low` and `high` are what a slider spans; with `limited` nothing else is accepted. `unit` is
    "m", "rad", "N" and the like. `note` says why a field cannot be changed, or what else happens.
    `exact` says that a slider would be of no use: the number is typed.
    """

    path: str
    label: str
    kind: FieldKind = "number"
    low: float | None = None
    high: float | None = None
    limited: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    size: int = 1
    writable: bool = True
    note: str = ""
    key: str = ""
    exact: bool = False


class Section(msgspec.Struct, frozen=True):
    """Fields that belong together."""

    title: str
    fields: tuple[Field, ...]


class FieldValues(msgspec.Struct, tag="fields", frozen=True, omit_defaults=True):
    """Values of a panel that changed since the last, by path; all of them the first time. A panel
    of how a view is drawn has other values in each `view`."""

    panel: str
    values: dict[str, FieldValue]
    view: int = 0


class Panel(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of controls. `left_out` counts the fields that were too many to describe."""

    name: str
    title: str
    sections: tuple[Section, ...]
    left_out: int = 0
