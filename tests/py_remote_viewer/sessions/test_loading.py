"""Loads that people ask for: who leaves meanwhile, who asks for another, who loads again."""

import asyncio
import contextlib

import pytest

from py_remote_viewer.errors import CommandError, SceneError
from py_remote_viewer.protocol.commands import LoadScene, Pause, Reload, Run, SetSpeed
from py_remote_viewer.protocol.scene import BuiltinScene, XmlScene
from py_remote_viewer.protocol.worker import CameraPose, Load, LoadBegun, Yield
from py_remote_viewer.sessions.state import SessionState
from tests.support.session import LiveSession, live_session
from tests.support.workers import FakeWorker, PretendingHost

_POSE = CameraPose((1.0, 2.0, 3.0), 4.0, 30.0, -20.0)


class _Held:
    """Scenes of these titles begin to load, and go on when they are let."""

    def __init__(self, host: PretendingHost, *titles: str) -> None:
        self._titles = titles
        self.held: list[tuple[FakeWorker, Load]] = []
        host.on_load = self._begin

    def _begin(self, worker: FakeWorker, load: Load) -> bool:
        if load.title not in self._titles:
            return False
        worker.say(LoadBegun(load.generation))
        self.held.append((worker, load))
        return True

    async def one(self, live: LiveSession) -> FakeWorker:
        """Wait until one is held."""
        await live.until(lambda: len(self.held) > 0)
        return self.held[-1][0]

    def go_on(self) -> None:
        """Let the last one be loaded."""
        worker, load = self.held.pop()
        worker.take(load)


# who leaves


async def test_a_load_goes_on_when_whoever_asked_for_it_gives_up_waiting() -> None:
    host = PretendingHost()
    held = _Held(host, "Slow")
    async with live_session(host, "Ada", "Grace") as live:
        asking = asyncio.create_task(live.load("Slow"))
        await held.one(live)
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        live.session.leave(live.people[0])
        held.go_on()
        notice = await live.screens[1].next("notice", code="scene_loaded")
        assert notice["text"] == "Ada loaded Slow."
        assert live.screens[1].told("scene")[-1]["scene"]["title"] == "Slow"
        assert [person.name for person in live.session.participants.values()] == ["Grace"]


async def test_a_load_that_fails_after_its_asker_left_is_told_to_the_others() -> None:
    host = PretendingHost()
    async with live_session(host, "Ada", "Grace") as live:
        asking = asyncio.create_task(live.session.load(XmlScene("nonsense", "Broken"), "Ada"))
        await live.screens[1].next("notice", code="scene_loading")
        asking.cancel()
        notice = await live.screens[1].next("notice", code="scene_failed")
        assert notice["text"] == "Ada could not load Broken; the scene stays as it was."
        assert live.session.state is SessionState.LIVE
        with contextlib.suppress(asyncio.CancelledError):
            await asking


# who asks for another


async def test_a_newer_load_takes_the_place_of_one_under_way_whose_asker_is_told() -> None:
    host = PretendingHost()
    held = _Held(host, "Slow")
    async with live_session(host, "Ada", "Grace") as live:
        first = asyncio.create_task(live.load("Slow", "Ada"))
        slow = await held.one(live)
        assert (await live.load("Quick", "Grace")).title == "Quick"
        with pytest.raises(CommandError) as refused:
            await first
        told = "Slow was not loaded: Grace chose Quick before it was shown."
        assert str(refused.value) == told
        assert not slow.alive
        for screen in live.screens:
            assert [message["scene"]["title"] for message in screen.told("scene")] == [
                "First", "Quick",
            ]  # fmt: skip


async def test_of_many_loads_at_once_the_last_is_shown_and_the_others_are_answered() -> None:
    async with live_session(PretendingHost()) as live:
        asked = [asyncio.create_task(live.load(f"Scene {n}")) for n in range(10)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert live.session.scene is not None
        shown = live.session.scene.title
        refused = [answer for answer in answers if isinstance(answer, CommandError)]
        loaded = [answer for answer in answers if not isinstance(answer, BaseException)]
        assert len(refused) + len(loaded) == 10
        assert loaded[-1].title == shown
        assert all("was not loaded" in str(answer) for answer in refused)


async def test_a_load_at_the_end_of_the_session_is_answered_with_the_reason() -> None:
    host = PretendingHost()
    held = _Held(host, "Slow")
    async with live_session(host) as live:
        asking = asyncio.create_task(live.load("Slow"))
        await held.one(live)
        live.session.announce_shutdown()
        with pytest.raises(CommandError, match="Slow was not loaded: The server is restarting"):
            await asking
        with pytest.raises(CommandError, match="The server is restarting"):
            await live.load("Another")


# who loads again


async def test_a_scene_that_is_loaded_again_stays_paused_as_fast_and_seen_from_there() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        person = live.people[0].id
        live.on_air.camera = _POSE
        live.on_air.fields = {"view/label": 1.0}
        await live.session.do(person, SetSpeed(0.25))
        await live.until(lambda: live.session.worker.look.camera == _POSE)
        # Twice: the second time before the new worker gave any sign of life.
        await live.session.do(person, Pause())
        await live.session.do(person, Reload())
        live.on_air.silent = True
        await live.session.do(person, Reload())
        for load in host.loads[1:]:
            assert (load.running, load.speed, load.camera) == (False, 0.25, _POSE)
            assert load.fields == {"view/label": 1.0}
            assert load.checkpoint is None
        await live.session.do(person, Run())
        await live.session.do(person, Reload())
        assert (host.loads[-1].running, host.loads[-1].speed) == (True, 0.25)


async def test_another_scene_begins_as_its_author_meant_it() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        live.on_air.camera = _POSE
        await live.session.do(live.people[0].id, Pause())
        await live.session.do(live.people[0].id, SetSpeed(0.25))
        await live.until(lambda: live.session.worker.look.camera == _POSE)
        await live.session.do(live.people[0].id, LoadScene("pendulum"))
        load = host.loads[-1]
        assert (load.running, load.speed, load.camera) == (True, 1.0, None)


async def test_what_was_paused_comes_back_paused_also_without_a_state_to_continue_from() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        live.on_air.status = live.on_air.paused()
        await live.until(lambda: not live.session.worker.running)
        await live.crash()
        assert (host.loads[-1].checkpoint, host.loads[-1].running) == (None, False)


async def test_a_scene_that_is_loaded_again_in_vain_stays_on_the_air() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        before = live.on_air

        def refuses(worker: FakeWorker, load: Load) -> bool:
            worker.refuse(load)
            return True

        host.on_load = refuses
        with pytest.raises(SceneError):
            await live.session.do(live.people[0].id, Reload())
        assert live.on_air is before
        assert live.session.state is SessionState.LIVE


async def test_the_first_scene_can_be_loaded_again_where_it_was_never_shown() -> None:
    host = PretendingHost()
    host.broken = True
    async with live_session(host) as live:
        host.broken = False
        assert live.session.state is SessionState.FAILED
        # What was asked for at the start is what is loaded again.
        await live.session.do(live.people[0].id, Reload())
        assert live.session.state is SessionState.LIVE
        await live.session.load(BuiltinScene("pendulum"), "Ada")


async def test_the_worker_on_the_air_makes_room_while_another_loads_and_only_then() -> None:
    def refuse_bad(worker: FakeWorker, load: Load) -> bool:
        if load.title == "Bad":
            worker.refuse(load)
        return load.title == "Bad"

    host = PretendingHost()
    async with live_session(host) as live:
        host.on_load = refuse_bad
        shown = live.on_air
        with pytest.raises(SceneError):
            await live.load("Bad")
        assert [m for m in shown.heard if isinstance(m, Yield)] == [Yield(True), Yield(False)]
        await live.load("Good")
        assert [m for m in shown.heard if isinstance(m, Yield)][2:] == [Yield(True)]
        assert not [m for m in live.on_air.heard if isinstance(m, Yield)]
