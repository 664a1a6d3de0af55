"""Keyframes, watching and editing, with workers that only pretend; and a save with real ones."""

import asyncio
from pathlib import Path

import pytest

from py_remote_viewer.errors import CommandError, ConflictError, SceneError
from py_remote_viewer.hosting import LocalHost
from py_remote_viewer.protocol.commands import (
    DeleteKeyframe,
    LoadKeyframe,
    Pause,
    SaveKeyframe,
    Step,
    WatchFiles,
)
from py_remote_viewer.protocol.scene import BuiltinScene, XmlScene
from py_remote_viewer.protocol.tasks import LoadState, SaveState
from py_remote_viewer.protocol.worker import Load, Loaded, WorkerTask
from py_remote_viewer.scenes.resolve import SceneResolver
from py_remote_viewer.sessions import Session
from py_remote_viewer.sessions.watching import FileWatcher
from tests.support.leaks import no_leaks_async
from tests.support.models import MESH_MODEL, stl_pyramid, write_tree
from tests.support.session import live_session
from tests.support.workers import KEPT_SEC, FakeWorker, PretendingHost


def _tasks(host: PretendingHost) -> list[object]:
    return [message.task for message in host.heard if isinstance(message, WorkerTask)]


async def test_keyframes_are_saved_loaded_and_forgotten_by_name() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        do = live.session.do
        await do(1, SaveKeyframe("stand"))
        await do(1, SaveKeyframe())
        told = [message["keyframes"] for message in live.screens[0].told("files")]
        assert [[key["name"] for key in keys] for keys in told[-2:]] == [
            ["stand"],
            ["stand", "Keyframe 1"],
        ]
        await do(1, LoadKeyframe("stand"))
        assert _tasks(host) == [SaveState(), SaveState(), LoadState()]
        await do(1, DeleteKeyframe("stand"))
        for command in (LoadKeyframe("stand"), DeleteKeyframe("stand")):
            with pytest.raises(CommandError, match="there are: 'Keyframe 1'"):
                await do(1, command)


async def test_a_scene_that_goes_on_never_tells_of_the_time_before_it_was_handed_over() -> None:
    async with live_session(PretendingHost()) as live:
        await live.session.load(XmlScene("<mujoco/>", "Edited"), "Ada", keep=True)
        status = live.session.status
        assert status is not None
        assert status.sim_time_sec == KEPT_SEC


async def test_keyframes_are_bounded_and_go_with_their_scene() -> None:
    async with live_session(PretendingHost()) as live:
        for number in range(50):
            await live.session.do(1, SaveKeyframe(f"key {number}"))
        with pytest.raises(CommandError, match="50 keyframes"):
            await live.session.do(1, SaveKeyframe("one more"))
        await live.session.do(1, SaveKeyframe("key 7"))
        await live.load("Another")
        assert live.session.files.state.keyframes == ()


def _generation(session: Session) -> int:
    return session.scene.generation if session.scene else 0


def _save(file: Path, text: str, *, by_rename: bool = False) -> None:
    if by_rename:
        other = file.with_suffix(".new")
        other.write_text(text)
        other.rename(file)
    else:
        file.write_text(text)


@pytest.mark.slow
async def test_a_watched_scene_is_loaded_again_when_any_of_its_files_is_saved(
    tmp_path: Path,
) -> None:
    part = "<mujoco><worldbody><body name='part'/></worldbody></mujoco>"
    main = MESH_MODEL.replace("<asset>", '<include file="part.xml"/><asset>')
    write_tree(tmp_path, {"main.xml": main, "part.xml": part, "meshes/pyramid.stl": stl_pyramid()})
    scene = await asyncio.to_thread(SceneResolver().trusted_file, str(tmp_path / "main.xml"))
    async with live_session(LocalHost(), scene=scene) as live:
        session = live.session
        assert session.files.state.watchable
        await session.do(1, WatchFiles(True))
        await session.do(1, Pause())
        await session.do(1, Step(30))
        # The thread has to have seen what it shall compare with.
        await asyncio.sleep(0.6)
        generation = 1
        for file, text, by_rename in (
            ("main.xml", main.replace("1 0 0 1", "0 0 1 1"), False),
            ("main.xml", main, True),
            ("part.xml", part.replace("part", "other"), True),
        ):
            _save(tmp_path / file, text, by_rename=by_rename)
            generation += 1
            await live.until(lambda wanted=generation: _generation(session) == wanted)
        mesh = tmp_path / "meshes/pyramid.stl"
        await asyncio.to_thread(mesh.write_bytes, mesh.read_bytes())
        await live.until(lambda: _generation(session) == 5)
        await live.until(lambda: session.status is not None and session.status.sim_time_sec > 0.05)
        # A save that does not compile leaves the scene, and says where it is wrong.
        _save(tmp_path / "part.xml", "<mujoco>\n<worldbody></mujoco>")
        notice = await live.screens[0].next("notice", code="scene_failed")
        assert "part.xml" in notice["text"]
        assert (notice["problem"]["line"], notice["problem"]["file"]) == (2, "part.xml")
        assert _generation(session) == 5
        # Mended, it goes on.
        _save(tmp_path / "part.xml", part)
        await live.until(lambda: _generation(session) > 6)
        await session.do(1, WatchFiles(False))
        assert not session.files.state.watching


def _with_texts(*paths: Path) -> PretendingHost:
    """Workers whose scene is made of these files."""
    host = PretendingHost()

    def on_load(worker: FakeWorker, load: Load) -> bool:
        said = worker.say

        def say(message: object) -> None:
            if isinstance(message, Loaded):
                message = Loaded(message.scene, texts=tuple(str(path) for path in paths))
            said(message)  # type: ignore[arg-type]

        worker.say = say  # type: ignore[method-assign]
        worker.take(load)
        return True

    host.on_load = on_load
    return host


async def test_two_who_apply_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.xml": "<mujoco/>"})
    file = tmp_path / "a.xml"
    scene = await asyncio.to_thread(SceneResolver().trusted_file, str(file))
    async with live_session(_with_texts(file), "Ada", "Bob", scene=scene) as live:
        files = live.session.files
        results = await asyncio.gather(
            files.apply({"a.xml": "<mujoco model='a'/>"}, 1, "Ada"),
            files.apply({"a.xml": "<mujoco model='b'/>"}, 1, "Bob"),
            return_exceptions=True,
        )
        assert isinstance(results[1], ConflictError)
        found = await files.read(None)
        assert found is not None
        assert found.text == "<mujoco model='a'/>"
        assert files.state.edited
        with pytest.raises(ConflictError):
            await files.apply({"a.xml": "<mujoco/>"}, 1, "Bob")


async def test_a_text_that_is_too_long_or_no_text_is_refused(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.xml": "<mujoco/>"})
    file = tmp_path / "a.xml"
    resolver = SceneResolver(max_bytes=100)
    scene = await asyncio.to_thread(resolver.trusted_file, str(file))
    async with live_session(_with_texts(file), scene=scene, resolver=resolver) as live:
        for text, words in (("x" * 101, "limit is 100"), ("\ud800", "half a character")):
            with pytest.raises(CommandError, match=words):
                await live.session.files.apply({"a.xml": text}, 1, "Ada")


async def test_the_state_goes_over_when_a_scene_is_loaded_again() -> None:
    host = PretendingHost()
    async with live_session(host) as live:
        shown = live.on_air
        await live.session._loader.reload("Ada")
        assert [m.task for m in shown.heard if isinstance(m, WorkerTask)] == [SaveState()]
        mine = [m.task for m in live.on_air.heard if isinstance(m, WorkerTask)]
        assert mine == [LoadState(unless_initial=True)]
        await live.load("Another")
        assert not [m for m in live.on_air.heard if isinstance(m, WorkerTask)]


async def test_built_in_scenes_can_be_watched_and_texts_cannot() -> None:
    async with live_session(PretendingHost()) as live:
        assert not live.session.files.state.watchable
        await live.session.load(BuiltinScene("pendulum"), "Ada")
        assert live.session.files.state.watchable
        with pytest.raises(SceneError):
            await live.session.load(BuiltinScene("nothing"), "Ada")


async def test_a_file_that_is_replaced_or_stays_away_is_noticed_once(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text("1")
    seen: asyncio.Queue[Path] = asyncio.Queue()
    async with no_leaks_async():
        watcher = FileWatcher(seen.put_nowait, poll_sec=0.01)
        watcher.watch([file])
        await asyncio.sleep(0.1)
        file.unlink()
        await asyncio.sleep(0.03)
        file.write_text("22")
        assert await asyncio.wait_for(seen.get(), 5) == file
        file.unlink()
        assert await asyncio.wait_for(seen.get(), 5) == file
        await asyncio.sleep(0.1)
        assert seen.empty()
        watcher.stop()
        watcher.stop()
