"""Sessions over HTTP and WebSocket: every route of each, under /s/<session>."""

import asyncio
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect

from py_remote_viewer.config import (
    LimitSettings,
    PeopleSettings,
    RecordingSettings,
    SessionsSettings,
    Settings,
)
from py_remote_viewer.protocol.client import CLOSE_NO_SESSION, CLOSE_SESSION_ENDED
from tests.support.leaks import no_leaks_async
from tests.support.server import Browser, FakeWorker, LocalServer, local_server
from tests.support.video import fake_picture

_XML = {"scene": {"xml": "<mujoco/>"}}


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncGenerator[LocalServer]:
    recordings = RecordingSettings(folder=str(tmp_path))
    async with local_server(settings=Settings(recordings=recordings)) as the_server:
        yield the_server


async def _create(server: LocalServer, **body: Any) -> dict[str, Any]:
    async with server.client() as client:
        answer = await client.post("/api/sessions", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _end(server: LocalServer, path: str) -> Any:
    async with server.client() as client:
        return await client.delete(path)


def _socket(server: LocalServer, session: str) -> Any:
    url = f"ws://127.0.0.1:{server.port}/s/{session}/ws/signaling"
    return connect(url, max_queue=None, max_size=None, proxy=None, compression=None)


async def test_a_session_is_created_listed_used_and_ended(server: LocalServer) -> None:
    made = await _create(server, name="arm", scene="humanoid")
    assert made["url"] == "s/arm/"
    assert made["scene"] == "Humanoid"
    assert made["state"] == "live"
    listed = (await server.get("/api/sessions")).json()
    assert [one["name"] for one in listed["sessions"]] == ["default", "arm"]
    assert listed["present"] == "default"
    assert listed["creatable"]
    async with server.client() as client:
        loaded = await client.post("/s/arm/api/scene/load", json={"name": "cart_pole"})
        assert loaded.status_code == 200, loaded.text
    assert (await server.get("/s/arm/api/stats")).json()["scene"] == loaded.json()["title"]
    assert (await server.get("/api/stats")).json()["scene"] != loaded.json()["title"]
    assert (await _end(server, "/api/sessions/arm")).status_code == 204
    assert (await server.get("/s/arm/api/stats")).status_code == 404
    again = await _end(server, "/api/sessions/arm")
    assert again.status_code == 404
    assert again.json()["code"] == "unknown_session"
    assert again.headers["content-type"] == "application/problem+json"


async def test_addresses_are_relative_to_the_page_that_asks(server: LocalServer) -> None:
    await _create(server, name="arm", **_XML)
    listed = (await server.get("/s/arm/api/sessions")).json()
    assert listed["present"] == "arm"
    assert [one["url"] for one in listed["sessions"]] == ["../../", "../../s/arm/"]
    assert [one["url"] for one in (await server.get("/api/sessions")).json()["sessions"]] == [
        "./",
        "s/arm/",
    ]


async def test_each_session_greets_with_its_name_and_hears_only_its_own(
    server: LocalServer,
) -> None:
    await _create(server, name="arm", clone="default")
    async with server.browser() as here, _socket(server, "arm") as socket:
        there = Browser(socket)
        assert (await here.hello("Ada"))["session"] == "default"
        welcome = await there.hello("Grace")
        assert welcome["session"] == "arm"
        assert [person["name"] for person in welcome["participants"]] == ["Grace"]
        await there.send("select_video", transport="websocket")
        await there.receive("media")
        # Both are participant 1: reports of one are not the other's.
        await there.send("viewer_report", transport="websocket", latency_ms=1.0)
        assert await there.answers()
        stats = (await server.get("/api/stats")).json()
        assert stats["viewers"][0]["reported"] is None
        assert [one["participants"] for one in stats["sessions"]] == [1, 1]


async def test_an_unknown_session_is_told_to_programs_browsers_and_sockets(
    server: LocalServer,
) -> None:
    async with server.client() as client:
        for path in ("/s/ghost/", "/s/ghost/api/stats", "/s/ghost/api/recordings"):
            answer = await client.get(path)
            assert answer.status_code == 404, path
            assert "There is no session 'ghost'" in answer.json()["detail"]
        page = await client.get("/s/ghost/", headers={"accept": "text/html,*/*"})
        assert page.status_code in (404, 503)
        if page.status_code == 404:
            assert '<div id="root">' in page.text
            assert '"../../assets/' in page.text
        # From there the others are found.
        listed = await client.get("/s/ghost/api/sessions")
        assert listed.json()["sessions"][0]["url"] == "../../"
    async with _socket(server, "ghost") as socket:
        code, reason = await Browser(socket).closed()
    assert code == CLOSE_NO_SESSION
    assert reason.startswith("There is no session 'ghost'")


async def test_an_address_without_its_slash_leads_to_the_page(server: LocalServer) -> None:
    async with server.client() as client:
        answer = await client.get("/s/default?name=Ada")
        assert answer.status_code == 307
        assert answer.headers["location"] == "./default/?name=Ada"
        away = await client.get("/s/https:evil.example")
        assert away.headers["location"].startswith("./")


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"name": "<b>x</b>"}, 400, "for example robot-arm-2"),
        ({"name": "x" * 10_000}, 400, "1 to 40 lower case"),
        ({"name": ".."}, 400, "for example robot-arm-2"),
        ({"name": "Arm"}, 400, "for example robot-arm-2"),
        ({"name": "default"}, 400, "the server's own"),
        ({"name": 7}, 422, "string"),
        ({"clone": "ghost"}, 404, "no session 'ghost'"),
        ({"clone": "default", "scene": "humanoid"}, 422, "not both"),
        ({"scene": "atlantis"}, 422, "atlantis"),
        ({"scene": {"xml": "no model"}}, 422, "It is no model"),
        ({"scene": {}}, 422, "xml"),
        ({"colour": "red"}, 422, "Extra inputs"),
    ],
)
async def test_what_cannot_be_created_is_refused_with_a_sentence(
    server: LocalServer, body: dict[str, Any], status: int, says: str
) -> None:
    async with server.client() as client:
        answer = await client.post("/api/sessions", json=body)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"]
    assert len(answer.content) < 2000
    assert len((await server.get("/api/sessions")).json()["sessions"]) == 1


async def test_the_default_session_stays(server: LocalServer) -> None:
    answer = await _end(server, "/api/sessions/default")
    assert answer.status_code == 403
    assert "cannot be ended" in answer.json()["detail"]


async def test_who_is_in_a_session_that_ends_is_told_by_whom(server: LocalServer) -> None:
    await _create(server, name="arm", **_XML)
    async with server.browser() as here, _socket(server, "arm") as socket:
        there = Browser(socket)
        await here.hello("Ada")
        await there.hello("Grace")
        number = next(iter(server.gateway.session.participants))
        answer = await _end(server, f"/api/sessions/arm?participant={number}")
        assert answer.status_code == 204
        assert await there.closed() == (CLOSE_SESSION_ENDED, "Ada ended this session.")
        assert await here.answers()


async def test_where_people_are_viewers_only_an_admin_of_a_session_ends_it() -> None:
    settings = Settings(people=PeopleSettings(role="viewer"))
    async with local_server(settings=settings) as server:
        await _create(server, name="arm", **_XML)
        async with (
            server.browser() as here,
            _socket(server, "arm") as first,
            _socket(server, "arm") as second,
        ):
            await here.hello("Ada")
            await Browser(first).hello("Grace")
            await Browser(second).hello("Alan")
            # An admin, but of another one.
            answer = await _end(server, "/api/sessions/arm?participant=1")
            assert answer.status_code == 403
            assert "Only an admin of the session arm" in answer.json()["detail"]
            answer = await _end(server, "/s/arm/api/sessions/arm?participant=2")
            assert answer.status_code == 403
            answer = await _end(server, "/s/arm/api/sessions/arm?participant=1")
            assert answer.status_code == 204


async def test_the_limit_is_told_and_one_switches_creation_off() -> None:
    for most, status, says in ((2, 409, "2 is the limit"), (1, 403, "one session only")):
        async with local_server(settings=Settings(sessions=SessionsSettings(most))) as server:
            for _ in range(most - 1):
                await _create(server)
            async with server.client() as client:
                answer = await client.post("/api/sessions")
            assert answer.status_code == status
            assert says in answer.json()["detail"]
            listed = (await server.get("/api/sessions")).json()
            assert not listed["creatable"]
            assert listed["most"] == most


async def test_every_session_takes_uploads_as_large_as_the_default_one() -> None:
    limits = LimitSettings(model_bytes=1000, upload_bytes=200_000)
    async with local_server(settings=Settings(limits=limits)) as server:
        await _create(server, name="arm", **_XML)
        model = b"<mujoco><!--" + b"x" * 100_000 + b"--></mujoco>"
        async with server.client() as client:
            for root in ("", "/s/arm"):
                answer = await client.post(f"{root}/api/scene/upload", content=model)
                assert answer.status_code == 200, answer.text
                answer = await client.post(f"{root}/api/scene/load", content=model)
                assert answer.status_code == 413


async def test_recordings_of_all_sessions_are_in_one_list(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeWorker, "picture", staticmethod(fake_picture))
    await _create(server, name="arm", scene="humanoid")
    async with server.client() as client:
        for root in ("", "/s/arm"):
            started = await client.post(f"{root}/api/recordings", json={"title": "Run"})
            assert started.status_code == 201, started.text
        listed = (await client.get("/api/recordings")).json()
        assert sorted(one["session"] for one in listed["recordings"]) == ["arm", "default"]
        running = (await client.get("/s/arm/api/recordings")).json()["running"]
        assert running in [one["id"] for one in listed["recordings"] if one["session"] == "arm"]
        assert running != listed["running"]


async def test_metrics_health_and_config_tell_of_all_sessions(server: LocalServer) -> None:
    await _create(server, name="arm", **_XML)
    metrics = (await server.get("/metrics")).text
    assert "py_remote_viewer_sessions 2.0" in metrics
    for name in ("default", "arm"):
        assert f'py_remote_viewer_frames_total{{session="{name}"}}' in metrics
    assert metrics.count("# TYPE py_remote_viewer_frames_total counter") == 1
    assert (await server.get("/api/health")).json()["sessions"] == {
        "default": "live",
        "arm": "live",
    }
    assert (await server.get("/api/config")).json()["max_sessions"] == 4


async def test_every_documented_route_stands_below_sessions_too(server: LocalServer) -> None:
    document = (await server.get("/openapi.json")).json()
    assert [one["url"] for one in document["servers"]] == ["/", "/s/{session}"]
    assert not [path for path in document["paths"] if path.startswith("/s/")]
    answered: dict[str, str] = {}
    async with server.client() as client:
        for path, methods in document["paths"].items():
            for method in methods:
                plain = re.sub(r"\{[^}]*\}", "x", path)
                answer = await client.request(method, f"/s/ghost{plain}", json={})
                code = answer.json().get("code") if answer.status_code >= 400 else "fine"
                answered[f"{method} {path}"] = code
    # Players name their session in the address itself.
    missing = {where for where, code in answered.items() if code == "not_found"}
    assert {where for where in missing if " /whep" not in where} == {"get /metrics"}
    assert "method_not_allowed" not in answered.values()
    assert answered["get /api/screenshot"] == "unknown_session"
    assert answered["get /api/sessions"] == "fine"


async def test_nothing_leaks_when_sessions_come_and_go_with_people_in_them() -> None:
    async with local_server() as server:
        # What is made once: the pool of threads, the reserve.
        await _create(server, name="first")
        await _end(server, "/api/sessions/first")
        kept = server.gateway.registry._crew.reserve
        await server.until(lambda: kept.ready is not None)
        async with no_leaks_async():
            for _ in range(5):
                await _create(server, name="arm", clone="default")
                async with _socket(server, "arm") as socket:
                    there = Browser(socket)
                    await there.hello("Grace")
                    await there.send("select_video", transport="websocket")
                    await there.receive("media")
                    await _end(server, "/api/sessions/arm")
                    assert (await there.closed())[0] == CLOSE_SESSION_ENDED
            await server.until(lambda: not server.gateway.connections)
            await server.until(lambda: kept.ready is not None)
            # That one is another by now.
            ready = kept.ready
            assert ready is not None
            assert ready.process is not None
            ready.process.kill()
            await asyncio.sleep(0)
