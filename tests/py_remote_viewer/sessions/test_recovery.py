"""What a session shows after its worker was lost, and what everybody is told of it."""

import pytest

from py_remote_viewer.errors import WorkerError
from py_remote_viewer.protocol.worker import Load, LoadBegun
from py_remote_viewer.sessions.state import SessionState
from tests.support.session import LiveSession, live_session
from tests.support.workers import FakeWorker, PretendingHost


def _dies_of_it(worker: FakeWorker, load: Load) -> bool:
    worker.say(LoadBegun(load.generation))
    worker.kill()
    return True


async def _give_up(live: LiveSession) -> None:
    while live.session.state is not SessionState.FAILED:
        await live.crash()


async def test_a_scene_that_keeps_crashing_is_continued_restarted_left_and_given_up() -> None:
    host = PretendingHost()
    async with live_session(host, "Ada", "Grace") as live:
        await live.load("Good")
        await live.load("Bad")
        live.on_air.checkpoint(sim_time_sec=3.5)
        for _ in range(4):
            await live.crash()
        continued, restarted, left = host.loads[-3:]
        assert continued.checkpoint is not None
        assert continued.checkpoint.sim_time_sec == 3.5
        assert (restarted.title, restarted.checkpoint, restarted.running) == ("Bad", None, False)
        assert (left.title, left.checkpoint, left.running) == ("Good", None, True)
        assert live.session.state is SessionState.FAILED
        assert live.session.scene is None
        assert live.session.restarts == 4
        for screen in live.screens:
            states = [message["state"] for message in screen.told("state")]
            assert states == ["live", *3 * ["recovering", "live"], "recovering", "failed"]
            failed = screen.told("state")[-1]
            assert "SIGKILL" in failed["problem"]["detail"]
            told = [notice["text"] for notice in screen.told("notice")]
            assert "The simulation is back: Bad, from its last good state, t = 3.50 s." in told
            assert "The simulation is back: Bad, from its beginning, paused." in told
            assert "The simulation is back: Good, from its beginning." in told
            assert told[-1] == "The simulation could not be brought back; load another scene."


async def test_after_it_gave_up_a_person_can_load_a_scene_and_all_begins_anew() -> None:
    host = PretendingHost()
    async with live_session(host, "Ada", "Grace") as live:
        await _give_up(live)
        assert (await live.load("Other")).title == "Other"
        assert live.session.state is SessionState.LIVE
        assert live.session.last_problem is None
        for screen in live.screens:
            await screen.next("state", state="failed")
            await screen.next("state", state="live")
        live.on_air.checkpoint()
        await live.crash()
        assert (host.loads[-1].title, host.loads[-1].checkpoint is None) == ("Other", False)


async def test_with_no_scene_before_it_the_third_crash_is_the_last() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        await _give_up(live)
        assert [load.title for load in host.loads] == 3 * ["First"]
        assert live.session.restarts == 3


async def test_crashes_that_lie_a_minute_apart_are_each_continued() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        for _ in range(5):
            live.on_air.checkpoint()
            await live.crash()
            await live.pass_time(61, host)
        assert all(load.checkpoint is not None for load in host.loads[1:])


async def test_attempts_to_come_back_that_fail_lead_to_the_end_by_themselves() -> None:
    host = PretendingHost()
    async with live_session(host, "Ada", "Grace") as live:
        await live.load("Good")
        await live.load("Bad")
        host.on_load = _dies_of_it
        await live.crash()
        assert live.session.state is SessionState.FAILED
        assert [load.title for load in host.loads[-3:]] == ["Bad", "Bad", "Good"]
        for screen in live.screens:
            await screen.next("notice", code="worker_failed")


async def test_what_a_person_asks_for_while_it_comes_back_takes_the_place_of_that() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        host.on_load = lambda worker, load: load.title == "First"
        live.on_air.kill()
        await live.until(lambda: len(host.loads) == 2)
        assert (await live.load("Other")).title == "Other"
        assert live.session.state is SessionState.LIVE


async def test_a_load_that_fails_while_it_comes_back_only_interrupts_that() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        waiting: list[int] = []

        def holds_once(worker: FakeWorker, load: Load) -> bool:
            first = load.title == "First" and not waiting
            waiting.append(load.generation)
            return first or (load.title == "Other" and _dies_of_it(worker, load))

        host.on_load = holds_once
        live.on_air.kill()
        await live.until(lambda: len(host.loads) == 2)
        with pytest.raises(WorkerError, match="SIGKILL"):
            await live.load("Other")
        await live.settled()
        assert live.session.scene is not None
        assert live.session.scene.title == "First"
