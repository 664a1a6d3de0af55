"""One H.264 encoder of one rendition."""

from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import Any, Self

import av
from av.error import FFmpegError
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from numpy.typing import NDArray

from py_remote_viewer.encoding import nal
from py_remote_viewer.encoding.candidates import candidate, encoder_options, level_of
from py_remote_viewer.encoding.level import codec_string
from py_remote_viewer.encoding.picture import MATRIX, PRIMARIES, RANGE, TRANSFER, Picture
from py_remote_viewer.encoding.settings import EncoderSettings
from py_remote_viewer.errors import EncodingError
from py_remote_viewer.machine import usable_cores

__all__ = ["AccessUnit", "VideoEncoder", "thread_count"]

_PIXELS_PER_THREAD = 512 * 1024
_MAX_THREADS = 4


@dataclass(frozen=True)
class AccessUnit:
    """One encoded picture in Annex B form; a key frame is an IDR with its SPS and PPS in front."""

    data: bytes
    key: bool
    pts_us: int


class VideoEncoder:
    """An open encoder: every picture put in comes out at once as one access unit.

    For one thread at a time. The first picture is a key frame, later ones only when asked for.
    Another size or bit rate needs another encoder: opening one takes a few milliseconds.
    Raises EncodingError when the encoder cannot be opened or breaks.
    """

    def __init__(self, settings: EncoderSettings) -> None:
        self._settings = settings
        self._level = level_of(settings)
        self._frames = 0
        self._context: VideoCodecContext | None = _open(settings)
        self._picture = Picture(
            settings.width, settings.height, candidate(settings.name).pixel_format
        )

    @property
    def settings(self) -> EncoderSettings:
        """What this encoder was opened with."""
        return self._settings

    @property
    def codec_string(self) -> str:
        """What WebCodecs calls this stream."""
        return codec_string(self._level)

    def encode(
        self, rgb_bottom_up: NDArray[Any], pts_us: int, key_frame: bool = False
    ) -> AccessUnit:
        """Encodes a uint8 picture (H, W, 3) whose first row is the bottom one, as OpenGL reads it.

        The array may be reused as soon as this returns. Releases the GIL nearly all the time.
        """
        context = self._context
        if context is None:
            raise EncodingError("The encoder is closed and takes no pictures. Open a new one.")
        frame = self._picture.fill(rgb_bottom_up)
        # Rate control goes by the nominal frame rate, so pictures are numbered for it: a pause
        # in the stream, or two equal times, cannot upset it.
        frame.pts = self._frames
        frame.time_base = context.time_base
        frame.pict_type = PictureType.I if key_frame or self._frames == 0 else PictureType.NONE
        self._frames += 1
        try:
            packets = _packets(context, frame)
        except (FFmpegError, ValueError) as error:
            raise EncodingError(
                f"{self._settings.name} could not encode picture {self._frames}: {_why(error)}. "
                f"Open the encoder again, or another one."
            ) from error
        if len(packets) != 1:
            raise EncodingError(
                f"{self._settings.name} gave {len(packets)} access units for picture "
                f"{self._frames} instead of 1, so it is of no use for live video. "
                f"Choose another encoder."
            )
        data, key = bytes(packets[0]), packets[0].is_keyframe
        if key:
            data = nal.self_contained(data, context.extradata or b"")
        return AccessUnit(data, key, pts_us)

    def close(self) -> None:
        """Frees the encoder; doing so twice is fine."""
        # FFmpeg's context goes with its last reference, and here is the only one.
        self._context = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def thread_count(width: int, height: int, cores: int) -> int:
    """How many threads shall share one picture, each encoding a slice of it.

    Measured on two cores: a second thread takes 1280x720 from 4.6 to 3.8 ms and does
    nothing for 640x480, but it takes the core on which the next picture is being rendered. So
    up to two cores get one thread, and more cores a thread for each half million pixels.
    """
    if cores <= 2:
        return 1
    return max(1, min(width * height // _PIXELS_PER_THREAD + 1, cores // 2, _MAX_THREADS))


def _open(settings: EncoderSettings) -> VideoCodecContext:
    try:
        context = av.CodecContext.create(settings.name, "w")
        assert isinstance(context, VideoCodecContext)
        _configure(context, settings)
        context.open()
    except (FFmpegError, ValueError) as error:
        raise EncodingError(
            f"{settings.name} could not be opened for {settings.width}x{settings.height} at "
            f"{settings.fps} frames a second: {_why(error)}. It needs "
            f"{candidate(settings.name).needs}."
        ) from error
    if context.options:
        # FFmpeg leaves here what it did not know, and goes on without.
        raise EncodingError(
            f"{settings.name} does not know the options {', '.join(context.options)}, so it would "
            f"not do what is asked. Install av 18 or choose another encoder."
        )
    return context


def _configure(context: VideoCodecContext, settings: EncoderSettings) -> None:
    chosen = candidate(settings.name)
    context.width = settings.width
    context.height = settings.height
    context.pix_fmt = chosen.pixel_format
    context.framerate = Fraction(settings.fps)
    context.time_base = Fraction(1, settings.fps)
    context.gop_size = chosen.gop_size
    context.colorspace = MATRIX
    context.color_range = RANGE
    context.color_primaries = PRIMARIES
    context.color_trc = TRANSFER
    context.thread_count = thread_count(settings.width, settings.height, int(usable_cores()))
    context.options = encoder_options(settings)


def _packets(context: VideoCodecContext, frame: av.VideoFrame) -> "list[Packet[Any]]":
    # Packet is generic for pyright alone, and PyAV leaves open there which stream it is of.
    return context.encode(frame)  # pyright: ignore


def _why(error: Exception) -> str:
    """What went wrong, without PyAV's list of all options behind it."""
    text = error.strerror if isinstance(error, FFmpegError) else str(error)
    return (text or type(error).__name__).rstrip(".")
