"""The HTTP API of sessions: which there are, another one, the end of one."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from py_remote_viewer.errors import ForbiddenError
from py_remote_viewer.server.addressing import SessionIfAny, named_session
from py_remote_viewer.server.api import SceneLoadRequest
from py_remote_viewer.server.asking import Who
from py_remote_viewer.server.doors import door, guarded_router
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.problems import documented
from py_remote_viewer.server.sessions_report import SessionReport, session_report, session_reports
from py_remote_viewer.sessions import Participant, Session

__all__ = ["make_sessions_api"]

_CREATE_PROBLEMS = documented(
    {
        400: "The name cannot be one",
        403: "Sent by a page of another origin, or the server has one session only",
        404: "There is no session that could be copied",
        409: "The name is taken, there are too many sessions, or nothing is shown to be copied",
        413: "Larger than the limit",
        422: "The body does not fit, or the scene does not load; `line` and `column` where known",
        503: "The server cannot do it now",
    }
)
_END_PROBLEMS = documented(
    {
        403: "It is the default one, this person may not, or a page of another origin asks",
        404: "There is no session of this name, or no longer",
    }
)


class SessionRequest(BaseModel):
    """A session to be created: with a `scene`, or as a copy (`clone`) of a session, with its
    scene, edits, present state and view. Without either it shows what the server began with."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", description="Lower case letters, digits, hyphens; made up if empty.")
    scene: SceneLoadRequest | None = Field(
        None, description="As for /api/scene/load; a built-in scene's name alone will do."
    )
    clone: str = Field("", description="The name of the session to copy.")

    @field_validator("scene", mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_of_them(self) -> "SessionRequest":
        if self.scene is not None and self.clone:
            raise ValueError("give `scene` or `clone`, not both")
        return self


class SessionList(BaseModel):
    """All sessions, the default one first. `present` is the one whose page asks; `creatable` says
    whether another one may be created now, and `most` how many there can be."""

    present: str
    creatable: bool
    most: int
    idle_minutes: int
    sessions: list[SessionReport]


_OPERATOR = [door("operator")]
_NOTHING = SessionRequest()  # pyright: ignore[reportCallIssue]


def make_sessions_api(gateway: Gateway) -> APIRouter:
    """The routes under /api/sessions."""
    api = guarded_router("viewer", prefix="/api/sessions", tags=["sessions"],
        responses=documented({"default": "Anything else"}),
    )  # fmt: skip
    registry = gateway.registry

    @api.get("")
    async def sessions(request: Request, response: Response) -> SessionList:
        """The simulations that run on this server."""
        response.headers["cache-control"] = "no-store"
        return SessionList(
            present=named_session(request),
            creatable=not registry.full,
            most=registry.limits.most,
            idle_minutes=registry.limits.idle_minutes,
            sessions=session_reports(registry, request),
        )

    @api.post("", status_code=201, responses=_CREATE_PROBLEMS, dependencies=_OPERATOR)
    async def create(
        here: SessionIfAny,
        request: Request,
        response: Response,
        wish: Annotated[SessionRequest, Body()] = _NOTHING,
        participant: Who = None,
    ) -> SessionReport:
        """Begin another simulation beside the others; answers when it is shown."""
        entry = await registry.create(
            _name_of(here, participant),
            name=wish.name,
            source=wish.scene.source() if wish.scene else None,
            clone=wish.clone,
        )
        report = session_report(registry, entry, request)
        response.headers["location"] = report.url
        return report

    @api.delete(
        "/{name}", status_code=204, responses=_END_PROBLEMS, dependencies=[door("operator")]
    )
    async def end(here: SessionIfAny, name: str, participant: Who = None) -> None:
        """End a session, for all who are in it; answers when it has ended."""
        session = registry.find(name).session
        _check_may_end(session, here, participant, strict=gateway.settings.people.role == "viewer")
        await registry.end(name, f"{_name_of(here, participant)} ended this session.")

    _ = (sessions, create, end)
    return api


def _person(here: Session | None, participant: int | None) -> Participant | None:
    """Who asks; None for a program."""
    return here.participants.get(participant) if here and participant is not None else None


def _name_of(here: Session | None, participant: int | None) -> str:
    person = _person(here, participant)
    return person.name if person else "The API"


def _check_may_end(
    session: Session, here: Session | None, participant: int | None, *, strict: bool
) -> None:
    """Raises ForbiddenError where a person may not end a session. Whoever is no participant of the
    one that they ask from is a program, which may.

    `strict` is where those who come are only viewers: then it takes an admin of that session.
    """
    person = _person(here, participant)
    if person is None:
        return
    role, name = person.seat.role, session.settings.name
    if strict and (here is not session or role != "admin"):
        raise ForbiddenError(f"Only an admin of the session {name} may end it, from its own page.")
    if role == "viewer":
        raise ForbiddenError("A viewer may not end sessions; ask an admin for another role.")
