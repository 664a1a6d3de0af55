"""The HTTP API of recordings."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.recordings import Recording
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.server.gateway import Gateway
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
    where nobody stopped it, `continues` names the recording that it goes on from.
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
    video: str


class RecordingList(BaseModel):
    """All recordings, the newest first, and their room; `free_bytes` is that of the disk."""

    recordings: list[RecordingReport]
    running: str | None
    used_bytes: int
    quota_bytes: int
    free_bytes: int | None


def make_recordings_api(gateway: Gateway) -> APIRouter:
    """The routes under /api/recordings."""
    api = APIRouter(
        prefix="/api/recordings", tags=["recordings"],
        responses=documented({"default": "Anything else"}),
    )  # fmt: skip
    desk = gateway.session.recordings

    @api.get("")
    async def recordings(response: Response) -> RecordingList:
        """All recordings in the folder of this server."""
        response.headers["cache-control"] = "no-store"
        library = desk.library
        listed = await in_thread(lambda: _listed(library))
        running = desk.running
        listed.running = running.id if running else None
        return listed

    @api.post("", status_code=201, responses=_START_PROBLEMS)
    async def start(request: Annotated[RecordingRequest, Body()] = _NOTHING) -> RecordingReport:
        """Record what everybody sees, until it is stopped; no browser need be there."""
        return _report(await desk.start(request.title, "The API"))

    @api.post("/{recording}/stop", responses=_STOP_PROBLEMS)
    async def stop(recording: str) -> RecordingReport:
        """End a recording; answers when the file is saved."""
        return _report(await desk.stop(recording))

    @api.get("/{recording}")
    async def describe(recording: str, response: Response) -> RecordingReport:
        """One recording."""
        response.headers["cache-control"] = "no-store"
        library = desk.library
        return _report(await in_thread(lambda: library.find(recording)))

    @api.get("/{recording}/video.mp4", response_class=FileResponse, responses=_VIDEO)
    async def video(recording: str, download: str | None = None) -> FileResponse:
        """The video, or the part of it that `Range` asks for."""
        library = desk.library
        response = await in_thread(lambda: _video(library, recording, download is not None))
        response.headers["cache-control"] = "no-cache"
        return response

    @api.delete("/{recording}", status_code=204, responses=_DELETE_PROBLEMS)
    async def delete(recording: str) -> None:
        """Delete a recording for good."""
        await desk.delete(recording)

    _ = (recordings, start, stop, describe, video, delete)
    return api


_NOTHING = RecordingRequest(title="")


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
