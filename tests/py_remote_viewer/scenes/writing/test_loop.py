"""From a prompt to a scene that passed, or to an honest failure, with a writer that pretends."""

import asyncio
from collections.abc import Sequence

import pytest

from py_remote_viewer.errors import ProviderError, WritingError
from py_remote_viewer.protocol.expectations import Check, Expectation
from py_remote_viewer.scenes.writing.loop import MOST_REPAIRS, Outcome, write_scene
from py_remote_viewer.scenes.writing.types import Draft, Findings, WritingRequest
from tests.support.writers import ONE_BOX, FakeWriter

_GOOD = Findings(checks=(Check("there is 1 box", True),))
_FEW = Findings(checks=(Check("there is 1 box", False, "there are none"),))
_BROKEN = Findings("mismatched tag, line 7")
_REQUEST = WritingRequest("a box")


class _Trials:
    """Finds these things, one trial after the other; an event is waited for for ever."""

    def __init__(self, *found: Findings | asyncio.Event | Exception) -> None:
        self._found = list(found)
        self.drafts: list[Draft] = []
        self.expectations: list[Sequence[Expectation]] = []

    async def __call__(self, draft: Draft, expectations: Sequence[Expectation]) -> Findings:
        self.drafts.append(draft)
        self.expectations.append(expectations)
        found = self._found.pop(0) if len(self._found) > 1 else self._found[0]
        if isinstance(found, Exception):
            raise found
        if isinstance(found, asyncio.Event):
            await found.wait()
            raise AssertionError("nobody sets it")
        return found


def _draft(number: int) -> Draft:
    return Draft(f"Box {number}", "A box.", f"<mujoco model='{number}'/>")


def _drafts(count: int = 9) -> list[Draft]:
    return [_draft(number) for number in range(1, count + 1)]


async def _write(
    writer: FakeWriter, trials: _Trials, *, seconds: float = 20.0
) -> tuple[Outcome, list[tuple[str, int, str]]]:
    steps: list[tuple[str, int, str]] = []
    outcome = await write_scene(
        writer, _REQUEST, trials, lambda *step: steps.append(step), seconds=seconds
    )
    return outcome, steps


async def test_what_passes_at_once_is_written_once() -> None:
    writer, trials = FakeWriter(*_drafts()), _Trials(_GOOD)
    outcome, steps = await _write(writer, trials)
    assert (outcome.success, outcome.repairs, outcome.ended) == (True, 0, "")
    assert outcome.expectations == ONE_BOX
    assert outcome.attempts[0].draft == _draft(1)
    assert trials.expectations == [ONE_BOX]
    assert writer.requests == [_REQUEST]
    assert steps == [("expecting", 1, ""), ("writing", 1, ""), ("building", 1, "Box 1")]


async def test_what_is_wrong_is_told_to_the_writer_and_mended() -> None:
    writer, trials = FakeWriter(*_drafts()), _Trials(_BROKEN, _FEW, _GOOD)
    outcome, steps = await _write(writer, trials)
    assert (outcome.success, outcome.repairs) == (True, 2)
    assert [attempt.draft for attempt in outcome.attempts] == _drafts(3)
    # Each time it hears of all attempts before.
    assert [len(told) for told in writer.attempts] == [0, 1, 2]
    assert [attempt.findings for attempt in writer.attempts[-1]] == [_BROKEN, _FEW]
    assert steps == [
        ("expecting", 1, ""),
        ("writing", 1, ""),
        ("building", 1, "Box 1"),
        ("repairing", 2, "mismatched tag, line 7"),
        ("building", 2, "Box 2"),
        ("repairing", 3, "Expected: there is 1 box. Found: there are none."),
        ("building", 3, "Box 3"),
    ]


async def test_what_never_passes_ends_with_the_last_attempt_after_three_repairs() -> None:
    writer, trials = FakeWriter(*_drafts()), _Trials(_FEW)
    outcome, _ = await _write(writer, trials)
    assert MOST_REPAIRS == 3
    assert (outcome.success, outcome.repairs, outcome.ended) == (False, 3, "")
    assert outcome.attempts[-1].draft == _draft(4)
    assert len(trials.drafts) == 4


@pytest.mark.parametrize("source", ["template", "hand"])
async def test_only_a_language_model_is_asked_to_mend(source: str) -> None:
    writer = FakeWriter(*_drafts(), source=source)  # type: ignore[arg-type]
    outcome, _ = await _write(writer, _Trials(_FEW))
    assert (outcome.success, outcome.repairs) == (False, 0)


# what cannot be


async def test_a_writer_that_declines_is_heard_before_anything_is_written() -> None:
    declined = WritingError("Nobody knows what a grue is.", nearest="a box", word="grue")
    writer, trials = FakeWriter(_draft(1), expects=declined), _Trials(_GOOD)
    with pytest.raises(WritingError) as caught:
        await _write(writer, trials)
    assert caught.value is declined
    assert (writer.attempts, trials.drafts) == ([], [])


@pytest.mark.parametrize("fails", [ProviderError("It is busy.", status=429), WritingError("No.")])
async def test_a_provider_that_fails_before_the_first_attempt_is_heard(fails: Exception) -> None:
    with pytest.raises(type(fails)) as caught:
        await _write(FakeWriter(fails), _Trials(_GOOD))
    assert caught.value is fails


@pytest.mark.parametrize("fails", [ProviderError("It is busy.", status=429), WritingError("No.")])
async def test_a_provider_that_fails_later_leaves_the_last_attempt(fails: Exception) -> None:
    outcome, _ = await _write(FakeWriter(_draft(1), fails), _Trials(_FEW))
    assert (outcome.success, outcome.repairs) == (False, 0)
    assert outcome.attempts[0].draft == _draft(1)
    assert outcome.ended == f"It was not mended: {fails}"


async def test_an_error_that_nobody_foresaw_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await _write(FakeWriter(_draft(1)), _Trials(ZeroDivisionError()))


async def test_time_that_is_over_before_anything_was_tried_is_told_with_its_limit() -> None:
    for writer, trials in (
        (FakeWriter(asyncio.Event()), _Trials(_GOOD)),
        (FakeWriter(_draft(1)), _Trials(asyncio.Event())),
    ):
        with pytest.raises(WritingError) as caught:
            await _write(writer, trials, seconds=0.05)
        assert "the limit is 0.05 s; ask for something simpler" in str(caught.value)


async def test_time_that_is_over_later_leaves_the_last_attempt_that_was_tried() -> None:
    for writer, trials in (
        (FakeWriter(_draft(1), asyncio.Event()), _Trials(_FEW)),
        (FakeWriter(*_drafts()), _Trials(_FEW, asyncio.Event())),
    ):
        outcome, _ = await _write(writer, trials, seconds=0.05)
        assert (outcome.success, outcome.repairs) == (False, 0)
        assert outcome.attempts[0].draft == _draft(1)
        assert "0.05 s" in outcome.ended


async def test_whoever_stops_it_is_obeyed_at_once() -> None:
    task = asyncio.create_task(_write(FakeWriter(asyncio.Event()), _Trials(_GOOD)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


# what the writer is told


def test_errors_are_few_and_short() -> None:
    assert Findings("x" * 5000).errors == ("x" * 400,)
    many = tuple(Check(f"there is {i} " + "y" * 1000, False, "z" * 1000) for i in range(100))
    errors = Findings(checks=many).errors
    assert len(errors) == 9
    assert all(len(error) <= 400 for error in errors)
    assert errors[-1] == "And 92 more."
    passed = Check("the floor is there", True)
    assert Findings(checks=(passed, many[0], passed)).errors[0].startswith("Expected: there is 0")
    assert Findings(checks=(passed,)).errors == ()
    assert Findings().passed
    # What could not be built was not checked.
    assert not Findings("broken", (passed,)).passed
