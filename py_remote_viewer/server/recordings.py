"""The HTTP API of recordings."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.film import MOST_FILM_SERIES, FilmQuality, FilmWish
from py_remote_viewer.protocol.recordings import Recording
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.server.addressing import TheSession
from py_remote_viewer.server.doors import door, guarded_router
from py_remote_viewer.server.problems import documented
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["make_recordings_api"]

_VIDEO: dict[int | str, dict[str, Any]] = {
    200: {"description": "The video", "content": {"video/mp4": {}}},
    206: {"description": "The part that `Range` asks for", "content": {"video/mp4": {}}},
    **documented({409: "There is no recording of this name, or it is being made"}),
}
_START_PROBLEMS = documented(
    {
        403: "Sent by a page of another origin",
        409: "One runs already, or no scene is shown",
        422: "The body does not fit",
        507: "No room: the quota or the disk is full",
    }
)
_FILM_PROBLEMS = documented(
    {
        403: "Sent by a page of another origin",
        409: "One is drawn already, or there is no such past",
        422: "The body does not fit",
        507: "No room: the quota or the disk is full",
    }
)
_CANCEL_PROBLEMS = documented(
    {403: "Sent by a page of another origin", 409: "No such film is being made"}
)
_STOP_PROBLEMS = documented(
    {
        403: "Sent by a page of another origin",
        409: "It does not run, or nothing came to be in it",
        507: "The disk failed",
    }
)
_DELETE_PROBLEMS = documented(
    {
        403: "Sent by a page of another origin",
        409: "There is no recording of this name, or it is being made",
        507: "The disk does not let it go",
    }
)


class RecordingRequest(BaseModel):
    """What to record: always what everybody sees."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field("", max_length=200, description="How it is called; else as the scene.")


class PoseRequest(BaseModel):
    """A free camera: what it looks at (world frame, m), from how far (m) and where (degrees)."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    lookat: tuple[float, float, float]
    distance: float = Field(gt=0)
    azimuth: float
    elevation: float


class FilmCameraRequest(BaseModel):
    """Which camera sees it: 0 free, 1 tracking `body`, from 2 on the model's own. A free or
    tracking one looks from `pose`, or from where the shared one does now."""

    model_config = ConfigDict(extra="forbid")

    camera: int = Field(ge=0, le=2**31)
    body: int = Field(0, ge=0, le=2**31)
    pose: PoseRequest | None = None


class FilmRequest(BaseModel):
    """What a film shows, and how; without anything, all of the past as everybody sees it now."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field("", max_length=200, description="How it is called; else as the scene.")
    first: int | None = Field(None, ge=0, le=2**53, description="Its first moment (see `history`).")
    last: int | None = Field(None, ge=0, le=2**53, description="Its last moment.")
    width: int = Field(1280, ge=64, le=3840, multiple_of=2)
    height: int = Field(720, ge=64, le=3840, multiple_of=2)
    fps: int = Field(60, ge=1, le=120)
    speed: float = Field(1.0, ge=1 / 64, le=64, description="Simulated seconds in one of film.")
    quality: FilmQuality = "full"
    camera: FilmCameraRequest | None = None
    tiles: bool = Field(False, description="With the pictures in the picture.")
    pulls: bool = Field(True, description="With what people pulled with.")
    time: bool = Field(True, description="With the simulation time in the corner.")
    caption: str = Field("", max_length=200)
    series: list[Annotated[str, Field(max_length=200)]] = Field(
        [], max_length=MOST_FILM_SERIES, description="Values to write into the corner."
    )

    def wish(self) -> FilmWish:
        """As the session takes it."""
        return msgspec.convert(self.model_dump(), FilmWish)


class SceneReport(BaseModel):
    """A scene in a recording: when it begins, and from where to where its simulation time goes."""

    title: str
    at_sec: float
    sim_from_sec: float
    sim_to_sec: float


class RecordingReport(BaseModel):
    """One recording.

    `state` is `recording`, `complete`, or `interrupted`: cut off, and whole up to there. `video`
    is relative to the page; `?download` names the file for saving. `note` says why it ended
    where nobody stopped it, `continues` names the recording that it goes on from, `session` where
    it was made.
    """

    id: str
    title: str
    state: str
    kind: str
    started: str
    by: str
    duration_sec: float
    frames: int
    bytes: int
    width: int
    height: int
    scenes: list[SceneReport]
    note: str
    continues: str
    session: str
    video: str


class RecordingList(BaseModel):
    """All recordings, the newest first, and their room; `free_bytes` is that of the disk."""

    recordings: list[RecordingReport]
    running: str | None
    used_bytes: int
    quota_bytes: int
    free_bytes: int | None


_OPERATOR = [door("operator")]


def make_recordings_api() -> APIRouter:
    """The routes under /api/recordings."""
    api = guarded_router("viewer", prefix="/api/recordings", tags=["recordings"],
        responses=documented({"default": "Anything else"}),
    )  # fmt: skip

    @api.get("")
    async def recordings(session: TheSession, response: Response) -> RecordingList:
        """All recordings in the folder of this server."""
        response.headers["cache-control"] = "no-store"
        library = session.recordings.library
        listed = await in_thread(lambda: _listed(library))
        running = session.recordings.running
        listed.running = running.id if running else None
        return listed

    @api.post("", status_code=201, responses=_START_PROBLEMS, dependencies=_OPERATOR)
    async def start(
        session: TheSession, request: Annotated[RecordingRequest, Body()] = _NOTHING
    ) -> RecordingReport:
        """Record what everybody sees, until it is stopped; no browser need be there."""
        return _report(await session.recordings.start(request.title, "The API"))

    @api.post("/films", status_code=202, responses=_FILM_PROBLEMS, dependencies=_OPERATOR)
    async def make_film(
        session: TheSession, request: Annotated[FilmRequest, Body()] = _ALL_OF_IT
    ) -> RecordingReport:
        """Draw the past again, as a film, in a process beside the simulation.

        It is in the list at once, as `recording`, and complete when all is drawn.
        """
        return _report(await session.films.start(request.wish(), "The API"))

    @api.post(
        "/{recording}/cancel",
        status_code=204,
        responses=_CANCEL_PROBLEMS,
        dependencies=[door("operator")],
    )
    async def cancel(session: TheSession, recording: str) -> None:
        """Call off a film that is being made; nothing of it is kept."""
        session.films.cancel(recording)

    @api.post("/{recording}/stop", responses=_STOP_PROBLEMS, dependencies=_OPERATOR)
    async def stop(session: TheSession, recording: str) -> RecordingReport:
        """End a recording; answers when the file is saved."""
        return _report(await session.recordings.stop(recording))

    @api.get("/{recording}")
    async def describe(session: TheSession, recording: str, response: Response) -> RecordingReport:
        """One recording."""
        response.headers["cache-control"] = "no-store"
        library = session.recordings.library
        return _report(await in_thread(lambda: library.find(recording)))

    @api.get("/{recording}/video.mp4", response_class=FileResponse, responses=_VIDEO)
    async def video(
        session: TheSession, recording: str, download: str | None = None
    ) -> FileResponse:
        """The video, or the part of it that `Range` asks for."""
        library = session.recordings.library
        response = await in_thread(lambda: _video(library, recording, download is not None))
        response.headers["cache-control"] = "no-cache"
        return response

    @api.delete(
        "/{recording}", status_code=204, responses=_DELETE_PROBLEMS, dependencies=[door("operator")]
    )
    async def delete(session: TheSession, recording: str) -> None:
        """Delete a recording for good."""
        await session.recordings.delete(recording)

    _ = (recordings, start, make_film, cancel, stop, describe, video, delete)
    return api


_NOTHING = RecordingRequest(title="")
_ALL_OF_IT = FilmRequest()  # pyright: ignore[reportCallIssue]


def _listed(library: RecordingLibrary) -> RecordingList:
    free = library.free_bytes()
    return RecordingList(
        recordings=[_report(recording) for recording in library.all()],
        running=None,
        used_bytes=library.used_bytes(),
        quota_bytes=library.quota_bytes,
        free_bytes=None if free < 0 else free,
    )


def _report(recording: Recording) -> RecordingReport:
    known = msgspec.structs.asdict(recording)
    scenes = [msgspec.structs.asdict(scene) for scene in recording.scenes]
    video = f"api/recordings/{recording.id}/video.mp4"
    return RecordingReport.model_validate({**known, "scenes": scenes, "video": video})


def _video(library: RecordingLibrary, recording_id: str, download: bool) -> FileResponse:
    recording = library.find(recording_id)
    if recording.state == "recording":
        raise CommandError(
            f"{recording.title} is being recorded; stop it first, then it can be watched."
        )
    path = library.video(recording_id)
    return FileResponse(
        path,
        media_type="video/mp4",
        filename=path.name,
        content_disposition_type="attachment" if download else "inline",
        stat_result=path.stat(),
    )
