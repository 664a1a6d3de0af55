"""The HTTP API, with workers that only pretend."""

import msgspec
import pytest

from py_remote_viewer import __version__
from py_remote_viewer.config import (
    IceServerSettings,
    NetworkSettings,
    ServerSettings,
    Settings,
    VideoSettings,
)
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


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
async def test_a_route_that_does_not_exist_is_a_problem(method: str) -> None:
    async with no_leaks_async(), local_server() as server, server.client() as client:
        answer = await client.request(method, "/api/nothing/here")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert f"{method} /api/nothing/here" in answer.json()["detail"]


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
