"""How steep a thing's upper face is: rays from above see it, whatever it is made of."""

import math
from collections.abc import Sequence

import mujoco
import numpy as np

from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.checking.shapes import is_endless, span

__all__ = ["slope_of"]

#: Rays along each side of the thing, as seen from above.
_RAYS = 15
#: Two points are of one face where it points as much the same way at both.
_SAME_FACE_DEG = 1.5
#: Of what is seen from above so much has to be one face.
_LEAST_SHARE = 0.4
_DOWN = np.array([0.0, 0.0, -1.0])
_MESH, _HFIELD = int(mujoco.mjtGeom.mjGEOM_MESH), int(mujoco.mjtGeom.mjGEOM_HFIELD)
_PRIMITIVES = (
    mujoco.mjtGeom.mjGEOM_PLANE,
    mujoco.mjtGeom.mjGEOM_SPHERE,
    mujoco.mjtGeom.mjGEOM_CAPSULE,
    mujoco.mjtGeom.mjGEOM_ELLIPSOID,
    mujoco.mjtGeom.mjGEOM_CYLINDER,
    mujoco.mjtGeom.mjGEOM_BOX,
)


def slope_of(scene: Scene, geoms: Sequence[int]) -> float | None:
    """The inclination in degrees of the face that most of the geoms' top is, None without one."""
    endless = [geom for geom in geoms if is_endless(scene.model, geom)]
    if endless:
        return _inclination(scene.start.geom_xmat[endless[0]].reshape(3, 3)[:, 2])
    normals = _seen_from_above(scene, geoms) if geoms else []
    if not normals:
        return None
    seen = np.array(normals)
    alike = seen @ seen.T >= math.cos(math.radians(_SAME_FACE_DEG))
    counts = alike.sum(axis=1)
    best = int(counts.argmax())
    if counts[best] < _LEAST_SHARE * len(seen):
        return None
    face = seen[alike[best]].mean(axis=0)
    return _inclination(face / np.linalg.norm(face))


def _inclination(normal: Floats) -> float:
    return math.degrees(math.acos(min(1.0, abs(float(normal[2])))))


def _seen_from_above(scene: Scene, geoms: Sequence[int]) -> list[Floats]:
    """Where the face points at each point where a ray from above meets one of the geoms."""
    (left, right), (front, back), (_, top) = (span(scene, geoms, axis) for axis in np.identity(3))
    # In the middle of each of as many squares: a ray along an edge may meet either side.
    shares = (np.arange(_RAYS) + 0.5) / _RAYS
    normals: list[Floats] = []
    for x in left + shares * (right - left):
        for y in front + shares * (back - front):
            point = np.array([x, y, top + 1.0])
            hits = [hit for geom in geoms if (hit := _hit(scene, geom, point)) is not None]
            if hits:
                normals.append(min(hits, key=lambda hit: hit[0])[1])
    return normals


def _hit(scene: Scene, geom: int, point: Floats) -> tuple[float, Floats] | None:
    model, data, normal = scene.model, scene.start, np.zeros(3)
    kind = int(model.geom_type[geom])
    if kind == _MESH:
        far = mujoco.mj_rayMesh(model, data, geom, point, _DOWN, normal)
    elif kind == _HFIELD:
        far = mujoco.mj_rayHfield(model, data, geom, point, _DOWN, normal)
    elif kind in [int(each) for each in _PRIMITIVES]:
        position, matrix = data.geom_xpos[geom], data.geom_xmat[geom]
        size = model.geom_size[geom]
        far = mujoco.mju_rayGeom(position, matrix, size, point, _DOWN, kind, normal)
    else:
        return None
    return (float(far), normal) if far >= 0 else None
