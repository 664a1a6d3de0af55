"""What one person or a thousand do costs nobody else a frame, and leaves nothing behind."""

import asyncio
import contextlib
import gc
import json
import struct

import psutil
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from py_remote_viewer.config import LimitSettings, Settings
from py_remote_viewer.server import signaling
from tests.support.leaks import no_leaks_async
from tests.support.server import Browser, LocalServer, StuckBrowser, local_server

_FRAMES = 60
_IDENTITY = "0123456789abcdef0123456789abcdef"
_MB = 1 << 20


async def _watch(browser: Browser, frames: int) -> list[int]:
    """Take so many frames as a page does; their numbers."""
    numbers: list[int] = []
    async with asyncio.timeout(30):
        while len(numbers) < frames:
            data = await browser.socket.recv()
            if isinstance(data, bytes):
                numbers.append(struct.unpack_from("!I", data, 4)[0])
                await browser.send("acknowledge", frame=numbers[-1])
    return numbers


def _without_a_gap(numbers: list[int]) -> bool:
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


_FLOODS: tuple[tuple[str, dict[str, object]], ...] = (
    ("ping", {"client_ms": 1}),
    ("acknowledge", {"frame": 1}),
    ("request_key_frame", {}),
    ("input", {"input": {"type": "camera_drag", "seq": 1, "gesture": 1, "action": "rotate",
                         "dx": 0.0, "dy": 0.0}}),
    ("viewer_report", {"transport": "none"}),
    ("watch_panels", {"panels": ["control"]}),
)  # fmt: skip
_TWO_FLOODS = ("ping", "input")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        pytest.param(kind, fields, id=kind, marks=[pytest.mark.slow] * (kind not in _TWO_FLOODS))
        for kind, fields in _FLOODS
    ],
)
async def test_a_flood_of_messages_is_told_so_and_costs_a_neighbour_no_frame(
    monkeypatch: pytest.MonkeyPatch, kind: str, fields: dict[str, object]
) -> None:
    # As 500 a second are for the true limits, without the seconds.
    monkeypatch.setattr(signaling, "_AT_ONCE_SEC", 0.25)
    async with no_leaks_async(), local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        await neighbour.send("select_video", transport="websocket")
        await _watch(neighbour, 3)
        async with server.browser() as flooding:
            await flooding.hello("Bob")
            watching = asyncio.create_task(_watch(neighbour, _FRAMES))
            told = asyncio.create_task(flooding.problem())
            while not watching.done():
                for _ in range(10):
                    await flooding.send(kind, **fields)
                await asyncio.sleep(0.01)
            problem = await told
        assert "a second are the limit" in problem["detail"]
        assert problem["status"] == 409
        assert _without_a_gap(await watching)


async def test_a_flood_of_commands_is_answered_each_with_its_number() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.hello()
        answered: set[int] = set()
        for number in range(1000):
            await browser.send("command", id=number, command={"type": "say", "text": "spam"})
        while len(answered) < 1000:
            answered.add((await browser.receive("result"))["id"])
        assert await browser.answers()


async def test_who_watches_and_never_reads_costs_a_neighbour_no_frame() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        await neighbour.send("select_video", transport="websocket")
        stuck = await StuckBrowser.connect(server)
        await stuck.send("select_video", transport="websocket")
        session = server.gateway.session
        await server.until(lambda: session.viewers == 2)
        assert _without_a_gap(await _watch(neighbour, _FRAMES))
        person = next(p for p in session.participants.values() if p.id == 2)
        # Nothing was acknowledged, so next to nothing is under way.
        assert person.frames_sent < 12
        stuck.close()
        await server.until(lambda: len(session.participants) == 1)


async def test_a_name_of_10_kb_is_refused_and_one_with_markup_is_only_text() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as neighbour:
        await neighbour.hello()
        async with server.browser() as browser:
            await browser.send("hello", version=1, name="n" * 10_000)
            assert "does not fit the protocol" in (await browser.problem())["detail"]
            # The connection is there for a better one.
            welcome = await browser.hello('<img src=x onerror="alert(1)">\n\x00\u202e')
            told = [person["name"] for person in welcome["participants"]]
            assert told[-1] == '<img src=x onerror="alert(1)">'
        assert await neighbour.answers()


async def test_the_secret_of_somebody_who_is_here_gives_neither_their_name_nor_their_role() -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as ada:
        await ada.send("hello", version=1, name="Ada", identity=_IDENTITY)
        await ada.receive("welcome")
        async with server.browser() as forger:
            await forger.send("hello", version=1, name="Eve", identity=_IDENTITY)
            welcome = await forger.receive("welcome")
            people = {person["id"]: person for person in welcome["participants"]}
            assert people[welcome["participant"]]["name"] == "Eve"
            assert people[welcome["participant"]]["role"] == "operator"
            assert people[1]["role"] == "admin"
        # What is told to others never holds the secret.
        told = [person.describe() for person in server.gateway.session.participants.values()]
        assert _IDENTITY not in str(told)


@pytest.mark.parametrize("identity", ["x" * 10_000, 7, ["a"], {"a": 1}])
async def test_an_identity_that_is_none_is_refused(identity: object) -> None:
    async with no_leaks_async(), local_server() as server, server.browser() as browser:
        await browser.send("hello", version=1, name="Eve", identity=identity)
        assert "does not fit the protocol" in (await browser.problem())["detail"]


async def test_nobody_can_act_as_another_by_naming_their_number() -> None:
    async with (
        no_leaks_async(),
        local_server(control="one") as server,
        server.browser() as ada,
        server.browser() as eve,
    ):
        await ada.hello("Ada")
        await eve.hello("Eve")
        forged = {"type": "command", "id": 1, "command": {"type": "pause"}, "participant": 1}
        await eve.raw(json.dumps(forged))
        assert "participant" in (await eve.problem())["detail"]


async def _visit(server: LocalServer, number: int, *, peer: bool) -> None:
    """Come, watch for a moment, and go: politely, without a word, or in the middle of it."""
    async with server.browser() as browser:
        if number % 5 == 4:
            browser.socket.transport.abort()
            return
        await browser.hello(f"guest {number}")
        if peer:
            await _connect_peer(server, browser)
        elif number % 2:
            await browser.send("select_video", transport="websocket")
            await browser.receive("media")
        if number % 3 == 0:
            browser.socket.transport.abort()


async def _connect_peer(server: LocalServer, browser: Browser) -> None:
    remote = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        await browser.send("connect_peer")
        offer = await browser.receive("offer")
        await remote.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
        await remote.setLocalDescription(await remote.createAnswer())
        await browser.send("answer", peer=offer["peer"], sdp=remote.localDescription.sdp)
        connected = asyncio.Event()
        remote.on("connectionstatechange", lambda: connected.set())
        async with asyncio.timeout(20):
            while remote.connectionState != "connected":
                connected.clear()
                await connected.wait()
        await browser.send("select_video", transport="webrtc")
    finally:
        await remote.close()


async def _visits(server: LocalServer, numbers: range, peer_every: int) -> None:
    for first in range(numbers.start, numbers.stop, 10):
        together = range(first, min(first + 10, numbers.stop))
        visits = (_visit(server, n, peer=n % peer_every == 0) for n in together)
        with contextlib.suppress(ConnectionError):
            await asyncio.gather(*visits)
    await server.until(lambda: not server.gateway.session.participants)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_thousand_people_come_and_go_and_leave_nothing() -> None:
    # All come from one address, which is not what their rate is limited for.
    settings = Settings(limits=LimitSettings(viewers=64, requests_per_sec=1e6))
    process = psutil.Process()
    async with no_leaks_async(), local_server(settings=settings) as server:
        await _visits(server, range(200), peer_every=20)
        # It starts some seconds after the first, and stays.
        reserve = server.gateway.registry._crew.reserve
        await server.until(lambda: reserve.ready is not None)
        gc.collect()
        async with no_leaks_async(30.0):
            before = process.memory_info().rss
            await _visits(server, range(200, 1200), peer_every=20)
            gc.collect()
        # A thousand of anything worth keeping would be more.
        assert process.memory_info().rss - before < 12 * _MB
        async with server.browser() as late:
            await late.hello()
            assert await late.answers()
