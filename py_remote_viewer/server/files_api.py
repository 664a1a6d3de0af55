"""The HTTP API of files: models that are sent, the scene's texts, and what can be taken home."""

import re
import time
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from py_remote_viewer.protocol.scene import Problem, UploadScene
from py_remote_viewer.protocol.tasks import (
    LoadState,
    PrintData,
    PrintModel,
    SaveMjb,
    SaveState,
    SaveXml,
    Task,
    WriteKeyframe,
)
from py_remote_viewer.scenes.uploads import Upload
from py_remote_viewer.server.addressing import TheSession
from py_remote_viewer.server.asking import Who, asker, loaded_report
from py_remote_viewer.server.doors import door, guarded_router
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.problems import documented, problem_response
from py_remote_viewer.server.produced import produced_response, produced_text
from py_remote_viewer.server.receiving import UploadDesk, receive_file
from py_remote_viewer.server.report import SceneLoaded
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["LARGER_BODIES", "make_files_api"]

#: Whose bodies go to the disk as they come.
LARGER_BODIES = ("/api/scene/upload", "/api/state", "/api/scene/trajectory")

#: What is made for each name, and its media type.
_DOWNLOADS: dict[str, tuple[Task, str]] = {
    "model.xml": (SaveXml(), "application/xml"),
    "model.mjb": (SaveMjb(), "application/octet-stream"),
    "model.txt": (PrintModel(), "text/plain; charset=utf-8"),
    "data.txt": (PrintData(), "text/plain; charset=utf-8"),
    "state.npz": (SaveState(), "application/octet-stream"),
    "keyframe.xml": (WriteKeyframe(), "application/xml"),
}
_ACTS = [door("operator", acts=True)]
_UPLOAD_PROBLEMS = documented(
    {
        403: "Sent by a page of another origin",
        409: "Several models are among the files: `upload` and `models` say which can be chosen",
        413: "Larger than the limit",
        422: "A file that may not be, no model, or a model that does not load",
        503: "The server cannot do it now",
    }
)
_FILES_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
_CHANGE_PROBLEMS = documented(
    {
        409: "The scene is another one by now (`conflict`), or none is shown",
        422: "The text does not compile; `line`, `column` and `file` where known",
        503: "The server cannot do it now",
    }
)
_MADE_PROBLEMS = documented(
    {
        404: "There is no download of this name",
        409: "No scene is shown, or it cannot be made of it",
        503: "The worker cannot do it now",
    }
)


class SourceReport(BaseModel):
    """A text that the scene is made of. `saved` says that it is what MuJoCo saves, where the scene
    came without one; `edited` names the files that are shown as somebody applied them."""

    generation: int
    file: str
    files: list[str]
    edited: list[str]
    saved: bool
    text: str


class SourceChange(BaseModel):
    """Texts by the names of their files, for the scene that `generation` says."""

    model_config = ConfigDict(extra="forbid")

    generation: int
    texts: dict[str, str] = Field(min_length=1, max_length=100)


class ModelChoice(Problem, frozen=True, kw_only=True):
    """The problem of files that hold more than one model."""

    upload: str
    models: tuple[str, ...]


def make_files_api(gateway: Gateway) -> APIRouter:
    """The routes under /api that have to do with files."""
    api = guarded_router(
        "viewer", prefix="/api", tags=["files"], responses=documented({"default": "Anything else"})
    )
    _add_upload(api, gateway)
    _add_source(api)
    _add_downloads(api)
    return api


def _add_upload(api: APIRouter, gateway: Gateway) -> None:
    desk = UploadDesk(gateway.uploads)

    @api.post(
        "/scene/upload",
        response_model=SceneLoaded,
        responses=_UPLOAD_PROBLEMS,
        openapi_extra=_FILES_BODY,
        dependencies=_ACTS,
    )
    async def upload_scene(
        session: TheSession,
        request: Request,
        name: Annotated[str | None, Query(max_length=255, description="Of a single file.")] = None,
        model: Annotated[str | None, Query(max_length=1000, description="Of several.")] = None,
        keep_state: Annotated[bool | None, Query(description="Go on from the state.")] = None,
        participant: Who = None,
    ) -> Any:
        """Show a model that is sent: a zip, or the files of a folder, as a form or a single body.

        Without `keep_state` the state is kept where the same name was sent before.
        """
        started = time.monotonic()
        who = asker(session, participant)
        upload = await desk.receive(request, name)
        chosen = model or _only_one(upload)
        if chosen is None:
            return problem_response(_choice(upload))
        source = UploadScene(upload.id, chosen)
        shown = await session.load(source, who, keep_state)
        return loaded_report(shown, started)

    _ = upload_scene


def _add_source(api: APIRouter) -> None:
    @api.get("/scene/source", responses=_MADE_PROBLEMS)
    async def scene_source(session: TheSession, file: str | None = None) -> SourceReport:
        """The text that the scene came from, or another one that it includes."""
        found = await session.files.read(file)
        if found is None:
            scene = session.scene
            text = await produced_text(session, SaveXml())
            generation = scene.generation if scene else 0
            return SourceReport(
                generation=generation, file="model.xml", files=["model.xml"], edited=[],
                saved=True, text=text,
            )  # fmt: skip
        return SourceReport(
            generation=found.generation, file=found.file, files=list(found.files),
            edited=list(found.edited), saved=False, text=found.text,
        )  # fmt: skip

    @api.put("/scene/source", responses=_CHANGE_PROBLEMS, dependencies=_ACTS)
    async def change_source(
        session: TheSession, change: Annotated[SourceChange, Body()], participant: Who = None
    ) -> SceneLoaded:
        """Show the scene with other texts, in the state that it is in; no file is changed."""
        started = time.monotonic()
        who = asker(session, participant)
        shown = await session.files.apply(change.texts, change.generation, who)
        return loaded_report(shown, started)

    _ = (scene_source, change_source)


def _add_downloads(api: APIRouter) -> None:
    @api.get("/download/{what}", response_class=Response, responses=_MADE_PROBLEMS)
    async def download(
        session: TheSession,
        what: str,
        name: Annotated[str, Query(max_length=100, description="Of a keyframe.")] = "",
    ) -> Response:
        """`model.xml`, `model.mjb`, `model.txt` and `data.txt` (all numbers), `state.npz`,
        `keyframe.xml`: of the present moment."""
        if what not in _DOWNLOADS:
            detail = f"There is no {what[:60]!r}; there are {', '.join(_DOWNLOADS)}."
            return problem_response(Problem("Not Found", detail, 404, "unknown_download"))
        task, media_type = _DOWNLOADS[what]
        if isinstance(task, WriteKeyframe):
            task = WriteKeyframe(name)
        title = session.scene.title if session.scene else ""
        return await produced_response(
            session, task, media_type, download_as=_file_name(title, what)
        )

    @api.post(
        "/state",
        status_code=204,
        response_class=Response,
        responses=_CHANGE_PROBLEMS,
        dependencies=_ACTS,
    )
    async def load_state(session: TheSession, request: Request) -> None:
        """Go to a state that was downloaded, as far as it fits the model."""
        path = await in_thread(lambda: session.temporary.new_file(".npz"))
        try:
            await receive_file(request, path)
            await session.make(LoadState(), path)
        finally:
            await in_thread(lambda: path.unlink(missing_ok=True))

    _ = (download, load_state)


def _only_one(upload: Upload) -> str | None:
    return upload.candidates[0] if len(upload.candidates) == 1 else None


def _choice(upload: Upload) -> ModelChoice:
    shown = ", ".join(upload.candidates[:20])
    return ModelChoice(
        title="Which model?",
        detail=f"{upload.name!r} holds {len(upload.candidates)} models: {shown}. Name one with "
        "`model`, or load it by POST /api/scene/load with `upload` and `model`.",
        status=409,
        code="choose_model",
        upload=upload.id,
        models=upload.candidates,
    )


def _file_name(title: str, what: str) -> str:
    """ "Robot arm" and "data.txt" make "robot-arm-data.txt"; of a model its title is enough."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]
    if not plain:
        return what
    stem, _, ending = what.partition(".")
    return f"{plain}.{ending}" if what in ("model.xml", "model.mjb") else f"{plain}-{stem}.{ending}"
