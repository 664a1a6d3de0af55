"""Models that are sent, texts that are applied, and what can be taken home: by HTTP, with real
workers."""

import asyncio
import io
import os
import tempfile
import zipfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import mujoco
import numpy as np
import pytest
from msgspec.structs import replace

from py_remote_viewer.config import LimitSettings, SceneSettings, Settings, VideoSettings
from py_remote_viewer.hosting import LocalHost
from py_remote_viewer.protocol.commands import Pause, Reset, Step
from py_remote_viewer.server.problems import PROBLEM_MEDIA_TYPE
from tests.support.leaks import no_leaks_async
from tests.support.models import MESH_MODEL, stl_pyramid, write_tree, zip_of
from tests.support.server import LocalServer, local_server

pytestmark = pytest.mark.timeout(120)

_STL = stl_pyramid()
_FILES: dict[str, str | bytes] = {
    "robot/main.xml": MESH_MODEL,
    "robot/meshes/pyramid.stl": _STL,
}
_TWO: dict[str, str | bytes] = {**_FILES, "robot/other.xml": "<mujoco model='other'/>"}
_URDF = """<robot name="arm"><link name="base"><visual><geometry>
<mesh filename="package://arm_description/meshes/pyramid.stl"/></geometry></visual>
<collision><geometry><box size=".1 .1 .1"/></geometry></collision></link></robot>"""
_SETTINGS = Settings(video=VideoSettings(width=64, height=64))


@pytest.fixture
async def server() -> AsyncGenerator[LocalServer]:
    async with no_leaks_async(), local_server(LocalHost(), _SETTINGS) as made:
        yield made


def _form(files: dict[str, str | bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [
        ("files", (name, data.encode() if isinstance(data, str) else data))
        for name, data in files.items()
    ]


async def _upload(server: LocalServer, files: dict[str, str | bytes], **asked: Any) -> Any:
    async with server.client() as client:
        return await client.post("/api/scene/upload", files=_form(files), params=asked)


async def _download(server: LocalServer, what: str) -> httpx.Response:
    answer = await server.get(f"/api/download/{what}")
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    return answer


async def _state(server: LocalServer) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO((await _download(server, "state.npz")).content)) as arrays:
        return dict(arrays)


async def _still(server: LocalServer, steps: int = 20) -> None:
    """Paused after some steps."""
    for command in (Pause(), Step(steps)):
        await server.gateway.session.do(0, command)


def _problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    return answer.json()


async def test_a_zip_a_folder_and_a_single_file_are_shown(server: LocalServer) -> None:
    answer = await _upload(server, {"robot.zip": zip_of(_FILES)})
    assert (answer.status_code, answer.json()["title"]) == (200, "pyramid")
    answer = await _upload(server, _FILES)
    assert (answer.status_code, answer.json()["generation"]) == (200, 3)
    async with server.client() as client:
        for data, name in ((b"<mujoco model='one'/>", "one.xml"), (zip_of(_FILES), "r.zip")):
            answer = await client.post(
                "/api/scene/upload", content=data, params={"name": name},
                headers={"content-type": "application/octet-stream"},
            )  # fmt: skip
            assert answer.status_code == 200, answer.text


async def test_a_urdf_with_package_paths_is_shown(server: LocalServer) -> None:
    answer = await _upload(
        server, {"arm_description/urdf/arm.urdf": _URDF, "arm_description/meshes/pyramid.stl": _STL}
    )
    assert (answer.status_code, answer.json()["title"]) == (200, "arm")


async def test_of_two_models_one_is_chosen_afterwards(server: LocalServer) -> None:
    answer = await _upload(server, {"robot.zip": zip_of(_TWO)})
    problem = _problem(answer)
    assert (answer.status_code, problem["code"]) == (409, "choose_model")
    assert problem["models"] == ["robot/main.xml", "robot/other.xml"]
    assert all(name in problem["detail"] for name in problem["models"])
    chosen = {"upload": problem["upload"], "model": "robot/other.xml"}
    assert (await server.load(chosen)).json()["title"] == "other"
    # Or at once.
    answer = await _upload(server, {"robot.zip": zip_of(_TWO)}, model="robot/main.xml")
    assert answer.json()["title"] == "pyramid"
    for wrong in ({**chosen, "model": "../../etc/passwd"}, {**chosen, "upload": "none"}):
        assert (await server.load(wrong)).status_code == 422


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"r.zip": zip_of({"../evil.xml": "x"})}, "'../evil.xml'"),
        ({"r.zip": zip_of({"/evil.xml": "x"})}, "absolute"),
        ({"r.zip": b"nonsense"}, "no zip archive"),
        ({"../evil.xml": "<mujoco/>"}, "'../evil.xml'"),
        ({"robot/main.xml": MESH_MODEL}, "pyramid.stl"),
        ({"notes.txt": "x"}, "no model among the files"),
        ({"m.xml": "<mujoco>\n<include file='/etc/passwd'/></mujoco>"}, "outside"),
        ({"m.xml": "<mujoco>\n<worldbody><bdy/></worldbody></mujoco>"}, "bdy"),
        ({}, "No file was sent"),
    ],
)
async def test_what_cannot_be_shown_is_told_and_leaves_the_scene(
    server: LocalServer, files: dict[str, str | bytes], words: str
) -> None:
    async with server.client() as client:
        # httpx makes no form without files.
        sent = _form(files) or [("note", (None, b"nothing"))]
        answer = await client.post("/api/scene/upload", files=sent)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert words in _problem(answer)["detail"]
    assert server.gateway.session.scene is not None
    assert server.gateway.session.scene.generation == 1


async def test_forms_that_are_none_are_told(server: LocalServer) -> None:
    async with server.client() as client:
        for kind, body in (
            ("multipart/form-data", b"x"),
            ("multipart/form-data; boundary=a", b"nonsense"),
            ("multipart/form-data; boundary=a", b'--a\r\nContent-Disposition: form-data; name="f"'),
        ):
            headers = {"content-type": kind}
            answer = await client.post("/api/scene/upload", content=body, headers=headers)
            assert answer.status_code == 422
            assert "form" in _problem(answer)["detail"].lower() or "file" in answer.text


async def test_too_large_is_refused_while_it_comes_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    limits = LimitSettings(upload_bytes=3_000_000, unpacked_bytes=2_000_000, upload_files=5)
    settings = replace(_SETTINGS, limits=limits)
    async with no_leaks_async(), local_server(settings=settings) as server:
        answer = await _upload(server, {"r.bin": bytes(4_000_000)})
        assert (answer.status_code, _problem(answer)["code"]) == (413, "too_large")
        answer = await _upload(server, {"r.zip": zip_of({"bomb.stl": bytes(50_000_000)})})
        assert answer.status_code == 422
        assert "2000000 bytes" in answer.json()["detail"]
        answer = await _upload(server, {f"{i}.txt": "x" for i in range(6)})
        assert "one file too many" in answer.json()["detail"]

        def left() -> list[str]:
            return [name for _, _, names in os.walk(tmp_path) for name in names]

        await server.until(lambda: left() == ["lock"])
    assert os.listdir(tmp_path) == []


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


async def test_sending_the_same_again_goes_on_from_the_state(server: LocalServer) -> None:
    await _upload(server, {"robot.zip": zip_of(_FILES)})
    await _still(server, 200)
    before = await _state(server)
    more = MESH_MODEL.replace(
        "<worldbody>", "<worldbody><body name='new'><freejoint/><geom size='.1'/></body>"
    )
    answer = await _upload(server, {"robot.zip": zip_of({**_FILES, "robot/main.xml": more})})
    assert answer.json()["bodies"] == 2
    after = await _state(server)
    assert after["time"] == before["time"] > 0
    assert list(after["joint_names"]) == ["new/joint", "fly"]
    np.testing.assert_array_equal(after["qpos"][7:], before["qpos"])
    # Another name is another model.
    await _upload(server, {"another.zip": zip_of(_FILES)})
    assert (await _state(server))["time"] != before["time"]


async def test_an_edit_keeps_the_state_and_the_files_and_writes_nothing(
    tmp_path: Path, server: LocalServer
) -> None:
    await _upload(server, _FILES)
    await _still(server)
    source = (await server.get("/api/scene/source")).json()
    assert (source["file"], source["text"], source["saved"]) == ("main.xml", MESH_MODEL, False)
    before = await _state(server)
    text = MESH_MODEL.replace("1 0 0 1", "0 1 0 1")
    async with server.client() as client:
        change = {"generation": source["generation"], "texts": {"main.xml": text}}
        answer = await client.put("/api/scene/source", json=change)
        assert answer.status_code == 200, answer.text
        after = await _state(server)
        for name in ("qpos", "qvel", "time", "whole"):
            np.testing.assert_array_equal(after[name], before[name])
        source = (await server.get("/api/scene/source")).json()
        assert (source["text"], source["edited"]) == (text, ["main.xml"])
        # Once more with what was shown before: somebody else applied meanwhile.
        answer = await client.put("/api/scene/source", json=change)
        assert (answer.status_code, _problem(answer)["code"]) == (409, "conflict")
        # A mistake is told with its place, and changes nothing.
        bad = text.replace("<freejoint", "<nonsense")
        change = {"generation": source["generation"], "texts": {"main.xml": bad}}
        answer = await client.put("/api/scene/source", json=change)
        assert (answer.status_code, _problem(answer)["line"]) == (422, 6)
        outside = text.replace("pyramid.stl", "/etc/passwd")
        change["texts"] = {"main.xml": outside}
        answer = await client.put("/api/scene/source", json=change)
        assert "outside" in _problem(answer)["detail"]
        change["texts"] = {"elsewhere.xml": text}
        answer = await client.put("/api/scene/source", json=change)
        assert answer.status_code == 409
    assert (await server.get("/api/scene/source")).json()["text"] == text
    assert (await server.get("/api/scene/source?file=nope.xml")).status_code == 409


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
            problem = _problem(await client.put("/api/scene/source", json=change))
            assert (problem["file"], problem["line"]) == ("part.xml", 2)
        assert "edited" in (await _download(s, "model.xml")).text
        assert "edited" not in (tmp_path / "models" / "part.xml").read_text()
        # Loading again keeps what was applied; loading the file does not.
        builtin = await s.load({"name": "pendulum"})
        assert builtin.status_code == 200
        source = (await s.get("/api/scene/source")).json()
        assert source["file"] == "pendulum.xml"


async def test_a_text_is_edited_as_a_text(server: LocalServer) -> None:
    await server.load({"xml": "<mujoco model='first'/>"})
    async with server.client() as client:
        change = {"generation": 2, "texts": {"model.xml": "<mujoco model='second'/>"}}
        answer = await client.put("/api/scene/source", json=change)
        assert answer.json()["title"] == "second"
    assert (await server.get("/api/scene/source")).json()["text"] == "<mujoco model='second'/>"


async def test_everything_can_be_taken_home_of_one_moment(
    tmp_path: Path, server: LocalServer
) -> None:
    await _upload(server, {"robot.zip": zip_of(_FILES)})
    await _still(server, 50)
    answer = await _download(server, "model.xml")
    assert 'filename="pyramid.xml"' in answer.headers["content-disposition"]
    write_tree(tmp_path, {"model.xml": answer.content, "meshes/pyramid.stl": _STL})
    model = mujoco.MjModel.from_xml_path(str(tmp_path / "model.xml"))
    write_tree(tmp_path, {"model.mjb": (await _download(server, "model.mjb")).content})
    assert mujoco.MjModel.from_binary_path(str(tmp_path / "model.mjb")).nq == model.nq
    assert "MODEL" in (await _download(server, "model.txt")).text.upper()
    assert "QPOS" in (await _download(server, "data.txt")).text
    state = await _state(server)
    key = (await _download(server, "keyframe.xml?name=a%22b")).text
    text = MESH_MODEL.replace("</mujoco>", f"<keyframe>{key}</keyframe></mujoco>")
    write_tree(tmp_path, {"keyed.xml": text})
    keyed = mujoco.MjModel.from_xml_path(str(tmp_path / "keyed.xml"))
    data = mujoco.MjData(keyed)
    mujoco.mj_resetDataKeyframe(keyed, data, 0)
    # Every digit of it.
    np.testing.assert_array_equal(data.qpos, state["qpos"])
    np.testing.assert_array_equal(data.qvel, state["qvel"])
    assert data.time == state["time"]
    assert keyed.key(0).name == 'a"b'
    assert (await server.get("/api/download/nope.xml")).status_code == 404


async def test_a_downloaded_state_is_loaded_again_to_the_last_bit(server: LocalServer) -> None:
    await _upload(server, {"robot.zip": zip_of(_FILES)})
    await _still(server, 100)
    saved = (await _download(server, "state.npz")).content
    before = await _state(server)
    await server.gateway.session.do(0, Reset())
    async with server.client() as client:
        answer = await client.post("/api/state", content=saved)
        assert answer.status_code == 204
        after = await _state(server)
        np.testing.assert_array_equal(after["whole"], before["whole"])
        for bad in (b"", b"nonsense", zip_of({"a": "b"})):
            answer = await client.post("/api/state", content=bad)
            assert answer.status_code == 409
            assert "no state of this program" in _problem(answer)["detail"]


async def test_uploads_of_scenes_that_are_gone_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with no_leaks_async(), local_server(settings=_SETTINGS) as server:
        for name in ("one", "two", "three", "four"):
            assert (await _upload(server, {f"{name}.zip": zip_of(_FILES)})).status_code == 200

        def folders() -> int:
            return sum("main.xml" in names for _, _, names in os.walk(tmp_path))

        # What is shown, and what would be shown again if it crashed.
        await server.until(lambda: folders() == 2)
    assert os.listdir(tmp_path) == []


def test_the_archives_of_these_tests_are_archives() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_of(_FILES))) as archive:
        assert archive.testzip() is None
