"""Films of a session: who may, who hears of it, what it survives, how it ends."""

import asyncio
import contextlib
import io
import threading
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from py_remote_viewer.errors import CommandError, RecordingError
from py_remote_viewer.protocol.client import HistorySpan
from py_remote_viewer.protocol.commands import CancelFilm, MakeFilm
from py_remote_viewer.protocol.film import FilmWish
from py_remote_viewer.protocol.recordings import Recording
from py_remote_viewer.protocol.tasks import SavePast
from py_remote_viewer.protocol.view import CameraPose
from py_remote_viewer.protocol.worker import WorkerTask
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.sessions import films
from py_remote_viewer.sessions.threads import in_thread
from tests.support.session import LiveSession, live_session
from tests.support.workers import PretendingHost

_HISTORY = HistorySpan(
    first=10,
    index=500,
    head=500,
    first_sec=0.02,
    index_sec=1.0,
    head_sec=1.0,
    short_of_memory=False,
)
_HERE = CameraPose((0.0, 0.0, 1.0), 2.0, 90.0, -30.0)


@pytest.fixture
def library(tmp_path: Path) -> RecordingLibrary:
    return RecordingLibrary(tmp_path / "recordings", 1_000_000_000)


@pytest.fixture
def host() -> PretendingHost:
    return PretendingHost()


@pytest.fixture
async def live(host: PretendingHost, library: RecordingLibrary) -> AsyncGenerator[LiveSession]:
    async with live_session(host, "Ada", "Bob", library=library) as session:
        worker = session.on_air
        worker.status = replace(worker.status, history=_HISTORY)
        worker.camera = _HERE
        await session.until(lambda: _history(session) is not None)
        yield session


def _history(session: LiveSession) -> HistorySpan | None:
    status = session.session.status
    return status.history if status else None


async def _make(live: LiveSession, **wish: Any) -> None:
    await live.session.do(live.people[0].id, MakeFilm(FilmWish(**wish)))


async def _described(library: RecordingLibrary) -> list[Recording]:
    return await in_thread(library.all)


async def test_a_film_is_made_for_anybody_and_all_see_how_far_it_is(
    live: LiveSession, host: PretendingHost, library: RecordingLibrary
) -> None:
    await _make(live, title="My film", width=320, height=240)
    for screen in live.screens:
        assert (await screen.next("film", running={**_running("My film", 0.0)})) is not None
        assert (await screen.next("film", running={**_running("My film", 0.5)})) is not None
    (drawn,) = await _described(library)
    assert (drawn.state, drawn.kind, drawn.by) == ("recording", "render", "Ada")
    host.film_goes_on.set()
    for screen in live.screens:
        assert "10 frames" in (await screen.next("notice", code="film_saved"))["text"]
        assert (await screen.next("film"))["running"] is None
    (saved,) = await _described(library)
    assert (saved.state, saved.frames, saved.width, saved.scenes[0].sim_to_sec) == (
        "complete", 10, 320, 1.333,
    )  # fmt: skip


def _running(title: str, share: float) -> dict[str, Any]:
    return {"id": _ID[0], "title": title, "by": "Ada", "share": share}


_ID = [""]


@pytest.fixture(autouse=True)
def _one_id(monkeypatch: pytest.MonkeyPatch) -> None:
    _ID[0] = "20261125-120000-film"
    monkeypatch.setattr(films, "wished_id", lambda _title, _now: _ID[0])


async def test_what_it_is_made_of_is_how_everybody_sees_it_and_is_gone_afterwards(
    live: LiveSession, host: PretendingHost
) -> None:
    await _make(live)
    await live.until(lambda: bool(host.films))
    (order,) = host.films
    assert (order.wish.first, order.wish.last, order.pose) == (10, 500, _HERE)
    tasks = [message for message in live.on_air.heard if isinstance(message, WorkerTask)]
    assert tasks[-1].task == SavePast(10, 500)
    assert await in_thread(Path(order.past).exists)
    host.film_goes_on.set()
    await live.until(lambda: live.session.films.running is None)
    assert not await in_thread(Path(order.past).exists)


async def test_one_at_a_time(live: LiveSession, host: PretendingHost) -> None:
    await _make(live, title="First")
    with pytest.raises(CommandError, match="First is being drawn for Ada; wait"):
        await _make(live)
    host.film_goes_on.set()
    await live.until(lambda: live.session.films.running is None)
    await _make(live)


async def test_it_goes_on_when_whoever_wanted_it_leaves_and_another_scene_is_loaded(
    live: LiveSession, host: PretendingHost, library: RecordingLibrary
) -> None:
    await _make(live)
    await live.until(lambda: bool(host.films))
    live.session.leave(live.people[0])
    await live.load("Other")
    host.film_goes_on.set()
    await live.until(lambda: live.session.films.running is None)
    assert (await _described(library))[0].scenes[0].title == "First"


async def test_called_off_nothing_is_kept(
    live: LiveSession, host: PretendingHost, library: RecordingLibrary
) -> None:
    await _make(live)
    await live.until(lambda: bool(host.films))
    with pytest.raises(CommandError, match="'other' is not being made"):
        await live.session.do(live.people[1].id, CancelFilm("other"))
    await live.session.do(live.people[1].id, CancelFilm(_ID[0]))
    notice = await live.screens[0].next("notice", code="film_failed")
    assert (notice["level"], notice["text"][-18:]) == ("info", "It was called off.")
    assert await _described(library) == []
    assert not await in_thread(Path(host.films[0].past).exists)


async def test_whoever_asks_and_leaves_at_once_leaves_nothing_behind(
    live: LiveSession, host: PretendingHost, library: RecordingLibrary
) -> None:
    asking = asyncio.create_task(_make(live, title="Mine"))
    await live.until(lambda: live.session.films.running is not None)
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking
    # It is made all the same, as what was asked for.
    host.film_goes_on.set()
    await live.until(lambda: live.session.films.running is None)
    assert [(one.title, one.state) for one in await _described(library)] == [("Mine", "complete")]


async def test_a_session_that_ends_while_a_film_begins_makes_none(
    host: PretendingHost, library: RecordingLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = threading.Event()
    create = library.create

    def held(wish: Recording) -> tuple[Recording, io.FileIO]:
        slow.wait(10)
        return create(wish)

    monkeypatch.setattr(library, "create", held)
    async with live_session(host, "Ada", library=library) as live:
        live.on_air.status = replace(live.on_air.status, history=_HISTORY)
        await live.until(lambda: _history(live) is not None)
        asking = asyncio.create_task(_make(live))
        await live.until(lambda: live.session.films.running is not None)
        ending = asyncio.create_task(live.session.films.close())
        await asyncio.sleep(0)
        slow.set()
        await ending
        with pytest.raises(CommandError, match=r"not begun\. The server was ended"):
            await asking
    assert await _described(library) == []
    assert host.films == []


async def test_a_film_that_fails_says_why_and_leaves_nothing(
    live: LiveSession, host: PretendingHost, library: RecordingLibrary
) -> None:
    host.film_fails = True
    host.film_goes_on.set()
    await _make(live)
    notice = await live.screens[1].next("notice", code="film_failed")
    assert notice["level"] == "error"
    assert "A moment of it cannot be computed again." in notice["text"]
    assert await _described(library) == []
    assert live.session.films.running is None


async def test_one_that_fills_the_room_is_ended(
    live: LiveSession, library: RecordingLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "_LOOK_FOR_ROOM_SEC", 0.01)
    await _make(live)
    library.quota_bytes = 1
    notice = await live.screens[0].next("notice", code="film_failed")
    assert "--recordings-quota" in notice["text"]
    assert await _described(library) == []


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"width": 321}, "even number of pixels, not 321; take 320"),
        ({"first": 9}, "reaches from moment 10 to 500; 9 to 500 is not all in it"),
        ({"last": 501}, "not all in it"),
        ({"first": 50, "last": 40}, "The moment 50 comes after 40"),
    ],
)
async def test_what_cannot_be_drawn_is_refused(
    live: LiveSession, library: RecordingLibrary, wish: dict[str, int], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        await _make(live, **wish)
    assert await _described(library) == []


async def test_without_a_past_or_a_folder_there_is_no_film(
    live: LiveSession, host: PretendingHost
) -> None:
    worker = live.on_air
    worker.status = replace(worker.status, history=None)
    await live.until(lambda: _history(live) is None)
    with pytest.raises(CommandError, match="keeps no history"):
        await _make(live)
    async with live_session(PretendingHost(), "Ada") as other:
        with pytest.raises(CommandError, match="no folder for recordings"):
            await other.session.do(other.people[0].id, MakeFilm(FilmWish()))
    assert host.films == []


async def test_no_room_is_told_before_anything_is_done(
    live: LiveSession, library: RecordingLibrary
) -> None:
    library.quota_bytes = 0
    with pytest.raises(RecordingError, match="quota"):
        await _make(live)
    assert live.session.films.running is None


async def test_the_end_of_the_session_ends_it(
    host: PretendingHost, library: RecordingLibrary
) -> None:
    async with live_session(host, "Ada", library=library) as live:
        live.on_air.status = replace(live.on_air.status, history=_HISTORY)
        await live.until(lambda: _history(live) is not None)
        await _make(live)
        await live.until(lambda: bool(host.films))
    assert await _described(library) == []
    assert not [task for task in asyncio.all_tasks() if "film" in task.get_name()]
