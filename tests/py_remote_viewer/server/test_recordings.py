"""The HTTP API of recordings, with workers that only pretend but for their video."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest

from py_remote_viewer.config import RecordingSettings, Settings, recordings_folder
from tests.support.leaks import no_leaks_async
from tests.support.server import LocalServer, local_server
from tests.support.video import fake_picture
from tests.support.workers import FakeWorker


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[LocalServer]:
    fake_picture(1280, 720, True)
    monkeypatch.setattr(FakeWorker, "picture", staticmethod(fake_picture))
    settings = Settings(recordings=RecordingSettings(str(tmp_path / "recordings"), 10_000_000))
    async with no_leaks_async(), local_server(settings=settings) as local:
        yield local


async def _post(server: LocalServer, path: str, body: object = None) -> httpx.Response:
    async with server.client() as client:
        return await client.post(f"/api/recordings{path}", json=body)


async def _list(server: LocalServer) -> dict[str, Any]:
    return (await server.get("/api/recordings")).json()


async def _recorded(server: LocalServer) -> dict[str, Any]:
    """A recording that is saved."""
    begun = (await _post(server, "", {"title": "Panda"})).json()
    frames = server.gateway.session.frames_sent + 5
    await server.until(lambda: server.gateway.session.frames_sent >= frames)
    stopped = await _post(server, f"/{begun['id']}/stop")
    assert stopped.status_code == 200
    return stopped.json()


async def test_a_recording_is_made_without_any_browser(server: LocalServer) -> None:
    assert await _list(server) | {"free_bytes": 0} == {
        "recordings": [], "running": None, "used_bytes": 0, "quota_bytes": 10_000_000,
        "free_bytes": 0,
    }  # fmt: skip
    begun = await _post(server, "")
    assert begun.status_code == 201
    assert (begun.json()["state"], begun.json()["by"]) == ("recording", "The API")
    assert (await _list(server))["running"] == begun.json()["id"]
    refused = await _post(server, "")
    assert refused.status_code == 409
    assert "stop that recording first" in refused.json()["detail"]
    frames = server.gateway.session.frames_sent + 5
    await server.until(lambda: server.gateway.session.frames_sent >= frames)
    saved = (await _post(server, f"/{begun.json()['id']}/stop")).json()
    assert (saved["state"], saved["width"], saved["height"]) == ("complete", 1280, 720)
    assert saved["frames"] > 0
    listed = await _list(server)
    assert listed["recordings"] == [saved]
    assert listed["used_bytes"] > saved["bytes"] > 0
    assert (await server.get(f"/api/recordings/{saved['id']}")).json() == saved


async def test_the_video_is_sent_whole_in_parts_and_for_saving(server: LocalServer) -> None:
    saved = await _recorded(server)
    whole = await server.get(f"/{saved['video']}")
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    assert len(whole.content) == saved["bytes"]
    assert whole.headers["content-disposition"].startswith("inline")
    async with server.client() as client:
        part = await client.get(f"/{saved['video']}", headers={"range": "bytes=4-7"})
        beyond = await client.get(f"/{saved['video']}", headers={"range": "bytes=99999999-"})
        download = await client.get(f"/{saved['video']}?download=1")
        head = await client.head(f"/{saved['video']}")
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part.headers["content-range"] == f"bytes 4-7/{saved['bytes']}"
    assert beyond.status_code == 416
    name = f'attachment; filename="{saved["id"]}.mp4"'
    assert download.headers["content-disposition"] == name
    assert head.headers["content-length"] == str(saved["bytes"])


async def test_what_is_being_recorded_is_neither_sent_nor_deleted(server: LocalServer) -> None:
    begun = (await _post(server, "")).json()
    frames = server.gateway.session.frames_sent + 5
    await server.until(lambda: server.gateway.session.frames_sent >= frames)
    video = await server.get(f"/{begun['video']}")
    assert video.status_code == 409
    assert "stop it first, then it can be watched" in video.json()["detail"]
    async with server.client() as client:
        deleted = await client.delete(f"/api/recordings/{begun['id']}")
    assert deleted.status_code == 409
    assert (await _post(server, f"/{begun['id']}/stop")).status_code == 200


async def test_what_is_deleted_is_gone(server: LocalServer) -> None:
    saved = await _recorded(server)
    async with server.client() as client:
        assert (await client.delete(f"/api/recordings/{saved['id']}")).status_code == 204
        again = await client.delete(f"/api/recordings/{saved['id']}")
    assert again.status_code == 409
    assert "/api/recordings lists them" in again.json()["detail"]
    assert (await _list(server))["recordings"] == []


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fsecret", "%00", "a" * 3000])
async def test_names_that_are_none_are_answered_with_a_problem(
    server: LocalServer, name: str
) -> None:
    for path in (name, f"{name}/video.mp4"):
        answer = await server.get(f"/api/recordings/{path}")
        assert answer.status_code in (404, 409)
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await _post(server, f"/{name}/stop")).status_code in (404, 409)


@pytest.mark.parametrize("body", [{"title": "x" * 201}, {"name": "x"}, [], {"title": 3}])
async def test_bodies_that_do_not_fit_are_refused(server: LocalServer, body: object) -> None:
    answer = await _post(server, "", body)
    assert answer.status_code == 422
    assert (await _list(server))["running"] is None


async def test_a_page_of_another_origin_can_neither_record_nor_delete(server: LocalServer) -> None:
    headers = {"origin": "http://elsewhere.example"}
    async with server.client() as client:
        assert (await client.post("/api/recordings", headers=headers)).status_code == 403
        assert (await client.delete("/api/recordings/x", headers=headers)).status_code == 403


async def test_a_full_quota_is_507_and_says_what_to_do(server: LocalServer, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    await asyncio.to_thread(folder.mkdir)
    await asyncio.to_thread((folder / "other.bin").write_bytes, bytes(10_000_001))
    answer = await _post(server, "")
    assert answer.status_code == 507
    assert answer.json()["code"] == "recording_failed"
    assert "delete some" in answer.json()["detail"]


async def test_a_page_is_told_of_what_the_api_does(server: LocalServer) -> None:
    async with server.browser() as page:
        await page.hello()
        assert (await page.receive("recordings"))["running"] is None
        begun = (await _post(server, "", {"title": "Panda"})).json()
        assert (await page.receive("recordings"))["running"]["id"] == begun["id"]
        async with server.browser() as late:
            await late.hello()
            assert (await late.receive("recordings"))["running"]["title"] == "Panda"
        # Anybody stops it, by a command as well.
        frames = server.gateway.session.frames_sent + 5
        await server.until(lambda: server.gateway.session.frames_sent >= frames)
        await page.send("command", id=1, command={"type": "stop_recording"})
        assert (await page.receive("notice"))["code"] in ("recording_started", "recording_saved")
        assert (await page.receive("result"))["problem"] is None


def test_recordings_go_where_it_is_set_or_among_the_users_data(tmp_path: Path) -> None:
    default = RecordingSettings()
    assert recordings_folder(RecordingSettings(str(tmp_path))) == tmp_path
    home = {"HOME": "/home/ada"}
    inside = Path("py_remote_viewer/recordings")
    assert recordings_folder(default, home) == "/home/ada/.local/share" / inside
    assert recordings_folder(default, {**home, "XDG_DATA_HOME": "/data"}) == "/data" / inside
    # A relative one is to be ignored, by the specification.
    assert recordings_folder(default, {**home, "XDG_DATA_HOME": "x"}).parts[1] == "home"
    assert recordings_folder(default, {}).is_absolute()
