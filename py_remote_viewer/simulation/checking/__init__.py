"""The trial run of a scene that was asked for, and the checks of what it has to be."""

from py_remote_viewer.simulation.checking.run import run_trial

__all__ = ["run_trial"]
