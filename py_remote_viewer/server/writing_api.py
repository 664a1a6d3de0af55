"""The HTTP API of scenes from words."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Header, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from py_remote_viewer.protocol.writing import LONGEST_PROMPT
from py_remote_viewer.server.addressing import TheSession
from py_remote_viewer.server.asking import Who, asker
from py_remote_viewer.server.doors import Door, door, guarded_router
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.problems import Declination, documented, problem_response
from py_remote_viewer.server.writing_report import (
    VersionReport,
    WriterList,
    WrittenScene,
    version_report,
    writer_list,
    written_scene,
)
from py_remote_viewer.sessions import Session
from py_remote_viewer.sessions.threads import in_thread
from py_remote_viewer.sessions.writing import KeptVersion, WritingOrder

__all__ = ["make_writing_api"]

_PROBLEMS = {
    **documented(
        {
            403: "Sent by a page of another origin, or by somebody who only looks",
            409: "Another scene is being written, or somebody else has control",
            429: "The language model's provider is busy, or the budget is spent",
            502: "The language model's provider fails",
            504: "It does not answer in time",
        }
    ),
    **documented(
        {422: "It cannot be made: why, and the nearest that can, or the version that failed"},
        Declination,
    ),
}
_NO_VERSION = documented({409: "There is no such version, or nothing to do"})
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A PNG", "content": {"image/png": {}}},
    **_NO_VERSION,
}
_OPERATOR = [door("operator")]
_ACTS = [door("operator", acts=True)]
_Number = Annotated[int, Path(ge=1, description="The version's number.")]
_Text = Annotated[str, Field(max_length=200)]
_Key = Annotated[
    str | None,
    Header(
        alias="X-Model-Key",
        max_length=500,
        description="The asker's own key for the provider; used for this call and kept nowhere.",
    ),
]


class GenerateRequest(BaseModel):
    """A scene in words. `auto` takes the language model that is named, else the templates."""

    model_config = ConfigDict(extra="forbid")

    prompt: str = Field(min_length=1, max_length=LONGEST_PROMPT)
    source: Literal["auto", "template", "llm"] = "auto"
    provider: _Text = Field("", description="As /api/scene/writers lists them.")
    model: _Text = Field("", description="Of the provider; its default where it is left out.")
    edit: bool = Field(False, description="Change the scene that is shown.")
    apply: bool = Field(True, description="Show it to everybody at once, if it passes.")


class HandRequest(BaseModel):
    """A version's MJCF, changed by a person."""

    model_config = ConfigDict(extra="forbid")

    mjcf: str
    of: int = Field(ge=1, description="The version's number.")
    apply: bool = False


def make_writing_api(gateway: Gateway) -> APIRouter:
    """The routes at /api/scene that scenes from words have."""
    api = guarded_router(
        "viewer",
        prefix="/api/scene",
        tags=["words"],
        responses=documented({"default": "Anything else"}),
    )
    _add_writing(api, gateway)
    _add_versions(api)
    _add_applying(api)
    return api


def _add_writing(api: APIRouter, gateway: Gateway) -> None:
    @api.get("/writers")
    async def writers(session: TheSession) -> WriterList:
        """Who can write scenes here, and which robots may stand in them."""
        robots = await in_thread(lambda: sorted(gateway.resolver.robots.entries))
        return writer_list(gateway.authors, robots)

    @api.post("/generate", responses=_PROBLEMS, dependencies=_OPERATOR)
    async def generate(
        request: Request,
        session: TheSession,
        asked: Annotated[GenerateRequest, Body()],
        participant: Who = None,
        key: _Key = None,
    ) -> WrittenScene:
        """Write a scene from words; answers when it was built, tried and checked."""
        if asked.apply:
            await _applier(request, session, participant)
        writer = gateway.authors.writer(asked.source, asked.provider, asked.model, key)
        order = WritingOrder(
            asked.prompt, _name(session, participant), participant, edit=asked.edit
        )
        kept = await session.writing.write(order, writer, gateway.authors.seconds)
        return await _answer(request, session, kept, participant, apply=asked.apply)

    @api.post("/generate/cancel", status_code=204, responses=_NO_VERSION, dependencies=_OPERATOR)
    async def cancel(session: TheSession, participant: Who = None) -> None:
        """Stop what is being written."""
        session.writing.cancel(_name(session, participant))

    @api.post("/versions", responses=_PROBLEMS, dependencies=_OPERATOR)
    async def write_by_hand(
        request: Request,
        session: TheSession,
        asked: Annotated[HandRequest, Body()],
        participant: Who = None,
    ) -> WrittenScene:
        """Check a text in the place of a version's, as that was, and keep it as another one."""
        if asked.apply:
            await _applier(request, session, participant)
        kept = await session.writing.write_by_hand(
            asked.of, asked.mjcf, _name(session, participant), participant
        )
        return await _answer(request, session, kept, participant, apply=asked.apply)

    _ = (writers, generate, cancel, write_by_hand)


def _add_versions(api: APIRouter) -> None:
    @api.get("/versions/{number}", responses=_NO_VERSION)
    async def version(session: TheSession, number: _Number) -> VersionReport:
        """A version with its MJCF, and that of what it changed."""
        return version_report(session.writing.find(number))

    @api.get("/versions/{number}/picture", response_class=Response, responses=_PICTURE)
    async def picture(session: TheSession, number: _Number) -> Response:
        """How it looks as it begins."""
        kept = session.writing.find(number)
        if not kept.picture:
            detail = f"There is no picture of version {number}: it could not be built."
            return problem_response(Declination("Not Found", detail, 404, "no_picture"))
        headers = {"cache-control": "private, max-age=3600"}
        return Response(kept.picture, media_type="image/png", headers=headers)

    _ = (version, picture)


def _add_applying(api: APIRouter) -> None:
    @api.post(
        "/versions/{number}/apply", status_code=204, responses=_NO_VERSION, dependencies=_ACTS
    )
    async def apply(session: TheSession, number: _Number, participant: Who = None) -> None:
        """Show a version to everybody."""
        await session.writing.apply(number, asker(session, participant))

    @api.post("/undo", status_code=204, responses=_NO_VERSION, dependencies=_ACTS)
    async def undo(session: TheSession, participant: Who = None) -> None:
        """Show what was shown before the version that is."""
        await session.writing.undo(asker(session, participant))

    @api.post("/redo", status_code=204, responses=_NO_VERSION, dependencies=_ACTS)
    async def redo(session: TheSession, participant: Who = None) -> None:
        """Show again what was undone."""
        await session.writing.redo(asker(session, participant))

    _ = (apply, undo, redo)


async def _applier(request: Request, session: Session, participant: int | None) -> str:
    """As `asker`, also for programs, which a route with a door of its own would ask the same."""
    await Door("operator", acts=True)(request)
    return asker(session, participant)


async def _answer(
    request: Request,
    session: Session,
    kept: KeptVersion,
    participant: int | None,
    *,
    apply: bool,
) -> Any:
    version = kept.version
    if not version.success:
        return problem_response(
            Declination(
                "The scene did not pass its checks", version.reason, 422, "checks_failed",
                version=version.number,
            )
        )  # fmt: skip
    if apply:
        # Somebody may have taken control meanwhile.
        who = await _applier(request, session, participant)
        await session.writing.apply(version.number, who)
    return written_scene(kept, applied=apply)


def _name(session: Session, participant: int | None) -> str:
    return session.name_of(-1 if participant is None else participant)
