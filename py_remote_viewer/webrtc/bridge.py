# pyright: reportPrivateUsage=false
"""Every touch of a private part of aiortc on the way of media is here.

Written against aiortc 1.16 and aioice 0.13; `tests/contract/test_aiortc_bridge.py` drives each of
them between two real peers. What stock aiortc cannot do and this can:

* one packetisation for all viewers, sent without a task switch for each (`FrameSender`);
* PLI, REMB, NACK and reports reach the session, with a history long enough for a real round trip;
* what waits to be sent is known before a frame is, so that none waits in vain.

`gathering` does the same for sockets and candidates.
"""

import asyncio
import contextlib
import fcntl
import importlib
import logging
import struct
import termios
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from aioice.turn import TurnTransport
from aiortc import RTCRtpTransceiver, clock
from aiortc.codecs import HEADER_EXTENSIONS
from aiortc.codecs.h264 import H264Encoder
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpSendParameters
from aiortc.rtcrtpsender import RTCEncodedFrame
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpSrPacket,
    unpack_remb_fci,
)

__all__ = [
    "ABS_SEND_TIME_URI",
    "PLAYOUT_DELAY_URI",
    "ReceiverReport",
    "RtpParameters",
    "RtpPort",
    "h264_payloads",
    "take_over_sender",
    "waiting_bytes",
]

ABS_SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
PLAYOUT_DELAY_URI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
_PLAYOUT_DELAY_ID = 12
#: An RTP packet with its headers, for counting those that wait in a list.
_PACKET_BYTES = 1300
#: The kernel counts what a packet takes of its memory, which is about twice its length.
_KERNEL_FACTOR = 2
_VIDEO_CLOCK_HZ = 90_000
_log = logging.getLogger(__name__)


# aiortc reaches these in the middle of its first handshake, where importing them would hold the
# event loop for several milliseconds.
for _module in ("ciphers.algorithms", "serialization"):
    importlib.import_module(f"cryptography.hazmat.primitives.{_module}")


def _offer_playout_delay() -> None:
    # aiortc offers what this list holds; it has no public way to add to it.
    extensions = HEADER_EXTENSIONS["video"]
    if all(extension.uri != PLAYOUT_DELAY_URI for extension in extensions):
        extensions.append(
            RTCRtpHeaderExtensionParameters(id=_PLAYOUT_DELAY_ID, uri=PLAYOUT_DELAY_URI)
        )


_offer_playout_delay()


def h264_payloads(access_unit: bytes) -> list[bytes]:
    """RTP payloads of an Annex B access unit, by aiortc's own packetiser."""
    return H264Encoder._packetize(H264Encoder._split_bitstream(access_unit))


class RtpParameters:
    """What was negotiated for a sender: numbers that go into its packets."""

    def __init__(
        self, payload_type: int, rtx_payload_type: int | None, extensions: dict[str, int]
    ) -> None:
        self.payload_type = payload_type
        self.rtx_payload_type = rtx_payload_type
        self.extensions = extensions


@dataclass(frozen=True)
class ReceiverReport:
    """What a receiver tells of the video stream about once a second (RFC 3550, 6.4.2).

    `loss` is the share since its last report, before what was sent again; `rtt_ms` is None until
    it has heard a report of ours. `received_sec` is of the monotonic clock.
    """

    loss: float
    jitter_ms: float
    rtt_ms: float | None
    received_sec: float


class RtpPort:
    """The raw way out of one sender: protect a packet and put it on the wire, at once.

    `on_negotiated` runs when sending may begin; `on_key_frame_request`, `on_nack`, `on_remb` and
    `on_report` run in the middle of aiortc's receive path, where an exception would close the peer:
    they may only note what happened.
    """

    def __init__(self, transceiver: RTCRtpTransceiver) -> None:
        self._sender: Any = transceiver.sender
        self.parameters: RtpParameters | None = None
        self.on_negotiated: Callable[[], None] = lambda: None
        self.on_key_frame_request: Callable[[], None] = lambda: None
        self.on_nack: Callable[[int], None] = lambda sequence: None
        self.on_remb: Callable[[int], None] = lambda bits_per_sec: None
        self.on_report: Callable[[ReceiverReport], None] = lambda report: None
        self._failed = False

    @property
    def ssrc(self) -> int:
        """The sender's SSRC, as in the SDP."""
        return int(self._sender._ssrc)

    @property
    def rtx_ssrc(self) -> int:
        """The SSRC of retransmissions, as in the SDP."""
        return int(self._sender._rtx_ssrc)

    def can_take(self, backlog_bytes: float) -> bool:
        """True while the transport is up and no more than this waits in it to be sent."""
        pair = self._pair()
        return pair is not None and waiting_bytes(pair.protocol.transport) <= backlog_bytes

    def send(self, packets: Sequence[bytes]) -> bool:
        """Protect RTP packets and send them; False where that cannot be.

        All are protected before the first is sent, so that it is all or nothing.
        """
        pair = self._pair()
        if pair is None:
            return False
        try:
            protect = self._sender.transport._tx_srtp.protect
            protected = [protect(packet) for packet in packets]
            for data in protected:
                pair.protocol.transport.sendto(data, pair.remote_addr)
        except Exception as error:
            # libsrtp, the event loop and TURN raise each their own; one viewer's trouble is not
            # that of the others.
            self._note_failure(error)
            return False
        return True

    def _pair(self) -> Any:
        """The candidate pair to send by; None while the transport is not up."""
        dtls = self._sender.transport
        if dtls.state != "connected":
            return None
        return dtls.transport._connection._nominated.get(1)

    def _note_failure(self, error: Exception) -> None:
        if not self._failed:
            self._failed = True
            _log.warning("a viewer's RTP packets cannot be sent", exc_info=error)

    def sent(self, timestamp: int, packets: int, octets: int) -> None:
        """Let the sender reports tell of what was sent (RFC 3550, 6.4.1)."""
        sender = self._sender
        sender._RTCRtpSender__ntp_timestamp = clock.current_ntp_time()
        sender._RTCRtpSender__rtp_timestamp = timestamp
        sender._RTCRtpSender__packet_count += packets
        sender._RTCRtpSender__octet_count += octets

    def hear(self, packet: Any) -> bool:
        """Note what a receiver tells; False for what aiortc had better not hear itself."""
        if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_APP:
            with contextlib.suppress(ValueError):
                bits_per_sec, ssrcs = unpack_remb_fci(packet.fci)
                if self.ssrc in ssrcs:
                    self.on_remb(bits_per_sec)
            return False
        if isinstance(packet, RtcpRrPacket | RtcpSrPacket):
            for report in packet.reports:
                if report.ssrc == self.ssrc:
                    self._hear_report(report)
        return True

    def _hear_report(self, report: Any) -> None:
        sender = self._sender
        # aiortc's notes of its last sender report: 32 bits out of its time, and when it went out.
        known, sent_sec = sender._RTCRtpSender__lsr, sender._RTCRtpSender__lsr_time
        rtt_ms: float | None = None
        if report.lsr and report.lsr == known:
            rtt_ms = max((time.time() - sent_sec - report.dlsr / 65536) * 1000, 0.0)
        self.on_report(
            ReceiverReport(
                loss=report.fraction_lost / 256,
                jitter_ms=report.jitter * 1000 / _VIDEO_CLOCK_HZ,
                rtt_ms=rtt_ms,
                received_sec=time.monotonic(),
            )
        )

    def selected_pair(self) -> tuple[str, str] | None:
        """The local and remote candidate types and addresses in use, for diagnosis."""
        pair = self._sender.transport.transport._connection._nominated.get(1)
        if pair is None:
            return None
        local, remote = pair.local_candidate, pair.remote_candidate
        return (
            f"{local.type} {local.host}:{local.port}",
            f"{remote.type} {remote.host}:{remote.port}",
        )


def take_over_sender(transceiver: RTCRtpTransceiver) -> RtpPort:
    """Let a sender negotiate, report and receive RTCP as ever, but send only what we give it."""
    sender: Any = transceiver.sender
    port = RtpPort(transceiver)

    async def next_encoded_frame(codec: object) -> RTCEncodedFrame | None:
        # The sender's own loop waits here until it is cancelled.
        await asyncio.get_running_loop().create_future()
        return None

    async def retransmit(sequence_number: int) -> None:
        port.on_nack(sequence_number)

    def send_keyframe() -> None:
        port.on_key_frame_request()

    handle_rtcp: Callable[[Any], Coroutine[Any, Any, None]] = sender._handle_rtcp_packet

    async def handle_rtcp_packet(packet: Any) -> None:
        if port.hear(packet):
            await handle_rtcp(packet)

    send: Callable[[RTCRtpSendParameters], Coroutine[Any, Any, None]] = sender.send

    async def send_with(parameters: RTCRtpSendParameters) -> None:
        await send(parameters)
        if port.parameters is None:
            port.parameters = _negotiated(parameters)
            port.on_negotiated()

    sender._next_encoded_frame = next_encoded_frame
    sender._retransmit = retransmit
    sender._send_keyframe = send_keyframe
    sender._handle_rtcp_packet = handle_rtcp_packet
    sender.send = send_with
    return port


def _negotiated(parameters: RTCRtpSendParameters) -> RtpParameters:
    codec = parameters.codecs[0]
    assert codec.payloadType is not None
    rtx = next(
        (
            other.payloadType
            for other in parameters.codecs
            if other.name.lower() == "rtx" and other.parameters.get("apt") == codec.payloadType
        ),
        None,
    )
    return RtpParameters(
        payload_type=codec.payloadType,
        rtx_payload_type=rtx,
        extensions={extension.uri: extension.id for extension in parameters.headerExtensions},
    )


def waiting_bytes(transport: Any) -> int:
    """What was handed to a transport and has not left this machine, as far as one can see."""
    if isinstance(transport, TurnTransport):
        # A task for each packet, which waits while the TURN server binds a channel.
        tasks = len(transport._TurnTransport__send_tasks)  # type: ignore[attr-defined]
        inner: Any = transport._TurnTransport__inner_protocol  # type: ignore[attr-defined]
        return tasks * _PACKET_BYTES + waiting_bytes(inner.transport)
    waiting: int = transport.get_write_buffer_size()
    raw = transport.get_extra_info("socket")
    with contextlib.suppress(OSError, ValueError, AttributeError):
        in_kernel = fcntl.ioctl(raw.fileno(), termios.TIOCOUTQ, bytes(4))
        waiting += struct.unpack("i", in_kernel)[0] // _KERNEL_FACTOR
    return waiting
