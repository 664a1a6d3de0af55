"""Everybody sees what everybody has selected."""

from py_remote_viewer.protocol.commands import CameraDrag, PullDrag
from py_remote_viewer.protocol.inspection import (
    BodyDescription,
    BodyState,
    PullRefused,
    Selection,
)
from py_remote_viewer.protocol.worker import Forget, WorkerInput
from tests.support.session import Screen, live_session

_BODY = BodyDescription(
    3, "ball", 0, "world", 1.0, (1.0, 1.0, 1.0), 1.0, movable=True, mocap=False, joints=(), geoms=()
)


def _state(body: int) -> BodyState:
    return BodyState(1, body, (0.0,) * 3, (1.0, 0.0, 0.0, 0.0), (0.0,) * 3, (0.0,) * 3, ())


async def test_a_selection_is_told_to_all_and_its_state_to_whoever_made_it() -> None:
    async with live_session(None, "Ada", "Bob") as live:
        ada, bob = live.screens
        number = live.people[0].id
        live.on_air.say(Selection(number, _BODY, "skin"))
        for screen in live.screens:
            told = (await screen.next("selections"))["selections"]
            assert [(one["participant"], one["body"]["name"]) for one in told] == [(number, "ball")]
        live.on_air.say(_state(3))
        live.on_air.say(_state(4))
        live.on_air.say(PullRefused(number, 1, "It is a wall."))
        await ada.next("pull_refused", why="It is a wall.")
        assert [state["body"] for state in ada.told("body_state")] == [3]
        assert not bob.told("body_state")
        assert not bob.told("pull_refused")
        live.on_air.say(Selection(number, None))
        assert (await bob.next("selections"))["selections"] == []


async def test_a_selection_goes_with_the_person_and_with_the_scene() -> None:
    async with live_session(None, "Ada", "Bob") as live:
        ada, bob = live.people
        for person in (ada, bob):
            live.on_air.say(Selection(person.id, _BODY))
        await live.screens[1].next("selections")
        await live.screens[1].next("selections")
        late = Screen()
        newcomer = live.session.join("Eve", late)
        live.session.welcomed(newcomer)
        assert len((await late.next("selections"))["selections"]) == 2
        live.session.leave(ada)
        live.session.leave(ada)
        told = (await live.screens[1].next("selections"))["selections"]
        assert [one["participant"] for one in told] == [bob.id]
        assert [m for m in live.on_air.heard if isinstance(m, Forget)] == [Forget(ada.id)]
        # A late word about somebody who has left.
        live.on_air.say(Selection(ada.id, _BODY))
        scene = await live.load("Other")
        told = await live.screens[1].next("selections", generation=scene.generation)
        assert told["selections"] == []


async def test_a_pull_under_way_is_handed_over_as_one_that_is_over() -> None:
    async with live_session() as live:
        (ada,) = live.people
        live.session.steer(ada, CameraDrag(1, 1, "rotate", 0.1, 0.0))
        pull = PullDrag(2, 2, "move", 0.5, 0.5, 0.1, 0.0)
        live.session.steer(ada, pull)
        await live.load("Other")
        handed = [m for m in live.on_air.heard if isinstance(m, WorkerInput)]
        assert handed == [WorkerInput(ada.id, pull, applied=True)]
