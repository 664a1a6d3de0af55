"""The MJCF of a scene for those who are to change it: with all angles in degrees."""

import re
from xml.etree import ElementTree

import mujoco
import numpy as np

from py_remote_viewer.simulation.compiling import quiet

__all__ = ["scene_text", "speaks_plainly"]

#: Where these stand, names and angles are others than they are read.
_NOT_PLAIN = re.compile(r"<(compiler|replicate|flexcomp|composite|frame|include|attach)\b")
_ANGLES = ("range", "ref", "springref")
_TURNING = (mujoco.mjtJoint.mjJNT_HINGE, mujoco.mjtJoint.mjJNT_BALL)


def speaks_plainly(text: str) -> bool:
    """True for MJCF in which every element stands as it can be named, with angles in degrees."""
    return "<mujoco" in text and _NOT_PLAIN.search(text) is None


def scene_text(spec: mujoco.MjSpec) -> str:
    """As MuJoCo writes it, but in degrees, which people and operations say; raises as `compile`.

    MuJoCo writes radians, but for classes, which it leaves as they were.
    """
    # It writes only what it has compiled.
    with quiet():
        model = spec.compile()
        text = spec.to_xml()
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        # Of a name that XML has no way to write.
        return text
    world = root.find("worldbody")
    joints = [] if world is None else [e for e in world.iter() if e.tag in ("joint", "freejoint")]
    if len(joints) != model.njnt:
        return text
    _turn_joints(joints, model)
    if not spec.compiler.degree:
        _turn_classes(root)
    for compiler in root.findall("compiler"):
        compiler.attrib.pop("angle", None)
        if not compiler.attrib:
            root.remove(compiler)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _turn_joints(joints: list[ElementTree.Element], model: mujoco.MjModel) -> None:
    for number, element in enumerate(joints):
        if mujoco.mjtJoint(model.jnt_type[number]) in _TURNING:
            _turn(element)
            if model.jnt_limited[number]:
                # Whatever its class says.
                element.set("range", _said(model.jnt_range[number]))


def _turn_classes(root: ElementTree.Element) -> None:
    for default in root.iter("default"):
        for joint in default.findall("joint"):
            if joint.get("type", "hinge") in ("hinge", "ball"):
                _turn(joint)


def _turn(joint: ElementTree.Element) -> None:
    for name in _ANGLES:
        value = joint.get(name)
        if value is not None:
            joint.set(name, _said(np.array([float(word) for word in value.split()])))


def _said(radians: np.ndarray) -> str:
    return " ".join(f"{value:.6g}" for value in np.rad2deg(radians))
