"""Where the state that is shown comes from.

`PhysicsSource` steps by itself; a user's own loop, a trainer or a recording are sources too. What
renders, encodes and reports knows only this interface and must not assume that a source steps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import mujoco

from py_remote_viewer.protocol.client import HistorySpan
from py_remote_viewer.protocol.commands import Command
from py_remote_viewer.protocol.fields import FieldValues, Panel
from py_remote_viewer.protocol.scene import Capabilities
from py_remote_viewer.protocol.worker import (
    Checkpoint,
    SeriesFound,
    SeriesSampled,
    SimulationNotice,
)
from py_remote_viewer.simulation.jogging import Jog
from py_remote_viewer.simulation.past import Past
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.simulation.series import SeriesSampler
from py_remote_viewer.simulation.transfer import NamedState

__all__ = ["CommandDone", "Ghost", "Source", "SourceEvents", "SourceSnapshot", "SourceStatus"]

#: Called once when a command is done, with the error or None; on any thread, must not block.
CommandDone = Callable[[Exception | None], None]


@dataclass(frozen=True)
class SourceSnapshot:
    """What a copied state is: `moving` says if more is to come without anybody doing something."""

    sim_time_sec: float
    moving: bool


@dataclass(frozen=True)
class SourceStatus:
    """The source's part of the status."""

    running: bool
    sim_time_sec: float
    speed: float
    real_time_factor: float
    contacts: int
    too_slow: bool
    stalled_sec: float
    #: None where the source keeps no past.
    history: HistorySpan | None = None


@dataclass(frozen=True)
class Ghost:
    """How a second state of the model is drawn beside the first: moved by `offset` (m), its colours
    mixed with `tint` by the fourth number of that, and as opaque as `opacity` says."""

    offset: tuple[float, float, float]
    tint: tuple[float, float, float, float]
    opacity: float


@dataclass(frozen=True)
class SourceEvents:
    """Where a source tells what happens; all may be called on its own thread, none may block."""

    notice: Callable[[SimulationNotice], None]
    fields: Callable[[FieldValues], None]
    series: Callable[[SeriesFound | SeriesSampled], None]
    checkpoint: Callable[[Checkpoint], None]
    changed: Callable[[], None]
    failed: Callable[[BaseException], None]


class Source(Protocol):
    """A simulation's state, for whoever shows it."""

    @property
    def model(self) -> mujoco.MjModel: ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def has_ghost(self) -> bool:
        """True where a second state may be drawn beside."""
        ...

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The fields that this source has, described."""
        ...

    def watch_fields(self, panels: tuple[str, ...]) -> None:
        """Tell the values of these panels as they change; on any thread."""
        ...

    @property
    def series(self) -> SeriesSampler:
        """Samples what is plotted."""
        ...

    def start(self) -> None:
        """Begin; nothing moves before."""
        ...

    def copy_into(self, data: mujoco.MjData) -> SourceSnapshot:
        """Copy the newest state, with all that a scene needs, into `data`; on any thread."""
        ...

    def copy_whole(self, data: mujoco.MjData) -> None:
        """Copy the state of one instant into `data`, however long that takes; on any thread."""
        ...

    def take_over(self, state: NamedState, done: CommandDone) -> None:
        """Go to a state, of this model or of another, as far as it fits; as `submit` does."""
        ...

    def copy_ghost(self, data: mujoco.MjData) -> Ghost | None:
        """Copy the state that is to be drawn beside into `data`, and say how; None, and nothing is
        copied, where there is none. As `copy_into`."""
        ...

    def submit(self, command: Command, done: CommandDone) -> None:
        """Queue a command; raises CommandError where it cannot be taken."""
        ...

    def pull(self, puller: int, pull: Pull | None) -> None:
        """Pull a body until told otherwise, or for a quarter of a second; on any thread."""
        ...

    def pulls(self) -> Mapping[int, Pull]:
        """The pulls in force, by who pulls."""
        ...

    def jog(self, who: int, jog: Jog | None) -> None:
        """Move controls or a mocap body until told otherwise, or for a quarter of a second; on any
        thread."""
        ...

    def jogged(self) -> Mapping[int, int]:
        """Who moves which mocap body that way."""
        ...

    def past(self) -> Past | None:
        """What can be made again of the past; None where the source keeps none. On any thread."""
        ...

    def status(self) -> SourceStatus:
        """The present status; on any thread."""
        ...

    def close(self) -> None:
        """End threads and free everything; twice is fine."""
        ...
