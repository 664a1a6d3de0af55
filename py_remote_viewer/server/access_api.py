"""The HTTP API of access: come in, leave, links for others, tickets."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from py_remote_viewer.access import OWNER, TICKET_SEC, Access, RoleLink
from py_remote_viewer.protocol.people import LONGEST_NAME, Role
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.server.cookies import clear_login, set_login
from py_remote_viewer.server.doors import TheAccess, credentials_of, door, guarded_router
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.problems import documented, problem_response

__all__ = ["make_access_api"]

_COMMON: dict[str, Any] = {
    "prefix": "/api/access",
    "tags": ["access"],
    "responses": documented({"default": "Anything else"}),
}
_YEAR_HOURS = 24 * 365
_LOGIN_PROBLEMS = documented({401: "The token is wrong", 429: "Too many wrong ones before"})
_ADMIN_PROBLEMS = documented({403: "This takes an admin"})


class AccessReport(BaseModel):
    """Who asks: `let_in` is false where a token is needed. `owner` came by the server's own token;
    `insecure` says that the server asks for none. `role` is the most that comes with it."""

    let_in: bool
    role: Role | None
    label: str
    name: str
    owner: bool
    insecure: bool
    expires_at: float | None


class Token(BaseModel):
    """A token, as a person pastes it."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=4096)


class LinkWish(BaseModel):
    """A link to be made: for whom, as what, for how long (without `hours`: as long as the server
    lives)."""

    model_config = ConfigDict(extra="forbid")

    role: Role = "operator"
    label: str = Field("", max_length=LONGEST_NAME)
    hours: float | None = Field(24.0, gt=0.0, le=_YEAR_HOURS)


class LinkReport(BaseModel):
    """A link that lets in; times are seconds since 1970."""

    id: str
    role: Role
    label: str
    made_by: str
    made_at: float
    expires_at: float | None


class NewLink(LinkReport):
    """A link that was just made. Its token is told this once: it goes behind the address of a page
    as `?token=`."""

    token: str


class LinkList(BaseModel):
    """All links that let in, besides the server's own."""

    links: list[LinkReport]


class TicketWish(BaseModel):
    """A ticket to be made, for no more than this role."""

    model_config = ConfigDict(extra="forbid")

    role: Role = "admin"


class Ticket(BaseModel):
    """It lets one page in, once: open the page with `#ticket=` and this behind its address."""

    ticket: str
    expires_in_sec: float


_ANY_TICKET = TicketWish()
_ANY_LINK = LinkWish()  # pyright: ignore[reportCallIssue]


def make_access_api(gateway: Gateway) -> APIRouter:
    """The routes under /api/access."""
    both = APIRouter()
    both.include_router(_coming_and_going(gateway))
    both.include_router(_for_others(gateway))
    return both


def _coming_and_going(gateway: Gateway) -> APIRouter:
    api = guarded_router("public", **_COMMON)
    gate, audit = gateway.gate, gateway.audit

    @api.get("")
    async def access(request: Request, response: Response) -> AccessReport:
        """Who you are here."""
        response.headers["cache-control"] = "no-store"
        return _report(request.state.access, insecure=gate.insecure)

    @api.post("/login", responses=_LOGIN_PROBLEMS)
    async def login(
        request: Request, response: Response, wish: Annotated[Token, Body()]
    ) -> AccessReport:
        """Come in by a token; the browser gets a cookie for it."""
        address = credentials_of(request).address
        came, value = gate.exchange(wish.token.strip(), address)
        set_login(response, request, gateway.cookie_name, value)
        return _report(came, insecure=gate.insecure)

    @api.post("/logout", status_code=204, response_class=Response)
    async def logout(request: Request) -> Response:
        """Forget this browser, and close what it has open here."""
        shown = credentials_of(request)
        for value in (shown.cookie, shown.bearer):
            left = gate.logout(value) if value is not None else None
            if left is not None:
                gateway.left(left)
                audit.note("logged_out", left)
        response = Response(status_code=204)
        clear_login(response, request, gateway.cookie_name)
        return response

    _ = (access, login, logout)
    return api


def _for_others(gateway: Gateway) -> APIRouter:
    api = guarded_router("viewer", **_COMMON)
    gate, audit = gateway.gate, gateway.audit
    admin = [door("admin")]

    @api.get("/links", dependencies=admin, responses=_ADMIN_PROBLEMS)
    async def links(response: Response) -> LinkList:
        """The links that were made for others; not their tokens."""
        response.headers["cache-control"] = "no-store"
        return LinkList(links=[_described(link) for link in gate.links])

    @api.post("/links", status_code=201, dependencies=admin, responses=_ADMIN_PROBLEMS)
    async def add(
        who: TheAccess, response: Response, wish: Annotated[LinkWish, Body()] = _ANY_LINK
    ) -> NewLink:
        """Make a link for others."""
        response.headers["cache-control"] = "no-store"
        lifetime = None if wish.hours is None else 3600.0 * wish.hours
        link, token = gate.add_link(wish.role, wish.label.strip(), lifetime, _name(who))
        audit.note("link_made", who, link=link.grant.id, role=wish.role, label=wish.label)
        return NewLink(**_described(link).model_dump(), token=token)

    @api.delete(
        "/links/{link}", status_code=204, response_class=Response, dependencies=admin,
        responses={**_ADMIN_PROBLEMS, **documented({404: "There is no such link"})},
    )  # fmt: skip
    async def revoke(who: TheAccess, link: str) -> Response:
        """End a link, at once and for all who came by it."""
        if not gate.revoke(link):
            detail = f"There is no link {link[:60]!r}, or it has ended."
            return problem_response(Problem("Not Found", detail, 404, "unknown_link"))
        audit.note("link_revoked", who, link=link)
        return Response(status_code=204)

    @api.post("/tickets", status_code=201)
    async def ticket(
        who: TheAccess, response: Response, wish: Annotated[TicketWish, Body()] = _ANY_TICKET
    ) -> Ticket:
        """A ticket for a page that gets no cookie, as in a frame of another site."""
        response.headers["cache-control"] = "no-store"
        audit.note("ticket_issued", who, role=wish.role)
        return Ticket(ticket=gate.issue_ticket(who, wish.role), expires_in_sec=TICKET_SEC)

    _ = (links, add, revoke, ticket)
    return api


def _report(access: Access | None, *, insecure: bool) -> AccessReport:
    grant = access.grant if access else None
    return AccessReport(
        let_in=grant is not None,
        role=grant.role if grant else None,
        label=grant.label if grant else "",
        name=access.name if access else "",
        owner=grant == OWNER,
        insecure=insecure,
        expires_at=grant.expires_at if grant else None,
    )


def _name(access: Access) -> str:
    return access.name or access.grant.label


def _described(link: RoleLink) -> LinkReport:
    grant = link.grant
    return LinkReport(
        id=grant.id, role=grant.role, label=grant.label, made_by=link.made_by,
        made_at=link.made_at, expires_at=grant.expires_at,
    )  # fmt: skip
