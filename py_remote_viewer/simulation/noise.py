"""Noise on the controls, the same again whenever the same steps are made again."""

import math

import mujoco
import numpy as np
import numpy.typing as npt

__all__ = ["ControlNoise", "NoiseState"]

Array = npt.NDArray[np.float64]
#: What people set the controls to, and the noise on top.
NoiseState = tuple[Array, Array]
_SEED = 0x5EED


class ControlNoise:
    """An Ornstein-Uhlenbeck process for each control, in units of its range.

    `scale` is the standard deviation as a fraction of half the control's range, `rate_sec` the time
    over which the noise forgets (0 for white noise). With a scale of 0 nothing is done.
    """

    def __init__(self, model: mujoco.MjModel) -> None:
        self._model = model
        self.scale = 0.0
        self.rate_sec = 0.0
        self._state: NoiseState | None = None

    @property
    def state(self) -> NoiseState | None:
        """What a checkpoint has to keep; None while there is no noise."""
        return None if self._state is None else (self._state[0].copy(), self._state[1].copy())

    @property
    def base(self) -> Array | None:
        """What people set the controls to; None where that is what they are."""
        return None if self._state is None else self._state[0]

    @property
    def active(self) -> bool:
        """True where steps need it."""
        return self._state is not None

    def adopt(self, other: "ControlNoise") -> None:
        """Be as strong and as slow as another one."""
        self.scale, self.rate_sec = other.scale, other.rate_sec

    def restore(self, state: NoiseState | None) -> None:
        """Go on from a checkpoint."""
        self._state = None if state is None else (state[0].copy(), state[1].copy())

    def begin(self, data: mujoco.MjData) -> None:
        """The controls were replaced, by a reset: begin anew on top of them."""
        self._state = None
        self.cover(data)

    def uncover(self, data: mujoco.MjData) -> None:
        """Before controls are set: show what people set them to."""
        if self._state is not None:
            data.ctrl[:] = self._state[0]

    def cover(self, data: mujoco.MjData) -> None:
        """After controls were set: what is set now is what the noise goes on top of."""
        if self.scale:
            noise = self._state[1] if self._state else np.zeros(self._model.nu)
            self._state = (data.ctrl.copy(), noise)
        else:
            self._state = None

    def apply(self, data: mujoco.MjData, step: int) -> None:
        """Before a step, the one with this number."""
        if self._state is None or not self._model.nu:
            return
        base, noise = self._state
        timestep = float(self._model.opt.timestep)
        keep = math.exp(-timestep / self.rate_sec) if self.rate_sec > 0 else 0.0
        # A generator for each step, so that a step made again draws the same numbers.
        drawn = np.random.Generator(np.random.Philox(key=[_SEED, step])).standard_normal(noise.size)
        noise = keep * noise + self.scale * math.sqrt(1.0 - keep * keep) * drawn
        self._state = (base, noise)
        low, high = self._ranges()
        data.ctrl[:] = np.clip(base + noise * 0.5 * (high - low), *self._limits(low, high))

    def _ranges(self) -> tuple[Array, Array]:
        limited = self._model.actuator_ctrllimited.astype(bool)
        low, high = self._model.actuator_ctrlrange.T
        return np.where(limited, low, -1.0), np.where(limited, high, 1.0)

    def _limits(self, low: Array, high: Array) -> tuple[Array, Array]:
        limited = self._model.actuator_ctrllimited.astype(bool)
        return np.where(limited, low, -np.inf), np.where(limited, high, np.inf)
