"""The line of scenes that were applied, for undo and redo."""

from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.scenes.resolve import ResolvedScene
from py_remote_viewer.sessions.undoing import AppliedScenes


def _scene(title: str) -> ResolvedScene:
    return ResolvedScene(XmlScene("<mujoco/>", title), title, None)


_FIRST = _scene("first")


def _line(*numbers: int) -> tuple[AppliedScenes, ResolvedScene]:
    """These versions were applied, one after the other; the last one is shown."""
    applied, shown = AppliedScenes(), _FIRST
    for number in numbers:
        scene = _scene(f"version {number}")
        applied.add(shown, number, scene)
        shown = scene
    return applied, shown


def _about(applied: AppliedScenes, shown: ResolvedScene | None) -> tuple[int | None, ...]:
    return applied.current(shown), applied.undo(shown), applied.redo(shown)


def _go(applied: AppliedScenes, by: int) -> ResolvedScene:
    applied.at, shown = applied.beside(by)
    return shown


def test_before_anything_was_applied_there_is_nothing_to_undo() -> None:
    applied = AppliedScenes()
    for shown in (None, _FIRST):
        assert _about(applied, shown) == (None, None, None)
    assert (applied.numbers, applied.scenes) == (set(), ())


def test_undo_goes_back_to_the_scene_from_before_and_redo_on_again() -> None:
    applied, shown = _line(1, 2)
    assert _about(applied, shown) == (2, 1, None)
    shown = _go(applied, -1)
    assert _about(applied, shown) == (1, 0, 2)
    shown = _go(applied, -1)
    assert shown == _FIRST
    assert _about(applied, shown) == (0, None, 1)
    shown = _go(applied, 1)
    assert _about(applied, shown) == (1, 0, 2)


def test_what_was_undone_is_gone_once_something_else_is_applied() -> None:
    applied, _ = _line(1, 2, 3)
    _go(applied, -1)
    shown, other = _go(applied, -1), _scene("version 4")
    applied.add(shown, 4, other)
    assert _about(applied, other) == (4, 1, None)
    assert applied.numbers == {0, 1, 4}


def test_another_scene_that_was_loaded_in_between_begins_another_line() -> None:
    applied, _ = _line(1, 2)
    loaded = _scene("loaded")
    assert _about(applied, loaded) == (None, None, None)
    # It is not forgotten: whoever loads the version again can go on.
    assert _about(applied, _scene("version 2")) == (2, 1, None)
    third = _scene("version 3")
    applied.add(loaded, 3, third)
    assert _about(applied, third) == (3, 0, None)
    assert applied.scenes == (loaded, third)


def test_the_same_version_once_more_is_a_step_of_its_own() -> None:
    applied, shown = _line(1)
    applied.add(shown, 1, shown)
    assert _about(applied, shown) == (1, 1, None)


def test_a_version_is_applied_where_nothing_is_shown() -> None:
    applied, scene = AppliedScenes(), _scene("version 1")
    applied.add(None, 1, scene)
    assert _about(applied, scene) == (1, None, None)


def test_the_line_is_bounded_and_loses_its_oldest() -> None:
    applied, shown = _line(*range(1, 101))
    assert len(applied.scenes) == 30
    assert _about(applied, shown) == (100, 99, None)
    for _ in range(29):
        shown = _go(applied, -1)
    assert _about(applied, shown) == (71, None, 72)
