"""From a prompt to a scene that passed its checks, or to an honest failure."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from py_remote_viewer.errors import ProviderError, WritingError
from py_remote_viewer.protocol.expectations import Expectation
from py_remote_viewer.protocol.writing import WritingStep
from py_remote_viewer.scenes.writing.types import (
    Attempt,
    Draft,
    Findings,
    Writer,
    WritingRequest,
)

__all__ = ["MOST_REPAIRS", "Outcome", "Progress", "write_scene"]

MOST_REPAIRS = 3

#: Told of each step, with the attempt (from 1) and what is worth saying of it.
Progress = Callable[[WritingStep, int, str], None]
#: Builds a draft and lets it run.
TryDraft = Callable[[Draft, Sequence[Expectation]], Awaitable[Findings]]


@dataclass(frozen=True)
class Outcome:
    """All attempts, of which the last one counts."""

    expectations: tuple[Expectation, ...]
    attempts: tuple[Attempt, ...]
    #: Why it was not mended further, where that is not that it was tried often enough.
    ended: str = ""

    @property
    def success(self) -> bool:
        """True where the last one is all that was expected."""
        return self.attempts[-1].findings.passed

    @property
    def repairs(self) -> int:
        """How often it was mended."""
        return len(self.attempts) - 1


async def write_scene(
    writer: Writer,
    request: WritingRequest,
    try_draft: TryDraft,
    progress: Progress,
    *,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Outcome:
    """Fix what is expected, write, try, and let what is wrong be mended, at most three times.

    Where nothing was tried yet, raises what the writer raises, and WritingError where it takes
    longer than so many seconds in all; else the last attempt counts.
    """
    attempts: list[Attempt] = []
    expectations: tuple[Expectation, ...] = ()
    ended = ""
    began = clock()
    try:
        async with asyncio.timeout(seconds):
            progress("expecting", 1, "")
            expectations = await writer.expect(request)
            repairs = MOST_REPAIRS if writer.source == "llm" else 0
            while len(attempts) <= repairs:
                number = len(attempts) + 1
                said = attempts[-1].findings.errors[0] if attempts else ""
                progress("repairing" if attempts else "writing", number, said)
                draft = await writer.write(request, expectations, attempts)
                progress("building", number, draft.title)
                attempts.append(Attempt(draft, await try_draft(draft, expectations)))
                if attempts[-1].findings.passed:
                    break
    except TimeoutError:
        # One of the writer's own is a ProviderError.
        if not attempts:
            raise WritingError(
                f"Nothing was finished within {clock() - began:.0f} s, the limit is {seconds:g} s; "
                "ask for something simpler, or choose a faster model."
            ) from None
        ended = f"The limit of {seconds:g} s was reached before it could be mended."
    except (ProviderError, WritingError) as error:
        if not attempts:
            raise
        ended = f"It was not mended: {error}"
    return Outcome(expectations, tuple(attempts), ended)
