"""The past as data is what was, to the last bit."""

import csv
import itertools
from pathlib import Path

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.history_export import Span, export_csv, export_npz
from py_remote_viewer.simulation.past import Past, past_of
from py_remote_viewer.simulation.stepper import FieldEdit, Stepper
from py_remote_viewer.simulation.timeline import Timeline

_XML = """<mujoco><option timestep="0.002"/><worldbody>
<body name="arm" pos="0 0 1"><joint name="hinge" axis="0 1 0"/><geom size=".1"/>
<site name="tip"/></body></worldbody>
<actuator><motor name="m" joint="hinge" ctrlrange="-1 1" ctrllimited="true"/></actuator>
<sensor><jointpos name="angle" joint="hinge"/></sensor>
<keyframe><key qpos="0.5"/></keyframe></mujoco>"""


def _never() -> bool:
    return False


def _lived() -> tuple[Timeline, np.ndarray]:
    """Some history with edits of state and options, and the joint's angle at each moment."""
    timeline = Timeline(Stepper(mujoco.MjModel.from_xml_string(_XML)))
    angles = [float(timeline.stepper.data.qpos[0])]
    for step in range(200):
        if step == 50:
            timeline.edit(FieldEdit({"ctrl/0": 0.8}), running=True)
        if step == 120:
            timeline.edit(FieldEdit({"opt/gravity": (0.0, 0.0, 5.0)}), running=True)
        timeline.advance(1)
        timeline.maybe_mark()
        angles.append(float(timeline.stepper.data.qpos[0]))
    return timeline, np.array(angles)


def _past(timeline: Timeline) -> Past:
    return past_of(timeline.stepper, timeline.view())


def _file(folder: Path) -> Path:
    path = folder / "file"
    path.touch()
    return path


def test_arrays_hold_every_moment_bit_for_bit_and_the_simulation_is_not_touched(
    tmp_path: Path,
) -> None:
    timeline, angles = _lived()
    path = _file(tmp_path)
    export_npz(Span(_past(timeline), None, None, 1), path, _never)
    with np.load(path) as found:
        assert found["time"] == pytest.approx(np.arange(201) * 0.002)
        assert (found["index"] == np.arange(201)).all()
        assert (found["qpos"][:, 0] == angles).all()
        assert (found["ctrl"][:, 0] == np.where(np.arange(201) >= 50, 0.8, 0.0)).all()
        assert list(found["joint_names"]) == ["hinge"]
        assert list(found["actuator_names"]) == ["m"]
        assert "act" not in found
    assert timeline.index == 200
    assert timeline.stepper.model.opt.gravity[2] == 5.0


def test_a_table_has_the_series_asked_for_in_full_precision(tmp_path: Path) -> None:
    timeline, angles = _lived()
    path = _file(tmp_path)
    span = Span(_past(timeline), 100, 150, 10)
    export_csv(span, ["qpos[0]", "sensordata['angle']", "energy.kinetic"], path, _never)
    head, *rows = list(csv.reader(path.read_text().splitlines()))
    assert head == ["time", "qpos[0]", "sensordata['angle']", "energy.kinetic"]
    assert [float(row[1]) for row in rows] == list(angles[100:151:10])
    assert float(rows[0][0]) == pytest.approx(0.2)
    assert all(np.isfinite(float(cell)) for row in rows for cell in row)


@pytest.mark.parametrize(
    ("first", "last", "every", "reason"),
    [(0, 201, 1, "moment 201 is not known"), (150, 100, 1, "comes after"), (0, 9, 0, "Every 0")],
)
def test_moments_that_are_not_known_are_refused(
    first: int, last: int, every: int, reason: str, tmp_path: Path
) -> None:
    timeline, _ = _lived()
    with pytest.raises(CommandError, match=reason):
        export_npz(Span(_past(timeline), first, last, every), _file(tmp_path), _never)


def test_series_that_do_not_exist_are_refused_with_what_there_is(tmp_path: Path) -> None:
    timeline, _ = _lived()
    span = Span(_past(timeline), None, None, 1)
    with pytest.raises(CommandError, match="qpos"):
        export_csv(span, ["qposs[0]"], _file(tmp_path), _never)
    with pytest.raises(CommandError, match="No series"):
        export_csv(span, [], _file(tmp_path), _never)


def test_what_is_too_large_for_a_file_is_refused_with_what_would_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("py_remote_viewer.simulation.history_export._MOST_NUMBERS", 500)
    timeline, _ = _lived()
    with pytest.raises(CommandError, match=r"201 moments of 6 numbers.*less than 83.*one in 3"):
        export_npz(Span(_past(timeline), None, None, 1), _file(tmp_path), _never)


def test_an_export_ends_with_the_simulation_and_makes_no_file_that_nobody_waits_for(
    tmp_path: Path,
) -> None:
    timeline, _ = _lived()
    with pytest.raises(CommandError, match="called off"):
        export_npz(Span(_past(timeline), None, None, 1), _file(tmp_path), lambda: True)
    asked = itertools.chain([False] * 201, itertools.repeat(True))
    with pytest.raises(CommandError, match="called off"):
        export_npz(Span(_past(timeline), None, None, 1), _file(tmp_path), lambda: next(asked))
    with pytest.raises(FileNotFoundError):
        export_npz(Span(_past(timeline), None, None, 1), tmp_path / "taken away", _never)
    assert not (tmp_path / "taken away").exists()
