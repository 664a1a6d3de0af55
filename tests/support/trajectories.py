"""Trajectories of a small model, in all the files that they come in."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["SLIDER", "arrays", "as_hdf5", "as_mcap", "as_npz"]

#: A red box that slides along x, and nothing else to see.
SLIDER = """<mujoco model="slider"><option timestep="0.01"/>
<statistic center="0 0 0" extent="3"/>
<visual><headlight ambient="1 1 1"/><global azimuth="90" elevation="-10"/></visual>
<worldbody>
<body name="box"><joint name="slide" type="slide" axis="1 0 0" range="-3 3"/>
<geom type="box" size=".3 .3 .3" rgba="1 0 0 1"/></body>
</worldbody><actuator><motor name="push" joint="slide"/></actuator></mujoco>"""


def arrays(rows: int = 101, reach: float = 1.0, seconds: float = 2.0) -> dict[str, Any]:
    """The box goes from -reach to reach."""
    share = np.linspace(0, 1, rows)
    return {"qpos": (2 * reach * share - reach)[:, np.newaxis], "time": seconds * share}


def as_npz(values: dict[str, Any]) -> bytes:
    """An NPZ file."""
    file = io.BytesIO()
    np.savez(file, **values)
    return file.getvalue()


def as_hdf5(values: dict[str, Any], folder: Path) -> bytes:
    """An HDF5 file."""
    import h5py

    path = folder / "made.h5"
    with h5py.File(path, "w") as file:
        for name, value in values.items():
            file[name] = value
    return path.read_bytes()


def as_mcap(values: dict[str, Any]) -> bytes:
    """An MCAP file with a JSON message for each row."""
    from mcap.writer import Writer

    file = io.BytesIO()
    writer = Writer(file)
    writer.start()
    channel = writer.register_channel("/state", "json", 0)
    for row, time in enumerate(values["time"]):
        message = {name: np.asarray(value[row]).tolist() for name, value in values.items()}
        writer.add_message(channel, int(time * 1e9), json.dumps(message).encode(), int(time * 1e9))
    writer.finish()
    return file.getvalue()
