"""Draws what people do into a scene: where they point, what they pull, from where they look.

Decoration, made anew for each picture: it is never picked, and no part of depth or segmentation.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import mujoco
import numpy as np

__all__ = ["PeopleMark", "Vector", "add_marks"]

Vector = tuple[float, float, float]

#: Of the picture's height: a pointer's radius, and the width of a pull's line.
_POINTER = 0.014
_PULL = 0.004
#: Pixels.
_LINE = 2.0
_LONGEST_LABEL = 40
_TURNED: "np.ndarray" = np.eye(3).flatten()


@dataclass(frozen=True)
class PeopleMark:
    """One thing that one person does; compared to tell whether there is something new to draw.

    `points` (m, world frame) are where a pointer points, from where to where a pull goes, or the
    eye of a camera and the four corners of what it sees; `strength` is 1, and less while it fades.
    """

    kind: Literal["pointer", "pull", "frustum"]
    name: str
    rgb: Vector
    points: tuple[Vector, ...]
    strength: float = 1.0


def add_marks(scene: mujoco.MjvScene, marks: Iterable[PeopleMark]) -> None:
    """Add them to a scene that was updated, as far as it has room."""
    for mark in marks:
        match mark.kind:
            case "pointer":
                _add_pointer(scene, mark)
            case "pull":
                _add_pull(scene, mark)
            case "frustum":
                _add_frustum(scene, mark)


def _add_pointer(scene: mujoco.MjvScene, mark: PeopleMark) -> None:
    at = np.array(mark.points[0])
    radius = _POINTER * _height_at(scene, at)
    _add_shape(scene, mujoco.mjtGeom.mjGEOM_SPHERE, mark, (radius, radius, radius), at)
    _add_label(scene, mark, at, radius)


def _add_pull(scene: mujoco.MjvScene, mark: PeopleMark) -> None:
    begin, end = (np.array(point) for point in mark.points)
    width = _PULL * _height_at(scene, begin)
    geom = _add_shape(scene, mujoco.mjtGeom.mjGEOM_CAPSULE, mark, (width,) * 3, begin)
    if geom is not None and np.linalg.norm(end - begin) > width:
        mujoco.mjv_connector(geom, mujoco.mjtGeom.mjGEOM_CAPSULE, width, begin, end)
    _add_label(scene, mark, begin, 3 * width)


def _add_frustum(scene: mujoco.MjvScene, mark: PeopleMark) -> None:
    eye, *corners = (np.array(point) for point in mark.points)
    for corner, after in zip(corners, (*corners[1:], corners[0]), strict=True):
        for begin, end in ((eye, corner), (corner, after)):
            geom = _add_shape(scene, mujoco.mjtGeom.mjGEOM_LINE, mark, (1.0, 1.0, 1.0), begin)
            if geom is not None:
                mujoco.mjv_connector(geom, mujoco.mjtGeom.mjGEOM_LINE, _LINE, begin, end)
    _add_label(scene, mark, eye, 0.0)


def _add_shape(
    scene: mujoco.MjvScene,
    kind: mujoco.mjtGeom,
    mark: PeopleMark,
    size: tuple[float, ...],
    at: np.ndarray,
) -> mujoco.MjvGeom | None:
    if scene.ngeom >= scene.maxgeom:
        return None
    geom = scene.geoms[scene.ngeom]
    rgba = np.array((*mark.rgb, mark.strength), np.float32)
    mujoco.mjv_initGeom(geom, int(kind), np.array(size), at, _TURNED, rgba)
    geom.category = int(mujoco.mjtCatBit.mjCAT_DECOR)
    geom.segid = -1
    # Of this colour also where no light falls.
    geom.emission, geom.specular, geom.reflectance = 1.0, 0.0, 0.0
    scene.ngeom += 1
    return geom


def _add_label(scene: mujoco.MjvScene, mark: PeopleMark, at: np.ndarray, above: float) -> None:
    """The name, over it in the picture."""
    up = np.asarray(scene.camera[0].up, float)
    label = _add_shape(scene, mujoco.mjtGeom.mjGEOM_LABEL, mark, (0.1,) * 3, at + 2.5 * above * up)
    if label is not None:
        label.label = _drawable(mark.name)


def _drawable(name: str) -> str:
    """MuJoCo's font has ASCII alone."""
    plain = unicodedata.normalize("NFKD", name)
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return kept.encode("ascii", "replace").decode()[:_LONGEST_LABEL]


def _height_at(scene: mujoco.MjvScene, point: np.ndarray) -> float:
    """How high the picture is at a point, m."""
    first, second = scene.camera
    height = float(first.frustum_top) - float(first.frustum_bottom)
    if first.orthographic:
        return height
    eye = (np.asarray(first.pos, float) + np.asarray(second.pos, float)) / 2
    near = float(first.frustum_near)
    return height * max(near, float(np.asarray(first.forward) @ (point - eye))) / near
