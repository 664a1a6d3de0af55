"""Telemetry: collected for all, serialised once; only a viewer's own count is put in for each."""

import time
from collections import deque

import msgspec

from py_remote_viewer.protocol.client import FrameStamp, Status, Telemetry

__all__ = ["TelemetryBatch", "TelemetryText"]

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

    def take(self, status: Status) -> "TelemetryText":
        """The message with all stamps collected so far."""
        message = Telemetry(0, time.monotonic_ns() / 1e6, status, tuple(self._stamps))
        self._stamps.clear()
        return TelemetryText(self._encoder.encode(message).decode())


class TelemetryText:
    """A telemetry message as JSON, but for the count of frames of the viewer who gets it."""

    _HEAD = '{"type":"telemetry","sent_frames":'

    def __init__(self, text: str) -> None:
        head, _, self._rest = text.partition("0")
        assert head == self._HEAD

    def for_viewer(self, sent_frames: int) -> str:
        """The whole message."""
        return f"{self._HEAD}{sent_frames}{self._rest}"
