"""Checks whether a thing lies on another one at the end of the trial."""

from collections.abc import Iterator

import mujoco
import numpy as np

from py_remote_viewer.protocol.expectations import On
from py_remote_viewer.simulation.checking.findings import Finding, metres
from py_remote_viewer.simulation.checking.recording import Recording
from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.checking.things import Thing, find

__all__ = ["check_on"]

_TOUCHES_M = 1e-3
#: What is fixed is where its author put it, and a robot's foot is coarser than it is.
_FIXED_M, _SUNK_M = 5e-3, 1e-2
#: A face that carries may be as steep as 70°.
_UPWARDS = 0.34
_FARTHEST_M = 100.0


def check_on(recording: Recording, expected: On) -> Finding:
    """Whether it touches the other one from above; both with all that hangs on them, as a car
    stands on its wheels."""
    scene = recording.scene
    thing, other = find(scene, expected.thing), find(scene, expected.other)
    above = set(_all_geoms(scene, thing))
    below = set(_all_geoms(scene, other)) - above
    if not above or not below:
        return Finding(False, f"{(other if above else thing).name} has no geom to be touched")
    if recording.flaw:
        return Finding(False, recording.flaw)
    normals = list(_normals(recording.end, above, below))
    if any(normal[2] > _UPWARDS for normal in normals):
        return Finding(True, "it touches it and lies on it")
    if normals:
        side = "from below" if all(normal[2] < -_UPWARDS for normal in normals) else "at its side"
        return Finding(False, f"it touches it {side}")
    gap, sunk = _apart(scene, recording.end, above, below)
    # MuJoCo lets those touch that cannot move against each other, and a body and what hangs on it.
    together = scene.is_fixed(thing.body) and scene.is_fixed(other.body)
    if together or other.body in _bodies_above(scene, thing.body):
        if gap <= _FIXED_M and sunk <= _SUNK_M:
            return Finding(True, f"it stands on it, {metres(max(gap, 0.0))} away")
        if gap <= _FIXED_M:
            return Finding(False, f"it reaches {metres(sunk)} below where it touches it")
    if gap <= _TOUCHES_M:
        return Finding(False, "it is where it is, but the two do not collide")
    return Finding(False, f"it is {metres(gap)} away from it and does not touch it")


def _all_geoms(scene: Scene, thing: Thing) -> tuple[int, ...]:
    if not thing.body:
        return thing.geoms
    return scene.geoms(scene.with_all_below(thing.body))


def _bodies_above(scene: Scene, body: int) -> set[int]:
    found: set[int] = set()
    while body:
        body = scene.parent(body)
        found.add(body)
    return found


def _normals(data: mujoco.MjData, above: set[int], below: set[int]) -> Iterator[Floats]:
    """Where the other one pushes it, at each contact between the two."""
    for index in range(data.ncon):
        one, other = (int(geom) for geom in data.contact.geom[index])
        # MuJoCo's normal points from the first geom to the second.
        sign = (
            1 if one in below and other in above else -1 if one in above and other in below else 0
        )
        if sign and float(data.contact.dist[index]) <= _TOUCHES_M:
            yield sign * data.contact.frame[index, :3]


def _apart(
    scene: Scene, data: mujoco.MjData, above: set[int], below: set[int]
) -> tuple[float, float]:
    """How far the two are from each other, and how far the upper one reaches below that place."""
    least, place = _FARTHEST_M, np.zeros(6)
    fromto = np.zeros(6)
    for one in above:
        for other in below:
            far = float(mujoco.mj_geomDistance(scene.model, data, one, other, least, fromto))
            if far < least:
                least, place = far, fromto.copy()
    lowest = min(_lowest(scene, data, geom) for geom in above)
    return least, float(place[5]) - lowest


def _lowest(scene: Scene, data: mujoco.MjData, geom: int) -> float:
    """The lowest point of the box around a geom."""
    middle, half = scene.model.geom_aabb[geom, :3], scene.model.geom_aabb[geom, 3:]
    up = data.geom_xmat[geom].reshape(3, 3)[2]
    return float(data.geom_xpos[geom][2] + up @ middle - np.abs(up) @ half)
