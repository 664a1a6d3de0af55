"""Compile a model from a file or from text, try it, and describe it."""

import re
import time
from pathlib import Path

import mujoco
import numpy as np

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import (
    ActuatorDescription,
    Capabilities,
    SceneDescription,
    SceneRequest,
)

__all__ = ["describe_model", "load_model", "try_model"]

#: MuJoCo writes "line 3" for what it checks itself and "Line number=3" for what tinyxml2 rejects;
#: a column comes only in some messages.
_LINE = re.compile(r"[Ll]ine(?: number)?[ =]+(\d+)")
_COLUMN = re.compile(r"[Cc]olumn(?: number)?[ =]+(\d+)")
_PARSER = re.compile(r"XML parse error \d+:\s*Error=XML_ERROR_(\w+) ErrorID=\d+ \(0x[0-9a-f]+\)")

_LEAST_TIMESTEP_SEC = 1e-6
_LARGEST_TIMESTEP_SEC = 1.0
_TRIAL_SIM_SEC = 2.0
_TRIAL_WALL_SEC = 0.15


def load_model(path: Path | None, text: str | None) -> mujoco.MjModel:
    """Compile MJCF or URDF from a file, or from text where `path` is None.

    Raises SceneError with MuJoCo's reason and, where it names one, line and column.
    """
    try:
        if path is not None:
            return mujoco.MjModel.from_xml_path(str(path))
        if not (text or "").strip():
            raise SceneError("The model is empty; send MJCF or URDF text, at least '<mujoco/>'.")
        return mujoco.MjModel.from_xml_string(text)
    except (ValueError, mujoco.FatalError, UnicodeError) as error:
        raise _scene_error(str(error), text) from error


def _scene_error(message: str, text: str | None) -> SceneError:
    line, column = _LINE.search(message), _COLUMN.search(message)
    reason = _PARSER.sub(
        lambda match: "Not well-formed XML: " + match[1].lower().replace("_", " ") + ",", message
    )
    reason = re.sub(r"^(XML )?Error: ", "", " ".join(reason.split()))
    if text is not None and not text.lstrip().startswith("<"):
        reason = "This is not XML: a model is MJCF or URDF text that begins with '<'. " + reason
    return SceneError(
        reason,
        line=int(line[1]) if line else None,
        column=int(column[1]) if column else None,
    )


def try_model(model: mujoco.MjModel) -> None:
    """Step a copy of the initial state for a moment; raises SceneError if it diverges.

    Bounded by simulated and by wall time, so a heavy model is tried for a few steps only.
    """
    timestep = float(model.opt.timestep)
    if not _LEAST_TIMESTEP_SEC <= timestep <= _LARGEST_TIMESTEP_SEC:
        raise SceneError(
            f"The timestep is {timestep:g} s; it must lie between {_LEAST_TIMESTEP_SEC:g} and "
            f'{_LARGEST_TIMESTEP_SEC:g} s: <option timestep="0.002"/>.'
        )
    data = mujoco.MjData(model)
    until = time.monotonic() + _TRIAL_WALL_SEC
    steps = max(1, int(_TRIAL_SIM_SEC / model.opt.timestep))
    for _ in range(steps):
        mujoco.mj_step(model, data)
        if data.warning.number[_BAD_STATES].any() or not np.isfinite(data.qpos).all():
            raise SceneError(
                f"The simulation diverges {data.time:.3g} s after its start; use a smaller "
                f"timestep than {model.opt.timestep:g} s, or look for overlapping bodies, very "
                "stiff contacts and tiny masses."
            )
        if time.monotonic() > until:
            return


_BAD_STATES = [
    int(mujoco.mjtWarning.mjWARN_BADQPOS),
    int(mujoco.mjtWarning.mjWARN_BADQVEL),
    int(mujoco.mjtWarning.mjWARN_BADQACC),
]


def describe_model(
    model: mujoco.MjModel,
    *,
    title: str,
    fallback_title: str = "Model",
    source: SceneRequest,
    generation: int,
    capabilities: Capabilities,
) -> SceneDescription:
    """What viewers are told about a model."""
    return SceneDescription(
        title=title or _model_name(model) or fallback_title,
        source=source,
        generation=generation,
        timestep_sec=float(model.opt.timestep),
        bodies=int(model.nbody) - 1,
        joints=int(model.njnt),
        degrees_of_freedom=int(model.nv),
        keyframes=tuple(model.key(i).name or f"keyframe {i}" for i in range(model.nkey)),
        cameras=tuple(model.cam(i).name or f"camera {i}" for i in range(model.ncam)),
        actuators=tuple(_describe_actuator(model, i) for i in range(model.nu)),
        capabilities=capabilities,
    )


def _describe_actuator(model: mujoco.MjModel, index: int) -> ActuatorDescription:
    low, high = (float(value) for value in model.actuator_ctrlrange[index])
    limited = bool(model.actuator_ctrllimited[index])
    return ActuatorDescription(
        name=model.actuator(index).name or f"actuator {index}",
        low=low if limited else -1.0,
        high=high if limited else 1.0,
        limited=limited,
    )


def _model_name(model: mujoco.MjModel) -> str:
    name = bytes(model.names).split(b"\0", 1)[0].decode(errors="replace")
    return "" if name == "MuJoCo Model" else name
