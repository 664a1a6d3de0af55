"""Compile a model from a file or from text, try it, and describe it."""

import os
import re
import time
from pathlib import Path

import mujoco
import numpy as np

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import (
    ActuatorDescription,
    Capabilities,
    SceneDescription,
    SceneRequest,
    TrajectoryDescription,
)
from py_remote_viewer.simulation.bounds import TIMESTEP_SEC
from py_remote_viewer.simulation.model_files import ModelFiles, find_model_files
from py_remote_viewer.simulation.model_size import check_size
from py_remote_viewer.simulation.names import name_of
from py_remote_viewer.simulation.policy import check_policy, check_text_policy
from py_remote_viewer.simulation.xml_text import check_model_text

__all__ = [
    "REFUSALS",
    "describe_model",
    "has_broken_mujoco",
    "initial_state",
    "load_files",
    "load_model",
    "out_of_memory_hint",
    "refusal",
    "try_model",
]

#: MuJoCo writes "line 3" for what it checks itself and "Line number=3" for what tinyxml2 rejects;
#: a column comes only in some messages.
_LINE = re.compile(r"[Ll]ine(?: number)?[ =]+(\d+)")
_COLUMN = re.compile(r"[Cc]olumn(?: number)?[ =]+(\d+)")
_NO_LINE = re.compile(r",? line 0\b")
_ELEMENT = re.compile(r"Element '(\w+)'")
_PARSER = re.compile(r"XML parse error \d+:\s*Error=XML_ERROR_(\w+) ErrorID=\d+ \(0x[0-9a-f]+\)")

#: What its binding raises where an exception went through MuJoCo itself: memory ended, or a number
#: is beyond what its code can hold.
_BREAKS = (RuntimeError, MemoryError)
#: What is raised for a model that MuJoCo does not take.
REFUSALS = (ValueError, mujoco.FatalError, UnicodeError, *_BREAKS)
_UNKNOWN = ("unknown exception", "bad_alloc", "Could not allocate")
_TRIAL_SIM_SEC = 2.0
_TRIAL_WALL_SEC = 0.15


def load_model(
    path: Path | None, text: str | None, limits: ModelSettings | None = None
) -> mujoco.MjModel:
    """Compile MJCF or URDF from a file, or from text where `path` is None.

    With `limits` it may not ask for more than that. Raises SceneError with MuJoCo's reason and,
    where it names one, line and column.
    """
    if path is not None:
        return load_files(find_model_files(path), limits)
    check_model_text(text or "")
    if limits is not None:
        check_text_policy(text or "", limits)
    try:
        model = mujoco.MjModel.from_xml_string(text)
    except REFUSALS as error:
        raise refusal(error) from error
    if limits is not None:
        check_size(model, limits)
    return model


def load_files(files: ModelFiles, limits: ModelSettings | None = None) -> mujoco.MjModel:
    """Compile a model whose files were looked up; raises as `load_model` does."""
    if limits is not None:
        check_policy(files, limits)
    overlay = {str(file): data for file, data in files.overlay.items()}
    try:
        model = mujoco.MjModel.from_xml_path(str(files.main), overlay)
    except REFUSALS as error:
        raise files.flaw or refusal(error, files) from error
    if limits is not None:
        check_size(model, limits)
    return model


def refusal(error: BaseException, files: ModelFiles | None = None) -> SceneError:
    """What is told of one of REFUSALS."""
    message = str(error)
    if files is None:
        return _scene_error(message)
    if files.inside is not None:
        # Where it lies on this machine is nobody's business.
        message = message.replace(f"{files.inside}/", "")
    return _found_in_texts(_scene_error(message), files)


def has_broken_mujoco(error: SceneError) -> bool:
    """True where MuJoCo itself broke on the model: with 4.0.0 the next one that this process
    compiles may then wait for ever, for a lock that nobody holds any more."""
    cause = error.__cause__
    return isinstance(cause, _BREAKS) and not isinstance(cause, mujoco.FatalError)


def _found_in_texts(error: SceneError, files: ModelFiles) -> SceneError:
    """The error with its place, where it is of an included file: MuJoCo says "line 0" there."""
    element = _ELEMENT.search(str(error))
    if error.line is not None or element is None:
        return error
    pattern = re.compile(rb"<" + re.escape(element[1].encode()) + rb"[\s/>]")
    places = [
        (os.path.relpath(file, files.main.parent), data.count(b"\n", 0, found.start()) + 1)
        for file, data in files.texts.items()
        if file != files.main
        for found in pattern.finditer(data)
    ]
    if len(places) != 1:
        return error
    name, line = places[0]
    return SceneError(f"{error}, line {line} of {name}", line=line, file=name)


def _scene_error(message: str) -> SceneError:
    if not message or any(word in message for word in _UNKNOWN):
        return SceneError(
            "MuJoCo could not build the model: it takes more memory than there is for one "
            "(models.load_bytes), or a number in it is too large. Make it smaller. "
            f"({message or 'out of memory'})"
        )
    # Of included files it does not know the line.
    message = _NO_LINE.sub("", message)
    line, column = _LINE.search(message), _COLUMN.search(message)
    reason = _PARSER.sub(
        lambda match: "Not well-formed XML: " + match[1].lower().replace("_", " ") + ",", message
    )
    return SceneError(
        re.sub(r"^(XML )?Error: ", "", " ".join(reason.split())),
        line=int(line[1]) if line else None,
        column=int(column[1]) if column else None,
    )


def initial_state(
    model: mujoco.MjModel, keyframe: int | None = None, data: mujoco.MjData | None = None
) -> mujoco.MjData:
    """The state that a model begins with, or one of its keyframes; into `data` where given.

    The first keyframe, where there is one, is the pose its author means to begin with.
    """
    data = data or mujoco.MjData(model)
    if keyframe is None and model.nkey:
        keyframe = 0
    if keyframe is None:
        mujoco.mj_resetData(model, data)
    else:
        mujoco.mj_resetDataKeyframe(model, data, keyframe)
    mujoco.mj_forward(model, data)
    return data


def try_model(model: mujoco.MjModel, wall_sec: float = _TRIAL_WALL_SEC) -> str | None:
    """Step the initial state for a moment; why it should begin paused, None if all is well.

    A model that diverges is worth seeing, or its author could not mend it. Bounded by simulated
    and by wall time, so a heavy model is tried for a few steps only. Raises SceneError for one
    that cannot be simulated at all.
    """
    timestep = float(model.opt.timestep)
    least, largest = TIMESTEP_SEC
    if not least <= timestep <= largest:
        raise SceneError(
            f"The timestep is {timestep:g} s; it must lie between {least:g} and {largest:g} s: "
            '<option timestep="0.002"/>.'
        )
    try:
        data = initial_state(model)
    except (mujoco.FatalError, MemoryError, ValueError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise SceneError(
            f"The model compiles but cannot be simulated: {reason}.{out_of_memory_hint(reason)}"
        ) from error
    until = time.monotonic() + wall_sec
    for _ in range(max(1, int(_TRIAL_SIM_SEC / timestep))):
        try:
            mujoco.mj_step(model, data)
        except mujoco.FatalError as error:
            reason = " ".join(str(error).split()).rstrip(".")
            return (
                f"A step fails {data.time:.3g} s after the start: {reason}."
                f"{out_of_memory_hint(reason)} It begins paused."
            )
        if data.warning.number[_BAD_STATES].any() or not np.isfinite(data.qpos).all():
            return (
                f"The simulation diverges within {_TRIAL_SIM_SEC:g} s, so it begins paused; use a "
                f"smaller timestep than {timestep:g} s, or look for overlapping bodies, very stiff "
                "contacts and tiny masses."
            )
        if time.monotonic() > until:
            break
    return None


def out_of_memory_hint(reason: str) -> str:
    """What to write into the model when MuJoCo's message is of its arena; else nothing."""
    arena = any(word in reason.lower() for word in ("stack", "arena", "memory"))
    return ' Give it more memory: <size memory="100M"/>.' if arena else ""


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
    trajectory: TrajectoryDescription | None = None,
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
        keyframes=tuple(name_of(model, "keyframe", i) for i in range(model.nkey)),
        cameras=tuple(name_of(model, "camera", i) for i in range(model.ncam)),
        actuators=tuple(_describe_actuator(model, i) for i in range(model.nu)),
        capabilities=capabilities,
        trajectory=trajectory,
        mocap_bodies=_mocap_bodies(model),
    )


def _describe_actuator(model: mujoco.MjModel, index: int) -> ActuatorDescription:
    low, high = (float(value) for value in model.actuator_ctrlrange[index])
    limited = bool(model.actuator_ctrllimited[index])
    return ActuatorDescription(
        name=name_of(model, "actuator", index),
        low=low if limited else -1.0,
        high=high if limited else 1.0,
        limited=limited,
    )


def _mocap_bodies(model: mujoco.MjModel) -> tuple[str, ...]:
    bodies = [(int(at), body) for body, at in enumerate(model.body_mocapid) if at >= 0]
    return tuple(name_of(model, "body", body) for _, body in sorted(bodies))


def _model_name(model: mujoco.MjModel) -> str:
    name = bytes(model.names).split(b"\0", 1)[0].decode(errors="replace")
    return "" if name == "MuJoCo Model" else name
