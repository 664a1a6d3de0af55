"""Units as people write them, and what they are in SI units."""

from collections.abc import Sequence

__all__ = ["SMALLER", "at", "unit", "unit_named"]

_RAD = 57.29577951308232
_INCH, _FOOT, _POUND, _OUNCE = 0.0254, 0.3048, 0.45359237, 0.028349523125

_UNITS: dict[str, tuple[str, float]] = {}
for _names, _dimension, _factor in (
    ("mm millimeter millimeters millimetre millimetres", "length", 1e-3),
    ("cm cms centimeter centimeters centimetre centimetres", "length", 1e-2),
    ("dm decimeter decimeters decimetre decimetres", "length", 0.1),
    ("m meter meters metre metres", "length", 1.0),
    ("inch inches", "length", _INCH),
    ("ft foot feet", "length", _FOOT),
    ("yd yard yards", "length", 0.9144),
    ("mg milligram milligrams", "mass", 1e-6),
    ("g gr gram grams gramme grammes gm gms", "mass", 1e-3),
    ("kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes", "mass", 1.0),
    ("tonne tonnes ton tons", "mass", 1000.0),
    ("lb lbs pound pounds", "mass", _POUND),
    ("oz ounce ounces", "mass", _OUNCE),
    ("deg degs degree degrees", "angle", 1.0),
    ("rad rads radian radians", "angle", _RAD),
    ("s sec secs second seconds", "time", 1.0),
    ("ms millisecond milliseconds", "time", 1e-3),
    ("percent", "percent", 0.01),
    ("n/m", "stiffness", 1.0),
    ("n/cm", "stiffness", 100.0),
    ("n/mm", "stiffness", 1000.0),
    # Of what turns, and of what slides.
    ("nms/rad ns/m", "damping", 1.0),
    ("m/s", "speed", 1.0),
    ("m/s2 m/s^2 m/s²", "acceleration", 1.0),
    ("n newton newtons", "force", 1.0),
    ("kg/m3 kg/m^3 kg/m³", "density", 1.0),
    ("g/cm3 g/cm^3 g/cm³ g/cc g/ml kg/l", "density", 1000.0),
    ("kg/dm3 kg/dm^3 kg/dm³", "density", 1000.0),
):
    for _name in _names.split():
        _UNITS[_name] = (_dimension, _factor)
#: By the factor of a unit, that of the one in which the rest is told: 5 feet 6 inches.
SMALLER = {("length", _FOOT): _INCH, ("mass", _POUND): _OUNCE, ("length", 1.0): 1e-2,
           ("mass", 1.0): 1e-3}  # fmt: skip
#: Of what stands behind "in" where that is no inch.
_PLACES = [
    "a",
    "an",
    "the",
    "front",
    "line",
    "row",
    "rows",
    "total",
    "all",
    "mass",
    "weight",
    "length",
    "height",
    "width",
    "diameter",
    "radius",
    "size",
    "mujoco",
    "which",
    "space",
    "one",
    "each",
    "between",
    "series",
    "order",
    "random",
]


def at(pieces: Sequence[str], place: int) -> str:
    """The piece there; empty behind the last one."""
    return pieces[place] if place < len(pieces) else ""


def unit_named(name: str) -> tuple[str, float] | None:
    """The dimension of a unit, and how many SI units it is."""
    return _UNITS.get(name)


def unit(pieces: Sequence[str], place: int) -> tuple[str, float] | None:
    """The same of what stands there; "in" is an inch where no place follows."""
    if at(pieces, place) == "in":
        return None if at(pieces, place + 1) in _PLACES else ("length", _INCH)
    return _UNITS.get(at(pieces, place))
