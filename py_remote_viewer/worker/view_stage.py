"""What the render thread knows of one view of the scene it shows."""

import time
from collections.abc import Callable, Mapping, Sequence

import mujoco
import numpy as np
from msgspec.structs import replace

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import (
    CameraDrag,
    LookAt,
    LookAtBody,
    LookFrom,
    ResetCamera,
    SetFields,
    SetTiles,
    TrackAt,
)
from py_remote_viewer.protocol.fields import FieldValue, FieldValues
from py_remote_viewer.protocol.view import SHARED_VIEW, VIEW_PANELS, Look
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.gl_resources import GlResources
from py_remote_viewer.rendering.motion import MotionDetector
from py_remote_viewer.rendering.people_marks import PeopleMark, add_marks
from py_remote_viewer.rendering.quality import LEVELS, QualityGovernor
from py_remote_viewer.rendering.scene_renderer import Picked, Pixels, SceneRenderer
from py_remote_viewer.rendering.shown import ShownPictures
from py_remote_viewer.rendering.tiles import TileBoard
from py_remote_viewer.rendering.view_fields import ViewFields
from py_remote_viewer.simulation.fields.sampling import FieldSampler
from py_remote_viewer.simulation.source import Source
from py_remote_viewer.worker.ghost_copy import GhostCopy
from py_remote_viewer.worker.hands import Sight
from py_remote_viewer.worker.render_settings import RenderSettings

__all__ = ["CameraOnly", "ViewStage"]

#: How the paths of the fields begin that each view has for itself.
_OWN_FIELDS = "view/"
#: Commands that change nothing but a view.
CameraOnly = LookAt | LookAtBody | LookFrom | TrackAt | ResetCamera | SetFields | SetTiles


class ViewStage:
    """A view's camera, options, tiles, quality and pictures; the render thread owns it."""

    def __init__(
        self,
        number: int,
        source: Source,
        resources: GlResources,
        settings: RenderSettings,
        look: Look,
        tell: Callable[[FieldValues], None],
    ) -> None:
        self.number = number
        self.width, self.height = settings.width, settings.height
        self._source = source
        self.renderer = SceneRenderer(source.model, settings.width, settings.height, resources)
        self.sight = Sight(self.renderer, ShownPictures(source.model))
        self.camera = OrbitCamera(source.model, look.camera)
        self.fields = ViewFields(source.model, self.renderer.view, self.camera)
        self.fields.restore(look.fields if number == SHARED_VIEW else _of_the_view(look.fields))
        self.board = TileBoard(self.renderer)
        self.board.restore(look.tiles, self.camera.pose())
        self.sampler = FieldSampler(self.fields, lambda values: tell(replace(values, view=number)))
        self._motion = MotionDetector(source.model, settings.height)
        self._ghost = (
            GhostCopy(source, self.renderer.view, settings.height) if source.has_ghost else None
        )
        self.governor = QualityGovernor(
            1.0 / settings.fps, software=resources.software, pinned=settings.quality
        )
        #: The camera, or something else that only this view shows, was changed since the last
        #: picture was drawn.
        self.changed = False
        #: What of other people is drawn into it.
        self.marks: tuple[PeopleMark, ...] = ()
        self._inputs: dict[int, int] = {}
        self._input_ms: float | None = None

    def moved_pixels(self, data: mujoco.MjData) -> float:
        """By how many pixels a state differs from the one drawn last."""
        distance = float(self.camera.mjv.distance)
        moved = self._motion.moved_pixels(data, distance)
        return moved if self._ghost is None else max(moved, self._ghost.copy(distance))

    def draw(
        self,
        data: mujoco.MjData,
        perturbs: Sequence[mujoco.MjvPerturb],
        index: int,
        out: Pixels,
        *,
        at_rest: bool,
    ) -> None:
        """Draw a state at a level, with the view's tiles."""
        self.renderer.update(data, self.camera.mjv, perturbs)
        if self.renderer.view.channel == "rgb":
            add_marks(self.renderer.scene, self.marks)
        self.sight.shown.remember(data, self.renderer.scene)
        self.renderer.draw(LEVELS[index], out)
        self.board.draw(data, LEVELS[index], out, perturbs, at_rest=at_rest)
        self._motion.remember(data)
        if self._ghost is not None:
            self._ghost.drawn()
        self.changed = False

    def look(self) -> Look:
        """How it is looked at now."""
        changed = dict(self.fields.changed)
        if self.number != SHARED_VIEW:
            changed = _of_the_view(changed)
        return Look(self.camera.pose(), changed, self.board.tiles)

    def note_shared(self, values: Mapping[str, FieldValue]) -> None:
        """Keep what was written through another view and holds for all."""
        self.fields.note({p: v for p, v in values.items() if not p.startswith(_OWN_FIELDS)})

    def watch_fields(self, panels: tuple[str, ...]) -> None:
        """Tell the values of these of its panels as they change."""
        if self.number != SHARED_VIEW:
            # That of the model's looks is the same for all, and told by the shared one.
            panels = tuple(name for name in panels if name in VIEW_PANELS)
        self.sampler.watch(panels)

    def drag(self, participant: int, drag: CameraDrag, *, applied: bool) -> bool:
        """Move the camera; False where the input is too old to count."""
        if applied:
            self.camera.note(participant, drag)
            return False
        return self.camera.drag(participant, drag)

    def note_input(self, participant: int, seq: int, arrived_ms: float) -> None:
        """The next picture is the first to show this input."""
        self.changed = True
        self._inputs[participant] = seq
        if self._input_ms is None:
            self._input_ms = arrived_ms

    def apply_command(self, command: CameraOnly, data: mujoco.MjData) -> None:
        """Change the view; raises CommandError where that cannot be."""
        match command:
            case ResetCamera():
                self.camera.reset()
            case LookAt():
                self.camera.look_at(np.asarray(self._pick(command).point))
            case TrackAt():
                self.camera.follow(self._pick(command).body)
            case LookAtBody(body=body, follow=follow):
                self._look_at_body(body, data, follow=follow)
            case LookFrom(pose=pose, body=body):
                self.camera.look_from(pose, body)
            case SetFields(values=values):
                self.fields.write(self.fields.check(values))
            case SetTiles(tiles=tiles):
                self.board.set(tiles, self.camera.pose())
        self.changed = True

    def tell_edited(self, command: object) -> None:
        """The camera's own fields follow whatever moved it."""
        edited = command.values if isinstance(command, SetFields) else ()
        self.sampler.edited(edited, time.monotonic())

    def _pick(self, command: LookAt | TrackAt) -> Picked:
        picked = self.sight.pick(command.x, command.y, command.rtp)
        if picked is None:
            raise CommandError("There is nothing at this point to look at.")
        return picked

    def _look_at_body(self, body: int, data: mujoco.MjData, *, follow: bool) -> None:
        if not 0 <= body < self._source.model.nbody:
            raise CommandError(
                f"There is no body {body} to look at; the last is {self._source.model.nbody - 1}."
            )
        if follow:
            self.camera.follow(body)
        else:
            self.camera.look_at(data.xipos[body])

    def take_inputs(self) -> dict[int, int]:
        """The inputs that the picture drawn now is the first to show."""
        inputs, self._inputs = self._inputs, {}
        return inputs

    def take_input_ms(self) -> float | None:
        """When the oldest of them came in."""
        arrived, self._input_ms = self._input_ms, None
        return arrived


def _of_the_view(fields: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """Without those of how the model looks: it looks the same to all, and the shared view keeps
    them."""
    return {path: value for path, value in fields.items() if path.startswith(_OWN_FIELDS)}
