"""Described fields of a simulation and how they are read and written."""

from py_remote_viewer.simulation.fields.binding import (
    Binding,
    FieldSet,
    Sections,
    array_binding,
    attribute_binding,
    bit_binding,
)
from py_remote_viewer.simulation.fields.options import physics_sections
from py_remote_viewer.simulation.fields.state import (
    control_sections,
    equality_sections,
    joint_sections,
    mocap_sections,
    noise_sections,
)

__all__ = [
    "Binding",
    "FieldSet",
    "Sections",
    "array_binding",
    "attribute_binding",
    "bit_binding",
    "control_sections",
    "equality_sections",
    "joint_sections",
    "mocap_sections",
    "noise_sections",
    "physics_sections",
]
