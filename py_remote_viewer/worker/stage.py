"""What the render thread knows of the scene it shows."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import (
    CameraDrag,
    Input,
    JogBody,
    JogCamera,
    JogControls,
    LookAt,
    LookAtBody,
    PullDrag,
    ResetCamera,
    SelectAt,
    SelectBody,
    SetFields,
    SetTiles,
    TrackAt,
)
from py_remote_viewer.protocol.fields import FieldValue, FieldValues
from py_remote_viewer.protocol.inspection import BodyState, PullRefused, Selection
from py_remote_viewer.protocol.view import CameraPose, Tile
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.motion import MotionDetector
from py_remote_viewer.rendering.quality import LEVELS, QualityGovernor
from py_remote_viewer.rendering.scene_renderer import Picked, Pixels, SceneRenderer
from py_remote_viewer.rendering.tiles import TileBoard
from py_remote_viewer.rendering.view_fields import ViewFields
from py_remote_viewer.simulation.fields.sampling import FieldSampler
from py_remote_viewer.simulation.source import CommandDone, Source
from py_remote_viewer.worker.ghost_copy import GhostCopy
from py_remote_viewer.worker.hands import Hands
from py_remote_viewer.worker.jogs import Jogs

__all__ = [
    "CameraCommand",
    "CameraInput",
    "Look",
    "RenderSettings",
    "Stage",
    "Tell",
    "ViewCommand",
]

#: What the render thread does.
ViewCommand = (
    LookAt | LookAtBody | TrackAt | SelectAt | SelectBody | ResetCamera | SetFields | SetTiles
)
#: Takes what the render thread has to say to people.
Tell = Callable[[FieldValues | Selection | BodyState | PullRefused], None]


@dataclass(frozen=True)
class RenderSettings:
    """What is drawn: pixels, frames per second, quality (`auto` or a level), and on what."""

    width: int
    height: int
    fps: int
    quality: str
    gpu: str | None
    gl_backend: str


@dataclass(frozen=True)
class Look:
    """How a scene is looked at: where the camera stands (None for the model's first view), the
    fields of the view that people changed, and the tiles."""

    pose: CameraPose | None = None
    fields: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue])
    tiles: tuple[Tile, ...] = ()


@dataclass(frozen=True)
class CameraInput:
    """A participant's gesture on the camera or on a body, and when it came in; `applied` where it
    only has to be known."""

    participant: int
    drag: Input
    arrived_ms: float
    applied: bool = False


@dataclass(frozen=True)
class CameraCommand:
    """A participant's command for the view and whom to tell when it is done."""

    participant: int
    command: ViewCommand
    done: CommandDone


class Stage:
    """A source's state, its renderer, its camera, and when what was drawn; one thread owns it."""

    def __init__(
        self,
        source: Source,
        generation: int,
        settings: RenderSettings,
        look: Look,
        tell: Tell,
        gl: GlDevice,
    ) -> None:
        self.source = source
        self.data = mujoco.MjData(source.model)
        self.renderer = SceneRenderer(source.model, settings.width, settings.height, gl)
        self.hands = Hands(source, generation, self.data, self.renderer, tell)
        self.jogs = Jogs(source, tell)
        self.camera = OrbitCamera(source.model, look.pose)
        self.fields = ViewFields(source.model, self.renderer.view, self.camera)
        self.fields.restore(look.fields)
        self.board = TileBoard(self.renderer)
        self.board.restore(look.tiles, self.camera.pose())
        self.sampler = FieldSampler(self.fields, tell)
        self.motion = MotionDetector(source.model, settings.height)
        self._ghost = (
            GhostCopy(source, self.renderer.view, settings.height) if source.has_ghost else None
        )
        self.governor = QualityGovernor(
            1.0 / settings.fps, software=gl.software, pinned=settings.quality
        )
        self.shown_index = self.governor.index
        self.sim_time_sec = 0.0
        self.moving = False
        #: The camera was moved since the last picture was drawn.
        self.camera_moved = False
        #: How well the picture at rest is drawn: 0 not at rest, then one for each better picture.
        self.rest = 0
        self.sharpening = 0
        #: The tick that the last frame was for, which an input may have brought forward.
        self.slot_sec = float("-inf")
        self.next_tick_sec = self.started_sec = self.put_sec = self.moved_sec = float("-inf")
        self._inputs: dict[int, int] = {}
        self._input_ms: float | None = None

    def copy_state(self) -> float:
        """Take over the source's newest state; by how many pixels it differs from the drawn one."""
        snapshot = self.source.copy_into(self.data)
        self.sim_time_sec = snapshot.sim_time_sec
        self.moving = snapshot.moving
        distance = float(self.camera.mjv.distance)
        moved = self.motion.moved_pixels(self.data, distance)
        return moved if self._ghost is None else max(moved, self._ghost.copy(distance))

    def draw(self, index: int, out: Pixels) -> None:
        """Draw the state copied last at a level, with its tiles."""
        perturbs = self.hands.perturbs()
        self.renderer.update(self.data, self.camera.mjv, perturbs)
        self.hands.shown.remember(self.data, self.renderer.scene)
        self.renderer.draw(LEVELS[index], out)
        self.board.draw(self.data, LEVELS[index], out, perturbs, at_rest=self.rest > 0)
        self.motion.remember(self.data)
        if self._ghost is not None:
            self._ghost.drawn()

    def look_now(self) -> None:
        """Take over the newest state, also where nobody watches, and see it; nothing is drawn."""
        self.copy_state()
        self.renderer.update(self.data, self.camera.mjv, self.hands.perturbs())

    def look(self) -> Look:
        """How it is looked at now."""
        return Look(self.camera.pose(), self.fields.changed, self.board.tiles)

    def apply_input(self, event: CameraInput) -> None:
        """Move the camera, unless the input is too old to count."""
        match event.drag:
            case CameraDrag() as drag if event.applied:
                self.camera.note(event.participant, drag)
                return
            case CameraDrag() as drag:
                counts = self.camera.drag(event.participant, drag)
            case PullDrag() as drag:
                counts = self.hands.drag(event.participant, drag, applied=event.applied)
            case JogCamera() | JogBody() | JogControls() as jog:
                counts = self.jogs.take(
                    event.participant, jog, event.arrived_ms / 1e3,
                    self.camera, self.renderer.scene, self.data, applied=event.applied,
                )  # fmt: skip
        if not counts:
            return
        self.camera_moved = True
        self._inputs[event.participant] = event.drag.seq
        if self._input_ms is None:
            self._input_ms = event.arrived_ms

    def apply_command(self, participant: int, command: ViewCommand) -> None:
        """Change the view; raises CommandError where that cannot be."""
        match command:
            case ResetCamera():
                self.camera.reset()
            case LookAt():
                self.camera.look_at(np.asarray(self._pick(command).point))
            case TrackAt():
                self.camera.follow(self._pick(command).body)
            case LookAtBody(body=body, follow=follow):
                self._look_at_body(body, follow=follow)
            case SelectAt(x=x, y=y, rtp=rtp):
                self.hands.select_at(participant, x, y, rtp)
            case SelectBody(body=body):
                self.hands.select(participant, body)
            case SetFields(values=values):
                self.fields.write(self.fields.check(values))
            case SetTiles(tiles=tiles):
                self.board.set(tiles, self.camera.pose())
        # The camera's own fields follow whatever moved it.
        edited = command.values if isinstance(command, SetFields) else ()
        self.sampler.edited(edited, time.monotonic())
        self.camera_moved = True

    def _pick(self, command: LookAt | TrackAt) -> Picked:
        picked = self.hands.pick(command.x, command.y, command.rtp)
        if picked is None:
            raise CommandError("There is nothing at this point to look at.")
        return picked

    def _look_at_body(self, body: int, *, follow: bool) -> None:
        if not 0 <= body < self.source.model.nbody:
            raise CommandError(
                f"There is no body {body} to look at; the last is {self.source.model.nbody - 1}."
            )
        if follow:
            self.camera.follow(body)
        else:
            self.camera.look_at(self.data.xipos[body])

    def take_inputs(self) -> dict[int, int]:
        """The inputs that the picture drawn now is the first to show."""
        inputs, self._inputs = self._inputs, {}
        return inputs

    def take_input_ms(self) -> float | None:
        """When the oldest of them came in."""
        arrived, self._input_ms = self._input_ms, None
        return arrived
