"""Where a setting can come from, and what it is called there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from py_remote_viewer.errors import ConfigurationError

__all__ = ["ENVIRONMENT", "FLAGS", "Place", "Sources"]

#: The way to a value in the settings, as keys of the TOML file; items of a list by number.
Place = tuple[str, ...]

FLAGS: dict[str, Place] = {
    "model": ("scenes", "initial"),
    "--host": ("server", "host"),
    "--port": ("server", "port"),
    "--unix-socket": ("server", "unix_socket"),
    "--allow-host": ("server", "allowed_hosts"),
    "--token": ("access", "token"),
    "--token-file": ("access", "token_file"),
    "--insecure": ("access", "insecure"),
    "--trusted-proxy": ("access", "trusted_proxies"),
    "--identity-header": ("access", "identity_header"),
    "--frame-ancestor": ("access", "frame_ancestors"),
    "--audit-log": ("access", "audit_log"),
    "--width": ("video", "width"),
    "--height": ("video", "height"),
    "--fps": ("video", "fps"),
    "--quality": ("video", "quality"),
    "--bitrate": ("video", "bitrate"),
    "--encoder": ("video", "encoder"),
    "--gpu": ("video", "gpu"),
    "--gl-backend": ("video", "gl_backend"),
    "--no-webrtc": ("network", "webrtc"),
    "--media-address": ("network", "media_addresses"),
    "--udp-ports": ("network", "udp_ports"),
    "--public-address": ("network", "public_address"),
    "--relay-only": ("network", "relay_only"),
    "--stun": ("network", "ice_servers", "0"),
    "--turn": ("network", "ice_servers", "1"),
    "--trajectory": ("scenes", "trajectory"),
    "--scene-folder": ("scenes", "folders"),
    "--sandbox": ("sandbox", "mode"),
    "--recordings": ("recordings", "folder"),
    "--recordings-quota": ("recordings", "quota_bytes"),
    "--watch": ("scenes", "watch"),
    "--whep-viewers": ("sharing", "whep_viewers"),
    "--whep-origin": ("sharing", "whep_origins"),
    "--whip-url": ("sharing", "whip_url"),
    "--whip-token-file": ("sharing", "whip_token_file"),
    "--control": ("people", "control"),
    "--role": ("people", "role"),
    "--max-sessions": ("sessions", "most"),
    "--session-idle-minutes": ("sessions", "idle_minutes"),
    "--log-level": ("log_level",),
}

ENVIRONMENT: dict[str, Place] = {
    "HOST": ("server", "host"),
    "PORT": ("server", "port"),
    "LOG_LEVEL": ("log_level",),
    "ACCESS_TOKEN": ("access", "token"),
    "FRAME_WIDTH": ("video", "width"),
    "FRAME_HEIGHT": ("video", "height"),
    "FRAME_RATE": ("video", "fps"),
    "WHIP_URL": ("sharing", "whip_url"),
    "WHIP_TOKEN": ("sharing", "whip_token"),
    "RECORDINGS": ("recordings", "folder"),
    "RECORDINGS_QUOTA": ("recordings", "quota_bytes"),
    # Not those that the services' own programs read: what is set for these is for these alone.
    "WRITING_OPENAI_KEY": ("writing", "openai", "key"),
    "WRITING_ANTHROPIC_KEY": ("writing", "anthropic", "key"),
    "WRITING_GOOGLE_KEY": ("writing", "google", "key"),
    "WRITING_BUDGET": ("writing", "budget_tokens_per_day"),
}

_LISTS_OF_TABLES = (("network", "ice_servers"), ("writing", "servers"))


class Sources:
    """The values of all sources in one tree, and what each is called where it came from."""

    def __init__(self, tree: dict[str, Any], file: Path | None) -> None:
        self.tree = tree
        self._file = file
        self._names: dict[Place, str] = {}

    def put(self, place: Place, value: Any, names: Mapping[Place, str]) -> None:
        """Set a value over those of weaker sources; `names` says what it is called, and what is
        in it."""
        branch = self.tree
        for key in place[:-1]:
            inner: object = branch.setdefault(key, {})
            if not isinstance(inner, dict):
                raise ConfigurationError(
                    f"{self.name_of((key,))} is no table; write `name = value` for each value "
                    "below its head."
                )
            branch = cast(dict[str, Any], inner)
        branch[place[-1]] = value
        depth = len(place)
        self._names |= {inner: name for inner, name in names.items() if inner[:depth] == place}

    def name_of(self, place: Place) -> str:
        """What a person calls this place: the flag, the variable, or the key and its file."""
        for length in range(len(place), 0, -1):
            if place[:length] in self._names:
                return self._names[place[:length]]
        if not place:
            return f"The configuration file {self._file}"
        return _key(place) + (f" in {self._file}" if self._file is not None else "")


def flag_names(flags: Mapping[str, Place] = FLAGS) -> dict[Place, str]:
    """The flag that sets each place."""
    return {place: flag for flag, place in flags.items()}


def _key(place: Place) -> str:
    """As in TOML: `[video] width`, `[[network.ice_servers]] urls`, `log_level`."""
    keys = [part for part in place if not part.isdecimal()]
    if place[:2] in _LISTS_OF_TABLES and len(place) > 2:
        return " ".join([f"[[{'.'.join(place[:2])}]]", *keys[2:]])
    if place == ("log_level",):
        return "log_level"
    if place[:1] == ("writing",) and len(keys) > 2:
        return " ".join([f"[{'.'.join(keys[:2])}]", *keys[2:]])
    return " ".join([f"[{keys[0]}]", *keys[1:]])
