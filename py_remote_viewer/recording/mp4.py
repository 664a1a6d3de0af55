"""One MP4 file of H.264 access units, playable at every moment of its making."""

import contextlib
import io
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError
from av.packet import Packet

from py_remote_viewer.errors import RecordingError

__all__ = ["Mp4File", "VideoFigures", "parameter_sets", "video_figures"]

#: The clock of RTP: every player takes it, and 32 bits of it hold a pause of half a day.
TIME_BASE = Fraction(1, 90_000)
#: Fragments of one key frame interval each until the end, when the file becomes an ordinary one
#: with one index: a server that is killed, and a disk that is full, leave all whole fragments.
_FLAGS = "hybrid_fragmented+frag_keyframe+empty_moov+default_base_moof"
_START_CODE = b"\x00\x00\x01"
#: nal_unit_type of SPS and PPS (ITU-T H.264, Table 7-1).
_PARAMETER_SETS = (7, 8)


def parameter_sets(key_frame: bytes) -> bytes:
    """What a key frame (Annex B) says of its stream, its SPS and PPS; equal for equal streams."""
    units = [unit.rstrip(b"\x00") for unit in key_frame.split(_START_CODE)[1:]]
    return b"".join(
        _START_CODE + unit for unit in units if unit and unit[0] & 0x1F in _PARAMETER_SETS
    )


class _Sink:
    """What FFmpeg writes through: everything or an OSError, for a raw file may take less.

    After that, and after `deafen`, it takes everything and writes nothing, so that FFmpeg can end
    in peace.
    """

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self._deaf = False

    def deafen(self) -> None:
        self._deaf = True

    def write(self, data: bytes) -> int:
        view = memoryview(data)
        try:
            while view and not self._deaf:
                view = view[self._file.write(view) :]
        except OSError:
            # What follows would only damage what is whole: the end rewrites the beginning.
            self._deaf = True
            raise
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset if self._deaf else self._file.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self._deaf else self._file.tell()

    def seekable(self) -> bool:
        return True


class Mp4File:
    """Muxes access units as they come; for one thread at a time.

    What was added last is held back until the next one says how long it is shown. Raises OSError
    where the disk does not take it, FFmpegError or RecordingError where the stream is none;
    `abandon` then leaves what is whole.
    """

    def __init__(self, file: io.FileIO, key_frame: bytes, metadata: Mapping[str, str]) -> None:
        self._file = file
        self._sink = _Sink(file)
        self._container = av.open(
            self._sink, "w", format="mp4",
            options={"movflags": _FLAGS, "video_track_timescale": str(TIME_BASE.denominator)},
        )  # fmt: skip
        self._container.metadata.update(metadata)
        self.width, self.height = self._add_stream(key_frame)
        self._first_us: int | None = None
        self._held: Packet[Any] | None = None
        self._whole_bytes = 0
        self.bytes = 0
        self.frames = 0
        self.duration_sec = 0.0

    def _add_stream(self, key_frame: bytes) -> tuple[int, int]:
        # The muxer wants to know of the stream what only its parameter sets say.
        with av.open(io.BytesIO(key_frame), format="h264") as probe:
            template = probe.streams.video[0]
            if not template.codec_context.width:
                raise RecordingError("The stream does not say how large its pictures are.")
            self._stream = self._container.add_stream_from_template(template, opaque=True)
            self._stream.time_base = TIME_BASE
            return template.codec_context.width, template.codec_context.height

    def add(self, data: bytes, pts_us: int, *, key: bool) -> None:
        """Add an access unit (Annex B); the first is a key frame and the video's beginning."""
        if self._first_us is None:
            self._first_us = pts_us
        packet: Packet[Any] = Packet(data)
        packet.stream = self._stream
        packet.time_base = TIME_BASE
        packet.is_keyframe = key
        ticks = self._ticks(pts_us)
        if self._held is not None:
            # The first frame of another worker may be older than the last of the one before.
            ticks = max(ticks, _pts(self._held) + 1)
            self._mux_held(ticks)
        packet.pts = packet.dts = ticks
        self._held = packet
        self.frames += 1
        self.duration_sec = float(ticks * TIME_BASE)

    def finish(self, end_us: int) -> None:
        """The last picture is shown until then: make an ordinary MP4 of the file and close it."""
        if self._held is not None:
            end = max(self._ticks(end_us), _pts(self._held) + 1)
            self._mux_held(end)
            self.duration_sec = float(end * TIME_BASE)
        self._container.close()
        self.bytes = self._file.seek(0, io.SEEK_END)
        self._file.close()

    def abandon(self) -> None:
        """Leave what is whole, as fragments, and close; twice is fine, and after an error."""
        self._sink.deafen()
        # It still knows of the error, and says it again.
        with contextlib.suppress(FFmpegError):
            self._container.close()
        if not self._file.closed:
            with contextlib.suppress(OSError):
                self._file.truncate(self._whole_bytes)
            self._file.close()
            self.bytes = self._whole_bytes

    def _ticks(self, pts_us: int) -> int:
        assert self._first_us is not None
        return max(0, pts_us - self._first_us) * 9 // 100

    def _mux_held(self, end: int) -> None:
        held, self._held = self._held, None
        assert held is not None
        held.duration = end - _pts(held)
        self._container.mux(held)
        # FFmpeg writes whole fragments, and all of one before this returns.
        self._whole_bytes = self._file.tell()


def _pts(packet: "Packet[Any]") -> int:
    assert packet.pts is not None
    return packet.pts


class VideoFigures:
    """What a file says of its video."""

    def __init__(self, container: Any) -> None:
        stream = container.streams.video[0]
        self.width, self.height = stream.codec_context.width, stream.codec_context.height
        self.duration_sec = (container.duration or 0) / av.time_base
        # Fragments are counted only by reading them.
        self.frames = stream.frames or sum(1 for packet in container.demux(stream) if packet.size)


def video_figures(path: Path) -> VideoFigures | None:
    """What a video file says of itself; None where there is nothing to be played in it."""
    try:
        with av.open(str(path)) as container:
            return VideoFigures(container)
    except (FFmpegError, IndexError, OSError):
        return None
