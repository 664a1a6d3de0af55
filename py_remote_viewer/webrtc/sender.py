"""Sends frames as RTP packets to one peer, and again what it misses."""

import random
import struct
from collections import OrderedDict
from collections.abc import Sequence

from py_remote_viewer.webrtc.bridge import ABS_SEND_TIME_URI, PLAYOUT_DELAY_URI, RtpPort
from py_remote_viewer.webrtc.clock import abs_send_time
from py_remote_viewer.webrtc.packets import RtpHeader

__all__ = ["FrameSender"]

#: About three seconds at 2.5 Mbit/s: longer than any round trip worth repairing.
_HISTORY_PACKETS = 1024
#: A frame goes out only while no more than this many usual frames wait to leave the machine: what
#: waits is delay, and after it nothing shown would be now.
_BACKLOG_FRAMES = 2
_LEAST_BACKLOG_BYTES = 16_384
_MOST_BACKLOG_BYTES = 262_144
_SMOOTHING = 0.1


class FrameSender:
    """Numbers packets for one peer; the payloads are shared between all peers.

    Nothing queues here or in the transport: a frame goes out whole and at once, or not at all, so
    a slow link makes no delay that grows, and costs nobody else anything.
    """

    def __init__(self, port: RtpPort) -> None:
        self._port = port
        # The lower half keeps away from wrap-around in SRTP's first packets (RFC 3711, 3.3.1).
        self._sequence = random.randrange(0x8000)
        self._rtx_sequence = random.randrange(0x8000)
        self._header: RtpHeader | None = None
        self._rtx_header: RtpHeader | None = None
        self._history: OrderedDict[int, tuple[bytes, int, bool]] = OrderedDict()
        self._usual_bytes = 0.0
        self.frames = 0
        self.packets = 0
        self.retransmitted = 0
        port.on_nack = self._retransmit

    def send(self, payloads: Sequence[bytes], timestamp: int) -> bool:
        """Send a frame's payloads; False (and nothing sent) while the transport is not up or what
        was sent before has not left yet."""
        header = self._header or self._make_header()
        if header is None or not self._port.can_take(self._backlog_bytes):
            return False
        send_time = abs_send_time()
        first, last = self._sequence, len(payloads) - 1
        packets = [
            header.write(
                (first + index) & 0xFFFF, timestamp, marker=index == last, send_time_24=send_time
            )
            + payload
            for index, payload in enumerate(payloads)
        ]
        # Also where it fails: a number that was protected once must never be used again.
        self._sequence = (first + len(packets)) & 0xFFFF
        if not self._port.send(packets):
            return False
        for index, payload in enumerate(payloads):
            self._history[(first + index) & 0xFFFF] = (payload, timestamp, index == last)
        while len(self._history) > _HISTORY_PACKETS:
            self._history.popitem(last=False)
        octets = sum(map(len, payloads))
        self._usual_bytes += _SMOOTHING * (octets - self._usual_bytes)
        self.frames += 1
        self.packets += len(payloads)
        self._port.sent(timestamp, len(payloads), octets)
        return True

    @property
    def _backlog_bytes(self) -> float:
        wanted = _BACKLOG_FRAMES * self._usual_bytes
        return min(max(wanted, _LEAST_BACKLOG_BYTES), _MOST_BACKLOG_BYTES)

    def _make_header(self) -> RtpHeader | None:
        parameters = self._port.parameters
        if parameters is None:
            return None
        ids = parameters.extensions
        send_time, delay = ids.get(ABS_SEND_TIME_URI), ids.get(PLAYOUT_DELAY_URI)
        self._header = RtpHeader(
            parameters.payload_type, self._port.ssrc, abs_send_time=send_time, playout_delay=delay
        )
        if parameters.rtx_payload_type is not None:
            self._rtx_header = RtpHeader(
                parameters.rtx_payload_type, self._port.rtx_ssrc,
                abs_send_time=send_time, playout_delay=None,
            )  # fmt: skip
        return self._header

    def _retransmit(self, sequence: int) -> None:
        known = self._history.get(sequence)
        if known is None or self._header is None or not self._port.can_take(self._backlog_bytes):
            return
        payload, timestamp, marker = known
        send_time = abs_send_time()
        if self._rtx_header is None:
            head = self._header.write(sequence, timestamp, marker=marker, send_time_24=send_time)
        else:
            # RFC 4588: the original sequence number goes before the payload.
            head = self._rtx_header.write(
                self._rtx_sequence, timestamp, marker=marker, send_time_24=send_time
            ) + struct.pack("!H", sequence)
            self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
        if self._port.send([head + payload]):
            self.retransmitted += 1
