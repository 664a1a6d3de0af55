"""What was done and said, by whom."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import Pause, Rename, Run, Say, SetFields, SetSpeed
from py_remote_viewer.protocol.people import LONGEST_NAME
from py_remote_viewer.sessions import activity
from py_remote_viewer.sessions.seats import COLORS
from tests.support.session import LiveSession, Screen, live_session


@pytest.fixture(autouse=True)
def _told_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "_GATHER_SEC", 0.001)


@pytest.fixture
async def live() -> AsyncGenerator[LiveSession]:
    async with live_session(None, "Ada", "Bob") as session:
        yield session


async def _told(live: LiveSession, screen: Screen) -> list[dict[str, Any]]:
    """All entries, once what was gathered is told."""
    log = live.session.activity
    await live.until(lambda: log._timer is None)  # pyright: ignore[reportPrivateUsage]
    return [entry for message in screen.told("activity") for entry in message["entries"]]


async def test_what_is_done_is_told_to_all_with_who_and_when(live: LiveSession) -> None:
    ada, bob = live.people
    await live.session.do(ada.id, Pause())
    await live.session.do(bob.id, SetSpeed(0.5))
    await live.load("Other", "Bob")
    for screen in live.screens:
        told = [(entry["who"], entry["text"]) for entry in (await _told(live, screen))]
        assert told[-3:] == [
            ("Ada", "paused"), ("Bob", "set the speed to 0.5"), ("Bob", "loaded Other"),
        ]  # fmt: skip
    entry = (await _told(live, live.screens[1]))[-3]
    assert (entry["person"], entry["color"], entry["kind"]) == (ada.id, COLORS[0], "simulation")
    assert entry["at_ms"] > 1.7e12


async def test_the_same_in_a_row_is_one_entry_counted_and_told_now_and_then(
    live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = live.people
    edit = SetFields({"opt/gravity": (0.0, 0.0, 0.0)})
    await _told(live, live.screens[0])
    monkeypatch.setattr(activity, "_GATHER_SEC", 0.2)
    for _ in range(60):
        await live.session.do(ada.id, edit)
    await live.session.do(bob.id, edit)
    told = [entry for entry in await _told(live, live.screens[0]) if entry["kind"] == "edit"]
    *hers, his = told
    assert (his["who"], his["id"]) == ("Bob", hers[0]["id"] + 1)
    assert {(entry["id"], entry["text"]) for entry in hers} == {
        (hers[0]["id"], "changed opt/gravity")
    }
    assert hers[-1]["times"] == 60
    assert len(hers) < 30


async def test_what_fails_is_not_noted(live: LiveSession) -> None:
    before = len(await _told(live, live.screens[0]))
    with pytest.raises(CommandError):
        await live.session.do(live.people[0].id, Say("   "))
    assert len(await _told(live, live.screens[0])) == before


async def test_a_newcomer_is_told_the_newest_entries(live: LiveSession) -> None:
    ada, _ = live.people
    for _ in range(150):
        await live.session.do(ada.id, Pause())
        await live.session.do(ada.id, Run())
    screen = Screen()
    live.session.welcomed(live.session.join("Eve", screen))
    first = screen.told("activity")[0]["entries"]
    assert len(first) == 100
    assert first[-1]["text"] == "ran the simulation"
    assert (await _told(live, screen))[-1]["text"] == "joined"


async def test_people_talk_and_nobody_floods(live: LiveSession) -> None:
    ada, bob = live.people
    await live.session.do(ada.id, Say(" Hello <b>all</b> "))
    entry = (await _told(live, live.screens[1]))[-1]
    assert (entry["kind"], entry["text"], entry["who"]) == ("chat", "Hello <b>all</b>", "Ada")
    for number in range(4):
        await live.session.do(ada.id, Say(str(number)))
    with pytest.raises(CommandError, match="More than 5 messages in 10 s"):
        await live.session.do(ada.id, Say("too much"))
    await live.session.do(bob.id, Say("I may still"))
    live.clock.now += 2.1 * 5
    await live.session.do(ada.id, Say("again"))


async def test_names_are_one_line_of_bounded_length_and_can_be_changed(live: LiveSession) -> None:
    ada, _ = live.people
    await live.session.do(ada.id, Rename("  Ada\n\u202e Love\x00lace  "))
    assert ada.name == "Ada Love lace"
    assert (await _told(live, live.screens[1]))[-1]["text"] == "is called Ada Love lace now"
    await live.session.do(ada.id, Rename("x" * 200))
    assert ada.name == "x" * LONGEST_NAME
    await live.session.do(ada.id, Rename("   "))
    assert ada.name == "x" * LONGEST_NAME


async def test_each_person_has_a_colour_of_their_own_as_long_as_there_are_some(
    live: LiveSession,
) -> None:
    people = [*live.people, *(live.session.join("", Screen()) for _ in range(5))]
    assert len({person.seat.color for person in people}) == len(people)
