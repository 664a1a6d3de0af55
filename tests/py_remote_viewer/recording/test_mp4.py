"""One MP4 file: what players find in it, whole, cut off, and on a disk that is full."""

import errno
import io
import shutil
from pathlib import Path
from typing import Any

import av
import pytest

from py_remote_viewer.recording.mp4 import Mp4File, parameter_sets, video_figures
from tests.support.video import access_units

_FIRST_US = 5_000_000_000


class _FullDisk(io.FileIO):
    """Takes so many bytes and no more."""

    room = 0

    def write(self, data: Any) -> int:
        _FullDisk.room -= len(data)
        if _FullDisk.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def _open(path: Path, first: bytes, kind: type[io.FileIO] = io.FileIO) -> Mp4File:
    return Mp4File(kind(str(path), "x+"), first, {"title": "Panda"})


def _write(path: Path, count: int = 150, **options: Any) -> Mp4File:
    units = list(access_units(count, **options))
    mp4 = _open(path, units[0].data)
    for unit in units:
        mp4.add(unit.data, unit.pts_us, key=unit.key)
    return mp4


def _packets(path: Path) -> list[tuple[float, bool]]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        return [
            (float(packet.pts * stream.time_base), packet.is_keyframe)
            for packet in container.demux(stream)
            if packet.pts is not None
        ]


def _bright_column(path: Path, at_sec: float) -> int:
    """Where the field is that moves by one column a frame, seen after a seek."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        container.seek(int(at_sec / stream.time_base), stream=stream)
        for frame in container.decode(stream):
            if frame.time is not None and frame.time >= at_sec - 1e-3:
                row = frame.to_ndarray(format="gray")[20]
                return int((row > 130).argmax())
    raise AssertionError(f"no frame at {at_sec}")


def test_a_finished_file_is_an_ordinary_mp4_of_all_frames_at_their_times(tmp_path: Path) -> None:
    path = tmp_path / "one.mp4"
    mp4 = _write(path)
    mp4.finish(_FIRST_US + 6_000_000)
    assert b"moof" in path.read_bytes()[:4000], "while it was written it was made of fragments"
    with av.open(str(path)) as container:
        # An index of the whole, not of one fragment.
        assert container.streams.video[0].frames == mp4.frames == 150
        assert container.duration == pytest.approx(6e6, abs=1000)
        assert container.metadata["title"] == "Panda"
    packets = _packets(path)
    assert [time for time, _ in packets] == pytest.approx([n / 30 for n in range(150)], abs=2e-4)
    assert [round(time, 2) for time, key in packets if key] == [0.0, 2.0, 4.0]
    assert mp4.duration_sec == pytest.approx(6.0, abs=1e-3)
    assert mp4.bytes == path.stat().st_size


def test_seeking_shows_the_frame_of_that_time(tmp_path: Path) -> None:
    path = tmp_path / "one.mp4"
    _write(path).finish(_FIRST_US + 5_000_000)
    for number in (3, 59, 60, 137):
        assert _bright_column(path, number / 30) == number % 56


def test_a_still_picture_once_a_second_keeps_its_time(tmp_path: Path) -> None:
    path = tmp_path / "still.mp4"
    _write(path, 5, fps=1, key_every=2).finish(_FIRST_US + 9_500_000)
    assert [time for time, _ in _packets(path)] == pytest.approx([0, 1, 2, 3, 4])
    figures = video_figures(path)
    assert figures is not None
    assert figures.duration_sec == pytest.approx(9.5, abs=1e-3)


def test_a_file_that_was_never_finished_plays_up_to_its_last_key_frame(tmp_path: Path) -> None:
    path, cut = tmp_path / "one.mp4", tmp_path / "cut.mp4"
    mp4 = _write(path)
    shutil.copy(path, cut)
    mp4.abandon()
    for left in (path, cut):
        assert len(_packets(left)) == 120
        assert _bright_column(left, 3.0) == 90 % 56
        figures = video_figures(left)
        assert figures is not None
        assert (figures.frames, figures.width, figures.height) == (120, 64, 48)


def test_a_full_disk_leaves_whole_fragments_and_a_file_that_plays(tmp_path: Path) -> None:
    path = tmp_path / "full.mp4"
    units = list(access_units(300))
    mp4 = _open(path, units[0].data, _FullDisk)
    _FullDisk.room = 5_000

    def add_all() -> None:
        for unit in units:
            mp4.add(unit.data, unit.pts_us, key=unit.key)

    with pytest.raises(OSError, match="No space left") as caught:
        add_all()
    assert caught.value.errno == errno.ENOSPC
    _FullDisk.room = 1 << 30
    mp4.abandon()
    mp4.abandon()
    assert 0 < len(_packets(path)) < 300
    assert _bright_column(path, 1.0) == 30
    assert path.stat().st_size <= 5_000


def test_a_disk_that_fills_while_the_file_is_finished_leaves_what_was_whole(
    tmp_path: Path,
) -> None:
    path = tmp_path / "full.mp4"
    units = list(access_units(130))
    mp4 = _open(path, units[0].data, _FullDisk)
    _FullDisk.room = 1 << 30
    for unit in units:
        mp4.add(unit.data, unit.pts_us, key=unit.key)
    # The last fragment fits, the index of the whole does not.
    _FullDisk.room = 700
    with pytest.raises(OSError, match="No space left"):
        mp4.finish(_FIRST_US + 5_000_000)
    mp4.abandon()
    assert len(_packets(path)) >= 120
    assert _bright_column(path, 3.5) == 105 % 56


def test_a_frame_older_than_the_one_before_follows_it_at_once(tmp_path: Path) -> None:
    path = tmp_path / "swap.mp4"
    units = list(access_units(3))
    mp4 = _open(path, units[0].data)
    for unit, pts_us in zip(units, (0, 50_000, 49_000), strict=True):
        mp4.add(unit.data, pts_us, key=unit.key)
    mp4.finish(100_000)
    times = [time for time, _ in _packets(path)]
    assert times == sorted(set(times))


def test_parameter_sets_tell_streams_apart() -> None:
    one, again = (next(access_units(1)) for _ in range(2))
    other = next(access_units(1, width=128))
    assert parameter_sets(one.data) == parameter_sets(again.data) != b""
    assert parameter_sets(one.data) != parameter_sets(other.data)


def test_there_are_no_figures_of_what_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "text.mp4"
    assert video_figures(path) is None
    path.write_text("nothing of the kind")
    assert video_figures(path) is None
