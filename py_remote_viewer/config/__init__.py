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
    WritingProviderSettings,
    WritingServerSettings,
    WritingSettings,
)
from py_remote_viewer.config.sources import ENVIRONMENT, FLAGS, Place
from py_remote_viewer.config.turn import turn_account
from py_remote_viewer.config.writing import KEY_FORM, is_key, operator_key

__all__ = [
    "ENCODERS",
    "ENVIRONMENT",
    "FLAGS",
    "KEY_FORM",
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
    "WritingProviderSettings",
    "WritingServerSettings",
    "WritingSettings",
    "access_token",
    "is_key",
    "is_loopback",
    "load_settings",
    "operator_key",
    "recordings_folder",
    "turn_account",
]
