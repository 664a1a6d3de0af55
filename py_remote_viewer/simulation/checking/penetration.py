"""Notices things that are inside each other: where the scene begins, and for longer than an impact
takes."""

from collections.abc import Mapping
from dataclasses import dataclass

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.simulation.checking.scene import Scene
from py_remote_viewer.simulation.names import name_of

__all__ = ["Pairs", "Penetration"]

_LIMIT_M = 1e-3
#: A robot is touched at hulls of its meshes, which are coarser than it is; and where its author
#: made its feet softer than MuJoCo does, so deep they are meant to go.
_ROBOT_LIMIT_M, _MOST_SOFT_M = 5e-3, 30e-3
#: Contacts are soft: an impact goes deep, and what moves in a heap is pressed now more, now less.
#: Inside for good is what is about as deep for so long, or what is inside at all for long.
_STEADY_SEC, _STEADY, _LONG_SEC = 0.3, 0.75, 2.5
#: So deep a thing rests by its own weight, by MuJoCo's default and with some room; one that carries
#: others as much deeper as it is loaded more. Past the last no load is an excuse.
_REST_M, _MOST_BY_LOAD_M = 0.15e-3, 2e-3

_Pair = tuple[int, int]
#: Names of two bodies each.
Pairs = frozenset[frozenset[str]]


@dataclass
class _Inside:
    """A pair that is deeper than it may: since when, since when about as deep as now, and between
    which depths it was that long."""

    since_sec: float
    steady_sec: float
    least: float
    most: float


class Penetration:
    """Sees the contacts of a trial, sample by sample; pairs of bodies that are `known`, by name, to
    be inside each other are no news."""

    def __init__(self, scene: Scene, known: Pairs = frozenset()) -> None:
        self._scene = scene
        self._known = known
        self._inside: dict[_Pair, _Inside] = {}
        #: By pair, a sentence.
        self._told: dict[_Pair, str] = {}
        #: What may turn out to be pressed in by what lies on it, and how deep that was.
        self._doubtful: dict[_Pair, tuple[float, str]] = {}
        self._begin_sec = 0.0

    @property
    def found(self) -> list[str]:
        """A sentence for each pair that is inside each other."""
        return [*(text for _, text in self._doubtful.values()), *self._told.values()]

    @property
    def pairs(self) -> Pairs:
        """The names of the bodies of each pair that is."""
        return frozenset(map(self._names, (*self._doubtful, *self._told)))

    def begin(self, data: mujoco.MjData) -> None:
        """The contacts with which the scene begins."""
        self._begin_sec = float(data.time)
        for pair, (geoms, depth) in self._deep(data).items():
            text = self._text(geoms, f"begins {_millimetres(depth)} inside")
            if depth <= self._limit(pair) + _MOST_BY_LOAD_M:
                self._doubtful[pair] = depth, text
            else:
                self._told[pair] = text

    def step(self, data: mujoco.MjData, time_sec: float) -> None:
        """The contacts of a sample of this time."""
        deep = self._deep(data)
        if self._doubtful and time_sec - self._begin_sec >= _STEADY_SEC:
            self._resolve(deep)
        for pair, (geoms, depth) in deep.items():
            if pair in self._told or pair in self._doubtful:
                continue
            inside = self._inside.setdefault(pair, _Inside(time_sec, time_sec, depth, depth))
            inside.least, inside.most = min(inside.least, depth), max(inside.most, depth)
            if inside.least < _STEADY * inside.most:
                inside.steady_sec, inside.least, inside.most = time_sec, depth, depth
            lasting = time_sec - inside.since_sec > _LONG_SEC
            if not lasting and time_sec - inside.steady_sec <= _STEADY_SEC:
                continue
            if depth > self._limit(pair) + self._by_load(data, pair):
                how = f"is {_millimetres(depth)} inside"
                self._told[pair] = f"{self._text(geoms, how)} at {time_sec:.2g} s"
        for pair in self._inside.keys() - deep.keys():
            del self._inside[pair]

    def _resolve(self, deep: Mapping[_Pair, tuple[_Pair, float]]) -> None:
        """What is as deep as it began is pressed in, and is judged by what presses; what came out
        was inside by mistake."""
        for pair, (depth, text) in self._doubtful.items():
            if pair not in deep or deep[pair][1] < _STEADY * depth:
                self._told[pair] = text
        self._doubtful.clear()

    def _deep(self, data: mujoco.MjData) -> dict[_Pair, tuple[_Pair, float]]:
        """By pair of bodies that are further inside each other than they may: the geoms that are
        deepest, and how deep."""
        found: dict[_Pair, tuple[_Pair, float]] = {}
        if not data.ncon:
            return found
        distances: npt.NDArray[np.float64] = data.contact.dist
        deep = np.flatnonzero(distances < -_LIMIT_M)
        if not deep.size:
            return found
        geoms: npt.NDArray[np.int32] = data.contact.geom
        for index in deep:
            one, other = (int(geom) for geom in geoms[index])
            # Those of soft bodies are of no geom.
            if one < 0 or other < 0:
                continue
            pair = self._bodies(one, other)
            depth = -float(distances[index])
            if self._is_of_one_robot(pair) or depth <= self._limit(pair):
                continue
            if self._known and self._names(pair) in self._known:
                continue
            if self._is_of_robot(pair) and depth <= min(
                data.contact.solimp[index, 2], _MOST_SOFT_M
            ):
                continue
            if depth > found.get(pair, ((0, 0), 0.0))[1]:
                found[pair] = (one, other), depth
        return found

    def _names(self, pair: _Pair) -> frozenset[str]:
        return frozenset(self._scene.names[body] for body in pair)

    def _bodies(self, one: int, other: int) -> _Pair:
        first, second = (int(self._scene.model.geom_bodyid[geom]) for geom in (one, other))
        return min(first, second), max(first, second)

    def _is_of_one_robot(self, pair: _Pair) -> bool:
        one, other = (self._scene.robot_of[body] for body in pair)
        return bool(one) and one == other

    def _limit(self, pair: _Pair) -> float:
        return _ROBOT_LIMIT_M if self._is_of_robot(pair) else _LIMIT_M

    def _is_of_robot(self, pair: _Pair) -> bool:
        return any(self._scene.robot_of[body] for body in pair)

    def _by_load(self, data: mujoco.MjData, pair: _Pair) -> float:
        """How much deeper the two are for what the lighter one carries."""
        model = self._scene.model
        weights = [
            float(model.body_subtreemass[body]) for body in pair if not self._scene.is_fixed(body)
        ]
        weight = min(weights, default=0.0) * float(np.linalg.norm(self._scene.gravity))
        if weight <= 0:
            return 0.0
        force = np.zeros(6)
        total = 0.0
        for index in range(data.ncon):
            one, other = (int(geom) for geom in data.contact.geom[index])
            if min(one, other) >= 0 and self._bodies(one, other) == pair:
                mujoco.mj_contactForce(model, data, index, force)
                total += float(force[0])
        return min(_REST_M * total / weight, _MOST_BY_LOAD_M)

    def _text(self, geoms: _Pair, how: str) -> str:
        # What stands still is what the other one is inside of.
        one, other = sorted(geoms, key=self._is_fixed)
        return f"{self._name(one)} {how} {self._name(other)}"

    def _is_fixed(self, geom: int) -> bool:
        return self._scene.is_fixed(int(self._scene.model.geom_bodyid[geom]))

    def _name(self, geom: int) -> str:
        body = int(self._scene.model.geom_bodyid[geom])
        return self._scene.names[body] if body else name_of(self._scene.model, "geom", geom)


def _millimetres(depth: float) -> str:
    return f"{depth * 1e3:.2g} mm"
