"""Views of people's own, who looks at which, and how video changes over."""

from collections.abc import AsyncGenerator, Callable

import pytest

from py_remote_viewer.errors import CommandError, ControlError, ForbiddenError
from py_remote_viewer.protocol.client import MEDIA_HEADER, VideoConfiguration
from py_remote_viewer.protocol.commands import (
    CameraDrag,
    Command,
    FollowPerson,
    Present,
    ResetCamera,
    Run,
    SetFields,
    SetRole,
    ShareView,
    TakeView,
)
from py_remote_viewer.protocol.fields import FieldValues
from py_remote_viewer.protocol.view import CameraPose, Look
from py_remote_viewer.protocol.worker import EncodedFrame, WorkerCommand, WorkerInput
from py_remote_viewer.sessions import Participant
from py_remote_viewer.sessions.frames import MediaFrame
from py_remote_viewer.sessions.ladder import ladder
from py_remote_viewer.sessions.viewers import WebSocketViewer
from tests.support.session import LiveSession, Screen, live_session

_ADA, _BOB, _EVE = 0, 1, 2
_KEY = MediaFrame(
    1,
    EncodedFrame(
        data=b"", key=True, pts_us=0, width=64, height=48, codec_string="", sim_time_sec=0.0,
        inputs=(), input_ms=None, render_start_ms=0.0, render_end_ms=0.0, encode_end_ms=0.0,
        generation=1,
    ),
)  # fmt: skip


@pytest.fixture
async def live() -> AsyncGenerator[LiveSession, None]:
    async with live_session(None, "Ada", "Bob", "Eve") as session:
        await session.settled()
        yield session


async def _do(live: LiveSession, who: int, command: Command) -> None:
    await live.session.do(live.people[who].id, command)


def _views(live: LiveSession) -> list[int]:
    return [person.view for person in live.people]


def _watch(live: LiveSession, who: int) -> None:
    live.session.select_video(live.people[who], "websocket")


async def _told(live: LiveSession, who: int, size: tuple[int, int]) -> None:
    """Wait until a person is told of a stream of this size; all that comes is acknowledged."""
    screen = live.screens[who]

    def told() -> bool:
        for media in screen.media:
            live.session.acknowledge(live.people[who], MEDIA_HEADER.unpack_from(media)[3])
        return size in _sizes(screen)

    await live.until(told)


def _sizes(screen: Screen) -> list[tuple[int, int]]:
    return [(video["width"], video["height"]) for video in screen.told("video")]


async def test_a_view_of_ones_own_begins_as_what_was_seen_and_is_moved_alone(
    live: LiveSession,
) -> None:
    pose = CameraPose((1.0, 2.0, 3.0), 4.0, 5.0, 6.0)
    live.on_air.camera = pose
    live.on_air.beat()
    await live.until(lambda: live.session.views.shared.look.camera == pose)
    await _do(live, _ADA, TakeView())
    (ada, *others) = _views(live)
    assert others == [0, 0]
    assert live.session.views.get(ada).look.camera == pose
    await _do(live, _ADA, ResetCamera())
    live.session.steer(live.people[_ADA], CameraDrag(1, 1, "rotate", 0.1, 0.0))
    told = [m for m in live.on_air.heard if isinstance(m, WorkerCommand | WorkerInput)]
    assert [message.view for message in told] == [ada, ada]
    # Nobody else is told of it.
    assert all(entry.kind == "people" for entry in live.session.activity.news().entries)


async def test_video_changes_over_with_the_first_key_frame_and_stops_for_what_nobody_watches(
    live: LiveSession,
) -> None:
    _watch(live, _ADA)
    _watch(live, _BOB)
    screen = live.screens[_ADA]
    await live.until(lambda: len(screen.media) > 3)
    await _do(live, _ADA, TakeView(32, 24))
    own = live.people[_ADA].view
    await _told(live, _ADA, (32, 24))
    await live.until(lambda: set(live.on_air.watched) == {(0, 0), (own, 0)})
    numbers = [MEDIA_HEADER.unpack_from(media)[3] for media in screen.media]
    assert numbers == sorted(set(numbers))
    # Another size is another view, and the video goes there.
    await _do(live, _ADA, TakeView(24, 32))
    await _told(live, _ADA, (24, 32))
    live.session.select_video(live.people[_ADA], "none")
    assert set(live.on_air.watched) == {(0, 0)}
    await _do(live, _ADA, ShareView())
    assert _views(live) == [0, 0, 0]
    assert set(live.session.views.open_views) == {0}


async def test_who_follows_watches_the_same_encoder_wherever_the_other_one_looks(
    live: LiveSession,
) -> None:
    for who in (_ADA, _BOB, _EVE):
        _watch(live, who)
    await _do(live, _ADA, TakeView())
    own = live.people[_ADA].view
    await _do(live, _BOB, FollowPerson(live.people[_ADA].id))
    await _do(live, _EVE, FollowPerson(live.people[_BOB].id))
    assert _views(live) == [own, own, own]
    await live.until(lambda: set(live.on_air.watched) == {(own, 0)})
    told = await live.screens[_ADA].next("participants")
    while told["participants"][_EVE]["view"] != own:
        told = await live.screens[_ADA].next("participants")
    with pytest.raises(CommandError, match="follows you already"):
        await _do(live, _ADA, FollowPerson(live.people[_EVE].id))
    with pytest.raises(CommandError, match="yourself"):
        await _do(live, _ADA, FollowPerson(live.people[_ADA].id))
    with pytest.raises(CommandError, match="no participant 99"):
        await _do(live, _ADA, FollowPerson(99))
    await _do(live, _ADA, ShareView())
    assert _views(live) == [0, 0, 0]


async def test_whoever_moves_the_view_of_another_one_is_told_whose_it_is(
    live: LiveSession,
) -> None:
    await _do(live, _ADA, TakeView())
    await _do(live, _BOB, FollowPerson(live.people[_ADA].id))
    with pytest.raises(ForbiddenError, match="view of Ada"):
        await _do(live, _BOB, ResetCamera())
    live.session.steer(live.people[_BOB], CameraDrag(1, 1, "rotate", 0.1, 0.0))
    assert "view of Ada" in (await live.screens[_BOB].next("pull_refused"))["why"]
    # What is no view is another matter.
    await _do(live, _BOB, Run())


async def test_viewers_look_as_they_like_in_a_view_of_their_own_and_change_nothing_else(
    live: LiveSession,
) -> None:
    live.people[_BOB].seat.role = "viewer"
    with pytest.raises(ForbiddenError, match="viewer"):
        await _do(live, _BOB, ResetCamera())
    await _do(live, _BOB, TakeView())
    await _do(live, _BOB, ResetCamera())
    await _do(live, _BOB, SetFields({"view/label": 1.0}))
    for command in (SetFields({"visual/headlight/active": 0.0}), Run(), Present(True)):
        with pytest.raises(ForbiddenError, match="viewer"):
            await _do(live, _BOB, command)


async def test_presenting_takes_all_along_until_they_or_it_end_it(live: LiveSession) -> None:
    await _do(live, _ADA, TakeView())
    await _do(live, _BOB, TakeView())
    ada, bob, _ = _views(live)
    await _do(live, _ADA, Present(True))
    assert _views(live) == [ada, ada, ada]
    newcomer = Screen()
    late = live.session.join("Late", newcomer)
    live.session.welcomed(late)
    assert late.view == ada
    await _do(live, _BOB, TakeView())
    assert _views(live) == [ada, bob, ada]
    live.people[_EVE].seat.role = "viewer"
    with pytest.raises(ForbiddenError, match="viewer"):
        await _do(live, _EVE, Present(False))
    await _do(live, _ADA, Present(False))
    assert _views(live) == [ada, bob, 0]
    assert late.view == 0
    live.session.leave(late)


async def test_whoever_presents_may_always_end_it_and_viewers_present_no_more(
    live: LiveSession,
) -> None:
    live.people[_ADA].seat.role = "admin"
    control = live.session.control
    await _do(live, _BOB, TakeView())
    await _do(live, _BOB, Present(True))
    bob = live.people[_BOB].view
    assert _views(live) == [bob, bob, bob]
    await _do(live, _ADA, SetRole(live.people[_BOB].id, "viewer"))
    assert _views(live) == [0, bob, 0]
    await _do(live, _ADA, SetRole(live.people[_BOB].id, "operator"))
    await _do(live, _BOB, Present(True))
    # Somebody else has control by now.
    control.state = type(control.state)("one", holder=live.people[_ADA].id)
    await _do(live, _BOB, Present(False))
    assert _views(live) == [0, bob, 0]
    control.state = type(control.state)("one", holder=live.people[_BOB].id)
    await _do(live, _BOB, Present(True))
    await _do(live, _ADA, Present(False))
    assert not live.people[_BOB].presents


async def test_presenting_needs_control(live: LiveSession) -> None:
    live.session.control.state = type(live.session.control.state)("one", holder=live.people[0].id)
    with pytest.raises(ControlError, match="Ada has control"):
        await _do(live, _BOB, Present(True))


async def test_whoever_leaves_takes_their_view_along_and_frees_who_followed(
    live: LiveSession,
) -> None:
    _watch(live, _BOB)
    await _do(live, _ADA, TakeView())
    await _do(live, _BOB, FollowPerson(live.people[_ADA].id))
    own = live.people[_ADA].view
    await live.until(lambda: (own, 0) in live.on_air.watched)
    before = live.session.viewers
    live.session.leave(live.people[_ADA])
    assert live.people[_BOB].view == 0
    assert set(live.session.views.open_views) == {0}
    await live.until(lambda: set(live.on_air.watched) == {(0, 0)})
    assert live.session.viewers == before - 1


async def test_a_reload_keeps_ones_own_view(live: LiveSession) -> None:
    pose = CameraPose((0.0, 0.0, 0.0), 7.0, 1.0, 2.0)
    ada = live.session.join("Ada", Screen(), "secret")
    await live.session.do(ada.id, TakeView(32, 24))
    live.on_air.looks[ada.view] = Look(pose)
    live.on_air.beat()
    await live.until(lambda: live.session.views.get(ada.view).look.camera == pose)
    live.session.leave(ada)
    back = live.session.join("", Screen(), "secret")
    live.session.welcomed(back)
    view = live.session.views.get(back.view)
    assert view.owner == back.id
    assert (view.size, view.look.camera) == ((32, 24), pose)
    live.session.leave(back)
    # Whoever gave it up comes back to the shared one.
    again = live.session.join("", Screen(), "secret")
    live.session.welcomed(again)
    await live.session.do(again.id, ShareView())
    live.session.leave(again)
    last = live.session.join("", Screen(), "secret")
    live.session.welcomed(last)
    assert last.view == 0
    live.session.leave(last)


async def test_views_are_bounded_in_number_and_pixels_and_a_refused_one_changes_nothing(
    live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = live.session.views.shared
    for size, why in (
        ((shared.width * 2, shared.height), "more pixels"),
        ((33, 24), "even numbers"),
        ((16, 1922), "even numbers from 16 to 1920"),
        ((2, 24), "even numbers"),
    ):
        with pytest.raises(CommandError, match=why):
            await _do(live, _ADA, TakeView(*size))
    await _do(live, _ADA, TakeView())
    monkeypatch.setattr(live.session.views, "_most", 2)
    await _do(live, _BOB, TakeView())
    with pytest.raises(CommandError, match="2 views"):
        await _do(live, _EVE, TakeView())
    # To change the size of one's own needs no other one.
    before = live.people[_ADA].view
    await _do(live, _ADA, TakeView(shared.height, shared.width))
    assert live.people[_ADA].view != before
    assert len(live.session.views.open_views) == 3
    live.session.leave(live.people[_BOB])
    await _do(live, _EVE, TakeView())


async def test_nobody_makes_views_without_end(live: LiveSession) -> None:
    sizes = [TakeView(32, 24), TakeView(24, 32)]
    for number in range(5):
        await _do(live, _ADA, sizes[number % 2])
    with pytest.raises(CommandError, match="wait a moment"):
        await _do(live, _ADA, sizes[1])
    # What is there already is no new one, and others may.
    await _do(live, _ADA, sizes[0])
    await _do(live, _BOB, sizes[0])
    live.clock.now += 5.0
    await _do(live, _ADA, sizes[1])


async def test_views_outlive_a_crash_with_their_look_and_a_new_scene_without(
    live: LiveSession,
) -> None:
    live.on_air.camera = CameraPose((0.0, 0.0, 0.0), 1.0, 2.0, 3.0)
    _watch(live, _ADA)
    await _do(live, _ADA, TakeView())
    own = live.people[_ADA].view
    pose = CameraPose((0.0, 0.0, 0.0), 9.0, 1.0, 2.0)
    looks = live.on_air.looks
    looks[own] = Look(pose)
    live.on_air.beat()
    await live.until(lambda: live.session.views.get(own).look.camera == pose)
    live.on_air.checkpoint()
    await live.crash()
    await live.until(lambda: own in live.on_air.looks)
    assert live.on_air.looks[own].camera == pose
    await live.load("Other")
    await live.until(lambda: own in live.on_air.looks)
    assert live.on_air.looks[own].camera is None


async def test_panels_of_a_view_tell_each_what_holds_in_theirs(live: LiveSession) -> None:
    await _do(live, _ADA, TakeView())
    own = live.people[_ADA].view
    session = live.session
    session._panels.shown(1, {"rendering": object()})  # type: ignore[dict-item] # pyright: ignore
    said: Callable[..., None] = session.worker_message
    for who in (_ADA, _BOB):
        watcher = live.people[who]
        session._panels._watchers[watcher.id] = _watcher(watcher)  # pyright: ignore
    session._panels._ask()  # pyright: ignore[reportPrivateUsage]
    said(FieldValues("rendering", {"view/label": 1.0}))
    said(FieldValues("rendering", {"view/label": 2.0}, own))
    assert live.screens[_ADA].told("fields")[-1]["values"] == {"view/label": 2.0}
    assert live.screens[_BOB].told("fields")[-1]["values"] == {"view/label": 1.0}
    await _do(live, _ADA, ShareView())
    assert live.screens[_ADA].told("fields")[-1]["values"] == {"view/label": 1.0}
    # Of a view that is gone nothing is kept, and nothing comes again.
    session._panels.refresh()
    said(FieldValues("rendering", {"view/label": 3.0}, own))
    assert set(session._panels._values) == {(0, "rendering")}


def _watcher(person: Participant) -> object:
    from py_remote_viewer.sessions.panels import _Watcher  # pyright: ignore

    return _Watcher(person, frozenset({"rendering"}))


async def test_a_slower_rendition_is_another_encoder_and_comes_with_a_key_frame(
    live: LiveSession,
) -> None:
    _watch(live, _ADA)
    _watch(live, _BOB)
    screen = live.screens[_ADA]
    await live.until(lambda: len(screen.media) > 3)
    live.session._people.change_rendition(live.people[_ADA], 2)
    small = live.session.views.shared.renditions[2].wish
    await _told(live, _ADA, (small.width, small.height))
    assert set(live.on_air.watched) == {(0, 0), (0, 2)}
    # Somebody who changes their mind in between is where they want to be.
    live.session._people.change_rendition(live.people[_ADA], 1)
    live.session._people.change_rendition(live.people[_ADA], 2)
    await live.until(lambda: set(live.on_air.watched) == {(0, 0), (0, 2)})


async def test_a_page_hears_of_another_stream_only_with_its_first_frame() -> None:
    told: list[VideoConfiguration] = []
    viewer = WebSocketViewer(lambda message: True, told.append, 30, lambda: 0.0)
    old, new = (VideoConfiguration("avc1.42E01F", width, 48, 30) for width in (64, 128))
    while viewer.deliver(MediaFrame(viewer.sent + 1, _KEY.encoded, old)):
        pass
    assert not viewer.deliver(MediaFrame(100, _KEY.encoded, new))
    viewer.acknowledge(viewer.sent)
    assert viewer.deliver(MediaFrame(101, _KEY.encoded, old))
    assert told == [old]
    assert viewer.deliver(MediaFrame(102, _KEY.encoded, new))
    assert told == [old, new]


async def test_a_new_scene_is_seen_from_its_beginning_also_where_nobody_watches(
    live: LiveSession,
) -> None:
    live.on_air.camera = CameraPose((0.0, 0.0, 0.0), 1.0, 2.0, 3.0)
    gone = live.session.join("Gone", Screen(), "secret")
    for person in (*live.people, gone):
        live.session.select_video(person, "none")
        await live.session.do(person.id, TakeView())
    own = live.people[_ADA].view
    pose = CameraPose((0.0, 0.0, 0.0), 9.0, 1.0, 2.0)
    live.on_air.looks.update(dict.fromkeys(live.on_air.looks, Look(pose)))
    live.on_air.beat()
    await live.until(lambda: live.session.views.get(own).look.camera == pose)
    live.session.leave(gone)
    await live.load("Other")
    assert live.on_air.looks[own].camera is None
    back = live.session.join("", Screen(), "secret")
    live.session.welcomed(back)
    assert back.view == 0


async def test_nobody_joins_a_session_that_has_ended() -> None:
    async with live_session(None, "Ada") as live:
        await live.session.close()
        with pytest.raises(CommandError, match="has ended"):
            live.session.join("Late", Screen())


async def test_a_pause_and_another_view_wipe_no_slate_clean(live: LiveSession) -> None:
    _watch(live, _BOB)
    views, person = live.session.views, live.people[_BOB]
    viewer = person.viewer
    assert viewer is not None
    fanout = views.shared.renditions[0].fanout
    await live.until(lambda: fanout.waiting == 0)
    patience = views._places[viewer].patience
    for _ in range(5):
        fanout.push(_KEY)
        live.clock.now += 1.0
        live.session.lost_frames(person)
    assert patience.asks >= 4
    before = patience.not_before_sec
    assert before > live.clock.now
    views.pause(viewer)
    assert views.watched_by(viewer) is None
    views.subscribe(viewer, 0, 0)
    views.subscribe(viewer, 0, 1)
    assert views._places[viewer].patience is patience
    assert patience.not_before_sec == before


def test_the_ladder_has_three_rungs_that_can_be_encoded() -> None:
    *rungs, _jpeg = ladder(1280, 720, 30, 4_000_000)
    assert [(r.width, r.height, r.fps, r.bits_per_sec) for r in rungs] == [
        (1280, 720, 30, 4_000_000), (854, 480, 30, 1_400_000), (640, 360, 15, 480_000),
    ]  # fmt: skip
    for rung in ladder(64, 66, 5, 100_000):
        assert rung.width % 2 == rung.height % 2 == 0
        assert rung.fps == 5
        assert rung.bits_per_sec == 100_000
