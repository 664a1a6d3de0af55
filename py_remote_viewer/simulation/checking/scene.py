"""A scene as it begins: its bodies by name, what hangs on them, and which are robots'."""

from collections.abc import Iterable, Mapping

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.simulation.loading import initial_state
from py_remote_viewer.simulation.names import name_of

__all__ = ["Floats", "Scene"]

Floats = npt.NDArray[np.float64]


class Scene:
    """A compiled model and its initial state; nothing here changes either.

    `robots` are the names in the catalogue of those that the scene has, by what their elements'
    names begin with ("panda/"). Raises what MuJoCo does where the model cannot be simulated.
    """

    def __init__(self, model: mujoco.MjModel, robots: Mapping[str, str]) -> None:
        self.model = model
        self.robots = dict(robots)
        self.start: mujoco.MjData = initial_state(model)
        #: Of all bodies, "body 3" for those without one.
        self.names = tuple(name_of(model, "body", body) for body in range(model.nbody))
        self._children: list[list[int]] = [[] for _ in range(model.nbody)]
        #: Of each body the prefix of the robot that it is of, or nothing.
        self.robot_of: list[str] = []
        for body in range(model.nbody):
            parent = int(model.body_parentid[body])
            if body:
                self._children[parent].append(body)
            # What has no name of its own belongs to what it is fixed to.
            unnamed = body > 0 and int(model.names[int(model.name_bodyadr[body])]) == 0
            robot = next((each for each in robots if self.names[body].startswith(each)), "")
            self.robot_of.append(self.robot_of[parent] if unnamed else robot)

    def children(self, body: int) -> list[int]:
        """The bodies right below."""
        return self._children[body]

    def parent(self, body: int) -> int:
        """The body that it hangs on; the world hangs on itself."""
        return int(self.model.body_parentid[body])

    def with_all_below(self, body: int) -> list[int]:
        """The body and everything that hangs on it."""
        found = [body]
        for each in found:
            found.extend(self._children[each])
        return found

    def moving_with(self, body: int) -> list[int]:
        """The body and what is fixed to it without a joint."""
        found = [body]
        for each in found:
            found.extend(c for c in self._children[each] if not self.model.body_jntnum[c])
        return found

    def joints(self, body: int) -> range:
        """The joints that the body is on."""
        first = int(self.model.body_jntadr[body])
        return range(first, first + int(self.model.body_jntnum[body]))

    def geoms(self, bodies: Iterable[int]) -> tuple[int, ...]:
        """The geoms of all these bodies."""
        found: list[int] = []
        for body in bodies:
            first = int(self.model.body_geomadr[body])
            found.extend(range(first, first + int(self.model.body_geomnum[body])))
        return tuple(found)

    def is_fixed(self, body: int) -> bool:
        """True for what no joint lets move."""
        return int(self.model.body_weldid[body]) == 0

    @property
    def movable(self) -> list[int]:
        """All bodies that could move, robots' own left out."""
        return [
            b for b in range(1, self.model.nbody) if not self.is_fixed(b) and not self.robot_of[b]
        ]

    @property
    def gravity(self) -> Floats:
        """What pulls at everything, in m/s²; none where the model has switched it off."""
        if int(self.model.opt.disableflags) & int(mujoco.mjtDisableBit.mjDSBL_GRAVITY):
            return np.zeros(3)
        return np.array(self.model.opt.gravity, dtype=np.float64)
