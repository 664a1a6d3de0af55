"""The command line."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from py_remote_viewer import __version__
from py_remote_viewer.config import (
    ENCODERS,
    FLAGS,
    QUALITIES,
    Place,
    Settings,
    load_settings,
)
from py_remote_viewer.errors import ConfigurationError, RemoteViewerError
from py_remote_viewer.interruption import ended_by_signals
from py_remote_viewer.log import configure_logging

__all__ = ["main"]

_EPILOG = """environment: HOST, PORT, LOG_LEVEL, FRAME_WIDTH, FRAME_HEIGHT, FRAME_RATE,
RECORDINGS, RECORDINGS_QUOTA, WHIP_URL, WHIP_TOKEN, ACCESS_TOKEN, WRITING_OPENAI_KEY,
WRITING_ANTHROPIC_KEY, WRITING_GOOGLE_KEY, WRITING_BUDGET
flags override the environment, the environment overrides the configuration file

'py_remote_viewer doctor' takes the same arguments, and says what this machine has for them and
what to do about what it lacks"""
_DOCTOR = """What this machine has for a server with these arguments, what it lacks, and what to do
about it. Ends with 1 when something essential is missing."""
_ICE_SERVERS: Place = ("network", "ice_servers")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m py_remote_viewer",
        description="MuJoCo on a headless machine, used from any browser.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_settings(parser)
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _doctor_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m py_remote_viewer doctor", description=_DOCTOR)
    _add_settings(parser)
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _add_settings(parser: argparse.ArgumentParser) -> None:
    # Values are taken as text: `config` checks those of all sources, and says what fits.
    add = parser.add_argument
    add("model", nargs="?", help="model file, or name of a built-in scene (humanoid)")
    add("--host", help="address to listen on (localhost)")
    add("--unix-socket", metavar="PATH", help="listen there, and on no port")
    add("--port", help="port to listen on; 0 takes any free one (8000)")
    add("--allow-host", action="append", metavar="NAME", help="name browsers may use; repeatable")
    add("--token", help="who comes in shows it (made up at each start); also ACCESS_TOKEN")
    add("--token-file", metavar="FILE", help="the same in a file, which no list of processes shows")
    add("--insecure", action="store_true", default=None, help="no token: all of this machine")
    add(
        "--trusted-proxy",
        action="append",
        metavar="ADDRESS",
        help="whose X-Forwarded count",
    )
    add("--identity-header", metavar="NAME", help="of that proxy: names whoever it let in")
    add("--frame-ancestor", action="append", metavar="ORIGIN", help="pages that may embed this one")
    add("--audit-log", metavar="FILE", help="who did what, one JSON object a line")
    add("--width", help="width of the picture, even, 64 to 1920 (1280)")
    add("--height", help="height of the picture, even, 64 to 1080 (720)")
    add("--fps", help="frames per second (30)")
    add("--quality", metavar="LEVEL", help=f"{', '.join(QUALITIES)} (auto)")
    add("--bitrate", metavar="BPS", help="most bits per second (4000000)")
    add("--encoder", help=f"{', '.join(ENCODERS)} (auto)")
    add("--gpu", help="index among the visible GPUs, or 'software' (the first that works)")
    add("--gl-backend", metavar="NAME", help="auto, egl or osmesa (auto)")
    add("--no-webrtc", action="store_true", default=None, help="video over TCP only")
    add("--media-address", action="append", metavar="IP", help="address WebRTC binds; repeatable")
    add("--udp-ports", metavar="FIRST-LAST", help="range of UDP ports for WebRTC (any)")
    add("--public-address", metavar="IP", help="address outside a NAT that forwards the ports")
    add("--stun", metavar="HOST:PORT", help="a STUN server (none)")
    add("--turn", metavar="URL", help="a TURN server, turn:HOST:PORT (none)")
    add("--turn-username", metavar="NAME", help="goes with --turn")
    add("--turn-credential", metavar="SECRET", help="goes with --turn")
    add("--trajectory", metavar="FILE", help="NPZ, HDF5 or MCAP to play on the model")
    add("--turn-secret", metavar="SECRET", help="instead: shared with the TURN server")
    add("--relay-only", action="store_true", default=None, help="WebRTC through TURN alone")
    add("--scene-folder", action="append", metavar="DIR", help="clients may load models from here")
    add("--sandbox", metavar="MODE", help="of what loads models: auto, required or off (auto)")
    add("--recordings", metavar="DIR", help="where recordings go (~/.local/share)")
    add("--recordings-quota", metavar="BYTES", help="what all of them may take (10000000000)")
    add("--watch", action="store_true", default=None, help="load a scene again when it is saved")
    add("--whep-viewers", metavar="N", help="other people's players, 0 for none (16)")
    add("--whep-origin", action="append", metavar="ORIGIN", help="pages that may play; repeatable")
    add("--whip-url", metavar="URL", help="a media server to send the picture to (none)")
    add("--whip-token-file", metavar="FILE", help="its token, else in WHIP_TOKEN")
    add("--control", metavar="MODE", help="who acts: one at a time, or all together (one)")
    add("--role", help="of those who come after the first: viewer, operator or admin (operator)")
    add("--max-sessions", metavar="COUNT", help="simulations at once; 1 allows no other (4)")
    add("--session-idle-minutes", metavar="MINUTES", help="until an empty one ends; 0: never (30)")
    add("--config", type=Path, metavar="FILE", help="configuration file (TOML)")
    add("--log-level", metavar="LEVEL", help="debug, info, warning or error (info)")


def _settings(arguments: argparse.Namespace) -> Settings:
    given: dict[Place, Any] = {}
    names: dict[Place, str] = {}
    for flag, place in FLAGS.items():
        if place[:2] != _ICE_SERVERS:
            given[place] = getattr(arguments, flag.removeprefix("--").replace("-", "_"))
            names[place] = flag
    if arguments.no_webrtc:
        given[FLAGS["--no-webrtc"]] = False
    servers = _ice_servers(arguments)
    if servers:
        given[_ICE_SERVERS] = list(servers.values())
        names |= {(*_ICE_SERVERS, str(number)): flag for number, flag in enumerate(servers)}
    return load_settings(given, file=arguments.config, names=names)


def _ice_servers(arguments: argparse.Namespace) -> dict[str, dict[str, str]]:
    """The servers that flags name, by the flag."""
    servers: dict[str, dict[str, str]] = {}
    if arguments.stun is not None:
        servers["--stun"] = {"urls": f"stun:{arguments.stun.removeprefix('stun:')}"}
    account = {
        "username": arguments.turn_username,
        "credential": arguments.turn_credential,
        "secret": arguments.turn_secret,
    }
    account = {key: value for key, value in account.items() if value is not None}
    if arguments.turn is not None:
        servers["--turn"] = {"urls": arguments.turn, **account}
    elif account:
        flags = " and ".join(f"--turn-{key}" for key in account)
        raise ConfigurationError(
            f"{flags} without --turn would do nothing; add --turn turn:HOST:PORT, or leave it out."
        )
    return servers


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    doctor = words[:1] == ["doctor"]
    arguments = _doctor_parser().parse_args(words[1:]) if doctor else _parser().parse_args(words)
    try:
        settings = _settings(arguments)
        if doctor:
            return _examine(settings, as_json=arguments.json)
        configure_logging(settings.log_level)
        with ended_by_signals():
            # After the settings, so that a wrong flag is told at once: this takes a second.
            from py_remote_viewer.server.launch import serve

            serve(settings)
    except RemoteViewerError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _examine(settings: Settings, *, as_json: bool) -> int:
    from py_remote_viewer.doctor import examine

    report = examine(settings)
    sys.stdout.write(report.as_json() if as_json else report.as_text())
    return 0 if report.usable else 1
