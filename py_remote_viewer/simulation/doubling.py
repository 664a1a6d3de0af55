"""What MuJoCo makes twice as much of with every copy: sensors and tuples that belong to no object.

With 4.0.0 each copy of a `<replicate>` takes all of them along, those of the copies before as well:
20 copies beside one clock make a million clocks, and 200 take all memory there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError

__all__ = ["Doubling"]

#: Sensors that may be without an object; the last two are something else in other places.
_FREE_SENSORS = ("user", "clock", "e_potential", "e_kinetic", "contact", "plugin")
_OBJECTS = (
    "objname", "site", "geom1", "geom2", "body1", "body2", "subtree1", "subtree2",
)  # fmt: skip
#: What a tuple may hold that has a place, and with it the tuple.
_PLACED = frozenset(
    {
        "body", "xbody", "joint", "dof", "geom", "site", "camera", "light", "flex", "skin", "pair",
        "exclude", "equality", "tendon", "actuator", "sensor", "tuple", "key",
    }
)  # fmt: skip
_WORLD = "world"
#: More doublings than any number of elements can take.
_MOST = 64


@dataclass
class Doubling:
    """Counts over all texts of a model what has no object, and the copies."""

    free: int = 0
    copies: int = 0
    #: The element that was counted last, while nothing in it said that it is not free.
    _held: bool = True

    def element(
        self, name: str, parent: str, attributes: Mapping[str, str], *, begins: bool
    ) -> None:
        """Count an element; `begins` where it stands at the beginning of an included text, which
        may be put into any other element."""
        if name == "tuple":
            self._count()
        elif name in _FREE_SENSORS:
            # At the top `contact` may be a section as well, if it is no text for sensors.
            if (parent == "sensor" or begins) and not _has_object(attributes):
                self._count()
        elif (parent == "tuple" and _has_place(attributes)) or (
            parent == "contact" and name in ("pair", "exclude")
        ):
            self._uncount()

    def _count(self) -> None:
        self.free += 1
        self._held = False

    def _uncount(self) -> None:
        self.free -= not self._held
        self._held = True

    def check(self, limits: ModelSettings) -> None:
        """Raise SceneError where they become more than a model may have elements."""
        copies = min(self.copies, _MOST)
        if self.free << copies > limits.elements:
            raise SceneError(
                f"The model has {self.free} sensors or tuples of no object (clock, energy, user) "
                f"beside {self.copies} copies by <replicate>; MuJoCo makes twice as many with "
                f"each copy, and {limits.elements} elements are the limit. Give them an object, "
                "or write the copies out."
            )


def _has_object(attributes: Mapping[str, str]) -> bool:
    return attributes.get("objtype") != "none" and any(name in attributes for name in _OBJECTS)


def _has_place(attributes: Mapping[str, str]) -> bool:
    return attributes.get("objtype") in _PLACED and attributes.get("objname") != _WORLD
