"""Folders that are the user's own."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from py_remote_viewer.config.settings import RecordingSettings

__all__ = ["recordings_folder"]


def recordings_folder(
    settings: RecordingSettings, environment: Mapping[str, str] = os.environ
) -> Path:
    """Where recordings go: the folder that is set, else one among the user's data (XDG base
    directories), else, for a user without a home, a temporary one."""
    if settings.folder:
        return Path(settings.folder).absolute()
    data = environment.get("XDG_DATA_HOME", "")
    if not data.startswith("/"):
        home = environment.get("HOME", "")
        data = f"{home}/.local/share" if home.startswith("/") else tempfile.gettempdir()
    return Path(data) / "py_remote_viewer" / "recordings"
