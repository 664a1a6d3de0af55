"""Scenes from words: what is told of those that were written, and of what is being written."""

from typing import Literal

import msgspec

from py_remote_viewer.protocol.expectations import Check

__all__ = [
    "LONGEST_PROMPT",
    "SceneVersion",
    "WritingAtWork",
    "WritingSource",
    "WritingState",
    "WritingStep",
]

LONGEST_PROMPT = 4_000

#: Who writes: a language model, the templates that need none, or a person.
WritingSource = Literal["llm", "template", "hand"]
#: In their order; after `checking` comes `repairing` where something is wrong with it.
WritingStep = Literal["waiting", "expecting", "writing", "building", "checking", "repairing"]


class SceneVersion(msgspec.Struct, frozen=True, omit_defaults=True):
    """A scene that somebody asked for by words, with what came of it.

    `success` is false for a last attempt that did not pass, which is kept to be looked at; `reason`
    then says why. `edits` says what it changes in the scene of version `base`, where it is an edit.
    """

    number: int
    at_ms: float
    prompt: str
    who: str
    source: WritingSource
    #: The model that wrote it; empty for templates and people.
    writer: str
    title: str
    explanation: str
    success: bool
    checks: tuple[Check, ...] = ()
    reason: str = ""
    edits: tuple[str, ...] = ()
    base: int | None = None
    picture: bool = False
    repairs: int = 0
    seconds: float = 0.0
    tokens: int = 0


class WritingAtWork(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is being written, for whom, and how far it is; `attempt` counts from 1."""

    prompt: str
    who: str
    person: int | None
    step: WritingStep
    attempt: int = 1
    detail: str = ""
    writer: str = ""


class WritingState(msgspec.Struct, tag="writing", frozen=True):
    """All versions (None: as they were told last), the one that is on the air, and what is being
    written.

    `undo` and `redo` are the versions that those would bring; 0 is the scene from before.
    """

    versions: tuple[SceneVersion, ...] | None = None
    current: int | None = None
    undo: int | None = None
    redo: int | None = None
    at_work: WritingAtWork | None = None
