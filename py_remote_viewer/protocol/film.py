"""Films: the past drawn again, by a process of its own.

The gateway hands it a `FilmOrder` and hears `FromFilm` messages, each a line of JSON.
"""

from typing import Annotated, Literal

import msgspec

from py_remote_viewer.protocol.fields import FieldValue
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.protocol.view import CameraPose, Tile

__all__ = [
    "MOST_FILM_SERIES",
    "FilmCamera",
    "FilmDone",
    "FilmFailed",
    "FilmOrder",
    "FilmProgress",
    "FilmQuality",
    "FilmSpan",
    "FilmWish",
    "FromFilm",
    "RunningFilm",
]

#: As it is drawn for a picture at rest, or without what costs a CPU most.
FilmQuality = Literal["full", "draft"]

MOST_FILM_SERIES = 12
_Moment = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
_Side = Annotated[int, msgspec.Meta(ge=64, le=3840)]
_Index = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
_Text = Annotated[str, msgspec.Meta(max_length=200)]


class FilmCamera(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which camera sees it: `camera` counts as the field `view/camera`, 0 free, 1 tracking `body`,
    from 2 on the model's own; `pose` is from where a free or tracking one looks, left out: from
    where the shared one does when the film is asked for."""

    camera: _Index
    body: _Index = 0
    pose: CameraPose | None = None


class FilmWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a film shall show, and how.

    From moment `first` to `last` of the history (left out: as far as it goes). Sides are even
    numbers of pixels, `fps` frames a second of film, `speed` simulated seconds in a second of
    film. Without a `camera` it is seen as everybody sees it now; flags, groups and labels are those
    of now, too. The overlays: `tiles` as they stand in the picture, `pulls` that people pulled
    with, `time` of the simulation, `caption`, and the values of `series`.
    """

    title: _Text = ""
    first: _Moment | None = None
    last: _Moment | None = None
    width: _Side = 1280
    height: _Side = 720
    fps: Annotated[int, msgspec.Meta(ge=1, le=120)] = 60
    speed: Annotated[float, msgspec.Meta(ge=1 / 64, le=64)] = 1.0
    quality: FilmQuality = "full"
    camera: FilmCamera | None = None
    tiles: bool = False
    pulls: bool = True
    time: bool = True
    caption: _Text = ""
    series: Annotated[tuple[_Text, ...], msgspec.Meta(max_length=MOST_FILM_SERIES)] = ()


class FilmOrder(msgspec.Struct, frozen=True):
    """A wish, and all that is needed to fulfil it.

    `past` is the file that a `SavePast` made, `video` an empty one for the film. `pose`, `fields`
    and `tiles` are how everybody saw it.
    """

    wish: FilmWish
    past: str
    video: str
    metadata: dict[str, str] = {}
    pose: CameraPose | None = None
    fields: dict[str, FieldValue] = {}
    tiles: tuple[Tile, ...] = ()
    gl_backend: str = "auto"
    gpu: str | None = None


class FilmProgress(msgspec.Struct, tag="progress", frozen=True):
    """So much is drawn: frames, and the share of all of it from 0 to 1."""

    frames: int
    share: float


class FilmSpan(msgspec.Struct, tag="span", frozen=True):
    """The simulation time of the first and of the last frame, in seconds."""

    sim_from_sec: float
    sim_to_sec: float


class FilmDone(msgspec.Struct, tag="done", frozen=True):
    """The file is whole."""

    frames: int
    duration_sec: float
    span: FilmSpan


class FilmFailed(msgspec.Struct, tag="failed", frozen=True):
    """It cannot be made."""

    problem: Problem


FromFilm = FilmProgress | FilmDone | FilmFailed


class RunningFilm(msgspec.Struct, frozen=True):
    """A film that is drawn now; `share` of it is done."""

    id: str
    title: str
    by: str
    share: float
