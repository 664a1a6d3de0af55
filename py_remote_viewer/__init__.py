"""MuJoCo on a headless machine, used from any browser."""

__version__ = "0.1.0"

__all__ = ["__version__"]
