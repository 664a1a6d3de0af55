"""Who may do what, and who steers."""

import asyncio
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from py_remote_viewer.access import OWNER
from py_remote_viewer.errors import CommandError, ControlError, ForbiddenError
from py_remote_viewer.protocol.client import ControlChanged, ServerMessage
from py_remote_viewer.protocol.commands import (
    CameraDrag,
    CancelFilm,
    Command,
    FollowPerson,
    GiveControl,
    Input,
    JogCamera,
    LockControl,
    LookAt,
    LookAtBody,
    LookFrom,
    MakeFilm,
    PointAt,
    Present,
    ReleaseControl,
    Rename,
    RequestControl,
    ResetCamera,
    Say,
    SelectAt,
    SelectBody,
    SetControlMode,
    SetFields,
    SetRole,
    SetTiles,
    ShareView,
    StartRecording,
    StopRecording,
    TakeControl,
    TakeView,
    TrackAt,
)
from py_remote_viewer.protocol.people import ControlMode, ControlState, Role
from py_remote_viewer.protocol.view import SHARED_VIEW
from py_remote_viewer.sessions.participant import Participant
from py_remote_viewer.sessions.seats import Seat

__all__ = ["CONTROL_COMMANDS", "ControlDesk", "is_of_the_view"]

#: Whose hands have rested so long gives control to whoever asks.
IDLE_SEC = 30.0
#: A reload takes less; after that control is free.
AWAY_SEC = 5.0
#: After so long without an admin the operator who is here longest becomes one: a lock that nobody
#: can open would hold for ever.
NO_ADMIN_SEC = 60.0

#: What everybody may do.
_ALL = (
    SelectAt, SelectBody, Rename, Say, RequestControl, ReleaseControl, TakeView, ShareView,
    FollowPerson,
)  # fmt: skip
#: What operators may do without control: the view that they share, and recordings.
_WITHOUT_CONTROL = (
    LookAt, LookAtBody, LookFrom, TrackAt, ResetCamera, SetTiles, StartRecording, StopRecording,
    MakeFilm, CancelFilm, GiveControl,
)  # fmt: skip
_ADMIN = (TakeControl, LockControl, SetControlMode, SetRole)
#: What this desk does itself.
CONTROL_COMMANDS = (
    RequestControl, ReleaseControl, GiveControl, TakeControl, LockControl, SetControlMode, SetRole,
)  # fmt: skip
ControlCommand = (
    RequestControl
    | ReleaseControl
    | GiveControl
    | TakeControl
    | LockControl
    | SetControlMode
    | SetRole
)
#: The fields of a view, and those of how the model looks to all.
_VIEW = ("view/",)
_LOOKS = ("view/", "visual/")
_CAMERA = (LookAt, LookAtBody, LookFrom, TrackAt, ResetCamera, SetTiles)

_LOCKED = "An admin has locked the control; only admins may act now."

Note = Callable[[str, Participant], None]


class ControlDesk:
    """Checks every act of a participant. Belongs to the event loop.

    With mode `one` whoever acts first gets control, and the others ask. A holder who vanishes
    keeps it for some seconds, for a reload. With mode `together` all operators act.
    """

    def __init__(
        self,
        mode: ControlMode,
        people: Mapping[int, Participant],
        broadcast: Callable[[ServerMessage], None],
        people_changed: Callable[[], None],
        note: Note,
        clock: Callable[[], float],
    ) -> None:
        self._people = people
        self._here = people.get
        self._broadcast = broadcast
        self._people_changed = people_changed
        self._note = note
        self._clock = clock
        self.state = ControlState(mode)
        self._acted_sec = clock()
        self._away: tuple[Seat, asyncio.TimerHandle] | None = None
        self._promotion: asyncio.TimerHandle | None = None

    def news(self) -> ControlChanged:
        """What a newcomer is told."""
        return ControlChanged(self.state)

    # coming and going

    def joined(self, person: Participant) -> None:
        """Somebody came; who was away and comes back has control still."""
        if self._away is not None and self._away[0] is person.seat:
            self._stop_waiting()
            self._set(holder=person.id, away=False)
        self._watch_admins()

    def left(self, person: Participant) -> None:
        """Somebody is gone."""
        self._watch_admins()
        asking = tuple(one for one in self.state.asking if one != person.id)
        if self.state.holder != person.id:
            self._set(asking=asking)
            return
        self._stop_waiting()
        if not self._people:
            # Nobody could take it meanwhile, and whoever comes need not wait.
            self._set(holder=None, asking=())
            return
        timer = asyncio.get_running_loop().call_later(AWAY_SEC, self._free)
        self._away = (person.seat, timer)
        self._set(asking=asking, away=True)

    def close(self) -> None:
        """Wait for nobody any more; twice is fine."""
        self._stop_waiting()
        self._stop_promotion()

    # checking

    def check(self, person: Participant, command: Command, *, own_view: bool = False) -> None:
        """Raises ForbiddenError where the role does not allow it, ControlError where somebody else
        has control. Whoever acts while nobody has it, has it from then on. In a view of their own
        everybody looks as they like."""
        if isinstance(command, _ALL) or (own_view and is_of_the_view(command)):
            return
        self._check_whose(person, command)
        if is_of_the_view(command):
            _require_own_view(person)
        if isinstance(command, _ADMIN):
            if not _claims(person, command):
                _require_admin(person)
            return
        if isinstance(command, Present) and not command.on and _may_end_presenting(person):
            return
        _require_operator(person)
        if not isinstance(command, _WITHOUT_CONTROL) and not _only_fields(command, _LOOKS):
            self._require_control(person)

    def check_input(self, person: Participant, drag: Input, *, own_view: bool = False) -> None:
        """The same for an input."""
        if isinstance(drag, PointAt):
            return
        if isinstance(drag, CameraDrag | JogCamera):
            if not own_view:
                self._check_whose(person, drag)
                _require_own_view(person)
            return
        _require_operator(person)
        self._require_control(person)

    def check_act(self, person: Participant) -> None:
        """Raises ForbiddenError or ControlError where this person may not change the simulation.
        Nobody takes control by it."""
        _require_operator(person)
        if self.state.mode == "one" and self.state.holder is not None:
            self._require_control(person)
        elif self.state.locked and person.seat.role != "admin":
            raise ControlError(_LOCKED)

    def check_program(self, role: Role) -> None:
        """The same for a program of this role, which can neither have control nor ask for it."""
        state = self.state
        if role == "admin" or state.mode == "together":
            return
        if state.locked:
            raise ControlError(_LOCKED)
        if state.holder is not None:
            raise ControlError(
                f"{self._name(state.holder)} has control; a program acts while nobody has it, or "
                "by the token of an admin."
            )

    def _check_whose(self, person: Participant, act: Command | Input) -> None:
        """Raises ForbiddenError where somebody moves the view of another one."""
        if person.follows is None or person.view == SHARED_VIEW:
            return
        if isinstance(act, CameraDrag | JogCamera) or is_of_the_view(act):
            raise ForbiddenError(
                f"You see the view of {self._name(person.follows)}; take one of your own to move "
                "it."
            )

    def _require_control(self, person: Participant) -> None:
        state = self.state
        if state.mode == "together":
            return
        if state.locked and person.seat.role != "admin":
            raise ControlError(_LOCKED)
        if state.holder == person.id:
            self._acted_sec = self._clock()
            return
        if state.holder is None:
            self._hold(person)
            return
        if state.away:
            raise ControlError(
                "Whoever has control was here a moment ago and may be back; it is free in "
                f"{AWAY_SEC:.0f} s."
            )
        raise ControlError(f"{self._name(state.holder)} has control; ask for it to act.")

    # doing

    def do(self, person: Participant, command: ControlCommand) -> None:
        """Do what concerns control, which `check` allowed; raises CommandError."""
        match command:
            case RequestControl():
                self._request(person)
            case ReleaseControl():
                self._release(person)
            case GiveControl(to=to):
                self._give(person, to)
            case TakeControl():
                self._require_one()
                self._note("took control", person)
                self._hold(person)
            case LockControl(on=on):
                self._lock(person, on=on)
            case SetControlMode(mode=mode):
                self._stop_waiting()
                self._set(mode=mode, holder=None, asking=(), locked=False, away=False)
                how = "lets all operators act at once" if mode == "together" else "lets one act"
                self._note(how, person)
            case SetRole():
                self._set_role(person, command)

    def _request(self, person: Participant) -> None:
        _require_operator(person)
        state = self.state
        if state.mode == "together":
            raise CommandError("All operators act at once here; nobody has to ask.")
        if state.locked and person.seat.role != "admin":
            raise ControlError("An admin has locked the control; only admins may have it now.")
        if state.holder == person.id:
            return
        idle = self._clock() - self._acted_sec >= IDLE_SEC
        if person.id not in state.asking:
            state = replace(state, asking=(*state.asking, person.id))
        if state.holder is None or (idle and not state.away):
            # Not past those who ask already.
            self._pass_on(state)
        else:
            self._change(state)

    def _release(self, person: Participant) -> None:
        state = self.state
        if state.holder != person.id:
            self._set(asking=tuple(one for one in state.asking if one != person.id))
            return
        self._note("gave control up", person)
        self._free()

    def _give(self, person: Participant, to: int) -> None:
        if self.state.mode == "together":
            raise CommandError("All operators act at once here; there is nothing to give.")
        if self.state.holder != person.id and person.seat.role != "admin":
            raise ForbiddenError("Only who has control, or an admin, may give it.")
        other = self._here(to)
        if other is None:
            raise CommandError(f"There is no participant {to} here.")
        if other.seat.role == "viewer":
            raise CommandError(f"{other.name} is a viewer and cannot have control.")
        if self.state.locked and other.seat.role != "admin":
            raise CommandError("The control is locked: only admins may have it. Unlock it first.")
        self._note(f"gave control to {other.name}", person)
        self._hold(other)

    def _require_one(self) -> None:
        if self.state.mode == "together":
            raise CommandError(
                "All operators act at once here; let one act first, then control can be taken and "
                "locked."
            )

    def _lock(self, person: Participant, *, on: bool) -> None:
        self._require_one()
        holder = self.state.holder and self._here(self.state.holder)
        keeps = not on or (holder and holder.seat.role == "admin")
        if not keeps:
            self._stop_waiting()
        asking = () if on else self.state.asking
        self._set(
            locked=on,
            asking=asking,
            holder=self.state.holder if keeps else None,
            away=self.state.away and bool(keeps),
        )
        self._note("locked the control" if on else "unlocked the control", person)

    def _set_role(self, person: Participant, command: SetRole) -> None:
        other = self._here(command.participant)
        if other is None:
            raise CommandError(f"There is no participant {command.participant} here.")
        if other is person and command.role != "admin":
            raise CommandError("You cannot take the admin from yourself; let another admin do it.")
        other.seat.role = command.role
        if command.role == "viewer" or (self.state.locked and command.role != "admin"):
            self._set(asking=tuple(one for one in self.state.asking if one != other.id))
            if self.state.holder == other.id:
                self._free()
        self._note(f"made {other.name} {_article(command.role)}", person)
        self._watch_admins()
        self._people_changed()

    # admins

    def _watch_admins(self) -> None:
        if any(person.seat.role == "admin" for person in self._people.values()):
            self._stop_promotion()
        elif self._promotion is None:
            loop = asyncio.get_running_loop()
            self._promotion = loop.call_later(NO_ADMIN_SEC, self._promote)

    def _promote(self) -> None:
        """No admin is here any more: who is here longest does it. Never a viewer: where newcomers
        are viewers, that is what the operator of the server wants."""
        self._promotion = None
        operators = [
            person
            for person in self._people.values()
            if person.seat.role == "operator" and person.access.role == "admin"
        ]
        if operators:
            operators[0].seat.role = "admin"
            self._note("is an admin now, because none was here", operators[0])
            self._people_changed()

    def _stop_promotion(self) -> None:
        if self._promotion is not None:
            self._promotion.cancel()
            self._promotion = None

    # the state

    def _hold(self, person: Participant) -> None:
        self._stop_waiting()
        self._acted_sec = self._clock()
        asking = tuple(one for one in self.state.asking if one != person.id)
        self._set(holder=person.id, asking=asking, away=False)

    def _free(self) -> None:
        """Nobody has control any more; the first who asked gets it."""
        self._pass_on(self.state)

    def _pass_on(self, state: ControlState) -> None:
        self._stop_waiting()
        first, rest = state.asking[:1], state.asking[1:]
        if first:
            self._acted_sec = self._clock()
        holder = first[0] if first else None
        self._change(replace(state, holder=holder, asking=rest, away=False))
        if holder is not None and (person := self._here(holder)) is not None:
            self._note("has control", person)

    def _stop_waiting(self) -> None:
        if self._away is not None:
            self._away[1].cancel()
            self._away = None

    def _set(self, **changed: object) -> None:
        self._change(replace(self.state, **changed))

    def _change(self, state: ControlState) -> None:
        if state != self.state:
            self.state = state
            self._broadcast(self.news())

    def _name(self, person_id: int) -> str:
        person = self._here(person_id)
        return person.name if person else "Somebody"


def _require_operator(person: Participant) -> None:
    if person.seat.role == "viewer":
        raise ForbiddenError("You are a viewer here: an admin can make you an operator.")


def _claims(person: Participant, command: Command) -> bool:
    """True for somebody with the server's own token who takes a role: it allows all anyway."""
    mine = isinstance(command, SetRole) and command.participant == person.id
    return mine and person.access.grant == OWNER


def _require_own_view(person: Participant) -> None:
    if person.seat.role == "viewer":
        raise ForbiddenError(
            "You are a viewer here: take a view of your own to look around, or let an admin make "
            "you an operator."
        )


def _may_end_presenting(person: Participant) -> bool:
    """Whoever presents may end it whatever they are now, and an admin for them."""
    return person.presents or person.seat.role == "admin"


def _require_admin(person: Participant) -> None:
    if person.seat.role != "admin":
        raise ForbiddenError("Only admins may do this; the list of people shows who is one.")


def is_of_the_view(command: Command | Input) -> bool:
    """True where a command changes nothing but the view that it is done in."""
    return isinstance(command, _CAMERA) or _only_fields(command, _VIEW)


def _only_fields(command: Command | Input, prefixes: tuple[str, ...]) -> bool:
    return isinstance(command, SetFields) and all(
        path.startswith(prefixes) for path in command.values
    )


def _article(role: str) -> str:
    return f"a{'' if role == 'viewer' else 'n'} {role}"
