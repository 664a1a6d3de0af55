"""One browser's connection, used as the protocol says and as it does not."""

import asyncio
import contextlib
import json
from pathlib import Path

import msgspec
import pytest
from websockets.frames import Frame, Opcode

from py_remote_viewer.config import LimitSettings, SceneSettings, Settings
from py_remote_viewer.protocol import PROTOCOL_VERSION
from py_remote_viewer.protocol.client import (
    CLOSE_BAD_MESSAGE,
    CLOSE_FORBIDDEN,
    CLOSE_FULL,
    CLOSE_HELLO_TIMEOUT,
    CLOSE_SHUTDOWN,
    CLOSE_VERSION,
    ClientMessage,
    Notice,
)
from py_remote_viewer.protocol.commands import CameraDrag
from py_remote_viewer.protocol.worker import KeyFrameRequest, Load, WorkerInput
from py_remote_viewer.server import outlet, signaling
from tests.support.leaks import no_leaks_async
from tests.support.server import Browser, FakeWorker, PretendingHost, StuckBrowser, local_server

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
        while host.heard.count(KeyFrameRequest()) == before:
            # What is asked right after a key frame was meant before it came, and frames that are
            # not acknowledged leave no room for another.
            await browser.send("request_key_frame")
            frame = (await browser.receive("media"))["frame"]
            await browser.send("acknowledge", frame=frame)


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


@pytest.mark.parametrize("number", [_HUGE, 2**53 + 1, -1])
@pytest.mark.parametrize(
    "message",
    [
        '{"type": "command", "id": 1, "command": {"type": "step", "count": NUMBER}}',
        '{"type": "command", "id": 1, "command": {"type": "reset", "keyframe": NUMBER}}',
        '{"type": "command", "id": 1, "command": {"type": "set_controls", '
        '"values": {"NUMBER": 1}}}',
        '{"type": "command", "id": NUMBER, "command": {"type": "pause"}}',
        '{"type": "input", "input": {"type": "camera_drag", "seq": NUMBER, "gesture": 1, '
        '"action": "pan", "dx": 0, "dy": 0}}',
        '{"type": "input", "input": {"type": "camera_drag", "seq": 1, "gesture": NUMBER, '
        '"action": "pan", "dx": 0, "dy": 0}}',
        '{"type": "acknowledge", "frame": NUMBER}',
        '{"type": "answer", "peer": NUMBER, "sdp": ""}',
        '{"type": "candidate", "peer": NUMBER, "candidate": ""}',
        '{"type": "viewer_report", "transport": "none", "received": NUMBER}',
    ],
)
def test_a_number_that_does_not_fit_everywhere_is_no_message(message: str, number: int) -> None:
    decoder = msgspec.json.Decoder(ClientMessage)
    decoder.decode(message.replace("NUMBER", "7"))
    with pytest.raises(msgspec.ValidationError):
        decoder.decode(message.replace("NUMBER", str(number)))


async def test_a_number_beyond_all_measure_is_answered_and_reaches_nobody() -> None:
    host = PretendingHost()
    async with no_leaks_async(), local_server(host) as server, server.browser() as browser:
        await browser.hello()
        drag = {"type": "camera_drag", **_DRAG, "seq": _HUGE}
        await browser.raw(json.dumps({"type": "input", "input": drag}))
        problem = await browser.problem()
        assert problem["status"] == 400
        assert str(2**53) in problem["detail"]
        assert (await server.load({"name": "pendulum"})).status_code == 200
        assert not [message for message in host.heard if isinstance(message, WorkerInput)]


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


@pytest.mark.slow
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


# what others do does not matter


async def test_a_browser_that_does_not_read_is_let_go_and_so_is_its_socket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outlet, "_STUCK_SEC", 0.3)
    monkeypatch.setattr(outlet, "_CLOSING_SEC", 0.1)
    async with no_leaks_async(), local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        stuck = await StuckBrowser.connect(server)
        await server.until(lambda: len(server.gateway.session.participants) == 2)
        # More than the kernel keeps for it.
        server.gateway.session.broadcast(Notice("big", "info", "x" * 8_000_000))
        await server.until(lambda: len(server.gateway.session.participants) == 1)
        await stuck.cut_off()
        assert await neighbour.answers()


async def test_a_browser_that_vanishes_is_let_go_and_so_is_its_socket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signaling, "_SILENCE_SEC", 0.2)
    monkeypatch.setattr(signaling, "_LINGER_SEC", 0.1)
    async with no_leaks_async(), local_server() as server:
        stuck = await StuckBrowser.connect(server)
        await server.until(lambda: len(server.gateway.session.participants) == 1)
        # It takes what is sent, but never says a word, and does not answer the close either.
        await stuck.cut_off()
        await server.until(lambda: not server.gateway.session.participants)


async def test_a_flood_of_one_is_answered_and_costs_the_others_nothing() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        async with server.browser() as flooding:
            await flooding.hello("Bob")
            for number in range(1500):
                transport = "websocket" if number % 2 else "none"
                await flooding.send("select_video", transport=transport)
            problem = await flooding.problem()
            assert "select_video" in problem["detail"]
            assert problem["status"] == 409
            assert await flooding.answers()
        told = [await neighbour.receive("participants")]
        while len(told[-1]["participants"]) > 1 or len(told) == 1:
            told.append(await neighbour.receive("participants"))
        assert len(told) < 60
        assert await neighbour.answers()


async def test_others_have_their_turn_while_a_flood_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signaling, "_AT_ONCE_SEC", 12.5)
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        person = server.gateway.session.participants[1]
        handled = 0

        def lost_frames(_: object) -> None:
            nonlocal handled
            handled += 1

        server.gateway.session.lost_frames = lost_frames
        message = json.dumps({"type": "request_key_frame"}).encode()
        flood = b"".join(Frame(Opcode.TEXT, message).serialize(mask=True) for _ in range(4000))
        browser.socket.transport.write(flood)
        most, before = 0, 0
        while handled < 4000:
            await asyncio.sleep(0)
            most, before = max(most, handled - before), handled
        assert most <= 100
        assert person.id in server.gateway.session.participants


async def test_what_nobody_expected_is_an_error_of_that_message_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        monkeypatch.setattr(server.gateway.session, "acknowledge", fail)
        monkeypatch.setattr(server.gateway.session, "do", fail)
        await browser.send("acknowledge", frame=1)
        problem = await browser.problem()
        assert problem["status"] == 500
        assert "foresaw" not in problem["detail"]
        await browser.send("command", id=3, command={"type": "pause"})
        assert (await browser.receive("result"))["problem"]["status"] == 500
        assert await browser.answers()
    assert "nobody foresaw this" in caplog.text


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


async def test_a_server_that_ends_says_so_first() -> None:
    async with no_leaks_async(), contextlib.AsyncExitStack() as people:
        async with local_server() as server:
            browser = await people.enter_async_context(server.browser())
            await browser.hello()
        notice = await browser.receive("notice")
        assert notice["code"] == "shutdown"
        assert notice["text"] == "The server is restarting."
        assert await browser.closed() == (CLOSE_SHUTDOWN, "The server is restarting.")


async def test_a_scene_is_told_without_its_text_and_without_paths(tmp_path: Path) -> None:
    (tmp_path / "robot.xml").write_text("<mujoco/>")
    settings = Settings(scenes=SceneSettings(folders=(str(tmp_path),)))
    async with no_leaks_async(), local_server(settings=settings) as server:  # noqa: SIM117
        async with server.browser() as browser:
            await browser.hello()
            for body, source in (
                ({"xml": "<mujoco><!-- mine -->"}, {"type": "xml"}),
                ({"path": "robot.xml"}, {"type": "path"}),
                ({"name": "pendulum"}, {"type": "builtin", "name": "pendulum"}),
            ):
                assert (await server.load(body)).status_code == 200
                assert (await browser.receive("scene"))["scene"]["source"] == source
            async with server.browser() as newcomer:
                assert str(tmp_path) not in json.dumps(await newcomer.hello())


async def test_a_worker_that_dies_before_it_heard_of_a_scene_costs_the_scene_nothing() -> None:
    host = PretendingHost()
    died: list[int] = []

    def die_once(worker: FakeWorker, load: Load) -> bool:
        if load.generation == 1 or died:
            return False
        died.append(load.generation)
        worker.kill()
        return True

    host.on_load = die_once
    async with no_leaks_async(), local_server(host) as server:
        assert (await server.load({"name": "pendulum"})).status_code == 200
        assert died == [2]
        assert server.gateway.session.state.name == "LIVE"
