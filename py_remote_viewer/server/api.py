"""The HTTP API."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import (
    BuiltinScene,
    PathScene,
    Problem,
    SceneRequest,
    UploadScene,
    XmlScene,
)
from py_remote_viewer.protocol.tasks import DescribeModel, DescribeSeries
from py_remote_viewer.scenes.registry import builtin_scenes, find_builtin
from py_remote_viewer.server.addressing import TheSession
from py_remote_viewer.server.asking import Who, asker, loaded_report
from py_remote_viewer.server.doors import door, guarded_router
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.problems import documented, problem_response
from py_remote_viewer.server.produced import produced_response
from py_remote_viewer.server.report import (
    ConfigReport,
    HealthReport,
    SceneList,
    SceneListEntry,
    SceneLoaded,
    StatsReport,
    config_report,
    health_report,
    stats_report,
)

__all__ = ["SceneLoadRequest", "make_api"]

_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A JPEG of 640x400 pixels", "content": {"image/jpeg": {}}},
    **documented({404: "There is no scene of this name"}),
}
_LOAD_PROBLEMS = documented(
    {
        400: "The body is no text",
        403: "Sent by a page of another origin",
        409: "Another scene is being loaded",
        413: "Larger than the limit",
        422: "The body does not fit, or the scene does not load; `line` and `column` where known",
        503: "The server cannot do it now",
    }
)

_MADE_PROBLEMS = documented(
    {409: "No scene is shown, or too much was asked for", 503: "The worker cannot do it now"}
)


_COMMON: dict[str, Any] = {
    "prefix": "/api",
    "tags": ["api"],
    "responses": documented({"default": "Anything else"}),
}


def _text(description: str) -> Any:
    """A text that may be left out; null means the same, and would only blur the schema."""

    def without_null(schema: dict[str, Any]) -> None:
        del schema["anyOf"]
        schema["type"] = "string"

    return Field(None, description=description, json_schema_extra=without_null)


class SceneLoadRequest(BaseModel):
    """Exactly one of: MJCF or URDF text, a built-in scene's name, a path in an allowed folder, a
    model among files that were sent before."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "oneOf": [{"required": [key]} for key in ("xml", "name", "path", "upload")],
            "dependentRequired": {"upload": ["model"]},
        },
    )

    xml: str | None = _text("MJCF or URDF text.")
    name: str | None = _text("Name of a built-in scene, see /api/scenes.")
    path: str | None = _text("A model file in a folder the operator allowed.")
    upload: str | None = _text("What was sent, as the answer to it said; with `model`.")
    model: str | None = _text("Which of its models.")
    title: str = Field("", max_length=200, description="How the scene is called, for xml.")

    @model_validator(mode="after")
    def _exactly_one(self) -> "SceneLoadRequest":
        choices = (self.xml, self.name, self.path, self.upload)
        if len([value for value in choices if value is not None]) != 1:
            raise ValueError("give exactly one of 'xml', 'name', 'path' and 'upload'")
        if (self.upload is None) != (self.model is None):
            raise ValueError("give 'upload' and 'model' together")
        return self

    def source(self) -> SceneRequest:
        """The scene asked for."""
        if self.xml is not None:
            return XmlScene(self.xml, self.title)
        if self.name is not None:
            return BuiltinScene(self.name)
        if self.upload is not None:
            return UploadScene(self.upload, self.model or "")
        return PathScene(self.path or "")


def make_api(gateway: Gateway) -> APIRouter:
    """The routes under /api."""
    api = APIRouter()
    api.include_router(_for_all(gateway))
    api.include_router(_for_viewers(gateway))
    return api


def _for_all(gateway: Gateway) -> APIRouter:
    public = guarded_router("public", **_COMMON)

    @public.get("/health", responses={503: {"model": HealthReport}})
    async def health(session: TheSession, request: Request, response: Response) -> HealthReport:
        """Whether the simulation is alive and can be seen; 503 where it is not. For probes, so it
        needs no token; without one it tells no more than that."""
        report = health_report(gateway, session)
        if request.state.access is None:
            report = report.for_strangers()
        response.status_code = 200 if report.healthy else 503
        response.headers["cache-control"] = "no-store"
        return report

    @public.get("/scenes/{name}/picture", response_class=FileResponse, responses=_PICTURE)
    async def scene_picture(name: str) -> Response:
        """A picture of a built-in scene."""
        try:
            entry = find_builtin(name)
        except SceneError as error:
            return problem_response(Problem("Not Found", str(error), 404, "unknown_scene"))
        headers = {"cache-control": "public, max-age=86400"}
        return FileResponse(entry.picture_path, media_type="image/jpeg", headers=headers)

    _ = (health, scene_picture)
    return public


def _for_viewers(gateway: Gateway) -> APIRouter:
    api = guarded_router("viewer", **_COMMON)

    @api.get("/config")
    async def config() -> ConfigReport:
        """What this server is set up for; no secrets."""
        return config_report(gateway)

    @api.get("/stats")
    async def stats(session: TheSession, request: Request) -> StatsReport:
        """What happens now: simulation, stream, viewers, process."""
        return stats_report(gateway, session, request)

    @api.get("/scenes")
    async def scenes() -> SceneList:
        """The built-in scenes."""
        return SceneList(
            scenes=[
                SceneListEntry(
                    name=entry.name,
                    title=entry.title,
                    description=entry.description,
                    picture=f"api/scenes/{entry.name}/picture",
                )
                for entry in builtin_scenes()
            ]
        )

    @api.post("/scene/load", responses=_LOAD_PROBLEMS, dependencies=[door("operator", acts=True)])
    async def load_scene(
        session: TheSession,
        request: Annotated[SceneLoadRequest, Body()],
        participant: Who = None,
    ) -> SceneLoaded:
        """Replace the scene for everybody; answers when the new one is shown."""
        started = time.monotonic()
        who = asker(session, participant)
        shown = await session.load(request.source(), who)
        return loaded_report(shown, started)

    @api.get("/scene/tree", response_class=Response, responses=_MADE_PROBLEMS)
    async def scene_tree(session: TheSession) -> Response:
        """All bodies of the scene with their elements, by name; a body's number is its place."""
        return await produced_response(session, DescribeModel(), "application/json")

    @api.get("/scene/series", response_class=Response, responses=_MADE_PROBLEMS)
    async def scene_series(session: TheSession) -> Response:
        """All that can be plotted of the scene: fields with their sizes, and names of elements."""
        return await produced_response(session, DescribeSeries(), "application/json")

    _ = (config, stats, scenes, load_scene, scene_tree, scene_series)
    return api
