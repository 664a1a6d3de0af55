"""What people see of each other in the picture: who points where, pulls what, looks from where."""

from dataclasses import dataclass

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import PointAt
from py_remote_viewer.protocol.worker import PersonShown
from py_remote_viewer.rendering.people_marks import PeopleMark, Vector
from py_remote_viewer.simulation.source import Source
from py_remote_viewer.worker.hands import Sight
from py_remote_viewer.worker.view_stage import ViewStage

__all__ = ["Marks"]

#: A pointer that is not moved is gone after that; it fades in the last part of it, in steps, each
#: of which is a picture.
_SHOWN_SEC = 2.0
_FADES_SEC = 0.6
_STEPS = 4
#: A pointer follows the hand so often at most: each time all that is seen is tried.
_EVERY_SEC = 0.04
_MOST_POINTERS = 64
#: How far in front of a camera its frustum ends, of the way to what it looks at.
_FRUSTUM = 0.2
_DIGITS = 5


@dataclass
class _Pointer:
    """Where one person points: at a place of a body, which may move."""

    seq: int = -1
    wanted: tuple[PointAt, Sight] | None = None
    body: int = 0
    local: Vector = (0.0, 0.0, 0.0)
    heard_sec: float = float("-inf")
    picked_sec: float = float("-inf")


class Marks:
    """Belongs to the render thread."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._pointers: dict[int, _Pointer] = {}
        #: Who is here; replaced by whoever is told.
        self.people: dict[int, PersonShown] = {}

    def point(self, participant: int, point: PointAt, sight: Sight) -> bool:
        """Point there soon; False where something newer is known."""
        pointer = self._pointers.get(participant)
        if pointer is None:
            if len(self._pointers) >= _MOST_POINTERS:
                return False
            pointer = self._pointers[participant] = _Pointer()
        if point.seq <= pointer.seq:
            return False
        pointer.seq, pointer.wanted = point.seq, (point, sight)
        return True

    def forget(self, participant: int) -> None:
        """A person has left."""
        self._pointers.pop(participant, None)

    def go(self, now_sec: float) -> None:
        """Take up where people want to point."""
        for pointer in self._pointers.values():
            if pointer.wanted is not None and now_sec - pointer.picked_sec >= _EVERY_SEC:
                (point, sight), pointer.wanted = pointer.wanted, None
                pointer.picked_sec = now_sec
                self._pick(pointer, point, sight, now_sec)

    def alive(self, now_sec: float) -> bool:
        """True while a pointer is to be moved, or fades."""
        return any(
            pointer.wanted is not None or now_sec - pointer.heard_sec < _SHOWN_SEC + 0.1
            for pointer in self._pointers.values()
        )

    def seen_in(
        self, view: ViewStage, views: dict[int, ViewStage], data: mujoco.MjData, now_sec: float
    ) -> tuple[PeopleMark, ...]:
        """What is to be drawn into a view."""
        marks = [*self._pointed(data, now_sec), *self._pulled(data)]
        if view.renderer.view.frusta:
            marks += self._frusta(view, views)
        return tuple(marks)

    def _pick(self, pointer: _Pointer, point: PointAt, sight: Sight, now_sec: float) -> None:
        try:
            picked = sight.pick(point.x, point.y, point.rtp)
        except CommandError:
            picked = None
        if picked is None:
            # Into the sky: there is nothing to show it at.
            pointer.heard_sec = float("-inf")
            return
        pointer.body, pointer.local = picked.body, _vector(picked.local)
        pointer.heard_sec = now_sec

    def _pointed(self, data: mujoco.MjData, now_sec: float) -> list[PeopleMark]:
        marks: list[PeopleMark] = []
        for participant, pointer in self._pointers.items():
            strength = _strength(now_sec - pointer.heard_sec)
            if strength > 0.0:
                at = _place(data, pointer.body, pointer.local)
                marks.append(self._mark("pointer", participant, (at,), strength))
        return marks

    def _pulled(self, data: mujoco.MjData) -> list[PeopleMark]:
        marks = [
            self._mark(
                "pull", who, (_place(data, pull.body, pull.localpos), _vector(pull.refselpos))
            )
            for who, pull in self._source.pulls().items()
            if who in self.people
        ]
        for who, body in self._source.jogged().items():
            at = _vector(data.xpos[body])
            marks.append(self._mark("pull", who, (at, at)))
        return marks

    def _frusta(self, view: ViewStage, views: dict[int, ViewStage]) -> list[PeopleMark]:
        """Of the views of others that these look at themselves."""
        return [
            self._mark("frustum", person.id, _frustum(views[person.view]))
            for person in self.people.values()
            if person.view is not None and person.view != view.number and person.view in views
        ]

    def _mark(
        self, kind: str, participant: int, points: tuple[Vector, ...], strength: float = 1.0
    ) -> PeopleMark:
        person = self.people.get(participant)
        name = person.name if person else ""
        return PeopleMark(kind, name, _rgb(person.color if person else ""), points, strength)  # type: ignore[arg-type]


def _strength(age_sec: float) -> float:
    """1, then in steps down to 0."""
    left = (_SHOWN_SEC - age_sec) / _FADES_SEC
    return float(np.clip(np.ceil(left * _STEPS) / _STEPS, 0.0, 1.0))


def _place(data: mujoco.MjData, body: int, local: tuple[float, ...]) -> Vector:
    return _vector(data.xpos[body] + data.xmat[body].reshape(3, 3) @ np.array(local))


def _frustum(view: ViewStage) -> tuple[Vector, ...]:
    """The eye, and the corners of what is seen, some way in front of it."""
    first, second = view.renderer.scene.camera
    eye = (np.asarray(first.pos, float) + np.asarray(second.pos, float)) / 2
    forward, up = np.asarray(first.forward, float), np.asarray(first.up, float)
    right = np.cross(forward, up)
    away = _FRUSTUM * float(view.camera.mjv.distance)
    scale = 1.0 if first.orthographic else away / max(float(first.frustum_near), 1e-9)
    top, bottom = scale * float(first.frustum_top), scale * float(first.frustum_bottom)
    half = (top - bottom) / 2 * view.width / view.height
    middle = eye + away * forward
    corners = ((-half, top), (half, top), (half, bottom), (-half, bottom))
    return (_vector(eye), *(_vector(middle + x * right + y * up) for x, y in corners))


def _rgb(color: str) -> Vector:
    """Of `#rrggbb`; grey where it is none."""
    try:
        red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    except ValueError:
        return (0.6, 0.6, 0.6)
    return red, green, blue


def _vector(values: "np.ndarray | tuple[float, ...]") -> Vector:
    x, y, z = (round(float(value), _DIGITS) for value in values)
    return x, y, z
