"""The server's temporary folder, and those of servers that were killed."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from py_remote_viewer.errors import EnvironmentFailure
from py_remote_viewer.scenes.temporary import TemporaryFolder


def test_a_server_that_was_killed_leaves_nothing_for_long(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib\n"
        "from py_remote_viewer.scenes.temporary import TemporaryFolder\n"
        "folder = TemporaryFolder(pathlib.Path(sys.argv[1]))\n"
        "folder.new_folder(); print('ready', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        (stale,) = tmp_path.iterdir()
        folder = TemporaryFolder(tmp_path)
        folder.new_folder()
        assert stale.exists()
        folder.close()
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    folder = TemporaryFolder(tmp_path)
    folder.new_folder()
    assert not stale.exists()
    folder.close()


def test_what_only_looks_like_an_old_folder_is_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    link = tmp_path / "py-remote-viewer-files-link"
    link.symlink_to(elsewhere)
    begun = tmp_path / "py-remote-viewer-files-begun"
    begun.mkdir()
    held = tmp_path / "py-remote-viewer-files-held"
    held.mkdir()
    with (held / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = TemporaryFolder(tmp_path)
        folder.new_folder()
        folder.close()
    assert link.exists()
    assert begun.exists()
    assert held.exists()
    assert elsewhere.exists()
    hour = time.time() - 4000
    os.utime(begun, (hour, hour))
    folder = TemporaryFolder(tmp_path)
    folder.new_folder()
    folder.close()
    assert not begun.exists()
    assert not held.exists()


def test_a_closed_folder_is_gone_and_gives_nothing_more(tmp_path: Path) -> None:
    folder = TemporaryFolder(tmp_path)
    (folder.new_folder() / "file").write_text("x")
    folder.new_file(".npz").write_text("x")
    folder.close()
    folder.close()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EnvironmentFailure, match="ending"):
        folder.new_folder()


def test_a_disk_that_takes_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match="disk"):
        TemporaryFolder(tmp_path / "absent").new_folder()
