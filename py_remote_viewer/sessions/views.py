"""The views of a session, their renditions, and who watches which."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.client import Status
from py_remote_viewer.protocol.view import SHARED_VIEW, Look
from py_remote_viewer.protocol.worker import (
    Configure,
    EncodedFrame,
    Heartbeat,
    KeyFrameRequest,
    RenditionReport,
    ViewReport,
    ViewWish,
    Watch,
)
from py_remote_viewer.sessions.fanout import Patience, Subscriber
from py_remote_viewer.sessions.ladder import ladder
from py_remote_viewer.sessions.rendition import Rendition

__all__ = ["View", "Views"]

_NOTHING = RenditionReport(0.0, 0.0, 0.0)


class View:
    """What is looked at; `owner` is the participant whose it is, None for the shared one."""

    def __init__(
        self,
        number: int,
        owner: int | None,
        size: tuple[int, int],
        look: Look,
        renditions: tuple[Rendition, ...],
    ) -> None:
        self.number = number
        self.owner = owner
        self.width, self.height = size
        self.report = ViewReport(look)
        self.renditions = renditions

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height

    @property
    def look(self) -> Look:
        """How it is looked at, as far as it is known."""
        return self.report.look

    def wish(self, *, fresh: bool) -> ViewWish:
        """What the worker is asked for; `fresh` where a new scene is looked at from its
        beginning."""
        watched = tuple(rendition.wish for rendition in self.renditions if rendition.watched)
        look = Look() if fresh else self.look
        return ViewWish(self.number, self.width, self.height, look, watched)

    def status(self, status: Status, rendition: int) -> Status:
        """The status of the simulation, with what concerns the picture from this view."""
        report = self.report
        encoded = report.renditions.get(rendition, _NOTHING)
        return replace(
            status,
            still=report.still,
            frames_per_sec=encoded.frames_per_sec,
            bits_per_sec=encoded.bits_per_sec,
            render_ms=report.render_ms,
            encode_ms=encoded.encode_ms,
            quality=report.quality,
            quality_index=report.quality_index,
        )


@dataclass
class _Place:
    """Where a viewer gets frames from, and where it will from the next key frame on."""

    patience: Patience
    now: Rendition | None = None
    coming: Rendition | None = None


class Views:
    """Opens and closes views, and moves viewers between renditions. Belongs to the event loop.

    Whoever moves gets the old frames until a key frame of the new rendition is there.
    """

    def __init__(
        self,
        configuration: Configure,
        most: int,
        request_key_frame: Callable[[KeyFrameRequest], None],
        watching_changed: Callable[[], None],
        failed: Callable[[Subscriber], None],
        clock: Callable[[], float],
    ) -> None:
        self._configuration = configuration
        self._most = most
        self._request_key_frame = request_key_frame
        self._watching_changed = watching_changed
        self._failed = failed
        self._clock = clock
        self._numbers = itertools.count(SHARED_VIEW)
        self._places: dict[Subscriber, _Place] = {}
        self.open_views: dict[int, View] = {}
        self.frames = 0
        self._key_frames_requested = 0
        size = configuration.width, configuration.height
        self.shared = self._open(None, size, Look())

    # views

    def get(self, number: int) -> View:
        """A view by its number; the shared one where it has been closed."""
        return self.open_views.get(number, self.shared)

    def open(
        self, owner: int, size: tuple[int, int], look: Look, instead_of: View | None = None
    ) -> View:
        """A view of somebody's own, in the place of another one perhaps that is closed next; raises
        CommandError where there are too many, or its picture would be larger than the shared
        one."""
        shared = self.shared.width * self.shared.height
        if size[0] * size[1] > shared:
            raise CommandError(
                f"A view of {size[0]}x{size[1]} has more pixels than the shared one of "
                f"{self.shared.width}x{self.shared.height}; take a smaller one."
            )
        own = len(self.open_views) - 1 - (instead_of is not None)
        if own >= self._most:
            raise CommandError(
                f"There are {self._most} views of people's own already; follow somebody, or let "
                "the operator raise limits.views."
            )
        view = self._open(owner, size, look)
        self._watching_changed()
        return view

    def close(self, view: View) -> None:
        """End a view; whoever watches it sees the shared one."""
        if self.open_views.pop(view.number, None) is None:
            return
        for viewer, place in list(self._places.items()):
            if (place.coming or place.now) in view.renditions:
                self.subscribe(viewer, self.shared.number, 0)
        for rendition in view.renditions:
            self._key_frames_requested += rendition.fanout.key_frames_requested
            rendition.fanout.close()
        self._watching_changed()

    def forget_looks(self) -> None:
        """Another scene is shown: how the last one was looked at says nothing of it."""
        for view in self.open_views.values():
            view.report = ViewReport()

    def heard(self, beat: Heartbeat) -> None:
        """The worker on the air has said how its views are."""
        for number, report in beat.views.items():
            view = self.open_views.get(number)
            if view is not None:
                view.report = report

    # viewers

    def __len__(self) -> int:
        return len(self._places)

    def subscribe(self, viewer: Subscriber, view: int, rendition: int) -> None:
        """Let somebody watch this from its next key frame on; what they watched before goes on
        until then."""
        wanted = self.get(view).renditions[rendition]
        place = self._places.get(viewer)
        if place is None:
            place = self._places[viewer] = _Place(Patience(self._clock()))
        if wanted is (place.coming or place.now):
            return
        if place.coming is not None:
            place.coming.fanout.unsubscribe(viewer)
            place.coming = None
        if place.now is None:
            place.now = wanted
            wanted.fanout.subscribe(viewer, place.patience)
        elif wanted is not place.now:
            place.coming = wanted
            wanted.fanout.subscribe(viewer, place.patience)
        self._watching_changed()

    def unsubscribe(self, viewer: Subscriber) -> None:
        """Send no more to this one; unknown ones are fine."""
        self.pause(viewer)
        self._places.pop(viewer, None)

    def pause(self, viewer: Subscriber) -> None:
        """Send nothing to this one until they are subscribed again, as who they were."""
        place = self._places.get(viewer)
        if place is None:
            return
        for rendition in (place.now, place.coming):
            if rendition is not None:
                rendition.fanout.unsubscribe(viewer)
        place.now = place.coming = None
        self._watching_changed()

    def watched_by(self, viewer: Subscriber) -> Rendition | None:
        """What somebody gets frames of; None while they wait for another rendition."""
        place = self._places.get(viewer)
        return place.now if place is not None and place.coming is None else None

    def lost(self, viewer: Subscriber) -> None:
        """A viewer's decoder cannot go on without a key frame."""
        place = self._places.get(viewer)
        if place is not None and place.now is not None:
            place.now.fanout.lost(viewer)

    def refresh(self, viewer: Subscriber) -> None:
        """A viewer that has lost nothing would like a key frame, now and then."""
        place = self._places.get(viewer)
        if place is not None and place.now is not None:
            place.now.fanout.refresh(viewer)

    def _begun(self, viewer: Subscriber, rendition: Rendition) -> None:
        """A viewer has got its first key frame of a rendition."""
        place = self._places.get(viewer)
        if place is None or place.coming is not rendition:
            return
        if place.now is not None:
            place.now.fanout.unsubscribe(viewer)
        place.now, place.coming = rendition, None
        self._watching_changed()

    # frames

    def frame(self, frame: EncodedFrame) -> float | None:
        """Send a frame to all who watch it; when that was, None where nobody can any more."""
        view = self.open_views.get(frame.view)
        if view is None or not 0 <= frame.rendition < len(view.renditions):
            return None
        self.frames += 1
        return view.renditions[frame.rendition].frame(self.frames, frame)

    def stream_changed(self) -> None:
        """What follows does not build on what was."""
        for rendition in self._renditions():
            rendition.fanout.stream_changed()

    def watch(self, *, fresh: bool = False) -> Watch:
        """What the worker shall show; `fresh` where it has a new scene."""
        return Watch(tuple(view.wish(fresh=fresh) for view in self.open_views.values()))

    @property
    def key_frames_requested(self) -> int:
        """How often viewers made encoders start afresh."""
        now = sum(r.fanout.key_frames_requested for r in self._renditions())
        return self._key_frames_requested + now

    def close_all(self) -> None:
        """Forget all viewers and stop the timers."""
        self._places.clear()
        for rendition in self._renditions():
            rendition.fanout.close()

    def _renditions(self) -> Iterable[Rendition]:
        return (r for view in self.open_views.values() for r in view.renditions)

    def _open(self, owner: int | None, size: tuple[int, int], look: Look) -> View:
        number, configuration = next(self._numbers), self._configuration
        # A smaller picture needs fewer bits.
        share = size[0] * size[1] / (configuration.width * configuration.height)
        bits = max(round(configuration.bits_per_sec * share**0.75), 100_000)
        wishes = ladder(*size, configuration.fps, min(bits, configuration.bits_per_sec))

        def asks(rendition: int) -> Callable[[], None]:
            return lambda: self._request_key_frame(KeyFrameRequest(number, rendition))

        renditions = tuple(
            Rendition(wish, asks(wish.rendition), self._clock, self._failed, self._begun)
            for wish in wishes
        )
        view = self.open_views[number] = View(number, owner, size, look, renditions)
        return view
