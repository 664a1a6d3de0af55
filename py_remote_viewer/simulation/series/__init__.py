"""What can be plotted of a simulation, and how it is sampled."""

from py_remote_viewer.simulation.series.sampler import SeriesSampler

__all__ = ["SeriesSampler"]
