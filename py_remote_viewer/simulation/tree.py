"""What a model is made of, as a tree of bodies with their elements."""

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.protocol.tasks import ModelTree, TreeBody
from py_remote_viewer.simulation.names import name_of

__all__ = ["model_tree"]


def model_tree(model: mujoco.MjModel, generation: int) -> ModelTree:
    """Names of all elements; those of bodies stand with their body."""
    geoms = _by_body(model, "geom", model.geom_bodyid)
    joints = _by_body(model, "joint", model.jnt_bodyid)
    sites = _by_body(model, "site", model.site_bodyid)
    cameras = _by_body(model, "camera", model.cam_bodyid)
    lights = _by_body(model, "light", model.light_bodyid)
    return ModelTree(
        generation=generation,
        bodies=tuple(
            TreeBody(
                name_of(model, "body", body),
                int(model.body_parentid[body]),
                tuple(geoms[body]),
                tuple(joints[body]),
                tuple(sites[body]),
                tuple(cameras[body]),
                tuple(lights[body]),
            )
            for body in range(model.nbody)
        ),
        actuators=_names(model, "actuator", model.nu),
        tendons=_names(model, "tendon", model.ntendon),
        sensors=_names(model, "sensor", model.nsensor),
        equalities=_names(model, "equality", model.neq),
        keyframes=_names(model, "keyframe", model.nkey),
    )


def _names(model: mujoco.MjModel, kind: str, count: int) -> tuple[str, ...]:
    return tuple(name_of(model, kind, index) for index in range(count))


def _by_body(model: mujoco.MjModel, kind: str, bodies: npt.NDArray[np.int32]) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(model.nbody)]
    for index, body in enumerate(bodies):
        found[int(body)].append(name_of(model, kind, index))
    return found
