"""What people move by a gamepad: controls and mocap bodies, at a speed, as long as they hold it."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.fields import FieldValue
from py_remote_viewer.simulation.stepper import Edit, FieldEdit, Stepper

__all__ = ["KEPT_SEC", "Jog", "JogDesk"]

#: What nobody refreshes ends by itself: a person who vanished must not leave anything moving.
KEPT_SEC = 0.25
#: Finer than a picture is of no use, and each is an entry of the history.
_EVERY_SEC = 1 / 60
#: Further away a body is lost for good.
_FARTHEST_M = 1e6

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Jog:
    """How fast one person moves things just now, as they said at `heard_sec` (CLOCK_MONOTONIC).

    `controls` are by actuator, in its range a second (of 2 where it has none); `velocity` (m/s) and
    `spin` (rad/s) are those of a mocap body in the world frame.
    """

    gesture: int
    heard_sec: float
    controls: Mapping[int, float] = field(default_factory=dict[int, float])
    body: int | None = None
    velocity: Vector = (0.0, 0.0, 0.0)
    spin: Vector = (0.0, 0.0, 0.0)


@dataclass
class _Held:
    jog: Jog
    #: Up to then it was carried out.
    done_sec: float


class JogDesk:
    """Makes edits of it, so that the past comes back bit for bit; `want` on any thread, the rest on
    the stepping one.

    What jumps (a seek, a reset, a recovery) takes everything out of all hands, as it does pulls.
    """

    def __init__(self, stepper: Stepper, clock: Callable[[], float]) -> None:
        self._stepper = stepper
        self._model = stepper.model
        self._clock = clock
        #: The newest of each person that was not taken yet; None lets go.
        self._wanted: dict[int, Jog | None] = {}
        self._held: dict[int, _Held] = {}
        #: The gestures that ended before the hand let go, by person.
        self._dropped: dict[int, int] = {}
        self._due_sec = float("-inf")
        #: Who moves which mocap body. Replaced, never changed in place: other threads read it.
        self.bodies: Mapping[int, int] = {}

    def pause_sec(self) -> float | None:
        """How long it may sleep; None where nobody holds anything."""
        return max(0.0, self._due_sec - self._clock()) if self._held else None

    def want(self, who: int, jog: Jog | None) -> None:
        """Move at this speed from now on, or let go; the newest of each person wins."""
        self._wanted[who] = jog

    def drop(self) -> None:
        """Nobody holds anything any more; who did has to let go and take hold again."""
        for who in list(self._held):
            self._dropped[who] = self._held[who].jog.gesture
            self._end(who)

    def take(self, edit: Callable[[Edit], None]) -> bool:
        """Make what people want come about; True where something changed, or came to its end."""
        now, held = self._clock(), len(self._held)
        while self._wanted:
            self._begin(*self._wanted.popitem(), now)
        ended = len(self._held) < held
        if not self._held or now < self._due_sec:
            return ended
        self._due_sec = now + _EVERY_SEC
        values: dict[str, FieldValue] = {}
        for who, one in list(self._held.items()):
            until = min(now, one.jog.heard_sec + KEPT_SEC)
            if until > one.done_sec:
                values |= self._moved(one.jog, until - one.done_sec)
                one.done_sec = until
            if until < now:
                self._end(who)
                ended = True
        if values:
            # Where it cannot be simulated that was told, and everything taken out of all hands.
            with contextlib.suppress(CommandError):
                edit(FieldEdit(values))
        return ended or bool(values)

    def _begin(self, who: int, jog: Jog | None, now: float) -> None:
        if jog is None:
            self._dropped.pop(who, None)
            self._end(who)
            return
        if self._dropped.get(who) == jog.gesture or now - jog.heard_sec > KEPT_SEC:
            return
        self._dropped.pop(who, None)
        held = self._held.get(who)
        if held is None:
            self._held[who] = _Held(jog, now)
        else:
            held.jog = jog
        self._tell_bodies()

    def _end(self, who: int) -> None:
        if self._held.pop(who, None) is not None:
            self._tell_bodies()

    def _tell_bodies(self) -> None:
        self.bodies = {
            who: held.jog.body for who, held in self._held.items() if held.jog.body is not None
        }

    def _moved(self, jog: Jog, sec: float) -> dict[str, FieldValue]:
        """Where it all is after so long; nothing of what stays where it is."""
        values: dict[str, FieldValue] = {}
        for actuator, rate in jog.controls.items():
            before = self._control(actuator)
            after = self._moved_control(actuator, before, rate * sec)
            if after != before:
                values[f"ctrl/{actuator}"] = after
        if jog.body is not None and any((*jog.velocity, *jog.spin)):
            mocap = int(self._model.body_mocapid[jog.body])
            values[f"mocap/{mocap}"] = self._moved_body(mocap, jog, sec)
        return values

    def _control(self, actuator: int) -> float:
        """What people set it to, without the noise on top."""
        base = self._stepper.noise.base
        return float((self._stepper.data.ctrl if base is None else base)[actuator])

    def _moved_control(self, actuator: int, value: float, by: float) -> float:
        low, high = (float(limit) for limit in self._model.actuator_ctrlrange[actuator])
        if not self._model.actuator_ctrllimited[actuator]:
            return float(np.clip(value + 2.0 * by, -mujoco.mjMAXVAL, mujoco.mjMAXVAL))
        return float(np.clip(value + (high - low) * by, low, high))

    def _moved_body(self, mocap: int, jog: Jog, sec: float) -> tuple[float, ...]:
        data = self._stepper.data
        position = data.mocap_pos[mocap] + sec * np.asarray(jog.velocity)
        turned = _turned(data.mocap_quat[mocap], sec * np.asarray(jog.spin))
        return (*map(float, np.clip(position, -_FARTHEST_M, _FARTHEST_M)), *map(float, turned))


def _turned(quat: npt.NDArray[np.float64], by: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """An orientation turned by a vector of rotation (rad) in the world frame."""
    angle = float(np.linalg.norm(by))
    if angle == 0.0:
        return quat
    step, turned = np.empty(4), np.empty(4)
    mujoco.mju_axisAngle2Quat(step, by / angle, angle)
    mujoco.mju_mulQuat(turned, step, quat)
    mujoco.mju_normalize4(turned)
    return turned
