"""Scenes of the templates, built and tried in this process."""

import functools
from pathlib import Path

import mujoco

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.protocol.expectations import Check, Expectation
from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.protocol.worker import Load
from py_remote_viewer.scenes.robots import RobotCatalogue
from py_remote_viewer.scenes.words import Composed, write
from py_remote_viewer.simulation.building import Built, build_scene
from py_remote_viewer.simulation.checking import run_trial

__all__ = ["MENAGERIE", "build", "catalogue", "compose", "failed_checks", "model_of", "places_of"]

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


def model_of(prompt: str) -> mujoco.MjModel:
    """The model of a prompt whose scene passes all that is expected of it."""
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    return build(composed.mjcf).model


def places_of(prompt: str) -> dict[str, tuple[float, float, float]]:
    """Where each body of such a scene is as it begins (m)."""
    model = model_of(prompt)
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    found: dict[str, tuple[float, float, float]] = {}
    for i in range(1, model.nbody):
        x, y, z = data.xpos[i].tolist()
        found[model.body(i).name] = (x, y, z)
    return found
