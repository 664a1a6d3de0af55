"""Operations on a scene, applied with MjSpec: what they do not name stays as it is."""

from collections.abc import Iterable
from xml.etree import ElementTree

import mujoco

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.operations import (
    AddElements,
    Operation,
    RemoveElement,
    SetAttributes,
    SetOptions,
)
from py_remote_viewer.simulation.attributes import set_attribute, set_option
from py_remote_viewer.simulation.compiling import compiled, quiet
from py_remote_viewer.simulation.loading import refusal
from py_remote_viewer.simulation.policy import check_text_policy
from py_remote_viewer.simulation.xml_text import check_model_text

__all__ = ["apply_operations"]

_NEAREST = 12
#: Of a sentence, and of a name, in an error.
_LONGEST_SENTENCE, _LONGEST_NAME = 100, 60
_IN_KEYFRAMES = ("joint", "actuator")
_PLURALS = {"body": "bodies", "equality": "equalities", "mesh": "meshes", "flex": "flexes"}


def apply_operations(
    spec: mujoco.MjSpec, operations: Iterable[Operation], limits: ModelSettings | None
) -> None:
    """Change the scene, one operation after the other.

    Raises SceneError that names the operation which cannot be done, and why; the spec is of no
    use then.
    """
    for operation in operations:
        try:
            _apply(spec, operation, limits)
        except SceneError as error:
            raise SceneError(f"Cannot {_cut(operation.sentence)}: {error}") from error
        except (ValueError, TypeError, OverflowError, mujoco.FatalError) as error:
            reason = f"Cannot {_cut(operation.sentence)}: {refusal(error)}"
            raise SceneError(reason) from error


def _apply(spec: mujoco.MjSpec, operation: Operation, limits: ModelSettings | None) -> None:
    match operation:
        case SetAttributes(kind=kind, name=name, attributes=attributes):
            element = _find(spec, kind, name)
            for attribute, value in attributes.items():
                set_attribute(element, kind, attribute, value, limits)
        case SetOptions(attributes=attributes):
            for attribute, value in attributes.items():
                set_option(spec, attribute, value, limits)
        case RemoveElement(kind=kind, name=name):
            _remove(spec, kind, name)
        case AddElements(mjcf=mjcf, to=to):
            _add(spec, mjcf, to, limits)


def _remove(spec: mujoco.MjSpec, kind: str, name: str) -> None:
    if kind == "body" and name == "world":
        raise SceneError("the world cannot be removed; make another scene.")
    element = _find(spec, kind, name)
    if kind in _IN_KEYFRAMES and spec.keys:
        # MuJoCo takes its numbers out of keyframes only where it has counted them.
        compiled(spec)
    spec.delete(element)


def _add(spec: mujoco.MjSpec, mjcf: str, to: str, limits: ModelSettings | None) -> None:
    check_model_text(mjcf)
    if limits is not None:
        check_text_policy(mjcf, limits)
    body = _find(spec, "body", to)
    for name in _classes(mjcf):
        if spec.find_default(name) is not None:
            raise SceneError(
                f"the class {name[:_LONGEST_NAME]!r} is there already; call this one otherwise."
            )
    added = mujoco.MjSpec.from_string(mjcf)
    # It comes with defaults of its own, those of the scene do not count in it.
    with quiet():
        spec.attach(added, prefix="", frame=body.add_frame())


def _classes(mjcf: str) -> list[str]:
    """The classes of defaults that a document has, but for the one that all have."""
    # There is no DOCTYPE in it, so nothing that could be expanded.
    found = [element.get("class", "main") for element in ElementTree.XML(mjcf).iter("default")]
    return [name for name in found if name != "main"]


def _find(spec: mujoco.MjSpec, kind: str, name: str) -> mujoco.MjsElement:
    """The element of this kind and name; raises SceneError that lists those there are."""
    found = getattr(spec, kind)(name)
    if found is not None:
        return found
    there = list(getattr(spec, _PLURALS.get(kind, f"{kind}s")))
    names = [element.name for element in there if element.name]
    listed = ", ".join(one[:_LONGEST_NAME] for one in names[:_NEAREST])
    listed += ", ..." if len(names) > _NEAREST else ""
    unnamed = len(there) - len(names)
    more = f" and {unnamed} without a name" if unnamed else ""
    raise SceneError(
        f"there is no {kind} called {name[:_LONGEST_NAME]!r}; there are {listed or 'none'}{more}."
    )


def _cut(sentence: str) -> str:
    if len(sentence) <= _LONGEST_SENTENCE:
        return sentence
    return f"{sentence[:_LONGEST_SENTENCE]}..."
