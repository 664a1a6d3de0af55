"""H.264 access units as RTP payloads (RFC 6184, packetization mode 1), and RTP headers."""

import struct
from collections.abc import Sequence

from py_remote_viewer.webrtc.bridge import h264_payloads

__all__ = ["MOST_PADDING", "RTP_CLOCK_HZ", "RtpHeader", "packetise", "padding", "rtp_timestamp"]

RTP_CLOCK_HZ = 90_000
#: Its length is one byte of it (RFC 3550, 5.1), and a multiple of four keeps ciphers at ease.
MOST_PADDING = 252

_FIXED = struct.Struct("!BBHII")
_EXTENSION = struct.Struct("!HH")


def packetise(access_unit: bytes) -> Sequence[bytes]:
    """The RTP payloads of an Annex B access unit; once for all who watch."""
    return h264_payloads(access_unit)


def rtp_timestamp(pts_us: int) -> int:
    """The 90 kHz RTP timestamp, 32 bits, of a time in microseconds."""
    return pts_us * 9 // 100 & 0xFFFFFFFF


def padding(octets: int) -> bytes:
    """What a packet of padding alone has after its header, 1 to `MOST_PADDING` bytes."""
    return bytes(octets - 1) + bytes((octets,))


class RtpHeader:
    """Writes RTP headers with abs-send-time and a zero playout delay (RFC 8285 one-byte form).

    Only sequence number, marker, time stamp and send time change from packet to packet.
    `playout_delay` asks the receiver to show frames as soon as they are decoded
    (http://www.webrtc.org/experiments/rtp-hdrext/playout-delay).
    """

    def __init__(
        self, payload_type: int, ssrc: int, *, abs_send_time: int | None, playout_delay: int | None
    ) -> None:
        self._payload_type = payload_type
        self._ssrc = ssrc
        tail = b"" if playout_delay is None else bytes((playout_delay << 4 | 2, 0, 0, 0))
        self._time_head = b"" if abs_send_time is None else bytes((abs_send_time << 4 | 2,))
        length = len(tail) + (4 if self._time_head else 0)
        self._tail = tail
        self._extension = _EXTENSION.pack(0xBEDE, length // 4) if length else b""

    def write(
        self,
        sequence: int,
        timestamp: int,
        *,
        marker: bool,
        send_time_24: int,
        padded: bool = False,
    ) -> bytes:
        """A header; `send_time_24` is abs-send-time's 6.18 fixed point seconds."""
        extension = self._extension
        fixed = _FIXED.pack(
            (0x90 if extension else 0x80) | (0x20 if padded else 0),
            self._payload_type | (0x80 if marker else 0),
            sequence,
            timestamp,
            self._ssrc,
        )
        if not extension:
            return fixed
        if not self._time_head:
            return fixed + extension + self._tail
        return fixed + extension + self._time_head + send_time_24.to_bytes(3, "big") + self._tail
