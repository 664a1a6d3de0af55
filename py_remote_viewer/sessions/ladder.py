"""The fixed renditions that a view may have."""

from py_remote_viewer.protocol.worker import RenditionWish

__all__ = ["JPEG_FPS", "JPEG_RENDITION", "LOWEST", "ladder"]

#: Of each: the share of width and height, of the frames a second, and of the bits a second. Fewer
#: bits want fewer pixels (at the same bits each looks about as sharp), and the last is for links
#: that carry half a megabit.
_RUNGS = ((1.0, 1.0, 1.0), (2 / 3, 1.0, 0.35), (1 / 2, 1 / 2, 0.12))
LOWEST = len(_RUNGS) - 1
#: Beside these, for browsers that can show no H.264.
JPEG_RENDITION = len(_RUNGS)
JPEG_FPS = 15
_LEAST_SIDE = 16
_LEAST_FPS = 10
_LEAST_BITS_PER_SEC = 150_000


def ladder(width: int, height: int, fps: int, bits_per_sec: int) -> tuple[RenditionWish, ...]:
    """The renditions of a view of this size, best first, and that of JPEG; numbered from 0."""
    h264 = tuple(
        RenditionWish(
            number,
            _even(width * size),
            _even(height * size),
            max(round(fps * frames), min(fps, _LEAST_FPS)),
            max(round(bits_per_sec * bits), min(bits_per_sec, _LEAST_BITS_PER_SEC)),
        )
        for number, (size, frames, bits) in enumerate(_RUNGS)
    )
    jpeg = RenditionWish(
        JPEG_RENDITION, h264[0].width, h264[0].height, min(fps, JPEG_FPS), bits_per_sec, "jpeg"
    )
    return (*h264, jpeg)


def _even(pixels: float) -> int:
    """4:2:0 video has one colour sample for two by two pixels."""
    return max(_LEAST_SIDE, 2 * round(pixels / 2))
