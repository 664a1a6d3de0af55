"""Who watches a session without being a participant: players and servers of others."""

from collections.abc import Callable

from py_remote_viewer.errors import CommandError
from py_remote_viewer.sessions.people import People
from py_remote_viewer.sessions.viewers import PeerViewer

__all__ = ["Guests"]


class Guests:
    """Guests get the shared view and key frames as everybody does. Belongs to the event loop."""

    def __init__(self, people: People) -> None:
        self._people = people
        people.guest_failed = self._failed
        self._watching: dict[PeerViewer, Callable[[str], None]] = {}

    def __len__(self) -> int:
        return len(self._watching)

    def take_place(self) -> None:
        """Count somebody who has yet to connect; raises CommandError when the session is full."""
        if self._people.is_full:
            raise CommandError(
                "The session is full; try again later, or let the operator raise limits.viewers."
            )
        self._people.places_taken += 1

    def free_place(self) -> None:
        """Whoever took a place is gone."""
        self._people.places_taken -= 1

    def watch(self, viewer: PeerViewer, ended: Callable[[str], None]) -> None:
        """Send frames from the next key frame on; `ended` hears why they stop without `leave`."""
        self._watching[viewer] = ended
        self._people.add_viewer(viewer)

    def leave(self, viewer: PeerViewer) -> None:
        """Send no more; twice is fine."""
        if self._watching.pop(viewer, None) is not None:
            self._people.remove_viewer(viewer)

    def lost(self, viewer: PeerViewer) -> None:
        """A guest's decoder needs a key frame."""
        self._people.views.lost(viewer)

    def close(self) -> None:
        """The session ends; all are told."""
        for viewer, ended in list(self._watching.items()):
            self.leave(viewer)
            ended("The session has ended.")

    def _failed(self, viewer: object) -> None:
        ended = self._watching.pop(viewer, None) if isinstance(viewer, PeerViewer) else None
        if ended is not None:
            ended("Sending video to it failed.")
