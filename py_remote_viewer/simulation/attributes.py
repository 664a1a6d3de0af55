"""Attributes as MJCF writes them, put into an MjSpec's elements."""

import math
from typing import Any

import mujoco
import numpy as np

from py_remote_viewer.errors import SceneError

__all__ = ["set_attribute", "set_option"]

#: Where MjSpec calls it otherwise than MJCF.
_OTHER_NAMES = {
    "class": "classname",
    "mesh": "meshname",
    "hfield": "hfieldname",
    "user": "userdata",
    "shellinertia": "typeinertia",
}
_FRAMES = ("euler", "axisangle", "xyaxes", "zaxis")
_ENUMS: dict[tuple[str, str], tuple[type, str]] = {
    ("geom", "type"): (mujoco.mjtGeom, "mjGEOM_"),
    ("site", "type"): (mujoco.mjtGeom, "mjGEOM_"),
    ("joint", "type"): (mujoco.mjtJoint, "mjJNT_"),
    ("light", "type"): (mujoco.mjtLightType, "mjLIGHT_"),
    ("light", "mode"): (mujoco.mjtCamLight, "mjCAMLIGHT_"),
    ("camera", "mode"): (mujoco.mjtCamLight, "mjCAMLIGHT_"),
    ("option", "integrator"): (mujoco.mjtIntegrator, "mjINT_"),
    ("option", "cone"): (mujoco.mjtCone, "mjCONE_"),
    ("option", "solver"): (mujoco.mjtSolver, "mjSOL_"),
    ("option", "jacobian"): (mujoco.mjtJacobian, "mjJAC_"),
}
#: true, false or auto.
_LIMITED = ("limited", "ctrllimited", "forcelimited", "actlimited", "actfrclimited")
_TRUTH = {"true": 1, "false": 0, "auto": 2, "enable": 1, "disable": 0}
#: Gains of servos, which MJCF writes as one number each.
_SERVO = ("kp", "kv")


def set_attribute(element: Any, kind: str, attribute: str, value: str) -> None:
    """Give an element's attribute another value; raises SceneError where there is none of the name
    or the value does not fit, and says what would."""
    if attribute == "name":
        raise SceneError("a name cannot be changed, others refer to it; add the element anew.")
    if attribute in _FRAMES:
        _turn(element, attribute, value)
        return
    if kind == "actuator" and attribute in _SERVO:
        _tune(element, attribute, _numbers(attribute, value, 1)[0])
        return
    if attribute == "quat" and hasattr(element, "alt"):
        element.alt.type = mujoco.mjtOrientation.mjORIENTATION_QUAT
    _set(element, kind, _OTHER_NAMES.get(attribute, attribute), value)


def set_option(spec: mujoco.MjSpec, attribute: str, value: str) -> None:
    """Give a physics option another value; flags (`contact`, `gravity` as enable or disable) too.
    Raises as `set_attribute` does."""
    flag = f"mjDSBL_{attribute.upper()}"
    if value in ("enable", "disable") and flag in mujoco.mjtDisableBit.__members__:
        bit = int(mujoco.mjtDisableBit.__members__[flag])
        flags = int(spec.option.disableflags)
        spec.option.disableflags = flags & ~bit if value == "enable" else flags | bit
        return
    _set(spec.option, "option", attribute, value)


def _set(element: Any, kind: str, field: str, value: str) -> None:
    if field.startswith("_") or not hasattr(element, field) or callable(getattr(element, field)):
        there = ", ".join(name for name in dir(element) if _is_settable(element, name))
        raise SceneError(f"a {kind} has no attribute {field!r}; it has {there}.")
    present = getattr(element, field)
    if (kind, field) in _ENUMS:
        setattr(element, field, _member(kind, field, value))
    elif field in _LIMITED or isinstance(present, bool):
        setattr(element, field, _truth(field, value))
    elif isinstance(present, str):
        setattr(element, field, value)
    elif isinstance(present, int):
        setattr(element, field, _whole(field, value))
    elif isinstance(present, float):
        setattr(element, field, _numbers(field, value, 1)[0])
    elif isinstance(present, np.ndarray):
        # As in MJCF the first ones may be given alone.
        numbers = _numbers(field, value, present.size)
        present.reshape(-1)[: len(numbers)] = numbers
    else:
        raise SceneError(f"{field} of a {kind} cannot be set this way; add the element anew.")


def _is_settable(element: Any, name: str) -> bool:
    if name.startswith("_") or name in ("id", "info", "parent", "signature", "name", "frame"):
        return False
    return isinstance(getattr(element, name, None), (str, int, float, np.ndarray))


def _member(kind: str, field: str, value: str) -> Any:
    values, prefix = _ENUMS[kind, field]
    members: dict[str, Any] = values.__members__  # type: ignore[attr-defined]
    found = members.get(f"{prefix}{value.upper()}")
    if found is None:
        there = ", ".join(name.removeprefix(prefix).lower() for name in members)
        raise SceneError(f"{field} {value!r} is none of {there}.")
    return found


def _truth(field: str, value: str) -> int:
    if value not in _TRUTH:
        raise SceneError(f"{field} is true, false or auto, not {value!r}.")
    return _TRUTH[value]


def _whole(field: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise SceneError(f"{field} is a whole number, not {value!r}.") from None


def _numbers(field: str, value: str, most: int) -> list[float]:
    try:
        numbers = [float(word) for word in value.split()]
    except ValueError:
        numbers = []
    if not 1 <= len(numbers) <= most or not all(math.isfinite(number) for number in numbers):
        many = "one number" if most == 1 else f"1 to {most} numbers"
        raise SceneError(f"{field} is {many} with spaces between them, not {value[:60]!r}.")
    return numbers


def _turn(element: Any, attribute: str, value: str) -> None:
    if not hasattr(element, "alt"):
        raise SceneError(f"there is no {attribute} to set; it has no orientation.")
    sizes = {"euler": 3, "axisangle": 4, "xyaxes": 6, "zaxis": 3}
    numbers = _numbers(attribute, value, sizes[attribute])
    if len(numbers) != sizes[attribute]:
        raise SceneError(f"{attribute} is {sizes[attribute]} numbers, not {len(numbers)}.")
    element.alt.type = mujoco.mjtOrientation.__members__[f"mjORIENTATION_{attribute.upper()}"]
    setattr(element.alt, attribute, numbers)


def _tune(actuator: Any, gain: str, value: float) -> None:
    """As MJCF's `position` and `velocity` put their gains into gainprm and biasprm."""
    if gain == "kp":
        actuator.gainprm[0] = value
        actuator.biasprm[1] = -value
    elif actuator.biasprm[1] == 0 and actuator.gainprm[0] == -actuator.biasprm[2]:
        actuator.gainprm[0] = value
        actuator.biasprm[2] = -value
    else:
        actuator.biasprm[2] = -value
