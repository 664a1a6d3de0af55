# pyright: reportPrivateUsage=false
"""Every touch of a private part of aiortc and aioice is here.

Written against aiortc 1.16 and aioice 0.13; `tests/contract/test_aiortc_bridge.py` drives each of
them between two real peers. What stock aiortc cannot do and this can:

* one packetisation for all viewers, sent without a task switch for each (`FrameSender`);
* PLI, REMB and NACK reach the session, with a history long enough for a real round trip;
* media sockets on chosen addresses (loopback too) and ports, and a public address for NAT.
"""

import asyncio
import contextlib
import importlib
import ipaddress
import random
import socket
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from aioice import Candidate
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import Connection, StunProtocol, server_reflexive_candidate
from aiortc import RTCPeerConnection, RTCRtpTransceiver, clock
from aiortc.codecs import HEADER_EXTENSIONS
from aiortc.codecs.h264 import H264Encoder
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpSendParameters
from aiortc.rtcrtpsender import RTCEncodedFrame
from aiortc.rtp import RTCP_PSFB_APP, RtcpPsfbPacket, unpack_remb_fci

__all__ = [
    "ABS_SEND_TIME_URI",
    "PLAYOUT_DELAY_URI",
    "RtpParameters",
    "RtpPort",
    "h264_payloads",
    "take_over_gathering",
    "take_over_sender",
]

ABS_SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
PLAYOUT_DELAY_URI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
_PLAYOUT_DELAY_ID = 12
_STUN_TIMEOUT_SEC = 5.0
_PORT_TRIES = 64


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


class RtpPort:
    """The raw way out of one sender: protect a packet and put it on the wire, at once.

    `on_negotiated` runs when sending may begin; `on_key_frame_request`, `on_nack` and `on_remb`
    run in the middle of aiortc's receive path, where an exception would close the peer: they may
    only note what happened.
    """

    def __init__(self, transceiver: RTCRtpTransceiver) -> None:
        self._sender: Any = transceiver.sender
        self.parameters: RtpParameters | None = None
        self.on_negotiated: Callable[[], None] = lambda: None
        self.on_key_frame_request: Callable[[], None] = lambda: None
        self.on_nack: Callable[[int], None] = lambda sequence: None
        self.on_remb: Callable[[int], None] = lambda bits_per_sec: None

    @property
    def ssrc(self) -> int:
        """The sender's SSRC, as in the SDP."""
        return int(self._sender._ssrc)

    @property
    def rtx_ssrc(self) -> int:
        """The SSRC of retransmissions, as in the SDP."""
        return int(self._sender._rtx_ssrc)

    def send(self, packet: bytes) -> bool:
        """Protect an RTP packet and send it; False while the transport cannot."""
        dtls = self._sender.transport
        if dtls.state != "connected":
            return False
        pair = dtls.transport._connection._nominated.get(1)
        if pair is None:
            return False
        data = dtls._tx_srtp.protect(packet)
        with contextlib.suppress(OSError):
            pair.protocol.transport.sendto(data, pair.remote_addr)
        return True

    def sent(self, timestamp: int, packets: int, octets: int) -> None:
        """Let the sender reports tell of what was sent (RFC 3550, 6.4.1)."""
        sender = self._sender
        sender._RTCRtpSender__ntp_timestamp = clock.current_ntp_time()
        sender._RTCRtpSender__rtp_timestamp = timestamp
        sender._RTCRtpSender__packet_count += packets
        sender._RTCRtpSender__octet_count += octets

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
        if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_APP:
            with contextlib.suppress(ValueError):
                bits_per_sec, ssrcs = unpack_remb_fci(packet.fci)
                if port.ssrc in ssrcs:
                    port.on_remb(bits_per_sec)
            return
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


def take_over_gathering(
    pc: RTCPeerConnection,
    addresses: Sequence[str],
    ports: tuple[int, int] | None,
    public_address: str | None,
) -> None:
    """Make a peer's ICE bind these addresses and ports instead of everything.

    Call it when all transceivers and channels exist (they share one transport) and before
    `setLocalDescription`.
    """
    transports: set[Any] = pc._RTCPeerConnection__iceTransports  # type: ignore[attr-defined]
    for transport in transports:
        connection: Any = transport._connection
        gather = connection.get_component_candidates

        async def get_component_candidates(
            component: int,
            addresses: Sequence[str] = addresses,
            timeout: int = 5,
            *,
            connection: Any = connection,
            asked: Sequence[str] = tuple(addresses),
            gather: Callable[..., Coroutine[Any, Any, list[Candidate]]] = gather,
        ) -> list[Candidate]:
            hosts = await _bind_hosts(connection, component, asked, ports)
            candidates = [protocol.local_candidate for protocol in hosts]
            if public_address is not None:
                candidates += [_public(host, public_address) for host in candidates]
            candidates += await _reflexive(connection, hosts)
            # With no address of its own aioice's gathering adds the relayed candidate only.
            return candidates + await gather(component=component, addresses=[], timeout=timeout)

        connection.get_component_candidates = get_component_candidates


async def _bind_hosts(
    connection: Connection,
    component: int,
    addresses: Sequence[str],
    ports: tuple[int, int] | None,
) -> list[StunProtocol]:
    protocols: list[StunProtocol] = []
    for address in addresses:
        transport = await _bind(connection, address, ports)
        if transport is None:
            continue
        protocol: StunProtocol = transport[1]
        host, port = transport[0].get_extra_info("sockname")[:2]
        protocol.local_candidate = Candidate(
            foundation=candidate_foundation("host", "udp", host),
            component=component,
            transport="udp",
            priority=candidate_priority(component, "host"),
            host=host,
            port=port,
            type="host",
        )
        protocols.append(protocol)
    connection._protocols += protocols
    return protocols


async def _bind(
    connection: Connection, address: str, ports: tuple[int, int] | None
) -> tuple[asyncio.DatagramTransport, StunProtocol] | None:
    loop = asyncio.get_running_loop()
    tries = [0]
    if ports is not None:
        span = range(ports[0], ports[1] + 1)
        tries = random.sample(span, min(len(span), _PORT_TRIES))
    for port in tries:
        try:
            transport, protocol = await loop.create_datagram_endpoint(
                lambda: StunProtocol(connection), local_addr=(address, port)
            )
        except OSError:
            continue
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        return transport, protocol
    return None


def _public(host: Candidate, public_address: str) -> Candidate:
    # A one-to-one NAT: what a STUN server would have told us (RFC 8445, 5.1.1.2).
    return Candidate(
        foundation=candidate_foundation("srflx", "udp", host.host),
        component=host.component,
        transport="udp",
        priority=candidate_priority(host.component, "srflx"),
        host=public_address,
        port=host.port,
        type="srflx",
        related_address=host.host,
        related_port=host.port,
    )


async def _reflexive(connection: Connection, hosts: Sequence[StunProtocol]) -> list[Candidate]:
    server = connection.stun_server
    asking = [
        host for host in hosts if ipaddress.ip_address(host.local_candidate.host).version == 4
    ]
    if server is None or not asking:
        return []
    tasks = [asyncio.ensure_future(server_reflexive_candidate(host, server)) for host in asking]
    done, pending = await asyncio.wait(tasks, timeout=_STUN_TIMEOUT_SEC)
    for task in pending:
        task.cancel()
    return [task.result()[0] for task in done if task.exception() is None]
