"""What is kept of what was sent, and what is never written: each with a server of its own."""

import asyncio
import io
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from py_remote_viewer.config import LimitSettings, SceneSettings, Settings, VideoSettings
from py_remote_viewer.hosting import LocalHost
from tests.support.leaks import no_leaks_async
from tests.support.models import MESH_MODEL, stl_pyramid, write_tree, zip_of
from tests.support.server import local_server

pytestmark = pytest.mark.timeout(120)

_STL = stl_pyramid()
_FILES: dict[str, str | bytes] = {
    "robot/main.xml": MESH_MODEL,
    "robot/meshes/pyramid.stl": _STL,
}
_OURS = f"py-remote-viewer-{os.getuid()}"
_SETTINGS = Settings(video=VideoSettings(width=64, height=64))


async def test_too_large_is_refused_while_it_comes_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    limits = LimitSettings(upload_bytes=3_000_000, unpacked_bytes=2_000_000, upload_files=5)
    settings = replace(_SETTINGS, limits=limits)
    async with no_leaks_async(), local_server(settings=settings) as server:
        answer = await server.upload({"r.bin": bytes(4_000_000)})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        answer = await server.upload({"r.zip": zip_of({"bomb.stl": bytes(50_000_000)})})
        assert answer.status_code == 422
        assert "2000000 bytes" in answer.json()["detail"]
        answer = await server.upload({f"{i}.txt": "x" for i in range(6)})
        assert "one file too many" in answer.json()["detail"]

        def left() -> list[str]:
            return [name for _, _, names in os.walk(tmp_path) for name in names]

        await server.until(lambda: left() == ["lock"])
    # But the place for them, which every server of this user takes.
    assert [names for _, *names in os.walk(tmp_path) if any(names)] == [[[_OURS], []]]


async def test_whoever_goes_away_while_sending_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with no_leaks_async(), local_server(settings=_SETTINGS) as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        head = (
            f"POST /api/scene/upload?name=a.xml HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            "Content-Length: 100000000\r\n\r\n"
        )
        writer.write(head.encode() + bytes(3_000_000))
        await writer.drain()

        def left() -> list[str]:
            return [name for _, _, names in os.walk(tmp_path) for name in names]

        await server.until(lambda: "a.xml" in left())
        writer.close()
        await server.until(lambda: left() == ["lock"])


async def test_a_scene_of_the_package_and_one_of_a_folder_are_never_overwritten(
    tmp_path: Path,
) -> None:
    write_tree(tmp_path / "shared", {"meshes/pyramid.stl": _STL})
    write_tree(
        tmp_path / "models",
        {
            "robot.xml": MESH_MODEL.replace("meshes", "../shared/meshes").replace(
                "<asset>", '<include file="part.xml"/><asset>'
            ),
            "part.xml": "<mujoco><worldbody><body name='part'/></worldbody></mujoco>",
        },
    )
    main = tmp_path / "models" / "robot.xml"
    scenes = SceneSettings(initial=str(main))
    async with no_leaks_async(), local_server(LocalHost(), replace(_SETTINGS, scenes=scenes)) as s:
        source = (await s.get("/api/scene/source?file=part.xml")).json()
        assert source["files"] == ["robot.xml", "part.xml"]
        assert "/" not in "".join(source["files"])
        async with s.client() as client:
            text = source["text"].replace("'part'", "'edited'")
            change = {"generation": 1, "texts": {"part.xml": text}}
            answer = await client.put("/api/scene/source", json=change)
            # The mesh that it used lies outside of its folder, and may be used on.
            assert answer.status_code == 200, answer.text
            change = {"generation": 2, "texts": {"part.xml": "<mujoco>\n<a></mujoco>"}}
            problem = (await client.put("/api/scene/source", json=change)).json()
            assert (problem["file"], problem["line"]) == ("part.xml", 2)
        assert "edited" in (await s.get("/api/download/model.xml")).text
        assert "edited" not in (tmp_path / "models" / "part.xml").read_text()
        # Loading again keeps what was applied; loading the file does not.
        builtin = await s.load({"name": "pendulum"})
        assert builtin.status_code == 200
        source = (await s.get("/api/scene/source")).json()
        assert source["file"] == "pendulum.xml"


async def test_uploads_of_scenes_that_are_gone_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with no_leaks_async(), local_server(settings=_SETTINGS) as server:
        for name in ("one", "two", "three", "four"):
            assert (await server.upload({f"{name}.zip": zip_of(_FILES)})).status_code == 200

        def folders() -> int:
            return sum("main.xml" in names for _, _, names in os.walk(tmp_path))

        # What is shown, and what would be shown again if it crashed.
        await server.until(lambda: folders() == 2)
    # But the place for them, which every server of this user takes.
    assert [names for _, *names in os.walk(tmp_path) if any(names)] == [[[_OURS], []]]


def test_the_archives_of_these_tests_are_archives() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_of(_FILES))) as archive:
        assert archive.testzip() is None
