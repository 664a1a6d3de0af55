"""Recordings in a folder of the test."""

from pathlib import Path

import pytest

from py_remote_viewer.recording import RecordingLibrary


@pytest.fixture
def library(tmp_path: Path) -> RecordingLibrary:
    return RecordingLibrary(tmp_path / "recordings", 1_000_000_000)
