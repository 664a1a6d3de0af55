"""The thread that writes: frames in, files out, and every way to end."""

import errno
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from py_remote_viewer.protocol.recordings import Recording
from py_remote_viewer.recording import RecordedFrame, RecordingLibrary, RecordingWriter, writer
from py_remote_viewer.recording.mp4 import video_figures
from tests.support.leaks import no_leaks
from tests.support.video import access_units

_START_US = 5_000_000_000
_WAIT_SEC = 20.0
_WISH = Recording("20261125-093005-panda", "Panda", "recording", "2026-11-25T09:30:05+00:00", "Ada")


class _Listener:
    """What the writer says."""

    def __init__(self) -> None:
        self.parts: list[Recording] = []
        self.last: Recording | None = None
        self.reason = ""
        self._ended = threading.Event()

    def part_begun(self, recording: Recording) -> None:
        self.parts.append(recording)

    def ended(self, recording: Recording | None, reason: str) -> None:
        self.last, self.reason = recording, reason
        self._ended.set()

    def wait(self) -> Recording | None:
        assert self._ended.wait(_WAIT_SEC)
        return self.last


def _frames(
    count: int, *, generation: int = 1, sim_sec: float = 0.0, **options: Any
) -> Iterator[RecordedFrame]:
    for number, unit in enumerate(access_units(count, **options)):
        sim = sim_sec + number / 30
        yield RecordedFrame(
            unit.data, unit.key, unit.pts_us, sim, generation, f"Scene {generation}"
        )


class _Run:
    """A writer at work."""

    def __init__(self, library: RecordingLibrary, end_sec: float = 10.0) -> None:
        self.heard = _Listener()
        made, self.file = library.create(_WISH)
        self.writer = RecordingWriter(
            library, made, self.file, self.heard, lambda: _START_US + int(end_sec * 1e6)
        )

    def put(self, *streams: Iterator[RecordedFrame]) -> None:
        for stream in streams:
            for frame in stream:
                assert self.writer.put(frame)

    def stop(self, reason: str = "") -> Recording | None:
        self.writer.stop(reason)
        self.writer.stop("too late")
        return self.heard.wait()


@pytest.fixture(autouse=True)
def _leaves_nothing(library: RecordingLibrary) -> Iterator[None]:
    with no_leaks():
        yield


def test_a_recording_is_saved_with_what_is_in_it(library: RecordingLibrary) -> None:
    run = _Run(library)
    run.put(_frames(90, sim_sec=2.0))
    run.put(_frames(60, generation=2, start_us=_START_US + 4_000_000))
    saved = run.stop()
    assert saved is not None
    assert saved == library.find(saved.id)
    assert (saved.state, saved.frames, saved.width, saved.height) == ("complete", 150, 64, 48)
    assert (saved.by, saved.note, run.heard.reason) == ("Ada", "", "")
    assert saved.duration_sec == pytest.approx(10.0, abs=1e-3)
    first, second = saved.scenes
    assert (first.title, first.at_sec, first.sim_from_sec) == ("Scene 1", 0.0, 2.0)
    assert first.sim_to_sec == pytest.approx(2.0 + 89 / 30)
    assert (second.title, second.at_sec) == ("Scene 2", pytest.approx(4.0, abs=1e-3))
    assert saved.bytes == library.video(saved.id).stat().st_size


def test_another_stream_goes_on_in_another_file(library: RecordingLibrary) -> None:
    run = _Run(library, end_sec=8.0)
    run.put(_frames(90), _frames(60, width=128, start_us=_START_US + 5_000_000))
    last = run.stop()
    (part,) = run.heard.parts
    assert last is not None
    assert last.id == part.id
    assert (last.width, last.frames, last.continues) == (128, 60, _WISH.id)
    assert last.duration_sec == pytest.approx(3.0, abs=1e-3)
    first = library.find(_WISH.id)
    # Its last picture is shown until the other stream begins.
    assert (first.state, first.frames, first.width) == ("complete", 90, 64)
    assert first.duration_sec == pytest.approx(5.0, abs=1e-3)


def test_stopped_before_any_picture_it_leaves_nothing(library: RecordingLibrary) -> None:
    run = _Run(library)
    assert run.stop() is None
    assert run.heard.reason == "No picture came."
    assert list(library.folder.iterdir()) == []


def test_frames_before_the_first_key_frame_are_left_out(library: RecordingLibrary) -> None:
    run = _Run(library)
    frames = list(_frames(70))
    run.put(iter(frames[5:]))
    saved = run.stop()
    assert saved is not None
    assert saved.frames == 10


def test_a_full_quota_ends_it_cleanly(library: RecordingLibrary) -> None:
    library.quota_bytes = 6_000
    run = _Run(library)
    run.put(_frames(400))
    saved = run.heard.wait()
    assert saved is not None
    assert saved.state == "complete"
    assert "--recordings-quota" in run.heard.reason
    assert saved.note == run.heard.reason
    figures = video_figures(library.video(saved.id))
    assert figures is not None
    assert 0 < figures.frames == saved.frames < 400


def test_a_disk_that_is_nearly_full_ends_it_cleanly(
    library: RecordingLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _Run(library)
    free = iter([10**9, 10**9, 1000])
    monkeypatch.setattr(library, "free_bytes", lambda: next(free))
    run.put(_frames(200))
    saved = run.heard.wait()
    assert saved is not None
    assert (saved.state, saved.frames) == ("complete", 120)
    assert run.heard.reason == "The disk of the recordings is nearly full."


def test_a_full_disk_is_told_and_what_was_whole_is_kept(
    library: RecordingLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    from py_remote_viewer.recording import mp4

    taken = 0

    def write(sink: Any, data: bytes) -> int:
        nonlocal taken
        taken += len(data)
        if taken > 5_000:
            sink.deafen()
            raise OSError(errno.ENOSPC, "No space left on device")
        return original(sink, data)

    original = mp4._Sink.write  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(mp4._Sink, "write", write)  # pyright: ignore[reportPrivateUsage]
    run = _Run(library)
    run.put(_frames(300))
    saved = run.heard.wait()
    assert saved is not None
    assert run.heard.reason == "The disk refused it: no space left on device."
    assert (saved.state, saved.note) == ("interrupted", run.heard.reason)
    figures = video_figures(library.video(saved.id))
    assert figures is not None
    # What is said of it is what is in it, not what was put in.
    assert 0 < figures.frames == saved.frames < 300
    assert saved == library.find(saved.id)


def test_what_is_no_video_is_told_and_leaves_nothing(library: RecordingLibrary) -> None:
    run = _Run(library)
    run.put(iter([RecordedFrame(b"\0\0\0\1\x65nonsense", True, _START_US, 0.0, 1, "Scene")]))
    assert run.heard.wait() is None
    assert run.heard.reason == "The stream does not say how large its pictures are."
    assert list(library.folder.iterdir()) == []


def test_behind_a_disk_that_stands_no_more_than_a_bounded_number_waits(
    library: RecordingLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands = threading.Event()
    monkeypatch.setattr(library, "used_bytes", lambda: stands.wait(_WAIT_SEC) and 0)
    monkeypatch.setattr(writer, "_MOST_WAITING", 20)
    run = _Run(library)
    frames = list(_frames(60))
    taken = [run.writer.put(frame) for frame in frames]
    assert not taken[-1]
    assert 20 <= sum(taken) <= 21
    stands.set()
    saved = run.stop("The disk does not take it.")
    assert saved is not None
    # What waited is kept.
    assert saved.frames == sum(taken)
    assert saved.note == "The disk does not take it."
