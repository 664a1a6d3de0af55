"""Recordings: what is told of each, and kept beside its video."""

from typing import Literal

import msgspec

__all__ = ["RecordedScene", "Recording", "RecordingState", "RunningRecording"]

#: Being written; ended as it should; cut off with the server or by a disk, and whole up to there.
RecordingState = Literal["recording", "complete", "interrupted"]


class RecordedScene(msgspec.Struct, frozen=True):
    """A scene in a recording: when it begins in the video, and the simulation time it shows.

    A reset, or going back, begins no other scene: the range is from the least to the greatest.
    """

    title: str
    at_sec: float
    sim_from_sec: float
    sim_to_sec: float


class Recording(msgspec.Struct, frozen=True, omit_defaults=True):
    """One video. `id` names its files, `started` is ISO 8601 in UTC, `by` who began it, in which
    `session`.

    `note` says why it ended, where nobody stopped it. `kind` is `live` for what people saw,
    `render` for what was drawn again. Where the stream itself changed (its size, its encoder) a
    recording goes on in another file, which names the one it `continues`.
    """

    id: str
    title: str
    state: RecordingState
    started: str
    by: str = ""
    kind: Literal["live", "render"] = "live"
    duration_sec: float = 0.0
    frames: int = 0
    bytes: int = 0
    width: int = 0
    height: int = 0
    scenes: tuple[RecordedScene, ...] = ()
    note: str = ""
    continues: str = ""
    session: str = ""


class RunningRecording(msgspec.Struct, frozen=True):
    """The recording that runs now; `elapsed_sec` when this was sent."""

    id: str
    title: str
    by: str
    elapsed_sec: float
