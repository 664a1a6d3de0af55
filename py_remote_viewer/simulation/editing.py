"""The fields of a simulation with physics: read, told and changed on the physics thread."""

from collections.abc import Callable, Iterable, Mapping

import mujoco

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.fields import FieldValue, FieldValues, Panel
from py_remote_viewer.simulation.fields import (
    FieldSet,
    control_sections,
    equality_sections,
    joint_sections,
    mocap_sections,
    noise_sections,
    physics_sections,
)
from py_remote_viewer.simulation.fields.sampling import FieldSampler
from py_remote_viewer.simulation.noise import ControlNoise

__all__ = ["PhysicsFields"]

#: Fields of the model, not of the state: a checkpoint has to carry what people changed of them.
_OF_THE_MODEL = ("opt/", "noise/")


class PhysicsFields:
    """Panels of controls, joints and mocap bodies, equalities and physics options."""

    def __init__(
        self,
        model: mujoco.MjModel,
        data: Callable[[], mujoco.MjData],
        noise: ControlNoise,
        tell: Callable[[FieldValues], None],
    ) -> None:
        self._set = FieldSet(
            [
                (
                    "control",
                    "Control",
                    [*control_sections(model, data), *noise_sections(model, noise)],
                ),
                (
                    "joint",
                    "Joints",
                    [*joint_sections(model, data), *mocap_sections(model, data)],
                ),
                ("equality", "Equalities", equality_sections(model, data)),
                ("physics", "Physics", physics_sections(model)),
            ]
        )
        self._sampler = FieldSampler(self._set, tell)
        #: What people changed of the model. Replaced, never changed: other threads read it.
        self.changed: Mapping[str, FieldValue] = {}
        self._original: dict[str, FieldValue] = {}

    @property
    def panels(self) -> tuple[Panel, ...]:
        """What there is, for this model."""
        return self._set.panels

    def watch(self, panels: tuple[str, ...]) -> None:
        """Whose values are told from now on; on any thread."""
        self._sampler.watch(panels)

    def sample(self, now_sec: float) -> None:
        """Tell the values that changed."""
        self._sampler.sample(now_sec)

    def edited(self, paths: Iterable[str], now_sec: float) -> None:
        """Tell at once what became of an edit or a jump; before it is answered."""
        self._sampler.edited(paths, now_sec)

    def check(self, values: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
        """The values as they will be written; raises CommandError where one does not fit."""
        return self._set.check(values)

    def write(self, values: Mapping[str, FieldValue]) -> None:
        """Write checked values."""
        of_model = {path: v for path, v in values.items() if path.startswith(_OF_THE_MODEL)}
        for path in of_model.keys() - self._original.keys():
            self._original[path] = self._set.read(path)
        self._set.write(values)
        if of_model:
            self.changed = {**self.changed, **of_model}

    def become(self, changed: Mapping[str, FieldValue]) -> None:
        """Be as when these were all that people had changed of the model."""
        if changed is self.changed:
            return
        undone = {p: v for p, v in self._original.items() if p not in changed}
        self.write({**undone, **changed})
        self.changed = changed

    def adopt(self, other: "PhysicsFields") -> None:
        """The model is a copy of another one's: know what people had changed of that."""
        self._original = dict(other._original)
        self.changed = other.changed

    def restore(self, values: Mapping[str, FieldValue]) -> None:
        """Write what fits of values that another model, an older one of its kind, had."""
        for path, value in values.items():
            try:
                self.write(self.check({path: value}))
            except CommandError:
                continue
