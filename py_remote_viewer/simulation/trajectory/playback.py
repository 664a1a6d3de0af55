"""How trajectories are played and compared: what people can set."""

import math
from collections.abc import Callable

import mujoco

from py_remote_viewer.protocol.fields import Field
from py_remote_viewer.simulation.fields import Binding, FieldSet
from py_remote_viewer.simulation.source import Ghost

__all__ = ["PANEL", "Playback"]

PANEL = "trajectory"
#: Far enough apart to be told from each other, near enough to be in one picture.
_APART_EXTENTS = 0.5
_TINT = (0.1, 0.45, 1.0)
_TINT_SHARE = 0.45
_OPACITY = 0.6


class Playback:
    """The settings, and their fields; belongs to the thread that plays, but for `ghost`."""

    def __init__(self, model: mujoco.MjModel, *, compares: bool) -> None:
        self.loop = True
        self.between = True
        self._shown = True
        self._offset = beside(model)
        self._tint = _TINT
        self._share = _TINT_SHARE
        self._opacity = _OPACITY
        sections = [("Playing", self._playing())]
        if compares:
            sections.append(("Compared with", self._comparing(model)))
        self.fields = FieldSet([(PANEL, "Trajectory", sections)])

    def ghost(self) -> Ghost | None:
        """How the second one is drawn now; None where it is not. On any thread."""
        if not self._shown or self._opacity <= 0.0:
            return None
        return Ghost(self._offset, (*self._tint, self._share), self._opacity)

    def _playing(self) -> list[Binding]:
        return [
            self._binding(Field("trajectory/loop", "Play round and round", "toggle"), "loop", bool),
            self._binding(
                Field(
                    "trajectory/between",
                    "Show states between rows",
                    "toggle",
                    note="Off: each row stays until the next.",
                ),
                "between",
                bool,
            ),
        ]

    def _comparing(self, model: mujoco.MjModel) -> list[Binding]:
        reach = 2.0 * max(float(model.stat.extent), 1e-3)
        return [
            self._binding(Field("trajectory/compare/shown", "Show", "toggle"), "_shown", bool),
            self._binding(
                Field(
                    "trajectory/compare/offset",
                    "Moved by",
                    "vector",
                    low=-reach,
                    high=reach,
                    unit="m",
                    size=3,
                    note="0 0 0: each in the place of the other.",
                ),
                "_offset",
                tuple,
            ),
            self._binding(
                Field("trajectory/compare/opacity", "Opacity", low=0.0, high=1.0, limited=True),
                "_opacity",
                float,
            ),
            self._binding(
                Field(
                    "trajectory/compare/tint", "Tint", "color", low=0, high=1, limited=True, size=3
                ),
                "_tint",
                tuple,
            ),
            self._binding(
                Field(
                    "trajectory/compare/share", "Strength of the tint",
                    low=0.0, high=1.0, limited=True,
                ),
                "_share",
                float,
            ),
        ]  # fmt: skip

    def _binding(self, field: Field, name: str, kind: Callable[..., object]) -> Binding:
        def read() -> float | tuple[float, ...]:
            value = getattr(self, name)
            return value if kind is tuple else float(value)

        return Binding(field, read, lambda value: setattr(self, name, kind(value)))


def beside(model: mujoco.MjModel) -> tuple[float, float, float]:
    """To the right of what the model's first view looks at, in whole centimetres."""
    azimuth = math.radians(float(model.vis.global_.azimuth))
    distance = _APART_EXTENTS * float(model.stat.extent)
    right = (math.sin(azimuth) * distance, -math.cos(azimuth) * distance)
    # Of a model that is smaller than that, all digits count.
    digits = 2 if distance >= 0.1 else 6
    return (round(right[0], digits), round(right[1], digits), 0.0)
