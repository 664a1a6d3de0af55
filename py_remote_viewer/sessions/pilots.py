"""Moves every viewer to the rendition that its link carries."""

import asyncio
from collections.abc import Callable

from py_remote_viewer.sessions.adaptation import Adaptation, Decision
from py_remote_viewer.sessions.ladder import LOWEST
from py_remote_viewer.sessions.links import LinkWatch
from py_remote_viewer.sessions.participant import Participant
from py_remote_viewer.sessions.people import People
from py_remote_viewer.sessions.viewers import PeerViewer, WebSocketViewer

__all__ = ["Pilots"]

_TICK_SEC = 0.1
_LOOK_SEC = 0.5
#: In a trial the picture must not become late.
_LOOK_IN_TRIAL_SEC = 0.1
#: Those that take any of the H.264 renditions.
_TRANSPORTS = ("webrtc", "websocket", "mse")


class _Pilot:
    """Looks after one viewer of one view."""

    def __init__(
        self,
        viewer: PeerViewer | WebSocketViewer,
        view: int,
        adaptation: Adaptation,
        clock: Callable[[], float],
    ) -> None:
        self.viewer = viewer
        self.view = view
        self.adaptation = adaptation
        self.link = LinkWatch(viewer, clock)
        self.decision = Decision(adaptation.rendition)
        self.looked_sec = clock()


class Pilots:
    """One for each who watches. Belongs to the event loop."""

    def __init__(self, people: People, clock: Callable[[], float]) -> None:
        self._people = people
        self._clock = clock
        self._pilots: dict[int, _Pilot] = {}

    async def run(self) -> None:
        """Look at every link, again and again."""
        while True:
            await asyncio.sleep(_TICK_SEC)
            self.step()

    def step(self) -> None:
        """Look at those whose time has come, and send what trials need."""
        for person_id in self._pilots.keys() - self._people.here.keys():
            del self._pilots[person_id]
        for person in list(self._people.here.values()):
            pilot = self._pilot_of(person)
            if pilot is not None:
                self._steer(person, pilot)

    def _pilot_of(self, person: Participant) -> _Pilot | None:
        viewer = person.viewer
        if viewer is None or person.transport not in _TRANSPORTS:
            self._pilots.pop(person.id, None)
            return None
        pilot = self._pilots.get(person.id)
        if pilot is None or pilot.viewer is not viewer or pilot.view != person.view:
            ladder = self._people.views.get(person.view).renditions[: LOWEST + 1]
            rates = [float(rendition.wish.bits_per_sec) for rendition in ladder]
            adaptation = Adaptation(rates, self._clock, person.rendition)
            pilot = _Pilot(viewer, person.view, adaptation, self._clock)
            self._pilots[person.id] = pilot
        return pilot

    def _steer(self, person: Participant, pilot: _Pilot) -> None:
        now = self._clock()
        pilot.link.told(person.report)
        pause_sec = _LOOK_IN_TRIAL_SEC if pilot.adaptation.trying else _LOOK_SEC
        if now - pilot.looked_sec >= pause_sec:
            pilot.looked_sec = now
            report = pilot.link.report(self._people.views.watched_by(pilot.viewer))
            if report is not None:
                pilot.decision = pilot.adaptation.observe(report)
                self._apply(person, pilot.decision)
        if pilot.decision.padding_bits_per_sec > 0.0:
            pilot.viewer.pad(round(pilot.decision.padding_bits_per_sec * _TICK_SEC / 8))

    def _apply(self, person: Participant, decision: Decision) -> None:
        if decision.hold_ms > 0.0 or decision.rendition != person.rendition:
            hold_sec = decision.hold_ms / 1e3
            self._people.change_rendition(person, decision.rendition, hold_sec)
