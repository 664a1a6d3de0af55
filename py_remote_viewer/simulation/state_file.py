"""A state as a file: NumPy's NPZ, as docs/files.md describes it."""

import zipfile
from pathlib import Path
from typing import Any, cast

import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.transfer import ActuatorState, JointState, NamedState

__all__ = ["read_state", "write_state"]

_FORMAT = "py_remote_viewer state 1"
#: What a hand-made file may unpack to; a state of 100,000 joints has 20 MB.
_MOST_BYTES = 256 << 20


def write_state(state: NamedState, path: Path) -> None:
    """Write a state; `np.load(path)` reads it."""
    joints, actuators = list(state.joints.values()), list(state.actuators.values())
    arrays: dict[str, Any] = {
        "format": np.array(_FORMAT),
        "time": np.array(state.time),
        "joint_names": _texts(state.joints),
        "joint_types": np.array([joint.type for joint in joints], dtype=np.int32),
        "qpos": _joined([joint.qpos for joint in joints]),
        "qvel": _joined([joint.qvel for joint in joints]),
        "qpos_counts": np.array([joint.qpos.size for joint in joints], dtype=np.int32),
        "qvel_counts": np.array([joint.qvel.size for joint in joints], dtype=np.int32),
        "actuator_names": _texts(state.actuators),
        "ctrl": np.array([actuator.ctrl for actuator in actuators], dtype=np.float64),
        "act": _joined([actuator.act for actuator in actuators]),
        "act_counts": np.array([actuator.act.size for actuator in actuators], dtype=np.int32),
        "mocap_names": _texts(state.mocap),
        "mocap": np.array(list(state.mocap.values()), dtype=np.float64).reshape(-1, 7),
        "equality_names": _texts(state.equalities),
        "equality_active": np.array(list(state.equalities.values()), dtype=np.bool_),
        "digest": np.array(state.digest),
        "whole": state.whole,
        "initial": np.array(state.initial),
    }
    with path.open("wb") as file:
        np.savez(file, **arrays)


def read_state(path: Path) -> NamedState:
    """Read a state; raises CommandError for a file that is none."""
    try:
        arrays = _read_arrays(path)
        if str(arrays["format"]) != _FORMAT:
            raise ValueError(f"its format is {str(arrays['format'])[:60]!r}")
        return _state_of(arrays)
    # Whatever NumPy and zipfile say of bytes that somebody made up.
    except Exception as error:
        if isinstance(error, CommandError):
            raise
        why = f"it has no {error.args[0]}" if isinstance(error, KeyError) else str(error)[:200]
        raise CommandError(
            f"The file is no state of this program: {why}. Take one that was downloaded as a state."
        ) from error


def _read_arrays(path: Path) -> dict[str, np.ndarray]:
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    # NumPy reads by the shapes in the members' headers, and zipfile no more than it announces.
    if size > _MOST_BYTES:
        raise CommandError(f"The state unpacks to {size} bytes; the limit is {_MOST_BYTES}.")
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    for array in arrays.values():
        if not (np.issubdtype(array.dtype, np.number) or array.dtype.kind in "Ub"):
            raise ValueError(f"an array of {array.dtype} is in it")
    return arrays


def _state_of(arrays: dict[str, np.ndarray]) -> NamedState:
    names = [str(name) for name in arrays["joint_names"]]
    qpos = _parted(arrays["qpos"], arrays["qpos_counts"])
    qvel = _parted(arrays["qvel"], arrays["qvel_counts"])
    types = [int(kind) for kind in arrays["joint_types"]]
    for kind, position, velocity in zip(types, qpos, qvel, strict=True):
        if (position.size, velocity.size) != {0: (7, 6), 1: (4, 3)}.get(kind, (1, 1)):
            raise ValueError("a joint has too few or too many numbers for its type")
    act = _parted(arrays["act"], arrays["act_counts"])
    ctrl = [float(value) for value in _numbers(arrays["ctrl"])]
    mocap = _numbers(arrays["mocap"]).reshape(-1, 7)
    return NamedState(
        time=float(arrays["time"]),
        joints={
            name: JointState(kind, position, velocity)
            for name, kind, position, velocity in zip(names, types, qpos, qvel, strict=True)
        },
        actuators={
            str(name): ActuatorState(control, activation)
            for name, control, activation in zip(arrays["actuator_names"], ctrl, act, strict=True)
        },
        mocap={str(n): pose for n, pose in zip(arrays["mocap_names"], mocap, strict=True)},
        equalities={
            str(name): bool(active)
            for name, active in zip(
                arrays["equality_names"], arrays["equality_active"], strict=True
            )
        },
        digest=str(arrays["digest"]),
        whole=np.ascontiguousarray(_numbers(arrays["whole"]).reshape(-1)),
        initial=bool(arrays["initial"]),
    )


def _numbers(array: np.ndarray) -> np.ndarray:
    return cast(np.ndarray, array.astype(np.float64))


def _parted(array: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    numbers = _numbers(array).reshape(-1)
    sizes = [int(count) for count in counts]
    if min(sizes, default=0) < 0 or sum(sizes) != numbers.size:
        raise ValueError("its counts do not fit its numbers")
    ends = np.cumsum(sizes).astype(int)
    return [numbers[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0)


def _texts(names: "dict[str, Any]") -> np.ndarray:
    return np.array(list(names), dtype=np.str_) if names else np.empty(0, dtype="U1")
