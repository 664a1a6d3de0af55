"""When the render thread draws, and when it does not: with a source that the test moves."""

import concurrent.futures
import queue
import threading
import time
from collections.abc import Generator

import mujoco
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import (
    CameraDrag,
    Command,
    JogCamera,
    PointAt,
    ResetCamera,
    SetFields,
)
from py_remote_viewer.protocol.fields import FieldValues, Panel
from py_remote_viewer.protocol.scene import Capabilities
from py_remote_viewer.protocol.view import CameraPose, Look
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.simulation.source import CommandDone, SourceSnapshot, SourceStatus
from py_remote_viewer.worker import view_loop
from py_remote_viewer.worker.picture import Picture, PictureFeed
from py_remote_viewer.worker.render_loop import RenderLoop, WantedView
from py_remote_viewer.worker.render_settings import RenderSettings
from py_remote_viewer.worker.stage import CameraCommand, CameraInput, Stage
from py_remote_viewer.worker.view_loop import ViewLoop
from tests.support.leaks import no_leaks

_FPS = 30
_XML = """<mujoco><worldbody><light pos="0 0 3"/><geom type="plane" size="2 2 1"/>
<body pos="0 0 1"><joint type="slide" axis="1 0 0"/><geom size=".3" rgba="1 0 0 1"/></body>
</worldbody></mujoco>"""


class _Source:
    """A state that only the test moves."""

    capabilities = Capabilities()
    has_ghost = False

    def __init__(self) -> None:
        self.model = mujoco.MjModel.from_xml_string(_XML)
        self.position = 0.0

    panels: tuple[Panel, ...] = ()

    def watch_fields(self, panels: tuple[str, ...]) -> None: ...
    def start(self) -> None: ...
    def close(self) -> None: ...
    def submit(self, command: Command, done: CommandDone) -> None: ...

    def pull(self, puller: int, pull: object) -> None:
        raise AssertionError("nobody pulls here")

    def pulls(self) -> dict[int, object]:
        return {}

    def jog(self, who: int, jog: object) -> None: ...

    def jogged(self) -> dict[int, int]:
        return {}

    def copy_into(self, data: mujoco.MjData) -> SourceSnapshot:
        data.qpos[0] = self.position
        mujoco.mj_forward(self.model, data)
        return SourceSnapshot(self.position, moving=False)

    def status(self) -> SourceStatus:
        raise NotImplementedError


class _Feed(PictureFeed):
    """Tells the test of each picture."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: queue.Queue[Picture] = queue.Queue()

    def put(self, picture: Picture) -> None:
        super().put(picture)
        self.pictures.put(picture)

    def next_drawn(self) -> Picture:
        """The next picture that was drawn and not only sent again."""
        while True:
            picture = self.pictures.get(timeout=10)
            if picture.render_end_ms > picture.render_start_ms:
                return picture


class _Scene:
    def __init__(self, pose: CameraPose | None = None) -> None:
        self.source, self.slot = _Source(), _Feed()
        self.failures: list[BaseException] = []
        self.fields: list[FieldValues] = []
        settings = RenderSettings(64, 48, _FPS, "auto", "software", "auto")
        self.loop = RenderLoop(settings, self.slot, self.failures.append, self.fields.append)
        self.loop.wait_open(20)
        self.loop.show(self.source, 1, Look(pose), 20)

    @property
    def shared(self) -> ViewLoop:
        """The shared view."""
        return self.loop.views[0]

    def watch(self, *, watched: bool = True, **others: WantedView) -> None:
        """Watch the shared view, and others by their numbers: v1, v2."""
        shared = WantedView(64, 48, Look(), watched, self.slot)
        self.loop.watch({0: shared, **{int(name[1:]): view for name, view in others.items()}})

    def wait_still(self) -> None:
        """Watch until the picture is as good as it gets and made sharp."""
        self.watch()
        for better in (1, 0):
            while self.slot.next_drawn() is not None and self.shared.shown_index != better:
                pass
        for _ in range(view_loop._SHARPENING_FRAMES):
            self.slot.pictures.get(timeout=10)
        assert self.shared.still


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Generator[_Scene, None, None]:
    monkeypatch.setenv("MUJOCO_GL", "disable")
    # Long enough for a test to fail that waits for the tick of a picture at rest.
    monkeypatch.setattr(view_loop, "_REPEAT_SEC", 60.0)
    with no_leaks():
        shown = _Scene()
        yield shown
        shown.loop.close()
        shown.loop.close()
        assert not shown.failures


def _orbit(scene: _Scene, seq: int) -> None:
    drag = CameraDrag(seq, 1, "rotate", 0.01 * seq, 0.0)
    scene.loop.submit(CameraInput(1, drag, time.monotonic() * 1e3))


def test_what_a_command_does_to_a_scene_at_rest_is_shown_at_once(scene: _Scene) -> None:
    scene.wait_still()
    scene.source.position = 0.5
    scene.loop.source_changed()
    assert scene.slot.next_drawn().sim_time_sec == 0.5


def test_an_input_at_rest_is_shown_at_once_and_stamped(scene: _Scene) -> None:
    scene.wait_still()
    _orbit(scene, 7)
    assert scene.slot.next_drawn().inputs == {1: 7}
    assert not scene.shared.still


def test_a_gamepad_moves_the_camera_of_a_scene_at_rest_until_it_is_not_heard_of(
    scene: _Scene,
) -> None:
    scene.wait_still()
    before = scene.shared.look.camera
    assert before is not None
    jog = JogCamera(7, 1, turn=(0.0, 0.5, 0.0))
    scene.loop.submit(CameraInput(1, jog, time.monotonic() * 1e3))
    assert scene.slot.next_drawn().inputs == {1: 7}
    # It comes to rest by itself, a quarter of a second later.
    scene.wait_still()
    after = scene.shared.look.camera
    assert after is not None
    assert after.azimuth - before.azimuth == pytest.approx(0.25 * 90.0)


def test_a_camera_moved_while_nobody_watched_is_drawn_for_the_next_who_does(
    scene: _Scene,
) -> None:
    scene.wait_still()
    before = scene.shared.look.camera
    scene.watch(watched=False)
    _orbit(scene, 1)
    done: queue.Queue[Exception | None] = queue.Queue()
    scene.loop.submit(CameraCommand(1, ResetCamera(), done.put))
    done.get(timeout=10)
    _orbit(scene, 2)
    scene.watch()
    scene.slot.next_drawn()
    assert scene.shared.look.camera != before


def test_a_view_that_was_changed_while_nobody_watched_is_known_too(scene: _Scene) -> None:
    done: queue.Queue[Exception | None] = queue.Queue()
    scene.loop.submit(CameraCommand(1, SetFields({"view/label": 1.0}), done.put))
    assert done.get(timeout=10) is None
    # It is noted in the same turn; the next job comes after that.
    scene.loop.ask(lambda stage: None)
    assert scene.shared.look.fields == {"view/label": 1.0}


def test_inputs_bring_frames_forward_and_make_no_more_of_them(scene: _Scene) -> None:
    scene.wait_still()
    frames, started = 40, time.monotonic()
    for frame in range(frames):
        # As many inputs as anybody can make, and the next as soon as they are shown.
        for seq in range(5):
            _orbit(scene, 5 * frame + seq + 1)
        scene.slot.next_drawn()
    assert time.monotonic() - started > (frames - 2) / _FPS


def test_while_it_yields_it_draws_half_as_often(scene: _Scene) -> None:
    scene.wait_still()
    scene.loop.set_yielding(True)
    frames, started = 15, time.monotonic()
    for frame in range(frames):
        _orbit(scene, frame + 1)
        scene.slot.next_drawn()
    assert time.monotonic() - started > 2 * (frames - 2) / _FPS


def test_nothing_is_drawn_when_nothing_changes(scene: _Scene) -> None:
    scene.wait_still()
    drawn = scene.shared.render_ms
    scene.loop.source_changed()
    scene.loop.repeat(0)
    picture = scene.slot.pictures.get(timeout=10)
    assert picture.render_start_ms == picture.render_end_ms
    assert scene.shared.render_ms == drawn


def test_the_camera_begins_where_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUJOCO_GL", "disable")
    pose = CameraPose((0.1, 0.2, 0.3), 2.5, 33.0, -12.0)
    shown = _Scene(pose)
    try:
        assert shown.shared.look.camera == pose
    finally:
        shown.loop.close()


def test_what_another_thread_asks_is_done_while_nobody_watches_and_refused_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MUJOCO_GL", "disable")
    with no_leaks():
        shown = _Scene()
        assert shown.loop.ask(lambda stage: stage.source) is shown.source

        def fails(stage: Stage) -> None:
            raise ValueError("it went wrong")

        with pytest.raises(ValueError, match="it went wrong"):
            shown.loop.ask(fails)
        # It has ended nothing.
        assert shown.loop.ask(lambda stage: 1) == 1
        shown.loop.close()
        with pytest.raises(CommandError, match="ended"):
            shown.loop.ask(lambda stage: 1)
        assert not shown.failures


def test_views_of_their_own_look_from_elsewhere_and_each_is_drawn_for_what_it_shows(
    scene: _Scene,
) -> None:
    scene.wait_still()
    own = _Feed()
    pose = CameraPose((0.0, 0.0, 1.0), 4.0, 10.0, -20.0)
    scene.watch(v3=WantedView(32, 40, Look(pose, {"view/label": 1.0}), True, own))
    first = own.next_drawn()
    assert first.pixels.shape == (40, 32, 3)
    assert scene.loop.views[3].look == Look(pose, {"view/label": 1.0})
    # A gesture there moves nothing here.
    shared = scene.shared.look
    drag = CameraDrag(9, 1, "rotate", 0.2, 0.0)
    scene.loop.submit(CameraInput(1, drag, time.monotonic() * 1e3, view=3))
    while not (moved := own.next_drawn()).inputs:
        pass
    assert moved.inputs == {1: 9}
    assert scene.loop.views[3].look.camera != pose
    assert scene.shared.look == shared
    # What all see, all show.
    scene.source.position = 0.5
    scene.loop.source_changed()
    assert scene.slot.next_drawn().sim_time_sec == 0.5
    while own.next_drawn().sim_time_sec != 0.5:
        pass


def test_a_view_that_nobody_wants_any_more_is_gone_and_who_asks_for_it_is_told(
    scene: _Scene,
) -> None:
    scene.watch(v1=WantedView(32, 40, Look(), False, _Feed()))
    scene.loop.ask(lambda stage: stage.view(1))
    scene.watch()
    scene.loop.ask(lambda stage: None)
    assert set(scene.loop.views) == {0}
    done: queue.Queue[Exception | None] = queue.Queue()
    scene.loop.submit(CameraCommand(1, ResetCamera(), done.put, 1))
    assert isinstance(done.get(timeout=10), CommandError)
    with pytest.raises(CommandError, match="not open"):
        scene.loop.ask(lambda stage: stage.view(1))


def test_views_that_are_watched_at_the_same_time_all_get_pictures(scene: _Scene) -> None:
    scene.wait_still()
    feeds = {f"v{number}": _Feed() for number in (1, 2, 3)}
    scene.watch(**{name: WantedView(32, 24, Look(), True, feed) for name, feed in feeds.items()})
    for feed in feeds.values():
        feed.next_drawn()
    for step in range(1, 6):
        scene.source.position = 0.1 * step
        scene.loop.source_changed()
        for feed in (scene.slot, *feeds.values()):
            while feed.next_drawn().sim_time_sec != 0.1 * step:
                pass


def test_where_somebody_points_is_seen_in_other_views_at_rest_too(scene: _Scene) -> None:
    own = _Feed()
    scene.watch(v2=WantedView(64, 48, Look(), True, own))
    for feed in (own, scene.slot):
        feed.next_drawn()
    resting = scene.loop.views
    while not all(loop.still for loop in resting.values()):
        own.pictures.get(timeout=10)
    while not own.pictures.empty():
        own.pictures.get()
    scene.loop.submit(CameraInput(1, PointAt(1, 1, 0.5, 0.5), time.monotonic() * 1e3))
    own.next_drawn()


def test_what_is_drawn_without_a_scene_is_refused_once_there_is_one(scene: _Scene) -> None:
    with pytest.raises(CommandError, match="A scene is shown here"):
        scene.loop.ask_idle(lambda gl: gl)


def test_what_came_too_late_to_be_drawn_without_a_scene_does_not_wait_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MUJOCO_GL", "disable")
    settings = RenderSettings(64, 48, _FPS, "auto", "software", "auto")
    begun, go_on = threading.Event(), threading.Event()

    def hold(gl: GlDevice) -> None:
        begun.set()
        go_on.wait(20)

    with no_leaks(), concurrent.futures.ThreadPoolExecutor(3) as others:
        loop = RenderLoop(settings, _Feed(), lambda error: None, lambda message: None)
        loop.wait_open(20)
        first = others.submit(loop.ask_idle, hold)
        assert begun.wait(20)
        late = others.submit(loop.ask_idle, lambda gl: gl)
        shown = others.submit(loop.show, _Source(), 1, Look(), 20)
        go_on.set()
        shown.result(20)
        first.result(20)
        # It was drawn, or it was refused.
        assert late.exception(20) is None or isinstance(late.exception(), CommandError)
        loop.close()
