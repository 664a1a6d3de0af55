"""Whatever comes from outside is answered, and costs nobody else anything."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
import pytest_asyncio
import websockets

from py_remote_viewer.config import (
    AccessSettings,
    LimitSettings,
    SceneSettings,
    Settings,
    VideoSettings,
)
from py_remote_viewer.protocol.client import CLOSE_FORBIDDEN
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.run import GatewayServer, uvicorn_config
from py_remote_viewer.sessions.state import SessionState
from tests.support.leaks import no_leaks_async

# One server for all of them: whatever they do, it stays as it was.
pytestmark = [pytest.mark.timeout(60), pytest.mark.asyncio(loop_scope="module")]

_SETTINGS = Settings(
    access=AccessSettings(insecure=True),
    video=VideoSettings(width=128, height=96, fps=10),
    scenes=SceneSettings(initial="pendulum"),
    limits=LimitSettings(viewers=3, model_bytes=100_000),
)


class _Server:
    def __init__(self, gateway: Gateway, port: int) -> None:
        self.gateway = gateway
        self.http = f"http://127.0.0.1:{port}"
        self.ws = f"ws://127.0.0.1:{port}/ws/signaling"

    async def post(self, body: object, **headers: str) -> httpx.Response:
        async with httpx.AsyncClient(timeout=30) as client:
            return await client.post(
                f"{self.http}/api/scene/load", content=json.dumps(body),
                headers={"content-type": "application/json", **headers},
            )  # fmt: skip

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.get(f"{self.http}{path}")


@contextlib.asynccontextmanager
async def _server(settings: Settings = _SETTINGS) -> AsyncGenerator[_Server, None]:
    """A real gateway under uvicorn in this loop, with a real worker; leaves nothing behind."""
    async with no_leaks_async():
        gateway = Gateway(settings)
        listening = socket.create_server(("127.0.0.1", 0))
        server = GatewayServer(uvicorn_config(create_app(gateway)), gateway)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        task = asyncio.create_task(server.serve(sockets=[listening]))
        found = _Server(gateway, listening.getsockname()[1])
        try:
            async with asyncio.timeout(20):
                while gateway.session.scene is None:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            yield found
        finally:
            server.should_exit = True
            await task


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_server() -> AsyncGenerator[_Server, None]:
    async with _server() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def server(the_server: _Server) -> AsyncGenerator[_Server, None]:
    """The server of all tests; when one ends, nobody is left on it and nothing is changed."""
    session = the_server.gateway.session
    yield the_server
    async with asyncio.timeout(10):
        while session.participants:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert session.state is SessionState.LIVE
    assert session.scene is not None
    assert (session.scene.title, session.scene.generation) == ("Pendulum", 1)
    assert session.worker is not None
    assert session.worker.alive
    assert session.restarts == 0


@contextlib.asynccontextmanager
async def _person(server: _Server) -> AsyncGenerator[Any, None]:
    async with websockets.connect(server.ws, max_size=None) as connection:
        await connection.send(json.dumps({"type": "hello", "version": 1, "name": "Ada"}))
        welcome = json.loads(await connection.recv())
        assert welcome["type"] == "welcome"
        yield connection


async def _next(connection: Any, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            raw = await connection.recv()
            if isinstance(raw, str) and (message := json.loads(raw))["type"] == kind:
                return message


async def test_scenes_that_cannot_be_loaded_are_answered_and_the_old_one_stays(
    server: _Server,
) -> None:
    for body, status, words in (
        ({"xml": ""}, 422, "empty"),
        ({"xml": "hello"}, 422, "not XML"),
        ({"xml": "<mujoco>\n<nonsense/></mujoco>"}, 422, "nonsense"),
        ({"xml": "<mujoco>" + " " * 120_000 + "</mujoco>"}, 422, "limit is 100000"),
        ({"xml": "x" * 50_000_000}, 413, "limit"),
        ({"name": "humanoyd"}, 422, "humanoid"),
        ({"name": 7}, 422, "name"),
        ({}, 422, "exactly one"),
        ({"xml": "<mujoco/>", "name": "boxes"}, 422, "exactly one"),
        ({"path": "/etc/passwd"}, 422, "allows no folder"),
        ({"surprise": 1}, 422, "surprise"),
        ([1, 2], 422, ""),
    ):
        answer = await server.post(body)
        assert answer.status_code == status, body if len(str(body)) < 99 else "large"
        assert answer.headers["content-type"] == "application/problem+json"
        assert words in answer.json()["detail"]
    assert (await server.get("/api/stats")).json()["generation"] == 1
    assert (await server.get("/api/health")).status_code == 200


async def test_half_a_character_in_a_model_is_answered(server: _Server) -> None:
    answer = await server.post({"xml": "<mujoco>\udc80</mujoco>"})
    assert answer.status_code == 422
    assert (await server.get("/api/health")).status_code == 200


_BODIES = (
    rb'{"name": "\ud800"}',
    rb'{"xml": "<mujoco/>", "title": "\ud800"}',
    rb'{"\ud800": 1}',
    b'{"xml": 1e999}',
    b'{"xml": ' + b"[" * 100_000,
    b"\xff\xfe",
    b"",
    b"null",
)


async def test_a_body_that_makes_no_sense_is_a_problem_of_the_sender(server: _Server) -> None:
    async with httpx.AsyncClient() as client:
        for body in _BODIES:
            answer = await client.post(
                f"{server.http}/api/scene/load", content=body,
                headers={"content-type": "application/json"},
            )  # fmt: skip
            assert answer.status_code in (400, 422), body[:30]
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["detail"]


@pytest.mark.parametrize("origin", ["http://evil.example", "http://[evil", "null", "", "::"])
async def test_a_page_of_another_origin_is_refused(server: _Server, origin: str) -> None:
    answer = await server.post({"name": "boxes"}, origin=origin)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_websocket_of_another_origin_is_refused_with_a_reason(server: _Server) -> None:
    async with websockets.connect(server.ws, origin="http://evil.example") as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == CLOSE_FORBIDDEN


async def test_unknown_routes_and_pictures_are_problems(server: _Server) -> None:
    for path in ("/api/nope", "/nope", "/api/scenes/nope/picture"):
        answer = await server.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await server.get("/api/scenes/boxes/picture")).headers["content-type"] == "image/jpeg"
    assert len((await server.get("/api/scenes")).json()["scenes"]) == 9


_MISTAKES: tuple[str | bytes, ...] = (
    "{",
    "[]",
    '{"type": "nope"}',
    '{"type": "hello", "version": 1}',
    '{"type": "ping"}',
    '{"type": "ping", "client_ms": "soon"}',
    '{"type": "ping", "client_ms": 1, "more": 2}',
    '{"type": "answer", "peer": 9, "sdp": ""}',
    '{"type": "candidate", "peer": 9, "candidate": ""}',
    '{"type": "select_video", "transport": "webrtc"}',
    '{"type": "select_video", "transport": "pigeon"}',
    '{"type": "watch_panels", "panels": ["' + "x" * 50 + '"]}',
    json.dumps({"type": "watch_panels", "panels": [f"p{index}" for index in range(21)]}),
    '{"type": "command", "id": 1, "command": {"type": "set_fields", "values": {}}}',
    '{"type": "command", "id": 1, "command": {"type": "set_fields", "values": {"ctrl/0": "1"}}}',
    b"binary",
    "x" * 300_000,
)


async def test_a_message_that_cannot_be_used_is_answered_and_the_connection_stays(
    server: _Server,
) -> None:
    async with _person(server) as person, _person(server) as other:
        for mistake in _MISTAKES:
            await person.send(mistake)
            assert (await _next(person, "error"))["problem"]["detail"]
        await person.send(json.dumps({"type": "ping", "client_ms": 5}))
        assert (await _next(person, "pong"))["client_ms"] == 5
        await other.send(json.dumps({"type": "ping", "client_ms": 6}))
        assert (await _next(other, "pong"))["client_ms"] == 6


@pytest.mark.parametrize(
    "command",
    [
        {"type": "step", "count": 0},
        {"type": "step", "count": 10**9},
        {"type": "reset", "keyframe": 99},
        {"type": "set_speed", "factor": 3},
        {"type": "set_controls", "values": {"99": 1}},
        {"type": "look_at", "x": 2, "y": 0},
        {"type": "load_scene", "name": "nope"},
    ],
)
async def test_a_command_out_of_range_is_refused_with_a_sentence(
    server: _Server, command: dict[str, Any]
) -> None:
    async with _person(server) as person:
        await person.send(json.dumps({"type": "command", "id": 1, "command": command}))
        assert (await _next(person, "result"))["problem"]["detail"]
        await person.send(json.dumps({"type": "command", "id": 2, "command": {"type": "pause"}}))
        assert (await _next(person, "result"))["problem"] is None
        await person.send(json.dumps({"type": "command", "id": 3, "command": {"type": "run"}}))
        assert (await _next(person, "result"))["problem"] is None


_BAD_FIELDS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"ctrl/0": 99}, "lies between"),
    ({"ctrl/0": [1, 2]}, "takes one number"),
    ({"ctrl/0": 1e300}, "finite numbers up to"),
    ({"opt/solver": 17}, "no choice 17"),
    ({"opt/solver": -1}, "no choice -1"),
    ({"opt/gravity": [0, 0]}, "takes 3 numbers, not 2"),
    ({"opt/timestep": 0}, "lies between"),
    ({"view/flag/999": 1}, "no field 'view/flag/999'"),
    ({"view/render/none": 1}, "no field 'view/render/none'"),
    ({"view/group/geom/6": 1}, "no field"),
    ({"view/camera": 500}, "no choice 500"),
    ({"visual/quality/shadowsize": 64}, "cannot be changed"),
    ({"ctrl/0": 0.1, "view/flag/0": 1}, ""),
    ({"ctrl/0": 0.1, "nothing/0": 1}, "no field 'nothing/0'"),
)


async def test_fields_by_hand_are_refused_with_the_limit_and_nothing_is_done(
    server: _Server,
) -> None:
    async with _person(server) as person:
        for number, (values, reason) in enumerate(_BAD_FIELDS):
            command = {"type": "set_fields", "values": values}
            await person.send(json.dumps({"type": "command", "id": number, "command": command}))
            assert reason in (await _next(person, "result"))["problem"]["detail"], values
        watch = {"type": "watch_panels", "panels": ["control", "no such panel"]}
        await person.send(json.dumps(watch))
        # Not even what would have fitted.
        assert (await _next(person, "fields"))["values"]["ctrl/0"] == 0


async def test_twenty_mistakes_end_the_connection(server: _Server) -> None:
    async with _person(server) as person:
        for _ in range(20):
            await person.send("{")
        with contextlib.suppress(websockets.ConnectionClosedError):
            async with asyncio.timeout(10):
                async for _ in person:
                    pass
        assert person.close_code == 4400


async def test_a_page_of_another_version_is_told_to_reload(server: _Server) -> None:
    async with websockets.connect(server.ws) as connection:
        await connection.send(json.dumps({"type": "hello", "version": 999}))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await connection.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4426


async def test_a_full_session_refuses_the_next_and_forgets_who_leaves(server: _Server) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(_person(server))
        async with websockets.connect(server.ws) as late:
            await late.send(json.dumps({"type": "hello", "version": 1}))
            assert "3" in json.loads(await late.recv())["problem"]["detail"]
        await stack.aclose()
        async with asyncio.timeout(10):
            while server.gateway.session.participants:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


async def test_a_socket_closed_in_the_middle_of_the_handshake_leaves_nothing(
    server: _Server,
) -> None:
    async with no_leaks_async():
        async with _person(server) as person:
            await person.send(json.dumps({"type": "connect_peer"}))
        async with _person(server) as person:
            await person.send(json.dumps({"type": "connect_peer"}))
            await _next(person, "offer")
            await person.send(json.dumps({"type": "connect_peer"}))
            await _next(person, "offer")


async def test_the_media_message_comes_with_its_header_and_waits_for_acknowledgements(
    server: _Server,
) -> None:
    async with _person(server) as person:
        await person.send(json.dumps({"type": "select_video", "transport": "websocket"}))
        frames: list[bytes] = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3):
                while len(frames) < 9:
                    raw = await person.recv()
                    if isinstance(raw, bytes):
                        frames.append(raw)
        # Nothing was acknowledged: two, and what 50 ms hold at 10 a second, and no more.
        assert len(frames) == 3
        assert frames[0][0] == 1
        assert frames[0][1] == 1
        assert frames[0][16:20] == b"\0\0\0\1"
