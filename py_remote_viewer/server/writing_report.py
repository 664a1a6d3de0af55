"""What the API tells of scenes from words."""

from typing import Any

import msgspec
from pydantic import BaseModel

from py_remote_viewer.protocol.writing import WritingSource
from py_remote_viewer.scenes.words import EXAMPLES
from py_remote_viewer.server.authors import Authors
from py_remote_viewer.sessions.writing import KeptVersion

__all__ = [
    "VersionReport",
    "WriterList",
    "WrittenScene",
    "version_report",
    "writer_list",
    "written_scene",
]


class TemplateReport(BaseModel):
    """The writer that needs no language model."""

    examples: list[str]


class ProviderReport(BaseModel):
    """A provider of language models. `operator_key`: nobody needs a key of their own; `available`
    is false where something is missing on the server, and `reason` says what."""

    name: str
    title: str
    models: list[str]
    default_model: str
    needs_key: bool
    operator_key: bool
    available: bool
    reason: str


class WriterList(BaseModel):
    """Who can write scenes here, and which robots may stand in them."""

    template: TemplateReport
    providers: list[ProviderReport]
    robots: list[str]


class CheckReport(BaseModel):
    """What was checked on a scene, and what was found."""

    sentence: str
    passed: bool
    found: str


class WrittenScene(BaseModel):
    """A scene that is all that was expected of it."""

    success: bool
    source: WritingSource
    title: str
    explanation: str
    mjcf: str
    checks: list[CheckReport]
    version: int
    applied: bool
    repairs: int
    seconds: float
    tokens: int


class VersionReport(BaseModel):
    """A version, its MJCF, and that of the scene which it changed."""

    version: dict[str, Any]
    mjcf: str
    before: str


def writer_list(authors: Authors, robots: list[str]) -> WriterList:
    """All of them."""
    return WriterList(
        template=TemplateReport(examples=list(EXAMPLES)),
        providers=[
            ProviderReport(
                name=one.name,
                title=one.title,
                models=list(one.models),
                default_model=one.default,
                needs_key=one.needs_key,
                operator_key=one.operator_key,
                available=one.available,
                reason=one.reason,
            )
            for one in authors.providers
        ],
        robots=robots,
    )


def written_scene(kept: KeptVersion, *, applied: bool) -> WrittenScene:
    """What is answered for one that passed."""
    version = kept.version
    return WrittenScene(
        success=True,
        source=version.source,
        title=version.title,
        explanation=version.explanation,
        mjcf=kept.mjcf,
        checks=[
            CheckReport(sentence=check.sentence, passed=check.passed, found=check.found)
            for check in version.checks
        ],
        version=version.number,
        applied=applied,
        repairs=version.repairs,
        seconds=version.seconds,
        tokens=version.tokens,
    )


def version_report(kept: KeptVersion) -> VersionReport:
    """A version with its texts."""
    return VersionReport(
        version=msgspec.to_builtins(kept.version), mjcf=kept.mjcf, before=kept.before
    )
