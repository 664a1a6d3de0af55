"""Reads recorded trajectories: NPZ, HDF5, MCAP with JSON messages.

Files come from strangers: nothing of them is run, and no other file is read for them.
"""

import importlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import mujoco
import numpy as np

from py_remote_viewer.errors import SceneError
from py_remote_viewer.simulation.trajectory.states import KEYS, Numbers, Trajectory, trajectory_of

__all__ = ["read_trajectory"]

#: In memory, all arrays together.
_MOST_BYTES = 1 << 30
_EXTRA = "pip install 'py_remote_viewer[trajectories]'"


def read_trajectory(path: Path, model: mujoco.MjModel) -> Trajectory:
    """The trajectory in a file, whatever the file is called; raises SceneError."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise SceneError(f"The trajectory cannot be read: {error.strerror or error}.") from error
    for magic, read in _READERS.items():
        if head.startswith(magic):
            try:
                arrays = read(path)
                # As float64, whatever they were.
                _check_size(8 * sum(int(np.size(array)) for array in arrays.values()))
                return trajectory_of(model, arrays)
            except SceneError:
                raise
            # Whatever the libraries meet in a file that somebody sent.
            except Exception as error:
                reason = " ".join(str(error).split()) or type(error).__name__
                raise SceneError(f"The trajectory is damaged: {reason}.") from error
    raise SceneError("The trajectory is neither an NPZ, nor an HDF5, nor an MCAP file.")


def _read_npz(path: Path) -> Mapping[str, Any]:
    with zipfile.ZipFile(path) as packed:
        sizes = {info.filename: info.file_size for info in packed.infolist()}
    # numpy finds a member without the ending, too.
    _check_size(sum(size for name, size in sizes.items() if name.removesuffix(".npy") in KEYS))
    # Never pickles: those run code.
    with np.load(path, allow_pickle=False) as arrays:
        found = {key: arrays[key] for key in KEYS if key in arrays}
        return found or dict.fromkeys(arrays.files)


def _read_hdf5(path: Path) -> Mapping[str, Any]:
    """Datasets of these names, at the root or in the first group that has a `qpos`."""
    h5py = _module("h5py", "HDF5")
    with h5py.File(path, "r") as file:
        group = file
        if "qpos" not in file:
            inner = (_inside(h5py, file, name) for name in file)
            groups = [item for item in inner if isinstance(item, h5py.Group)]
            group = next((item for item in groups if "qpos" in item), file)
        found = {key: _dataset(h5py, group, key) for key in KEYS if key in group}
        _check_size(sum(int(dataset.size) * dataset.dtype.itemsize for dataset in found.values()))
        return {key: np.asarray(dataset) for key, dataset in found.items()} or dict.fromkeys(group)


def _dataset(h5py: Any, group: Any, name: str) -> Any:
    """A dataset whose numbers are in this file: others could name any file of the server."""
    dataset = _inside(h5py, group, name)
    if dataset is not None and not isinstance(dataset, h5py.Dataset):
        raise SceneError(f"'{name}' of the trajectory is no dataset, but a group.")
    if dataset is None or dataset.external or dataset.is_virtual:
        raise SceneError(
            f"'{name}' of the trajectory is in another file; only what is in the file itself is "
            "read. Copy it in."
        )
    return dataset


def _inside(h5py: Any, group: Any, name: str) -> Any:
    """What a group holds itself; None for a link to elsewhere."""
    return group[name] if isinstance(group.get(name, getlink=True), h5py.HardLink) else None


def _read_mcap(path: Path) -> Mapping[str, Any]:
    """JSON messages with these keys, of the first topic that has a `qpos`; their own `time`, or
    else the time of their log."""
    reading = _module("mcap.reader", "MCAP")
    rows: list[dict[str, Numbers]] = []
    logged: list[int] = []
    topic: str | None = None
    size = 0
    with path.open("rb") as file:
        for _, channel, message in reading.make_reader(file).iter_messages():
            if topic not in (None, channel.topic) or channel.message_encoding != "json":
                continue
            size += len(message.data)
            _check_size(size)
            row = json.loads(message.data)
            if not isinstance(row, dict) or "qpos" not in row:
                continue
            topic = channel.topic
            # Lists of numbers would take several times the room.
            rows.append({key: np.asarray(row[key]) for key in KEYS if key in row})
            logged.append(message.log_time)
    if not rows:
        raise SceneError("The trajectory has no topic with JSON messages that have a 'qpos'.")
    keys = [key for key in KEYS if key != "dt" and key in rows[0]]
    # In whole nanoseconds from the first on: since 1970 they have more digits than a float.
    times = [(nanoseconds - logged[0]) * 1e-9 for nanoseconds in logged]
    return {"time": times} | {key: _column(key, rows) for key in keys}


def _column(key: str, rows: list[dict[str, Numbers]]) -> Numbers:
    for number, row in enumerate(rows):
        if key not in row or row[key].shape != rows[0][key].shape:
            raise SceneError(f"'{key}' of message {number} is missing, or of another length.")
    return np.array([row[key] for row in rows])


def _module(name: str, what: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise SceneError(
            f"Reading {what} needs the package {name.partition('.')[0]}, which the server does "
            f"not have: {_EXTRA}."
        ) from error


def _check_size(size: int) -> None:
    if size > _MOST_BYTES:
        raise SceneError(
            f"The trajectory takes {size >> 20} MB in memory; {_MOST_BYTES >> 20} MB is the limit. "
            "Leave out rows, or cut it into pieces."
        )


_READERS: dict[bytes, Callable[[Path], Mapping[str, Any]]] = {
    b"PK\x03\x04": _read_npz,
    b"\x89HDF\r\n\x1a\n": _read_hdf5,
    b"\x89MCAP0\r\n": _read_mcap,
}
