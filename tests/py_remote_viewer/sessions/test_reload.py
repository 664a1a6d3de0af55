"""Loading the present scene again, with real workers."""

import pytest

from py_remote_viewer.hosting import LocalHost
from py_remote_viewer.protocol.commands import CameraDrag, Pause, Reload, SetFields, SetSpeed, Step
from tests.support.session import live_session


async def test_a_paused_scene_comes_back_in_its_state_seen_from_the_same_place() -> None:
    async with live_session(LocalHost()) as live:
        session, person = live.session, live.people[0]
        first = session.worker
        assert first is not None
        await live.until(lambda: first.look.camera is not None)
        begun = first.look.camera
        session.steer(person, CameraDrag(1, 1, "rotate", 0.2, 0.1))
        for command in (SetSpeed(0.25), Pause(), SetFields({"view/label": 1.0})):
            await session.do(person.id, command)
        await live.until(lambda: first.look.camera != begun and "view/label" in first.look.fields)
        moved = first.look.camera
        assert moved is not None
        await session.do(person.id, Step(5))
        await live.until(lambda: session.status is not None and not session.status.running)
        await live.until(lambda: first.checkpoint is not None and not first.checkpoint.running)
        assert first.checkpoint is not None
        reached = first.checkpoint.sim_time_sec
        assert reached > 0.0
        await session.do(person.id, Reload())
        await live.until(
            lambda: session.status is not None and session.status.sim_time_sec == reached
        )
        assert session.worker is not None
        assert session.worker is not first
        assert session.status is not None
        assert (session.status.running, session.status.speed) == (False, 0.25)
        camera = session.worker.look.camera
        assert camera is not None
        assert camera.azimuth == pytest.approx(moved.azimuth)
        assert camera.elevation == pytest.approx(moved.elevation)
        assert camera.lookat == pytest.approx(moved.lookat)
        assert camera.distance == pytest.approx(moved.distance)
        assert session.worker.look.fields == {"view/label": 1.0}
