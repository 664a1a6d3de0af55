"""Examines everything that a server with some settings would use."""

import os

from py_remote_viewer.config import Settings
from py_remote_viewer.doctor import machine
from py_remote_viewer.doctor.report import Finding, Report, guarded

__all__ = ["examine"]


def examine(settings: Settings) -> Report:
    """Look at everything that a server with these settings would use; never raises."""
    findings = [
        *guarded("versions", machine.versions),
        *guarded("processor", machine.processor),
        *guarded("memory", machine.memory),
        *guarded("sandbox", lambda: machine.sandbox(settings)),
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
    return [*guarded("GL device", lambda: video.rendering(settings, probe)), *encoders]
