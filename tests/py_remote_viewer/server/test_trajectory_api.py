"""Trajectories that are sent: shown, compared, refused, kept through reloads and crashes, gone."""

import asyncio
import io
import os
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from msgspec.structs import replace

from py_remote_viewer.config import LimitSettings, SceneSettings, Settings, VideoSettings
from py_remote_viewer.errors import CommandError
from py_remote_viewer.hosting import LocalHost
from py_remote_viewer.protocol.commands import (
    Pause,
    Reload,
    Reset,
    Run,
    Seek,
    SetFields,
    Step,
)
from py_remote_viewer.server.problems import PROBLEM_MEDIA_TYPE
from tests.support.leaks import no_leaks_async
from tests.support.server import LocalServer, local_server
from tests.support.trajectories import SLIDER, arrays, as_hdf5, as_mcap, as_npz

pytestmark = pytest.mark.timeout(120)

_SETTINGS = Settings(video=VideoSettings(width=64, height=64))
_FILE = as_npz(arrays())


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[LocalServer]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with no_leaks_async(), local_server(LocalHost(), _SETTINGS) as made:
        assert (await made.load({"xml": SLIDER})).status_code == 200
        yield made


async def _open(server: LocalServer, data: bytes, **asked: Any) -> httpx.Response:
    async with server.client() as client:
        return await client.post("/api/scene/trajectory", content=data, params=asked)


async def _close(server: LocalServer, **asked: Any) -> httpx.Response:
    async with server.client() as client:
        return await client.delete("/api/scene/trajectory", params=asked)


async def _qpos(server: LocalServer) -> float:
    """Where the box is."""
    answer = await server.get("/api/download/state.npz")
    with np.load(io.BytesIO(answer.content)) as state:
        return float(state["whole"][1])


def _shown(server: LocalServer) -> Any:
    scene = server.gateway.session.scene
    assert scene is not None
    return scene.trajectory


def _problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    return answer.json()


def _files(folder: Path) -> list[str]:
    return [name for _, _, names in os.walk(folder) for name in names if name != "lock"]


async def test_files_of_each_format_are_shown_gone_through_and_left(
    server: LocalServer, tmp_path: Path
) -> None:
    made, session = arrays(), server.gateway.session
    for data in (_FILE, as_hdf5(made, tmp_path), as_mcap(made)):
        answer = await _open(server, data, name="../up/run.file")
        assert (answer.status_code, answer.json()["title"]) == (200, "slider"), answer.text
        shown = _shown(server)
        assert (shown.name, shown.rows, shown.compared) == ("run.file", 101, "")
        assert shown.seconds == pytest.approx(2.0)
        for row, where in ((50, 0.0), (75, 0.5), (100, 1.0)):
            await session.do(0, Seek(row))
            assert await _qpos(server) == pytest.approx(where)
    assert (await _close(server)).status_code == 200
    assert _shown(server) is None
    assert (await _close(server)).status_code == 409


async def test_the_simulation_is_as_it_was_when_it_is_gone_back_to(server: LocalServer) -> None:
    session = server.gateway.session
    await session.do(0, Pause())
    await session.do(0, SetFields({"joint/0": 0.75}))
    assert (await _open(server, _FILE)).status_code == 200
    await session.do(0, Seek(3))
    assert (await _close(server)).status_code == 200
    assert await _qpos(server) == 0.75
    await server.until(lambda: session.status is not None)
    assert session.status is not None
    assert not session.status.running


async def test_our_own_history_opens_as_a_trajectory(server: LocalServer) -> None:
    session = server.gateway.session
    await session.do(0, Pause())
    await session.do(0, Reset())
    await session.do(0, SetFields({"ctrl/0": 1.0}))
    await session.do(0, Step(50))
    reached = await _qpos(server)
    assert reached > 0.0
    exported = await server.get("/api/history/export?format=npz")
    assert exported.status_code == 200, exported.text
    answer = await _open(server, exported.content, name="history.npz")
    assert answer.status_code == 200, answer.text
    await session.do(0, Seek(_shown(server).rows - 1))
    assert await _qpos(server) == reached
    # A trajectory has no history of its own that could be computed again.
    answer = await server.get("/api/history/export?format=npz")
    assert answer.status_code == 409


async def test_two_are_compared_and_the_second_is_taken_away_again(server: LocalServer) -> None:
    session = server.gateway.session
    answer = await _open(server, _FILE, compare=True)
    assert answer.status_code == 409
    assert "open one first" in _problem(answer)["detail"]
    await _open(server, _FILE, name="first.npz")
    await session.do(0, Seek(60))
    longer = as_npz(arrays(rows=41, seconds=4.0))
    answer = await _open(server, longer, name="second.npz", compare=True)
    assert answer.status_code == 200, answer.text
    shown = _shown(server)
    assert (shown.name, shown.compared, shown.compared_rows) == ("first.npz", "second.npz", 41)
    assert shown.compared_seconds == pytest.approx(4.0)
    # It stays where it was, paused.
    assert await _qpos(server) == pytest.approx(0.2)
    # Rows are those of the longer one; the shorter one stays at its end.
    await session.do(0, Seek(40))
    assert await _qpos(server) == pytest.approx(1.0)
    assert (await _close(server, compare=True)).status_code == 200
    assert _shown(server).compared == ""
    assert (await _close(server, compare=True)).status_code == 409
    assert (await _close(server)).status_code == 200


_BAD: tuple[tuple[bytes, str], ...] = (
    (b"", "neither an NPZ, nor an HDF5, nor an MCAP"),
    (b"solid nonsense", "neither an NPZ, nor an HDF5, nor an MCAP"),
    (_FILE[: len(_FILE) // 2], "damaged"),
    (b"PK\x03\x04" + bytes(100), "damaged"),
    (b"\x89HDF\r\n\x1a\n" + bytes(100), "damaged"),
    (b"\x89MCAP0\r\n" + bytes(100), "damaged"),
    (as_mcap(arrays())[:500], "damaged"),
    (as_npz({"states": np.zeros(3)}), "no 'qpos'; it has states"),
    (as_npz({"qpos": np.zeros((5, 7))}), "'qpos' has the shape (5, 7)"),
    (as_npz({"qpos": np.full((5, 1), np.nan)}), "row 0"),
    (as_npz({"qpos": np.zeros((5, 1)), "time": np.zeros(5)}), "does not rise in row 1"),
    (as_npz({"qpos": np.array([{"a": 1}], dtype=object)}), "Object arrays cannot be loaded"),
)


@pytest.mark.slow
async def test_what_cannot_be_shown_is_told_and_leaves_what_runs(
    server: LocalServer, tmp_path: Path
) -> None:
    before = server.gateway.session.worker
    for data, words in _BAD:
        answer = await _open(server, data, name="bad.npz")
        assert answer.status_code == 422, answer.text
        detail = _problem(answer)["detail"]
        assert words in detail
        assert detail.startswith("bad.npz: ")
        # No path of the server, and the same worker goes on.
        assert str(tmp_path) not in detail
        assert server.gateway.session.worker is before
    await server.until(lambda: _files(tmp_path) == [])
    # The reserve that refused it is as good as new.
    assert (await _open(server, _FILE)).status_code == 200


async def test_too_large_a_file_is_refused_while_it_comes_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings = replace(_SETTINGS, limits=LimitSettings(upload_bytes=100_000))
    async with no_leaks_async(), local_server(settings=settings) as server:
        answer = await _open(server, bytes(1_000_000))
        assert (answer.status_code, _problem(answer)["code"]) == (413, "too_large")
        await server.until(lambda: _files(tmp_path) == [])


@pytest.mark.slow
async def test_another_page_cannot_open_one(server: LocalServer) -> None:
    async with server.client() as client:
        for ask in (client.post, client.delete):
            answer = await ask("/api/scene/trajectory", headers={"origin": "http://evil.example"})
            assert answer.status_code == 403


@pytest.mark.slow
async def test_files_are_kept_while_they_are_needed_and_then_removed(
    server: LocalServer, tmp_path: Path
) -> None:
    await _open(server, _FILE)
    assert len(_files(tmp_path)) == 1
    await _open(server, _FILE, compare=True)
    assert len(_files(tmp_path)) == 2
    await _close(server)
    # What was shown before may have to come back.
    await server.load({"xml": "<mujoco/>"})
    await server.load({"xml": "<mujoco model='other'/>"})
    await server.until(lambda: _files(tmp_path) == [])


async def test_what_changes_a_state_is_refused_and_what_looks_is_not(server: LocalServer) -> None:
    session = server.gateway.session
    saved = (await server.get("/api/download/state.npz")).content
    await _open(server, _FILE)
    for command in (SetFields({"ctrl/0": 1.0}), SetFields({"opt/gravity": (0.0, 0.0, 0.0)})):
        with pytest.raises(CommandError, match="Go back to the simulation"):
            await session.do(0, command)
    async with server.client() as client:
        answer = await client.post("/api/state", content=saved)
    assert answer.status_code == 409
    assert "Go back to the simulation" in _problem(answer)["detail"]
    for what in ("model.xml", "state.npz", "data.txt", "keyframe.xml"):
        assert (await server.get(f"/api/download/{what}")).status_code == 200
    await session.do(0, SetFields({"view/label": 1.0, "view/frame": 1.0}))
    assert (await server.get("/api/screenshot?width=64&height=64")).status_code == 200


@pytest.mark.slow
async def test_it_stays_through_a_reload_an_edit_and_a_crash_at_the_same_moment(
    server: LocalServer,
) -> None:
    session = server.gateway.session
    await _open(server, _FILE, name="run.npz")
    await session.do(0, SetFields({"trajectory/loop": 0.0}))
    await session.do(0, Seek(75))

    async def is_there() -> None:
        assert _shown(server).name == "run.npz"
        assert await _qpos(server) == pytest.approx(0.5)
        assert session.status is None or not session.status.running

    await session.do(0, Reload())
    await is_there()
    edited = SLIDER.replace("1 0 0 1", "0 1 0 1")
    scene = session.scene
    assert scene is not None
    async with server.client() as client:
        change = {"generation": scene.generation, "texts": {"model.xml": edited}}
        answer = await client.put("/api/scene/source", json=change)
    assert answer.status_code == 200, answer.text
    await is_there()
    worker = session.worker
    assert worker is not None
    await server.until(lambda: worker.checkpoint is not None)
    assert worker.process is not None
    worker.process.kill()
    await server.until(lambda: session.restarts == 1 and session.worker is not None)
    await is_there()
    assert session.worker is not None
    await server.until(lambda: session.worker is not None and session.worker.checkpoint is not None)
    assert session.worker.checkpoint is not None
    assert session.worker.checkpoint.fields == {"trajectory/loop": 0.0}
    # A model that it does not fit is refused, and says why.
    wrong = SLIDER.replace("</body>", "<joint type='hinge'/></body>")
    scene = session.scene
    assert scene is not None
    async with server.client() as client:
        change = {"generation": scene.generation, "texts": {"model.xml": wrong}}
        answer = await client.put("/api/scene/source", json=change)
    assert answer.status_code == 422
    assert "run.npz: 'qpos' has the shape (101, 1)" in _problem(answer)["detail"]
    await is_there()


@pytest.mark.slow
async def test_two_who_open_at_the_same_time_leave_the_later_one(
    server: LocalServer, tmp_path: Path
) -> None:
    answers = await asyncio.gather(
        *(_open(server, _FILE, name=name) for name in ("one.npz", "two.npz"))
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes in ([200, 409], [200, 200])
    assert _shown(server).name in ("one.npz", "two.npz")
    await server.gateway.session.do(0, Run())
    await server.until(lambda: len(_files(tmp_path)) <= 2)


async def test_a_server_can_begin_with_one_and_go_on_to_the_simulation(tmp_path: Path) -> None:
    model, file = tmp_path / "slider.xml", tmp_path / "run.npz"
    model.write_text(SLIDER)
    file.write_bytes(_FILE)
    scenes = SceneSettings(initial=str(model), trajectory=str(file))
    async with (
        no_leaks_async(),
        local_server(LocalHost(), replace(_SETTINGS, scenes=scenes)) as server,
    ):
        assert _shown(server).name == "run.npz"
        assert (await _close(server)).status_code == 200
        assert _shown(server) is None
        # The file is the operator's.
        await server.until(lambda: server.gateway.session.status is not None)
        assert file.exists()
