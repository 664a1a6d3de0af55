"""Scenes of the templates, built and tried in this process."""

import functools
from pathlib import Path

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.protocol.expectations import Check, Expectation
from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.protocol.worker import Load
from py_remote_viewer.scenes.robots import RobotCatalogue
from py_remote_viewer.scenes.words import Composed, write
from py_remote_viewer.simulation.building import Built, build_scene
from py_remote_viewer.simulation.checking import run_trial

__all__ = ["MENAGERIE", "build", "catalogue", "compose", "failed_checks"]

MENAGERIE = Path(__file__).resolve().parents[3] / "shared" / "menagerie"


@functools.cache
def catalogue() -> RobotCatalogue:
    """The package's own robots, and those of the menagerie where it is there."""
    return RobotCatalogue([MENAGERIE] if MENAGERIE.is_dir() else [])


def compose(prompt: str) -> Composed:
    """The scene of a prompt; raises WritingError."""
    return write(prompt, catalogue().entries)


def build(mjcf: str) -> Built:
    """Compile MJCF with its robots, under the usual limits."""
    robots = catalogue().used_in([mjcf.encode()])
    return build_scene(Load(1, XmlScene(mjcf), "", robots=robots), ModelSettings())


def failed_checks(
    mjcf: str, expectations: tuple[Expectation, ...] | list[Expectation]
) -> list[Check]:
    """What of it is not as it should be."""
    built = build(mjcf)
    checks = run_trial(built.model, tuple(expectations), robots=built.robots)
    return [check for check in checks if not check.passed]
