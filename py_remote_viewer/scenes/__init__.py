"""Scenes that ship with the package."""

from py_remote_viewer.scenes.registry import BuiltinSceneEntry, builtin_scenes, find_builtin

__all__ = ["BuiltinSceneEntry", "builtin_scenes", "find_builtin"]
