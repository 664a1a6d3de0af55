"""Recording a session: who may, who hears of it, what it survives, how it ends."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from py_remote_viewer.errors import CommandError, RecordingError
from py_remote_viewer.protocol.commands import StartRecording, StopRecording
from py_remote_viewer.protocol.recordings import Recording
from py_remote_viewer.protocol.worker import KeyFrameRequest
from py_remote_viewer.recording import RecordingLibrary, writer
from py_remote_viewer.recording.mp4 import video_figures
from py_remote_viewer.sessions import recording
from py_remote_viewer.sessions.threads import in_thread
from tests.support.session import LiveSession, live_session
from tests.support.video import fake_picture
from tests.support.workers import FakeWorker


@pytest.fixture(autouse=True)
def _real_video(monkeypatch: pytest.MonkeyPatch) -> None:
    # Encoded here, and not by the event loop.
    fake_picture(64, 48, True)
    monkeypatch.setattr(FakeWorker, "picture", staticmethod(fake_picture))


@pytest.fixture
def library(tmp_path: Path) -> RecordingLibrary:
    return RecordingLibrary(tmp_path / "recordings", 1_000_000_000)


@pytest.fixture
async def live(library: RecordingLibrary) -> AsyncGenerator[LiveSession]:
    async with live_session(None, "Ada", "Bob", library=library) as session:
        yield session


async def _frames(live: LiveSession, count: int) -> None:
    """Let so many more frames come, and a key frame where one is wanted."""
    # The lobby allows one a second, by this clock.
    live.clock.now += 1.0
    until = live.session.frames_sent + count
    await live.until(lambda: live.session.frames_sent >= until)


async def _described(library: RecordingLibrary) -> list[Recording]:
    return await in_thread(library.all)


async def test_anybody_starts_and_anybody_stops_and_all_hear_of_it(
    live: LiveSession, library: RecordingLibrary
) -> None:
    ada, bob = live.people
    await live.session.do(ada.id, StartRecording("My arm"))
    for screen in live.screens:
        assert (await screen.next("notice"))["text"] == "Ada records My arm."
        running = (await screen.next("recordings"))["running"]
        assert (running["title"], running["by"]) == ("My arm", "Ada")
    with pytest.raises(CommandError, match=r"Ada records already \(My arm\); stop that"):
        await live.session.do(bob.id, StartRecording())
    await _frames(live, 10)
    await live.session.do(bob.id, StopRecording())
    for screen in live.screens:
        assert "My arm is saved" in (await screen.next("notice", code="recording_saved"))["text"]
        assert (await screen.next("recordings"))["running"] is None
    (saved,) = await _described(library)
    assert (saved.state, saved.by, saved.scenes[0].title) == ("complete", "Ada", "First")
    assert saved.frames >= 5


async def test_it_goes_on_when_whoever_began_it_leaves_and_nobody_watches(
    live: LiveSession, library: RecordingLibrary
) -> None:
    await live.session.do(live.people[0].id, StartRecording())
    for person in live.people:
        live.session.leave(person)
    await _frames(live, 20)
    assert live.on_air.watched
    saved = await live.session.recordings.stop()
    assert saved.frames >= 15
    assert not live.on_air.watched


async def test_it_begins_without_anybody_there(library: RecordingLibrary) -> None:
    async with live_session(None, "Ada", library=library) as live:
        live.session.leave(live.people[0])
        begun = await live.session.recordings.start("", "The API")
        await _frames(live, 5)
        saved = await live.session.recordings.stop(begun.id)
        assert (saved.id, saved.title, saved.by) == (begun.id, "First", "The API")


async def test_another_scene_and_a_crash_are_in_the_same_recording(
    live: LiveSession, library: RecordingLibrary
) -> None:
    await live.session.recordings.start("", "Ada")
    await _frames(live, 5)
    await live.load("Second")
    await _frames(live, 5)
    await live.crash()
    await _frames(live, 5)
    saved = await live.session.recordings.stop()
    assert [scene.title for scene in saved.scenes] == ["First", "Second", "Second"]
    figures = await in_thread(lambda: video_figures(library.video(saved.id)))
    assert figures is not None
    assert figures.frames == saved.frames
    assert len(await _described(library)) == 1


async def test_it_asks_for_a_key_frame_every_so_often(
    live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_KEY_FRAME_EVERY_SEC", 0.02)
    await live.session.recordings.start("", "Ada")
    # Those who watch ask as well.
    for person in live.people:
        live.session.leave(person)
    before = sum(isinstance(message, KeyFrameRequest) for message in live.on_air.heard)
    for _ in range(3):
        await _frames(live, 8)
    after = sum(isinstance(message, KeyFrameRequest) for message in live.on_air.heard)
    assert after >= before + 2
    await live.session.recordings.stop()


async def test_what_does_not_run_cannot_be_stopped(live: LiveSession) -> None:
    with pytest.raises(CommandError, match="Nothing is being recorded; there is nothing to stop"):
        await live.session.recordings.stop()
    await live.session.recordings.start("", "Ada")
    with pytest.raises(CommandError, match=r"The recording '\.\./x' does not run"):
        await live.session.recordings.stop("../x")
    await _frames(live, 3)
    await live.session.recordings.stop()


async def test_several_who_stop_it_at_once_all_get_it(live: LiveSession) -> None:
    await live.session.recordings.start("", "Ada")
    await _frames(live, 3)
    first, second = await asyncio.gather(*(live.session.recordings.stop() for _ in range(2)))
    assert first == second


async def test_two_who_start_at_once_make_one(live: LiveSession) -> None:
    desk = live.session.recordings
    made = await asyncio.gather(
        desk.start("", "Ada"), desk.start("", "Bob"), return_exceptions=True
    )
    assert isinstance(made[0], Recording)
    assert isinstance(made[1], CommandError)
    await _frames(live, 3)
    await desk.stop()


async def test_no_room_is_told_to_whoever_asks_and_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "full.txt").write_text("x" * 20)
    async with live_session(None, library=RecordingLibrary(tmp_path, 10)) as live:
        with pytest.raises(RecordingError, match="delete some, or let the operator raise"):
            await live.session.recordings.start("", "Ada")
        assert live.session.recordings.running is None
        assert live.screens[0].told("recordings") == []


async def test_a_session_without_a_folder_says_so() -> None:
    async with live_session() as live:
        with pytest.raises(CommandError, match="no folder for recordings"):
            await live.session.recordings.start("", "Ada")


async def test_a_disk_that_fails_is_told_to_all_and_the_stream_goes_on(
    live: LiveSession, library: RecordingLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> int:
        raise OSError(28, "No space left on device")

    await live.session.recordings.start("", "Ada")
    await _frames(live, 5)
    monkeypatch.setattr(library, "used_bytes", full)
    # The next key frame begins a fragment.
    live.on_air.send(KeyFrameRequest())
    for screen in live.screens:
        notice = await screen.next("notice", code="recording_failed")
        assert notice["problem"]["detail"] == "The disk refused it: no space left on device."
        assert notice["level"] == "error"
        assert (await screen.next("recordings"))["running"] is None
    # The stream goes on.
    await _frames(live, 5)
    assert live.session.viewers == 2


async def test_a_disk_that_is_too_slow_ends_it_with_what_was_taken(
    live: LiveSession, library: RecordingLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands = threading.Event()
    await live.session.recordings.start("", "Ada")
    await _frames(live, 5)
    monkeypatch.setattr(writer, "_MOST_WAITING", 5)
    monkeypatch.setattr(library, "used_bytes", lambda: stands.wait(20) and 0)
    live.on_air.send(KeyFrameRequest())
    await _frames(live, 20)
    # The event loop has gone on; a second one cannot begin while the first is held up.
    with pytest.raises(CommandError, match="Ada records already"):
        await live.session.recordings.start("", "Bob")
    stands.set()
    notice = await live.screens[1].next("notice", code="recording_failed")
    assert "does not take the video as fast" in notice["text"]
    (saved,) = await _described(library)
    assert saved.state == "complete"


async def test_the_end_of_the_server_saves_it(library: RecordingLibrary) -> None:
    async with live_session(None, library=library) as live:
        await live.session.recordings.start("", "Ada")
        await _frames(live, 5)
    (saved,) = await _described(library)
    assert (saved.state, saved.note) == ("complete", "The server was ended.")


async def test_what_is_deleted_is_told_to_all(live: LiveSession) -> None:
    await live.session.recordings.start("", "Ada")
    await _frames(live, 3)
    saved = await live.session.recordings.stop()
    told = len(live.screens[1].told("recordings"))
    await live.session.recordings.delete(saved.id)
    assert len(live.screens[1].told("recordings")) == told + 1
    with pytest.raises(CommandError, match="There is no recording"):
        await live.session.recordings.delete(saved.id)


async def test_what_is_no_video_is_told(live: LiveSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeWorker, "picture", staticmethod(lambda width, height, key: b"\0\0\1e"))
    await live.session.recordings.start("", "Ada")
    await _frames(live, 3)
    notice = await live.screens[0].next("notice", code="recording_failed")
    assert "First was not recorded." in notice["text"]


async def test_while_it_starts_whoever_asked_may_leave(
    live: LiveSession, library: RecordingLibrary
) -> None:
    asked = asyncio.create_task(live.session.recordings.start("", "Ada"))
    await asyncio.sleep(0)
    asked.cancel()
    await live.until(lambda: live.session.viewers == 3)
    await _frames(live, 3)
    assert (await live.session.recordings.stop()).frames >= 1
