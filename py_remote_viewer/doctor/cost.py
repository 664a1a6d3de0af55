"""What a frame costs, and which quality level holds the frame rate for that."""

from collections.abc import Callable
from dataclasses import dataclass

from py_remote_viewer.config import VideoSettings
from py_remote_viewer.machine import usable_cores
from py_remote_viewer.rendering.quality import LEVELS, QualityGovernor, QualityLevel, level_index

__all__ = ["FrameCost", "Shot", "best_level", "frame_rate"]


@dataclass(frozen=True)
class Shot:
    """Medians, in milliseconds, of frames in which everything moves; `blank` where none shows
    anything."""

    draw_ms: float
    encode_ms: float
    blank: bool


@dataclass(frozen=True)
class FrameCost:
    """The best level that holds the rate, or else the last one, and what a frame costs there."""

    level: QualityLevel
    holds: bool
    encoder: str
    shot: Shot


def best_level(
    shoot: Callable[[QualityLevel], Shot], video: VideoSettings, encoder: str, *, software: bool
) -> FrameCost:
    """Try the levels that may be chosen, best first."""
    budget_ms = QualityGovernor.BUDGET * 1e3 / video.fps
    levels = _levels(video.quality, software=software)
    for level in levels:
        shot = shoot(level)
        holds = shot.draw_ms <= budget_ms and frame_rate(shot) >= video.fps
        if holds or level is levels[-1]:
            return FrameCost(level, holds, encoder, shot)
    raise AssertionError("there is always a level")


def frame_rate(shot: Shot, cores: float | None = None) -> float:
    """Frames per second that can be drawn and encoded; with two cores both go side by side."""
    cores = usable_cores() if cores is None else cores
    if cores >= 2:
        return 1e3 / max(shot.draw_ms, shot.encode_ms, 1e-3)
    return 1e3 * min(cores, 1.0) / max(shot.draw_ms + shot.encode_ms, 1e-3)


def _levels(quality: str, *, software: bool) -> list[QualityLevel]:
    if quality != "auto":
        return [LEVELS[level_index(quality)]]
    # On a GPU multisampling is part of the context, and leaving it out not a level.
    return [level for level in LEVELS if software or level.name != "no-antialiasing"]
