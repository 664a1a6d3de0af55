"""Findings, and how they are told."""

import textwrap
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from py_remote_viewer.doctor.commands import pip
from py_remote_viewer.errors import RemoteViewerError

__all__ = ["Finding", "Report", "guarded"]

_WIDTH = 100
_MARKS = {"ok": "ok", "note": "note", "missing": "FAIL"}
_TOPIC_COLUMN = 6


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was looked at.

    `note` means that the product works without it, `missing` that it does not. `advice` is a
    sentence, `command` what to type for it.
    """

    topic: str
    state: Literal["ok", "note", "missing"]
    text: str
    details: tuple[str, ...] = ()
    advice: str = ""
    command: str = ""


class Report(msgspec.Struct, frozen=True):
    """All findings; `usable` is false where one that is essential is missing."""

    usable: bool
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> "Report":
        """The report of these findings."""
        return cls(all(finding.state != "missing" for finding in findings), tuple(findings))

    def as_json(self) -> str:
        """For programs."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode() + "\n"

    def as_text(self) -> str:
        """For people: aligned, at most 100 columns, but commands are never broken."""
        column = _TOPIC_COLUMN + 2 + max((len(f.topic) for f in self.findings), default=0)
        lines: list[str] = []
        for finding in self.findings:
            head = f"{_MARKS[finding.state]:<{_TOPIC_COLUMN}}{finding.topic}"
            for paragraph in (finding.text, *finding.details, finding.advice):
                lines += _wrapped(head, paragraph, column) if paragraph else []
                head = ""
            if finding.command:
                lines.append(" " * column + "$ " + finding.command)
        return "\n".join([*lines, "", self._verdict()]) + "\n"

    def _verdict(self) -> str:
        missing = [finding.topic for finding in self.findings if finding.state == "missing"]
        if missing:
            return f"Not usable yet: see {', '.join(missing)}."
        notes = [finding.topic for finding in self.findings if finding.state == "note"]
        return f"Usable; see {', '.join(notes)}." if notes else "Usable."


def _wrapped(head: str, paragraph: str, column: int) -> list[str]:
    return textwrap.wrap(
        paragraph,
        _WIDTH,
        initial_indent=head.ljust(column),
        subsequent_indent=" " * column,
        break_long_words=False,
        break_on_hyphens=False,
    )


def guarded(topic: str, check: Callable[[], list[Finding]]) -> list[Finding]:
    """What `check` finds; its failure is a finding as well, so that the others are still made."""
    try:
        return check()
    except RemoteViewerError as error:
        return [Finding(topic, "missing", str(error))]
    except ImportError as error:
        return [
            Finding(
                topic, "missing", f"It could not be examined: {error}.",
                advice="A package is missing or broken. Install them again:",
                command=pip("install --force-reinstall -r requirements.txt"),
            )
        ]  # fmt: skip
    except Exception as error:
        # MuJoCo and drivers raise types of their own; the doctor has to survive every one.
        return [Finding(topic, "missing", f"It failed: {type(error).__name__}: {error}")]
