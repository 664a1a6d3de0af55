"""Settings: frozen values from flags, environment variables and a TOML file, in that order.

The only module that reads the environment for settings.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import msgspec

from py_remote_viewer.errors import ConfigurationError

__all__ = [
    "IceServerSettings",
    "LimitSettings",
    "NetworkSettings",
    "SceneSettings",
    "ServerSettings",
    "Settings",
    "VideoSettings",
    "load_settings",
]


class ServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the server listens, and the names besides its own by which browsers may address it
    (`*` is any)."""

    host: str = "localhost"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8000
    allowed_hosts: tuple[str, ...] = ()


class VideoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The picture: pixels (even), frames per second, quality level, bits per second, devices."""

    width: Annotated[int, msgspec.Meta(ge=64, le=1920, multiple_of=2)] = 1280
    height: Annotated[int, msgspec.Meta(ge=64, le=1080, multiple_of=2)] = 720
    fps: Annotated[int, msgspec.Meta(ge=1, le=120)] = 30
    quality: str = "auto"
    bitrate: Annotated[int, msgspec.Meta(ge=100_000, le=50_000_000)] = 4_000_000
    encoder: str = "auto"
    gpu: str | None = None
    gl_backend: Literal["auto", "egl", "osmesa"] = "auto"


class IceServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A STUN or TURN server; the credential never shows in `repr`."""

    urls: str
    username: str | None = None
    credential: str | None = None

    def __repr__(self) -> str:
        secret = None if self.credential is None else "***"
        return f"IceServerSettings({self.urls!r}, {self.username!r}, {secret!r})"


class NetworkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How media travels.

    `media_addresses` are the local addresses that WebRTC binds (none: loopback when the server
    listens on loopback only, else every address of the machine); `udp_ports` is "first-last";
    `public_address` is told to browsers beside the local ones, for a NAT that forwards the ports.
    """

    webrtc: bool = True
    media_addresses: tuple[str, ...] = ()
    udp_ports: str | None = None
    public_address: str | None = None
    ice_servers: tuple[IceServerSettings, ...] = ()

    def port_range(self) -> tuple[int, int] | None:
        """The first and last UDP port for media, or None for any."""
        if self.udp_ports is None:
            return None
        first, _, last = self.udp_ports.partition("-")
        if first.isdecimal() and last.isdecimal() and 0 < int(first) <= int(last) <= 65535:
            return int(first), int(last)
        raise ConfigurationError(
            f"udp_ports is {self.udp_ports!r}; write it as first-last within 1-65535, for "
            "example 40000-40100."
        )


class SceneSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is shown first (a built-in scene's name or a model file) and which folders a client
    may load models from."""

    initial: str = "humanoid"
    folders: tuple[str, ...] = ()


class LimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds on what clients may use."""

    viewers: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 64
    model_bytes: Annotated[int, msgspec.Meta(ge=1)] = 10_000_000


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings."""

    server: ServerSettings = ServerSettings()
    video: VideoSettings = VideoSettings()
    network: NetworkSettings = NetworkSettings()
    scenes: SceneSettings = SceneSettings()
    limits: LimitSettings = LimitSettings()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


#: Environment variable, and the place in the settings that it sets.
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "HOST": ("server", "host"),
    "PORT": ("server", "port"),
    "LOG_LEVEL": ("log_level",),
    "FRAME_WIDTH": ("video", "width"),
    "FRAME_HEIGHT": ("video", "height"),
    "FRAME_RATE": ("video", "fps"),
}


def load_settings(
    flags: Mapping[tuple[str, ...], Any],
    *,
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Merge file, environment and flags; a flag that is None was not given.

    Raises ConfigurationError that names the place and what is allowed there.
    """
    tree: dict[str, Any] = _read_file(file) if file is not None else {}
    for name, place in ENVIRONMENT.items():
        if environment.get(name, ""):
            value = environment[name]
            _put(tree, place, value.upper() if name == "LOG_LEVEL" else value)
    for place, value in flags.items():
        if value is not None:
            _put(tree, place, value)
    try:
        settings = msgspec.convert(tree, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigurationError(
            f"The settings do not fit: {error}. See 'python -m py_remote_viewer --help'."
        ) from error
    settings.network.port_range()
    return settings


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"The configuration file {path} cannot be read: {error.strerror}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The configuration file {path} is not TOML: {error}.") from error


def _put(tree: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    for key in place[:-1]:
        branch: object = tree.setdefault(key, {})
        if not isinstance(branch, dict):
            raise ConfigurationError(f"The configuration file has a value where [{key}] should be.")
        tree = cast(dict[str, Any], branch)
    tree[place[-1]] = value
