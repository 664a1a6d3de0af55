"""How large things are: extents of geoms along directions, and along a thing's own axes."""

import math
from collections.abc import Iterable, Sequence

import mujoco
import numpy as np

from py_remote_viewer.simulation.checking.scene import Floats, Scene

__all__ = ["bulk", "centre", "is_endless", "own_axes", "own_extents", "shape_of", "span"]

_GEOM = mujoco.mjtGeom
_PLANE, _SPHERE = int(_GEOM.mjGEOM_PLANE), int(_GEOM.mjGEOM_SPHERE)
_CAPSULE, _CYLINDER = int(_GEOM.mjGEOM_CAPSULE), int(_GEOM.mjGEOM_CYLINDER)
_ELLIPSOID, _BOX = int(_GEOM.mjGEOM_ELLIPSOID), int(_GEOM.mjGEOM_BOX)
_MESH = int(_GEOM.mjGEOM_MESH)
#: A thing's body may be turned otherwise than what it is made of: another frame is its own where
#: the box around it is smaller by so much.
_TIGHTER = 0.95


def shape_of(model: mujoco.MjModel, geom: int) -> str:
    """What MJCF calls its type."""
    return str(_GEOM(int(model.geom_type[geom])).name).removeprefix("mjGEOM_").lower()


def is_endless(model: mujoco.MjModel, geom: int) -> bool:
    """True for a plane without an end."""
    return int(model.geom_type[geom]) == _PLANE and not model.geom_size[geom, :2].all()


def bulk(model: mujoco.MjModel, geom: int) -> float:
    """The volume of the box around it."""
    if int(model.geom_type[geom]) == _PLANE:
        return math.inf
    return float(np.prod(2 * model.geom_aabb[geom, 3:]))


def span(
    scene: Scene, geoms: Iterable[int], direction: Floats, *, round_ends: bool = True
) -> tuple[float, float]:
    """From where to where they reach along a direction of unit length, in the world.

    Without `round_ends` capsules are cylinders.
    """
    spans = [_span(scene, geom, direction, round_ends) for geom in geoms]
    return min(low for low, _ in spans), max(high for _, high in spans)


def own_axes(scene: Scene, body: int, geoms: Sequence[int]) -> Floats:
    """The axes, as columns, along which the thing is measured: its body's, or those of one of its
    geoms where it fits them better, as a capsule that lies across its body."""
    best = scene.start.xmat[body].reshape(3, 3)
    least = _room(scene, geoms, best)
    for geom in geoms:
        axes = scene.start.geom_xmat[geom].reshape(3, 3)
        room = _room(scene, geoms, axes)
        if room < _TIGHTER * least:
            best, least = axes, room
    return np.array(best, dtype=np.float64)


def own_extents(
    scene: Scene, geoms: Sequence[int], axes: Floats, *, round_ends: bool = True
) -> Floats:
    """How far they reach along each of the axes."""
    spans = [span(scene, geoms, axes[:, i], round_ends=round_ends) for i in range(3)]
    return np.array([high - low for low, high in spans])


def centre(scene: Scene, body: int, geoms: Sequence[int]) -> Floats:
    """The middle of the box around a thing; of one without geoms, where its body is."""
    if not geoms:
        return np.array(scene.start.xpos[body])
    axes = own_axes(scene, body, geoms)
    middle = [sum(span(scene, geoms, axes[:, i])) / 2 for i in range(3)]
    return axes @ np.array(middle)


def _room(scene: Scene, geoms: Sequence[int], axes: Floats) -> float:
    # What has no thickness still has to be told from what is smaller along the other two axes.
    return float(np.prod(np.maximum(own_extents(scene, geoms, axes), 1e-6)))


def _span(scene: Scene, geom: int, direction: Floats, round_ends: bool) -> tuple[float, float]:
    model = scene.model
    middle = float(scene.start.geom_xpos[geom] @ direction)
    # The direction in the geom's own frame.
    own = scene.start.geom_xmat[geom].reshape(3, 3).T @ direction
    kind = int(model.geom_type[geom])
    if kind == _MESH:
        return _mesh_span(model, geom, own, middle)
    if kind not in (_PLANE, _SPHERE, _CAPSULE, _CYLINDER, _ELLIPSOID, _BOX):
        middle += float(model.geom_aabb[geom, :3] @ own)
    half = _half(model, geom, kind, own, round_ends)
    return middle - half, middle + half


def _half(model: mujoco.MjModel, geom: int, kind: int, own: Floats, round_ends: bool) -> float:
    size: Floats = model.geom_size[geom]
    radius, length = float(size[0]), float(size[1])
    if kind == _PLANE:
        endless = is_endless(model, geom) and bool(np.abs(own[:2]).max() > 1e-6)
        return math.inf if endless else float(size[:2] @ np.abs(own[:2]))
    if kind == _SPHERE:
        return radius
    if kind == _CAPSULE and round_ends:
        return radius + length * abs(float(own[2]))
    if kind in (_CYLINDER, _CAPSULE):
        return radius * math.hypot(own[0], own[1]) + length * abs(float(own[2]))
    if kind == _ELLIPSOID:
        return float(np.linalg.norm(size * own))
    if kind == _BOX:
        return float(size @ np.abs(own))
    return float(model.geom_aabb[geom, 3:] @ np.abs(own))


def _mesh_span(model: mujoco.MjModel, geom: int, own: Floats, middle: float) -> tuple[float, float]:
    mesh = int(model.geom_dataid[geom])
    first = int(model.mesh_vertadr[mesh])
    along = model.mesh_vert[first : first + int(model.mesh_vertnum[mesh])] @ own
    return middle + float(along.min()), middle + float(along.max())
