"""The physics panel: everything of `mjOption`, applied between two steps."""

import mujoco

from py_remote_viewer.protocol.fields import Field
from py_remote_viewer.simulation.fields.binding import (
    Binding,
    Sections,
    array_binding,
    attribute_binding,
    bit_binding,
)

__all__ = ["ACTUATOR_GROUPS", "physics_sections"]

#: `disableactuator` has a bit for each of these.
ACTUATOR_GROUPS = 6
_MOST_ITERATIONS = 1000
#: Attribute, label, enumeration, prefix of its members.
_CHOICES = (
    ("integrator", "Integrator", mujoco.mjtIntegrator, "mjINT_"),
    ("cone", "Cone", mujoco.mjtCone, "mjCONE_"),
    ("jacobian", "Jacobian", mujoco.mjtJacobian, "mjJAC_"),
    ("solver", "Solver", mujoco.mjtSolver, "mjSOL_"),
)
#: Attribute, label, least, most, unit.
_ALGORITHM = (
    ("timestep", "Timestep", 1e-6, 1.0, "s"),
    ("iterations", "Iterations", 0, _MOST_ITERATIONS, ""),
    ("tolerance", "Tolerance", 0.0, 1.0, ""),
    ("ls_iterations", "Line search iterations", 0, _MOST_ITERATIONS, ""),
    ("ls_tolerance", "Line search tolerance", 0.0, 1.0, ""),
    ("noslip_iterations", "Noslip iterations", 0, _MOST_ITERATIONS, ""),
    ("noslip_tolerance", "Noslip tolerance", 0.0, 1.0, ""),
    ("ccd_iterations", "CCD iterations", 0, _MOST_ITERATIONS, ""),
    ("ccd_tolerance", "CCD tolerance", 0.0, 1.0, ""),
    ("sdf_iterations", "SDF iterations", 0, _MOST_ITERATIONS, ""),
    ("sdf_initpoints", "SDF initial points", 0, _MOST_ITERATIONS, ""),
    ("impratio", "Friction to normal impedance", 1e-6, 1e6, ""),
    ("sleep_tolerance", "Sleep tolerance", 0.0, 1.0, "m/s"),
)
_SURROUNDINGS = (
    ("gravity", "Gravity", "m/s²", 3),
    ("wind", "Wind", "m/s", 3),
    ("magnetic", "Magnetic field", "", 3),
)
_MEDIUM = (("density", "Density", "kg/m³"), ("viscosity", "Viscosity", "Pa·s"))
_OVERRIDE = (
    ("o_margin", "Margin", "m", 1),
    ("o_solref", "Solref", "", 2),
    ("o_solimp", "Solimp", "", 5),
    ("o_friction", "Friction", "", 5),
)
#: What needs room that was made when the model was compiled.
_NOTES = {"Sleep": "Takes effect from the next reset on."}


def physics_sections(model: mujoco.MjModel) -> Sections:
    """The sections of the physics panel."""
    option = model.opt
    return [
        ("Algorithm", [*_choices(option), *_algorithm(option)]),
        ("Surroundings", _surroundings(option)),
        ("Disable", _flags(option, "disableflags", mujoco.mjDISABLESTRING)),
        ("Enable", _flags(option, "enableflags", mujoco.mjENABLESTRING)),
        ("Contact override", _override(option)),
        ("Actuator groups", _actuator_groups(option)),
    ]


def _choices(option: mujoco.MjOption) -> list[Binding]:
    found: list[Binding] = []
    for attribute, label, kind, prefix in _CHOICES:
        members = sorted(kind.__members__.items(), key=lambda item: int(item[1]))
        names = tuple(name.removeprefix(prefix).lower() for name, _ in members)
        field = Field(f"opt/{attribute}", label, "choice", choices=names)
        found.append(attribute_binding(option, attribute, field))
    return found


def _algorithm(option: mujoco.MjOption) -> list[Binding]:
    return [
        attribute_binding(
            option,
            attribute,
            Field(
                f"opt/{attribute}", label,
                "integer" if isinstance(getattr(option, attribute), int) else "number",
                low=float(low), high=float(high), limited=True, unit=unit,
                # Between 0 and 1 only what is close to 0 is of use.
                exact="tolerance" in attribute,
            ),
        )
        for attribute, label, low, high, unit in _ALGORITHM
    ]  # fmt: skip


def _surroundings(option: mujoco.MjOption) -> list[Binding]:
    vectors = [
        array_binding(
            getattr(option, name), None, Field(f"opt/{name}", label, "vector", unit=unit, size=size)
        )
        for name, label, unit, size in _SURROUNDINGS
    ]
    numbers = [
        attribute_binding(
            option,
            name,
            Field(f"opt/{name}", label, low=0.0, high=1e6, limited=True, unit=unit, exact=True),
        )
        for name, label, unit in _MEDIUM
    ]
    return vectors + numbers


def _flags(option: mujoco.MjOption, attribute: str, names: tuple[str, ...]) -> list[Binding]:
    return [
        bit_binding(
            option,
            attribute,
            1 << bit,
            Field(f"opt/{attribute}/{bit}", name, "toggle", note=_NOTES.get(name, "")),
        )
        for bit, name in enumerate(names)
    ]


def _override(option: mujoco.MjOption) -> list[Binding]:
    found: list[Binding] = []
    for attribute, label, unit, size in _OVERRIDE:
        path = f"opt/{attribute}"
        note = "Counts while the flag Override is enabled."
        if size == 1:
            field = Field(path, label, unit=unit, note=note)
            found.append(attribute_binding(option, attribute, field))
        else:
            field = Field(path, label, "vector", unit=unit, size=size, note=note)
            found.append(array_binding(getattr(option, attribute), None, field))
    return found


def _actuator_groups(option: mujoco.MjOption) -> list[Binding]:
    return [
        bit_binding(
            option,
            "disableactuator",
            1 << group,
            Field(f"opt/actuatorgroup/{group}", f"Group {group}", "toggle"),
            on=False,
        )
        for group in range(ACTUATOR_GROUPS)
    ]
