"""Which versions of a scene were applied, one after the other, for undo and redo."""

from collections.abc import Set
from dataclasses import dataclass, field

from py_remote_viewer.scenes.resolve import ResolvedScene

__all__ = ["AppliedScenes"]

_MOST = 30


@dataclass
class AppliedScenes:
    """A line of scenes with the numbers of their versions, 0 for what was there before any; `at` is
    where it stands. It holds as long as that is what is shown."""

    at: int = 0
    _line: list[tuple[int, ResolvedScene]] = field(default_factory=list[tuple[int, ResolvedScene]])

    @property
    def numbers(self) -> Set[int]:
        """The versions in it."""
        return {number for number, _ in self._line}

    @property
    def scenes(self) -> tuple[ResolvedScene, ...]:
        """The scenes in it."""
        return tuple(scene for _, scene in self._line)

    def add(self, before: ResolvedScene | None, number: int, scene: ResolvedScene) -> None:
        """A version was applied to what was shown before it; what was undone is gone."""
        if not self._is_shown(before):
            self._line = [] if before is None else [(0, before)]
        else:
            del self._line[self.at + 1 :]
        self._line = [*self._line, (number, scene)][-_MOST:]
        self.at = len(self._line) - 1

    def current(self, shown: ResolvedScene | None) -> int | None:
        """The version that is shown, 0 for what was there before; None where it is neither."""
        return self._line[self.at][0] if self._is_shown(shown) else None

    def undo(self, shown: ResolvedScene | None) -> int | None:
        """The number that undoing would bring."""
        return self._number(shown, -1)

    def redo(self, shown: ResolvedScene | None) -> int | None:
        """The number that redoing would bring."""
        return self._number(shown, 1)

    def beside(self, by: int) -> tuple[int, ResolvedScene]:
        """Where that is, and its scene."""
        return self.at + by, self._line[self.at + by][1]

    def _number(self, shown: ResolvedScene | None, by: int) -> int | None:
        if not self._is_shown(shown) or not 0 <= self.at + by < len(self._line):
            return None
        return self._line[self.at + by][0]

    def _is_shown(self, scene: ResolvedScene | None) -> bool:
        return bool(self._line) and scene is not None and self._line[self.at][1] == scene
