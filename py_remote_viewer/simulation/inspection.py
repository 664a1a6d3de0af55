"""What is known of a body: what it is made of, how it moves, what it touches."""

from collections.abc import Iterator

import mujoco
import numpy as np

from py_remote_viewer.protocol.inspection import (
    BodyDescription,
    BodyState,
    ContactState,
    ElementDescription,
)
from py_remote_viewer.simulation.names import name_of

__all__ = ["body_state", "describe_body", "is_movable"]

#: More of them nobody reads; those with the largest forces are told.
_MOST_CONTACTS = 12
_MOST_ELEMENTS = 50
_JOINTS = {int(kind): name[6:].lower() for name, kind in mujoco.mjtJoint.__members__.items()}
_GEOMS = {int(kind): name[7:].lower() for name, kind in mujoco.mjtGeom.__members__.items()}
_BODY = int(mujoco.mjtObj.mjOBJ_BODY)


def is_movable(model: mujoco.MjModel, body: int) -> bool:
    """True where a pull can move it: it is no part of the world, or it is a mocap body."""
    return int(model.body_mocapid[body]) >= 0 or int(model.body_weldid[body]) != 0


def describe_body(model: mujoco.MjModel, body: int) -> BodyDescription:
    """What does not change about a body."""
    joints = range(model.body_jntadr[body], model.body_jntadr[body] + model.body_jntnum[body])
    geoms = range(model.body_geomadr[body], model.body_geomadr[body] + model.body_geomnum[body])
    parent = int(model.body_parentid[body])
    return BodyDescription(
        body=body,
        name=name_of(model, "body", body),
        parent=parent,
        parent_name=name_of(model, "body", parent),
        mass=float(model.body_mass[body]),
        inertia=_vector(model.body_inertia[body]),
        subtree_mass=float(model.body_subtreemass[body]),
        movable=is_movable(model, body),
        mocap=int(model.body_mocapid[body]) >= 0,
        joints=tuple(_joint(model, joint) for joint in joints[:_MOST_ELEMENTS]),
        geoms=tuple(_geom(model, geom) for geom in geoms[:_MOST_ELEMENTS]),
    )


def _joint(model: mujoco.MjModel, joint: int) -> ElementDescription:
    low, high = (float(value) for value in model.jnt_range[joint])
    detail = f"{low:.4g} to {high:.4g}" if model.jnt_limited[joint] else ""
    kind = _JOINTS.get(int(model.jnt_type[joint]), "joint")
    return ElementDescription(name_of(model, "joint", joint), kind, detail)


def _geom(model: mujoco.MjModel, geom: int) -> ElementDescription:
    kind = _GEOMS.get(int(model.geom_type[geom]), "geom")
    mesh = int(model.geom_dataid[geom])
    if kind == "mesh" and mesh >= 0:
        detail = name_of(model, "mesh", mesh)
    else:
        detail = " by ".join(f"{size:.4g}" for size in model.geom_size[geom] if size)
    return ElementDescription(name_of(model, "geom", geom), kind, detail)


def body_state(model: mujoco.MjModel, data: mujoco.MjData, body: int, generation: int) -> BodyState:
    """How a body moves and what it touches, of a state with all that follows from it."""
    velocity = np.zeros(6)
    mujoco.mj_objectVelocity(model, data, _BODY, body, velocity, 0)
    contacts = sorted(_contacts(model, data, body), key=lambda contact: -contact.normal)
    w, x, y, z = (float(value) for value in data.xquat[body])
    return BodyState(
        generation=generation,
        body=body,
        position=_vector(data.xpos[body]),
        quaternion=(w, x, y, z),
        velocity=_vector(velocity[3:]),
        angular_velocity=_vector(velocity[:3]),
        contacts=tuple(contacts[:_MOST_CONTACTS]),
        more_contacts=max(0, len(contacts) - _MOST_CONTACTS),
    )


def _contacts(model: mujoco.MjModel, data: mujoco.MjData, body: int) -> Iterator[ContactState]:
    if not data.ncon:
        return
    pairs = data.contact.geom
    # Flexes touch with elements that are no geoms.
    bodies = np.where(pairs >= 0, model.geom_bodyid[np.maximum(pairs, 0)], -1)
    for index in np.flatnonzero((bodies == body).any(axis=1)):
        ours = 0 if bodies[index][0] == body else 1
        other = int(pairs[index][1 - ours])
        force = np.zeros(6)
        mujoco.mj_contactForce(model, data, int(index), force)
        yield ContactState(
            other_body=int(bodies[index][1 - ours]),
            other=name_of(model, "geom", other) if other >= 0 else "flex",
            position=_vector(data.contact.pos[index]),
            depth=-float(data.contact.dist[index]),
            normal=float(force[0]),
            friction=float(np.hypot(force[1], force[2])),
        )


def _vector(array: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in array)
    return (x, y, z)
