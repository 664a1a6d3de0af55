"""People's hands on the picture: what each has selected, and what each pulls."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import PullDrag
from py_remote_viewer.protocol.inspection import BodyState, PullRefused, Selection
from py_remote_viewer.rendering.scene_renderer import Picked
from py_remote_viewer.rendering.shown import ShownPictures
from py_remote_viewer.simulation.inspection import body_state, describe_body, is_movable
from py_remote_viewer.simulation.perturb import pull_of
from py_remote_viewer.simulation.source import Source
from py_remote_viewer.worker.jogs import holders

__all__ = ["Hands", "Picker", "Sight"]

_INSPECT_EVERY_SEC = 0.15
#: By then the source has taken a pull, or let it run out.
_SURELY_TAKEN_SEC = 0.3
_ACTIONS = {
    "move": (mujoco.mjtMouse.mjMOUSE_MOVE_V, mujoco.mjtPertBit.mjPERT_TRANSLATE),
    "slide": (mujoco.mjtMouse.mjMOUSE_MOVE_H, mujoco.mjtPertBit.mjPERT_TRANSLATE),
    "turn": (mujoco.mjtMouse.mjMOUSE_ROTATE_V, mujoco.mjtPertBit.mjPERT_ROTATE),
    "roll": (mujoco.mjtMouse.mjMOUSE_ROTATE_H, mujoco.mjtPertBit.mjPERT_ROTATE),
}
#: One message moves a body by at most so many picture heights; a larger jump is a broken client.
_LARGEST_STEP = 20.0
_MOST_PEOPLE = 256
_NO_PULLS = "Nothing of a trajectory can be pulled: its states are recorded."


class Picker(Protocol):
    """Knows what a view's camera sees."""

    @property
    def scene(self) -> mujoco.MjvScene:
        """The scene drawn last."""
        ...

    def pick(self, data: mujoco.MjData, x: float, y: float) -> Picked | None:
        """What is at a point of the picture."""
        ...


@dataclass(frozen=True)
class Sight:
    """What people see in a view, and saw in it some time ago."""

    renderer: Picker
    shown: ShownPictures

    def pick(self, x: float, y: float, rtp: int | None) -> Picked | None:
        """What a person sees at a point of the picture that they see; raises CommandError."""
        if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
            raise CommandError(
                f"The point ({x:g}, {y:g}) is outside the picture; both are fractions from 0 to 1."
            )
        scene = self.renderer.scene
        poses = self.shown.recall(rtp, scene)
        if poses is None:
            return None
        try:
            return self.renderer.pick(poses, x, y)
        finally:
            self.shown.put_back(scene)


@dataclass
class _Hand:
    """One person's selection and pull. `gesture` is the newest heard of, `dead` when it is over."""

    perturb: mujoco.MjvPerturb = field(default_factory=mujoco.MjvPerturb)
    geom: str = ""
    gesture: int = -1
    seq: int = -1
    dead: bool = True
    done: tuple[float, float] = (0.0, 0.0)
    #: When it was in force last, or began.
    seen_sec: float = 0.0


Tell = Callable[[Selection | BodyState | PullRefused], None]


class Hands:
    """Belongs to the render thread: only there is what was shown where."""

    def __init__(
        self,
        source: Source,
        generation: int,
        data: mujoco.MjData,
        tell: Tell,
    ) -> None:
        self._source = source
        self._model = source.model
        self._generation = generation
        #: The newest state that was drawn.
        self._data = data
        self._tell = tell
        self._hands: dict[int, _Hand] = {}
        self._inspect_due_sec = 0.0

    # selecting

    def select_at(
        self, participant: int, x: float, y: float, rtp: int | None, sight: Sight
    ) -> None:
        """Select what is seen there; nothing there selects nothing."""
        picked = sight.pick(x, y, rtp)
        if picked is None or picked.body == 0:
            self.select(participant, None)
        else:
            self._select(participant, picked.body, picked.geom, picked.local)

    def select(self, participant: int, body: int | None) -> None:
        """Select a body by its number, or nothing; raises CommandError where there is none."""
        if body is not None and not 0 < body < self._model.nbody:
            raise CommandError(
                f"There is no body {body} to select; the last is {self._model.nbody - 1}."
            )
        self._select(participant, body or 0, "", np.zeros(3))

    def _select(self, participant: int, body: int, geom: str, local: np.ndarray) -> None:
        perturb = self._hand(participant).perturb
        if perturb.active:
            self._let_go(participant)
        perturb.select = body
        perturb.localpos[:] = local
        self._inspect_due_sec = 0.0
        described = describe_body(self._model, body) if body else None
        self._tell(Selection(participant, described, geom))

    def forget(self, participant: int) -> None:
        """A person has left."""
        if participant in self._hands:
            self._let_go(participant)
            del self._hands[participant]

    # pulling

    def drag(
        self, participant: int, drag: PullDrag, sight: Sight, *, applied: bool = False
    ) -> bool:
        """Pull as far as the gesture has come; False where it is old or takes hold of nothing."""
        hand = self._hand(participant)
        if drag.seq <= hand.seq or drag.gesture < hand.gesture:
            return False
        hand.seq = drag.seq
        if drag.gesture != hand.gesture:
            self._let_go(participant)
            hand.gesture, hand.done = drag.gesture, (0.0, 0.0)
            hand.seen_sec = time.monotonic()
            # What an earlier worker was dragging is another scene's body.
            hand.dead = (
                applied or not drag.held or not self._take_hold(participant, hand, drag, sight)
            )
        if hand.dead:
            return False
        self._move(hand, drag, sight)
        if drag.held:
            self._source.pull(participant, pull_of(hand.perturb))
        else:
            self._let_go(participant)
        return True

    def _take_hold(self, participant: int, hand: _Hand, drag: PullDrag, sight: Sight) -> bool:
        """Grip what was shown under the pointer, else what is selected."""
        if not self._source.capabilities.perturb:
            self._tell(PullRefused(participant, drag.gesture, _NO_PULLS))
            return False
        try:
            picked = sight.pick(drag.x, drag.y, drag.rtp)
        except CommandError as error:
            self._tell(PullRefused(participant, drag.gesture, str(error)))
            return False
        if picked is not None and is_movable(self._model, picked.body):
            self._select(participant, picked.body, picked.geom, picked.local)
        elif not hand.perturb.select or not is_movable(self._model, int(hand.perturb.select)):
            what = "nothing" if picked is None else f"{picked.name}, which cannot be moved"
            if picked is not None and picked.body:
                self._select(participant, picked.body, picked.geom, picked.local)
            why = f"There is {what} to pull here; take hold of a body that moves, or select one."
            self._tell(PullRefused(participant, drag.gesture, why))
            return False
        if holders(self._source, int(hand.perturb.select)) - {participant}:
            why = "Somebody else pulls this body already; take another one, or wait."
            self._tell(PullRefused(participant, drag.gesture, why))
            return False
        return True

    def _move(self, hand: _Hand, drag: PullDrag, sight: Sight) -> None:
        perturb, scene = hand.perturb, sight.renderer.scene
        action, bit = _ACTIONS[drag.action]
        data = self._data
        if not perturb.active:
            mujoco.mjv_initPerturb(self._model, data, scene, perturb)
            perturb.active = int(bit)
        dx, dy = (
            float(np.clip(new - old, -_LARGEST_STEP, _LARGEST_STEP))
            for new, old in zip((drag.dx, drag.dy), hand.done, strict=True)
        )
        if not np.isfinite((dx, dy)).all():
            return
        hand.done = drag.dx, drag.dy
        mujoco.mjv_movePerturb(self._model, data, action, dx, dy, scene, perturb)

    def _let_go(self, participant: int) -> None:
        hand = self._hands[participant]
        hand.dead = True
        if hand.perturb.active:
            hand.perturb.active = 0
            self._source.pull(participant, None)

    def _hand(self, participant: int) -> _Hand:
        hand = self._hands.get(participant)
        if hand is None:
            if len(self._hands) >= _MOST_PEOPLE:
                self.forget(next(iter(self._hands)))
            hand = self._hands[participant] = _Hand()
        return hand

    # showing

    def perturbs(self) -> list[mujoco.MjvPerturb]:
        """What to draw: selections, and pulls as long as they are in force."""
        in_force = self._source.pulls()
        now = time.monotonic()
        for participant, hand in self._hands.items():
            if participant in in_force:
                hand.seen_sec = now
            elif hand.perturb.active and now - hand.seen_sec > _SURELY_TAKEN_SEC:
                # It ran out, or something took the body away: it needs a new grip.
                hand.perturb.active = 0
                hand.dead = True
        return [hand.perturb for hand in self._hands.values() if hand.perturb.select]

    def inspect(self, data: mujoco.MjData, now_sec: float) -> None:
        """Tell how the selected bodies are, some times a second."""
        if now_sec < self._inspect_due_sec:
            return
        self._inspect_due_sec = now_sec + _INSPECT_EVERY_SEC
        for body in sorted({int(hand.perturb.select) for hand in self._hands.values()} - {0}):
            self._tell(body_state(self._model, data, body, self._generation))
