"""From what shall be loaded to the source that is shown."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import mujoco

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import TrajectoryDescription
from py_remote_viewer.protocol.worker import Load, TrajectoryFile
from py_remote_viewer.simulation.physics import PhysicsSource
from py_remote_viewer.simulation.source import SourceEvents
from py_remote_viewer.simulation.trajectory import Trajectory, TrajectorySource, read_trajectory

__all__ = ["make_source"]


def make_source(
    message: Load, model: mujoco.MjModel, events: SourceEvents, warning: str | None
) -> tuple[PhysicsSource | TrajectorySource, TrajectoryDescription | None]:
    """The source that a load asks for: physics, paused where there is a `warning` about it, or
    trajectories, described. Raises SceneError where one does not fit the model."""
    if not message.trajectories:
        physics = PhysicsSource(
            model,
            generation=message.generation,
            events=events,
            running=message.running and warning is None,
            speed=message.speed,
        )
        return physics, None
    first, *others = (_read(file, model) for file in message.trajectories)
    source = TrajectorySource(
        model,
        first,
        others[0] if others else None,
        generation=message.generation,
        events=events,
        running=message.running,
        speed=message.speed,
    )
    return source, _described(message.trajectories, [first, *others])


def _read(file: TrajectoryFile, model: mujoco.MjModel) -> Trajectory:
    try:
        return read_trajectory(Path(file.path), model)
    except SceneError as error:
        raise SceneError(f"{file.name}: {error}") from error


def _described(
    files: Sequence[TrajectoryFile], trajectories: Sequence[Trajectory]
) -> TrajectoryDescription:
    described = TrajectoryDescription(files[0].name, trajectories[0].rows, trajectories[0].seconds)
    if len(files) == 1:
        return described
    return msgspec.structs.replace(
        described,
        compared=files[1].name,
        compared_rows=trajectories[1].rows,
        compared_seconds=trajectories[1].seconds,
    )
