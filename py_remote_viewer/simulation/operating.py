"""Operations on a scene, applied with MjSpec: what they do not name stays as it is."""

from collections.abc import Iterable

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
from py_remote_viewer.simulation.placing import quiet
from py_remote_viewer.simulation.policy import check_text_policy
from py_remote_viewer.simulation.xml_text import check_model_text

__all__ = ["apply_operations"]

_NEAREST = 12


def apply_operations(
    spec: mujoco.MjSpec, operations: Iterable[Operation], limits: ModelSettings | None
) -> None:
    """Change the scene, one operation after the other.

    Raises SceneError that names the operation which cannot be done, and why; the spec is of no
    use then.
    """
    for number, operation in enumerate(operations, 1):
        try:
            _apply(spec, operation, limits)
        except (SceneError, ValueError, TypeError, mujoco.FatalError) as error:
            raise SceneError(f"Operation {number} ({_cut(operation.sentence)}): {error}") from error


def _apply(spec: mujoco.MjSpec, operation: Operation, limits: ModelSettings | None) -> None:
    match operation:
        case SetAttributes(kind=kind, name=name, attributes=attributes):
            element = _find(spec, kind, name)
            for attribute, value in attributes.items():
                set_attribute(element, kind, attribute, value)
        case SetOptions(attributes=attributes):
            for attribute, value in attributes.items():
                set_option(spec, attribute, value)
        case RemoveElement(kind=kind, name=name):
            if kind == "body" and name == "world":
                raise SceneError("The world cannot be removed; make another scene.")
            spec.delete(_find(spec, kind, name))
        case AddElements(mjcf=mjcf, to=to):
            _add(spec, mjcf, to, limits)


def _add(spec: mujoco.MjSpec, mjcf: str, to: str, limits: ModelSettings | None) -> None:
    check_model_text(mjcf)
    if limits is not None:
        check_text_policy(mjcf, limits)
    body = _find(spec, "body", to)
    added = mujoco.MjSpec.from_string(mjcf)
    # It begins with the defaults of the scene it becomes a part of, as if it had stood there.
    with quiet():
        spec.attach(added, prefix="", frame=body.add_frame())


def _find(spec: mujoco.MjSpec, kind: str, name: str) -> mujoco.MjsElement:
    """The element of this kind and name; raises SceneError that lists those there are."""
    plural = {"mesh": "meshes", "body": "bodies", "equality": "equalities", "keyframe": "keys"}
    there = getattr(spec, plural.get(kind, f"{kind}s"), ()) if kind != "flex" else spec.flexes
    for element in there:
        if element.name == name:
            return element
    names = [element.name for element in there if element.name]
    listed = ", ".join(names[:_NEAREST]) + (", ..." if len(names) > _NEAREST else "")
    unnamed = len(list(there)) - len(names)
    more = f" and {unnamed} without a name" if unnamed else ""
    raise SceneError(f"there is no {kind} called {name!r}; there are {listed or 'none'}{more}.")


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= 100 else f"{sentence[:100]}..."
