"""Scenes from words in a session, with writers and workers that pretend."""

import asyncio
import contextlib
from typing import Any

import pytest

from py_remote_viewer.errors import (
    CommandError,
    ConflictError,
    ProviderError,
    WritingError,
)
from py_remote_viewer.protocol.expectations import Check
from py_remote_viewer.protocol.operations import Operation, RemoveElement, SetAttributes
from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.protocol.worker import Tried, Try
from py_remote_viewer.scenes.writing.types import Draft
from py_remote_viewer.sessions import trials
from py_remote_viewer.sessions.writing import KeptVersion, WritingDesk, WritingOrder
from tests.support.session import LiveSession, live_session
from tests.support.workers import PORTRAIT, FakeWorker, PretendingHost
from tests.support.writers import ONE_BOX, FakeWriter

_RED = SetAttributes("geom", "lid", {"rgba": "1 0 0 1"})


def _draft(title: str = "Box", mjcf: str = "<mujoco/>") -> Draft:
    return Draft(title, "It is a box.", mjcf)


def _edit(*operations: Operation, title: str = "Red box") -> Draft:
    return Draft(title, "It is red now.", operations=operations)


async def _write(
    live: LiveSession,
    *answers: Any,
    prompt: str = "a box",
    who: int = 0,
    edit: bool = False,
    seconds: float = 20.0,
    **options: Any,
) -> KeptVersion:
    person = live.people[who]
    order = WritingOrder(prompt, person.name, person.id, edit)
    return await live.session.writing.write(order, FakeWriter(*answers, **options), seconds)


def _desk(live: LiveSession) -> WritingDesk:
    return live.session.writing


def _numbers(live: LiveSession) -> list[int]:
    return [version.number for version in _desk(live).state.versions or ()]


def _about(live: LiveSession) -> tuple[int | None, int | None, int | None]:
    state = _desk(live).state
    return state.current, state.undo, state.redo


def _noted(live: LiveSession) -> list[str]:
    """What the activity log says."""
    return [entry.text for entry in live.session.activity.news().entries]


def _tries(host: PretendingHost) -> list[Try]:
    return sorted(
        (one for one in host.heard if isinstance(one, Try)), key=lambda message: message.id
    )


class _Held:
    """Trials begin, and end when they are let."""

    def __init__(self, host: PretendingHost) -> None:
        self.workers: list[tuple[FakeWorker, Try]] = []
        host.on_try = self._hold

    def _hold(self, worker: FakeWorker, message: Try) -> bool:
        self.workers.append((worker, message))
        return True

    async def one(self, live: LiveSession) -> FakeWorker:
        await live.until(lambda: bool(self.workers))
        return self.workers[-1][0]

    def go_on(self, *checks: Check) -> None:
        worker, message = self.workers.pop()
        worker.tried(message, *(checks or (Check("it is as expected", True),)))


# versions


async def test_a_version_is_kept_with_all_that_belongs_to_it() -> None:
    host = PretendingHost()
    async with live_session(host, "Ada", "Grace") as live:
        kept = await _write(live, _draft(), prompt="a small box", who=1)
        version = kept.version
        assert (version.number, version.prompt, version.who) == (1, "a small box", "Grace")
        assert (version.source, version.writer) == ("llm", "pretended")
        assert (version.title, version.explanation) == ("Box", "It is a box.")
        assert (version.success, version.reason, version.repairs) == (True, "", 0)
        assert version.checks == (Check("it is as expected", True),)
        assert version.tokens == 11
        assert version.picture
        assert (kept.mjcf, kept.before, kept.picture) == ("<mujoco/>", "", PORTRAIT)
        assert kept.expectations == ONE_BOX
        assert _desk(live).find(1) is kept
        # Everybody is told, also who comes later; nothing else is shown yet.
        for screen in live.screens:
            told = screen.told("writing")[-1]
            assert [one["prompt"] for one in told["versions"]] == ["a small box"]
        assert live.session.scene is not None
        assert live.session.scene.title == "First"
        (tried,) = _tries(host)
        assert (tried.expectations, tried.run, tried.before) == (ONE_BOX, True, None)


async def test_progress_is_told_step_by_step_without_the_versions() -> None:
    async with live_session(PretendingHost(), "Ada") as live:
        await _write(live, _draft())
        before = len(live.screens[0].told("writing"))
        await _write(live, _draft("x", "broken"), _draft("y"), prompt="two boxes")
        told = live.screens[0].told("writing")[before:]
        steps = [one["at_work"] for one in told[:-1]]
        assert [(one["step"], one.get("attempt", 1)) for one in steps] == [
            ("waiting", 1), ("expecting", 1), ("writing", 1), ("building", 1), ("repairing", 2),
            ("building", 2), ("checking", 2),
        ]  # fmt: skip
        assert {(one["prompt"], one["who"], one["writer"]) for one in steps} == {
            ("two boxes", "Ada", "pretended")
        }
        assert steps[4]["detail"] == "It is no model. (line 3)"
        assert all(one["versions"] is None for one in told[:-1])
        assert told[-1]["at_work"] is None
        assert [one["number"] for one in told[-1]["versions"]] == [1, 2]


async def test_what_never_passes_is_kept_as_it_was_tried_last() -> None:
    host = PretendingHost()
    wrong = Check("there is 1 box", False, "there are 2")
    host.on_try = lambda worker, message: worker.tried(message, wrong) or True
    async with live_session(host) as live:
        kept = await _write(live, *(_draft(f"Try {i}") for i in range(9)))
        version = kept.version
        assert (version.success, version.repairs, version.title) == (False, 3, "Try 3")
        assert version.reason == (
            "The scene did not pass its checks after 3 repairs. Expected: there is 1 box. Found: "
            "there are 2."
        )
        assert version.checks == (wrong,)
        assert version.picture
        # It is there to be looked at.
        await _desk(live).apply(1, "Ada")
        assert _about(live) == (1, 0, None)


async def test_what_cannot_be_built_is_kept_with_its_text_and_the_line() -> None:
    async with live_session() as live:
        kept = await _write(live, _draft(mjcf="broken"), source="template")
        assert not kept.version.success
        assert kept.version.reason == (
            "The scene did not pass its checks. It is no model. (line 3)"
        )
        assert (kept.mjcf, kept.picture, kept.version.picture) == ("broken", b"", False)
        assert kept.version.checks == ()


async def test_time_that_is_over_is_said_with_the_last_attempt() -> None:
    async with live_session() as live:
        answers = (_draft(mjcf="broken"), asyncio.Event())
        kept = await _write(live, *answers, seconds=0.1)
        assert kept.version.reason.endswith(
            "The limit of 0.1 s was reached before it could be mended."
        )
        with pytest.raises(WritingError, match=r"the limit is 0\.1 s"):
            await _write(live, asyncio.Event(), seconds=0.1)
        assert _numbers(live) == [1]


async def test_where_nothing_was_written_nothing_is_kept() -> None:
    async with live_session() as live:
        for failure in (WritingError("No.", nearest="a box"), ProviderError("Busy.", status=429)):
            with pytest.raises(type(failure)) as caught:
                await _write(live, failure)
            assert caught.value is failure
            with pytest.raises(type(failure)):
                await _write(live, _draft(), expects=failure)
        assert _desk(live).state.at_work is None
        assert _numbers(live) == []
        # And the next one is written.
        assert (await _write(live, _draft())).version.number == 1


async def test_only_the_last_fifty_are_kept_and_those_that_can_be_undone() -> None:
    async with live_session() as live:
        await _write(live, _draft("kept"))
        await _desk(live).apply(1, "Ada")
        for _ in range(52):
            await _write(live, _draft())
        assert _numbers(live) == [1, *range(5, 54)]
        with pytest.raises(CommandError, match="There is no version 4; there are: 1, 5, 6"):
            _desk(live).find(4)
        assert _desk(live).find(1).version.title == "kept"
    async with live_session() as live:
        with pytest.raises(CommandError, match="There is no version 1; there are: none"):
            _desk(live).find(1)


async def test_what_versions_are_made_of_is_not_thrown_away() -> None:
    async with live_session() as live:
        kept = await _write(live, _draft())
        assert _desk(live).scenes == (kept.scene,)
        first = live.session.scene
        await _desk(live).apply(1, "Ada")
        assert len(_desk(live).scenes) == 3
        assert first is not None


# one at a time


async def test_one_is_written_at_a_time_and_the_other_hears_for_whom() -> None:
    host = PretendingHost()
    held = _Held(host)
    async with live_session(host, "Ada", "Grace") as live:
        asking = asyncio.create_task(_write(live, _draft()))
        await held.one(live)
        for _ in range(2):
            with pytest.raises(ConflictError) as caught:
                await _write(live, _draft(), who=1)
            assert str(caught.value) == (
                "Ada has a scene written just now; wait until that is done, or cancel it."
            )
        held.go_on()
        assert (await asking).version.success
        asked = [text for text in _noted(live) if "asked for" in text]
        assert asked == ["asked for a scene: a box"]


async def test_somebody_else_can_cancel_it_and_is_named() -> None:
    host = PretendingHost()
    held = _Held(host)
    async with live_session(host, "Ada", "Grace") as live:
        asking = asyncio.create_task(_write(live, _draft()))
        worker = await held.one(live)
        _desk(live).cancel("Grace")
        with pytest.raises(WritingError, match="was not written: Grace cancelled it"):
            await asking
        # It may have been in the middle of something that never ends.
        await live.until(lambda: not worker.alive)
        assert _desk(live).state.at_work is None
        assert live.screens[1].told("writing")[-1]["at_work"] is None
        with pytest.raises(CommandError, match="No scene is being written"):
            _desk(live).cancel("Grace")
        host.on_try = None
        assert (await _write(live, _draft())).version.success


async def test_what_is_cancelled_before_it_has_begun_does_not_stay_at_work() -> None:
    async with live_session() as live:
        asking = asyncio.create_task(_write(live, _draft()))
        # Its task is made, and has not run yet.
        await asyncio.sleep(0)
        assert _desk(live).state.at_work is not None
        _desk(live).cancel("Ada")
        with pytest.raises(WritingError, match="Ada cancelled it"):
            await asking
        assert _desk(live).state.at_work is None
        assert (await _write(live, _draft())).version.success


async def test_it_goes_on_when_whoever_asked_has_left() -> None:
    host = PretendingHost()
    held = _Held(host)
    async with live_session(host, "Ada", "Grace") as live:
        asking = asyncio.create_task(_write(live, _draft()))
        await held.one(live)
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        live.session.leave(live.people[0])
        held.go_on()
        await live.until(lambda: _numbers(live) == [1])
        assert _desk(live).find(1).version.who == "Ada"


async def test_a_failure_that_nobody_waits_for_is_no_forgotten_one() -> None:
    async with live_session() as live:
        gate = asyncio.Event()
        asking = asyncio.create_task(_write(live, gate, WritingError("No.")))
        await live.until(lambda: _desk(live).state.at_work is not None)
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        gate.set()
        await live.until(lambda: _desk(live).state.at_work is None)


async def test_a_session_that_ends_stops_what_is_written_and_writes_nothing_more() -> None:
    host = PretendingHost()
    held = _Held(host)
    async with live_session(host) as live:
        asking = asyncio.create_task(_write(live, _draft()))
        await held.one(live)
        await live.session.close()
        with pytest.raises(WritingError, match="The scene was not written: "):
            await asking
        with pytest.raises(CommandError, match="No scene is written any more"):
            await _write(live, _draft())
        assert not any(worker.alive for worker in host.workers)


# trials


async def test_a_worker_that_dies_in_a_trial_is_told_and_another_takes_its_place() -> None:
    host = PretendingHost()
    held = _Held(host)
    async with live_session(host) as live:
        shown = live.on_air
        asking = asyncio.create_task(_write(live, _draft(), source="template"))
        (await held.one(live)).kill()
        kept = await asking
        assert kept.version.reason == (
            "The scene did not pass its checks. The process that tried the scene ended: The worker "
            "process was ended by SIGKILL."
        )
        assert live.on_air is shown
        assert live.session.restarts == 0
        host.on_try = None
        assert (await _write(live, _draft())).version.success


async def test_a_worker_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    host = PretendingHost()
    held = _Held(host)
    async with live_session(host) as live:
        monkeypatch.setattr(trials, "_RUN_SEC", -59.9)
        kept = await _write(live, _draft(), source="template")
        assert "was not built and tried within 0 s" in kept.version.reason
        worker = held.workers[-1][0]
        await live.until(lambda: not worker.alive)


async def test_a_worker_that_is_spent_is_not_used_again() -> None:
    host = PretendingHost()

    def spend(worker: FakeWorker, message: Try) -> bool:
        problem = Tried(message.id, None, (Check("it is as expected", True),), spent=True)
        worker.say(problem)
        return True

    host.on_try = spend
    async with live_session(host) as live:
        await _write(live, _draft())
        await _write(live, _draft())
        assert len({id(worker) for worker in host.workers if _has_tried(worker)}) == 2
        host.on_try = None
        await _write(live, _draft())
        await _write(live, _draft())
        assert len({id(worker) for worker in host.workers if _has_tried(worker)}) == 3


def _has_tried(worker: FakeWorker) -> bool:
    return any(isinstance(message, Try) for message in worker.heard)


async def test_where_no_worker_can_be_started_that_is_said() -> None:
    host = PretendingHost()
    held = _Held(host)
    async with live_session(host) as live:
        asking = asyncio.create_task(_write(live, _draft(), source="template"))
        worker = await held.one(live)
        host.broken = True
        worker.kill()
        await asking
        kept = await _write(live, _draft(), source="template")
        assert "could not be started" in kept.version.reason


async def test_answers_that_come_too_late_or_from_nowhere_are_passed_over() -> None:
    host = PretendingHost()
    held = _Held(host)
    async with live_session(host) as live:
        asking = asyncio.create_task(_write(live, _draft()))
        worker = await held.one(live)
        worker.say(Tried(10**9, None, (Check("not this one", False),)))
        held.go_on()
        assert (await asking).version.checks == (Check("it is as expected", True),)


# applying


async def test_versions_are_applied_undone_and_redone() -> None:
    async with live_session(None, "Ada", "Grace") as live:
        for title in ("One", "Two"):
            await _write(live, _draft(title))
        assert (await _desk(live).apply(1, "Ada")).title == "One"
        assert (await _desk(live).apply(2, "Ada")).title == "Two"
        assert _about(live) == (2, 1, None)
        assert (await _desk(live).undo("Grace")).title == "One"
        assert (await _desk(live).undo("Grace")).title == "First"
        assert _about(live) == (0, None, 1)
        with pytest.raises(CommandError, match="nothing that could be undone"):
            await _desk(live).undo("Ada")
        assert (await _desk(live).redo("Ada")).title == "One"
        assert (await _desk(live).redo("Ada")).title == "Two"
        with pytest.raises(CommandError, match="nothing that could be redone"):
            await _desk(live).redo("Ada")
        told = live.screens[0].told("writing")[-1]
        assert (told["current"], told["undo"], told["redo"]) == (2, 1, None)
        said = _noted(live)
        assert "applied version 1 of a scene, One" in said
        assert "has undone a version of a scene: First" in said


async def test_what_is_applied_begins_at_its_beginning() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        await _write(live, _draft())
        await _desk(live).apply(1, "Ada")
        load = host.loads[-1]
        assert (load.checkpoint, load.running, load.title) == (None, True, "Box")


async def test_another_scene_loaded_in_between_ends_the_line() -> None:
    async with live_session() as live:
        await _write(live, _draft("One"))
        await _desk(live).apply(1, "Ada")
        await live.load("Other")
        assert _about(live) == (None, None, None)
        assert live.screens[0].told("writing")[-1]["undo"] is None
        for move in (_desk(live).undo, _desk(live).redo):
            with pytest.raises(CommandError, match="nothing that could be"):
                await move("Ada")
        await _desk(live).apply(1, "Ada")
        assert _about(live) == (1, 0, None)
        assert (await _desk(live).undo("Ada")).title == "Other"


async def test_a_version_that_cannot_be_shown_leaves_the_line_as_it_was() -> None:
    async with live_session() as live:
        await _write(live, _draft(mjcf="broken"), source="template")
        await _write(live, _draft("Good"))
        await _desk(live).apply(2, "Ada")
        with pytest.raises(Exception, match="It is no model"):
            await _desk(live).apply(1, "Ada")
        assert _about(live) == (2, 0, None)
        assert live.session.scene is not None
        assert live.session.scene.title == "Good"


async def test_two_who_undo_at_once_go_back_by_one() -> None:
    async with live_session() as live:
        for title in ("One", "Two", "Three"):
            await _desk(live).apply((await _write(live, _draft(title))).version.number, "Ada")
        answers = await asyncio.gather(
            _desk(live).undo("Ada"), _desk(live).undo("Grace"), return_exceptions=True
        )
        assert sum(isinstance(answer, CommandError) for answer in answers) == 1
        assert _about(live) == (2, 1, 3)


# changing what is shown


async def test_an_edit_is_of_what_is_shown_and_keeps_what_it_changed() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        await live.load("Shop")
        writer = FakeWriter(_edit(_RED))
        order = WritingOrder("make it red", "Ada", live.people[0].id, edit=True)
        kept = await _desk(live).write(order, writer, 20.0)
        present = writer.requests[0].present
        assert present is not None
        assert (present.title, present.mjcf) == ("Shop", "<mujoco/>")
        assert kept.version.edits == (_RED.sentence,)
        assert kept.version.base is None
        assert kept.before == "<mujoco/>"
        assert kept.mjcf == f"<mujoco/><!-- {_RED.sentence} -->"
        assert kept.scene.operations == (_RED,)
        assert kept.scene.flat == kept.mjcf
        built, tried = _tries(host)
        assert (built.run, built.picture, built.before) == (False, "", None)
        assert tried.load.operations == (_RED,)
        # What was wrong before is no fault of the change.
        assert tried.before is not None
        assert tried.before.operations == ()


async def test_an_edit_of_an_edit_builds_on_it() -> None:
    async with live_session() as live:
        await _write(live, _edit(_RED), edit=True)
        await _desk(live).apply(1, "Ada")
        gone = RemoveElement("geom", "lid")
        kept = await _write(live, _edit(gone, title="No lid"), edit=True, prompt="no lid")
        assert kept.version.base == 1
        assert kept.version.edits == (gone.sentence,)
        assert kept.scene.operations == (_RED, gone)
        assert _RED.sentence in kept.before
        await _desk(live).apply(2, "Ada")
        assert _about(live) == (2, 1, None)
        await _desk(live).undo("Ada")
        assert _about(live) == (1, 0, 2)


async def test_an_edit_that_fails_is_mended_on_the_scene_as_it_was() -> None:
    host = PretendingHost()
    found = iter((Check("it is red", False, "it is not"), Check("it is red", True)))

    def try_one(worker: FakeWorker, message: Try) -> bool:
        worker.tried(message, *((next(found),) if message.run else ()))
        return True

    host.on_try = try_one
    async with live_session(host) as live:
        blue = SetAttributes("geom", "lid", {"rgba": "0 0 1 1"})
        kept = await _write(live, _edit(blue), _edit(_RED), edit=True)
        assert (kept.version.success, kept.version.repairs) == (True, 1)
        assert kept.scene.operations == (_RED,)


async def test_an_edit_is_of_what_was_shown_when_it_was_asked_for() -> None:
    async with live_session() as live:
        gate = asyncio.Event()
        await live.load("Shop")
        asking = asyncio.create_task(_write(live, gate, _edit(_RED), edit=True))
        await live.until(lambda: _step(live) == "writing")
        await live.load("Other")
        gate.set()
        kept = await asking
        assert kept.scene.title == "Shop"
        assert kept.version.success


def _step(live: LiveSession) -> str:
    work = _desk(live).state.at_work
    return work.step if work else ""


# by hand


async def test_a_version_is_changed_by_hand_and_checked_as_it_was() -> None:
    host = PretendingHost()
    async with live_session(host, "Ada", "Grace") as live:
        await _write(live, _draft(), prompt="a box")
        changed = await _desk(live).write_by_hand(1, "<mujoco model='mine'/>", "Grace")
        version = changed.version
        assert (version.number, version.source, version.writer) == (2, "hand", "")
        assert (version.prompt, version.who, version.title) == ("a box", "Grace", "Box")
        assert (version.success, version.tokens) == (True, 0)
        assert changed.mjcf == "<mujoco model='mine'/>"
        assert _tries(host)[-1].expectations == ONE_BOX
        at_work = [one["at_work"] for one in live.screens[0].told("writing") if one["at_work"]]
        assert at_work[-1]["writer"] == "by hand"
        with pytest.raises(CommandError, match="There is no version 7"):
            await _desk(live).write_by_hand(7, "<mujoco/>", "Ada")


async def test_a_text_by_hand_that_is_broken_is_kept_and_not_repaired() -> None:
    async with live_session() as live:
        await _write(live, _draft())
        kept = await _desk(live).write_by_hand(1, "broken", "Ada")
        assert (kept.version.success, kept.version.repairs) == (False, 0)
        assert "(line 3)" in kept.version.reason
        assert kept.mjcf == "broken"
        # From there on it is mended.
        assert (await _desk(live).write_by_hand(2, "<mujoco/>", "Ada")).version.success


async def test_an_edit_is_changed_by_hand_as_a_whole() -> None:
    async with live_session() as live:
        kept = await _write(live, _edit(_RED), edit=True)
        changed = await _desk(live).write_by_hand(1, kept.mjcf + " ", "Ada")
        assert changed.scene.operations == ()
        assert isinstance(changed.scene.source, XmlScene)
        assert changed.scene.source.xml == kept.mjcf + " "
