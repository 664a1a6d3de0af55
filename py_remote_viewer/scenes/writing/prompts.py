"""What a language model is asked for one scene: instructions, and what they are about."""

import inspect
from collections.abc import Sequence
from functools import cache
from typing import get_args

import msgspec

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Expectation, Things
from py_remote_viewer.protocol.operations import Operation
from py_remote_viewer.scenes.writing import guidance
from py_remote_viewer.scenes.writing.answers import EditAnswer, ExpectAnswer, SceneAnswer, schema_of
from py_remote_viewer.scenes.writing.asking import Question
from py_remote_viewer.scenes.writing.types import Attempt, WritingRequest

__all__ = ["LONGEST_PRESENT", "edit_question", "expect_question", "scene_question"]

#: Of a scene that is to be edited; more costs more than it is worth, or is not read.
LONGEST_PRESENT = 150_000


def expect_question(request: WritingRequest) -> Question:
    """What the scene has to be; answered by an ExpectAnswer."""
    return Question(
        guidance.expecting(_expectations()), _asked(request), "expect", schema_of(ExpectAnswer)
    )


def scene_question(
    request: WritingRequest, expectations: Sequence[Expectation], attempts: Sequence[Attempt]
) -> Question:
    """A whole scene; answered by a SceneAnswer."""
    parts = [_asked(request), _expected(expectations)]
    if attempts:
        parts.append(f"Your last attempt:\n{attempts[-1].draft.mjcf}")
        parts.append(f"{_wrong(attempts)}\nWrite the whole scene again, with that put right.")
    return Question(guidance.SCENE, "\n\n".join(parts), "scene", schema_of(SceneAnswer))


def edit_question(
    request: WritingRequest, expectations: Sequence[Expectation], attempts: Sequence[Attempt]
) -> Question:
    """Operations on the present scene; answered by an EditAnswer."""
    parts = [_asked(request), _expected(expectations)]
    if attempts:
        tried = msgspec.json.encode(attempts[-1].draft.operations).decode()
        parts.append(f"The operations of your last attempt:\n{tried}")
        parts.append(
            f"{_wrong(attempts)}\nGive all operations again, on the scene as it is shown, with "
            "that put right."
        )
    instructions = guidance.editing(_operations())
    return Question(instructions, "\n\n".join(parts), "edit", schema_of(EditAnswer))


def _asked(request: WritingRequest) -> str:
    parts = [
        f"<request>\n{_enclosed(request.prompt)}\n</request>",
        f"The robots that there are: {', '.join(request.robots) or 'none'}.",
    ]
    present = request.present
    if present is not None:
        if len(present.mjcf) > LONGEST_PRESENT:
            raise WritingError(
                f"The scene has {len(present.mjcf)} characters of MJCF, and one of more than "
                f"{LONGEST_PRESENT} is not changed by words; edit its text, or ask for a new one."
            )
        text = _enclosed(f"{present.title}\n{present.mjcf}")
        parts.append(f"<scene>\n{text}\n</scene>")
    return "\n\n".join(parts)


def _enclosed(text: str) -> str:
    """Text that does not end what encloses it."""
    return text.replace("</request", "</ request").replace("</scene", "</ scene")


def _expected(expectations: Sequence[Expectation]) -> str:
    said = "\n".join(
        f"- {expectation.sentence}: {msgspec.json.encode(expectation).decode()}"
        for expectation in expectations
    )
    kinds = dict.fromkeys(type(expectation) for expectation in expectations)
    meant = "\n".join((_meaning(Things), *(_meaning(kind) for kind in kinds)))
    return f"What is expected, with exactly these names:\n{said}\n\nWhat that means:\n{meant}"


def _wrong(attempts: Sequence[Attempt]) -> str:
    """The errors of the last attempt, and those of the ones before that are not among them."""
    errors = attempts[-1].findings.errors
    earlier = dict.fromkeys(e for attempt in attempts[:-1] for e in attempt.findings.errors)
    lines = [f"- {error}" for error in errors]
    lines += [f"- in an attempt before: {error}" for error in earlier if error not in errors]
    return "What is wrong with it:\n" + "\n".join(lines)


@cache
def _expectations() -> str:
    return "\n".join((_meaning(Things), *(_meaning(kind) for kind in get_args(Expectation))))


@cache
def _operations() -> str:
    return "\n".join(_meaning(kind) for kind in get_args(Operation))


@cache
def _meaning(kind: type[msgspec.Struct]) -> str:
    """A kind as its fields and its docstring say it."""
    tag = kind.__struct_config__.tag
    fields = ", ".join(
        field.encode_name
        + (": things" if field.type is Things else "")
        + "?" * (not field.required)
        for field in msgspec.structs.fields(kind)
    )
    said = " ".join((inspect.getdoc(kind) or "").split())
    return f"- {tag or kind.__name__.lower()} ({fields}): {said}"
