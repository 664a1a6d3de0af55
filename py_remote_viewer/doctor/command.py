"""The command: examines everything and says it."""

import argparse
import os
import sys
from collections.abc import Sequence

from py_remote_viewer.config import Settings, load_settings
from py_remote_viewer.doctor import machine
from py_remote_viewer.doctor.report import Finding, Report, guarded
from py_remote_viewer.errors import ConfigurationError

__all__ = ["examine", "main"]


def examine(settings: Settings) -> Report:
    """Look at everything that a server with these settings would use; never raises."""
    findings = [
        *guarded("versions", machine.versions),
        *guarded("processor", machine.processor),
        *guarded("memory", machine.memory),
        *guarded("picture", lambda: _picture(settings)),
        *guarded("page", machine.page),
        *guarded("port", lambda: machine.port(settings)),
        *guarded("addresses", lambda: machine.addresses(settings)),
    ]
    return Report.of(findings)


def _picture(settings: Settings) -> list[Finding]:
    # Before mujoco is imported, as in a worker: it shall not choose a GL binding by itself.
    os.environ["MUJOCO_GL"] = "disable"
    from py_remote_viewer.doctor import video

    encoders, probe = video.encoder(settings.video)
    return [*guarded("GL device", lambda: video.rendering(settings.video, probe)), *encoders]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m py_remote_viewer doctor",
        description="What this machine has, what it lacks, and what to do about it. Ends with 1 "
        "when something essential is missing.",
    )
    parser.add_argument("--port", type=int, help="port that the server shall have (8000)")
    parser.add_argument("--gpu", help="index among the visible GPUs, or 'software'")
    parser.add_argument("--gl-backend", choices=["auto", "egl", "osmesa"], help="GL backend (auto)")
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the product is usable here, 1 when not, 2 for a wrong argument."""
    arguments = _parser().parse_args(argv)
    try:
        settings = load_settings(
            {
                ("server", "port"): arguments.port,
                ("video", "gpu"): arguments.gpu,
                ("video", "gl_backend"): arguments.gl_backend,
            }
        )
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    report = examine(settings)
    sys.stdout.write(report.as_json() if arguments.json else report.as_text())
    return 0 if report.usable else 1
