"""What the writers of scenes share: a request, what they make of it, and how it is tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from py_remote_viewer.protocol.expectations import Check, Expectation
from py_remote_viewer.protocol.operations import Operation
from py_remote_viewer.protocol.writing import WritingSource

__all__ = ["Attempt", "Draft", "Findings", "PresentScene", "Usage", "Writer", "WritingRequest"]

_MOST_ERRORS = 8
_LONGEST_ERROR = 400


@dataclass(frozen=True)
class PresentScene:
    """The scene that is to be edited: its title and its whole MJCF, robots as placeholders."""

    title: str
    mjcf: str


@dataclass(frozen=True)
class WritingRequest:
    """What a person asked for; `present` is set where it is an edit. `robots` are the names that a
    placeholder `<site name="robot:NAME"/>` may have."""

    prompt: str
    robots: tuple[str, ...] = ()
    present: PresentScene | None = None


@dataclass(frozen=True)
class Draft:
    """A scene as a writer answers it: MJCF, or for an edit operations on the present scene."""

    title: str
    explanation: str
    mjcf: str = ""
    operations: tuple[Operation, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What came of a trial: why it could not be built (with MuJoCo's line), or all checks."""

    error: str = ""
    checks: tuple[Check, ...] = ()

    @property
    def passed(self) -> bool:
        """True where it was built and is all that was expected."""
        return not self.error and all(check.passed for check in self.checks)

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong with it, a sentence each; the first ones, of which most others follow."""
        if self.error:
            return (self.error[:_LONGEST_ERROR],)
        wrong = [check for check in self.checks if not check.passed]
        sentences = [
            f"Expected: {check.sentence}. Found: {check.found}."[:_LONGEST_ERROR]
            for check in wrong[:_MOST_ERRORS]
        ]
        if len(wrong) > _MOST_ERRORS:
            sentences.append(f"And {len(wrong) - _MOST_ERRORS} more.")
        return tuple(sentences)


@dataclass(frozen=True)
class Attempt:
    """A draft and what came of it."""

    draft: Draft
    findings: Findings


@dataclass(frozen=True)
class Usage:
    """What a writer took of its provider."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.input_tokens + self.output_tokens


class Writer(Protocol):
    """Writes one scene; made anew for each request. Belongs to the event loop.

    Both methods raise WritingError where it declines, and ProviderError where its provider fails.
    """

    @property
    def source(self) -> WritingSource: ...

    @property
    def name(self) -> str:
        """The model that writes, as people are told; empty for templates."""
        ...

    @property
    def usage(self) -> Usage:
        """What it has taken until now."""
        ...

    async def expect(self, request: WritingRequest) -> tuple[Expectation, ...]:
        """What the scene has to be, before any of it is written."""
        ...

    async def write(
        self,
        request: WritingRequest,
        expectations: Sequence[Expectation],
        attempts: Sequence[Attempt],
    ) -> Draft:
        """The scene; `attempts` are those before, each of which did not pass."""
        ...
