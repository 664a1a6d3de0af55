"""The folder of recordings: names, lists, room, what killed servers left, deletion."""

import errno
import re
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from py_remote_viewer.errors import CommandError, RecordingError
from py_remote_viewer.protocol.recordings import Recording
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.recording import library as module
from py_remote_viewer.recording.library import wished_id
from py_remote_viewer.recording.mp4 import Mp4File
from tests.support.video import access_units

_NOW = datetime(2026, 11, 25, 9, 30, 5, tzinfo=UTC)
_WISH = Recording("20261125-093005-panda", "Panda", "recording", _NOW.isoformat(), by="Ada")


def _saved(library: RecordingLibrary, **changes: Any) -> Recording:
    """A recording that is complete."""
    from msgspec.structs import replace

    made, file = library.create(_WISH)
    file.write(b"video")
    file.close()
    made = replace(made, state="complete", **changes)
    library.save(made)
    return made


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Franka Emika Panda", "20261125-093005-franka-emika-panda"),
        ("../../etc/passwd", "20261125-093005-etc-passwd"),
        ("Rückenschwimmer <b>", "20261125-093005-ruckenschwimmer-b"),
        ("机器人", "20261125-093005"),
        ("x" * 200, "20261125-093005-" + "x" * 40),
        ("", "20261125-093005"),
    ],
)
def test_names_of_files_hold_nothing_but_letters_and_digits(title: str, name: str) -> None:
    assert wished_id(title, _NOW) == name


def test_two_recordings_of_one_second_have_names_of_their_own(library: RecordingLibrary) -> None:
    first, second = _saved(library), _saved(library)
    assert (first.id, second.id) == (_WISH.id, f"{_WISH.id}-2")
    assert [found.id for found in library.all()] == [second.id, first.id]


def test_nothing_is_made_before_the_first_recording(library: RecordingLibrary) -> None:
    assert library.all() == []
    assert library.used_bytes() == 0
    assert library.free_bytes() > 0
    library.check_room()
    assert not library.folder.exists()


def test_a_recording_is_being_written_as_long_as_its_file_is_held(
    library: RecordingLibrary,
) -> None:
    made, file = library.create(_WISH)
    assert library.find(made.id).state == "recording"
    with pytest.raises(CommandError, match="Panda is being recorded; stop it first"):
        library.delete(made.id)
    # Another server that uses the same folder sees it as well.
    assert RecordingLibrary(library.folder, 1).find(made.id).state == "recording"
    file.close()
    assert library.find(made.id).state == "interrupted"
    library.delete(made.id)
    assert list(library.folder.iterdir()) == []


def test_what_a_killed_server_left_is_looked_through_and_kept(library: RecordingLibrary) -> None:
    made, file = library.create(_WISH)
    units = list(access_units(100))
    mp4 = Mp4File(file, units[0].data, {})
    for unit in units:
        mp4.add(unit.data, unit.pts_us, key=unit.key)
    # The end of the process closes the file, and nothing else happens to it.
    file.close()
    found = library.find(made.id)
    assert (found.state, found.frames, found.by) == ("interrupted", 60, "Ada")
    assert found.duration_sec == pytest.approx(2.0, abs=0.01)
    assert found.note == "The server ended while it was recording."
    assert library.all() == [found]
    mp4.abandon()


@pytest.mark.parametrize("text", ["", "{", '{"id": 3}', "\xff"])
def test_a_video_whose_description_is_damaged_is_listed_all_the_same(
    library: RecordingLibrary, text: str
) -> None:
    made = _saved(library)
    (library.folder / f"{made.id}.json").write_text(text)
    (found,) = library.all()
    assert (found.id, found.state) == (made.id, "interrupted")


def test_other_files_in_the_folder_are_no_recordings(library: RecordingLibrary) -> None:
    made = _saved(library)
    (library.folder / "holiday.mp4").write_text("not ours")
    assert [found.id for found in library.all()] == [made.id]
    with pytest.raises(CommandError, match="There is no recording 'holiday'"):
        library.delete("holiday")


@pytest.mark.parametrize("name", ["../secret", "20261125-093005/../x", "", "x" * 500, "a\0b"])
def test_names_that_are_none_name_nothing(library: RecordingLibrary, name: str) -> None:
    _saved(library)
    for use in (library.find, library.video, library.delete):
        with pytest.raises(CommandError, match=re.escape("/api/recordings lists them")):
            use(name)


def test_a_description_cannot_name_another_file(library: RecordingLibrary) -> None:
    made = _saved(library)
    path = library.folder / f"{made.id}.json"
    path.write_text(path.read_text().replace(made.id, "../../other"))
    assert library.find(made.id).id == made.id


def test_a_full_quota_is_refused_and_nothing_is_deleted(tmp_path: Path) -> None:
    library = RecordingLibrary(tmp_path, 100)
    made = _saved(library)
    with pytest.raises(RecordingError, match=r"take .* of the 100 bytes .* delete some, or let"):
        library.check_room()
    assert library.find(made.id).state == "complete"


def test_a_disk_that_is_nearly_full_is_refused(
    library: RecordingLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(module.shutil, "disk_usage", lambda path: usage(9, 9, 1_000_000))
    with pytest.raises(RecordingError, match="has 1 MB free, and 32 MB have to stay"):
        library.check_room()


def test_a_folder_that_cannot_be_made_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    library = RecordingLibrary(tmp_path / "file" / "recordings", 100)
    assert library.all() == []
    with pytest.raises(RecordingError, match=r"not a directory.*--recordings"):
        library.create(_WISH)


def test_on_a_full_disk_the_description_is_written_into_the_block_it_has(
    library: RecordingLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _saved(library)

    def full(path: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    _note = "The disk refused it."
    from msgspec.structs import replace

    library.save(replace(made, note=_note))
    assert library.find(made.id).note == _note
    assert sorted(path.suffix for path in library.folder.iterdir()) == [".json", ".mp4"]
