"""Checks attributes of elements in the compiled model, by the names that MJCF has for them."""

import math
from typing import Any

import mujoco
import numpy as np

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.expectations import Attribute
from py_remote_viewer.simulation.checking.colours import rgba_of
from py_remote_viewer.simulation.checking.findings import Finding, listed
from py_remote_viewer.simulation.checking.kinds import joint_kind
from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.names import name_of

__all__ = ["check_attribute"]

_RELATIVE, _ABSOLUTE = 1e-3, 1e-5
_TURNED_DEG = 0.1
#: How the model's arrays begin, for each kind of element.
_PREFIXES = {
    "body": "body_", "geom": "geom_", "joint": "jnt_", "actuator": "actuator_", "site": "site_",
    "light": "light_", "camera": "cam_", "tendon": "tendon_",
}  # fmt: skip
#: Where the model's array is called otherwise.
_OTHER_NAMES = {
    ("joint", "solreflimit"): "jnt_solref",
    ("joint", "solimplimit"): "jnt_solimp",
    ("joint", "actuatorfrcrange"): "jnt_actfrcrange",
    ("joint", "actuatorfrclimited"): "jnt_actfrclimited",
    ("joint", "solreffriction"): "dof_solref",
    ("joint", "solimpfriction"): "dof_solimp",
    ("body", "mocap"): "body_mocapid",
    ("tendon", "springlength"): "tendon_lengthspring",
    ("tendon", "solreflimit"): "tendon_solref_lim",
    ("tendon", "solimplimit"): "tendon_solimp_lim",
    ("tendon", "solreffriction"): "tendon_solref_fri",
    ("tendon", "solimpfriction"): "tendon_solimp_fri",
    ("light", "directional"): "light_type",
}
#: Of joints that turn they are angles, and the model has them in radians.
_ANGLES = ("range", "ref", "springref")


def check_attribute(scene: Scene, expected: Attribute) -> Finding:
    """Whether the element's attribute has these values, the first ones of it."""
    kind, wanted = expected.kind, np.array(expected.values)
    index = _index(scene, kind, expected.name)
    if expected.attribute == "euler" and kind in ("body", "geom", "site", "camera"):
        return _turned(scene.model, kind, index, wanted)
    values = np.atleast_1d(_values(scene.model, kind, index, expected.attribute))
    shown = " ".join(f"{value + 0.0:.5g}" for value in values)
    if len(wanted) > len(values):
        return Finding(False, f"it has no more than {len(values)} values: {shown}")
    part = values[: len(wanted)]
    close = _close(part, wanted)
    if expected.attribute == "quat" and len(wanted) == 4:
        # Both ways round it is the same turn.
        close = close or _close(-part, wanted)
    return Finding(close, f"it is {shown}")


def _close(values: Floats, wanted: Floats) -> bool:
    return bool(np.allclose(values, wanted, rtol=_RELATIVE, atol=_ABSOLUTE))


def _index(scene: Scene, kind: str, name: str) -> int:
    model = scene.model
    counts = {
        "body": "nbody",
        "joint": "njnt",
        "actuator": "nu",
        "camera": "ncam",
        "light": "nlight",
    }
    count = int(getattr(model, counts.get(kind, f"n{kind}")))
    names = [name_of(model, kind, index) for index in range(count)]
    if name not in names:
        raise SceneError(f"there is no {kind} called {name}; there are {listed(names) or 'none'}")
    return names.index(name)


def _values(model: mujoco.MjModel, kind: str, index: int, attribute: str) -> Floats:
    if kind == "joint":
        return _of_joint(model, index, attribute)
    if kind == "actuator" and attribute in ("kp", "kv"):
        return _gain(model, index, attribute)
    if kind == "geom" and attribute == "rgba":
        return rgba_of(model, index)
    if (kind, attribute) == ("body", "mocap"):
        return np.array([float(model.body_mocapid[index] >= 0)])
    if (kind, attribute) == ("light", "directional"):
        return np.array([float(model.light_type[index] == mujoco.mjtLightType.mjLIGHT_DIRECTIONAL)])
    return _read(
        model, kind, index, _OTHER_NAMES.get((kind, attribute), f"{_PREFIXES[kind]}{attribute}")
    )


def _of_joint(model: mujoco.MjModel, joint: int, attribute: str) -> Floats:
    position, freedom = int(model.jnt_qposadr[joint]), int(model.jnt_dofadr[joint])
    if attribute == "ref":
        values = np.array([float(model.qpos0[position])])
    elif attribute == "springref":
        values = np.array([float(model.qpos_spring[position])])
    else:
        name = _OTHER_NAMES.get(("joint", attribute), f"jnt_{attribute}")
        if hasattr(model, f"dof_{attribute}") or name.startswith("dof_"):
            name = name.replace("jnt_", "dof_")
            return _read(model, "joint", freedom, name)
        values = _read(model, "joint", joint, name)
    turns = joint_kind(model, joint) in ("hinge", "ball")
    return np.degrees(values) if attribute in _ANGLES and turns else values


def _gain(model: mujoco.MjModel, actuator: int, attribute: str) -> Floats:
    """As MJCF's `position` and `velocity` put their gains into gainprm and biasprm."""
    gain, bias = model.actuator_gainprm[actuator], model.actuator_biasprm[actuator]
    if attribute == "kp":
        return np.array([float(gain[0]) if bias[1] != 0 else 0.0])
    return np.array([-float(bias[2])])


def _read(model: mujoco.MjModel, kind: str, index: int, array: str) -> Floats:
    values: Any = getattr(model, array, None)
    if not isinstance(values, np.ndarray):
        begin = _PREFIXES[kind]
        there = [name.removeprefix(begin) for name in dir(model) if name.startswith(begin)]
        raise SceneError(f"a {kind} has no {array.removeprefix(begin)}; it has {listed(there, 40)}")
    return np.array(values[index], dtype=np.float64).reshape(-1)


def _turned(model: mujoco.MjModel, kind: str, index: int, wanted: Floats) -> Finding:
    """Euler angles are not kept, and different ones may be the same turn."""
    if len(wanted) != 3:
        return Finding(False, "euler is three angles")
    expected, difference, turn = np.empty(4), np.empty(4), np.empty(3)
    mujoco.mju_euler2Quat(expected, np.radians(wanted), "xyz")
    own = np.array(getattr(model, f"{_PREFIXES[kind]}quat")[index], dtype=np.float64)
    mujoco.mju_negQuat(difference, expected)
    mujoco.mju_mulQuat(difference, difference.copy(), own)
    mujoco.mju_quat2Vel(turn, difference, 1.0)
    off = math.degrees(float(np.linalg.norm(turn)))
    shown = " ".join(f"{part + 0.0:.4g}" for part in own)
    return Finding(off <= _TURNED_DEG, f"it is turned by {off:.3g}° (quat {shown})")
