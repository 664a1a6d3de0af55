"""Inclined planes: how steep, and whether what lies on them slides, rolls or stays."""

from collections.abc import Sequence

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import face_normals, main_geom, shape_of
from benchmarks.text_to_scene.verify.sound import EARTH
from benchmarks.text_to_scene.verify.things import Things

__all__ = ["holds", "inclined", "ramps_of", "rolls", "slides"]

_LEAST_AREA_M2 = 0.02


def slope_of(scene: Scene, geom: int) -> tuple[float, np.ndarray] | None:
    """Degrees that the upper face of a geom is inclined by, and its normal; None without one."""
    faces = [
        (normal, area)
        for normal, area in face_normals(scene.model, scene.start.geom_xmat[geom], geom)
        if normal[2] > 0.05 and area > _LEAST_AREA_M2
    ]
    if not faces:
        return None
    # Of a wedge or a thick board the face that is meant is the largest inclined one.
    tilted = [face for face in faces if face[0][2] < 0.9995] or faces
    normal = max(tilted, key=lambda face: face[1])[0]
    return float(np.degrees(np.arccos(np.clip(normal[2], -1, 1)))), normal


def ramps_of(scene: Scene) -> list[tuple[int, float, np.ndarray]]:
    """All fixed geoms with an inclined face: geom, degrees, normal."""
    found = [(geom, slope_of(scene, geom)) for geom in scene.fixed]
    return [(geom, *slope) for geom, slope in found if slope and 1 < slope[0] < 89]


def inclined(degrees: float, within: float = 1.0) -> Predicate:
    """There is a ramp this steep."""

    def check(scene: Scene) -> None:
        found = [one[1] for one in ramps_of(scene)]
        if not any(abs(one - degrees) <= within for one in found):
            raise Refused(f"ramps are inclined by {np.round(found, 1).tolist() or 'nothing'}")

    return Predicate(f"a ramp is inclined by {degrees:.4g}°", check)


def _on_ramp(scene: Scene, things: Things, degrees: float) -> list[tuple[Link, np.ndarray, float]]:
    """Of each thing that soon touches such a ramp: itself, the downhill direction, the friction."""
    ramps = {g: n for g, slope, n in ramps_of(scene) if abs(slope - degrees) <= 1.5}
    data = scene.fresh()
    left = list(things.found(scene))
    found: list[tuple[Link, np.ndarray, float]] = []
    while left and data.time < 0.6:
        mujoco.mj_step(scene.model, data)
        for contact in data.contact[: data.ncon]:
            pair = {int(geom) for geom in contact.geom}
            for link in [one for one in left if pair & set(one.geoms) and pair & set(ramps)]:
                normal = ramps[next(iter(pair & set(ramps)))]
                downhill = np.array((0, 0, -1.0)) + normal * normal[2]
                downhill = downhill / np.linalg.norm(downhill)
                found.append((link, downhill, float(contact.friction[0])))
                left.remove(link)
    if left or not found:
        raise Refused(f"{len(left) or 'all'} of the things are not on the ramp")
    return found


def _downhill(scene: Scene, link: Link, way: np.ndarray) -> np.ndarray:
    path = scene.untouched.path(main_geom(scene.model, link.geoms))
    return (path - path[0]) @ way


def _acceleration(scene: Scene, along: np.ndarray, metres: float) -> float:
    """Of what moved from rest, over its first stretch, but for the moment in which it lands."""
    times = scene.untouched.times
    begin, stop = (int(np.argmax(along > part * metres)) for part in (0.2, 1.0))
    if stop <= begin or along.max() < metres:
        raise Refused(f"in 3 s it comes {along.max():.3f} m far")
    # s = ½ a t²: √s grows evenly.
    slope = np.polyfit(times[begin:stop], np.sqrt(along[begin:stop]), 1)[0]
    return float(2 * slope**2)


def slides(
    things: Things, degrees: float, friction: float | None = None, metres: float = 0.15
) -> Predicate:
    """Slides down with g (sin θ - μ cos θ), to 12 %, μ being what was asked for or is there."""

    def check(scene: Scene) -> None:
        for link, way, found in _on_ramp(scene, things, degrees):
            _has_friction(found, friction)
            angle = np.radians(degrees)
            expected = EARTH * (np.sin(angle) - found * np.cos(angle))
            if expected < 0.1:
                raise Refused(f"with a friction of {found:g} it would not slide")
            measured = _acceleration(scene, _downhill(scene, link, way), metres)
            if abs(measured - expected) > 0.12 * expected:
                raise Refused(f"it slides with {measured:.2f} m/s², not {expected:.2f}")

    told = f" with a friction of {friction:g}" if friction is not None else ""
    return Predicate(f"each {things} slides down{told} as physics says", check)


def _has_friction(found: float, wanted: float | None) -> None:
    if wanted is not None and abs(found - wanted) > 0.02 * max(wanted, 0.05):
        raise Refused(f"the friction is {found:g}")


def holds(things: Things, degrees: float, friction: float | None = None) -> Predicate:
    """Stays on the ramp by its friction for three seconds."""

    def check(scene: Scene) -> None:
        for link, way, found in _on_ramp(scene, things, degrees):
            _has_friction(found, friction)
            far = float(np.abs(_downhill(scene, link, way)).max())
            if far > 0.03:
                raise Refused(f"it comes {far:.3f} m down")

    return Predicate(f"each {things} stays on the ramp", check)


def rolls(things: Things, degrees: float, shares: Sequence[float] = (0.68, 0.75)) -> Predicate:
    """Rolls down: a ball with 5/7 of g sin θ; `shares` are the least and the greatest part."""

    def check(scene: Scene) -> None:
        for link, way, _ in _on_ramp(scene, things, degrees):
            geom = main_geom(scene.model, link.geoms)
            pull = EARTH * float(np.sin(np.radians(degrees)))
            part = _acceleration(scene, _downhill(scene, link, way), 0.15) / pull
            if not shares[0] <= part <= shares[1]:
                kind = shape_of(scene.model, geom)
                raise Refused(f"the {kind} comes down with {part:.2f} of g sin θ")

    return Predicate(f"each {things} rolls down", check)
