"""The panels of the state: controls, joints, equalities, mocap bodies."""

import math
from collections.abc import Callable

import mujoco
import numpy as np

from py_remote_viewer.protocol.fields import Field
from py_remote_viewer.simulation.fields.binding import Binding, Sections, attribute_binding
from py_remote_viewer.simulation.names import name_of
from py_remote_viewer.simulation.noise import ControlNoise

__all__ = [
    "control_sections",
    "equality_sections",
    "joint_sections",
    "mocap_sections",
    "noise_sections",
]

#: The state may be replaced as a whole, so it is asked for each time.
GetData = Callable[[], mujoco.MjData]
_UNLIMITED_SLIDE_M = 1.0
_HINGE = int(mujoco.mjtJoint.mjJNT_HINGE)
_SLIDE = int(mujoco.mjtJoint.mjJNT_SLIDE)
_EQUALITIES = {
    int(kind): name.removeprefix("mjEQ_").lower() for name, kind in mujoco.mjtEq.__members__.items()
}


def control_sections(model: mujoco.MjModel, data: GetData) -> Sections:
    """A slider for each control."""
    return [("Controls", [_control(model, data, index) for index in range(model.nu)])]


def noise_sections(model: mujoco.MjModel, noise: ControlNoise) -> Sections:
    """How much noise goes on top of the controls."""
    if not model.nu:
        return []
    scale = Field(
        "noise/scale", "Scale", low=0.0, high=1.0, limited=True,
        note="Standard deviation, as a fraction of half a control's range.",
    )  # fmt: skip
    rate = Field(
        "noise/rate", "Correlation time", low=0.0, high=10.0, limited=True, unit="s",
        note="How long the noise remembers; 0 is white noise.",
    )  # fmt: skip
    return [
        (
            "Noise",
            [
                attribute_binding(noise, "scale", scale),
                attribute_binding(noise, "rate_sec", rate),
            ],
        )
    ]


def joint_sections(model: mujoco.MjModel, data: GetData) -> Sections:
    """A slider for each hinge and slide joint, and the numbers of the others."""
    scalar: list[Binding] = []
    others: list[Binding] = []
    for joint in range(model.njnt):
        if int(model.jnt_type[joint]) in (_HINGE, _SLIDE):
            scalar.append(_scalar_joint(model, data, joint))
        else:
            others.append(_other_joint(model, data, joint))
    return [("Hinges and slides", scalar), ("Free and ball joints", others)]


def mocap_sections(model: mujoco.MjModel, data: GetData) -> Sections:
    """The pose of each mocap body."""
    bodies = np.flatnonzero(model.body_mocapid >= 0)
    return [("Mocap bodies", [_mocap(model, data, int(body)) for body in bodies])]


def equality_sections(model: mujoco.MjModel, data: GetData) -> Sections:
    """A toggle for each equality constraint."""
    return [("Equality constraints", [_equality(model, data, i) for i in range(model.neq)])]


def _control(model: mujoco.MjModel, data: GetData, index: int) -> Binding:
    limited = bool(model.actuator_ctrllimited[index])
    low, high = (float(value) for value in model.actuator_ctrlrange[index])
    field = Field(
        f"ctrl/{index}", name_of(model, "actuator", index),
        low=low if limited else -1.0, high=high if limited else 1.0, limited=limited,
    )  # fmt: skip

    def write(value: float) -> None:
        data().ctrl[index] = value

    return Binding(field, lambda: float(data().ctrl[index]), write)


def _scalar_joint(model: mujoco.MjModel, data: GetData, joint: int) -> Binding:
    hinge = int(model.jnt_type[joint]) == _HINGE
    limited = bool(model.jnt_limited[joint])
    reach = math.pi if hinge else _UNLIMITED_SLIDE_M
    low, high = (float(value) for value in model.jnt_range[joint])
    address = int(model.jnt_qposadr[joint])
    velocity = int(model.jnt_dofadr[joint])
    field = Field(
        f"joint/{joint}", name_of(model, "joint", joint),
        low=low if limited else -reach, high=high if limited else reach,
        limited=limited, unit="rad" if hinge else "m",
    )  # fmt: skip

    def write(value: float) -> None:
        # Placed by hand, it does not go on with the speed that it had elsewhere.
        data().qpos[address] = value
        data().qvel[velocity] = 0.0

    return Binding(field, lambda: float(data().qpos[address]), write)


def _other_joint(model: mujoco.MjModel, data: GetData, joint: int) -> Binding:
    ball = int(model.jnt_type[joint]) == int(mujoco.mjtJoint.mjJNT_BALL)
    size, freedoms = (4, 3) if ball else (7, 6)
    address = int(model.jnt_qposadr[joint])
    velocity = int(model.jnt_dofadr[joint])
    note = "Quaternion w, x, y, z." if ball else "Position (m), then quaternion w, x, y, z."
    field = Field(f"joint/{joint}", name_of(model, "joint", joint), "vector", size=size, note=note)

    def read() -> tuple[float, ...]:
        return tuple(float(value) for value in data().qpos[address : address + size])

    def write(value: tuple[float, ...]) -> None:
        pose = np.array(value)
        mujoco.mju_normalize4(pose[-4:])
        data().qpos[address : address + size] = pose
        data().qvel[velocity : velocity + freedoms] = 0.0

    return Binding(field, read, write)


def _mocap(model: mujoco.MjModel, data: GetData, body: int) -> Binding:
    index = int(model.body_mocapid[body])
    field = Field(
        f"mocap/{index}", name_of(model, "body", body), "vector", size=7,
        note="Position (m), then quaternion w, x, y, z.",
    )  # fmt: skip

    def read() -> tuple[float, ...]:
        pose = (*data().mocap_pos[index], *data().mocap_quat[index])
        return tuple(float(value) for value in pose)

    def write(value: tuple[float, ...]) -> None:
        quat = np.array(value[3:])
        mujoco.mju_normalize4(quat)
        data().mocap_pos[index], data().mocap_quat[index] = value[:3], quat

    return Binding(field, read, write)


def _equality(model: mujoco.MjModel, data: GetData, index: int) -> Binding:
    kind = _EQUALITIES.get(int(model.eq_type[index]), "equality")
    name = name_of(model, "equality", index)
    field = Field(f"equality/{index}", name, "toggle", note=f"A {kind} constraint.")

    def write(value: float) -> None:
        data().eq_active[index] = bool(value)

    return Binding(field, lambda: float(data().eq_active[index]), write)
