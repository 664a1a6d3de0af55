"""The HTTP API, with workers that only pretend."""

import os
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from py_remote_viewer import __version__
from py_remote_viewer.config import (
    IceServerSettings,
    LimitSettings,
    NetworkSettings,
    ServerSettings,
    Settings,
    VideoSettings,
)
from py_remote_viewer.server import origin
from py_remote_viewer.server.report import health_report
from py_remote_viewer.sessions.state import SessionState
from tests.support.leaks import no_leaks_async
from tests.support.server import PretendingHost, local_server


async def test_the_server_is_unhealthy_until_a_worker_shows_a_scene() -> None:
    host = PretendingHost()
    host.open.clear()
    async with no_leaks_async(), local_server(host, wait=False) as server:
        before = await server.get("/api/health")
        assert before.status_code == 503
        assert before.json()["state"] == "starting"
        host.open.set()
        await server.until(lambda: server.gateway.session.status is not None)
        after = await server.get("/api/health")
        assert after.status_code == 200
        assert after.json()["healthy"] is True
        assert after.headers["cache-control"] == "no-store"


async def test_a_server_whose_workers_do_not_start_says_why() -> None:
    host = PretendingHost()
    host.broken = True
    async with no_leaks_async(), local_server(host, wait=False) as server:
        await server.until(lambda: server.gateway.session.state.name == "FAILED")
        answer = await server.get("/api/health")
        assert answer.status_code == 503
        assert "forbidden" in answer.json()["detail"]
        refused = await server.load({"name": "pendulum"})
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"


async def test_a_worker_whose_threads_stand_is_not_healthy_although_it_gives_signs_of_life() -> (
    None
):
    async with no_leaks_async(), local_server() as server:
        worker = server.gateway.session.worker
        assert worker is not None
        assert worker.heartbeat is not None
        worker.heartbeat = msgspec.structs.replace(worker.heartbeat, stalled_sec=3.5)
        # At once, before the next heartbeat says otherwise.
        report = health_report(server.gateway, server.gateway.session)
        assert (report.healthy, report.renders, report.state) == (False, False, "live")
        assert report.stalled_sec == 3.5
        assert "threads stands" in report.detail


async def test_a_worker_that_is_silent_is_not_healthy() -> None:
    async with no_leaks_async(), local_server() as server:
        worker = server.gateway.session.worker
        assert worker is not None
        worker.heartbeat_sec -= 3.5
        report = health_report(server.gateway, server.gateway.session)
        assert (report.healthy, report.renders, report.worker_alive) == (False, False, True)


async def test_a_session_that_recovers_is_not_healthy_before_it_shows_a_scene_again() -> None:
    async with no_leaks_async(), local_server() as server:
        server.gateway.session._life.enter(SessionState.RECOVERING)
        answer = await server.get("/api/health")
        assert answer.status_code == 503
        assert (answer.json()["healthy"], answer.json()["renders"]) == (False, True)


async def test_the_configuration_is_told_without_its_secrets() -> None:
    turn = IceServerSettings("turn:turn.example.org", "somebody", "hunter2")
    settings = Settings(
        video=VideoSettings(width=320, height=240), network=NetworkSettings(ice_servers=(turn,))
    )
    async with no_leaks_async(), local_server(settings=settings) as server:
        answer = await server.get("/api/config")
        assert (answer.json()["width"], answer.json()["height"]) == (320, 240)
        assert answer.json()["version"] == __version__
        assert answer.json()["ice_servers"] == ["turn:turn.example.org"]
        assert "hunter2" not in answer.text
        assert "somebody" not in answer.text


async def test_the_statistics_name_everybody_who_watches_and_one_encoder() -> None:
    async with no_leaks_async(), local_server() as server:
        assert (await server.get("/api/stats")).json()["encoders"] == 0
        async with server.browser() as first, server.browser() as second:
            for browser, name in ((first, "Ada"), (second, "Bob")):
                await browser.hello(name)
                await browser.send("select_video", transport="websocket")
                await browser.receive("media")
            await first.send("viewer_report", transport="websocket", received=7)
            assert await first.answers()
            stats = (await server.get("/api/stats")).json()
        assert stats["encoders"] == 1
        assert [viewer["name"] for viewer in stats["viewers"]] == ["Ada", "Bob"]
        assert stats["viewers"][0]["reported"]["received"] == 7
        assert all(viewer["frames_sent"] > 0 for viewer in stats["viewers"])


@pytest.mark.parametrize("body", [{"name": "pendulum"}, {"xml": "<mujoco/>", "title": "mine"}])
async def test_a_scene_that_loads_is_told_with_its_generation(body: dict[str, str]) -> None:
    async with no_leaks_async(), local_server() as server:
        answer = await server.load(body)
        assert answer.status_code == 200
        assert answer.json()["generation"] == 2
        assert answer.json()["title"] in ("Pendulum", "mine")


async def test_what_the_worker_refuses_is_told_with_its_place() -> None:
    async with no_leaks_async(), local_server() as server:
        answer = await server.load({"xml": "nonsense"})
        assert answer.status_code == 422
        problem = answer.json()
        assert (problem["line"], problem["column"]) == (3, 1)
        assert server.gateway.session.scene is not None
        assert server.gateway.session.scene.generation == 1


async def test_what_the_worker_makes_is_answered_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with no_leaks_async(), local_server() as server:
        answer = await server.get("/api/scene/tree")
        assert answer.status_code == 200
        assert answer.json() == {"made": True}
        await server.until(
            lambda: [name for _, _, names in os.walk(tmp_path) for name in names] == ["lock"]
        )


async def test_without_a_scene_nothing_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    host = PretendingHost()
    host.broken = True
    async with no_leaks_async(), local_server(host, wait=False) as server:
        await server.until(lambda: server.gateway.session.state.name == "FAILED")
        answer = await server.get("/api/scene/tree")
        assert answer.status_code == 409
        assert "No simulation" in answer.json()["detail"]
        assert [name for _, _, names in os.walk(tmp_path) for name in names] == ["lock"]


async def test_a_body_of_unknown_length_is_bounded_too() -> None:
    settings = Settings()
    limits = msgspec.structs.replace(settings.limits, model_bytes=10_000)
    settings = msgspec.structs.replace(settings, limits=limits)

    async def pieces() -> object:
        for _ in range(100):
            yield b" " * 10_000

    async with no_leaks_async(), local_server(settings=settings) as server:
        async with server.client() as client:
            answer = await client.post("/api/scene/load", content=pieces())
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert (await server.get("/api/config")).status_code == 200


async def test_a_route_that_does_not_exist_is_a_problem() -> None:
    async with no_leaks_async(), local_server() as server, server.client() as client:
        for path in ("/api/nothing/here", "/nothing", "/api/health/", "/ws/signaling"):
            for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
                answer = await client.request(method, path)
                assert answer.status_code == 404
                assert answer.headers["content-type"] == "application/problem+json"
                assert f"{method} {path}" in answer.json()["detail"]


async def test_a_wrong_method_is_told_with_those_that_are_allowed() -> None:
    async with no_leaks_async(), local_server() as server, server.client() as client:
        for method, path, allowed in (
            ("DELETE", "/api/health", "GET, HEAD"),
            ("POST", "/api/scenes", "GET, HEAD"),
            ("OPTIONS", "/api/stats", "GET, HEAD"),
            ("PUT", "/api/scenes/boxes/picture", "GET, HEAD"),
            ("GET", "/api/scene/load", "POST"),
            ("POST", "/", "GET, HEAD"),
        ):
            answer = await client.request(method, path)
            assert answer.status_code == 405
            assert answer.headers["allow"] == allowed
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "method_not_allowed"
            assert allowed in answer.json()["detail"]


async def test_head_is_answered_like_get_without_the_body() -> None:
    async with no_leaks_async(), local_server() as server, server.client() as client:
        for path in ("/", "/api/health", "/api/scenes/boxes/picture", "/openapi.json"):
            head, whole = await client.head(path), await client.get(path)
            assert head.status_code == whole.status_code == 200
            assert head.content == b""
            assert head.headers["content-type"] == whole.headers["content-type"]
        assert (await client.head("/api/scene/load")).status_code == 405
        assert (await client.head("/nothing")).status_code == 404


async def test_an_error_that_nobody_foresaw_is_a_problem_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*unused: object) -> None:
        raise LookupError("a bug")

    async with no_leaks_async(), local_server() as server:
        monkeypatch.setattr("py_remote_viewer.server.api.config_report", broken)
        answer = await server.get("/api/config")
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "internal"
        assert "a bug" not in answer.text
        assert "a bug" in caplog.text
        assert (await server.get("/api/health")).status_code == 200


# what is documented


async def _described(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


async def test_every_problem_that_is_documented_refers_to_its_schema() -> None:
    async with no_leaks_async(), local_server() as server, server.client() as client:
        described = await _described(client)
        schemas = described["components"]["schemas"]
        assert {"title", "detail", "status", "code"} <= set(schemas["Problem"]["properties"])
        assert not [name for name in schemas if "ValidationError" in name]
        for path, operations in described["paths"].items():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if status[0] in "45d" and (path, status) != ("/api/health", "503"):
                        # What cannot be written says more: the nearest that can.
                        writes = (status, path.split("/")[-1]) in _DECLINED
                        kind = "Declination" if writes else "Problem"
                        assert response["content"] == {
                            "application/problem+json": {
                                "schema": {"$ref": f"#/components/schemas/{kind}"}
                            }
                        }


_DECLINED = {("422", "generate"), ("422", "versions")}


_JSON = {"content-type": "application/json"}
_PROVOKED: tuple[tuple[str, str, int, Mapping[str, Any]], ...] = (
    ("GET", "/api/health", 200, {}),
    ("GET", "/api/config", 200, {}),
    ("GET", "/api/stats", 200, {}),
    ("GET", "/api/scenes", 200, {}),
    ("GET", "/api/scenes/{name}/picture", 200, {"name": "boxes"}),
    ("GET", "/api/scenes/{name}/picture", 404, {"name": "nothing"}),
    ("POST", "/api/scene/load", 200, {"json": {"name": "boxes"}}),
    ("POST", "/api/scene/load", 400, {"content": b"[" * 90_000, "headers": _JSON}),
    ("POST", "/api/scene/load", 403, {"headers": {"origin": "http://evil.example"}}),
    ("POST", "/api/scene/load", 413, {"content": b" " * 200_000}),
    ("POST", "/api/scene/load", 422, {"json": {"name": "nothing"}}),
)


async def test_an_answer_has_the_media_type_that_is_documented() -> None:
    settings = Settings(limits=LimitSettings(model_bytes=100_000))
    async with local_server(settings=settings) as server, server.client() as client:
        paths = (await _described(client))["paths"]
        for method, path, status, options in _PROVOKED:
            asked = dict(options)
            url = path.format(name=asked.pop("name", ""))
            answer = await client.request(method, url, **asked)
            assert answer.status_code == status
            documented = paths[path][method.lower()]["responses"][str(status)]["content"]
            assert list(documented) == [answer.headers["content-type"].partition(";")[0]]


async def test_an_unhealthy_server_answers_with_the_report_that_is_documented() -> None:
    host = PretendingHost()
    host.open.clear()
    async with local_server(host, wait=False) as server, server.client() as client:
        described = (await _described(client))["paths"]["/api/health"]["get"]["responses"]["503"]
        answer = await client.get("/api/health")
        assert answer.status_code == 503
        assert list(described["content"]) == [answer.headers["content-type"]]
        host.open.set()


async def test_exactly_one_of_four_is_what_the_schema_asks_for() -> None:
    async with no_leaks_async(), local_server() as server, server.client() as client:
        schema = (await _described(client))["components"]["schemas"]["SceneLoadRequest"]
        keys = ("xml", "name", "path", "upload")
        assert schema["oneOf"] == [{"required": [key]} for key in keys]
        assert {schema["properties"][key]["type"] for key in keys} == {"string"}


async def test_pages_of_other_origins_may_read_but_not_write() -> None:
    async with no_leaks_async(), local_server() as server, server.client() as client:
        for origin, status in (("http://evil.example", 403), ("null", 403), (server.url, 200)):
            headers = {"origin": origin}
            body = {"name": "pendulum"}
            answer = await client.post("/api/scene/load", json=body, headers=headers)
            assert answer.status_code == status
        elsewhere = {"origin": "http://evil.example"}
        assert (await client.get("/api/scenes", headers=elsewhere)).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 403),
        ("evil.example:8000", 403),
        ("localhost.evil.example", 403),
        ("[nonsense", 403),
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("viewer.localhost", 200),
        ("Robots.Example:443", 200),
    ],
)
async def test_only_names_of_this_server_are_answered_so_that_dns_rebinding_fails(
    host: str, status: int
) -> None:
    settings = Settings(server=ServerSettings(allowed_hosts=("robots.example",)))
    async with local_server(settings=settings) as server, server.client() as client:
        # The origin is the same as the host, as it is for a rebound page.
        headers = {"host": host, "origin": f"http://{host}"}
        answer = await client.post("/api/scene/load", json={"name": "pendulum"}, headers=headers)
        assert answer.status_code == status
        if status == 403:
            assert "--allow-host" in answer.json()["detail"]


def test_a_name_server_that_does_not_answer_holds_up_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = threading.Event()
    monkeypatch.setattr(origin, "_NAME_SEC", 0.01)
    monkeypatch.setattr(origin.socket, "getfqdn", lambda: str(answers.wait()))
    try:
        names = origin.HostNames.of(ServerSettings(allowed_hosts=("robots.example",)))
    finally:
        answers.set()
    assert names.includes("robots.example")
    assert not names.includes("")
