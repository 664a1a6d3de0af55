"""The command line."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from py_remote_viewer import __version__
from py_remote_viewer.config import Settings, load_settings
from py_remote_viewer.errors import RemoteViewerError
from py_remote_viewer.log import configure_logging

__all__ = ["main"]

_EPILOG = """environment: HOST, PORT, LOG_LEVEL, FRAME_WIDTH, FRAME_HEIGHT, FRAME_RATE
flags override the environment, the environment overrides the configuration file

'py_remote_viewer doctor' says what this machine has and what to do about what it lacks"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m py_remote_viewer",
        description="MuJoCo on a headless machine, used from any browser.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("model", nargs="?", help="model file, or name of a built-in scene (humanoid)")
    add("--host", help="address to listen on (localhost)")
    add("--port", type=int, help="port to listen on; 0 takes any free one (8000)")
    add("--allow-host", action="append", metavar="NAME", help="name browsers may use; repeatable")
    add("--width", type=int, help="width of the picture, even, up to 1920 (1280)")
    add("--height", type=int, help="height of the picture, even, up to 1080 (720)")
    add("--fps", type=int, help="frames per second (30)")
    add("--quality", help="'auto' or a quality level to pin, e.g. full, no-shadows (auto)")
    add("--bitrate", type=int, metavar="BPS", help="most bits per second (4000000)")
    add("--encoder", help="auto, h264_nvenc, h264_qsv, h264_amf or libx264 (auto)")
    add("--gpu", help="index among the visible GPUs, or 'software' (the first that works)")
    add("--gl-backend", choices=["auto", "egl", "osmesa"], help="GL backend (auto)")
    add("--no-webrtc", action="store_true", default=None, help="video over TCP only")
    add("--media-address", action="append", metavar="IP", help="address WebRTC binds; repeatable")
    add("--udp-ports", metavar="FIRST-LAST", help="range of UDP ports for WebRTC (any)")
    add("--public-address", metavar="IP", help="address outside a NAT that forwards the ports")
    add("--stun", metavar="HOST:PORT", help="a STUN server (none)")
    add("--turn", metavar="URL", help="a TURN server, turn:host:port (none)")
    add("--turn-username", metavar="NAME")
    add("--turn-credential", metavar="SECRET")
    add("--scene-folder", action="append", metavar="DIR", help="clients may load models from here")
    add("--config", type=Path, metavar="FILE", help="configuration file (TOML)")
    add("--log-level", type=str.upper, choices=["DEBUG", "INFO", "WARNING", "ERROR"])
    add("--version", action="version", version=__version__)
    return parser


def _settings(arguments: argparse.Namespace) -> Settings:
    given: dict[tuple[str, ...], Any] = {
        ("server", "host"): arguments.host,
        ("server", "port"): arguments.port,
        ("server", "allowed_hosts"): arguments.allow_host,
        ("video", "width"): arguments.width,
        ("video", "height"): arguments.height,
        ("video", "fps"): arguments.fps,
        ("video", "quality"): arguments.quality,
        ("video", "bitrate"): arguments.bitrate,
        ("video", "encoder"): arguments.encoder,
        ("video", "gpu"): arguments.gpu,
        ("video", "gl_backend"): arguments.gl_backend,
        ("network", "webrtc"): False if arguments.no_webrtc else None,
        ("network", "media_addresses"): arguments.media_address,
        ("network", "udp_ports"): arguments.udp_ports,
        ("network", "public_address"): arguments.public_address,
        ("network", "ice_servers"): _ice_servers(arguments),
        ("scenes", "initial"): arguments.model,
        ("scenes", "folders"): arguments.scene_folder,
        ("log_level",): arguments.log_level,
    }
    return load_settings(given, file=arguments.config)


def _ice_servers(arguments: argparse.Namespace) -> list[dict[str, str]] | None:
    servers: list[dict[str, str]] = []
    if arguments.stun:
        servers.append({"urls": f"stun:{arguments.stun.removeprefix('stun:')}"})
    if arguments.turn:
        server = {"urls": arguments.turn}
        if arguments.turn_username:
            server["username"] = arguments.turn_username
        if arguments.turn_credential:
            server["credential"] = arguments.turn_credential
        servers.append(server)
    return servers or None


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["doctor"]:
        from py_remote_viewer.doctor import main as doctor

        return doctor(words[1:])
    arguments = _parser().parse_args(words)
    try:
        settings = _settings(arguments)
        configure_logging(settings.log_level)
        # After the settings, so that a wrong flag is told at once: the web stack takes a second.
        from py_remote_viewer.server import serve

        serve(settings)
    except RemoteViewerError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
