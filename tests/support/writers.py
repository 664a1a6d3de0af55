"""Writers of scenes that only pretend."""

import asyncio
from collections.abc import Callable, Sequence

from py_remote_viewer.protocol.expectations import Count, Expectation, Things
from py_remote_viewer.protocol.writing import WritingSource
from py_remote_viewer.scenes.writing.types import Attempt, Draft, Usage, WritingRequest

__all__ = ["ONE_BOX", "Answer", "FakeWriter"]

ONE_BOX = (Count(Things("box"), 1),)
#: What a writer does in the place of an answer: says it, raises it, or waits until it is let.
Answer = Draft | Exception | asyncio.Event


class FakeWriter:
    """A Writer that gives these answers, one after the other, and the last one again and again;
    that one may be an event only if nobody sets it."""

    def __init__(
        self,
        *answers: Answer,
        expects: Sequence[Expectation] | Exception = ONE_BOX,
        source: WritingSource = "llm",
        name: str = "pretended",
    ) -> None:
        self.source: WritingSource = source
        self.name = name
        self.requests: list[WritingRequest] = []
        #: The attempts that it was told of, each time that it wrote.
        self.attempts: list[tuple[Attempt, ...]] = []
        self.before_writing: Callable[[], None] = lambda: None
        self._answers = list(answers)
        self._expects = expects

    @property
    def usage(self) -> Usage:
        """As many tokens as it wrote times."""
        return Usage(len(self.attempts), 10 * len(self.attempts), len(self.attempts))

    async def expect(self, request: WritingRequest) -> tuple[Expectation, ...]:
        """What it was made with."""
        self.requests.append(request)
        if isinstance(self._expects, Exception):
            raise self._expects
        return tuple(self._expects)

    async def write(
        self,
        request: WritingRequest,
        expectations: Sequence[Expectation],
        attempts: Sequence[Attempt],
    ) -> Draft:
        """The next answer."""
        self.attempts.append(tuple(attempts))
        self.before_writing()
        while True:
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            if isinstance(answer, asyncio.Event):
                # Whatever comes behind it is said then.
                await answer.wait()
                continue
            if isinstance(answer, Exception):
                raise answer
            return answer
