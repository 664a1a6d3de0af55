"""Models that are sent, texts that are applied, and what can be taken home: by HTTP, with real
workers."""

import io
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import mujoco
import numpy as np
import pytest
import pytest_asyncio

from py_remote_viewer.config import SceneSettings, Settings, VideoSettings
from py_remote_viewer.hosting import LocalHost
from py_remote_viewer.protocol.commands import Pause, Reset, Step
from py_remote_viewer.server.problems import PROBLEM_MEDIA_TYPE
from tests.support.leaks import no_leaks_async
from tests.support.models import MESH_MODEL, stl_pyramid, write_tree, zip_of
from tests.support.server import LocalServer, local_server

# One server for all of them: each shows what it is about, in the place of what the one before left.
pytestmark = [pytest.mark.timeout(120), pytest.mark.asyncio(loop_scope="module")]

_STL = stl_pyramid()
_FILES: dict[str, str | bytes] = {
    "robot/main.xml": MESH_MODEL,
    "robot/meshes/pyramid.stl": _STL,
}
_TWO: dict[str, str | bytes] = {**_FILES, "robot/other.xml": "<mujoco model='other'/>"}
_URDF = """<robot name="arm"><link name="base"><visual><geometry>
<mesh filename="package://arm_description/meshes/pyramid.stl"/></geometry></visual>
<collision><geometry><box size=".1 .1 .1"/></geometry></collision></link></robot>"""
_SETTINGS = Settings(
    video=VideoSettings(width=64, height=64), scenes=SceneSettings(initial="pendulum")
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_server() -> AsyncGenerator[LocalServer]:
    async with no_leaks_async(), local_server(LocalHost(), _SETTINGS) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def server(the_server: LocalServer) -> AsyncGenerator[LocalServer]:
    """The server of all tests, which shows something whatever they did."""
    yield the_server
    session = the_server.gateway.session
    await the_server.live()
    assert (session.restarts, dict(session.participants)) == (0, {})


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
    answer = await server.upload({"robot.zip": zip_of(_FILES)})
    assert (answer.status_code, answer.json()["title"]) == (200, "pyramid")
    first = answer.json()["generation"]
    answer = await server.upload(_FILES)
    assert (answer.status_code, answer.json()["generation"]) == (200, first + 1)
    async with server.client() as client:
        for data, name in ((b"<mujoco model='one'/>", "one.xml"), (zip_of(_FILES), "r.zip")):
            answer = await client.post(
                "/api/scene/upload", content=data, params={"name": name},
                headers={"content-type": "application/octet-stream"},
            )  # fmt: skip
            assert answer.status_code == 200, answer.text


async def test_a_urdf_with_package_paths_is_shown(server: LocalServer) -> None:
    answer = await server.upload(
        {"arm_description/urdf/arm.urdf": _URDF, "arm_description/meshes/pyramid.stl": _STL}
    )
    assert (answer.status_code, answer.json()["title"]) == (200, "arm")


async def test_of_two_models_one_is_chosen_afterwards(server: LocalServer) -> None:
    answer = await server.upload({"robot.zip": zip_of(_TWO)})
    problem = _problem(answer)
    assert (answer.status_code, problem["code"]) == (409, "choose_model")
    assert problem["models"] == ["robot/main.xml", "robot/other.xml"]
    assert all(name in problem["detail"] for name in problem["models"])
    chosen = {"upload": problem["upload"], "model": "robot/other.xml"}
    assert (await server.load(chosen)).json()["title"] == "other"
    # Or at once.
    answer = await server.upload({"robot.zip": zip_of(_TWO)}, model="robot/main.xml")
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
    session = server.gateway.session
    assert session.scene is not None
    shown = session.scene.generation
    answer = await server.upload(files)
    assert answer.status_code == 422
    assert words in _problem(answer)["detail"]
    assert session.scene.generation == shown


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


@pytest.mark.slow
async def test_sending_the_same_again_goes_on_from_the_state(server: LocalServer) -> None:
    await server.upload({"robot.zip": zip_of(_FILES)})
    await _still(server, 200)
    before = await _state(server)
    more = MESH_MODEL.replace(
        "<worldbody>", "<worldbody><body name='new'><freejoint/><geom size='.1'/></body>"
    )
    answer = await server.upload({"robot.zip": zip_of({**_FILES, "robot/main.xml": more})})
    assert answer.json()["bodies"] == 2
    after = await _state(server)
    assert after["time"] == before["time"] > 0
    assert list(after["joint_names"]) == ["new/joint", "fly"]
    np.testing.assert_array_equal(after["qpos"][7:], before["qpos"])
    # Another name is another model.
    await server.upload({"another.zip": zip_of(_FILES)})
    assert (await _state(server))["time"] != before["time"]


async def test_an_edit_keeps_the_state_and_the_files_and_writes_nothing(
    tmp_path: Path, server: LocalServer
) -> None:
    await server.upload(_FILES)
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


async def test_a_text_is_edited_as_a_text(server: LocalServer) -> None:
    loaded = await server.load({"xml": "<mujoco model='first'/>"})
    async with server.client() as client:
        texts = {"model.xml": "<mujoco model='second'/>"}
        change = {"generation": loaded.json()["generation"], "texts": texts}
        answer = await client.put("/api/scene/source", json=change)
        assert answer.json()["title"] == "second"
    assert (await server.get("/api/scene/source")).json()["text"] == "<mujoco model='second'/>"


async def test_everything_can_be_taken_home_of_one_moment(
    tmp_path: Path, server: LocalServer
) -> None:
    await server.upload({"robot.zip": zip_of(_FILES)})
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
    await server.upload({"robot.zip": zip_of(_FILES)})
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
