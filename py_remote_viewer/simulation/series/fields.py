"""The fields of MjData that hold numbers, their sizes, and what their rows are called."""

from dataclasses import dataclass
from functools import cached_property

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.simulation.names import name_of

__all__ = ["DataField", "DataFields", "Elements"]

Integers = npt.NDArray[np.int32]

#: Addresses of the process, or storage of the solver that means nothing by itself.
_NOT_NUMBERS = frozenset(
    {"narena", "nbuffer", "pstack", "pbase", "parena", "threadpool", "signature", "plugin_data"}
)
#: Allocated anew in every step.
_VARYING = ("efc_", "iefc_", "efm_", "island_", "map_")
_VARYING_TOO = frozenset({"dof_island", "tendon_efcadr", "tree_island", "ifrc_constraint"})
_CONTACT = (
    "dist", "pos", "frame", "includemargin", "friction", "solref", "solimp", "mu", "dim", "geom",
    "efc_address",
)  # fmt: skip
_SOLVER = ("improvement", "gradient", "lineslope", "nactive", "nchange", "neval", "nupdate")
_ITERATIONS_OF_AN_ISLAND = 200

_BODY = frozenset(
    {
        "xpos", "xquat", "xmat", "xipos", "xiquat", "ximat", "subtree_com", "cinert", "crb", "cvel",
        "cacc", "cfrc_int", "cfrc_ext", "xfrc_applied", "subtree_linvel", "subtree_angmom",
        "body_awake",
    }
)  # fmt: skip
_DOF = frozenset({"qvel", "qacc", "cdof", "cdof_dot"})
_OF_A_KIND = {
    "geom_": "geom", "site_": "site", "cam_": "camera", "light_": "light", "ten_": "tendon",
}  # fmt: skip


@dataclass(frozen=True)
class Elements:
    """How elements of a kind lie in the rows of a field: from where on, and how many each."""

    kind: str
    starts: Integers
    widths: Integers


@dataclass(frozen=True)
class DataField:
    """A field by its path in MjData; a field that varies has no fixed number of rows."""

    name: str
    rows: int | None
    columns: int
    varies: bool = False
    elements: Elements | None = None

    @property
    def is_number(self) -> bool:
        """True for a single number, without indices."""
        return self.rows is None and not self.varies


class DataFields:
    """All fields of a model's MjData. It reads sizes only, and keeps no MjData."""

    def __init__(self, model: mujoco.MjModel, data: mujoco.MjData) -> None:
        self.model = model
        self._names: dict[str, tuple[str, ...]] = {}
        self._numbers: dict[str, dict[str, int]] = {}
        self.by_name: dict[str, DataField] = {}
        for name in sorted(n for n in dir(type(data)) if not n.startswith("_")):
            if name not in _NOT_NUMBERS:
                self._add(name, getattr(data, name))
        for name in _CONTACT:
            columns = _columns(getattr(data.contact, name))
            self._put(DataField(f"contact.{name}", None, columns, varies=True))
        for name in _SOLVER:
            rows, columns = mujoco.mjNISLAND, _ITERATIONS_OF_AN_ISLAND
            self._put(DataField(f"solver.{name}", rows, columns))

    def names(self, kind: str) -> tuple[str, ...]:
        """The names of all elements of a kind, by number."""
        if kind not in self._names:
            count = _count(self.model, kind)
            self._names[kind] = tuple(name_of(self.model, kind, i) for i in range(count))
        return self._names[kind]

    def number(self, kind: str, name: str) -> int | None:
        """The element of this name; None without one."""
        if kind not in self._numbers:
            # The first of a name wins: names that are no UTF-8 may look the same.
            pairs = [(n, i) for i, n in enumerate(self.names(kind))]
            self._numbers[kind] = dict(reversed(pairs))
        return self._numbers[kind].get(name)

    def _add(self, name: str, value: object) -> None:
        if isinstance(value, bool | int | float):
            self._put(DataField(name, None, 1))
        elif isinstance(value, np.ndarray) and value.dtype.kind in "fib":
            varies = name.startswith(_VARYING) or name in _VARYING_TOO
            rows = None if varies else int(value.shape[0])
            elements = None if varies else self._elements(name, int(value.shape[0]))
            self._put(DataField(name, rows, _columns(value), varies, elements))

    def _put(self, field: DataField) -> None:
        self.by_name[field.name] = field

    def _elements(self, name: str, rows: int) -> Elements | None:
        """What the rows of a field belong to, where that has names."""
        elements = self._special(name)
        if elements is None:
            kind = self._kind(name)
            elements = _one_each(kind, rows) if kind else None
            if elements is not None and _count(self.model, elements.kind) != rows:
                elements = None
        return elements if elements is not None and len(elements.starts) else None

    def _kind(self, name: str) -> str:
        if name in _BODY:
            return "body"
        if name in ("xanchor", "xaxis"):
            return "joint"
        if name == "eq_active":
            return "equality"
        return next((kind for start, kind in _OF_A_KIND.items() if name.startswith(start)), "")

    def _special(self, name: str) -> Elements | None:
        """Fields whose elements have more than one row, or none."""
        if name == "qpos":
            return self._qpos
        if name in _DOF or name.startswith(("qfrc_", "qacc_")):
            return self._dofs
        if name == "sensordata":
            return Elements("sensor", self.model.sensor_adr, self.model.sensor_dim)
        if name.startswith("mocap_"):
            return self._mocap
        return self._of_actuators(name)

    def _of_actuators(self, name: str) -> Elements | None:
        model = self.model
        if name in ("act", "act_dot"):
            return Elements("actuator", model.actuator_actadr, model.actuator_actnum)
        if name == "ctrl":
            return Elements("actuator", model.actuator_ctrladr, model.actuator_ctrlnum)
        if name in ("actuator_length", "actuator_velocity", "actuator_force"):
            return Elements("actuator", model.actuator_outadr, model.actuator_outnum)
        return None

    @cached_property
    def _qpos(self) -> Elements:
        return _up_to(self.model.jnt_qposadr, self.model.nq)

    @cached_property
    def _dofs(self) -> Elements:
        return _up_to(self.model.jnt_dofadr, self.model.nv)

    @cached_property
    def _mocap(self) -> Elements:
        rows = np.asarray(self.model.body_mocapid, dtype=np.int32)
        return Elements("body", rows, (rows >= 0).astype(np.int32))


def _columns(value: npt.NDArray[np.generic]) -> int:
    return int(np.prod(value.shape[1:], dtype=int)) if value.ndim > 1 else 1


def _one_each(kind: str, rows: int) -> Elements:
    return Elements(kind, np.arange(rows, dtype=np.int32), np.ones(rows, dtype=np.int32))


def _up_to(starts: Integers, end: int) -> Elements:
    """Joints in the order of their rows, each up to where the next begins."""
    return Elements("joint", starts, np.diff(np.append(starts, end)).astype(np.int32))


_COUNTS = {
    "body": "nbody", "joint": "njnt", "geom": "ngeom", "site": "nsite", "camera": "ncam",
    "light": "nlight", "tendon": "ntendon", "actuator": "nactuator", "sensor": "nsensor",
    "equality": "neq",
}  # fmt: skip


def _count(model: mujoco.MjModel, kind: str) -> int:
    return int(getattr(model, _COUNTS[kind]))
