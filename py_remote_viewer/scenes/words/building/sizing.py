"""How large loose things are: by numbers, and by adjectives where no number says it."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.loose import LOOSE, SHAPES
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["size_of"]

_Size = tuple[float, float, float]
_LARGEST, _SMALLEST = 50.0, 0.001
_ALIKE = ("sphere", "marble", "apple", "orange", "cube")
#: Round about z: those whose z is their length, and those whose z is their thickness.
_SLENDER = ("cylinder", "can", "capsule", "rod", "cup", "bottle", "post",
            "pedestal")  # fmt: skip
_FLAT = ("disk", "coin", "plate", "bowl")
_SPHERES = ("sphere", "marble", "apple", "orange")
#: Low is what a short one of these is.
_SHORT = ("box", "cube")


def size_of(item: Item, kind: str, factor: float) -> _Size:
    """Full extents (m), `factor` times the usual ones where nothing is told; all that was said of
    size is taken. A dimension that a number says is what it says, whatever else is said."""
    factor *= item.scale("size")
    x, y, z = (value * factor for value in LOOSE[item.kind])
    usual = x, y, z
    if item.sizes:
        given, item.sizes = item.sizes, ()
        if kind in (*_SLENDER, *_FLAT) and len(given) == 2:
            # "a cylinder 10 x 30 cm"
            return _checked(item, _capsule(kind, (given[0], given[0], given[1])))
        size = given if len(given) == 3 else (given[0], given[1], given[1] * _high(item))
        return _checked(item, (size[0], size[1], size[2]))
    if _is_one_size(item, kind):
        side = 2 * item.one(-1.0, "radius")
        if side < 0:
            side = item.one(0.2, "side", "unnamed", "diameter", "width", "height", "length")
        return _checked(item, (side, side, side if kind in _ALIKE else side * _high(item)))
    if kind in _SPHERES:
        # Scales of one direction are left over: it has only one size.
        wide = 2 * item.one(item.one(x, "diameter") / 2, "radius")
        return _checked(item, (wide, wide, wide))
    if kind in _SLENDER:
        return _checked(item, _slender(item, kind, usual))
    if kind in _FLAT:
        return _checked(item, _flat(item, usual))
    return _checked(item, _box(item, kind, usual))


def _is_one_size(item: Item, kind: str) -> bool:
    """True where one length says all of its size: "5 cubes, each 10 cm wide"."""
    names = ["side", "unnamed", "width", "height", "length"]
    names += ["diameter", "radius"] if kind in (*_SPHERES, *_SLENDER, *_FLAT) else []
    said = [name for name in names if item.has(name)]
    if len(said) != 1:
        return False
    return kind in _ALIKE or (kind in ("box", "object") and said[0] in ("side", "unnamed", "width"))


def _high(item: Item) -> float:
    return item.scale("height") * item.scale("thickness")


def _slender(item: Item, kind: str, usual: _Size) -> _Size:
    """As long as it is said, and as wide."""
    wide, told_wide = _told(item, usual[0], "diameter", "width", "thickness")
    if item.has("radius"):
        wide, told_wide = 2 * item.one(wide / 2, "radius"), True
    long, told_long = _told(item, usual[2], "height", "length", "unnamed", "side")
    wide *= _scaled(item, told_wide, "width", "thickness")
    long *= _scaled(item, told_long, "height", "length")
    if told_long and not told_wide:
        # A short piece of it is thinner, so that it still is one.
        wide = min(wide, long / 2 if kind in ("rod", "capsule") else wide)
    return _capsule(kind, (wide, wide, long))


def _capsule(kind: str, size: _Size) -> _Size:
    wide, _, long = size
    if SHAPES.get(kind) == "capsule" and long <= wide:
        return wide, wide, 1.5 * wide
    return size


def _flat(item: Item, usual: _Size) -> _Size:
    """What lies: as wide as it is said, and as thick."""
    wide, told_wide = _told(item, usual[0], "diameter", "width", "unnamed", "side", "length")
    if item.has("radius"):
        wide, told_wide = 2 * item.one(wide / 2, "radius"), True
    high, told_high = _told(item, usual[2], "height", "thickness", "depth")
    wide *= _scaled(item, told_wide, "width", "length")
    high *= _scaled(item, told_high, "height", "thickness")
    return wide, wide, high


def _box(item: Item, kind: str, usual: _Size) -> _Size:
    """Each of three sides by itself."""
    if item.has("width") and item.has("depth") and not item.has("length"):
        names: Sequence[tuple[str, ...]] = (("width",), ("depth",), ("height", "unnamed"))
    else:
        names = (("length", "unnamed"), ("width", "depth"), ("height", "thickness", "depth"))
    sides: list[float] = []
    told: list[bool] = []
    for value, called in zip(usual, names, strict=True):
        side, said = _told(item, value, *called)
        sides.append(side)
        told.append(said)
    long, word = item.scales.get("length", (1.0, ""))
    tall = item.scales.get("height", (1.0, ""))[0]
    axis = 2 if word in ("short", "shorter") and kind in _SHORT else 0
    sides[axis] *= _scaled(item, told[axis], "length")
    sides[1] *= _scaled(item, told[1], "width")
    sides[2] *= _scaled(item, told[2], "height")
    # Thin is a tall one across, and a long one but along; else it is flat.
    upright = tall > 1.0 or (told[2] and sides[2] > max(sides[:2]))
    axes = (0, 1) if upright else (1, 2) if long > 1.0 else (2,)
    thin = item.scale("thickness")
    for axis in axes:
        sides[axis] *= 1.0 if told[axis] else thin
    return sides[0], sides[1], sides[2]


def _told(item: Item, usual: float, *names: str) -> tuple[float, bool]:
    """A dimension, and whether it was said."""
    said = item.has(*names)
    return item.one(usual, *names), said


def _scaled(item: Item, told: bool, *names: str) -> float:
    """How much larger adjectives make it; they only describe what a number says."""
    factor = 1.0
    for name in names:
        factor *= item.scale(name)
    return 1.0 if told else factor


def _checked(item: Item, size: _Size) -> _Size:
    for value in size:
        if not _SMALLEST <= value <= _LARGEST:
            raise Misunderstood(
                f"{item.said} of {value:g} m cannot be made; sizes go from {_SMALLEST:g} m to "
                f"{_LARGEST:g} m."
            )
    return size
