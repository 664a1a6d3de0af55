"""Names of a model's elements, whatever bytes its author wrote."""

import mujoco

__all__ = ["name_of"]

_ADDRESSES: dict[str, str] = {
    "body": "name_bodyadr",
    "joint": "name_jntadr",
    "actuator": "name_actuatoradr",
    "camera": "name_camadr",
    "keyframe": "name_keyadr",
    "equality": "name_eqadr",
    "geom": "name_geomadr",
    "site": "name_siteadr",
    "light": "name_lightadr",
    "mesh": "name_meshadr",
    "tendon": "name_tendonadr",
    "sensor": "name_sensoradr",
}


def name_of(model: mujoco.MjModel, kind: str, index: int) -> str:
    """The name of an element; "hinge 3" style where it has none.

    MuJoCo takes any bytes as a name, and its bindings raise UnicodeDecodeError where they are not
    UTF-8; here such bytes are replaced.
    """
    start = int(getattr(model, _ADDRESSES[kind])[index])
    raw = model.names[start:].split(b"\0", 1)[0]
    return raw.decode(errors="replace") or f"{kind} {index}"
