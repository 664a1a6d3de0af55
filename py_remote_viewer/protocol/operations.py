"""Operations on a scene: an edit names what it changes, and all else stays as it is."""

from typing import Annotated, Literal

import msgspec

__all__ = [
    "AddElements",
    "ElementKind",
    "Operation",
    "RemoveElement",
    "SetAttributes",
    "SetOptions",
]

#: What MJCF calls the elements that can be named.
ElementKind = Literal[
    "body", "geom", "joint", "site", "camera", "light", "actuator", "sensor", "tendon", "equality",
    "material", "texture", "mesh", "key", "pair", "exclude", "flex",
]  # fmt: skip
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
#: As they stand in MJCF: `{"damping": "0.5"}`.
_Attributes = Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=50)]


class SetAttributes(
    msgspec.Struct, tag_field="do", tag="set", frozen=True, forbid_unknown_fields=True
):
    """Give attributes of a named element other values, written as in MJCF."""

    kind: ElementKind
    name: _Name
    attributes: _Attributes

    @property
    def sentence(self) -> str:
        """What it does, for a person."""
        return f"set {_listed(self.attributes)} of the {self.kind} {self.name}"


class AddElements(
    msgspec.Struct, tag_field="do", tag="add", frozen=True, forbid_unknown_fields=True
):
    """Put a whole `<mujoco>` document into the scene, what is in its world into the body `to`."""

    mjcf: str
    to: _Name = "world"

    @property
    def sentence(self) -> str:
        """What it does, for a person."""
        return f"add {' '.join(self.mjcf.split())[:200]} to the body {self.to}"


class RemoveElement(
    msgspec.Struct, tag_field="do", tag="remove", frozen=True, forbid_unknown_fields=True
):
    """Take a named element out, a body with all that is in it."""

    kind: ElementKind
    name: _Name

    @property
    def sentence(self) -> str:
        """What it does, for a person."""
        return f"remove the {self.kind} {self.name}"


class SetOptions(
    msgspec.Struct, tag_field="do", tag="option", frozen=True, forbid_unknown_fields=True
):
    """Give attributes of `<option>` other values; flags as `enable` or `disable`."""

    attributes: _Attributes

    @property
    def sentence(self) -> str:
        """What it does, for a person."""
        return f"set {_listed(self.attributes)} of the physics"


Operation = SetAttributes | AddElements | RemoveElement | SetOptions


def _listed(attributes: dict[str, str]) -> str:
    return ", ".join(f"{name}={value[:100]}" for name, value in attributes.items())
