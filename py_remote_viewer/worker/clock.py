"""The one clock of all stamps."""

import time

__all__ = ["monotonic_ms"]


def monotonic_ms() -> float:
    """CLOCK_MONOTONIC in milliseconds: comparable between processes of one machine."""
    return time.monotonic_ns() / 1e6
