"""Checks of how things are as the scene begins: sizes, masses, colours, slopes and distances."""

import numpy as np

from py_remote_viewer.protocol.expectations import (
    Apart,
    Attribute,
    Gravity,
    HasColour,
    HasSize,
    Mass,
    Slope,
)
from py_remote_viewer.simulation.checking.attributes import check_attribute
from py_remote_viewer.simulation.checking.colours import colour_of
from py_remote_viewer.simulation.checking.findings import Finding, degrees, metres
from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.checking.shapes import centre, is_endless
from py_remote_viewer.simulation.checking.sizes import check_size
from py_remote_viewer.simulation.checking.slopes import slope_of
from py_remote_viewer.simulation.checking.things import Thing, find, largest_geom

__all__ = ["Geometry", "check_geometry"]

Geometry = HasSize | Mass | HasColour | Attribute | Gravity | Slope | Apart

_MASS_TOLERANCE = 0.02
_GRAVITY_TOLERANCE, _SIDEWAYS = 0.01, 1e-3
_SLOPE_TOLERANCE_DEG = 1.0
_APART_TOLERANCE, _APART_LEAST_M = 0.05, 1e-3
_ROUNDING = 1e-9


def check_geometry(scene: Scene, expected: Geometry) -> Finding:
    """Whether things are so, as the scene begins."""
    match expected:
        case HasSize():
            return check_size(scene, expected)
        case Mass():
            return _mass(scene, expected)
        case HasColour():
            return _colour(scene, expected)
        case Attribute():
            return check_attribute(scene, expected)
        case Gravity():
            return _gravity(scene, expected)
        case Slope():
            return _slope(scene, expected)
        case Apart():
            return _apart(scene, expected)


def _mass(scene: Scene, expected: Mass) -> Finding:
    thing = find(scene, expected.thing)
    if not thing.body:
        return Finding(False, f"{thing.name} is part of the world, which has no mass")
    kg = float(sum(scene.model.body_mass[body] for body in scene.moving_with(thing.body)))
    return Finding(
        abs(kg - expected.kg) <= _MASS_TOLERANCE * expected.kg + _ROUNDING, f"{kg:.4g} kg"
    )


def _colour(scene: Scene, expected: HasColour) -> Finding:
    thing = find(scene, expected.thing)
    own = scene.geoms([thing.body]) if thing.body else thing.geoms
    largest = largest_geom(scene, own or thing.geoms)
    if largest is None:
        return Finding(False, f"{thing.name} has no geom that has a colour")
    names, rgba = colour_of(scene.model, largest)
    values = " ".join(f"{part:.2g}" for part in rgba[:3])
    if rgba[3] < 0.05:
        return Finding(False, f"it cannot be seen, its alpha is {rgba[3]:.2g}")
    return Finding(expected.colour in names, f"it is {' or '.join(names)} ({values})")


def _gravity(scene: Scene, expected: Gravity) -> Finding:
    gravity = scene.gravity
    sideways = float(np.hypot(gravity[0], gravity[1]))
    tolerance = max(_GRAVITY_TOLERANCE * abs(expected.downwards), _SIDEWAYS)
    found = f"{-gravity[2] + 0.0:.4g} m/s² downwards"
    if sideways > _SIDEWAYS:
        return Finding(False, f"{found} and {sideways:.4g} m/s² sideways")
    return Finding(abs(-gravity[2] - expected.downwards) <= tolerance, found)


def _slope(scene: Scene, expected: Slope) -> Finding:
    thing = find(scene, expected.thing)
    found = slope_of(scene, thing.geoms)
    if found is None:
        return Finding(False, f"{thing.name} has no flat upper face")
    off = abs(found - abs(expected.degrees))
    return Finding(
        off <= _SLOPE_TOLERANCE_DEG + 1e-6, f"its upper face is inclined by {degrees(found)}"
    )


def _apart(scene: Scene, expected: Apart) -> Finding:
    one, other = find(scene, expected.thing), find(scene, expected.other)
    distance = _distance(scene, one, other)
    tolerance = max(_APART_TOLERANCE * abs(expected.metres), _APART_LEAST_M)
    return Finding(abs(distance - expected.metres) <= tolerance + _ROUNDING, metres(distance))


def _distance(scene: Scene, one: Thing, other: Thing) -> float:
    """Between their centres; a plane without an end has none, and there it is how far away its
    nearest point is."""
    for plane, thing in ((one, other), (other, one)):
        endless = [geom for geom in plane.geoms if is_endless(scene.model, geom)]
        if endless and not any(is_endless(scene.model, geom) for geom in thing.geoms):
            normal: Floats = scene.start.geom_xmat[endless[0]].reshape(3, 3)[:, 2]
            apart = _centre(scene, thing) - scene.start.geom_xpos[endless[0]]
            return abs(float(apart @ normal))
    return float(np.linalg.norm(_centre(scene, one) - _centre(scene, other)))


def _centre(scene: Scene, thing: Thing) -> Floats:
    return centre(scene, thing.body, thing.geoms)
