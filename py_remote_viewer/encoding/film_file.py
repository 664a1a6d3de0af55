"""A video file of pictures that nobody waits for: quality first, then size."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
from av.error import FFmpegError
from numpy.typing import NDArray

from py_remote_viewer.encoding.picture import MATRIX, PRIMARIES, RANGE, TRANSFER, Picture
from py_remote_viewer.errors import EncodingError, RecordingError
from py_remote_viewer.machine import usable_cores

__all__ = ["FilmFile"]

#: x264's preset and rate factor. 18 is about where nobody tells it from the original.
_BEST = {"preset": "medium", "crf": "18"}
_DRAFT = {"preset": "veryfast", "crf": "23"}
_KEY_FRAME_EVERY_SEC = 2


class FilmFile:
    """Encodes pictures at a fixed rate with x264 into an MP4; for one thread at a time.

    Whatever plays H.264 plays it: high profile, 4:2:0, its index in front. Raises RecordingError
    where the disk does not take it, EncodingError where x264 does not.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        fps: int,
        *,
        draft: bool,
        metadata: Mapping[str, str],
    ) -> None:
        self.frames = 0
        self._fps = fps
        self._picture = Picture(*size, "yuv420p")
        try:
            self._container = av.open(
                str(path), "w", format="mp4", options={"movflags": "+faststart"}
            )
            self._container.metadata.update(metadata)
            self._stream = self._open_stream(size, fps, _DRAFT if draft else _BEST)
        except (FFmpegError, ValueError) as error:
            raise _problem(error) from error

    def _open_stream(self, size: tuple[int, int], fps: int, options: dict[str, str]) -> Any:
        stream = self._container.add_stream("libx264", rate=fps, options=options)
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.time_base = Fraction(1, fps)
        context.gop_size = _KEY_FRAME_EVERY_SEC * fps
        context.colorspace = MATRIX
        context.color_range = RANGE
        context.color_primaries = PRIMARIES
        context.color_trc = TRANSFER
        context.thread_count = max(1, round(usable_cores()))
        return stream

    @property
    def duration_sec(self) -> float:
        """How long it is so far."""
        return self.frames / self._fps

    def add(self, rgb_bottom_up: NDArray[Any], times: int = 1) -> None:
        """Show a uint8 picture (H, W, 3), bottom row first, for so many frames."""
        try:
            for _ in range(times):
                frame = self._picture.fill(rgb_bottom_up)
                frame.pts = self.frames
                frame.time_base = Fraction(1, self._fps)
                self._container.mux(self._stream.encode(frame))
                self.frames += 1
        except (FFmpegError, ValueError) as error:
            raise _problem(error) from error

    def finish(self) -> None:
        """Write what is still held back, and the index."""
        try:
            self._container.mux(self._stream.encode(None))
            self._container.close()
        except (FFmpegError, ValueError) as error:
            raise _problem(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._container.close()
        except FFmpegError:
            # It was said already, or the file is whole.
            if error is None:
                raise


def _problem(error: Exception) -> Exception:
    reason = (error.strerror if isinstance(error, FFmpegError) else str(error)) or "no reason given"
    if isinstance(error, OSError):
        return RecordingError(f"The disk does not take the film: {reason.lower()}.")
    return EncodingError(f"x264 cannot make this film: {reason}.")
