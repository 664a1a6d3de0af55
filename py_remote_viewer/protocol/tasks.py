"""Tasks: what the gateway lets a worker make, each into a file of its own.

A file, because what is made may be larger than any message: a compiled model, a picture of 4K.
"""

from typing import Literal

import msgspec

from py_remote_viewer.protocol.view import CameraPose, Channel

__all__ = [
    "CameraText",
    "DescribeCamera",
    "DescribeModel",
    "DescribeSeries",
    "ExportHistory",
    "FindMoment",
    "FoundMoment",
    "LoadState",
    "ModelTree",
    "PrintData",
    "PrintModel",
    "SaveMjb",
    "SavePast",
    "SaveState",
    "SaveXml",
    "TakeScreenshot",
    "Task",
    "TreeBody",
    "WriteKeyframe",
]


class TreeBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """A body and what belongs to it, by name; its number is its place in the tree's list."""

    name: str
    parent: int
    geoms: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()


class ModelTree(msgspec.Struct, frozen=True):
    """What a model is made of; body 0 is the world, its own parent."""

    generation: int
    bodies: tuple[TreeBody, ...]
    actuators: tuple[str, ...]
    tendons: tuple[str, ...]
    sensors: tuple[str, ...]
    equalities: tuple[str, ...]
    keyframes: tuple[str, ...]


class DescribeModel(msgspec.Struct, tag="describe_model", frozen=True):
    """A `ModelTree` as JSON."""


class DescribeSeries(msgspec.Struct, tag="describe_series", frozen=True):
    """A `SeriesCatalogue` as JSON."""


class CameraText(msgspec.Struct, frozen=True):
    """A camera that sees what people see now, as an element of MJCF's worldbody and as `LookFrom`
    takes it; `body` is what it follows."""

    mjcf: str
    pose: CameraPose
    body: int | None = None


class DescribeCamera(msgspec.Struct, tag="describe_camera", frozen=True):
    """A `CameraText` as JSON."""


class TakeScreenshot(msgspec.Struct, tag="take_screenshot", frozen=True):
    """A PNG of what people see now, at any size; of another channel, or with its tiles."""

    width: int
    height: int
    channel: Channel | None = None
    tiles: bool = False


class SaveXml(msgspec.Struct, tag="save_xml", frozen=True):
    """The model as MuJoCo saves it, with the options that people changed."""


class SaveMjb(msgspec.Struct, tag="save_mjb", frozen=True):
    """The compiled model."""


class PrintModel(msgspec.Struct, tag="print_model", frozen=True):
    """All of the model's numbers as text."""


class PrintData(msgspec.Struct, tag="print_data", frozen=True):
    """All numbers of the present state as text."""


class WriteKeyframe(msgspec.Struct, tag="write_keyframe", frozen=True):
    """The present state as a `<key>` element."""

    name: str = ""


class SaveState(msgspec.Struct, tag="save_state", frozen=True):
    """The present state by names, as docs/files.md describes it."""


class LoadState(msgspec.Struct, tag="load_state", frozen=True):
    """Go to the state that is in the file, as far as it fits the model: nothing is written.

    With `unless_initial` a state in which nothing had happened yet is left alone.
    """

    unless_initial: bool = False


class ExportHistory(msgspec.Struct, tag="export_history", frozen=True):
    """The past as data: `npz` has all of the state, `csv` a column for each of the series.

    Between two moments of `Status.history`, as far as it goes where they are None, every so many.
    """

    format: Literal["npz", "csv"] = "npz"
    first: int | None = None
    last: int | None = None
    every: int = 1
    series: tuple[str, ...] = ()


class FoundMoment(msgspec.Struct, frozen=True):
    """A moment of the history, as `Seek` takes it."""

    index: int


class FindMoment(msgspec.Struct, tag="find_moment", frozen=True):
    """A `FoundMoment` as JSON: the one with this simulated time, and if it is still that, index."""

    time_sec: float
    index: int | None = None


class SavePast(msgspec.Struct, tag="save_past", frozen=True):
    """What another process needs to make the past again, from moment `first` to `last`; as far as
    it goes where they are None."""

    first: int | None = None
    last: int | None = None


Task = (
    DescribeModel
    | DescribeSeries
    | DescribeCamera
    | TakeScreenshot
    | SaveXml
    | SaveMjb
    | PrintModel
    | PrintData
    | WriteKeyframe
    | SaveState
    | LoadState
    | ExportHistory
    | FindMoment
    | SavePast
)
