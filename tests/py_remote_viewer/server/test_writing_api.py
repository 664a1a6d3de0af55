"""Scenes from words over HTTP, with real workers: built, tried, shown, changed and undone."""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

import cv2
import mujoco
import numpy as np
import pytest
import pytest_asyncio

from py_remote_viewer.config import Settings, VideoSettings
from py_remote_viewer.hosting import LocalHost
from py_remote_viewer.protocol.expectations import Count, Things
from py_remote_viewer.protocol.operations import AddElements, RemoveElement, SetAttributes
from py_remote_viewer.scenes.writing.types import Draft
from py_remote_viewer.sessions import reserve
from tests.support.asking import applied, generate, let_write, post, problem, step_of, title_of
from tests.support.leaks import no_leaks_async
from tests.support.server import Browser, LocalServer, local_server

pytestmark = [pytest.mark.timeout(120), pytest.mark.asyncio(loop_scope="module")]

_SETTINGS = Settings(video=VideoSettings(width=64, height=64))
_SHOP = """<mujoco model="shop"><worldbody><light pos="0 0 3"/>
<geom name="floor" type="plane" size="3 3 1"/>
<body name="box" pos="0 0 .1"><freejoint name="box"/>
<geom name="box" type="box" size=".1 .1 .1" mass="1" rgba="0 0 1 1"/></body>
<body name="door" pos="1 0 .5"><joint name="hinge" axis="0 0 1" range="-90 90" damping=".3"/>
<geom name="door" type="box" size=".3 .02 .4" mass="2"/></body></worldbody>
<actuator><position name="opener" joint="hinge" kp="5"/></actuator></mujoco>"""
_BALL = """<mujoco><worldbody><body name="ball" pos="-1 0 1"><freejoint name="ball"/>
<geom name="ball" size=".1" mass="1"/></body></worldbody></mujoco>"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[LocalServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("server")))
        patch.setattr(reserve, "_DELAY_SEC", 0.0)
        async with no_leaks_async(), local_server(LocalHost(), _SETTINGS) as made:
            yield made


@pytest_asyncio.fixture(loop_scope="module")
async def server(the_server: LocalServer) -> AsyncGenerator[LocalServer]:
    """The server of all tests, which leaves nothing of all the trials lying about."""
    yield the_server
    session = the_server.gateway.session
    assert (session.restarts, dict(session.participants)) == (0, {})
    folder = Path(tempfile.gettempdir())
    await the_server.until(lambda: _files(folder) == [])


def _files(folder: Path) -> list[str]:
    return [name for _, _, names in os.walk(folder) for name in names if name != "lock"]


async def _text(server: LocalServer) -> str:
    """What the editor shows."""
    return (await server.get("/api/scene/source")).json()["text"]


# templates


async def test_a_scene_in_words_is_built_tried_checked_and_shown_to_all(
    server: LocalServer,
) -> None:
    first = title_of(server)
    async with server.browser() as browser, browser.staying():
        await browser.hello("Ada")
        answer = await generate(server, "A stack of 5 red boxes")
        assert answer.status_code == 200, answer.text
        made = answer.json()
        assert (made["success"], made["source"], made["applied"]) == (True, "template", True)
        assert (made["repairs"], made["tokens"]) == (0, 0)
        assert made["explanation"]
        assert len(made["checks"]) > 5
        assert all(check["passed"] and check["sentence"] for check in made["checks"])
        assert mujoco.MjModel.from_xml_string(made["mjcf"]).nbody == 6
        changed = await browser.receive("scene")
        assert changed["scene"]["title"] == made["title"] == title_of(server)
        assert changed["scene"]["bodies"] == 5
    # Not shown, it leaves what is.
    other = (await generate(server, "A double pendulum", apply=False)).json()
    assert (other["success"], other["applied"]) == (True, False)
    one, two = made["version"], other["version"]
    assert title_of(server) == made["title"]
    assert applied(server) == (one, 0, None)
    # Each can be looked at, and shown later.
    for number in (one, two):
        picture = await server.get(f"/api/scene/versions/{number}/picture")
        assert picture.headers["content-type"] == "image/png"
        pixels = cv2.imdecode(np.frombuffer(picture.content, np.uint8), cv2.IMREAD_COLOR)
        assert pixels.shape == (360, 640, 3)
        assert pixels.std() > 5
    told = (await server.get(f"/api/scene/versions/{two}")).json()
    assert told["version"]["prompt"] == "A double pendulum"
    assert (told["mjcf"], told["before"]) == (other["mjcf"], "")
    assert (await post(server, "undo")).status_code == 204
    assert (applied(server), title_of(server)) == ((0, None, one), first)
    assert (await post(server, f"versions/{two}/apply")).status_code == 204
    assert (applied(server), title_of(server)) == ((two, 0, None), other["title"])


@pytest.mark.slow
async def test_a_robot_stands_in_a_scene_in_words_and_stays_through_an_edit_of_its_text(
    server: LocalServer,
) -> None:
    answer = await generate(server, "A table with a red cup, and a robot arm that can reach it")
    assert answer.status_code == 200, answer.text
    assert '"robot:' in answer.json()["mjcf"]
    scene = server.gateway.session.scene
    assert scene is not None
    assert scene.actuators[0].name.startswith("robot_arm/")
    assert scene.keyframes[0] == "home"
    assert "robot_arm/" in (await server.get("/api/download/model.xml")).text
    text = await _text(server)
    assert '"robot:' in text
    change = {"generation": scene.generation, "texts": {"model.xml": text + "\n"}}
    async with server.client() as client:
        assert (await client.put("/api/scene/source", json=change)).status_code == 200
    assert server.gateway.session.scene is not None
    assert server.gateway.session.scene.actuators == scene.actuators


async def test_a_version_is_changed_by_hand_and_says_the_line_of_what_is_wrong(
    server: LocalServer,
) -> None:
    made = (await generate(server, "A ball dropped from 2 m", apply=False)).json()
    shown, number = title_of(server), made["version"]
    broken = made["mjcf"].replace("<worldbody>", "<worldbody>\n<geom sise='1'/>", 1)
    line = broken[: broken.index("sise")].count("\n") + 1
    answer = await post(server, "versions", {"of": number, "mjcf": broken, "apply": True})
    told = problem(answer)
    assert (answer.status_code, told["code"]) == (422, "checks_failed")
    assert told["version"] == number + 1
    assert f"line {line}" in told["detail"]
    kept = (await server.get(f"/api/scene/versions/{number + 1}")).json()
    assert kept["mjcf"] == broken
    assert (kept["version"]["source"], kept["version"]["success"]) == ("hand", False)
    answer = await server.get(f"/api/scene/versions/{number + 1}/picture")
    assert (answer.status_code, problem(answer)["code"]) == (404, "no_picture")
    assert problem(await post(server, f"versions/{number + 1}/apply"))["code"] == "scene_failed"
    # What is mended is checked as it was asked for: this ball falls 1 m.
    low = re.sub(r'pos="0 0 2[^"]*"', 'pos="0 0 1"', made["mjcf"])
    assert low != made["mjcf"]
    told = problem(await post(server, "versions", {"of": number + 1, "mjcf": low, "apply": True}))
    assert "Expected: " in told["detail"]
    assert title_of(server) == shown
    answer = await post(server, "versions", {"of": number + 1, "mjcf": made["mjcf"]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["applied"] is False


# language models


async def test_an_edit_changes_what_it_names_and_undo_brings_back_the_rest(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.load({"xml": _SHOP})
    red = SetAttributes("geom", "box", {"rgba": "1 0 0 1"})
    far = SetAttributes("joint", "hinge", {"range": "-45 45"})
    draft = Draft("Shop", "Red.", operations=(red, far, AddElements(_BALL)))
    let_write(server, monkeypatch, draft, expects=(Count(Things("ball"), 1),))
    answer = await generate(server, "a red box, and a ball", source="llm", edit=True)
    assert answer.status_code == 200, answer.text
    made = answer.json()
    before = mujoco.MjModel.from_xml_string(_SHOP)
    for text in (made["mjcf"], (await server.get("/api/download/model.xml")).text):
        after = mujoco.MjModel.from_xml_string(text)
        assert after.geom("box").rgba == pytest.approx((1, 0, 0, 1))
        assert after.joint("hinge").range == pytest.approx((-np.pi / 4, np.pi / 4))
        assert after.body("ball").pos == pytest.approx((-1, 0, 1))
        assert after.body("box").pos == pytest.approx(before.body("box").pos)
        assert after.geom("door").size == pytest.approx(before.geom("door").size)
        assert after.joint("hinge").damping == pytest.approx(before.joint("hinge").damping)
        assert after.actuator("opener").gainprm == pytest.approx(before.actuator("opener").gainprm)
    one = made["version"]
    told = (await server.get(f"/api/scene/versions/{one}")).json()
    assert told["before"] == _SHOP
    assert told["version"]["edits"] == [red.sentence, far.sentence, AddElements(_BALL).sentence]
    # What is shown in the editor is all of it.
    assert await _text(server) == made["mjcf"]
    # Another one builds on it, and sees degrees.
    door = RemoveElement("body", "door")
    let_write(server, monkeypatch, Draft("Shop", "No door.", operations=(door,)), expects=())
    made = (await generate(server, "no door", source="llm", edit=True, apply=False)).json()
    assert '"opener"' not in made["mjcf"]
    assert '"ball"' in made["mjcf"]
    told = (await server.get(f"/api/scene/versions/{made['version']}")).json()
    assert 'range="-45 45"' in told["before"]
    assert "radian" not in told["before"]
    assert told["version"]["base"] == one
    assert (await post(server, "undo")).status_code == 204
    assert (applied(server), await _text(server)) == ((0, None, one), _SHOP)


async def test_an_edit_that_cannot_be_done_is_mended_or_told_with_what_there_is(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.load({"xml": _SHOP})
    wrong = Draft("", "", operations=(SetAttributes("geom", "lid", {"rgba": "1 0 0 1"}),))
    right = Draft("", "", operations=(SetAttributes("geom", "box", {"rgba": "1 0 0 1"}),))
    let_write(server, monkeypatch, wrong, right, expects=())
    made = (await generate(server, "red", source="llm", edit=True, apply=False)).json()
    assert (made["success"], made["repairs"], made["applied"]) == (True, 1, False)
    let_write(server, monkeypatch, wrong, expects=())
    answer = await generate(server, "red", source="llm", edit=True)
    told = problem(answer)
    assert (answer.status_code, told["code"]) == (422, "checks_failed")
    for words in ("after 3 repairs", "geom lid: there is no geom called 'lid'", "floor, box, door"):
        assert words in told["detail"]
    assert await _text(server) == _SHOP


def _pile(count: int) -> str:
    """Takes seconds to try."""
    balls = "".join(
        f'<body pos="{i % 5 * 0.12} {i // 5 % 5 * 0.12} {0.2 + i // 25 * 0.12}"><freejoint/>'
        '<geom size=".05"/></body>'
        for i in range(count)
    )
    return f'<mujoco><worldbody><geom type="plane" size="3 3 1"/>{balls}</worldbody></mujoco>'


async def _goes_on(server: LocalServer, browser: Browser) -> None:
    """The video does: more frames are made, which this one takes as a page does."""
    session = server.gateway.session
    sent = session.frames_sent
    while session.frames_sent <= sent + 3:
        media = await browser.receive("media")
        await browser.send("acknowledge", frame=media["frame"])


async def test_a_worker_that_is_killed_in_a_trial_disturbs_nobody(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = server.gateway.session
    shown = session.worker
    assert shown is not None
    async with server.browser() as browser, browser.staying():
        await browser.hello("Ada")
        await browser.send("select_video", transport="websocket")
        await _goes_on(server, browser)
        let_write(server, monkeypatch, Draft("Pile", "", _pile(300)), source="template", expects=())
        asking = asyncio.create_task(generate(server, "a pile"))
        await server.until(lambda: step_of(server) == "checking")
        await _goes_on(server, browser)
        assert step_of(server) == "checking"
        (worker,) = session.writing._stage._under_way
        assert worker is not shown
        assert worker.process is not None
        worker.process.kill()
        answer = await asking
        told = problem(answer)
        assert (answer.status_code, told["code"]) == (422, "checks_failed")
        assert "The process that tried the scene ended: " in told["detail"]
        assert "SIGKILL" in told["detail"]
        await _goes_on(server, browser)
        assert (session.worker, session.restarts) == (shown, 0)
    # And the next one is tried by another worker.
    monkeypatch.undo()
    assert (await generate(server, "A humanoid", apply=False)).status_code == 200
