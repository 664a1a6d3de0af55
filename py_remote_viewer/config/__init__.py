"""Settings: frozen values from flags, environment variables and a TOML file, in that order.

The only package that reads the environment for settings.
"""

from py_remote_viewer.config.access import access_token, is_loopback
from py_remote_viewer.config.folders import recordings_folder
from py_remote_viewer.config.load import load_settings
from py_remote_viewer.config.settings import (
    ENCODERS,
    QUALITIES,
    AccessSettings,
    IceServerSettings,
    LimitSettings,
    ModelSettings,
    NetworkSettings,
    PeopleSettings,
    RecordingSettings,
    SandboxSettings,
    SceneSettings,
    ServerSettings,
    SessionsSettings,
    Settings,
    SharingSettings,
    VideoSettings,
)
from py_remote_viewer.config.sources import ENVIRONMENT, FLAGS, Place
from py_remote_viewer.config.turn import turn_account

__all__ = [
    "ENCODERS",
    "ENVIRONMENT",
    "FLAGS",
    "QUALITIES",
    "AccessSettings",
    "IceServerSettings",
    "LimitSettings",
    "ModelSettings",
    "NetworkSettings",
    "PeopleSettings",
    "Place",
    "RecordingSettings",
    "SandboxSettings",
    "SceneSettings",
    "ServerSettings",
    "SessionsSettings",
    "Settings",
    "SharingSettings",
    "VideoSettings",
    "access_token",
    "is_loopback",
    "load_settings",
    "recordings_folder",
    "turn_account",
]
