"""Telemetry: collected for all, serialised once."""

import time
from collections import deque

import msgspec

from py_remote_viewer.protocol.client import FrameStamp, Status, Telemetry

__all__ = ["TelemetryBatch"]

#: Two seconds at 60 frames a second; more only gathers while no status comes.
_MAX_STAMPS = 120


class TelemetryBatch:
    """The stamps since the last message; belongs to the event loop."""

    def __init__(self) -> None:
        self._stamps: deque[FrameStamp] = deque(maxlen=_MAX_STAMPS)
        self._encoder = msgspec.json.Encoder()

    def add(self, stamp: FrameStamp) -> None:
        """Collect a stamp; the oldest goes when there are too many."""
        self._stamps.append(stamp)

    def take(self, sent_frames: int, status: Status) -> str:
        """The message as JSON text, with all stamps collected so far."""
        message = Telemetry(time.monotonic_ns() / 1e6, sent_frames, status, tuple(self._stamps))
        self._stamps.clear()
        return self._encoder.encode(message).decode()
