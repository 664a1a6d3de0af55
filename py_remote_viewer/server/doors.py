"""The one check at every door: who comes, and whether they may do what the route does.

Every route declares by a `Door` what it takes to use it; a test walks the routes and fails for one
without. It runs before the body of a request is read.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection

from py_remote_viewer.access import Access, Credentials, may
from py_remote_viewer.errors import (
    AccessError,
    ControlError,
    ForbiddenError,
    TooManyRequestsError,
    UnknownSessionError,
)
from py_remote_viewer.protocol.people import Role
from py_remote_viewer.server.addressing import named_session
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.sessions import Participant, Session

__all__ = [
    "Door",
    "TheAccess",
    "credentials_of",
    "door",
    "door_of",
    "guarded_router",
]

#: `public` needs nothing: there is nothing to know and nothing to do behind it.
Needed = Literal["public", "viewer", "operator", "admin"]
_ARTICLE = {"viewer": "a viewer", "operator": "an operator", "admin": "an admin"}
_BEARER = "bearer "
_LONGEST_SECRET = 4096


class Door:
    """A FastAPI dependency. `acts` is set where a route changes the simulation: then whoever has
    control has to be asked, as everywhere. `late` lets those pass who show nothing: the route asks
    them itself, for a browser cannot tell its page why a WebSocket was refused."""

    def __init__(self, needed: Needed, *, acts: bool = False, late: bool = False) -> None:
        self.needed: Needed = needed
        self.acts = acts
        self.late = late

    async def __call__(self, connection: HTTPConnection) -> Access | None:
        """Raises AccessError (401), ForbiddenError (403), ControlError (409) or
        TooManyRequestsError (429); twice for one request is fine."""
        state = connection.state
        passed: list[Door] = getattr(state, "doors", [])
        if self in passed:
            return state.access
        gateway: Gateway = connection.app.state.gateway
        access = state.access if passed else self._admit(gateway, connection)
        if access is None and not (self.needed == "public" or self.late):
            raise AccessError("This is only for those who were let in; show a token.")
        if access is not None and self.needed != "public":
            self._check(gateway, connection, access, self.needed)
        state.doors, state.access = [*passed, self], access
        return access

    def _admit(self, gateway: Gateway, connection: HTTPConnection) -> Access | None:
        shown = credentials_of(connection)
        try:
            access = gateway.gate.admit(shown)
        except (AccessError, TooManyRequestsError):
            gateway.request_rates.take("", shown)
            if self.needed == "public" or self.late:
                return None
            raise
        gateway.request_rates.take(access.holder, shown)
        return access

    def _check(
        self, gateway: Gateway, connection: HTTPConnection, access: Access, needed: Role
    ) -> None:
        session = _session_if_any(gateway, connection)
        theirs = _theirs(session, access, connection)
        # What an admin made of somebody here counts, up or down, as long as they are here.
        roles: list[Role] = [person.seat.role for person in theirs] or [access.role]
        if not any(may(role, needed) for role in roles):
            raise ForbiddenError(
                f"This takes {_ARTICLE[needed]}, and your link makes you {_ARTICLE[roles[0]]}; ask "
                "an admin for another one."
            )
        if self.acts and session is not None and not gateway.gate.insecure:
            _check_control(session, theirs, access)


def door(needed: Needed, *, acts: bool = False, late: bool = False) -> Any:
    """For the `dependencies` of a route."""
    return Depends(Door(needed, acts=acts, late=late))


def door_of(route: Any) -> list[Door]:
    """The doors that a route declares, its router's first."""
    found = [one.dependency for one in getattr(route, "dependencies", [])]
    return [one for one in found if isinstance(one, Door)]


class _GuardedRoute(APIRoute):
    """Asks its doors before it reads the body: FastAPI would parse it first."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        doors = door_of(self)

        async def guarded(request: Request) -> Response:
            for one in doors:
                await one(request)
            return await handle(request)

        return guarded


def guarded_router(needed: Needed | None = None, **settings: Any) -> APIRouter:
    """A router whose routes are for those who may so much; what a route declares itself comes on
    top. None leaves it to each route."""
    given = settings.pop("dependencies", [])
    dependencies = [*([door(needed)] if needed is not None else []), *given]
    return APIRouter(route_class=_GuardedRoute, dependencies=dependencies, **settings)


def _access_of(connection: HTTPConnection) -> Access:
    access: Access | None = getattr(connection.state, "access", None)
    if access is None:
        raise AccessError("This is only for those who were let in; show a token.")
    return access


#: Who asks, for routes behind a door that lets only those through who were let in.
TheAccess = Annotated[Access, Depends(_access_of)]


def credentials_of(connection: HTTPConnection) -> Credentials:
    """What a request or a WebSocket shows."""
    gateway: Gateway = connection.app.state.gateway
    given = connection.headers.get("authorization", "")
    bearer = given[len(_BEARER) :].strip() if given[: len(_BEARER)].lower() == _BEARER else None
    cookie = connection.cookies.get(gateway.cookie_name)
    identity = None
    if gateway.settings.access.identity_header is not None:
        # Only a trusted proxy's is there still.
        identity = connection.headers.get(gateway.settings.access.identity_header)
    return Credentials(
        address=connection.client.host if connection.client else "",
        bearer=_bounded(bearer),
        cookie=_bounded(cookie),
        identity=_bounded(identity),
    )


def _bounded(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST_SECRET else text[:_LONGEST_SECRET]


def _session_if_any(gateway: Gateway, connection: HTTPConnection) -> Session | None:
    try:
        return gateway.registry.find(named_session(connection)).session
    except UnknownSessionError:
        return None


def _theirs(
    session: Session | None, access: Access, connection: HTTPConnection
) -> list[Participant]:
    """The participants that are the one who asks: the one that is named, else all of them.

    Raises ForbiddenError where the one that is named is somebody else.
    """
    if session is None or not access.holder:
        return []
    theirs = [one for one in session.participants.values() if one.access.holder == access.holder]
    named = connection.query_params.get("participant", "")
    if named.isascii() and named.isdecimal() and len(named) < 10:
        person = session.participants.get(int(named))
        if person is None:
            return theirs
        if person not in theirs:
            raise ForbiddenError(
                f"The participant {person.id} is somebody else; leave `participant` out, or name "
                "one of your own."
            )
        return [person]
    return theirs


def _check_control(session: Session, theirs: list[Participant], access: Access) -> None:
    """Raises ControlError where somebody else has control."""
    if not theirs:
        session.control.check_program(access.role)
        return
    refusals: list[ControlError] = []
    for person in theirs:
        try:
            session.control.check_act(person)
        except ControlError as refused:
            refusals.append(refused)
        else:
            return
    raise refusals[0]
