"""Versions of a scene from words: what belongs to one, and the last of them."""

import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.expectations import Expectation
from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.protocol.writing import SceneVersion, WritingSource
from py_remote_viewer.scenes.resolve import ResolvedScene
from py_remote_viewer.scenes.writing.loop import Outcome
from py_remote_viewer.scenes.writing.types import (
    Attempt,
    Draft,
    PresentScene,
    Usage,
    Writer,
    WritingRequest,
)
from py_remote_viewer.sessions.trials import Trial

__all__ = ["Basis", "ByHand", "KeptVersion", "TriedDraft", "VersionShelf", "WritingOrder"]

_MOST_VERSIONS = 50
#: Of what is told of one.
_MOST_CHECKS, _MOST_EDITS = 200, 50


@dataclass(frozen=True)
class WritingOrder:
    """What somebody wants written; `edit` changes the scene on the air. `person` is None for
    programs."""

    prompt: str
    who: str
    person: int | None = None
    edit: bool = False


@dataclass(frozen=True)
class KeptVersion:
    """A version with all that belongs to it; `before` is the MJCF that it changed, or empty."""

    version: SceneVersion
    scene: ResolvedScene
    mjcf: str
    before: str
    picture: bytes
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True)
class TriedDraft:
    """A draft that was tried, with its scene; `trial` is None where it could not be built."""

    draft: Draft
    scene: ResolvedScene | None
    trial: Trial | None


@dataclass(frozen=True)
class Basis:
    """What an edit changes; `files` are those that it is made of."""

    scene: ResolvedScene
    present: PresentScene
    number: int | None
    files: tuple[str, ...]


class VersionShelf:
    """The last versions, by number. Belongs to the event loop."""

    def __init__(self) -> None:
        self._kept: dict[int, KeptVersion] = {}
        self._newest = 0

    @property
    def all(self) -> tuple[KeptVersion, ...]:
        """All of them, the oldest first."""
        return tuple(self._kept.values())

    def find(self, number: int) -> KeptVersion:
        """A version; raises CommandError where there is none of this number (any more)."""
        kept = self._kept.get(number)
        if kept is None:
            there = ", ".join(map(str, self._kept)) or "none"
            raise CommandError(f"There is no version {number}; there are: {there}.")
        return kept

    def keep(
        self,
        order: WritingOrder,
        writer: Writer,
        outcome: Outcome,
        last: TriedDraft,
        basis: Basis | None,
        seconds: float,
        needed: AbstractSet[int],
    ) -> KeptVersion:
        """Make what came of an order a version, in the place of the oldest that is not `needed`."""
        self._newest += 1
        trial, draft = last.trial, last.draft
        version = SceneVersion(
            number=self._newest,
            at_ms=time.time() * 1000.0,
            prompt=order.prompt,
            who=order.who,
            source=writer.source,
            writer=writer.name,
            title=draft.title,
            explanation=draft.explanation,
            success=outcome.success,
            checks=trial.checks[:_MOST_CHECKS] if trial else (),
            reason="" if outcome.success else _reason(outcome),
            edits=tuple(one.sentence for one in draft.operations[:_MOST_EDITS]),
            base=basis.number if basis else None,
            picture=bool(trial and trial.picture),
            repairs=outcome.repairs,
            seconds=round(seconds, 2),
            tokens=writer.usage.tokens,
        )
        changed = trial.text if trial and basis else ""
        fallback = ResolvedScene(XmlScene(draft.mjcf, draft.title), draft.title, None)
        kept = self._kept[version.number] = KeptVersion(
            version,
            last.scene or fallback,
            draft.mjcf or changed,
            basis.present.mjcf if basis else "",
            trial.picture if trial else b"",
            outcome.expectations,
        )
        for number in [number for number in self._kept if number not in needed]:
            if len(self._kept) <= _MOST_VERSIONS:
                break
            del self._kept[number]
        return kept


class ByHand:
    """A Writer: a person who has changed a version; what was expected of it still is."""

    source: WritingSource = "hand"
    name = ""

    def __init__(self, base: KeptVersion, mjcf: str) -> None:
        self._base = base
        self._mjcf = mjcf

    @property
    def usage(self) -> Usage:
        """Nothing."""
        return Usage()

    async def expect(self, request: WritingRequest) -> tuple[Expectation, ...]:
        return self._base.expectations

    async def write(
        self,
        request: WritingRequest,
        expectations: Sequence[Expectation],
        attempts: Sequence[Attempt],
    ) -> Draft:
        title = self._base.version.title
        return Draft(title, f"Version {self._base.version.number}, changed by hand.", self._mjcf)


def _reason(outcome: Outcome) -> str:
    repairs = outcome.repairs
    times = "" if repairs == 0 else f" after {repairs} repair{'s' if repairs > 1 else ''}"
    errors = outcome.attempts[-1].findings.errors
    sentences = (f"The scene did not pass its checks{times}.", *errors, outcome.ended)
    return " ".join(sentence for sentence in sentences if sentence)
