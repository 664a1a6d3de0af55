"""The forms in which a language model answers, and what is made of an answer."""

from functools import cache
from typing import Annotated, Any, TypeVar, cast

import msgspec

from py_remote_viewer.protocol.expectations import Expectation
from py_remote_viewer.protocol.operations import Operation
from py_remote_viewer.scenes.writing.asking import JsonSchema

__all__ = ["EditAnswer", "ExpectAnswer", "Misfit", "SceneAnswer", "read_answer", "schema_of"]

T = TypeVar("T")
_Title = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Explanation = Annotated[str, msgspec.Meta(max_length=4_000)]
_LONGEST_MISFIT = 400
#: Kept of a schema. Bounds are not: some providers know few of them or refuse a schema for having
#: many, and what comes is checked here anyway.
_KEPT = ("type", "enum", "properties", "required", "additionalProperties", "items", "anyOf")


class Misfit(Exception):
    """An answer does not have its form; `str()` says where and why, for the model."""


class ExpectAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What has to be, or why it cannot be made and what comes near and can."""

    expectations: Annotated[tuple[Expectation, ...], msgspec.Meta(max_length=60)] = ()
    declined: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    nearest: Annotated[str, msgspec.Meta(max_length=1_000)] = ""


class SceneAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole scene."""

    title: _Title
    explanation: _Explanation
    mjcf: Annotated[str, msgspec.Meta(min_length=1)]


class EditAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to do with the present scene."""

    title: _Title
    explanation: _Explanation
    operations: Annotated[tuple[Operation, ...], msgspec.Meta(min_length=1, max_length=200)]


def read_answer(text: str, form: type[T]) -> T:
    """What an answer says; raises Misfit where it has not that form.

    Where somebody asked for nothing but JSON, models still like to put a fence or a sentence around
    it, write null for what they leave out, or a number as text.
    """
    begin, end = text.find("{"), text.rfind("}")
    if begin < 0 or end < begin:
        raise Misfit("it is no JSON object.")
    try:
        found = _without_nulls(msgspec.json.decode(text[begin : end + 1]))
        return msgspec.convert(found, form, strict=False)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Misfit(f"{str(error)[:_LONGEST_MISFIT]}.") from None


def _without_nulls(value: Any) -> Any:
    """No field has a meaning of its own for null."""
    if isinstance(value, dict):
        items = cast(dict[str, Any], value).items()
        return {key: _without_nulls(part) for key, part in items if part is not None}
    if isinstance(value, list):
        return [_without_nulls(part) for part in cast(list[Any], value)]
    return value


@cache
def schema_of(form: type[msgspec.Struct]) -> JsonSchema:
    """The JSON schema of a form, flat and of nothing but what all providers understand: no
    references, which some models are not shown, no bounds, no nulls."""
    (top,), parts = msgspec.json.schema_components((form,), ref_template="{name}")
    return _plain(top, parts)


def _plain(node: dict[str, Any], parts: dict[str, dict[str, Any]]) -> JsonSchema:
    if "$ref" in node:
        return _plain(parts[node["$ref"]], parts)
    choices = [part for part in node.get("anyOf", ()) if part.get("type") != "null"]
    if len(choices) == 1:
        return _plain(choices[0], parts)
    plain: dict[str, Any] = {name: node[name] for name in _KEPT if name in node}
    if choices:
        plain["anyOf"] = [_plain(part, parts) for part in choices]
    if "enum" in plain:
        plain["type"] = "string"
    if "properties" in plain:
        plain["properties"] = {
            name: _plain(part, parts) for name, part in plain["properties"].items()
        }
    if isinstance(plain.get("additionalProperties"), dict):
        plain["additionalProperties"] = _plain(plain["additionalProperties"], parts)
    if "prefixItems" in node:
        # All of one kind here: a direction.
        length = len(node["prefixItems"])
        plain |= {"items": node["prefixItems"][0], "minItems": length, "maxItems": length}
    if isinstance(plain.get("items"), dict):
        plain["items"] = _plain(plain["items"], parts)
    return plain
