"""States over time that were recorded elsewhere: read, checked against a model, shown."""

from py_remote_viewer.simulation.trajectory.reading import read_trajectory
from py_remote_viewer.simulation.trajectory.source import TrajectorySource
from py_remote_viewer.simulation.trajectory.states import Trajectory, trajectory_of

__all__ = ["Trajectory", "TrajectorySource", "read_trajectory", "trajectory_of"]
