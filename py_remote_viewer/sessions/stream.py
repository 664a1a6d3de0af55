"""What a worker makes, on its way to all who watch."""

import time

from py_remote_viewer.protocol.client import Status, TilesChanged, VideoConfiguration
from py_remote_viewer.protocol.view import Tile
from py_remote_viewer.protocol.worker import EncodedFrame
from py_remote_viewer.sessions.frames import MediaFrame
from py_remote_viewer.sessions.people import People
from py_remote_viewer.sessions.stages import StageTimes
from py_remote_viewer.sessions.telemetry import TelemetryBatch

__all__ = ["Stream"]


class Stream:
    """Numbers the frames, sends them to all, and tells what becomes of them."""

    def __init__(self, people: People, fps: int) -> None:
        self._people = people
        self._fps = fps
        self._telemetry = TelemetryBatch()
        self.stages = StageTimes()
        self.frames = 0
        self.tiles: tuple[Tile, ...] = ()

    def frame(self, frame: EncodedFrame, *, first: bool) -> None:
        """Send a frame to everybody; the first of a worker begins another stream."""
        fanout = self._people.fanout
        if first:
            fanout.stream_changed()
        self._people.show_video(
            VideoConfiguration(frame.codec_string, frame.width, frame.height, self._fps)
        )
        self.frames += 1
        media = MediaFrame(self.frames, frame)
        fanout.push(media)
        sent_ms = time.monotonic_ns() / 1e6
        self.stages.frame(frame, sent_ms)
        self._telemetry.add(media.stamp(sent_ms))

    def status(self, status: Status) -> None:
        """Send the newest status and the stamps since the last one."""
        telemetry = self._telemetry.take(status)
        for person in list(self._people.here.values()):
            person.send_telemetry(telemetry.for_viewer(person.frames_sent))

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Tell everybody what stands in the picture, when it changes."""
        if tiles != self.tiles:
            self.tiles = tiles
            self._people.broadcast(TilesChanged(tiles))
