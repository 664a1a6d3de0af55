"""Several sessions on one server: created, copied, left alone, ended; what they share."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from py_remote_viewer.config import SessionsSettings
from py_remote_viewer.errors import (
    CommandError,
    ForbiddenError,
    SceneError,
    UnknownSessionError,
    UsageError,
    WorkerError,
)
from py_remote_viewer.protocol.client import CLOSE_SESSION_ENDED
from py_remote_viewer.protocol.commands import Pause
from py_remote_viewer.protocol.scene import BuiltinScene, XmlScene
from py_remote_viewer.protocol.tasks import LoadState
from py_remote_viewer.protocol.worker import (
    Checkpoint,
    Configure,
    Load,
    TrajectoryFile,
    WorkerTask,
)
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.scenes.resolve import ResolvedScene, SceneResolver
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.scenes.unpacking import UnpackLimits
from py_remote_viewer.scenes.uploads import UploadStore
from py_remote_viewer.sessions import Session, SessionRegistry, SessionSettings, reserve
from tests.support.leaks import no_leaks_async
from tests.support.session import Clock, Screen
from tests.support.video import fake_picture
from tests.support.workers import FakeWorker, PretendingHost

_WAIT_SEC = 20.0


class _Server:
    """A registry and what it is made of."""

    def __init__(self, registry: SessionRegistry, host: PretendingHost, clock: Clock) -> None:
        self.registry = registry
        self.host = host
        self.clock = clock

    @property
    def names(self) -> list[str]:
        return [entry.name for entry in self.registry]

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(_WAIT_SEC):
            # What is asked announces nothing, so there is no event to await.
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def live(self, session: Session) -> None:
        await self.until(lambda: session.state.name == "LIVE" and session.status is not None)

    async def idle(self, minutes: float) -> None:
        """Let time pass, and let the registry look."""
        self.clock.now += 60 * minutes
        self.registry.end_idle()
        await asyncio.sleep(0)


def _load_of(session: Session) -> Load:
    """What the worker of a session was asked to show."""
    assert session.worker is not None
    assert isinstance(session.worker.process, FakeWorker)
    return next(m for m in session.worker.process.heard if isinstance(m, Load))


@contextlib.asynccontextmanager
async def _server(
    *,
    most: int = 4,
    idle_minutes: int = 30,
    library: RecordingLibrary | None = None,
    uploads: UploadStore | None = None,
) -> AsyncGenerator[_Server]:
    host, clock = PretendingHost(), Clock()
    async with no_leaks_async():
        registry = SessionRegistry(
            SessionSettings(
                "default",
                Configure(64, 48, 30, "auto", "auto", 1_000_000, None, "auto", "WARNING"),
                max_participants=8,
                library=library,
            ),
            SessionsSettings(most, idle_minutes),
            host,
            SceneResolver(uploads=uploads),
            uploads=uploads,
            clock=clock,
        )
        registry.start(ResolvedScene(XmlScene("<mujoco/>"), "First", None))
        server = _Server(registry, host, clock)
        try:
            await server.live(registry.default)
            yield server
        finally:
            await registry.close()


# creating


async def test_a_session_has_a_simulation_people_and_a_worker_of_its_own() -> None:
    async with _server() as server:
        entry = await server.registry.create("Ada", name="arm", source=BuiltinScene("humanoid"))
        session = entry.session
        assert server.names == ["default", "arm"]
        assert session.scene is not None
        assert session.scene.title == "Humanoid"
        assert session.worker is not server.registry.default.worker
        session.join("Grace", Screen())
        assert not server.registry.default.participants
        await session.do(-1, Pause())
        await server.until(lambda: session.status is not None and not session.status.running)
        assert server.registry.default.status is not None
        assert server.registry.default.status.running


async def test_names_are_made_up_of_what_is_shown_and_chosen_ones_are_checked() -> None:
    async with _server(most=8) as server:
        create = server.registry.create
        assert (await create("Ada", source=BuiltinScene("humanoid"))).name == "humanoid"
        assert (await create("Ada", source=BuiltinScene("humanoid"))).name == "humanoid-2"
        assert (await create("Ada")).name == "first"
        assert (await create("Ada", source=XmlScene("<mujoco/>", "<b>Ünï</b> " * 50))).name == (
            "b-uni-b-b-uni-b-b-uni-b-b-uni"
        )
        taken = "There is a session 'first' already"
        with pytest.raises(CommandError, match=taken):
            await create("Ada", name="first")


@pytest.mark.parametrize(
    "name",
    [
        "<b>x</b>",
        "x" * 41,
        "x" * 10_000,
        "..",
        ".",
        "a/b",
        "Arm",
        "-a",
        "a-",
        "é",
        "a b",
        "a\n",
        "\0",
    ],
)
async def test_a_name_that_cannot_stand_in_an_address_is_refused_with_an_example(name: str) -> None:
    async with _server() as server:
        with pytest.raises(UsageError, match="for example robot-arm-2") as caught:
            await server.registry.create("Ada", name=name)
        assert len(str(caught.value)) < 400
        assert server.names == ["default"]


@pytest.mark.parametrize("name", ["default", "api", "ws", "new", "whep"])
async def test_names_of_the_server_itself_are_refused(name: str) -> None:
    async with _server() as server:
        with pytest.raises(UsageError, match="the server's own"):
            await server.registry.create("Ada", name=name)


async def test_more_sessions_than_the_limit_are_refused_until_one_has_ended() -> None:
    async with _server(most=2) as server:
        await server.registry.create("Ada", name="one")
        with pytest.raises(CommandError, match=r"2 is the limit.*--max-sessions"):
            await server.registry.create("Ada", name="two")
        await server.registry.end("one", "Enough.")
        assert (await server.registry.create("Ada", name="one")).name == "one"


async def test_sessions_that_are_being_created_count_against_the_limit() -> None:
    async with _server(most=3) as server:
        wishes = [server.registry.create("Ada") for _ in range(4)]
        found = await asyncio.gather(*wishes, return_exceptions=True)
        assert len([one for one in found if isinstance(one, CommandError)]) == 2
        assert len(server.registry) == 3


async def test_where_one_session_is_the_limit_none_can_be_created() -> None:
    async with _server(most=1) as server:
        with pytest.raises(ForbiddenError, match="one session only"):
            await server.registry.create("Ada")


async def test_of_a_session_whose_scene_does_not_load_nothing_is_left() -> None:
    async with _server() as server:
        with pytest.raises(SceneError, match="It is no model"):
            await server.registry.create("Ada", name="bad", source=XmlScene("<b>", "Bad"))
        assert server.names == ["default"]
        await server.registry.create("Ada", name="bad")


async def test_of_a_session_whose_worker_does_not_start_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # None is in reserve when it is asked for.
    monkeypatch.setattr(reserve, "_DELAY_SEC", 1e6)
    async with _server() as server:
        server.host.broken = True
        with pytest.raises(WorkerError, match="could not be started"):
            await server.registry.create("Ada", name="bad")
        assert server.names == ["default"]
        assert server.registry.default.state.name == "LIVE"


async def test_who_opens_a_session_that_fails_to_begin_hears_why() -> None:
    async with _server() as server:
        held: list[tuple[FakeWorker, Load]] = []

        def hold(worker: FakeWorker, load: Load) -> bool:
            held.append((worker, load))
            return True

        server.host.on_load = hold
        wish = asyncio.create_task(server.registry.create("Ada", name="bad"))
        await server.until(lambda: bool(held))
        screen = Screen()
        server.registry.use("bad").join("Grace", screen)
        server.host.on_load = None
        held[0][0].refuse(held[0][1])
        with pytest.raises(SceneError):
            await wish
        assert screen.closed is not None
        assert screen.closed[0] == CLOSE_SESSION_ENDED
        assert "It is no model" in screen.closed[1]


async def test_a_session_that_is_ended_while_it_begins_tells_who_asked_for_it() -> None:
    async with _server() as server:
        held: list[Load] = []

        def hold(worker: FakeWorker, load: Load) -> bool:
            held.append(load)
            return True

        server.host.on_load = hold
        wish = asyncio.create_task(server.registry.create("Ada", name="slow"))
        await server.until(lambda: bool(held))
        server.host.on_load = None
        await server.registry.end("slow", "Grace ended this session.")
        with pytest.raises(CommandError, match="Grace ended this session"):
            await wish
        assert server.names == ["default"]


# copies


async def test_a_copy_has_the_scene_its_edits_its_view_and_the_present_state() -> None:
    async with _server() as server:
        original = server.registry.default
        worker = original.worker
        assert worker is not None
        assert isinstance(worker.process, FakeWorker)
        worker.process.fields = {"view/shadows": False}
        worker.process.checkpoint(5.0)
        worker.process.beat()
        await server.until(lambda: bool(worker.look.fields) and worker.checkpoint is not None)
        await original.do(-1, Pause())
        copy = (await server.registry.create("Ada", name="copy", clone="default")).session
        load = _load_of(copy)
        assert load.source == XmlScene("<mujoco/>")
        assert load.fields == {"view/shadows": False}
        assert isinstance(load.checkpoint, Checkpoint)
        assert not load.running
        assert copy.worker is not None
        assert isinstance(copy.worker.process, FakeWorker)
        tasks = [m.task for m in copy.worker.process.heard if isinstance(m, WorkerTask)]
        assert any(isinstance(task, LoadState) for task in tasks)
        assert original.worker is worker
        log = [entry.text for entry in copy.activity.news().entries]
        assert "created this session as a copy of default" in log


async def test_a_copy_of_nothing_and_of_nobody_is_refused() -> None:
    async with _server() as server:
        with pytest.raises(UnknownSessionError, match="no session 'ghost'"):
            await server.registry.create("Ada", clone="ghost")
        server.registry.default._loader._programme.wanted = None
        with pytest.raises(CommandError, match="shows no scene that could be copied"):
            await server.registry.create("Ada", clone="default")
        assert server.names == ["default"]


async def test_a_copy_outlives_the_trajectory_of_its_original(tmp_path: Path) -> None:
    async with _server() as server:
        first = (await server.registry.create("Ada", name="one")).session
        path = await asyncio.to_thread(first.temporary.new_file)
        await asyncio.to_thread(path.write_text, "rows")
        await first.trajectories.open(path, "walk.npz", "Ada", compare=False)
        second = (await server.registry.create("Ada", name="two", clone="one")).session
        await server.registry.end("one", "Enough.")
        assert not path.exists()
        (shown,) = _load_of(second).trajectories
        assert isinstance(shown, TrajectoryFile)
        assert shown.name == "walk.npz"
        assert await asyncio.to_thread(Path(shown.path).read_text) == "rows"
        await second.trajectories.close("Ada", compared=False)
        await second.load(XmlScene("<mujoco/>", "Next"), "Ada")
        await server.until(lambda: not Path(shown.path).exists())


# the end


async def test_who_is_in_a_session_that_ends_is_told_why_and_the_others_notice_nothing() -> None:
    async with _server() as server:
        session = (await server.registry.create("Ada", name="arm")).session
        inside, outside = Screen(), Screen()
        session.join("Ada", inside)
        server.registry.default.join("Grace", outside)
        await server.registry.end("arm", "Grace ended this session.")
        assert inside.closed == (CLOSE_SESSION_ENDED, "Grace ended this session.")
        assert outside.closed is None
        assert server.registry.default.state.name == "LIVE"
        with pytest.raises(UnknownSessionError, match="no session 'arm'"):
            await server.registry.end("arm", "Again.")


async def test_the_default_session_cannot_be_ended() -> None:
    async with _server() as server:
        with pytest.raises(ForbiddenError, match="'default' is the server's own"):
            await server.registry.end("default", "Enough.")


async def test_a_session_in_which_nobody_is_ends_and_one_that_is_used_does_not() -> None:
    async with _server(most=8, idle_minutes=10) as server:
        for name in ("empty", "peopled", "asked"):
            await server.registry.create("Ada", name=name)
        person = server.registry.use("peopled").join("Ada", Screen())
        await server.idle(9.5)
        assert len(server.registry) == 4
        server.registry.use("asked")
        await server.idle(1)
        await server.until(lambda: server.names == ["default", "peopled", "asked"])
        server.registry.use("peopled").leave(person)
        await server.idle(9.5)
        await server.until(lambda: server.names == ["default", "peopled"])
        await server.idle(1)
        await server.until(lambda: server.names == ["default"])


async def test_a_session_that_records_does_not_end_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeWorker, "picture", staticmethod(fake_picture))
    async with _server(idle_minutes=10, library=RecordingLibrary(tmp_path, 10**9)) as server:
        session = (await server.registry.create("Ada", name="arm")).session
        await session.recordings.start("Run", "Ada")
        await server.idle(20)
        assert server.names == ["default", "arm"]


async def test_with_no_limit_no_session_ends_by_itself() -> None:
    async with _server(idle_minutes=0) as server:
        entry = await server.registry.create("Ada")
        await server.idle(1e6)
        assert len(server.registry) == 2
        assert server.registry.expires_in_sec(entry) is None


# what they share


async def test_a_crash_of_one_session_does_not_touch_the_other() -> None:
    async with _server() as server:
        one = (await server.registry.create("Ada", name="one")).session
        other, screen = server.registry.default, Screen()
        other.join("Grace", screen)
        worker = other.worker
        assert one.worker is not None
        assert one.worker.process is not None
        one.worker.process.kill()
        await server.until(lambda: one.restarts == 1 and one.state.name == "LIVE")
        assert other.worker is worker
        assert other.restarts == 0
        assert not screen.told("state")
        assert not screen.told("notice")


async def test_two_sessions_that_lose_their_workers_at_once_both_come_back() -> None:
    async with _server() as server:
        one = (await server.registry.create("Ada", name="one")).session
        both = (one, server.registry.default)
        for session in both:
            assert session.worker is not None
            assert session.worker.process is not None
            session.worker.process.kill()
        await server.until(lambda: all(s.restarts == 1 and s.state.name == "LIVE" for s in both))
        assert both[0].worker is not both[1].worker


async def test_all_sessions_share_one_worker_in_reserve() -> None:
    async with _server() as server:
        for _ in range(3):
            await server.registry.create("Ada")
        await server.until(lambda: server.registry._crew.reserve.ready is not None)
        assert len([worker for worker in server.host.workers if worker.alive]) == 5


async def test_what_one_session_shows_of_the_uploads_is_not_swept_for_another(
    tmp_path: Path,
) -> None:
    clock, folder = Clock(), TemporaryFolder(tmp_path)
    store = UploadStore(UnpackLimits(10, 10**6), 10**6, folder, clock=clock)

    def send(text: bytes) -> str:
        receiver = store.receive()
        receiver.open("model.xml")
        receiver.write(text)
        receiver.close()
        return receiver.finish().id

    one, other = [await asyncio.to_thread(send, b"<mujoco/>") for _ in range(2)]
    store.in_use([one], by="one session")
    store.in_use([other], by="another")
    clock.now += 10_000
    await asyncio.to_thread(store.sweep)
    assert store.find(one)
    assert store.find(other)
    clock.now += 10_000
    store.in_use([], by="one session")
    await asyncio.to_thread(store.sweep)
    assert store.find(other)
    with pytest.raises(SceneError):
        store.find(one)
    await asyncio.to_thread(folder.close)


async def test_two_sessions_record_at_once_into_one_list_that_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeWorker, "picture", staticmethod(fake_picture))
    library = RecordingLibrary(tmp_path, 10**9)
    async with _server(library=library) as server:
        one, other = (
            (await server.registry.create("Ada", name="arm")).session,
            server.registry.default,
        )
        screen = Screen()
        other.join("Grace", screen)
        await one.recordings.start("Run", "Ada")
        await other.recordings.start("Run", "Grace")
        found = await asyncio.to_thread(library.all)
        assert sorted(recording.session for recording in found) == ["arm", "default"]
        assert len({recording.id for recording in found}) == 2
        # Another session's list is the same one, and changed with it.
        assert screen.told("recordings")[0]["running"] is None
        with pytest.raises(CommandError, match="does not run"):
            await other.recordings.stop(one.recordings.running.id if one.recordings.running else "")


@pytest.mark.slow
async def test_nothing_leaks_over_fifty_sessions(tmp_path: Path) -> None:
    async with _server(most=3) as server:
        for _ in range(50):
            session = (await server.registry.create("Ada", clone="default")).session
            session.join("Ada", Screen())
            await asyncio.to_thread(session.temporary.new_file)
            await server.registry.end("first", "Enough.")
        assert server.names == ["default"]
        assert not server.registry._ending
        await server.until(lambda: len([w for w in server.host.workers if w.alive]) <= 2)
