"""What viewers are never told: the text of a model, and paths of this machine."""

import asyncio
from pathlib import Path

import pytest

from py_remote_viewer.errors import RemoteViewerError
from py_remote_viewer.protocol.scene import PathScene, Problem, XmlScene
from py_remote_viewer.protocol.worker import Collapse, Load, LoadBegun
from py_remote_viewer.scenes.resolve import SceneResolver
from tests.support.session import live_session
from tests.support.workers import FakeWorker, PretendingHost

_SECRET = "the-text-of-my-model"


async def test_neither_text_nor_paths_are_told_whatever_becomes_of_a_scene(tmp_path: Path) -> None:
    model = tmp_path / "robot.xml"
    model.write_text("<mujoco/>")
    # As at the start of the server, where no event loop runs yet.
    resolver = await asyncio.to_thread(SceneResolver, (str(tmp_path),))
    first = await asyncio.to_thread(resolver.trusted_file, str(model))
    host = PretendingHost()
    async with live_session(host, "Ada", "Grace", scene=first, resolver=resolver) as live:
        session = live.session
        await session.load(XmlScene(f"<mujoco><!-- {_SECRET} -->"), "Ada")
        await live.crash()
        await session.load(PathScene("robot.xml"), "Ada")
        await live.crash()
        for source in (XmlScene(f"broken {_SECRET}"), PathScene("absent.xml")):
            with pytest.raises(RemoteViewerError):
                await session.load(source, "Ada")
        host.on_load = _dies_of_it
        await live.crash()
        assert session.state.name == "FAILED"
        problem = session.last_problem
        for screen in live.screens:
            assert screen.told("state")[-1]["state"] == "failed"
            everything = "".join(screen.texts)
            assert "robot.xml" in everything
            assert _SECRET not in everything
            assert str(tmp_path) not in everything
        assert problem is not None
        assert _SECRET not in problem.detail
        assert str(tmp_path) not in problem.detail


def _dies_of_it(worker: FakeWorker, load: Load) -> bool:
    worker.say(LoadBegun(load.generation))
    worker.say(Collapse(Problem("The worker cannot go on", "Out of memory.", 503)))
    worker.kill()
    return True
