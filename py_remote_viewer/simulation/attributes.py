"""Attributes as MJCF writes them, put into an MjSpec's elements. Angles are in degrees."""

from typing import Any

import mujoco
import numpy as np

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.simulation.attribute_values import fill, member, numbers, truth, whole
from py_remote_viewer.simulation.bounds import check_attributes

__all__ = ["set_attribute", "set_option"]

#: Where MjSpec calls it otherwise than MJCF.
_OTHER_NAMES = {
    "mesh": "meshname",
    "hfield": "hfieldname",
    "user": "userdata",
    "shellinertia": "typeinertia",
    "solreflimit": "solref_limit",
    "solimplimit": "solimp_limit",
    "solreffriction": "solref_friction",
    "solimpfriction": "solimp_friction",
    "actuatorfrcrange": "actfrcrange",
    "actuatorfrclimited": "actfrclimited",
    "actuatorgravcomp": "actgravcomp",
    "fluidcoef": "fluid_coefs",
    "sensorsize": "sensor_size",
}
#: The same where it depends on what it is an attribute of.
_OTHER_NAMES_OF = {
    ("camera", "target"): "targetbody",
    ("light", "target"): "targetbody",
    ("actuator", "joint"): "target",
    ("pair", "geom1"): "geomname1",
    ("pair", "geom2"): "geomname2",
    ("pair", "solreffriction"): "solreffriction",
    ("exclude", "body1"): "bodyname1",
    ("exclude", "body2"): "bodyname2",
    **{
        ("equality", f"{what}{number}"): f"name{number}"
        for what in ("body", "joint", "geom", "site", "tendon")
        for number in (1, 2)
    },
}
#: What no operation changes: what an element is and where it belongs, and files of the server.
_FIXED = frozenset(
    {
        "id", "info", "signature", "parent", "frame", "compiler", "needstage", "datatype", "file",
        "content_type", "cubefiles", "embed", "data",
    }
)  # fmt: skip
_FRAMES = {"euler": 3, "axisangle": 4, "xyaxes": 6, "zaxis": 3}
_PLACES = ("pos", "quat", *_FRAMES)
#: What a body has only where its `<inertial>` is written.
_INERTIAL = ("mass", "inertia", "fullinertia", "ipos", "iquat")
_OPTION_ENUMS: dict[str, Any] = {
    "integrator": mujoco.mjtIntegrator,
    "cone": mujoco.mjtCone,
    "solver": mujoco.mjtSolver,
    "jacobian": mujoco.mjtJacobian,
}
_FLAGS = (
    ("disableflags", "mjDSBL_", mujoco.mjtDisableBit.__members__, "disable"),
    ("enableflags", "mjENBL_", mujoco.mjtEnableBit.__members__, "enable"),
)
#: Gains of servos, which MJCF writes as one number each.
_SERVO = ("kp", "kv")
_ANGLES = ("range", "ref", "springref")
_TURNING = (mujoco.mjtJoint.mjJNT_HINGE, mujoco.mjtJoint.mjJNT_BALL)
#: Of any length, as a keyframe's `qpos` is.
_Vector = type(mujoco.MjSpec().add_key().qpos)


def set_attribute(
    element: Any, kind: str, attribute: str, value: str, limits: ModelSettings | None = None
) -> None:
    """Give an element's attribute another value; raises SceneError where there is none of the name
    or the value does not fit, and says what would."""
    if attribute == "name":
        raise SceneError("a name cannot be changed, others refer to it; add the element anew.")
    if attribute in ("class", "childclass"):
        raise SceneError("a class counts only while a scene is read; set what it stands for.")
    _check(kind, attribute, value, limits)
    if attribute in _PLACES or (attribute == "size" and len(value.split()) > 1):
        _leave_ends(element)
    if attribute in _FRAMES:
        _turn(element, attribute, value)
        return
    if kind == "actuator" and attribute == "type":
        raise SceneError("an actuator stays of its type; remove it and add another one.")
    if kind == "actuator" and attribute in _SERVO:
        _tune(element, attribute, numbers(attribute, value, 1)[0])
        return
    if kind == "body" and attribute in _INERTIAL and not element.explicitinertial:
        raise SceneError(f"the {attribute} of this body follows from its geoms; set theirs.")
    if attribute == "quat" and hasattr(element, "alt"):
        element.alt.type = mujoco.mjtOrientation.mjORIENTATION_QUAT
    field = _OTHER_NAMES_OF.get((kind, attribute)) or _OTHER_NAMES.get(attribute, attribute)
    _set(element, kind, field, value)
    if kind == "joint" and field in _ANGLES and element.type in _TURNING:
        setattr(element, field, _in_its_unit(element, getattr(element, field)))


def set_option(
    spec: mujoco.MjSpec, attribute: str, value: str, limits: ModelSettings | None = None
) -> None:
    """Give a physics option another value; flags (`contact`, `gravity` as enable or disable) too.
    Raises as `set_attribute` does."""
    if value in ("enable", "disable"):
        _set_flag(spec, attribute, value)
        return
    _check("option", attribute, value, limits)
    if attribute in _OPTION_ENUMS:
        setattr(spec.option, attribute, int(member(_OPTION_ENUMS[attribute], attribute, value)))
        return
    _set(spec.option, "option", attribute, value)


def _set_flag(spec: mujoco.MjSpec, attribute: str, value: str) -> None:
    for field, prefix, members, sets in _FLAGS:
        bit = members.get(f"{prefix}{attribute.upper()}")
        if bit is not None:
            flags = int(getattr(spec.option, field))
            flags = flags | int(bit) if value == sets else flags & ~int(bit)
            setattr(spec.option, field, flags)
            return
    there = ", ".join(
        name.removeprefix(prefix).lower()
        for _, prefix, members, _ in _FLAGS
        for name in members
        if name.startswith(prefix)
    )
    raise SceneError(f"there is no flag {attribute[:60]!r}; there are {there}.")


def _check(kind: str, attribute: str, value: str, limits: ModelSettings | None) -> None:
    """Raise SceneError for more than a model from a stranger may ask for."""
    if limits is not None:
        # Of sensors only `<user>` says how many numbers it has.
        element = "user" if kind == "sensor" else kind
        check_attributes(
            element, {attribute: value}, limits, lambda reason: SceneError(f"{reason}.")
        )


def _set(element: Any, kind: str, field: str, value: str) -> None:
    if not _is_settable(element, field):
        there = ", ".join(name for name in dir(element) if _is_settable(element, name))
        raise SceneError(f"no {kind} has an attribute {field[:60]!r} to set; there are {there}.")
    present = getattr(element, field)
    if isinstance(present, bool):
        setattr(element, field, truth(field, value))
    elif isinstance(present, str):
        setattr(element, field, value)
    elif isinstance(present, int):
        setattr(element, field, whole(field, value))
    elif isinstance(present, float):
        setattr(element, field, numbers(field, value, 1)[0])
    elif isinstance(present, np.ndarray):
        fill(present.reshape(-1), field, value)
    elif isinstance(present, _Vector):
        setattr(element, field, numbers(field, value, max(1, len(value))))
    else:
        setattr(element, field, member(type(present), field, value))


def _is_settable(element: Any, name: str) -> bool:
    if name.startswith("_") or name in _FIXED or name == "name":
        return False
    present = getattr(element, name, None)
    plain = isinstance(present, (str, int, float, np.ndarray, _Vector))
    return plain or hasattr(present, "__members__")


def _turn(element: Any, attribute: str, value: str) -> None:
    if not hasattr(element, "alt"):
        raise SceneError(f"there is no {attribute} to set; it has no orientation.")
    size = _FRAMES[attribute]
    given = numbers(attribute, value, size)
    if len(given) != size:
        raise SceneError(f"{attribute} is {size} numbers, not {len(given)}.")
    if attribute == "euler":
        given = [float(number) for number in _in_its_unit(element, np.array(given))]
    elif attribute == "axisangle":
        given[3] = float(_in_its_unit(element, given[3]))
    element.alt.type = mujoco.mjtOrientation.__members__[f"mjORIENTATION_{attribute.upper()}"]
    setattr(element.alt, attribute, given)


def _leave_ends(element: Any) -> None:
    """Say with pos, quat and size where something is that was put between two points: only so it
    can be moved, and only so it is seen when MuJoCo writes a scene."""
    if not hasattr(element, "fromto") or np.isnan(element.fromto[0]):
        return
    begin, end = element.fromto[:3].copy(), element.fromto[3:].copy()
    length = float(np.linalg.norm(begin - end))
    if length == 0.0:
        raise SceneError("its fromto has no length; set that first.")
    element.pos = (begin + end) / 2
    mujoco.mju_quatZ2Vec(element.quat, (begin - end) / length)
    element.alt.type = mujoco.mjtOrientation.mjORIENTATION_QUAT
    if element.type in (mujoco.mjtGeom.mjGEOM_CAPSULE, mujoco.mjtGeom.mjGEOM_CYLINDER):
        element.size[1] = length / 2
    else:
        element.size[1:] = element.size[0], length / 2
    element.fromto[0] = np.nan


def _in_its_unit(element: Any, degrees: Any) -> Any:
    """An angle as the document that the element came in writes them."""
    return degrees if element.compiler.degree else np.deg2rad(degrees)


def _tune(actuator: Any, gain: str, value: float) -> None:
    """As MJCF's `position` and `velocity` put their gains into gainprm and biasprm."""
    if actuator.biastype != mujoco.mjtBias.mjBIAS_AFFINE:
        raise SceneError(f"this actuator is no servo and has no {gain}; set its gear.")
    velocity = actuator.biasprm[1] == 0 and actuator.gainprm[0] == -actuator.biasprm[2]
    if gain == "kp":
        actuator.gainprm[0] = value
        actuator.biasprm[1] = -value
        return
    if velocity:
        actuator.gainprm[0] = value
    actuator.biasprm[2] = -value
