"""Models that people send: unpacked within bounds, kept while they are used, and no longer."""

import io
import os
import stat
import struct
import threading
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from py_remote_viewer.errors import SceneError
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.scenes.unpacking import UnpackLimits
from py_remote_viewer.scenes.uploads import Upload, UploadStore
from tests.support.models import MESH_MODEL, stl_pyramid, zip_of

_STL = stl_pyramid()
_GOOD: dict[str, str | bytes] = {
    "robot/main.xml": MESH_MODEL,
    "robot/meshes/pyramid.stl": _STL,
}


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def store(tmp_path: Path, clock: _Clock) -> Iterator[UploadStore]:
    folder = TemporaryFolder(tmp_path)
    yield UploadStore(UnpackLimits(50, 1_000_000), 3_000_000, folder, clock=clock)
    folder.close()
    assert list(tmp_path.iterdir()) == []


def _send(store: UploadStore, *files: tuple[str, bytes | str]) -> Upload:
    receiver = store.receive()
    try:
        for name, data in files:
            receiver.open(name)
            receiver.write(data.encode() if isinstance(data, str) else data)
            receiver.close()
        return receiver.finish()
    finally:
        receiver.abandon()


def _left(tmp_path: Path) -> list[str]:
    return [str(path) for path in tmp_path.rglob("*") if path.is_file() and path.name != "lock"]


def test_a_zip_is_unpacked_and_its_model_found(store: UploadStore) -> None:
    upload = _send(store, ("robot.zip", zip_of(_GOOD)))
    assert upload.candidates == ("robot/main.xml",)
    assert upload.name == "robot.zip"
    assert (upload.folder / "robot/meshes/pyramid.stl").read_bytes() == _STL
    assert not list(upload.folder.parent.glob("*.zip"))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in upload.folder.rglob("*.*")}
    assert modes == {0o600}


def test_a_folder_comes_file_by_file(store: UploadStore) -> None:
    upload = _send(store, *_GOOD.items())
    assert (upload.name, upload.candidates) == ("robot", ("robot/main.xml",))


def test_what_others_include_is_no_candidate_and_a_scene_comes_first(store: UploadStore) -> None:
    upload = _send(
        store,
        ("m/arm.xml", "<mujoco/>"),
        ("m/parts/hand.xml", "<mujoco/>"),
        ("m/other.xml", '<mujoco><asset><model name="a" file="parts/hand.xml"/></asset></mujoco>'),
        ("m/scene.xml", '<mujoco><include file="arm.xml"/></mujoco>'),
        ("m/package.xml", "<package/>"),
        ("m/arm.urdf", "<robot name='a'/>"),
    )
    assert upload.candidates == ("m/scene.xml", "m/arm.urdf", "m/other.xml")


def test_litter_of_other_systems_is_left_out(store: UploadStore) -> None:
    files = {**_GOOD, "__MACOSX/robot/._main.xml": "x", "robot/.DS_Store": "x"}
    upload = _send(store, ("robot.zip", zip_of(files)))
    assert len([path for path in upload.folder.rglob("*") if path.is_file()]) == 2


def _with_mode(mode: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo("robot/evil")
        entry.external_attr = mode << 16
        archive.writestr(entry, "/etc/passwd")
    return made.getvalue()


def _encrypted() -> bytes:
    data = bytearray(zip_of({"secret.xml": "<mujoco/>"}))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def _damaged() -> bytes:
    data = bytearray(zip_of({"robot/noise.bin": os.urandom(500)}))
    data[100] ^= 255
    return bytes(data)


def _twice(first: str, second: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(first, "1")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr(second, "2")
    return made.getvalue()


def _strange_method() -> bytes:
    data = bytearray(zip_of({"strange.xml": "<mujoco/>"}))
    data[8:10] = data[data.index(b"PK\1\2") + 10 : data.index(b"PK\1\2") + 12] = b"\x63\0"
    return bytes(data)


def _long_list(zip64: bool) -> bytes:
    if not zip64:
        return b"PK\3\4" + b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 9, 9, 90_000_000, 0, 0)
    return (
        b"PK\3\4PK\6\6"
        + struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, 1, 1, 90_000_000, 0)
        + b"PK\6\7"
        + struct.pack("<IQI", 0, 4, 1)
        + b"PK\5\6"
        + struct.pack("<4H2IH", 0, 0, 1, 1, 10, 0, 0)
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zip_of({"../evil.xml": "x"}), r"'../evil.xml' in robot.zip leads out"),
        (zip_of({"a/../../evil.xml": "x"}), r"leads out of the folder"),
        (zip_of({"..\\evil.xml": "x"}), r"leads out of the folder"),
        (zip_of({"/etc/evil": "x"}), r"'/etc/evil' in robot.zip has an absolute path"),
        (zip_of({"C:\\evil": "x"}), r"absolute path"),
        (zip_of({"a" * 300: "x"}), r"too long a path"),
        (zip_of({"a/" * 60 + "b": "x"}), r"too long a path"),
        (zip_of({"a\nb.xml": "x"}), r"control character"),
        (_with_mode(stat.S_IFLNK | 0o777), r"'robot/evil' in robot.zip is a link"),
        (_with_mode(stat.S_IFCHR | 0o666), r"'robot/evil' in robot.zip is no file but a device"),
        (_with_mode(stat.S_IFIFO | 0o666), r"pipe"),
        (_encrypted(), r"'secret.xml' in robot.zip is encrypted"),
        (_damaged(), r"'robot/noise.bin' in robot.zip cannot be unpacked"),
        (_strange_method(), r"'strange.xml' in robot.zip cannot be unpacked"),
        (_twice("a.xml", "a.xml"), r"'a.xml' in robot.zip is there twice"),
        (_twice("a", "a/b"), r"is there twice"),
        (_twice("a/b", "a"), r"is there twice"),
        (_twice("a.xml", "./a.xml"), r"is there twice"),
        (zip_of({f"{i}.txt": "x" for i in range(60)}), r"one file too many; 50 can be sent"),
        (_long_list(False), r"lists too many files"),
        (_long_list(True), r"lists too many files"),
        (zip_of(_GOOD)[:-30], r"no zip archive, or"),
        (b"", r"no zip archive"),
        (b"PK\3\4", r"no zip archive"),
        (zip_of({"notes.txt": "x"}), r"no model among the files"),
        (zip_of({"arm.xacro": "<robot/>"}), r"xacro"),
        (zip_of({"a.mjb": "x"}), r"mjb"),
        (zip_of({"package.xml": "<package/>"}), r"package.xml begins with <package>"),
    ],
)
def test_what_may_not_be_in_a_zip_is_named_and_nothing_stays(
    store: UploadStore, tmp_path: Path, data: bytes, words: str
) -> None:
    with pytest.raises(SceneError, match=words):
        _send(store, ("robot.zip", data))
    assert _left(tmp_path) == []
    # Nor does it take room from the next.
    assert _send(store, ("robot.zip", zip_of(_GOOD))).candidates


@pytest.mark.parametrize("honest", [True, False])
def test_a_bomb_is_stopped_while_it_unpacks_whatever_its_header_says(
    store: UploadStore, tmp_path: Path, honest: bool
) -> None:
    data = bytearray(zip_of({"robot/bomb.stl": bytes(20_000_000)}))
    assert len(data) < 100_000
    if not honest:
        # The sizes after unpacking, in both of its headers.
        struct.pack_into("<I", data, 22, 1000)
        struct.pack_into("<I", data, data.index(b"PK\1\2") + 24, 4_000_000_000)
    with pytest.raises(SceneError, match=r"'robot/bomb.stl' in robot.zip.*1000000 bytes"):
        _send(store, ("robot.zip", bytes(data)))
    assert _left(tmp_path) == []


@pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "a/../../b", "", ".", "a\0b"])
def test_names_of_single_files_are_as_careful(store: UploadStore, name: str) -> None:
    with pytest.raises(SceneError):
        _send(store, (name, "<mujoco/>"))


def test_uploads_are_bounded_in_total_and_those_that_wait_make_room(
    store: UploadStore, tmp_path: Path
) -> None:
    big = ("big.xml", "<mujoco/>" + " " * 900_000)
    shown, waiting = _send(store, big), _send(store, big)
    store.in_use([shown.id])
    _send(store, big)
    # The one that nobody uses went for it.
    _send(store, big)
    with pytest.raises(SceneError, match="no upload"):
        store.find(waiting.id)
    assert store.find(shown.id) is shown
    store.in_use([upload.id for upload in store._uploads.values()])
    with pytest.raises(SceneError, match="no room for the model"):
        _send(store, big)
    assert len(_left(tmp_path)) == 3


def test_what_is_shown_stays_and_what_was_shown_goes(
    store: UploadStore, tmp_path: Path, clock: _Clock
) -> None:
    first, second = _send(store, *_GOOD.items()), _send(store, *_GOOD.items())
    store.in_use([first.id])
    clock.now += 5000.0
    store.sweep()
    assert store.find(first.id).folder.is_dir()
    assert not second.folder.exists()
    store.in_use([])
    clock.now += 700.0
    assert store.has_unused
    store.sweep()
    assert not first.folder.exists()
    assert not store.has_unused


def test_many_threads_upload_at_once(store: UploadStore) -> None:
    found: list[Upload] = []
    threads = [
        threading.Thread(target=lambda: found.append(_send(store, ("r.zip", zip_of(_GOOD)))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({upload.folder for upload in found}) == 8
