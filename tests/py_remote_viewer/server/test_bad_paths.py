"""Paths of models that may not be read, or are none, by HTTP."""

import contextlib
import json
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx

from py_remote_viewer.config import SceneSettings, Settings, VideoSettings
from py_remote_viewer.hosting import LocalHost
from tests.support.leaks import no_leaks_async
from tests.support.server import LocalServer, local_server


@contextlib.asynccontextmanager
async def _server(folder: Path) -> AsyncGenerator[LocalServer]:
    """One with a real worker that may load the models of a folder."""
    scenes = SceneSettings(initial="pendulum", folders=(str(folder),))
    settings = Settings(video=VideoSettings(width=128, height=96, fps=10), scenes=scenes)
    async with no_leaks_async(), local_server(LocalHost(), settings) as server:
        yield server


async def _load(server: LocalServer, path: str) -> httpx.Response:
    """Ask for a path; httpx itself would not send half a character."""
    async with server.client() as client:
        return await client.post(
            "/api/scene/load", content=json.dumps({"path": path}),
            headers={"content-type": "application/json"},
        )  # fmt: skip


async def test_paths_outside_the_allowed_folder_are_not_told_apart_from_missing_ones(
    tmp_path: Path,
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "good.xml").write_text("<mujoco model='good'/>")
    (tmp_path / "secret.xml").write_text("<mujoco/>")
    (tmp_path / "models" / "link.xml").symlink_to(tmp_path / "secret.xml")
    async with _server(tmp_path / "models") as server:
        answers = [
            (await _load(server, path)).json()["detail"].replace(path, "PATH")
            for path in ("absent.xml", "../secret.xml", str(tmp_path / "secret.xml"), "link.xml")
        ]
        assert len(set(answers)) == 1
        good = await _load(server, "good.xml")
        assert good.status_code == 200
        assert good.json()["title"] == "good"


async def test_what_is_no_path_at_all_is_answered_like_a_path_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    async with _server(tmp_path) as server:
        for path in ("\0", "a" * 5000, "x/" * 3000, "\ud800", "circle", ".", ""):
            answer = await _load(server, path)
            assert answer.status_code == 422, path[:20]
            assert answer.headers["content-type"] == "application/problem+json"
            assert len(answer.text) < 600
            assert "There is no model" in answer.json()["detail"]
