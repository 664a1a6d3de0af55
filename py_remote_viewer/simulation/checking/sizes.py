"""Checks how large a thing is."""

import math
from collections.abc import Sequence

import numpy as np

from py_remote_viewer.protocol.expectations import HasSize
from py_remote_viewer.simulation.checking.findings import Finding, metres
from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.checking.shapes import own_axes, own_extents, shape_of, span
from py_remote_viewer.simulation.checking.things import find

__all__ = ["check_size"]

_TOLERANCE = 0.05
_UP = np.array([0.0, 0.0, 1.0])


def check_size(scene: Scene, expected: HasSize) -> Finding:
    """Whether a dimension of the thing, with all geoms that move with it, is as expected."""
    thing = find(scene, expected.thing)
    geoms = thing.geoms
    if not geoms:
        return Finding(False, f"{thing.name} has no geom and so no size")
    axes = own_axes(scene, thing.body, geoms)
    match expected.dimension:
        case "length":
            return _length(scene, geoms, axes, expected.metres)
        case "thickness":
            size = float(own_extents(scene, geoms, axes).min())
        case "height":
            low, high = span(scene, geoms, _UP)
            size = high - low
        case "width":
            size = _width(scene, geoms, axes)
        case "radius":
            radii = [
                float(scene.model.geom_size[geom, 0])
                for geom in geoms
                if shape_of(scene.model, geom) in ("sphere", "capsule", "cylinder")
            ]
            if not radii:
                return Finding(False, f"{thing.name} has no sphere, capsule or cylinder")
            size = max(radii)
    return Finding(_fits(size, expected.metres), _told(size))


def _length(scene: Scene, geoms: Sequence[int], axes: Floats, wanted: float) -> Finding:
    whole = float(own_extents(scene, geoms, axes).max())
    without = float(own_extents(scene, geoms, axes, round_ends=False).max())
    found = _told(whole)
    if abs(whole - without) > 1e-9:
        found += f", or {metres(without)} without round ends"
    return Finding(_fits(whole, wanted) or _fits(without, wanted), found)


def _width(scene: Scene, geoms: Sequence[int], axes: Floats) -> float:
    """The longer side of the tightest upright box around it, of those that stand along an axis."""
    best = (math.inf, math.inf)
    for axis in (*axes.T, np.array([1.0, 0.0, 0.0])):
        length = math.hypot(axis[0], axis[1])
        if length < 1e-3:
            continue
        along = np.array([axis[0], axis[1], 0.0]) / length
        spans = [span(scene, geoms, each) for each in (along, np.cross(_UP, along))]
        sides = [high - low for low, high in spans]
        best = min(best, (sides[0] * sides[1], max(sides)))
    return best[1]


def _fits(size: float, wanted: float) -> bool:
    return abs(size - wanted) <= _TOLERANCE * wanted + 1e-9


def _told(size: float) -> str:
    return metres(size) if math.isfinite(size) else "it has no end"
