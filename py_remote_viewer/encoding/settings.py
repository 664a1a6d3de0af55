"""What an encoder shall do."""

from dataclasses import dataclass

from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.protocol.view import LARGEST_SIDE

__all__ = ["EncoderSettings"]

#: What level 4.2 of H.264 takes, lying or upright.
_MAX_PIXELS = 1920 * 1088
_MIN_SIDE = 2
_MAX_FPS = 240
_MIN_BITS_PER_SEC = 100_000
_MAX_BITS_PER_SEC = 200_000_000


@dataclass(frozen=True)
class EncoderSettings:
    """Size in pixels, frame rate, the most bits a second, and FFmpeg's name of the encoder.

    `cuda_device` is the NVIDIA GPU that nvenc shall use, as CUDA counts the visible ones; None for
    any.

    Checked when made: raises ConfigurationError.
    """

    width: int
    height: int
    fps: int
    bits_per_sec: int
    name: str = "libx264"
    cuda_device: int | None = None

    def __post_init__(self) -> None:
        _check_side("width", self.width, LARGEST_SIDE)
        _check_side("height", self.height, LARGEST_SIDE)
        _check_range("size", self.width * self.height, 4, _MAX_PIXELS, "pixels in all")
        _check_range("frame rate", self.fps, 1, _MAX_FPS, "frames a second")
        _check_range(
            "bit rate", self.bits_per_sec, _MIN_BITS_PER_SEC, _MAX_BITS_PER_SEC, "bits a second"
        )


def _check_side(what: str, value: int, limit: int) -> None:
    _check_range(what, value, _MIN_SIDE, limit, "pixels")
    if value % 2:
        # 4:2:0 video has one colour sample for two by two pixels.
        raise ConfigurationError(
            f"The {what} of the video is {value} pixels, but H.264 needs an even number. "
            f"Use {value - 1} or {value + 1 if value < limit else limit}."
        )


def _check_range(what: str, value: int, least: int, most: int, unit: str) -> None:
    if not least <= value <= most:
        raise ConfigurationError(
            f"The {what} of the video is {value} {unit}, but it must be from {least} to {most}. "
            f"Use {min(max(value, least), most)}."
        )
