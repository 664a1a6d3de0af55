"""What the render thread knows of the scene it shows."""

from collections.abc import Callable
from dataclasses import dataclass

import mujoco

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import (
    CameraDrag,
    Input,
    JogBody,
    JogCamera,
    JogControls,
    PointAt,
    PullDrag,
    SelectAt,
    SelectBody,
    SetFields,
)
from py_remote_viewer.protocol.fields import FieldValues
from py_remote_viewer.protocol.inspection import BodyState, PullRefused, Selection
from py_remote_viewer.protocol.view import SHARED_VIEW
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.gl_resources import GlResources
from py_remote_viewer.simulation.source import CommandDone, Source
from py_remote_viewer.worker.hands import Hands
from py_remote_viewer.worker.jogs import Jogs
from py_remote_viewer.worker.marks import Marks
from py_remote_viewer.worker.render_settings import RenderSettings
from py_remote_viewer.worker.view_stage import CameraOnly, ViewStage

__all__ = ["CameraCommand", "CameraInput", "Stage", "Tell", "ViewCommand"]

#: What the render thread does.
ViewCommand = CameraOnly | SelectAt | SelectBody
#: Takes what the render thread has to say to people.
Tell = Callable[[FieldValues | Selection | BodyState | PullRefused], None]


@dataclass(frozen=True)
class CameraInput:
    """A participant's gesture on the camera or on a body, and when it came in; `applied` where it
    only has to be known."""

    participant: int
    drag: Input
    arrived_ms: float
    applied: bool = False
    view: int = SHARED_VIEW


@dataclass(frozen=True)
class CameraCommand:
    """A participant's command for the view and whom to tell when it is done."""

    participant: int
    command: ViewCommand
    done: CommandDone
    view: int = SHARED_VIEW


class Stage:
    """A source's newest state, what draws it, and the views of it; one thread owns it."""

    def __init__(
        self, source: Source, generation: int, settings: RenderSettings, tell: Tell, gl: GlDevice
    ) -> None:
        self.source = source
        self.data = mujoco.MjData(source.model)
        self.resources = GlResources(source.model, settings.width, settings.height, gl)
        self.hands = Hands(source, generation, self.data, tell)
        self.jogs = Jogs(source, tell)
        self.marks = Marks(source)
        self.views: dict[int, ViewStage] = {}
        self.sim_time_sec = 0.0
        self.moving = False

    def view(self, number: int) -> ViewStage:
        """A view; raises CommandError where it is not open."""
        view = self.views.get(number)
        if view is None:
            raise CommandError("This view is not open any more; look at another one.")
        return view

    def copy_state(self) -> None:
        """Take over the source's newest state."""
        snapshot = self.source.copy_into(self.data)
        self.sim_time_sec = snapshot.sim_time_sec
        self.moving = snapshot.moving

    def look_now(self, number: int) -> ViewStage:
        """Take over the newest state, also where nobody watches, and let a view see it; nothing is
        drawn. Raises CommandError where the view is not open."""
        view = self.view(number)
        self.copy_state()
        view.moved_pixels(self.data)
        view.renderer.update(self.data, view.camera.mjv, self.hands.perturbs())
        return view

    def apply_input(self, event: CameraInput) -> None:
        """Move the view's camera or pull, unless the input is too old to count."""
        view = self.views.get(event.view)
        if view is None:
            return
        match event.drag:
            case CameraDrag() as drag:
                counts = view.drag(event.participant, drag, applied=event.applied)
                seen = (view,)
            case PullDrag() as drag:
                counts = self.hands.drag(event.participant, drag, view.sight, applied=event.applied)
                # Everybody sees a hand.
                seen = tuple(self.views.values())
            case JogCamera() | JogBody() | JogControls() as jog:
                counts = self.jogs.take(
                    event.participant, jog, event.arrived_ms / 1e3,
                    view.camera, view.renderer.scene, self.data, applied=event.applied,
                )  # fmt: skip
                seen = (view,)
            case PointAt() as point:
                counts = not event.applied and self.marks.point(
                    event.participant, point, view.sight
                )
                # It is drawn where it has moved.
                seen = ()
        if not counts:
            return
        for other in seen:
            other.changed = True
        view.note_input(event.participant, event.drag.seq, event.arrived_ms)

    def apply_command(self, participant: int, number: int, command: ViewCommand) -> None:
        """Change a view, or what a person has selected; raises CommandError where that cannot
        be."""
        view = self.view(number)
        match command:
            case SelectAt(x=x, y=y, rtp=rtp):
                self.hands.select_at(participant, x, y, rtp, view.sight)
            case SelectBody(body=body):
                self.hands.select(participant, body)
            case _:
                view.apply_command(command, self.data)
        view.tell_edited(command)
        if isinstance(command, SelectAt | SelectBody | SetFields):
            # What is selected, and how the model looks, all views show.
            for other in self.views.values():
                other.changed = True
            if view.number != SHARED_VIEW:
                shared = self.views[SHARED_VIEW]
                if isinstance(command, SetFields):
                    shared.note_shared(command.values)
                shared.tell_edited(command)

    def forget(self, participant: int) -> None:
        """A person has left."""
        self.hands.forget(participant)
        self.jogs.forget(participant)
        self.marks.forget(participant)
        for view in self.views.values():
            view.changed = True

    def close(self) -> None:
        """Free the GL resources."""
        self.views.clear()
        self.resources.close()
