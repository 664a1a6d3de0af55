"""What is written on the frames of a film."""

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.film.captions import Captions, write_lines
from py_remote_viewer.protocol.film import FilmWish
from py_remote_viewer.simulation.past import past_of
from py_remote_viewer.simulation.stepper import Stepper
from py_remote_viewer.simulation.timeline import Timeline

_XML = """<mujoco><worldbody><body><joint name="hinge"/><geom size=".1"/></body></worldbody>
<keyframe><key qpos="0.5" time="2.5"/></keyframe></mujoco>"""


def _captions(**wish: object) -> Captions:
    timeline = Timeline(Stepper(mujoco.MjModel.from_xml_string(_XML)))
    past = past_of(timeline.stepper, timeline.view())
    past.go_to(0)
    return Captions(FilmWish(**wish), past)  # type: ignore[arg-type]


def test_lines_are_the_caption_the_time_and_the_values() -> None:
    said = _captions(caption="Hello", series=("qpos['hinge']",)).lines()
    assert said == ["Hello", "2.500 s", "qpos['hinge'] = 0.5"]
    assert _captions(time=False).lines() == []


def test_a_series_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CommandError, match="no field 'nothing'"):
        _captions(series=("nothing[3]",))


def test_letters_stand_in_the_top_left_corner_and_nowhere_else() -> None:
    picture = np.full((360, 640, 3), 200, np.uint8)
    write_lines(picture, ["Hello"])
    changed = (picture != 200).any(axis=2)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    # The bottom row is the first.
    assert rows.min() > 300
    assert columns.max() < 200
    assert picture.max() == 255


def test_the_ground_never_becomes_narrower() -> None:
    picture = np.full((360, 640, 3), 200, np.uint8)
    wide = write_lines(picture, ["qpos = -0.12345"])
    assert write_lines(picture, ["qpos = 1"], wide) == wide


def test_more_lines_than_a_small_picture_has_room_for_do_not_break_it() -> None:
    picture = np.full((64, 64, 3), 200, np.uint8)
    write_lines(picture, ["A line that is much longer than the picture is wide"] * 14)
    assert picture.shape == (64, 64, 3)
