"""Who has selected what, and whom that concerns."""

from collections.abc import Callable, Mapping

import msgspec

from py_remote_viewer.protocol.client import ServerMessage
from py_remote_viewer.protocol.inspection import BodyState, PullRefused, Selection, Selections
from py_remote_viewer.sessions.participant import Participant

__all__ = ["SelectionDesk"]


class SelectionDesk:
    """Keeps everybody's selection in the present scene; belongs to the event loop."""

    def __init__(
        self, people: Mapping[int, Participant], broadcast: Callable[[ServerMessage], None]
    ) -> None:
        self._people = people
        self._broadcast = broadcast
        self._generation = 0
        self._selections: dict[int, Selection] = {}
        self._encoder = msgspec.json.Encoder()

    def shown(self, generation: int) -> None:
        """Another scene, of other bodies, is on the air."""
        self._generation = generation
        if self._selections:
            self._selections.clear()
            self._tell()

    def joined(self, person: Participant) -> None:
        """A newcomer sees what the others have selected."""
        if self._selections:
            person.outlet.send(self._message())

    def left(self, person: Participant) -> None:
        """A participant's selection goes with them."""
        if self._selections.pop(person.id, None) is not None:
            self._tell()

    def heard(self, message: Selection | BodyState | PullRefused) -> None:
        """What the worker on the air says of selections and pulls."""
        match message:
            case Selection():
                self._changed(message)
            case BodyState():
                self._moved(message)
            case PullRefused():
                self._refused(message)

    def _changed(self, selection: Selection) -> None:
        """The worker has selected something for a participant."""
        if selection.participant not in self._people:
            return
        if selection.body is None:
            self._selections.pop(selection.participant, None)
        else:
            self._selections[selection.participant] = selection
        self._tell()

    def _moved(self, state: BodyState) -> None:
        """A selected body's state, for those who selected it; it may be dropped."""
        text = ""
        for participant, selection in self._selections.items():
            if selection.body is not None and selection.body.body == state.body:
                text = text or self._encoder.encode(state).decode()
                self._people[participant].outlet.send_text(text)

    def _refused(self, message: PullRefused) -> None:
        """A pull took hold of nothing."""
        person = self._people.get(message.participant)
        if person is not None:
            person.outlet.send(message)

    def _tell(self) -> None:
        self._broadcast(self._message())

    def _message(self) -> Selections:
        return Selections(self._generation, tuple(self._selections.values()))
