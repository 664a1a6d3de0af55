"""Bodies that are not drawn, to see what is behind or inside.

The model stays as it is: what its rays hit (range finders) must not depend on what people look at.
"""

from collections.abc import Set

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.protocol.fields import Field
from py_remote_viewer.simulation.fields import Binding, Sections
from py_remote_viewer.simulation.names import name_of

__all__ = ["body_sections", "hide", "hit_behind"]

_GEOM = int(mujoco.mjtObj.mjOBJ_GEOM)
#: So far from the middle, in extents, that no camera sees it.
_AWAY = 1e6
#: One hidden body behind another, at most.
_MOST_HITS = 50
_STEP_M = 1e-5

Vector = npt.NDArray[np.float64]


def body_sections(model: mujoco.MjModel, hidden: set[int]) -> Sections:
    """A toggle for each body that has geoms."""
    bodies = [body for body in range(1, model.nbody) if model.body_geomnum[body]]
    return [("Bodies", [_body(model, body, hidden) for body in bodies])] if bodies else []


def _body(model: mujoco.MjModel, body: int, hidden: set[int]) -> Binding:
    def write(value: float) -> None:
        if value:
            hidden.discard(body)
        else:
            hidden.add(body)

    field = Field(f"view/body/{body}", name_of(model, "body", body), "toggle")
    return Binding(field, lambda: float(body not in hidden), write)


def hide(model: mujoco.MjModel, scene: mujoco.MjvScene, hidden: Set[int]) -> None:
    """Take the geoms of these bodies out of a scene."""
    if not hidden:
        return
    away = _AWAY * float(model.stat.extent)
    for geom in scene.geoms[: scene.ngeom]:
        if geom.objtype == _GEOM and int(model.geom_bodyid[geom.objid]) in hidden:
            geom.pos[2] = -away


def hit_behind(
    model: mujoco.MjModel,
    data: mujoco.MjData,
    option: mujoco.MjvOption,
    ray: tuple[Vector, Vector],
    hidden: Set[int],
) -> tuple[int, Vector] | None:
    """The first geom that a ray (from where, which way) hits that is not hidden, and where."""
    origin, way = ray
    direction = way / np.linalg.norm(way)
    found = np.full((1, 1), -1, dtype=np.int32)
    static = bool(option.flags[mujoco.mjtVisFlag.mjVIS_STATIC])
    for _ in range(_MOST_HITS):
        distance = mujoco.mj_ray(
            model, data, origin, direction, option.geomgroup, static, -1, found
        )
        if distance < 0:
            return None
        origin = origin + distance * direction
        geom = int(found[0, 0])
        if int(model.geom_bodyid[geom]) not in hidden:
            return geom, origin
        origin = origin + _STEP_M * max(1.0, float(model.stat.extent)) * direction
    return None
