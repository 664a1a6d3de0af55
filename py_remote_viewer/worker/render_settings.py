"""What is drawn, and on what."""

from dataclasses import dataclass

__all__ = ["RenderSettings"]


@dataclass(frozen=True)
class RenderSettings:
    """What is drawn: pixels, frames per second, quality (`auto` or a level), and on what."""

    width: int
    height: int
    fps: int
    quality: str
    gpu: str | None
    gl_backend: str
