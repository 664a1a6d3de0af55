"""A past in a file is the same past, to the last bit, in another process too."""

from pathlib import Path

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError, SceneError
from py_remote_viewer.simulation.past import Past, past_of
from py_remote_viewer.simulation.past_file import read_past, write_past
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.simulation.stepper import FieldEdit, PullEdit, Stepper
from py_remote_viewer.simulation.timeline import Timeline

_XML = """<mujoco><option timestep="0.002"><flag sleep="{sleep}"/></option><worldbody>
<geom type="plane" size="5 5 1"/>
<body name="box" pos="0 0 .5"><freejoint/><geom type="box" size=".1 .1 .1"/></body>
<body name="arm" pos="1 0 1"><joint name="hinge" axis="0 1 0"/><geom size=".1"/></body></worldbody>
<actuator><motor name="m" joint="hinge" ctrlrange="-1 1" ctrllimited="true"/></actuator></mujoco>"""
_PULL = Pull(1, 1, (1.0, 0.0, 1.0), (1.0, 0.0, 0.0, 0.0), (1.0, 0.0, 1.0), (0.0,) * 3, 8.0, 1.0)


def _lived(sleep: str = "disable") -> Timeline:
    """A second with everything in it that a step depends on."""
    timeline = Timeline(Stepper(mujoco.MjModel.from_xml_string(_XML.format(sleep=sleep))))
    edits = {
        60: FieldEdit({"ctrl/0": 0.7}),
        120: FieldEdit({"opt/gravity": (0.0, 0.0, -3.0)}),
        180: PullEdit(7, _PULL),
        260: PullEdit(7, None),
        300: FieldEdit({"noise/scale": 0.3}),
    }
    for step in range(500):
        if step in edits:
            timeline.edit(edits[step], running=True)
        timeline.advance(1)
        timeline.maybe_mark()
    return timeline


def _told(past: Past, first: int, last: int) -> list[tuple[float, bytes, bytes]]:
    return [
        (past.data.time, past.data.qpos.tobytes(), past.data.xpos.tobytes())
        for _ in past.moments(first, last)
    ]


@pytest.mark.parametrize("sleep", ["disable", "enable"])
@pytest.mark.parametrize(("first", "last"), [(0, 500), (170, 280), (320, 320), (410, 410)])
def test_each_moment_is_the_same_again(tmp_path: Path, sleep: str, first: int, last: int) -> None:
    timeline = _lived(sleep)
    path = tmp_path / "past"
    path.touch()
    write_past(past_of(timeline.stepper, timeline.view()), first, last, path)
    again = read_past(path)
    was = _told(past_of(timeline.stepper, timeline.view()), 0, 500)[first : last + 1]
    assert _told(past_of(timeline.stepper, timeline.view()), first, last) == was
    assert _told(again, first, last) == was


def test_what_was_pulled_is_known_again(tmp_path: Path) -> None:
    timeline = _lived()
    path = tmp_path / "past"
    path.touch()
    write_past(past_of(timeline.stepper, timeline.view()), 0, 500, path)
    again = read_past(path)
    again.go_to(200)
    assert again.pulls == (_PULL,)
    again.go_to(270)
    assert again.pulls == ()


def test_the_simulation_itself_keeps_what_people_changed(tmp_path: Path) -> None:
    timeline = _lived()
    path = tmp_path / "past"
    path.touch()
    write_past(past_of(timeline.stepper, timeline.view()), 0, 500, path)
    assert np.array_equal(timeline.stepper.model.opt.gravity, [0.0, 0.0, -3.0])
    assert read_past(path).model.opt.gravity[2] == -9.81


def test_a_part_takes_less_and_knows_no_more(tmp_path: Path) -> None:
    timeline = _lived()
    whole, part = tmp_path / "whole", tmp_path / "part"
    for path, (first, last) in {whole: (0, 500), part: (200, 250)}.items():
        path.touch()
        write_past(past_of(timeline.stepper, timeline.view()), first, last, path)
    assert part.stat().st_size < whole.stat().st_size
    with pytest.raises(CommandError, match="The moment 251 is not known"):
        read_past(part).go_to(251)


def test_moments_that_are_not_known_are_refused_and_a_file_taken_away_is_not_made_again(
    tmp_path: Path,
) -> None:
    timeline = _lived()
    past = past_of(timeline.stepper, timeline.view())
    with pytest.raises(CommandError, match="The moment 501 is not known"):
        write_past(past, 0, 501, tmp_path / "past")
    with pytest.raises(CommandError, match="comes after"):
        write_past(past, 9, 8, tmp_path / "past")
    with pytest.raises(FileNotFoundError):
        write_past(past, 0, 500, tmp_path / "past")


def test_a_file_that_is_no_past_is_refused(tmp_path: Path) -> None:
    (tmp_path / "past").write_bytes(b"no")
    with pytest.raises(SceneError, match="cannot be read"):
        read_past(tmp_path / "past")
