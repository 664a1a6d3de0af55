"""Tries a scene that nobody is shown: builds it, lets it run, checks it, takes its picture."""

import logging
from collections.abc import Callable
from pathlib import Path

import mujoco

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import RemoteViewerError, SceneError
from py_remote_viewer.protocol.expectations import Check
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.protocol.worker import Tried, Try, TryBegun
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.portrait import draw_portrait
from py_remote_viewer.simulation.building import Built, build_scene
from py_remote_viewer.simulation.checking import run_trial
from py_remote_viewer.simulation.loading import has_broken_mujoco, initial_state, try_model
from py_remote_viewer.worker.limits import limited
from py_remote_viewer.worker.render_loop import RenderLoop

__all__ = ["scene_problem", "try_scene"]

#: A model that cannot be tried within a moment does not come to its trial.
_FIRST_STEPS_SEC = 0.05

_log = logging.getLogger(__name__)


def try_scene(
    message: Try, limits: ModelSettings, render: RenderLoop, send: Callable[[TryBegun], None]
) -> Tried:
    """Do what the message says; whatever is wrong with the scene is told in the answer."""
    try:
        with limited(limits):
            built = build_scene(message.load, limits, with_text=bool(message.text))
            # Raises where it cannot be simulated at all; that it diverges, its checks say.
            try_model(built.model, _FIRST_STEPS_SEC)
            send(TryBegun(message.id))
            checks: tuple[Check, ...] = ()
            if message.run:
                before = None if message.before is None else build_scene(message.before, limits)
                checks = run_trial(
                    built.model, message.expectations, robots=built.robots,
                    before=before.model if before is not None else None,
                )  # fmt: skip
    except SceneError as error:
        return Tried(message.id, scene_problem(error), spent=has_broken_mujoco(error))
    if message.text:
        Path(message.text).write_text(built.text, encoding="utf-8")
    if message.picture:
        _draw(built, Path(message.picture), render)
    return Tried(message.id, checks=checks)


def scene_problem(error: SceneError) -> Problem:
    """What is told of a scene that could not be built."""
    return Problem(
        title="The scene could not be loaded",
        detail=str(error),
        status=422,
        code="scene_failed",
        line=error.line,
        column=error.column,
        file=error.file,
    )


def _draw(built: Built, path: Path, render: RenderLoop) -> None:
    def draw(gl: GlDevice) -> bytes:
        return draw_portrait(built.model, initial_state(built.model), gl)

    try:
        path.write_bytes(render.ask_idle(draw))
    except (RemoteViewerError, mujoco.FatalError) as error:
        # The scene is none the worse for it.
        _log.warning("no picture of a scene that was tried: %s", error)
