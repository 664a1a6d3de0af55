"""Films: what was is drawn again, and what cannot be is refused."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import av
import mujoco
import numpy as np
import pytest
from msgspec.structs import replace

from py_remote_viewer.errors import CommandError, RecordingError
from py_remote_viewer.film.making import make_film
from py_remote_viewer.protocol.film import (
    FilmCamera,
    FilmDone,
    FilmOrder,
    FilmProgress,
    FilmWish,
)
from py_remote_viewer.protocol.view import CameraPose, Tile
from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.simulation.past import past_of
from py_remote_viewer.simulation.past_file import write_past
from py_remote_viewer.simulation.stepper import FieldEdit, Stepper
from py_remote_viewer.simulation.timeline import Timeline

_XML = """<mujoco><option timestep="0.01" gravity="0 0 0"/><worldbody><light pos="0 0 5"/>
<camera name="above" pos="0 0 4"/>
<body name="red" pos="-1 0 0"><joint name="slide" type="slide" axis="1 0 0"/>
<geom type="sphere" size=".3" mass="1" rgba="1 0 0 1"/></body></worldbody>
<actuator><velocity name="v" joint="slide" kv="100"/></actuator></mujoco>"""
_FRONT = CameraPose((0.0, 0.0, 0.0), 5.0, 90.0, 0.0)


@pytest.fixture(scope="module")
def gl() -> Generator[GlDevice]:
    device = open_gl()
    yield device
    device.context.free()


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two seconds in which the ball goes from the left to the right."""
    timeline = Timeline(Stepper(mujoco.MjModel.from_xml_string(_XML)))
    timeline.edit(FieldEdit({"ctrl/0": 1.0}), running=True)
    for _ in range(200):
        timeline.advance(1)
        timeline.maybe_mark()
    path = tmp_path_factory.mktemp("film") / "past"
    path.touch()
    write_past(past_of(timeline.stepper, timeline.view()), 0, 200, path)
    return str(path)


_PLAIN = FilmWish(width=128, height=96, fps=10, quality="draft", time=False)


def _film(gl: GlDevice, past: str, folder: Path, wish: FilmWish, **order: Any) -> tuple[Any, ...]:
    """All that is said, and all pictures."""
    video = folder / "film.mp4"
    video.touch()
    asked = FilmOrder(wish, past, str(video), pose=_FRONT, **order)
    said = list(make_film(asked, gl))
    with av.open(str(video)) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        return said, pictures, dict(container.metadata)


def _red(picture: np.ndarray) -> tuple[float, float]:
    """Where the red ball is, as fractions from the top left."""
    r, g, b = (picture[..., i].astype(int) for i in range(3))
    rows, columns = np.nonzero((r > 60) & (r > 2 * g) & (r > 2 * b))
    return float(columns.mean() / picture.shape[1]), float(rows.mean() / picture.shape[0])


def test_a_film_shows_what_was_at_its_time(gl: GlDevice, past: str, tmp_path: Path) -> None:
    said, pictures, metadata = _film(gl, past, tmp_path, _PLAIN, metadata={"title": "Ball"})
    done = said[-1]
    assert isinstance(done, FilmDone)
    assert (done.frames, len(pictures), done.duration_sec) == (21, 21, 2.1)
    assert (done.span.sim_from_sec, round(done.span.sim_to_sec, 9)) == (0.0, 2.0)
    assert all(isinstance(progress, FilmProgress) for progress in said[:-1])
    assert [round(progress.share, 2) for progress in said[:3]] == [0.0, 0.05, 0.1]
    assert metadata["title"] == "Ball"
    across = [_red(picture)[0] for picture in pictures]
    assert across == sorted(across)
    assert across[0] < 0.4
    assert across[-1] > 0.6


def test_a_part_in_slow_motion(gl: GlDevice, past: str, tmp_path: Path) -> None:
    wish = replace(_PLAIN, first=50, last=100, speed=0.25)
    said, pictures, _ = _film(gl, past, tmp_path, wish)
    assert len(pictures) == said[-1].frames == 21
    assert said[-1].span.sim_from_sec == pytest.approx(0.5)


def test_the_cameras_tiles_and_fields_of_an_order_are_those_of_the_film(
    gl: GlDevice, past: str, tmp_path: Path
) -> None:
    one = replace(_PLAIN, first=0, last=0)
    front = _film(gl, past, tmp_path, one)[1][0]
    above = _film(gl, past, tmp_path, replace(one, camera=FilmCamera(2)))[1][0]
    assert abs(_red(front)[0] - _red(above)[0]) > 0.02
    tile = Tile(2, 0.6, 0.6, 0.4, 0.4)
    tiled = _film(gl, past, tmp_path, replace(one, tiles=True), tiles=(tile,))[1][0]
    corner = np.s_[60:, 80:]
    assert np.abs(tiled[corner].astype(int) - front[corner]).mean() > 1
    without = _film(gl, past, tmp_path, one, tiles=(tile,))[1][0]
    assert np.array_equal(without, front)
    hidden = _film(gl, past, tmp_path, one, fields={"view/body/1": 0.0})[1][0]
    assert np.abs(hidden.astype(int) - front).max() > 60


def test_the_time_is_written_into_it(gl: GlDevice, past: str, tmp_path: Path) -> None:
    one = replace(_PLAIN, first=0, last=0)
    plain = _film(gl, past, tmp_path, one)[1][0]
    told = _film(gl, past, tmp_path, replace(one, time=True))[1][0]
    assert np.abs(told[:24, :64].astype(int) - plain[:24, :64]).max() > 100


def test_a_camera_that_the_model_lacks_is_refused(gl: GlDevice, past: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The film asks for camera 3; this model's are"):
        _film(gl, past, tmp_path, replace(_PLAIN, camera=FilmCamera(3)))


def test_a_disk_that_does_not_take_it_is_told(gl: GlDevice, past: str) -> None:
    order = FilmOrder(_PLAIN, past, "/dev/full", pose=_FRONT)
    with pytest.raises(RecordingError, match="disk does not take the film"):
        list(make_film(order, gl))
