"""A frame on its way to the viewers: packed once for each way out, sent to all."""

from collections.abc import Sequence
from functools import cached_property

from py_remote_viewer.protocol.client import (
    FLAG_KEY_FRAME,
    MEDIA_HEADER,
    MEDIA_KIND_H264,
    MEDIA_KIND_JPEG,
    MEDIA_KIND_PADDING,
    FrameStamp,
    VideoConfiguration,
)
from py_remote_viewer.protocol.worker import EncodedFrame
from py_remote_viewer.webrtc import packetise, rtp_timestamp

__all__ = ["MediaFrame", "padding_message"]


def padding_message(number: int, octets: int) -> bytes:
    """A media message that means nothing but the time it takes."""
    head = MEDIA_HEADER.pack(MEDIA_KIND_PADDING, 0, 0, number & 0xFFFFFFFF, 0)
    return head + bytes(max(0, octets - len(head)))


class MediaFrame:
    """An access unit with its number in the session, and the stream that it is of; what a way out
    needs is made when first asked for, and once."""

    def __init__(
        self, number: int, encoded: EncodedFrame, video: VideoConfiguration | None = None
    ) -> None:
        self.number = number
        self.encoded = encoded
        self.video = video
        self.key = encoded.key
        self.rtp = rtp_timestamp(encoded.pts_us)

    @cached_property
    def rtp_payloads(self) -> Sequence[bytes]:
        """The payloads of its RTP packets."""
        return packetise(self.encoded.data)

    @cached_property
    def media_message(self) -> bytes:
        """The binary WebSocket message."""
        flags = FLAG_KEY_FRAME if self.key else 0
        kind = MEDIA_KIND_JPEG if self.encoded.codec_string == "jpeg" else MEDIA_KIND_H264
        head = MEDIA_HEADER.pack(kind, flags, 0, self.number & 0xFFFFFFFF, self.encoded.pts_us)
        return head + self.encoded.data

    def stamp(self, send_ms: float) -> FrameStamp:
        """The frame's way through the server, sent at `send_ms`."""
        frame = self.encoded
        return FrameStamp(
            frame=self.number,
            rtp=self.rtp,
            pts_us=frame.pts_us,
            sim_time_sec=frame.sim_time_sec,
            inputs=frame.inputs,
            input_ms=frame.input_ms,
            render_start_ms=frame.render_start_ms,
            render_end_ms=frame.render_end_ms,
            encode_end_ms=frame.encode_end_ms,
            send_ms=send_ms,
            bytes=len(frame.data),
            key=frame.key,
        )
