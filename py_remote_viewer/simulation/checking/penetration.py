"""Notices things that are inside each other: where the scene begins, and for longer than an impact
takes."""

from collections.abc import Iterator

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.simulation.checking.scene import Scene
from py_remote_viewer.simulation.names import name_of

__all__ = ["Penetration"]

_LIMIT_M = 1e-3
#: A robot is touched at hulls of its meshes, which are coarser than it is.
_ROBOT_LIMIT_M = 5e-3
#: Contacts are soft: an impact goes deep, and at MuJoCo's default of 0.02 s it takes a tenth of a
#: second until nothing of it is left.
_IMPACT_SEC = 0.25
#: So deep a thing rests by its own weight, by MuJoCo's default and with some room; one that carries
#: others as much deeper as it is loaded more. Past the last no load is an excuse.
_REST_M, _MOST_BY_LOAD_M = 0.15e-3, 2e-3

_Pair = tuple[int, int]


class Penetration:
    """Sees the contacts of a trial, step by step."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._since: dict[_Pair, float] = {}
        self._depth: dict[_Pair, float] = {}
        #: What was found already is not told again.
        self._told: set[_Pair] = set()
        #: A sentence for each pair.
        self.found: list[str] = []

    def begin(self, data: mujoco.MjData) -> None:
        """The contacts with which the scene begins."""
        deepest: dict[_Pair, float] = {}
        geoms: dict[_Pair, _Pair] = {}
        for pair, both, depth in self._deep(data):
            if depth > deepest.get(pair, 0.0):
                deepest[pair], geoms[pair] = depth, both
        for pair, depth in deepest.items():
            self._tell(geoms[pair], f"begins {_millimetres(depth)} inside", pair)

    def step(self, data: mujoco.MjData, time_sec: float) -> None:
        """The contacts of a state of this time."""
        seen: set[_Pair] = set()
        for pair, both, depth in self._deep(data):
            seen.add(pair)
            since = self._since.setdefault(pair, time_sec)
            # How deep it is for all that time: the least of it.
            self._depth[pair] = min(depth, self._depth.get(pair, depth))
            lasting = time_sec - since
            if lasting <= _IMPACT_SEC or pair in self._told:
                continue
            if depth <= self._limit(pair) + self._by_load(data, pair):
                # It was deeper for a while and is not any more.
                self._since[pair], self._depth[pair] = time_sec, depth
            else:
                depth = self._depth[pair]
                self._tell(both, f"is {_millimetres(depth)} and more inside", pair, since)
        for pair in self._since.keys() - seen:
            del self._since[pair], self._depth[pair]

    def _deep(self, data: mujoco.MjData) -> Iterator[tuple[_Pair, _Pair, float]]:
        """Pairs of bodies and of geoms that are further inside each other than they may, and how
        far."""
        if not data.ncon:
            return
        distances: npt.NDArray[np.float64] = data.contact.dist
        deep = np.flatnonzero(distances < -_LIMIT_M)
        if not deep.size:
            return
        geoms: npt.NDArray[np.int32] = data.contact.geom
        for index in deep:
            one, other = (int(geom) for geom in geoms[index])
            # Those of soft bodies are of no geom.
            if one < 0 or other < 0:
                continue
            pair = self._bodies(one, other)
            depth = -float(distances[index])
            if not self._is_of_one_robot(pair) and depth > self._limit(pair):
                yield pair, (one, other), depth

    def _bodies(self, one: int, other: int) -> _Pair:
        first, second = (int(self._scene.model.geom_bodyid[geom]) for geom in (one, other))
        return min(first, second), max(first, second)

    def _is_of_one_robot(self, pair: _Pair) -> bool:
        one, other = (self._scene.robot_of[body] for body in pair)
        return bool(one) and one == other

    def _limit(self, pair: _Pair) -> float:
        robot = any(self._scene.robot_of[body] for body in pair)
        return _ROBOT_LIMIT_M if robot else _LIMIT_M

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

    def _tell(self, geoms: _Pair, how: str, pair: _Pair, since: float | None = None) -> None:
        if pair in self._told:
            return
        self._told.add(pair)
        # What stands still is what the other one is inside of.
        one, other = sorted(geoms, key=lambda geom: self._is_fixed(geom))
        when = "" if since is None else f" from {since:.2g} s on"
        self.found.append(f"{self._name(one)} {how} {self._name(other)}{when}")

    def _is_fixed(self, geom: int) -> bool:
        return self._scene.is_fixed(int(self._scene.model.geom_bodyid[geom]))

    def _name(self, geom: int) -> str:
        body = int(self._scene.model.geom_bodyid[geom])
        return self._scene.names[body] if body else name_of(self._scene.model, "geom", geom)


def _millimetres(depth: float) -> str:
    return f"{depth * 1e3:.2g} mm"
