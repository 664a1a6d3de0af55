"""A model and its state as files for people."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.compiling import quiet

#: What mjOption holds.
_OPTIONS = tuple(name for name in dir(mujoco.MjOption) if not name.startswith("_"))

__all__ = ["keyframe_text", "print_data", "print_model", "save_mjb", "save_xml"]


def save_xml(model: mujoco.MjModel, path: Path, spec: mujoco.MjSpec | None = None) -> None:
    """The model as MuJoCo saves it; raises CommandError where it cannot.

    MuJoCo keeps the tree of the model that it read last, which a worker's only model is, unless it
    was built of a `spec`: then it is that, with the options that people changed.
    """
    try:
        if spec is None:
            mujoco.mj_saveLastXML(str(path), model)
            return
        for name in _OPTIONS:
            setattr(spec.option, name, getattr(model.opt, name))
        with quiet():
            path.write_text(spec.to_xml(), encoding="utf-8")
    except (ValueError, mujoco.FatalError) as error:
        raise CommandError(f"MuJoCo cannot save this model as XML: {error}.") from error


def save_mjb(model: mujoco.MjModel, path: Path) -> None:
    """The compiled model, for this version of MuJoCo."""
    mujoco.mj_saveModel(model, str(path))


def print_model(model: mujoco.MjModel, path: Path) -> None:
    """All numbers of the model as text."""
    mujoco.mj_printModel(model, str(path))


def print_data(model: mujoco.MjModel, data: mujoco.MjData, path: Path) -> None:
    """All numbers of the state as text."""
    mujoco.mj_printData(model, data, str(path))


def keyframe_text(model: mujoco.MjModel, data: mujoco.MjData, name: str) -> str:
    """The state as a `<key>`, to paste into the model's `<keyframe>`; every digit is in it."""
    values: dict[str, np.ndarray] = {
        "qpos": data.qpos,
        "qvel": data.qvel,
        "act": data.act,
        "ctrl": data.ctrl,
        "mpos": data.mocap_pos.reshape(-1),
        "mquat": data.mocap_quat.reshape(-1),
    }
    parts = [f"name={quoteattr(name)}"] if name else []
    parts.append(f'time="{_number(float(data.time))}"')
    parts += [
        f'{attribute}="{" ".join(_number(float(value)) for value in array)}"'
        for attribute, array in values.items()
        # Velocities and activations at rest are what a key has without them.
        if array.size and (attribute not in ("qvel", "act", "ctrl") or array.any())
    ]
    return f"<key {' '.join(parts)}/>"


def _number(value: float) -> str:
    return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
