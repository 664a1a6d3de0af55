"""Sends frames as RTP packets to one peer, and again what it misses."""

import asyncio
import random
import struct
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

from py_remote_viewer.webrtc.bridge import ABS_SEND_TIME_URI, PLAYOUT_DELAY_URI, RtpPort
from py_remote_viewer.webrtc.clock import abs_send_time
from py_remote_viewer.webrtc.pacer import Later, Pacer, Packet
from py_remote_viewer.webrtc.packets import MOST_PADDING, RtpHeader, padding

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

    A frame goes out whole or not at all. Its packets are paced: a key frame leaves within 50 ms
    instead of all at once. What waits longer than that, here or in the transport, has no more than
    two usual frames before it, so a slow link makes no delay that grows, and costs nobody else
    anything.
    """

    def __init__(
        self,
        port: RtpPort,
        clock: Callable[[], float] = time.monotonic,
        later: Later | None = None,
    ) -> None:
        self._port = port
        # The lower half keeps away from wrap-around in SRTP's first packets (RFC 3711, 3.3.1).
        self._sequence = random.randrange(0x8000)
        self._rtx_sequence = random.randrange(0x8000)
        self._header: RtpHeader | None = None
        self._rtx_header: RtpHeader | None = None
        self._history: OrderedDict[int, tuple[bytes, int, bool]] = OrderedDict()
        self._pacer = Pacer(self, clock, later or asyncio.get_running_loop().call_later)
        self._usual_bytes = 0.0
        self._timestamp = 0
        self.frames = 0
        self.packets = 0
        self.retransmitted = 0
        self.nacks = 0
        port.on_nack = self._retransmit

    def send(self, payloads: Sequence[bytes], timestamp: int, *, key: bool = False) -> bool:
        """Send a frame's payloads; after a key frame nothing before it is sent again.

        False (and nothing sent) while the transport is not up or what was sent before has not left
        yet, and once where the one before could not be finished.
        """
        header = self._header or self._make_header()
        if header is None or self._pacer.take_failure():
            return False
        self._pacer.pump()
        if not self._port.can_take(self._backlog_bytes - self._pacer.backlog_bytes):
            return False
        if key:
            self._history.clear()
        first, octets = self._sequence, sum(map(len, payloads))
        # Also where it fails: a number that was protected once must never be used again.
        self._sequence = (first + len(payloads)) & 0xFFFF
        self._timestamp = timestamp
        if self._pacer.lets_pass(octets, self._usual_bytes):
            taken = self._send_now(header, payloads, timestamp, first)
        else:
            last = len(payloads) - 1
            taken = self._pacer.take_frame(
                [
                    Packet((first + index) & 0xFFFF, payload, timestamp, index == last)
                    for index, payload in enumerate(payloads)
                ]
            )
        if not taken:
            return False
        self._usual_bytes += _SMOOTHING * (octets - self._usual_bytes)
        self.frames += 1
        self.packets += len(payloads)
        self._port.sent(timestamp, len(payloads), octets)
        return True

    def _send_now(
        self, header: RtpHeader, payloads: Sequence[bytes], timestamp: int, first: int
    ) -> bool:
        """A usual frame, as nearly all are: what this costs is what one more viewer costs."""
        send_time, last = abs_send_time(), len(payloads) - 1
        packets = [
            header.write(
                (first + index) & 0xFFFF, timestamp, marker=index == last, send_time_24=send_time
            )
            + payload
            for index, payload in enumerate(payloads)
        ]
        if not self._port.send(packets):
            return False
        for index, payload in enumerate(payloads):
            self._history[(first + index) & 0xFFFF] = (payload, timestamp, index == last)
        self._forget_oldest()
        return True

    def _forget_oldest(self) -> None:
        while len(self._history) > _HISTORY_PACKETS:
            self._history.popitem(last=False)

    def send_padding(self, octets: int) -> int:
        """Send so many bytes that mean nothing, spread over a tenth of a second and after whatever
        means something; how many were taken. The receiver's estimate of the link grows no further
        than what it gets, and this is how it gets more."""
        if (self._header or self._make_header()) is None:
            return 0
        return self._pacer.take_padding(octets)

    def give_up(self) -> None:
        """Forget what was sent and what waits: a key frame comes next, and what is asked for until
        then would only be in its way."""
        self._history.clear()
        self._pacer.forget()

    def close(self) -> None:
        """Send nothing any more; twice is fine."""
        self._pacer.close()

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
        self.nacks += 1
        known = self._history.get(sequence)
        if known is None or self._header is None or self._pacer.holds(sequence):
            return
        if self._port.can_take(self._backlog_bytes - self._pacer.backlog_bytes):
            self._pacer.take_again(Packet(sequence, *known, again=True))

    # where the pacer puts what may leave (PacerOut)

    def way_is_open(self) -> bool:
        """False while what was sent before has not left this machine."""
        return self._port.can_take(self._backlog_bytes)

    def put(self, packets: Sequence[Packet]) -> bool:
        """Give these to the network, in this order; False where that cannot be."""
        header, send_time = self._header, abs_send_time()
        assert header is not None
        written = [
            self._write_again(packet, send_time)
            if packet.again
            else header.write(
                packet.sequence, packet.timestamp, marker=packet.marker, send_time_24=send_time
            )
            + packet.payload
            for packet in packets
        ]
        if not self._port.send(written):
            return False
        for packet in packets:
            if packet.again:
                self.retransmitted += 1
            else:
                self._history[packet.sequence] = (packet.payload, packet.timestamp, packet.marker)
        self._forget_oldest()
        return True

    def put_padding(self, octets: int) -> None:
        """Send padding, where no frame waits: beside the video where retransmissions have a stream
        of their own, else in it."""
        assert self._header is not None
        written: list[bytes] = []
        send_time = abs_send_time()
        while octets > 0:
            part = min(octets, MOST_PADDING)
            octets -= part
            header, sequence = self._rtx_header, self._rtx_sequence
            if header is None:
                header, sequence = self._header, self._sequence
                self._sequence = (sequence + 1) & 0xFFFF
            else:
                self._rtx_sequence = (sequence + 1) & 0xFFFF
            head = header.write(
                sequence, self._timestamp, marker=False, send_time_24=send_time, padded=True
            )
            written.append(head + padding(part))
        self._port.send(written)

    def _write_again(self, packet: Packet, send_time: int) -> bytes:
        if self._rtx_header is None:
            assert self._header is not None
            head = self._header.write(
                packet.sequence, packet.timestamp, marker=packet.marker, send_time_24=send_time
            )
        else:
            # RFC 4588: the original sequence number goes before the payload.
            head = self._rtx_header.write(
                self._rtx_sequence, packet.timestamp, marker=packet.marker, send_time_24=send_time
            ) + struct.pack("!H", packet.sequence)
            self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
        return head + packet.payload
