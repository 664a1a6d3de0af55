"""The frames of a session on their way to the people, and what they are told of them."""

from py_remote_viewer.protocol.client import Status, TilesChanged
from py_remote_viewer.protocol.view import Tile
from py_remote_viewer.protocol.worker import EncodedFrame, Heartbeat
from py_remote_viewer.sessions.people import People
from py_remote_viewer.sessions.stages import StageTimes
from py_remote_viewer.sessions.telemetry import TelemetryText

__all__ = ["Stream"]


class Stream:
    """Sends each frame to those who watch it, and tells them what becomes of it and how the
    simulation is. Belongs to the event loop."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._views = people.views
        self.stages = StageTimes()
        self._tiles: dict[int, tuple[Tile, ...]] = {}

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What stands in the shared picture, as everybody was told."""
        return self._tiles.get(self._views.shared.number, ())

    def frame(self, frame: EncodedFrame) -> None:
        """Send a frame to all who watch it."""
        sent_ms = self._views.frame(frame)
        if sent_ms is not None:
            self.stages.frame(frame, sent_ms)

    def heard(self, beat: Heartbeat) -> None:
        """Send the newest status, the stamps since the last one, and what stands in the
        pictures."""
        if beat.status is None:
            return
        self._views.heard(beat)
        self._show_tiles()
        self._tell(beat.status)

    def _tell(self, status: Status) -> None:
        texts: dict[tuple[int, int], TelemetryText] = {}
        for person in list(self._people.here.values()):
            view = self._views.get(person.view)
            place = view.number, person.rendition
            if place not in texts:
                rendition = view.renditions[person.rendition]
                texts[place] = rendition.telemetry(view.status(status, person.rendition))
            person.send_telemetry(texts[place].for_viewer(person.frames_sent))

    def _show_tiles(self) -> None:
        """Tell who sees a view what stands in it, when that changes."""
        before = self._tiles
        self._tiles = {view.number: view.look.tiles for view in self._views.open_views.values()}
        for number, tiles in self._tiles.items():
            if tiles != before.get(number, ()):
                for person in list(self._people.here.values()):
                    if person.view == number:
                        person.outlet.send(TilesChanged(tiles))
