"""Sizes and surfaces of geoms, and which geom of a link a person would name it by."""

from collections.abc import Iterable, Sequence

import mujoco
import numpy as np

__all__ = [
    "corners",
    "extent",
    "face_normals",
    "highest",
    "is_round",
    "lowest",
    "main_geom",
    "shape_of",
    "sides",
    "size_of_link",
    "volume",
]

_TYPES = {
    mujoco.mjtGeom.mjGEOM_PLANE: "plane",
    mujoco.mjtGeom.mjGEOM_HFIELD: "hfield",
    mujoco.mjtGeom.mjGEOM_SPHERE: "sphere",
    mujoco.mjtGeom.mjGEOM_CAPSULE: "capsule",
    mujoco.mjtGeom.mjGEOM_ELLIPSOID: "ellipsoid",
    mujoco.mjtGeom.mjGEOM_CYLINDER: "cylinder",
    mujoco.mjtGeom.mjGEOM_BOX: "box",
    mujoco.mjtGeom.mjGEOM_MESH: "mesh",
}


def shape_of(model: mujoco.MjModel, geom: int) -> str:
    """`box`, `sphere` and so on; an ellipsoid that is a ball is a sphere."""
    name = _TYPES.get(mujoco.mjtGeom(model.geom_type[geom]), "other")
    if name == "ellipsoid" and np.ptp(model.geom_size[geom]) < 0.02 * model.geom_size[geom, 0]:
        return "sphere"
    return name


def is_round(model: mujoco.MjModel, geom: int) -> bool:
    """True for what can roll like a wheel about some axis."""
    if shape_of(model, geom) in ("sphere", "capsule", "cylinder"):
        return True
    if shape_of(model, geom) not in ("ellipsoid", "mesh"):
        return False
    side = sides(model, geom)
    return abs(side[2] - side[1]) < 0.06 * side[2]


def sides(model: mujoco.MjModel, geom: int) -> np.ndarray:
    """Its extents in its own frame, the smallest first; round ends belong to it."""
    return np.sort(2 * model.geom_aabb[geom, 3:])


def volume(model: mujoco.MjModel, geom: int) -> float:
    """How large a person would think it, in m³; of a plane nothing."""
    half = model.geom_aabb[geom, 3:]
    share = {"sphere": 0.52, "ellipsoid": 0.52, "cylinder": 0.785, "capsule": 0.7, "mesh": 0.6}
    name = shape_of(model, geom)
    return 0.0 if name == "plane" else float(np.prod(2 * half)) * share.get(name, 1.0)


def main_geom(model: mujoco.MjModel, geoms: Sequence[int]) -> int:
    """The largest one that can be seen."""
    seen = [geom for geom in geoms if _alpha(model, geom) > 0.05] or list(geoms)
    return max(seen, key=lambda geom: volume(model, geom))


def _alpha(model: mujoco.MjModel, geom: int) -> float:
    material = int(model.geom_matid[geom])
    own = float(model.geom_rgba[geom, 3])
    return min(own, float(model.mat_rgba[material, 3])) if material >= 0 else own


def corners(model: mujoco.MjModel, geom: int) -> np.ndarray:
    """The eight corners of the box around it, in its own frame."""
    centre, half = model.geom_aabb[geom, :3], model.geom_aabb[geom, 3:]
    signs = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    return centre + signs * half


def extent(
    model: mujoco.MjModel,
    position: np.ndarray,
    matrix: np.ndarray,
    geom: int,
    direction: np.ndarray,
) -> float:
    """How far a geom reaches from the origin along a direction of the world."""
    turned = matrix.reshape(3, 3)
    name = shape_of(model, geom)
    along = turned.T @ direction
    size = model.geom_size[geom]
    centre = float(position @ direction)
    if name == "sphere":
        return centre + float(size[0])
    if name == "capsule":
        return centre + float(size[0] + size[1] * abs(along[2]))
    if name == "cylinder":
        return centre + float(size[1] * abs(along[2]) + size[0] * np.hypot(along[0], along[1]))
    if name == "ellipsoid":
        return centre + float(np.linalg.norm(size * along))
    return centre + float(np.max(_points(model, geom) @ along))


def _points(model: mujoco.MjModel, geom: int) -> np.ndarray:
    if shape_of(model, geom) != "mesh":
        return corners(model, geom)
    mesh = int(model.geom_dataid[geom])
    first = int(model.mesh_vertadr[mesh])
    return model.mesh_vert[first : first + int(model.mesh_vertnum[mesh])].astype(float)


def highest(model: mujoco.MjModel, data: mujoco.MjData, geoms: Iterable[int]) -> float:
    """The greatest z of these geoms."""
    up = np.array((0.0, 0.0, 1.0))
    return max(extent(model, data.geom_xpos[g], data.geom_xmat[g], g, up) for g in geoms)


def lowest(model: mujoco.MjModel, data: mujoco.MjData, geoms: Iterable[int]) -> float:
    """The least z of these geoms."""
    down = np.array((0.0, 0.0, -1.0))
    return -max(extent(model, data.geom_xpos[g], data.geom_xmat[g], g, down) for g in geoms)


def size_of_link(
    model: mujoco.MjModel, data: mujoco.MjData, geoms: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """The sides of all these geoms together along the axes of the largest one, smallest first: with
    all of what is round, and with the round ends of capsules left out."""
    frame = data.geom_xmat[main_geom(model, geoms)].reshape(3, 3)
    whole, without = np.empty(3), np.empty(3)
    for axis in range(3):
        reach: list[list[float]] = [[], []]
        for direction in (frame[:, axis], -frame[:, axis]):
            ends = [
                (extent(model, data.geom_xpos[g], data.geom_xmat[g], g, direction), g)
                for g in geoms
            ]
            reach[0].append(max(end for end, _ in ends))
            reach[1].append(max(end - _round_end(model, data, g, direction) for end, g in ends))
        whole[axis], without[axis] = sum(reach[0]), sum(reach[1])
    return np.sort(whole), np.sort(without)


def _round_end(
    model: mujoco.MjModel, data: mujoco.MjData, geom: int, direction: np.ndarray
) -> float:
    """What the round end of a capsule adds along its own axis."""
    along = abs(float(data.geom_xmat[geom].reshape(3, 3)[:, 2] @ direction))
    capsule = shape_of(model, geom) == "capsule"
    return float(model.geom_size[geom, 0]) if capsule and along > 0.9 else 0.0


def face_normals(
    model: mujoco.MjModel, matrix: np.ndarray, geom: int
) -> list[tuple[np.ndarray, float]]:
    """The flat faces of a plane, box, cylinder or mesh: normal in the world, and area in m²."""
    turned = matrix.reshape(3, 3)
    name, size = shape_of(model, geom), model.geom_size[geom]
    if name == "plane":
        return [(turned[:, 2], np.inf)]
    if name == "box":
        areas = [4 * size[1] * size[2], 4 * size[0] * size[2], 4 * size[0] * size[1]]
        return [(way * turned[:, i], float(areas[i])) for i in range(3) for way in (1, -1)]
    if name == "cylinder":
        return [(way * turned[:, 2], float(np.pi * size[0] ** 2)) for way in (1, -1)]
    if name == "mesh":
        return _mesh_faces(model, turned, geom)
    return []


def _mesh_faces(
    model: mujoco.MjModel, turned: np.ndarray, geom: int
) -> list[tuple[np.ndarray, float]]:
    mesh = int(model.geom_dataid[geom])
    first = int(model.mesh_faceadr[mesh])
    faces = model.mesh_face[first : first + int(model.mesh_facenum[mesh])]
    triangles = _points(model, geom)[faces]
    crossed = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    found: dict[tuple[int, ...], list[np.ndarray]] = {}
    for twice in crossed:
        length = float(np.linalg.norm(twice))
        if length > 0:
            # Triangles of one flat face are one.
            key = tuple(int(part) for part in np.round(twice / length * 50))
            found.setdefault(key, []).append(twice)
    sums = [np.sum(parts, axis=0) for parts in found.values()]
    return [
        (turned @ (total / np.linalg.norm(total)), float(np.linalg.norm(total)) / 2)
        for total in sums
    ]
