"""Workers that hang or die, on the air and in reserve."""

import time

import pytest
from msgspec.structs import replace

from py_remote_viewer.config import ModelSettings
from py_remote_viewer.errors import WorkerError
from py_remote_viewer.hosting import WorkerListener
from py_remote_viewer.protocol.worker import Configure, Heartbeat, Load
from py_remote_viewer.sessions import crew, memory
from py_remote_viewer.sessions.state import SessionState
from tests.support.session import LiveSession, live_session
from tests.support.workers import FakeWorker, PretendingHost

_CONFIGURE = Configure(64, 48, 30, "auto", "auto", 1_000_000, None, "auto", "WARNING")


class _DeafHost(PretendingHost):
    """Starts this many workers that never say a word, and then others."""

    def __init__(self, deaf: int) -> None:
        super().__init__()
        self._deaf = deaf

    async def start(self, listener: WorkerListener) -> FakeWorker:
        worker = await super().start(listener)
        if len(self.workers) <= self._deaf:
            worker.send = lambda message: None
        return worker


async def _reserve(live: LiveSession, host: PretendingHost) -> FakeWorker:
    """The worker in reserve, once it was started and is ready."""

    kept = live.session._crew.reserve  # pyright: ignore[reportPrivateUsage]

    def ready() -> bool:
        # One that is configured has not said yet that it is ready.
        last = host.workers[-1]
        return last.alive and kept.ready is not None and kept.ready.process is last

    await live.until(ready)
    return host.workers[-1]


# on the air


async def test_a_worker_on_the_air_that_is_silent_is_replaced_and_everybody_is_told() -> None:
    host = PretendingHost()
    async with live_session(host, "Ada", "Grace") as live:
        hung = live.on_air
        hung.checkpoint()
        hung.silent = True
        await live.pass_time(4, host)
        assert hung.alive
        await live.pass_time(2, host)
        await live.until(lambda: live.session.restarts == 1)
        await live.settled()
        assert not hung.alive
        assert host.loads[-1].checkpoint is not None
        for screen in live.screens:
            notice = await screen.next("notice", code="worker_restarting")
            assert notice["text"].startswith("The simulation did not answer any more.")


async def test_a_worker_that_gives_signs_of_life_but_stands_in_one_turn_is_replaced() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        hung = live.on_air
        hung.silent = True
        hung.say(Heartbeat(time.monotonic() * 1e3, 21.0, hung.status, 0))
        await live.until(lambda: live.session.restarts == 1)
        await live.settled()
        assert not hung.alive


# memory


async def test_a_worker_that_takes_too_much_memory_is_replaced_and_people_hear_why() -> None:
    host = PretendingHost()
    models = ModelSettings(worker_bytes=1 << 30)
    configuration = replace(_CONFIGURE, models=models)
    async with live_session(host, configuration=configuration) as live:
        greedy = live.on_air
        greedy.checkpoint()
        greedy.bytes = (1 << 30) + 1
        await live.until(lambda: live.session.restarts == 1)
        await live.settled()
        assert not greedy.alive
        assert host.loads[-1].checkpoint is not None
        notice = await live.screens[0].next("notice", code="worker_restarting")
        assert notice["text"].startswith("The simulation took 1024 MiB of memory")


async def test_without_a_limit_the_largest_ends_where_all_take_most_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "usable_memory", lambda: 1000)
    host = PretendingHost()
    async with live_session(host) as live:
        small, large = await _reserve(live, host), live.on_air
        small.bytes, large.bytes = 250, 501
        await live.until(lambda: live.session.restarts == 1)
        await live.settled()
        assert not large.alive
        assert live.on_air is small


# in reserve


async def test_a_reserve_that_hangs_is_replaced_while_nobody_notices() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        hung = await _reserve(live, host)
        hung.silent = True
        await live.pass_time(6, host)
        await live.until(lambda: not hung.alive)
        assert await _reserve(live, host) is not hung
        assert live.session.restarts == 0
        assert (await live.load("Next")).title == "Next"
        assert not live.screens[0].told("state")[1:]


async def test_a_reserve_is_not_asked_to_end_with_the_server_as_it_may_not_hear_yet() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        kept, shown, ended = await _reserve(live, host), live.on_air, list[str]()
        for name, worker in (("reserve", kept), ("shown", shown)):
            _note_end(worker, name, ended)
    assert sorted(ended) == ["reserve was killed", "shown was asked"]


def _note_end(worker: FakeWorker, name: str, ended: list[str]) -> None:
    kill, stop = worker.kill, worker.stop

    def killed() -> None:
        ended.append(f"{name} was killed")
        kill()

    async def asked() -> None:
        if worker.alive:
            ended.append(f"{name} was asked")
        await stop()

    worker.kill, worker.stop = killed, asked  # type: ignore[method-assign]


async def test_a_reserve_that_dies_is_replaced_a_few_times_and_then_when_it_is_needed() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        for _ in range(4):
            (await _reserve(live, host)).kill()
        started = len(host.workers)
        assert started == 5
        assert live.session.restarts == 0
        assert (await live.load("Next")).title == "Next"
        assert len(host.workers) > started


async def test_a_reserve_that_hangs_when_it_is_given_a_scene_costs_the_scene_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew.Crew, "load_sec", 0.1)
    host = PretendingHost()
    hung: list[FakeWorker] = []

    def hang_once(worker: FakeWorker, load: Load) -> bool:
        if hung:
            return False
        hung.append(worker)
        return True

    async with live_session(host) as live:
        host.on_load = hang_once
        assert (await live.load("Next")).title == "Next"
        assert not hung[0].alive
        assert live.session.state is SessionState.LIVE
        assert len(host.loads) == 3


async def test_a_worker_that_never_gets_ready_is_ended_and_said_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew, "_READY_TIMEOUT_SEC", 0.05)
    host = _DeafHost(1)
    async with live_session(host) as live:
        assert live.session.state is SessionState.FAILED
        assert "was not ready within" in live.session.last_problem.detail
        await live.until(lambda: not host.workers[0].alive)
        assert (await live.load("Next")).title == "Next"


async def test_a_scene_whose_workers_all_die_before_they_know_it_is_given_up_after_three() -> None:
    host = PretendingHost()

    def die(worker: FakeWorker, load: Load) -> bool:
        worker.kill()
        return True

    async with live_session(host) as live:
        host.on_load = die
        with pytest.raises(WorkerError, match="SIGKILL"):
            await live.load("Next")
        assert len(host.loads) == 4
        assert live.session.state is SessionState.LIVE


async def test_what_a_worker_says_after_it_was_replaced_reaches_nobody() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        old = live.on_air
        old.stop = _never
        await live.load("Next")
        told = len(live.screens[0].texts)
        old.silent = live.on_air.silent = True
        old.say(Heartbeat(0.0, 0.0, old.paused(), 0))
        old.refuse(host.loads[0])
        await live.pass_time(1, host)
        assert not [text for text in live.screens[0].texts[told:] if '"running":false' in text]
        old.kill()
        await live.until(lambda: not old.alive)
        assert live.session.restarts == 0


async def _never() -> None:
    pass
