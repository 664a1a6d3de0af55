"""Every door asks who comes: found by walking the routes, so that none is forgotten."""

import contextlib
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute

from py_remote_viewer.config import (
    AccessSettings,
    LimitSettings,
    NetworkSettings,
    RecordingSettings,
    Settings,
)
from py_remote_viewer.protocol import PROTOCOL_VERSION, commands
from py_remote_viewer.protocol.client import CLOSE_UNAUTHORIZED
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.doors import door_of
from py_remote_viewer.server.gateway import Gateway
from tests.support.leaks import no_leaks_async
from tests.support.messages import kinds, simplest
from tests.support.routes import all_routes
from tests.support.server import Browser, LocalServer, PretendingHost, local_server

_TOKEN = "correct-horse-battery-staple"
_OWNER = {"authorization": f"Bearer {_TOKEN}"}
_SETTINGS = Settings(access=AccessSettings(token=_TOKEN))

#: What anybody may ask for; whatever is added here has to be worth a sentence.
_PUBLIC = {
    # Probes show no token, and are told no more than whether it runs.
    "GET /api/health",
    # They are in the package.
    "GET /api/scenes/{name}/picture",
    # How to come in, and whether one is in.
    "GET /api/access",
    "POST /api/access/login",
    "POST /api/access/logout",
    # What may be asked for, for browsers that ask before they show anything.
    "OPTIONS /whep",
    "OPTIONS /whep/{session}",
    "OPTIONS /whep/{session}/{player}",
}
#: They answer a stranger with 401 and the page that asks for the token.
_DOCUMENTS = {"/", "/index.html", "/diagnostics", "/diagnostics.html", "/s/{session}/",
              "/s/{session}", "/s/{session}/diagnostics"}  # fmt: skip


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncGenerator[LocalServer]:
    settings = Settings(
        access=_SETTINGS.access, recordings=RecordingSettings(folder=str(tmp_path / "films"))
    )
    async with no_leaks_async(), local_server(settings=settings, token=True) as the_server:
        yield the_server


@pytest.fixture
def routed() -> FastAPI:
    """The routes, to be walked; made before any event loop runs."""
    return create_app(Gateway(_SETTINGS, PretendingHost()))


def _app(tmp_path: Path) -> FastAPI:
    (tmp_path / "web").mkdir(exist_ok=True)
    (tmp_path / "web" / "index.html").write_text("<p>the page</p>")
    (tmp_path / "web" / "diagnostics.html").write_text("<p>the other page</p>")
    (tmp_path / "web" / "page.js").write_text("1")
    (tmp_path / "web" / "assets").mkdir(exist_ok=True)
    (tmp_path / "web" / "assets" / "chunk.js").write_text("2")
    return create_app(Gateway(_SETTINGS, PretendingHost()), web_folder=tmp_path / "web")


def _named(path: str, route: APIRoute) -> list[str]:
    path = re.sub(r"^/s/\{session\}(?=/(api|ws)/)", "", path)
    return [f"{method} {path}" for method in sorted(route.methods)]


def test_every_route_declares_who_may_use_it(tmp_path: Path) -> None:
    routes = list(all_routes(_app(tmp_path)))
    assert len(routes) > 60
    for path, route in routes:
        assert isinstance(route, APIRoute | APIWebSocketRoute), f"{path} goes past the doors"
        doors = door_of(route)
        assert doors, f"{path} declares no door"
        if isinstance(route, APIRoute):
            # Else FastAPI would read the body before it asks.
            assert type(route).__name__ == "_GuardedRoute", path
        if isinstance(route, APIRoute) and all(one.needed == "public" for one in doors):
            is_file = path in ("/page.js", "/assets/{path:path}")
            assert is_file or set(_named(path, route)) <= _PUBLIC, f"{path} is open to all"
        if any(one.late for one in doors):
            assert path in _DOCUMENTS or path.endswith("/ws/signaling")


def test_what_changes_the_simulation_takes_an_operator(tmp_path: Path) -> None:
    for path, route in all_routes(_app(tmp_path)):
        if not isinstance(route, APIRoute) or set(_named(path, route)) & _PUBLIC:
            continue
        writes = route.methods - {"GET", "HEAD", "OPTIONS"}
        may = {one.needed for one in door_of(route)}
        if writes and not path.startswith("/whep") and not path.endswith("/tickets"):
            assert may & {"operator", "admin"}, f"{writes} {path} takes only a viewer"


def _filled(path: str) -> str:
    values = {"session": "default", "name": "x", "player": "x", "recording": "x", "what": "x",
              "link": "x", "number": "1"}  # fmt: skip
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], path)


async def test_a_stranger_gets_past_no_door(routed: FastAPI, server: LocalServer) -> None:
    asked = 0
    async with server.client() as client:
        for path, route in all_routes(routed):
            if not isinstance(route, APIRoute):
                continue
            if all(one.needed == "public" for one in door_of(route)):
                continue
            for method in sorted(route.methods):
                # What a body would break is not even looked at.
                answer = await client.request(method, _filled(path), content=b"{nonsense")
                # The address of a session without its slash leads to the one with it.
                wanted = 307 if path == "/s/{session}" else 401
                assert answer.status_code == wanted, f"{method} {path}: {answer.status_code}"
                asked += 1
                if path not in _DOCUMENTS:
                    assert answer.headers["www-authenticate"] == "Bearer"
                    assert answer.json()["code"] == "unauthorized"
                server.gateway.request_rates._buckets.clear()
    assert asked > 60


async def _link(server: LocalServer, role: str) -> dict[str, Any]:
    async with server.client() as client:
        made = await client.post("/api/access/links", json={"role": role}, headers=_OWNER)
    assert made.status_code == 201, made.text
    return made.json()


async def test_a_viewer_is_refused_by_every_door_that_takes_more(
    routed: FastAPI, server: LocalServer
) -> None:
    token = (await _link(server, "viewer"))["token"]
    refused = 0
    async with server.client() as client:
        for path, route in all_routes(routed):
            needed = {one.needed for one in door_of(route)}
            if not isinstance(route, APIRoute) or not needed & {"operator", "admin"}:
                continue
            for method in sorted(route.methods):
                answer = await client.request(
                    method, _filled(path), json={},
                    headers={"authorization": f"Bearer {token}"},
                )  # fmt: skip
                assert answer.status_code == 403, f"{method} {path}: {answer.text}"
                assert "your link makes you a viewer" in answer.json()["detail"]
                refused += 1
    assert refused >= 2 * 14


#: What whoever only looks may do all the same.
_OF_EVERYBODY = {
    "select_at", "select_body", "rename", "say", "take_view", "share_view", "follow",
    "release_control",
}  # fmt: skip


async def test_a_viewer_is_refused_every_message_that_takes_more(server: LocalServer) -> None:
    token = (await _link(server, "viewer"))["token"]
    headers = {"authorization": f"Bearer {token}"}
    asked: set[str] = set()
    async with server.browser(additional_headers=headers) as browser:
        welcome = await browser.hello("Vera")
        assert welcome["access"]["role"] == "viewer"
        assert welcome["participants"][0]["role"] == "viewer"
        for number, kind in enumerate(kinds(commands.Command)):
            command = simplest(kind)
            if command["type"] in _OF_EVERYBODY:
                continue
            # Also of themselves: nobody makes themselves an admin.
            command |= {"participant": welcome["participant"]} if kind is commands.SetRole else {}
            await browser.send("command", id=number, command=command)
            result = await browser.receive("result")
            assert result["id"] == number
            assert result["problem"]["code"] == "forbidden", command
            asked.add(command["type"])
        for number, kind in enumerate(kinds(commands.Input)):
            drag = simplest(kind) | {"seq": number + 1, "gesture": number + 1}
            if drag["type"] == "point_at":
                continue
            await browser.send("input", input=drag)
            refused = await browser.receive("pull_refused")
            assert "You are a viewer here" in refused["why"], drag
            asked.add(drag["type"])
    assert len(asked) == len(kinds(commands.Command)) - len(_OF_EVERYBODY) + 5


# coming in


async def test_a_token_in_the_address_is_exchanged_for_a_cookie_that_no_script_and_no_site_gets(
    server: LocalServer,
) -> None:
    async with server.client() as client:
        first = await client.get(f"/?token={_TOKEN}")
        assert first.status_code in (200, 503)  # 503 where the page was not built.
        cookie = first.headers["set-cookie"]
        assert cookie.startswith(f"{server.gateway.cookie_name}=")
        for word in ("HttpOnly", "SameSite=strict", "Path=/"):
            assert word in cookie
        assert "Secure" not in cookie
        assert first.headers["cache-control"] == "no-store"
        assert _TOKEN not in first.text
        # The cookie does from now on, also for the WebSocket.
        assert (await client.get("/api/stats")).status_code == 200
        headers = {"cookie": cookie.partition(";")[0]}
    async with server.browser(additional_headers=headers) as browser:
        welcome = await browser.hello("Ada")
        assert welcome["access"] == {
            "role": "admin", "label": "the server's link", "owner": True, "insecure": False,
            "expires_at": None,
        }  # fmt: skip
        assert welcome["bearer"] == ""


async def test_a_wrong_token_in_the_address_gets_the_page_and_no_cookie(
    server: LocalServer,
) -> None:
    async with server.client() as client:
        answer = await client.get("/?token=wrong")
    assert answer.status_code in (401, 503)
    assert "set-cookie" not in answer.headers
    assert "wrong" not in answer.text


async def test_a_pasted_token_lets_in_and_logging_out_ends_it(server: LocalServer) -> None:
    async with server.client() as client:
        refused = await client.post("/api/access/login", json={"token": "wrong"})
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
        assert (await client.get("/api/access")).json()["let_in"] is False
        came = await client.post("/api/access/login", json={"token": f" {_TOKEN}\n"})
        assert came.json()["owner"] is True
        assert (await client.get("/api/access")).json()["let_in"] is True
        assert (await client.post("/api/access/logout")).status_code == 204
        assert (await client.get("/api/stats")).status_code == 401


async def test_logging_out_closes_every_page_of_that_browser_and_nobody_elses(
    server: LocalServer,
) -> None:
    async with server.client() as ada, server.client() as bob, contextlib.AsyncExitStack() as pages:
        sockets: list[Browser] = []
        for client in (ada, ada, bob):
            if not client.cookies:
                await client.post("/api/access/login", json={"token": _TOKEN})
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            socket = server.browser(additional_headers={"cookie": cookie})
            sockets.append(await pages.enter_async_context(socket))
            await sockets[-1].hello()
        assert (await ada.post("/api/access/logout")).status_code == 204
        for socket in sockets[:2]:
            assert await socket.closed() == (CLOSE_UNAUTHORIZED, "You have logged out.")
        assert await sockets[2].answers()


async def test_who_came_by_a_ticket_logs_out_by_its_bearer_and_a_token_stays_good(
    server: LocalServer,
) -> None:
    async with server.client() as client, server.browser() as page:
        ticket = (await client.post("/api/access/tickets", headers=_OWNER)).json()["ticket"]
        await page.send("hello", version=PROTOCOL_VERSION, ticket=ticket)
        bearer = {"authorization": f"Bearer {(await page.receive('welcome'))['bearer']}"}
        assert (await client.post("/api/access/logout", headers=bearer)).status_code == 204
        assert await page.closed() == (CLOSE_UNAUTHORIZED, "You have logged out.")
        assert (await client.get("/api/stats", headers=bearer)).status_code == 401
        assert (await client.post("/api/access/logout", headers=_OWNER)).status_code == 204
        assert (await client.get("/api/stats", headers=_OWNER)).status_code == 200


async def test_after_five_wrong_tokens_the_sixth_waits(server: LocalServer) -> None:
    async with server.client() as client:
        for _ in range(5):
            assert (await client.post("/api/access/login", json={"token": "no"})).status_code == 401
        late = await client.post("/api/access/login", json={"token": _TOKEN})
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) >= 1


async def test_a_socket_that_shows_nothing_is_closed_with_the_reason(server: LocalServer) -> None:
    async with server.browser() as browser:
        await browser.send("hello", version=1, name="Eve")
        assert "asks for a token" in (await browser.problem())["detail"]
        code, reason = await browser.closed()
    assert (code, reason) == (CLOSE_UNAUTHORIZED, "No token, or a wrong one.")
    assert not server.gateway.session.participants


async def test_nothing_is_done_for_a_socket_before_it_has_shown_something(
    server: LocalServer,
) -> None:
    async with server.browser() as browser:
        await browser.send("command", id=1, command={"type": "pause"})
        assert "first message must be 'hello'" in (await browser.problem())["detail"]
        await browser.send("select_video", transport="websocket")
        assert "first message must be 'hello'" in (await browser.problem())["detail"]


async def test_those_who_have_shown_nothing_are_few() -> None:
    limits = LimitSettings(strangers=2)
    settings = Settings(access=_SETTINGS.access, limits=limits)
    async with (
        local_server(settings=settings, token=True) as server,
        server.browser(),
        server.browser(),
        server.browser() as third,
        # Whoever shows something is no stranger.
        server.browser(additional_headers=_OWNER) as owner,
    ):
        code, reason = await third.closed()
        assert code == CLOSE_UNAUTHORIZED
        assert "Too many" in reason
        assert (await owner.hello("Ada"))["participant"] == 1


async def test_a_ticket_lets_a_page_in_that_has_no_cookie(server: LocalServer) -> None:
    async with server.client() as client:
        made = await client.post("/api/access/tickets", json={"role": "operator"}, headers=_OWNER)
    ticket = made.json()["ticket"]
    async with server.browser() as browser:
        await browser.send("hello", version=1, name="Ada", ticket=ticket)
        welcome = await browser.receive("welcome")
        assert welcome["access"]["role"] == "operator"
        shown = {"authorization": f"Bearer {welcome['bearer']}"}
        async with server.client() as client:
            told = (await client.get("/api/access", headers=shown)).json()
            assert (told["role"], told["owner"]) == ("operator", False)
            # It is them: what they do by HTTP is theirs.
            mine = f"/api/camera?participant={welcome['participant']}"
            assert (await client.get(mine, headers=shown)).status_code != 403
    async with server.browser() as again:
        await again.send("hello", version=1, name="Eve", ticket=ticket)
        assert "used before" in (await again.problem())["detail"]


# roles and links


async def test_revoking_a_link_sends_everybody_away_at_once_who_came_by_it(
    server: LocalServer,
) -> None:
    link = await _link(server, "operator")
    headers = {"authorization": f"Bearer {link['token']}"}
    async with (
        server.browser(additional_headers=headers) as guest,
        server.browser(additional_headers=_OWNER) as owner,
        server.client() as client,
    ):
        await guest.hello("Bob")
        await owner.hello("Ada")
        listed = (await client.get("/api/access/links", headers=_OWNER)).json()["links"]
        assert [one["id"] for one in listed] == [link["id"]]
        assert "token" not in listed[0]
        gone = await client.delete(f"/api/access/links/{link['id']}", headers=_OWNER)
        assert gone.status_code == 204
        assert await guest.closed() == (CLOSE_UNAUTHORIZED, "The link you came by was revoked.")
        assert (await client.get("/api/stats", headers=headers)).status_code == 401
        assert await owner.answers()
        again = await client.delete(f"/api/access/links/{link['id']}", headers=_OWNER)
        assert again.json()["code"] == "unknown_link"
    assert [p.name for p in server.gateway.session.participants.values()] in ([], ["Ada"])


async def test_whoever_came_by_a_link_is_what_it_says_whoever_else_is_here(
    server: LocalServer,
) -> None:
    roles: list[str] = []
    async with server.browser(additional_headers=_OWNER) as owner:
        for role in ("viewer", "operator", "admin"):
            token = (await _link(server, role))["token"]
            headers = {"authorization": f"Bearer {token}"}
            async with server.browser(additional_headers=headers) as browser:
                welcome = await browser.hello(role)
                here = {one["id"]: one["role"] for one in welcome["participants"]}
                roles.append(here[welcome["participant"]])
        # The first with the server's own link has become the admin, or makes themselves one.
        mine = (await owner.hello("Ada"))["participant"]
        role = {"type": "set_role", "participant": mine, "role": "admin"}
        await owner.send("command", id=1, command=role)
        assert (await owner.receive("result"))["problem"] is None
    assert roles == ["viewer", "operator", "admin"]


async def test_nobody_acts_as_somebody_else_over_http(server: LocalServer) -> None:
    token = (await _link(server, "operator"))["token"]
    async with server.browser(additional_headers=_OWNER) as owner, server.client() as client:
        ada = (await owner.hello("Ada"))["participant"]
        answer = await client.post(
            f"/api/scene/load?participant={ada}", json={"name": "pendulum"},
            headers={"authorization": f"Bearer {token}"},
        )  # fmt: skip
    assert answer.status_code == 403
    assert "is somebody else" in answer.json()["detail"]


async def test_a_program_waits_for_whoever_has_control_unless_it_is_an_admins() -> None:
    async with (
        local_server(settings=_SETTINGS, token=True, control="one") as server,
        server.browser(additional_headers=_OWNER) as owner,
        server.client() as client,
    ):
        token = (await _link(server, "operator"))["token"]
        await owner.hello("Ada")
        await owner.send("command", id=1, command={"type": "request_control"})
        await owner.receive("result")
        scene = {"name": "pendulum"}
        guest = {"authorization": f"Bearer {token}"}
        refused = await client.post("/api/scene/load", json=scene, headers=guest)
        assert (refused.status_code, refused.json()["code"]) == (409, "control_needed")
        assert "Ada has control" in refused.json()["detail"]
        done = await client.post("/api/scene/load", json=scene, headers=_OWNER)
        assert done.status_code == 200, done.text


async def test_too_many_requests_of_one_are_refused_and_others_go_on() -> None:
    limits = LimitSettings(requests_per_sec=1.0)
    settings = Settings(access=_SETTINGS.access, limits=limits)
    async with local_server(settings=settings, token=True) as server, server.client() as client:
        link = await _link(server, "viewer")
        guest = {"authorization": f"Bearer {link['token']}"}
        codes = [(await client.get("/api/scenes", headers=guest)).status_code for _ in range(15)]
        assert codes[:10] == [200] * 10
        assert codes[-1] == 429
        assert (await client.get("/api/scenes", headers=_OWNER)).status_code == 200


# proxies


async def test_a_trusted_proxy_names_people_and_nobody_else_does() -> None:
    access = AccessSettings(
        token=_TOKEN, trusted_proxies=("127.0.0.0/8",), identity_header="X-Forwarded-User",
        identity_admins=("grace",),
    )  # fmt: skip
    named = {"x-forwarded-user": "ada", "x-forwarded-for": "198.51.100.7, 203.0.113.9"}
    async with local_server(settings=Settings(access=access), token=True) as server:
        async with server.client() as client:
            told = (await client.get("/api/access", headers=named)).json()
            assert (told["let_in"], told["role"], told["name"]) == (True, "operator", "ada")
            assert (await client.get("/api/access")).json()["let_in"] is False
        async with server.browser(additional_headers=named) as browser:
            welcome = await browser.hello("somebody else")
            assert welcome["participants"][0]["name"] == "ada"
            await browser.send("command", id=1, command={"type": "rename", "name": "grace"})
            assert "logged in with" in (await browser.receive("result"))["problem"]["detail"]
    distant = AccessSettings(
        token=_TOKEN, trusted_proxies=("192.0.2.0/24",), identity_header="X-Forwarded-User"
    )
    async with (
        local_server(settings=Settings(access=distant), token=True) as server,
        server.client() as client,
    ):
        assert (await client.get("/api/access", headers=named)).json()["let_in"] is False


async def test_behind_tls_the_cookie_is_only_for_tls() -> None:
    access = AccessSettings(token=_TOKEN, trusted_proxies=("127.0.0.1",))
    async with (
        local_server(settings=Settings(access=access), token=True) as server,
        server.client() as client,
    ):
        tls = {"x-forwarded-proto": "https"}
        came = await client.post("/api/access/login", json={"token": _TOKEN}, headers=tls)
    assert "Secure" in came.headers["set-cookie"]


# headers


async def test_every_answer_says_that_it_is_no_page_and_nobody_elses(server: LocalServer) -> None:
    async with server.client() as client:
        for path in ("/api/stats", "/nothing", "/api/health", "/metrics"):
            answer = await client.get(path)
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert answer.headers["referrer-policy"] == "no-referrer"


async def test_bodies_that_are_no_json_are_refused(server: LocalServer) -> None:
    async with server.client() as client:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            answer = await client.post(
                "/api/scene/load", content=b'{"name": "pendulum"}',
                headers={**_OWNER, "content-type": kind},
            )  # fmt: skip
            assert answer.status_code in (415, 422), kind


async def test_an_unknown_path_is_no_way_to_learn_what_there_is(server: LocalServer) -> None:
    async with server.client() as client:
        here = await client.get("/s/default/")
        nowhere = await client.get("/s/nothing-of-this-name/")
    assert here.status_code == nowhere.status_code
    assert here.content == nowhere.content


def test_where_webrtc_is_off_the_doors_are_the_same(tmp_path: Path) -> None:
    settings = Settings(access=_SETTINGS.access, network=NetworkSettings(webrtc=False))
    app = create_app(Gateway(settings, PretendingHost()), web_folder=tmp_path)
    assert all(door_of(route) for _, route in all_routes(app))
