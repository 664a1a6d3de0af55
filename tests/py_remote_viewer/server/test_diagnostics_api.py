"""Why is it black or slow, asked of a server."""

from typing import Any

from msgspec.structs import replace

from py_remote_viewer.config import Settings
from tests.support.leaks import no_leaks_async
from tests.support.server import FakeWorker, LocalServer, PretendingHost, local_server


async def _ask(server: LocalServer, prefix: str = "") -> dict[str, Any]:
    return (await server.get(f"{prefix}/api/diagnostics")).json()


def _by_id(findings: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {finding["id"]: finding for finding in findings}


async def test_without_viewers_the_session_and_its_devices_are_told() -> None:
    async with no_leaks_async(), local_server() as server:
        report = await _ask(server)
        assert (report["session"], report["state"], report["viewers"]) == ("default", "live", [])
        found = _by_id(report["findings"])
        assert found["session"]["verdict"] == found["worker"]["verdict"] == "ok"
        assert {"gl", "encoder", "speed", "frame_time", "quality"} <= found.keys()
        assert found["encoders"]["text"] == "Nobody watches now, so nothing is encoded."


async def test_a_viewer_over_tcp_hears_why_not_webrtc_and_how_old_the_frames_are() -> None:
    settings = Settings()
    settings = replace(settings, network=replace(settings.network, webrtc=False))
    async with no_leaks_async(), local_server(settings=settings) as server:
        async with server.browser() as browser:
            await browser.hello("Ada")
            await browser.send("select_video", transport="websocket")
            await browser.receive("media")
            await browser.send(
                "viewer_report", transport="websocket", received=9, decoded=0, decoder="none"
            )
            assert await browser.answers()
            report = await _ask(server, "/s/default")
        assert "frames_0_0" in _by_id(report["findings"])
        (viewer,) = report["viewers"]
        found = _by_id(viewer["findings"])
        assert (viewer["name"], viewer["transport"]) == ("Ada", "websocket")
        assert "--no-webrtc" in found["transport"]["text"]
        assert found["decoder"]["verdict"] == "broken"


async def test_without_a_worker_the_answer_comes_all_the_same() -> None:
    def never(worker: FakeWorker, load: object) -> bool:
        return True

    host = PretendingHost()
    host.on_load = never
    async with no_leaks_async(), local_server(host, wait=False) as server:
        report = await _ask(server)
        found = _by_id(report["findings"])
        assert report["state"] == "starting"
        assert found["session"]["verdict"] == "unknown"
        assert found["worker"]["verdict"] == "broken"
        assert "gl" not in found


async def test_a_session_that_there_is_not_is_a_404_with_a_sentence() -> None:
    async with no_leaks_async(), local_server() as server:
        answer = await server.get("/s/nowhere/api/diagnostics")
        assert answer.status_code == 404
        assert "nowhere" in answer.json()["detail"]
