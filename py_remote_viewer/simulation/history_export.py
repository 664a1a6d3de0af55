"""The past as data: arrays of the whole state, or a table of chosen series."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.names import name_of
from py_remote_viewer.simulation.past import Past
from py_remote_viewer.simulation.series.binding import Binder
from py_remote_viewer.simulation.series.computed import computed_series
from py_remote_viewer.simulation.series.fields import DataFields
from py_remote_viewer.simulation.series.reading import Reading

__all__ = ["Span", "export_csv", "export_npz"]

#: Per array file: 400 MB of numbers.
_MOST_NUMBERS = 50_000_000
_ARRAYS = ("qpos", "qvel", "act", "ctrl", "mocap_pos", "mocap_quat", "sensordata")

_ENDED = "It was called off before all was written."

#: True once nobody wants the file any more.
Ended = Callable[[], bool]


class Span:
    """Moments of a past: from `first` to `last` (None: as far as it goes), every so many; raises
    CommandError where that cannot be."""

    def __init__(self, past: Past, first: int | None, last: int | None, every: int) -> None:
        if every < 1:
            raise CommandError(f"Every {every} moments makes no sense; 1 is each of them.")
        self.past = past
        self.first = past.view.first if first is None else first
        self.last = past.view.head if last is None else last
        self.every = every
        past.check_span(self.first, self.last)

    def __len__(self) -> int:
        return max(0, self.last - self.first) // self.every + 1

    def walk(self, ended: Ended) -> Iterator[int]:
        """Bring the past to each of these moments; raises CommandError where it has to end."""
        for index in self.past.moments(self.first, self.last):
            if ended():
                raise CommandError(_ENDED)
            if (index - self.first) % self.every == 0:
                yield index


def export_npz(span: Span, path: Path, ended: Ended) -> None:
    """Arrays with a row for each moment: `time` (s), `index`, and those of MjData by their names;
    `joint_names` and `actuator_names` say what is in them. Opens as a trajectory."""
    model, data = span.past.model, span.past.data
    names = [name for name in _ARRAYS if getattr(data, name).size]
    row = 2 + sum(getattr(data, name).size for name in names)
    if row * len(span) > _MOST_NUMBERS:
        raise CommandError(
            f"{len(span)} moments of {row} numbers are too many for one file; take less than "
            f"{_MOST_NUMBERS // row} of them: a shorter span, or one in {_enough(row, span)}."
        )
    time, numbers = np.empty(len(span)), np.empty(len(span), np.int64)
    arrays = {name: np.empty((len(span), *getattr(data, name).shape)) for name in names}
    for place, index in enumerate(span.walk(ended)):
        time[place], numbers[place] = data.time, index
        for name, array in arrays.items():
            array[place] = getattr(data, name)
    # Whoever made the file may have given up waiting, and taken it away again.
    with path.open("r+b") as raw:
        file = _Endable(raw, ended)
        named = {
            "time": time,
            "index": numbers,
            "joint_names": _names(model, "joint", model.njnt),
            "actuator_names": _names(model, "actuator", model.nu),
        }
        np.savez_compressed(file, allow_pickle=False, **named, **arrays)


def export_csv(span: Span, series: Sequence[str], path: Path, ended: Ended) -> None:
    """A table of `time` (s) and these series, in full precision."""
    if not series:
        raise CommandError("No series was named; give some, as qpos[0] or sensordata['touch'].")
    if (1 + len(series)) * len(span) > _MOST_NUMBERS:
        raise CommandError(f"{len(span)} rows of {len(series)} series are too many for one table.")
    model, data = span.past.model, span.past.data
    binder = Binder(DataFields(model, data), computed_series(model, lambda: float("nan")))
    reading = Reading([binder.bind(name) for name in series])
    with path.open("r+", newline="") as file:
        table = csv.writer(file)
        table.writerow(["time", *series])
        for place, _ in enumerate(span.walk(ended)):
            table.writerow([repr(float(v)) for v in (data.time, *reading.read(data, place))])


class _Endable(io.BufferedIOBase):
    """A file that refuses to be written to once the simulation ends: to pack all takes long."""

    def __init__(self, file: BinaryIO, ended: Ended) -> None:
        self._file = file
        self._ended = ended

    def write(self, data: Any) -> int:
        if self._ended():
            raise CommandError(_ENDED)
        return self._file.write(data)

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        self._file.flush()

    def read(self, size: int | None = -1) -> bytes:
        return self._file.read(-1 if size is None else size)


def _enough(row: int, span: Span) -> int:
    return -(-row * len(span) * span.every // _MOST_NUMBERS)


def _names(model: mujoco.MjModel, kind: str, count: int) -> npt.NDArray[np.str_]:
    return np.array([name_of(model, kind, index) for index in range(count)], dtype=np.str_)
