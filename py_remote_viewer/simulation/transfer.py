"""A state by names, so that another model continues from it: an edited one, or one loaded again.

By index a body more in the middle of a model would give every later joint the state of another.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.state_image import STATE, StateImage, put_state

__all__ = ["NamedState", "Transfer", "apply_state", "check_state", "take_state"]

_FREE = int(mujoco.mjtJoint.mjJNT_FREE)
_BALL = int(mujoco.mjtJoint.mjJNT_BALL)
#: How many numbers of qpos and of qvel a joint has, by its type.
_JOINT_SIZES = {_FREE: (7, 6), _BALL: (4, 3)}


@dataclass(frozen=True)
class JointState:
    """Position and velocity of a joint of this type (`mjtJoint`)."""

    type: int
    qpos: np.ndarray
    qvel: np.ndarray


@dataclass(frozen=True)
class ActuatorState:
    """A control and the activations behind it."""

    ctrl: float
    act: np.ndarray


@dataclass(frozen=True)
class NamedState:
    """All of a simulation's state, by the names of joints, actuators, bodies and equalities.

    `whole` is the vector of mjSTATE_INTEGRATION, which fits models with the same `digest`.
    `initial` says that nothing had happened yet: there is nothing to keep.
    """

    time: float
    joints: dict[str, JointState]
    actuators: dict[str, ActuatorState]
    mocap: dict[str, np.ndarray]
    equalities: dict[str, bool]
    digest: str
    whole: np.ndarray
    initial: bool = False


@dataclass(frozen=True)
class Transfer:
    """How much of a state another model took over; `exact` where that was every bit."""

    exact: bool
    kept: int
    left_out: int


def take_state(
    model: mujoco.MjModel, data: mujoco.MjData, begun: mujoco.MjData | None = None
) -> NamedState:
    """The state that `data` is in; `begun` is the one that the model begins with."""
    whole = _whole(model, data)
    joints: dict[str, JointState] = {}
    for index, key in enumerate(_joint_keys(model)):
        kind = int(model.jnt_type[index])
        position, velocity = _joint_slices(model, index)
        joints[key] = JointState(kind, data.qpos[position].copy(), data.qvel[velocity].copy())
    actuators = {
        key: ActuatorState(float(data.ctrl[index]), data.act[_activations(model, index)].copy())
        for index, key in enumerate(_actuator_keys(model))
    }
    mocap = {
        key: np.concatenate((data.mocap_pos[slot], data.mocap_quat[slot]))
        for key, slot in _mocap_slots(model).items()
    }
    equalities = {
        key: bool(data.eq_active[index]) for index, key in enumerate(_equality_keys(model))
    }
    return NamedState(
        time=float(data.time),
        joints=joints,
        actuators=actuators,
        mocap=mocap,
        equalities=equalities,
        digest=_digest(model),
        whole=whole,
        initial=begun is not None and np.array_equal(whole, _whole(model, begun)),
    )


def apply_state(state: NamedState, model: mujoco.MjModel, data: mujoco.MjData) -> Transfer:
    """Bring `data` into this state, as far as the model has what it names; the rest stays.

    Raises CommandError as `check_state` does, before anything is changed. Poses, contacts and
    sensors are those of the state afterwards.
    """
    check_state(state)
    if state.digest == _digest(model) and state.whole.size == mujoco.mj_stateSize(model, STATE):
        put_state(model, data, StateImage(state.whole))
        return Transfer(True, len(state.joints), 0)
    kept = _apply_joints(state, model, data)
    _apply_actuators(state, model, data)
    for key, slot in _mocap_slots(model).items():
        if key in state.mocap:
            data.mocap_pos[slot] = state.mocap[key][:3]
            data.mocap_quat[slot] = state.mocap[key][3:]
    for index, key in enumerate(_equality_keys(model)):
        if key in state.equalities:
            data.eq_active[index] = state.equalities[key]
    data.time = state.time
    mujoco.mj_forward(model, data)
    return Transfer(False, kept, len(state.joints) - kept)


def check_state(state: NamedState) -> None:
    """Raise CommandError for numbers that no simulation can go on from."""
    parts = [
        state.whole, np.array([state.time]), *state.mocap.values(),
        *(part for joint in state.joints.values() for part in (joint.qpos, joint.qvel)),
        *(actuator.act for actuator in state.actuators.values()),
        np.array([actuator.ctrl for actuator in state.actuators.values()]),
    ]  # fmt: skip
    # Beyond mjMAXVAL MuJoCo takes the state for diverged, and resets it.
    if not all(bool(np.all(np.abs(part) <= mujoco.mjMAXVAL)) for part in parts):
        raise CommandError(
            f"The state holds a number that is not finite, or larger than {mujoco.mjMAXVAL:g}."
        )


def _apply_joints(state: NamedState, model: mujoco.MjModel, data: mujoco.MjData) -> int:
    kept = 0
    for index, key in enumerate(_joint_keys(model)):
        joint = state.joints.get(key)
        if joint is None or joint.type != int(model.jnt_type[index]):
            continue
        position, velocity = _joint_slices(model, index)
        data.qpos[position], data.qvel[velocity] = joint.qpos, joint.qvel
        kept += 1
    return kept


def _apply_actuators(state: NamedState, model: mujoco.MjModel, data: mujoco.MjData) -> None:
    for index, key in enumerate(_actuator_keys(model)):
        actuator = state.actuators.get(key)
        if actuator is None:
            continue
        low, high = model.actuator_ctrlrange[index]
        limited = bool(model.actuator_ctrllimited[index])
        data.ctrl[index] = np.clip(actuator.ctrl, low, high) if limited else actuator.ctrl
        place = _activations(model, index)
        if actuator.act.size == place.stop - place.start:
            data.act[place] = actuator.act


# keys: names, and for what has none, where it hangs


def _joint_keys(model: mujoco.MjModel) -> list[str]:
    bodies = _body_keys(model)
    return _unique(
        _name(model, model.name_jntadr[index]) or f"{bodies[int(model.jnt_bodyid[index])]}/joint"
        for index in range(model.njnt)
    )


def _body_keys(model: mujoco.MjModel) -> list[str]:
    keys: list[str] = []
    nameless: Counter[int] = Counter()
    for index in range(model.nbody):
        name = _name(model, model.name_bodyadr[index])
        parent = int(model.body_parentid[index])
        if not name and index:
            nameless[parent] += 1
            name = f"{keys[parent]}/body {nameless[parent]}"
        keys.append(name)
    return keys


def _actuator_keys(model: mujoco.MjModel) -> list[str]:
    joints = _joint_keys(model)

    def target(index: int) -> str:
        kind, number = int(model.actuator_trntype[index]), int(model.actuator_trnid[index][0])
        on_joint = kind <= int(mujoco.mjtTrn.mjTRN_JOINTINPARENT) and 0 <= number < len(joints)
        return f"{joints[number]}/actuator" if on_joint else f"actuator {kind}.{number}"

    return _unique(
        _name(model, model.name_actuatoradr[index]) or target(index) for index in range(model.nu)
    )


def _equality_keys(model: mujoco.MjModel) -> list[str]:
    return _unique(
        _name(model, model.name_eqadr[index]) or f"equality {int(model.eq_type[index])}"
        for index in range(model.neq)
    )


def _mocap_slots(model: mujoco.MjModel) -> dict[str, int]:
    slots = (int(slot) for slot in model.body_mocapid)
    return {key: slot for key, slot in zip(_body_keys(model), slots, strict=True) if slot >= 0}


def _unique(keys: Iterable[str]) -> list[str]:
    """The keys, those that came before with their number behind them."""
    seen: Counter[str] = Counter()
    unique: list[str] = []
    for key in keys:
        seen[key] += 1
        unique.append(key if seen[key] == 1 else f"{key} #{seen[key]}")
    return unique


def _name(model: mujoco.MjModel, address: int) -> str:
    return model.names[int(address) :].split(b"\0", 1)[0].decode(errors="replace")


# places in the arrays


def _joint_slices(model: mujoco.MjModel, index: int) -> tuple[slice, slice]:
    positions, velocities = _JOINT_SIZES.get(int(model.jnt_type[index]), (1, 1))
    position, velocity = int(model.jnt_qposadr[index]), int(model.jnt_dofadr[index])
    return slice(position, position + positions), slice(velocity, velocity + velocities)


def _activations(model: mujoco.MjModel, index: int) -> slice:
    first, count = int(model.actuator_actadr[index]), int(model.actuator_actnum[index])
    return slice(first, first + count) if first >= 0 else slice(0, 0)


def _whole(model: mujoco.MjModel, data: mujoco.MjData) -> np.ndarray:
    state = np.empty(mujoco.mj_stateSize(model, STATE))
    mujoco.mj_getState(model, data, state, STATE)
    return state


def _digest(model: mujoco.MjModel) -> str:
    """The same for models whose states mean the same, number by number."""
    said = hashlib.sha256()
    for keys in (_joint_keys(model), _actuator_keys(model), _equality_keys(model)):
        said.update(repr(keys).encode())
    said.update(repr(list(_mocap_slots(model).items())).encode())
    for array in (model.jnt_type, model.actuator_actnum):
        said.update(np.ascontiguousarray(array, dtype=np.int32).tobytes())
    said.update(repr((model.nq, model.nv, model.na, model.nu, model.nuserdata)).encode())
    return said.hexdigest()
