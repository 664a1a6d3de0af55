"""Units of series, where MuJoCo's conventions (SI, radians) give them one."""

import mujoco
import numpy as np

from py_remote_viewer.simulation.series.fields import DataField

__all__ = ["field_unit", "sensor_type", "sensor_unit", "unit_at"]

_FIELDS = {
    "time": "s", "subtree_com": "m", "subtree_linvel": "m/s", "subtree_angmom": "kg·m²/s",
    "mocap_pos": "m", "xanchor": "m", "flexvert_xpos": "m", "flexedge_length": "m",
    "flexedge_velocity": "m/s", "ten_length": "m", "ten_velocity": "m/s", "contact.dist": "m",
    "contact.pos": "m", "contact.includemargin": "m", "energy": "J", "maxuse_arena": "B",
    "maxuse_stack": "B",
}  # fmt: skip
#: Of a rotation and of a translation, as spatial vectors and joints have them.
_SPATIAL = {
    "cvel": ("rad/s", "m/s"), "cacc": ("rad/s²", "m/s²"), "cfrc_int": ("N·m", "N"),
    "cfrc_ext": ("N·m", "N"), "qvel": ("rad/s", "m/s"), "qacc": ("rad/s²", "m/s²"),
    "qpos": ("rad", "m"), "qfrc": ("N·m", "N"),
}  # fmt: skip
_SENSORS = {
    "touch": "N", "accelerometer": "m/s²", "velocimeter": "m/s", "gyro": "rad/s", "force": "N",
    "torque": "N·m", "magnetometer": "T", "rangefinder": "m", "tendonpos": "m", "tendonvel": "m/s",
    "ballangvel": "rad/s", "framepos": "m", "framelinvel": "m/s", "frameangvel": "rad/s",
    "framelinacc": "m/s²", "frameangacc": "rad/s²", "subtreecom": "m", "subtreelinvel": "m/s",
    "subtreeangmom": "kg·m²/s", "geomdist": "m", "e_potential": "J", "e_kinetic": "J", "clock": "s",
}  # fmt: skip
_OF_JOINTS = {
    "jointpos": "qpos", "jointlimitpos": "qpos", "jointvel": "qvel", "jointlimitvel": "qvel",
    "jointactuatorfrc": "qfrc", "jointactfrc": "qfrc", "jointlimitfrc": "qfrc",
}  # fmt: skip


def field_unit(field: DataField) -> str:
    """The unit that all of a field has; "" where they differ or there is none."""
    if field.columns == 3 and field.name.endswith("xpos"):
        return "m"
    return "m" if field.name == "xipos" else _FIELDS.get(field.name, "")


def unit_at(model: mujoco.MjModel, field: DataField, row: int, column: int) -> str:
    """The unit of one number of a field; "" where there is none or it is not known."""
    name = "qfrc" if field.name.startswith("qfrc_") else field.name
    name = "qacc" if name.startswith("qacc") else name
    if name == "sensordata":
        sensor = int(np.searchsorted(model.sensor_adr, row, side="right")) - 1
        return sensor_unit(model, sensor)
    if name == "xfrc_applied":
        return ("N", "N·m")[column // 3]
    if name not in _SPATIAL:
        return field_unit(field)
    rotation, translation = _SPATIAL[name]
    if field.columns == 6:
        return rotation if column < 3 else translation
    starts = model.jnt_qposadr if name == "qpos" else model.jnt_dofadr
    joint = int(np.searchsorted(starts, row, side="right")) - 1
    return _of_joint(model, joint, row - int(starts[joint]), name)


def sensor_type(model: mujoco.MjModel, sensor: int) -> str:
    """A sensor's type, as MJCF nearly has it: "gyro", "framepos"."""
    name = mujoco.mjtSensor(int(model.sensor_type[sensor])).name
    return name.removeprefix("mjSENS_").lower()


def sensor_unit(model: mujoco.MjModel, sensor: int) -> str:
    """The unit of a sensor's values."""
    kind = sensor_type(model, sensor)
    if kind in _OF_JOINTS:
        return _of_joint(model, int(model.sensor_objid[sensor]), 0, _OF_JOINTS[kind])
    return _SENSORS.get(kind, "")


def _of_joint(model: mujoco.MjModel, joint: int, offset: int, name: str) -> str:
    rotation, translation = _SPATIAL[name]
    match mujoco.mjtJoint(int(model.jnt_type[joint])):
        case mujoco.mjtJoint.mjJNT_SLIDE:
            return translation
        case mujoco.mjtJoint.mjJNT_HINGE:
            return rotation
        case mujoco.mjtJoint.mjJNT_FREE if offset < 3:
            return translation
        case _:
            # Positions of balls and of free rotations are quaternions.
            return "" if name == "qpos" else rotation
