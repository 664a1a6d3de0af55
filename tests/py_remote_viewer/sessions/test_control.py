"""Who may do what, and who steers."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from py_remote_viewer.errors import CommandError, ControlError, ForbiddenError
from py_remote_viewer.protocol.commands import (
    CameraDrag,
    Command,
    GiveControl,
    JogBody,
    JogCamera,
    JogControls,
    LoadScene,
    LockControl,
    Pause,
    PullDrag,
    ReleaseControl,
    RequestControl,
    ResetCamera,
    Run,
    SelectBody,
    SetControlMode,
    SetFields,
    SetRole,
    StartRecording,
    TakeControl,
)
from py_remote_viewer.protocol.people import ControlState
from py_remote_viewer.sessions import Participant, control
from tests.support.session import LiveSession, Screen, live_session


@pytest.fixture
async def live() -> AsyncGenerator[LiveSession]:
    """Ada, who came first and is the admin, Bob and Eve."""
    async with live_session(None, "Ada", "Bob", "Eve", control="one") as session:
        yield session


async def _do(live: LiveSession, person: Participant, *commands: Command) -> None:
    for command in commands:
        await live.session.do(person.id, command)


def _state(live: LiveSession) -> ControlState:
    return live.session.control.state


async def test_whoever_acts_first_has_control_and_all_are_told(live: LiveSession) -> None:
    ada, bob, _ = live.people
    assert _state(live) == ControlState("one")
    await _do(live, bob, Pause())
    assert _state(live).holder == bob.id
    for screen in live.screens:
        assert (await screen.next("control", control=_json(live)))["control"]["holder"] == bob.id
    with pytest.raises(ControlError, match="Bob has control; ask for it"):
        await _do(live, ada, Run())
    await _do(live, bob, Run())


def _json(live: LiveSession) -> dict[str, object]:
    state = _state(live)
    return {
        "mode": state.mode, "holder": state.holder, "asking": list(state.asking),
        "locked": state.locked, "away": state.away,
    }  # fmt: skip


async def test_what_needs_no_control_is_done_without(live: LiveSession) -> None:
    ada, bob, _ = live.people
    await _do(live, bob, Pause())
    await _do(live, ada, ResetCamera(), SelectBody(1), SetFields({"view/label": 1.0}))
    live.session.steer(ada, CameraDrag(1, 1, "rotate", 0.1, 0.0))
    assert _state(live).holder == bob.id


async def test_a_gamepad_moves_the_camera_without_control_and_anything_else_with_it(
    live: LiveSession,
) -> None:
    ada, bob, eve = live.people
    live.session.steer(ada, JogCamera(1, 1))
    assert _state(live).holder is None
    live.session.steer(bob, JogControls(1, 1, {0: 1.0}))
    assert _state(live).holder == bob.id
    for seq in range(2, 5):
        live.session.steer(eve, JogBody(seq, 2, 1))
    assert live.session.control.state.holder == bob.id
    refused = await live.screens[2].next("pull_refused")
    assert refused["why"] == "Bob has control; ask for it to act."


async def test_it_is_asked_for_and_given(live: LiveSession) -> None:
    _, bob, eve = live.people
    await _do(live, bob, Pause())
    await _do(live, eve, RequestControl(), RequestControl())
    assert _state(live).asking == (eve.id,)
    with pytest.raises(ForbiddenError, match="Only who has control"):
        await _do(live, eve, GiveControl(eve.id))
    await _do(live, bob, GiveControl(eve.id))
    assert (_state(live).holder, _state(live).asking) == (eve.id, ())
    with pytest.raises(CommandError, match="no participant 99"):
        await _do(live, eve, GiveControl(99))


async def test_given_up_it_goes_to_the_first_who_asked_or_to_nobody(live: LiveSession) -> None:
    ada, bob, eve = live.people
    await _do(live, ada, Pause())
    await _do(live, bob, RequestControl())
    await _do(live, eve, RequestControl())
    await _do(live, bob, ReleaseControl())
    assert _state(live).asking == (eve.id,)
    await _do(live, ada, ReleaseControl())
    assert (_state(live).holder, _state(live).asking) == (eve.id, ())
    await _do(live, eve, ReleaseControl())
    assert _state(live).holder is None
    await _do(live, bob, RequestControl())
    assert _state(live).holder == bob.id


async def test_whose_hands_rest_gives_it_to_whoever_asks(live: LiveSession) -> None:
    _, bob, eve = live.people
    await _do(live, bob, Pause())
    live.clock.now += control.IDLE_SEC
    await _do(live, eve, RequestControl())
    assert _state(live).holder == eve.id


async def test_an_admin_takes_it_and_locks_it(live: LiveSession) -> None:
    ada, bob, eve = live.people
    await _do(live, bob, Pause())
    with pytest.raises(ForbiddenError, match="Only admins"):
        await _do(live, eve, TakeControl())
    await _do(live, ada, TakeControl())
    assert _state(live).holder == ada.id
    await _do(live, ada, GiveControl(bob.id), LockControl(True))
    assert (_state(live).holder, _state(live).locked) == (None, True)
    for command in (Run(), RequestControl()):
        with pytest.raises(ControlError, match="locked"):
            await _do(live, bob, command)
    with pytest.raises(CommandError, match="Unlock it first"):
        await _do(live, ada, GiveControl(bob.id))
    await _do(live, ada, Run(), LockControl(False), GiveControl(bob.id))
    await _do(live, bob, Run())


async def test_a_lock_holds_whoever_loses_the_admin(live: LiveSession) -> None:
    ada, bob, eve = live.people
    await _do(live, ada, SetRole(bob.id, "admin"), Pause())
    await _do(live, ada, GiveControl(bob.id), LockControl(True))
    assert _state(live).holder == bob.id
    await _do(live, ada, SetRole(bob.id, "operator"))
    assert _state(live).holder is None
    for person in (bob, eve):
        with pytest.raises(ControlError, match="locked"):
            await _do(live, person, Run())


async def test_who_becomes_a_viewer_hands_on_to_who_asked(live: LiveSession) -> None:
    ada, bob, eve = live.people
    await _do(live, bob, Pause())
    await _do(live, eve, RequestControl())
    await _do(live, ada, SetRole(bob.id, "viewer"))
    assert (_state(live).holder, _state(live).asking) == (eve.id, ())


async def test_together_nothing_is_taken_or_locked_and_a_new_mode_begins_unlocked(
    live: LiveSession,
) -> None:
    ada = live.people[0]
    await _do(live, ada, LockControl(True), SetControlMode("together"))
    for command in (TakeControl(), LockControl(True)):
        with pytest.raises(CommandError, match="let one act first"):
            await _do(live, ada, command)
    await _do(live, ada, SetControlMode("one"))
    assert _state(live) == ControlState("one")


async def test_together_all_operators_act_and_nobody_asks(live: LiveSession) -> None:
    ada, bob, eve = live.people
    await _do(live, bob, Pause())
    await _do(live, ada, SetControlMode("together"))
    await _do(live, eve, Run())
    await _do(live, bob, Pause())
    assert _state(live).holder is None
    with pytest.raises(CommandError, match="nobody has to ask"):
        await _do(live, bob, RequestControl())
    with pytest.raises(ForbiddenError):
        await _do(live, bob, SetControlMode("one"))


async def test_a_viewer_sees_and_does_nothing_else(live: LiveSession) -> None:
    ada, bob, _ = live.people
    await _do(live, bob, Pause())
    await _do(live, ada, SetRole(bob.id, "viewer"))
    assert _state(live).holder is None
    refused: tuple[Command, ...] = (
        Run(), ResetCamera(), LoadScene("humanoid"), StartRecording(), RequestControl(),
        SetFields({"view/label": 1.0}),
    )  # fmt: skip
    for command in refused:
        with pytest.raises(ForbiddenError, match="You are a viewer here"):
            await _do(live, bob, command)
    heard = len(live.on_air.heard)
    live.session.steer(bob, CameraDrag(1, 1, "rotate", 0.1, 0.0))
    live.session.steer(bob, PullDrag(2, 2, "move", 0.5, 0.5, 0.0, 0.0))
    assert len(live.on_air.heard) == heard
    await _do(live, bob, SelectBody(1))
    with pytest.raises(CommandError, match="Bob is a viewer and cannot have control"):
        await _do(live, ada, GiveControl(bob.id))
    await _do(live, ada, SetRole(bob.id, "operator"))
    await _do(live, bob, Run())


async def test_the_first_is_the_admin_and_cannot_lose_that_to_themselves(live: LiveSession) -> None:
    ada, bob, _ = live.people
    assert [person.seat.role for person in live.people] == ["admin", "operator", "operator"]
    with pytest.raises(CommandError, match="let another admin do it"):
        await _do(live, ada, SetRole(ada.id, "viewer"))
    await _do(live, ada, SetRole(bob.id, "admin"))
    await _do(live, bob, SetRole(ada.id, "operator"))
    assert [person.seat.role for person in live.people[:2]] == ["operator", "admin"]


async def test_without_an_admin_the_operator_who_is_here_longest_becomes_one(
    live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "NO_ADMIN_SEC", 0.05)
    ada, bob, eve = live.people
    await _do(live, ada, LockControl(True), SetRole(bob.id, "viewer"))
    live.session.leave(ada)
    await live.until(lambda: eve.seat.role == "admin")
    assert bob.seat.role == "viewer"
    await _do(live, eve, LockControl(False), Run())


async def test_an_admin_who_comes_back_in_time_stays_the_only_one() -> None:
    async with live_session(None, control="one") as live:
        ada = live.people[0]
        bob = live.session.join("Bob", Screen(), "bob's")
        await _do(live, ada, SetRole(bob.id, "admin"))
        live.session.leave(ada)
        live.session.leave(bob)
        eve = live.session.join("Eve", Screen())
        again = live.session.join("Bob", Screen(), "bob's")
        assert (eve.seat.role, again.seat.role) == ("operator", "admin")
        assert live.session.control._promotion is None  # pyright: ignore[reportPrivateUsage]


async def test_a_pull_needs_control(live: LiveSession) -> None:
    _, bob, eve = live.people
    live.session.steer(bob, PullDrag(1, 1, "move", 0.5, 0.5, 0.0, 0.0))
    assert _state(live).holder == bob.id
    # Sixty messages a second are one gesture, and refused once.
    for seq in range(1, 10):
        live.session.steer(eve, PullDrag(seq, 1, "move", 0.5, 0.5, 0.0, 0.0))
    live.session.steer(eve, PullDrag(10, 2, "move", 0.5, 0.5, 0.0, 0.0))
    refused = live.screens[2].told("pull_refused")
    assert [(one["gesture"], "Bob has control" in one["why"]) for one in refused] == [
        (1, True), (2, True),
    ]  # fmt: skip


async def test_who_vanishes_frees_it_in_seconds(
    live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "AWAY_SEC", 0.05)
    _, bob, eve = live.people
    await _do(live, bob, Pause())
    live.session.leave(bob)
    assert _state(live).away
    with pytest.raises(ControlError, match="may be back"):
        await _do(live, eve, Run())
    await live.until(lambda: _state(live).holder is None)
    await _do(live, eve, Run())


async def test_who_was_alone_frees_it_at_once() -> None:
    async with live_session(None, control="one") as live:
        await _do(live, live.people[0], Pause())
        live.session.leave(live.people[0])
        eve = live.session.join("Eve", Screen())
        await _do(live, eve, Run())
        assert _state(live).holder == eve.id


async def test_who_asked_gets_it_when_its_holder_vanishes(
    live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "AWAY_SEC", 0.05)
    ada, bob, eve = live.people
    await _do(live, bob, Pause())
    await _do(live, eve, RequestControl())
    await _do(live, ada, RequestControl())
    live.session.leave(bob)
    live.session.leave(eve)
    await live.until(lambda: _state(live).holder == ada.id)


async def test_a_reload_keeps_name_colour_role_and_control() -> None:
    async with live_session(None, "Ada", control="one") as live:
        screen = Screen()
        bob = live.session.join("Bob", screen, "a secret of this tab")
        await _do(live, live.people[0], SetRole(bob.id, "admin"))
        await _do(live, bob, Pause())
        live.session.leave(bob)
        again = live.session.join("", screen, "a secret of this tab")
        assert again.id != bob.id
        assert (again.name, again.seat.color, again.seat.role) == ("Bob", bob.seat.color, "admin")
        assert (_state(live).holder, _state(live).away) == (again.id, False)
        await _do(live, again, Run())


async def test_a_page_that_connects_anew_takes_the_place_of_its_dead_connection() -> None:
    async with live_session(None, "Ada", control="one") as live:
        dead = Screen()
        bob = live.session.join("Bob", dead, "bob's tab", "this page")
        await _do(live, live.people[0], SetRole(bob.id, "admin"))
        await _do(live, bob, Pause())
        again = live.session.join("Bob", Screen(), "bob's tab", "this page")
        assert dead.closed is not None
        assert bob.id not in live.session.participants
        assert again.seat is bob.seat
        assert (_state(live).holder, _state(live).away) == (again.id, False)
        # The end of the dead connection, noticed at last, is nobody's.
        live.session.leave(bob)
        await _do(live, again, Run())
        assert again.seat.taken


async def test_who_asks_comes_after_those_who_wait_already(live: LiveSession) -> None:
    ada, bob, eve = live.people
    await _do(live, ada, Pause())
    await _do(live, bob, RequestControl())
    live.clock.now += control.IDLE_SEC
    await _do(live, eve, RequestControl())
    assert (_state(live).holder, _state(live).asking) == (bob.id, (eve.id,))


async def test_the_same_secret_at_once_is_another_person() -> None:
    async with live_session(None, "Ada", control="one") as live:
        bob = live.session.join("Bob", Screen(), "the same")
        await _do(live, bob, Pause())
        twin = live.session.join("Bob", Screen(), "the same")
        assert twin.seat is not bob.seat
        assert twin.seat.color != bob.seat.color
        with pytest.raises(ControlError):
            await _do(live, twin, Run())
        assert "the same" not in "".join(live.screens[0].texts)


async def test_programs_act_whoever_has_control_and_have_none(live: LiveSession) -> None:
    _, bob, _ = live.people
    await _do(live, bob, Pause())
    await live.session.do(-1, Run())
    with pytest.raises(CommandError, match="Only participants"):
        await live.session.do(-1, TakeControl())


async def test_nothing_waits_once_the_session_is_closed() -> None:
    async with live_session(None, "Ada", "Bob", control="one") as live:
        await _do(live, live.people[1], Pause())
        live.session.leave(live.people[1])
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
