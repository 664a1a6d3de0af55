"""One browser's connection, used as the protocol says and as it does not."""

import asyncio
import contextlib
import json

import pytest

from py_remote_viewer.config import LimitSettings, NetworkSettings, Settings
from py_remote_viewer.protocol import PROTOCOL_VERSION
from py_remote_viewer.protocol.client import (
    CLOSE_BAD_MESSAGE,
    CLOSE_FORBIDDEN,
    CLOSE_FULL,
    CLOSE_HELLO_TIMEOUT,
    CLOSE_VERSION,
)
from py_remote_viewer.protocol.commands import CameraDrag
from py_remote_viewer.protocol.worker import KeyFrameRequest, WorkerInput
from py_remote_viewer.server import signaling
from tests.support.leaks import no_leaks_async
from tests.support.server import Browser, PretendingHost, local_server

_DRAG = {"seq": 1, "gesture": 1, "action": "rotate", "dx": 0.1, "dy": 0.0}
_HUGE = 10**30


# as the protocol says


async def test_hello_is_answered_with_everything_a_page_needs() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        welcome = await browser.hello(" Ada ")
        assert welcome["version"] == PROTOCOL_VERSION
        assert welcome["scene"]["title"] == "Humanoid"
        assert [person["name"] for person in welcome["participants"]] == ["Ada"]
        assert 1.0 in welcome["speeds"]


async def test_everybody_learns_who_comes_and_goes() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as first:
        await first.hello("Ada")
        async with server.browser() as second:
            await second.hello("Bob")
            joined = await first.receive("participants")
        left = await first.receive("participants")
        assert [person["name"] for person in joined["participants"]] == ["Ada", "Bob"]
        assert [person["name"] for person in left["participants"]] == ["Ada"]


async def test_video_over_the_socket_flows_while_it_is_acknowledged() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.send("select_video", transport="websocket")
        await browser.receive("media")
        await server.until(lambda: server.gateway.session.participants[1].frames_skipped > 0)
        held_back = server.gateway.session.participants[1].frames_sent
        assert held_back < 10
        for frame in range(1, server.gateway.session.frames_sent + 1):
            await browser.send("acknowledge", frame=frame)
        await server.until(lambda: server.gateway.session.participants[1].frames_sent > held_back)


async def test_an_input_reaches_the_worker_with_who_sent_it() -> None:
    host = PretendingHost()
    async with no_leaks_async(), local_server(host) as server, server.browser() as browser:
        person = (await browser.hello())["participant"]
        await browser.send("input", input={"type": "camera_drag", **_DRAG})
        expected = WorkerInput(person, CameraDrag(1, 1, "rotate", 0.1, 0.0))
        await server.until(lambda: expected in host.heard)


async def test_a_command_is_answered_with_its_number() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.send("command", id=17, command={"type": "pause"})
        assert await browser.receive("result") == {"type": "result", "id": 17, "problem": None}


async def test_a_decoder_in_trouble_gets_a_key_frame() -> None:
    host = PretendingHost()
    async with no_leaks_async(), local_server(host) as server, server.browser() as browser:
        await browser.hello()
        await browser.send("select_video", transport="websocket")
        await browser.receive("media")
        before = host.heard.count(KeyFrameRequest())
        await browser.send("request_key_frame")
        await server.until(lambda: host.heard.count(KeyFrameRequest()) > before)


async def test_a_scene_loaded_by_one_is_told_to_all() -> None:
    async with no_leaks_async(), local_server() as server:  # noqa: SIM117
        async with server.browser() as first, server.browser() as second:
            await first.hello()
            await second.hello()
            await first.send("command", id=1, command={"type": "load_scene", "name": "pendulum"})
            for browser in (first, second):
                changed = await browser.receive("scene")
                assert changed["scene"]["title"] == "Pendulum"
                assert changed["scene"]["generation"] == 2


# as it does not


async def test_the_first_message_has_to_be_hello() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.send("ping", client_ms=1)
        assert "hello" in (await browser.problem())["detail"]
        await browser.hello()


@pytest.mark.parametrize(
    "data",
    [
        "", "nonsense", "[]", "null", "{}", "{", '{"type": "no_such_type"}', '{"type": 5}',
        '{"type": "ping"}', '{"type": "ping", "client_ms": "soon"}',
        '{"type": "ping", "client_ms": 1e999}', '{"type": "ping", "client_ms": 1, "more": 1}',
        '{"type": "hello", "version": 1, "name": "\\ud800"}',
        '{"type": "select_video", "transport": "carrier pigeon"}',
        '{"x": ' + "[" * 100_000, b"", b"\0\1\2", b'{"type": "ping", "client_ms": 1}',
        "x" * (signaling.MAX_MESSAGE_BYTES + 1),
    ],
    ids=lambda data: repr(data[:40]),
)  # fmt: skip
async def test_what_cannot_be_used_is_answered_and_the_connection_stays(data: str | bytes) -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.raw(data)
        problem = await browser.problem()
        assert problem["status"] == 400
        assert problem["detail"].endswith(".")
        assert await browser.answers()


@pytest.mark.parametrize(
    "command",
    [
        {"type": "step", "count": _HUGE},
        {"type": "reset", "keyframe": _HUGE},
        {"type": "set_controls", "values": {str(_HUGE): 1.0}},
    ],
    ids=lambda command: command["type"],
)
async def test_a_number_beyond_all_measure_in_a_command_is_refused(
    command: dict[str, object],
) -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.send("command", id=1, command={"type": "pause"})
        await browser.receive("result")
        await browser.raw(json.dumps({"type": "command", "id": 2, "command": command}))
        assert "64 bits" in (await browser.receive("result"))["problem"]["detail"]


async def test_a_number_beyond_all_measure_in_an_input_is_refused() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        drag = {"type": "camera_drag", **_DRAG, "seq": _HUGE}
        await browser.raw(json.dumps({"type": "input", "input": drag}))
        assert "64 bits" in (await browser.problem())["detail"]
        assert await browser.answers()


async def test_a_message_too_large_even_to_read_closes_only_its_own_connection() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        async with server.browser() as browser:
            await browser.hello()
            await browser.raw("x" * (2 * signaling.MAX_MESSAGE_BYTES + 1))
            assert (await browser.closed())[0] == 1009
        assert await neighbour.answers()


@pytest.mark.parametrize("version", [PROTOCOL_VERSION - 1, PROTOCOL_VERSION + 1])
async def test_another_version_is_closed_and_told_to_reload(version: int) -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.send("hello", version=version)
        code, reason = await browser.closed()
        assert code == CLOSE_VERSION
        assert "reload" in reason
        assert not server.gateway.session.participants


async def test_a_second_hello_changes_nothing() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello("Ada")
        await browser.send("hello", version=PROTOCOL_VERSION, name="Eve")
        assert "already" in (await browser.problem())["detail"]
        assert [p.name for p in server.gateway.session.participants.values()] == ["Ada"]


async def test_twenty_mistakes_close_the_connection_and_nobody_elses() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        async with server.browser() as browser:
            await browser.hello()
            for _ in range(20):
                await browser.raw("nonsense")
            assert (await browser.closed())[0] == CLOSE_BAD_MESSAGE
        await server.until(lambda: len(server.gateway.session.participants) == 1)
        assert await neighbour.answers()


async def test_whoever_never_says_hello_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signaling, "_HELLO_TIMEOUT_SEC", 0.2)
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        assert (await browser.closed())[0] == CLOSE_HELLO_TIMEOUT


async def test_whoever_falls_silent_is_closed_and_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signaling, "_HELLO_TIMEOUT_SEC", 1.0)
    monkeypatch.setattr(signaling, "_SILENCE_SEC", 0.2)
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        assert (await browser.closed())[0] == CLOSE_HELLO_TIMEOUT
        await server.until(lambda: not server.gateway.session.participants)


async def test_a_full_session_says_so_and_a_free_seat_can_be_taken() -> None:
    settings = Settings(limits=LimitSettings(viewers=1))
    async with no_leaks_async(), local_server(settings=settings) as server:
        async with server.browser() as first:
            await first.hello()
            async with server.browser() as second:
                await second.send("hello", version=PROTOCOL_VERSION)
                assert "full" in (await second.problem())["detail"]
                assert (await second.closed())[0] == CLOSE_FULL
            assert await first.answers()
        await server.until(lambda: not server.gateway.session.participants)
        async with server.browser() as third:
            await third.hello()


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_page_of_another_origin_is_told_why_it_gets_no_connection(origin: str) -> None:
    async with no_leaks_async(), local_server() as server:
        async with server.browser(origin=origin) as foreign:
            code, reason = await foreign.closed()
            assert code == CLOSE_FORBIDDEN
            assert origin in reason
        assert not server.gateway.session.participants
        async with server.browser(origin=server.url) as own:
            await own.hello()


async def test_whoever_is_silent_is_asked_and_stays_by_answering(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signaling, "_KNOCK_SEC", 0.1)
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        for _ in range(3):
            await browser.receive("knock")
            assert await browser.answers()


async def test_everybody_learns_how_the_session_is_newcomers_too() -> None:
    host = PretendingHost()
    async with no_leaks_async(), local_server(host) as server, server.browser() as browser:
        assert (await browser.hello())["state"] == "live"
        host.broken = True
        for worker in host.workers:
            worker.kill()
        assert (await browser.receive("state"))["state"] == "recovering"
        failed = await browser.receive("state")
        assert failed["state"] == "failed"
        async with server.browser() as newcomer:
            welcome = await newcomer.hello("Grace")
        assert welcome["state"] == "failed"
        assert welcome["problem"] == failed["problem"]
        assert "forbidden" in welcome["problem"]["detail"]


async def test_each_viewer_is_told_how_many_frames_went_to_it() -> None:
    async with (
        no_leaks_async(),
        local_server() as server,
        server.browser() as watching,
        server.browser() as waiting,
    ):
        await watching.hello()
        await waiting.hello("Grace")
        await watching.send("select_video", transport="websocket")
        await watching.receive("media")
        while (await watching.receive("telemetry"))["sent_frames"] == 0:
            pass
        assert (await waiting.receive("telemetry"))["sent_frames"] == 0


async def test_a_gesture_under_way_is_handed_over_to_the_worker_of_the_next_scene() -> None:
    host = PretendingHost()
    drag = {"type": "camera_drag", "seq": 3, "gesture": 1, "action": "pan", "dx": 0.5, "dy": 0.1}
    async with no_leaks_async(), local_server(host) as server, server.browser() as browser:
        await browser.hello()
        await browser.send("input", input=drag)
        assert await browser.answers()
        assert (await server.load({"name": "pendulum"})).status_code == 200
    told = [message for message in host.heard if isinstance(message, WorkerInput)]
    assert [(message.input.seq, message.applied) for message in told] == [(3, False), (3, True)]


async def test_two_hundred_commands_at_once_are_bounded_and_all_answered() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        for number in range(200):
            await browser.send("command", id=number, command={"type": "pause"})
        told = [await _result_or_error(browser) for _ in range(200)]
        assert "result" in told
        assert await browser.answers()


async def _result_or_error(browser: Browser) -> str:
    async with asyncio.timeout(10):
        while True:
            kind = json.loads(await browser.socket.recv())["type"]
            if kind in ("result", "error"):
                return kind


# WebRTC's handshake


async def test_messages_about_a_peer_that_is_not_there_are_refused() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.send("answer", peer=1, sdp="v=0")
        assert "no peer 1" in (await browser.problem())["detail"]
        await browser.send("candidate", peer=1, candidate="")
        assert "no peer 1" in (await browser.problem())["detail"]
        await browser.send("select_video", transport="webrtc")
        assert "no connected WebRTC peer" in (await browser.problem())["detail"]


async def test_answers_out_of_order_and_twice_are_refused() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.send("connect_peer")
        offer = await browser.receive("offer")
        assert "H264" in offer["sdp"]
        peer = offer["peer"]
        await browser.send("candidate", peer=peer, candidate="candidate:1 1 udp 1 127.0.0.1 9 typ")
        assert "before the answer" in (await browser.problem())["detail"]
        for expected in ("cannot be", "already"):
            await browser.send("answer", peer=peer, sdp="nonsense")
            assert expected in (await browser.problem())["detail"]
        await browser.send("candidate", peer=peer, candidate="candidate:nonsense")
        assert "malformed" in (await browser.problem())["detail"]
        assert await browser.answers()


async def test_asking_again_replaces_the_peer() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        numbers: list[int] = []
        for _ in range(3):
            await browser.send("connect_peer")
            numbers.append((await browser.receive("offer"))["peer"])
        assert numbers == [1, 2, 3]
        await browser.send("answer", peer=1, sdp="v=0")
        assert "no peer 1" in (await browser.problem())["detail"]


@pytest.mark.parametrize("wait_for_offer", [True, False])
async def test_a_socket_lost_in_the_middle_of_the_handshake_leaves_nothing(
    wait_for_offer: bool,
) -> None:
    async with local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        async with no_leaks_async():
            async with server.browser() as browser:
                await browser.hello()
                await browser.send("connect_peer")
                if wait_for_offer:
                    await browser.receive("offer")
                # As when the network is gone: no closing handshake.
                browser.socket.transport.abort()
            await server.until(lambda: len(server.gateway.session.participants) == 1)
        assert await neighbour.answers()


async def test_a_peer_that_never_connects_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signaling, "_PEER_TIMEOUT_SEC", 0.3)
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        await browser.send("connect_peer")
        closed = await browser.receive("peer_closed")
        assert "No connection" in closed["reason"]
        await server.until(lambda: server.gateway.session.participants[1].peer is None)


async def test_with_webrtc_switched_off_a_peer_is_refused_with_the_way_out() -> None:
    settings = Settings(network=NetworkSettings(webrtc=False))
    async with no_leaks_async(), local_server(settings=settings) as server:  # noqa: SIM117
        async with server.browser() as browser:
            assert (await browser.hello())["webrtc"] is False
            await browser.send("connect_peer")
            assert "over TCP" in (await browser.problem())["detail"]


# what others do does not matter


async def test_a_browser_that_does_not_read_holds_nobody_up() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        async with server.browser(max_queue=1, close_timeout=0.2) as stuck:
            await stuck.hello()
            await stuck.send("select_video", transport="websocket")
            await neighbour.send("select_video", transport="websocket")
            await neighbour.receive("media")
            assert await neighbour.answers()


async def test_a_worker_that_dies_disconnects_nobody() -> None:
    host = PretendingHost()
    async with no_leaks_async(), local_server(host) as server:  # noqa: SIM117
        async with server.browser() as first, server.browser() as second:
            for browser in (first, second):
                await browser.hello()
                await browser.send("select_video", transport="websocket")
                await browser.receive("media")
            host.workers[0].kill()
            for browser in (first, second):
                assert (await browser.receive("notice"))["code"] == "worker_restarting"
                await browser.receive("scene")
                assert await browser.answers()


async def test_closing_the_server_closes_the_connections() -> None:
    async with no_leaks_async(), contextlib.AsyncExitStack() as people:
        async with local_server() as server:
            browser = await people.enter_async_context(server.browser())
            await browser.hello()
        # Service restart: the page tries again by itself.
        assert (await browser.closed())[0] == 1012
