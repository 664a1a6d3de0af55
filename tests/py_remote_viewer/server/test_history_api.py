"""The past by HTTP, as data and as films, with a real worker."""

import io
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest

from py_remote_viewer.config import RecordingSettings, Settings, VideoSettings
from py_remote_viewer.hosting import LocalHost
from py_remote_viewer.protocol.commands import Pause, Reset, Step
from tests.support.leaks import no_leaks_async
from tests.support.server import LocalServer, local_server

pytestmark = pytest.mark.timeout(120)
_WHO = 0


@pytest.fixture
async def server(tmp_path: Path) -> AsyncGenerator[LocalServer]:
    settings = Settings(
        video=VideoSettings(width=64, height=64),
        recordings=RecordingSettings(str(tmp_path / "recordings"), 100_000_000),
    )
    async with no_leaks_async(), local_server(LocalHost(), settings) as made:
        await made.gateway.session.do(_WHO, Pause())
        await made.gateway.session.do(_WHO, Reset())
        await made.gateway.session.do(_WHO, Step(100))
        yield made


async def _span(server: LocalServer) -> tuple[int, int]:
    """The moments after the reset: from it to the last step."""
    session = server.gateway.session
    await server.until(lambda: (status := session.status) is not None and not status.running)
    head = int(np.load(io.BytesIO((await server.get("/api/history/export")).content))["index"][-1])
    return head - 100, head


async def test_the_past_is_taken_home_as_data(server: LocalServer) -> None:
    first, last = await _span(server)
    span = f"first={first}&last={last}"
    answer = await server.get(f"/api/history/export?{span}&every=10")
    assert answer.status_code == 200
    with np.load(io.BytesIO(answer.content)) as arrays:
        assert list(arrays["index"]) == list(range(first, last + 1, 10))
        assert arrays["time"][0] == 0.0
        assert len(arrays["qpos"]) == 11
    table = await server.get(f"/api/history/export?format=csv&{span}&series=qpos[0]")
    assert table.text.splitlines()[0] == "time,qpos[0]"
    assert len(table.text.splitlines()) == 102
    refused = await server.get("/api/history/export?last=99999999")
    assert refused.status_code == 409
    assert "is not known" in refused.json()["detail"]


async def test_a_moment_is_found_by_its_time_or_its_absence_told(server: LocalServer) -> None:
    first, _ = await _span(server)
    status = server.gateway.session.status
    assert status is not None
    answer = await server.get(f"/api/history/moment?time={status.sim_time_sec}")
    assert answer.json() == {"index": first + 100}
    # The other one with this time was before the reset.
    answer = await server.get("/api/history/moment?time=0&index=0")
    assert answer.json() == {"index": 0}
    gone = await server.get("/api/history/moment?time=1234.5")
    assert gone.status_code == 409
    assert "t = 1234.500 s is not in the history" in gone.json()["detail"]
    for nonsense in ("time=nan", "time=soon", "index=3", "time=1&index=-1"):
        assert (await server.get(f"/api/history/moment?{nonsense}")).status_code == 422


async def test_the_past_is_drawn_again_as_a_film(server: LocalServer) -> None:
    first, last = await _span(server)
    wish = {"first": first, "last": last, "width": 64, "height": 64, "fps": 20, "title": "Again"}
    async with server.client() as client:
        begun = await client.post("/api/recordings/films", json={**wish, "quality": "draft"})
        assert begun.status_code == 202
        name = begun.json()["id"]
        session = server.gateway.session
        await server.until(lambda: session.films.running is None)
        saved = (await client.get(f"/api/recordings/{name}")).json()
        assert (saved["state"], saved["kind"], saved["by"]) == ("complete", "render", "The API")
        assert saved["scenes"][0]["sim_from_sec"] == 0.0
        assert saved["frames"] == int(saved["scenes"][0]["sim_to_sec"] * 20 + 1e-6) + 1
        video = await client.get(f"/api/recordings/{name}/video.mp4")
        assert video.content[4:8] == b"ftyp"


_MISFITS: tuple[tuple[dict[str, object], int, str], ...] = (
    ({"width": 63}, 422, "width"),
    ({"fps": 0}, 422, "fps"),
    ({"speed": 1e9}, 422, "speed"),
    ({"series": ["x"] * 13}, 422, "series"),
    ({"unknown": 1}, 422, "unknown"),
    ({"camera": {"camera": 0, "pose": {"lookat": [0, 0]}}}, 422, "lookat"),
    ({"last": 2**52}, 409, "is not all in it"),
)


async def test_wishes_that_do_not_fit_are_refused(server: LocalServer) -> None:
    async with server.client() as client:
        for wish, status, said in _MISFITS:
            answer = await client.post("/api/recordings/films", json=wish)
            assert answer.status_code == status, wish
            assert said in answer.text
        assert (await client.get("/api/recordings")).json()["recordings"] == []


@pytest.mark.slow
async def test_a_film_of_a_series_or_camera_that_the_model_lacks_says_so_to_all(
    server: LocalServer,
) -> None:
    async with server.client() as client, server.browser() as browser:
        await browser.hello()
        for wish, said in (
            ({"series": ["nothing[0]"]}, "There is no field 'nothing'."),
            ({"camera": {"camera": 99}}, "The film asks for camera 99"),
        ):
            async with browser.staying():
                assert (await client.post("/api/recordings/films", json=wish)).status_code == 202
                await server.until(lambda: server.gateway.session.films.running is None)
                while (notice := await browser.receive("notice"))["code"] != "film_failed":
                    pass
            assert said in notice["text"]
        missing = await client.post("/api/recordings/20261125-120000-x/cancel")
        assert (missing.status_code, "nothing to call off" in missing.text) == (409, True)
