"""WHEP: players of others watch a session (draft-ietf-wish-whep)."""

import re
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from py_remote_viewer.access import Access
from py_remote_viewer.config import IceServerSettings, turn_account
from py_remote_viewer.errors import CommandError, PeerError, ProtocolError
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.doors import TheAccess, guarded_router
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.problems import documented, problem_response
from py_remote_viewer.server.subscribers import Subscription
from py_remote_viewer.sessions import Session
from py_remote_viewer.webrtc import MAX_SDP_BYTES, UnsupportedOffer

__all__ = ["WHEP_PATH", "make_whep_api"]

WHEP_PATH = "/whep"
_SDP = "application/sdp"
_FRAGMENT = "application/trickle-ice-sdpfrag"
_MOST_CANDIDATES = 100
_RETRY_SEC = 10
_ATTRIBUTE = re.compile(r"a=(ice-ufrag|mid|candidate):?(.*)")
_POSTED: dict[int | str, dict[str, Any]] = {
    201: {"description": "The SDP answer; `Location` is where to PATCH and DELETE"},
    **documented(
        {
            400: "The offer cannot be read",
            403: "Sent by a page of another origin, which --whep-origin does not name",
            404: "There is no such session, or WHEP is switched off",
            413: "Larger than the limit",
            415: "The body is no application/sdp",
            422: "No H.264 video could be sent to whoever offers this",
            503: "No more players fit in, or WebRTC cannot be had",
        }
    ),
}
_PATCHED: dict[int | str, dict[str, Any]] = {
    204: {"description": "The candidates are taken"},
    **documented(
        {
            400: "The fragment cannot be read",
            404: "The player has ended",
            412: "The entity tag is another one's",
            413: "Larger than the limit",
            415: "The body is no application/trickle-ice-sdpfrag",
            422: "ICE cannot be begun anew",
        }
    ),
}


def make_whep_api(gateway: Gateway) -> APIRouter:
    """The routes under /whep."""
    anything = documented({"default": "Anything else"})
    api = guarded_router("viewer", tags=["whep"], responses=anything)
    # What may be asked for is no secret, and browsers ask without showing anything.
    public = guarded_router("public", tags=["whep"])
    desk = _Desk(gateway)

    @api.post("/whep", status_code=201, response_class=Response, responses=_POSTED)
    @api.post("/whep/{session}", status_code=201, response_class=Response, responses=_POSTED)
    async def subscribe(request: Request, access: TheAccess, session: str = "default") -> Response:
        """Watch a session's shared view: an SDP offer in, the answer out."""
        return await desk.subscribe(request, session, access)

    @public.options("/whep", include_in_schema=False)
    @public.options("/whep/{session}", include_in_schema=False)
    async def options() -> Response:
        return Response(headers={"accept-post": _SDP, "allow": "OPTIONS, GET, HEAD, POST"})

    @api.get("/whep", status_code=204, response_class=Response)
    @api.get("/whep/{session}", status_code=204, response_class=Response)
    @api.get("/whep/{session}/{player}", status_code=204, response_class=Response)
    async def nothing() -> Response:
        """These have no representation; the draft wants that said with success."""
        return Response(status_code=204)

    @public.options("/whep/{session}/{player}", include_in_schema=False)
    async def player_options() -> Response:
        allow = "OPTIONS, GET, HEAD, PATCH, DELETE"
        return Response(headers={"accept-patch": _FRAGMENT, "allow": allow})

    @api.patch(
        "/whep/{session}/{player}", status_code=204, response_class=Response, responses=_PATCHED
    )
    async def trickle(request: Request, session: str, player: str) -> Response:
        """More ICE candidates of a player."""
        return await desk.trickle(request, session, player)

    @api.delete(
        "/whep/{session}/{player}", response_class=Response,
        responses={200: {"description": "It is ended"}, **documented({404: "It has ended"})},
    )  # fmt: skip
    async def end(session: str, player: str) -> Response:
        """End a player's connection."""
        return desk.end(session, player)

    _ = (subscribe, options, nothing, player_options, trickle, end)
    both = APIRouter()
    both.include_router(public)
    both.include_router(api)
    return both


class _Refused(Exception):
    """A request that is answered with this problem."""

    def __init__(self, problem: Problem, headers: dict[str, str] | None = None) -> None:
        super().__init__(problem.detail)
        self.response = problem_response(problem, headers)


class _Desk:
    """Does what the routes ask for."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def subscribe(self, request: Request, name: str, access: Access) -> Response:
        """Answer an offer."""
        try:
            session = self._session(name)
            offer = await _body(request, _SDP, "accept-post")
            one, answer = await self._begin(session, offer, access)
        except _Refused as refused:
            return refused.response
        place = f"{quote(session.settings.name, safe='')}/{one.key}"
        # Relative, so that it holds behind a proxy under whatever path.
        location = place if request.path_params.get("session") else f"whep/{place}"
        response = Response(answer, 201, media_type=_SDP)
        response.headers["location"] = location
        response.headers["etag"] = one.tag
        response.headers["accept-patch"] = _FRAGMENT
        response.headers["cache-control"] = "no-store"
        for link in _ice_links(self._gateway.settings.network.ice_servers, one.key):
            response.headers.append("link", link)
        return response

    async def trickle(self, request: Request, name: str, key: str) -> Response:
        """Take candidates."""
        try:
            one = self._player(name, key)
            wanted = request.headers.get("if-match")
            if wanted is not None and wanted != "*" and one.tag not in _tags(wanted):
                raise _Refused(Problem(
                    "Another ICE session", f"The entity tag is {one.tag}, not {wanted[:100]}.",
                    412, "precondition_failed",
                ))  # fmt: skip
            text = await _body(request, _FRAGMENT, "accept-patch")
            await _add_candidates(one, text)
        except _Refused as refused:
            return refused.response
        return Response(status_code=204)

    def end(self, name: str, key: str) -> Response:
        """End one."""
        try:
            self._player(name, key).end()
        except _Refused as refused:
            return refused.response
        return Response(status_code=200)

    async def _begin(
        self, session: Session, offer: str, access: Access
    ) -> tuple[Subscription, str]:
        try:
            return await self._gateway.subscribers.begin(session, offer, access.grant.id)
        except CommandError as error:
            problem = Problem("No more players fit in", str(error), 503, "full")
            raise _Refused(problem, {"retry-after": str(_RETRY_SEC)}) from error
        except UnsupportedOffer as error:
            problem = Problem("The offer cannot be served", str(error), 422, "unsupported_offer")
            raise _Refused(problem) from error

    def _session(self, name: str) -> Session:
        settings = self._gateway.settings
        if settings.sharing.whep_viewers == 0:
            detail = "WHEP is switched off on this server; the operator may set --whep-viewers."
            raise _Refused(Problem("Not Found", detail, 404, "whep_off"))
        if not settings.network.webrtc:
            raise PeerError("WebRTC is switched off on this server, and WHEP is made of it.")
        return self._gateway.registry.use(name)

    def _player(self, name: str, key: str) -> Subscription:
        session = self._gateway.registry.find(name).session
        found = self._gateway.subscribers.find(session, key)
        if found is None:
            detail = "This player has ended, or never began; POST an offer for another."
            raise _Refused(Problem("Not Found", detail, 404, "unknown_player"))
        return found


async def _body(request: Request, kind: str, header: str) -> str:
    """The text of the request, of which no more is kept than the limit."""
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != kind:
        detail = f"The content type is {given[:100]!r}; send {kind}."
        raise _Refused(Problem("Unsupported Media Type", detail, 415, "media_type"), {header: kind})
    kept, size = bytearray(), 0
    async for part in request.stream():
        # What is too much is read on, or the client would be cut off before it reads the answer.
        size += len(part)
        if size <= MAX_SDP_BYTES:
            kept += part
    if size > MAX_SDP_BYTES:
        detail = f"The request has {size} bytes; {MAX_SDP_BYTES} is the limit."
        raise _Refused(Problem("Too large", detail, 413, "too_large"))
    try:
        return kept.decode()
    except UnicodeDecodeError as error:
        raise ProtocolError("The request is no text in UTF-8.") from error


async def _add_candidates(one: Subscription, fragment: str) -> None:
    """Take the candidates of an SDP fragment (RFC 8840, 9)."""
    mid: str | None = None
    candidates: list[tuple[str, str | None]] = []
    for line in fragment.splitlines():
        found = _ATTRIBUTE.fullmatch(line.strip())
        if found is None:
            continue
        kind, value = found.groups()
        if kind == "mid":
            mid = value.strip()
        elif kind == "candidate":
            candidates.append((value, mid))
        elif value.strip() != one.peer.remote_user:
            detail = "ICE cannot be begun anew here; DELETE this player and POST another offer."
            raise _Refused(Problem("No ICE restart", detail, 422, "no_ice_restart"))
    if not fragment.strip() or "a=" not in fragment:
        raise ProtocolError("The SDP fragment holds no attribute; send lines like a=candidate:….")
    if len(candidates) > _MOST_CANDIDATES:
        raise ProtocolError(
            f"The fragment has {len(candidates)} candidates; {_MOST_CANDIDATES} is the limit."
        )
    for candidate, section in candidates:
        await one.peer.add_candidate(candidate, section, None if section else 0)


def _tags(header: str) -> list[str]:
    return [tag.strip() for tag in header.split(",")]


def _ice_links(servers: Iterable[IceServerSettings], user: str) -> list[str]:
    """A `Link` for each server (RFC 9725, 4.6)."""
    links: list[str] = []
    for server in servers:
        name, secret = turn_account(server, user, time.time())
        link = f'<{server.urls}>; rel="ice-server"'
        if name and secret:
            link += (
                f"; username={_quoted(name)}; credential={_quoted(secret)}"
                '; credential-type="password"'
            )
        if link.isascii():
            links.append(link)
    return links


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
