"""What people move by gamepads: the camera here, everything else by the source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import JogBody, JogCamera, JogControls
from py_remote_viewer.protocol.inspection import PullRefused
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.simulation.jogging import KEPT_SEC, Jog
from py_remote_viewer.simulation.source import Source

__all__ = ["AnyJog", "Jogs", "holders"]

AnyJog = JogCamera | JogBody | JogControls
#: At full speed a body turns as fast as a camera does.
_FASTEST_TURN = np.pi
_MOST_PEOPLE = 256
_NO_CONTROLS = "Nothing of a trajectory can be steered: its states are recorded."


@dataclass
class _Stick:
    """One person's pad: what was heard of it last, and for the camera how far that was done."""

    seq: int = -1
    gesture: int = -1
    what: tuple[type, int] | None = None
    dead: bool = False
    jog: JogCamera | None = None
    camera: OrbitCamera | None = None
    heard_sec: float = 0.0
    done_sec: float = 0.0


class Jogs:
    """Belongs to the render thread: bodies move in the frame of the camera, which only it has.

    Nothing moves longer than a quarter of a second after it was said last.
    """

    def __init__(self, source: Source, tell: Callable[[PullRefused], None]) -> None:
        self._source = source
        self._model = source.model
        self._tell = tell
        self._sticks: dict[int, _Stick] = {}

    def take(
        self,
        participant: int,
        jog: AnyJog,
        heard_sec: float,
        camera: OrbitCamera,
        scene: mujoco.MjvScene,
        data: mujoco.MjData,
        *,
        applied: bool = False,
    ) -> bool:
        """Move at this speed from now on; False where it is old, or nothing moves.

        `camera`, `scene` and `data` are what this person sees, `applied` what an earlier worker
        did: that was another scene, so that it takes a new grip.
        """
        stick = self._stick(participant)
        if jog.seq <= stick.seq or jog.gesture < stick.gesture:
            return False
        stick.seq = jog.seq
        what = (type(jog), jog.mocap if isinstance(jog, JogBody) else 0)
        if jog.gesture != stick.gesture or what != stick.what or not jog.held:
            self._let_go(participant, stick)
            stick.gesture, stick.what, stick.dead = jog.gesture, what, applied or not jog.held
            if not stick.dead and not isinstance(jog, JogCamera):
                stick.dead = not self._may_begin(participant, jog)
        if stick.dead:
            return False
        if isinstance(jog, JogCamera):
            self._steer(stick, jog, camera, heard_sec)
            return any((*jog.move, *jog.turn))
        self._source.jog(participant, self._for_source(jog, heard_sec, scene, data))
        return any(jog.rates.values()) if isinstance(jog, JogControls) else any(jog.move + jog.turn)

    def forget(self, participant: int) -> None:
        """A person has left."""
        stick = self._sticks.pop(participant, None)
        if stick is not None:
            self._let_go(participant, stick)

    def moves(self, camera: OrbitCamera) -> bool:
        """True while a camera is moved by somebody."""
        return any(s.jog is not None and s.camera is camera for s in self._sticks.values())

    def go(self, camera: OrbitCamera, now_sec: float) -> bool:
        """Move a camera for the time since the last call; True where it moved."""
        moved = False
        for stick in self._sticks.values():
            if stick.jog is None or stick.camera is not camera:
                continue
            until = min(now_sec, stick.heard_sec + KEPT_SEC)
            if until > stick.done_sec:
                moved |= camera.go(stick.jog.move, stick.jog.turn, until - stick.done_sec)
                stick.done_sec = until
            if until < now_sec:
                stick.jog = None
        return moved

    def _steer(self, stick: _Stick, jog: JogCamera, camera: OrbitCamera, heard_sec: float) -> None:
        if stick.jog is None:
            stick.done_sec = heard_sec
        stick.jog, stick.camera, stick.heard_sec = jog, camera, heard_sec

    def _let_go(self, participant: int, stick: _Stick) -> None:
        stick.jog = None
        self._source.jog(participant, None)

    def _may_begin(self, participant: int, jog: JogBody | JogControls) -> bool:
        """Tells why where it cannot be moved."""
        try:
            if isinstance(jog, JogBody):
                self._check_body(participant, jog.mocap)
            else:
                self._check_controls(jog.rates)
        except CommandError as error:
            self._tell(PullRefused(participant, jog.gesture, str(error)))
            return False
        return True

    def _check_body(self, participant: int, mocap: int) -> None:
        if not self._source.capabilities.perturb:
            raise CommandError(_NO_CONTROLS)
        body = self._body(mocap)
        if body is None:
            raise CommandError(
                f"There is no mocap body {mocap}; this model has {self._model.nmocap}, counted "
                "from 0."
            )
        if holders(self._source, body) - {participant}:
            raise CommandError("Somebody else moves this body already; take another one, or wait.")

    def _body(self, mocap: int) -> int | None:
        found = np.flatnonzero(self._model.body_mocapid == mocap)
        return int(found[0]) if found.size else None

    def _check_controls(self, rates: Mapping[int, float]) -> None:
        if not self._source.capabilities.control:
            raise CommandError(_NO_CONTROLS)
        for actuator in rates:
            if not 0 <= actuator < self._model.nu:
                raise CommandError(
                    f"Actuator {actuator} does not exist; this model has {self._model.nu}, "
                    "counted from 0."
                )

    def _for_source(
        self,
        jog: JogBody | JogControls,
        heard_sec: float,
        scene: mujoco.MjvScene,
        data: mujoco.MjData,
    ) -> Jog | None:
        if isinstance(jog, JogControls):
            # What another message of the same grip names was not checked when it began.
            known = {at: rate for at, rate in jog.rates.items() if at < self._model.nu}
            return Jog(jog.gesture, heard_sec, controls=known)
        body = self._body(jog.mocap)
        if body is None:
            return None
        axes, height = _frame(scene, data.xpos[body])
        velocity = height * axes @ np.asarray(jog.move)
        spin = _FASTEST_TURN * axes @ np.asarray(jog.turn)
        return Jog(
            jog.gesture, heard_sec, body=body, velocity=_vector(velocity), spin=_vector(spin)
        )

    def _stick(self, participant: int) -> _Stick:
        stick = self._sticks.get(participant)
        if stick is None:
            if len(self._sticks) >= _MOST_PEOPLE:
                self.forget(next(iter(self._sticks)))
            stick = self._sticks[participant] = _Stick()
        return stick


def holders(source: Source, body: int) -> set[int]:
    """Who pulls or moves a body now."""
    pulling = {who for who, pull in source.pulls().items() if pull.body == body}
    return pulling | {who for who, moved in source.jogged().items() if moved == body}


def _frame(scene: mujoco.MjvScene, point: np.ndarray) -> tuple[np.ndarray, float]:
    """Right, up and away as columns, and how high the picture is at a point (m)."""
    first, second = scene.camera
    eye = (np.asarray(first.pos, float) + np.asarray(second.pos, float)) / 2
    forward, up = np.asarray(first.forward, float), np.asarray(first.up, float)
    axes = np.column_stack((np.cross(forward, up), up, forward))
    height = float(first.frustum_top) - float(first.frustum_bottom)
    if not first.orthographic:
        near = float(first.frustum_near)
        height *= max(near, float(forward @ (point - eye))) / near
    return axes, height


def _vector(values: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in values)
    return x, y, z
