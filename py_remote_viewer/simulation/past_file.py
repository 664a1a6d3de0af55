"""A past as one file, so that another process can make it again."""

from pathlib import Path
from typing import Any

import msgspec
import mujoco
import numpy as np

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.fields import FieldValue
from py_remote_viewer.simulation.history import Entry, HistoryView
from py_remote_viewer.simulation.past import Past
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.simulation.state_image import StateImage
from py_remote_viewer.simulation.stepper import FieldEdit, Mark, PullEdit, Stepper

__all__ = ["read_past", "write_past"]

_MODEL = "model.mjb"


class _Array(msgspec.Struct, frozen=True, array_like=True):
    kind: str
    shape: tuple[int, ...]
    data: bytes


class _Mark(msgspec.Struct, frozen=True, array_like=True):
    index: int
    sim_time_sec: float
    elapsed_sec: float
    integration: _Array
    asleep: tuple[_Array, ...]
    counts: tuple[int, ...]
    fields: dict[str, FieldValue]
    pulls: dict[int, Pull]
    noise: tuple[_Array, _Array] | None
    jump: bool
    logged: int


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """An edit: of fields where there are values, else of a pull."""

    index: int
    number: int
    values: dict[str, FieldValue] | None
    puller: int = 0
    pull: Pull | None = None


class _PastFile(msgspec.Struct, frozen=True):
    version: int
    model: bytes
    marks: tuple[_Mark, ...]
    entries: tuple[_Entry, ...]
    head: int


_VERSION = 1


def write_past(past: Past, first: int, last: int, path: Path) -> None:
    """Write what it takes to be at any moment from `first` to `last`; raises CommandError where one
    is not known.

    The model is written as it was loaded; the file fits this version of MuJoCo alone.
    """
    view = past.cut(first, last)
    past.forget_edits()
    content = _PastFile(
        _VERSION,
        _model_bytes(past.model),
        tuple(_mark_out(mark) for mark in view.marks),
        tuple(_entry_out(entry) for entry in view.entries),
        view.head,
    )
    # Whoever asked may have given up waiting, and taken the file away again.
    with path.open("r+b") as file:
        file.write(msgspec.msgpack.encode(content))
        file.truncate()


def read_past(path: Path) -> Past:
    """The past in a file that `write_past` made; raises SceneError where it is none."""
    try:
        content = msgspec.msgpack.decode(path.read_bytes(), type=_PastFile)
    except OSError as error:
        raise SceneError(
            f"The past cannot be read: {error.strerror or 'no reason given'}."
        ) from error
    except msgspec.MsgspecError as error:
        raise SceneError(f"The past cannot be read: {error}.") from error
    if content.version != _VERSION:
        raise SceneError(f"The past is of version {content.version}, not {_VERSION}.")
    model = mujoco.MjModel.from_binary_path(_MODEL, {_MODEL: content.model})
    view = HistoryView(
        tuple(_mark_in(mark) for mark in content.marks),
        tuple(_entry_in(entry) for entry in content.entries),
        content.head,
    )
    return Past(Stepper(model), view)


def _model_bytes(model: mujoco.MjModel) -> bytes:
    buffer = np.empty(mujoco.mj_sizeModel(model), np.uint8)
    mujoco.mj_saveModel(model, None, buffer)
    return buffer.tobytes()


def _mark_out(mark: Mark) -> _Mark:
    noise = mark.noise and (_out(mark.noise[0]), _out(mark.noise[1]))
    return _Mark(
        mark.index, mark.sim_time_sec, mark.elapsed_sec,
        _out(mark.image.integration), tuple(map(_out, mark.image.asleep)), mark.image.counts,
        dict(mark.fields), dict(mark.pulls), noise, mark.jump, mark.logged,
    )  # fmt: skip


def _mark_in(mark: _Mark) -> Mark:
    noise = mark.noise and (_in(mark.noise[0]), _in(mark.noise[1]))
    return Mark(
        mark.index, mark.sim_time_sec, mark.elapsed_sec,
        StateImage(_in(mark.integration), tuple(map(_in, mark.asleep)), mark.counts),
        mark.fields, mark.pulls, noise, mark.jump, mark.logged,
    )  # fmt: skip


def _entry_out(entry: Entry) -> _Entry:
    match entry.edit:
        case FieldEdit(values=values):
            return _Entry(entry.index, entry.number, dict(values))
        case PullEdit(puller=puller, pull=pull):
            return _Entry(entry.index, entry.number, None, puller, pull)


def _entry_in(entry: _Entry) -> Entry:
    if entry.values is not None:
        return Entry(entry.index, entry.number, FieldEdit(entry.values), 0)
    return Entry(entry.index, entry.number, PullEdit(entry.puller, entry.pull), 0)


def _out(array: "np.ndarray[Any, Any]") -> _Array:
    return _Array(array.dtype.str, array.shape, array.tobytes())


def _in(array: _Array) -> "np.ndarray[Any, Any]":
    return np.frombuffer(array.data, array.kind).reshape(array.shape).copy()
