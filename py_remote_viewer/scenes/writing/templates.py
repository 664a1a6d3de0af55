"""The writer that needs no language model."""

import asyncio
from collections.abc import Sequence

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Expectation
from py_remote_viewer.protocol.writing import WritingSource
from py_remote_viewer.scenes.robots import RobotCatalogue
from py_remote_viewer.scenes.words import EXAMPLES, Composed, write
from py_remote_viewer.scenes.writing.types import Attempt, Draft, Usage, WritingRequest

__all__ = ["TemplateWriter"]


class TemplateWriter:
    """A Writer: what the words name is built of templates, or declined."""

    source: WritingSource = "template"
    name = ""

    def __init__(self, robots: RobotCatalogue) -> None:
        self._robots = robots
        self._composed: Composed | None = None

    @property
    def usage(self) -> Usage:
        """Nothing."""
        return Usage()

    async def expect(self, request: WritingRequest) -> tuple[Expectation, ...]:
        """What the words say; raises WritingError for what is not understood."""
        if request.present is not None:
            raise WritingError(
                "A change of the present scene takes a language model; without one a new scene can "
                "be asked for.",
                nearest=EXAMPLES[0],
            )
        # The catalogue reads folders, and the nearest request is searched for.
        self._composed = await asyncio.to_thread(
            lambda: write(request.prompt, self._robots.entries)
        )
        return tuple(self._composed.expectations)

    async def write(
        self,
        request: WritingRequest,
        expectations: Sequence[Expectation],
        attempts: Sequence[Attempt],
    ) -> Draft:
        """The scene; it is written only once."""
        composed = self._composed
        assert composed is not None
        return Draft(composed.title, composed.explanation, composed.mjcf)
