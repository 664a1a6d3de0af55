"""Every private part of aiortc that webrtc.bridge uses, driven between two real peers."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Generator
from typing import Any

import numpy as np
import pytest
from aioice.turn import TurnClientUdpProtocol, TurnTransport
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.codecs.h264 import h264_depayload
from aiortc.rtp import RtpPacket

from py_remote_viewer.encoding import EncoderSettings, open_encoder
from py_remote_viewer.errors import ProtocolError
from py_remote_viewer.webrtc import (
    MediaNetwork,
    Peer,
    PeerSettings,
    packetise,
)
from py_remote_viewer.webrtc.bridge import waiting_bytes
from tests.support.leaks import no_leaks_async
from tests.support.peers import NoiseFilm, PeerEar

pytestmark = pytest.mark.contract


class _Pair:
    """Our peer and a plain aiortc one in the browser's place."""

    def __init__(self, network: MediaNetwork) -> None:
        self.listener = PeerEar()
        self.ours = Peer(1, PeerSettings(network), self.listener)
        self.theirs = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.tracks: asyncio.Queue[Any] = asyncio.Queue()
        self.channels: dict[str, Any] = {}
        self.theirs.on("track", self.tracks.put_nowait)
        self.theirs.on(
            "datachannel", lambda channel: self.channels.update({channel.label: channel})
        )
        self.offer = ""

    async def connect(self) -> None:
        self.offer = await self.ours.offer()
        await self.theirs.setRemoteDescription(RTCSessionDescription(self.offer, "offer"))
        await self.theirs.setLocalDescription(await self.theirs.createAnswer())
        await self.ours.answer(self.theirs.localDescription.sdp)
        await asyncio.wait_for(self.listener.connected.wait(), 10)
        async with asyncio.timeout(10):
            while not self.ours.connected or len(self.channels) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    @property
    def receiver(self) -> Any:
        return self.theirs.getTransceivers()[0].receiver

    async def close(self) -> None:
        await self.ours.close()
        await self.theirs.close()


@contextlib.asynccontextmanager
async def _connected(**network: Any) -> AsyncGenerator[_Pair, None]:
    async with no_leaks_async():
        pair = _Pair(MediaNetwork(addresses=("127.0.0.1",), **network))
        try:
            await pair.connect()
            yield pair
        finally:
            await pair.close()


def _film(pair: _Pair) -> NoiseFilm:
    return NoiseFilm(pair.ours, pair.listener)


async def test_frames_sent_past_the_senders_own_loop_are_decoded() -> None:
    async with _connected() as pair, _film(pair):
        track = await asyncio.wait_for(pair.tracks.get(), 5)
        for _ in range(5):
            frame = await asyncio.wait_for(track.recv(), 10)
        assert (frame.width, frame.height) == (320, 240)


async def test_a_picture_loss_indication_reaches_the_listener() -> None:
    async with _connected() as pair, _film(pair) as film:
        track = await asyncio.wait_for(pair.tracks.get(), 5)
        await asyncio.wait_for(track.recv(), 10)
        before = film.key_frames
        ssrc = pair.ours._port.ssrc
        await pair.receiver._send_rtcp_pli(ssrc)
        async with asyncio.timeout(5):
            while film.key_frames == before:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_a_bandwidth_estimate_is_read() -> None:
    async with _connected() as pair, _film(pair):
        await asyncio.wait_for(pair.tracks.get(), 5)
        async with asyncio.timeout(10):
            while pair.ours.estimated_bits_per_sec is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert pair.ours.estimated_bits_per_sec > 10_000


async def test_a_lost_packet_is_sent_again() -> None:
    async with _connected() as pair:
        handle, seen = pair.receiver._handle_rtp_packet, [0]

        async def lossy(packet: RtpPacket, arrival_time_ms: int) -> None:
            seen[0] += 1
            if seen[0] % 11 != 0 or packet.payload_type != pair.ours._port.parameters.payload_type:
                await handle(packet, arrival_time_ms=arrival_time_ms)

        pair.receiver._handle_rtp_packet = lossy
        async with _film(pair):
            track = await asyncio.wait_for(pair.tracks.get(), 5)
            for _ in range(20):
                await asyncio.wait_for(track.recv(), 10)
        assert pair.ours.packets_retransmitted > 0


async def test_sender_reports_carry_the_time_stamps_that_were_sent() -> None:
    async with _connected() as pair, _film(pair) as film:
        await asyncio.wait_for(pair.tracks.get(), 5)
        async with asyncio.timeout(10):
            while len(film.timestamps) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        sender: Any = pair.ours._port._sender
        assert sender._RTCRtpSender__rtp_timestamp in film.timestamps
        assert sender._RTCRtpSender__packet_count > 0


async def test_the_channels_are_unordered_and_never_send_again() -> None:
    async with _connected() as pair:
        assert set(pair.channels) == {"input", "telemetry"}
        assert all(not c.ordered and c.maxRetransmits == 0 for c in pair.channels.values())
        pair.channels["input"].send("hello")
        assert await asyncio.wait_for(pair.listener.inputs.get(), 5) == "hello"
        received: asyncio.Queue[str] = asyncio.Queue()
        pair.channels["telemetry"].on("message", received.put_nowait)
        assert pair.ours.send_telemetry("news")
        assert await asyncio.wait_for(received.get(), 5) == "news"


async def test_only_h264_is_offered_with_the_level_asked_for() -> None:
    peer = Peer(1, PeerSettings(MediaNetwork(("127.0.0.1",)), "42e02a"), PeerEar())
    try:
        sdp = await peer.offer()
        assert "profile-level-id=42e02a" in sdp
        assert "VP8" not in sdp
        assert "playout-delay" in sdp
    finally:
        await peer.close()


def test_the_payloads_put_together_again_are_the_access_unit() -> None:
    settings = EncoderSettings(640, 480, 30, 4_000_000)
    picture = np.random.default_rng(2).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    with open_encoder(settings) as encoder:
        unit = encoder.encode(picture, 0)
    payloads = packetise(unit.data)
    assert max(map(len, payloads)) <= 1300
    together = b"".join(h264_depayload(payload) for payload in payloads)
    assert together.replace(b"\0\0\0\1", b"\0\0\1") == unit.data.replace(b"\0\0\0\1", b"\0\0\1")


@pytest.mark.parametrize("sdp", ["", "nonsense", "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\n", "a=\0" * 99])
async def test_an_answer_that_cannot_be_used_is_a_protocol_error(sdp: str) -> None:
    async with no_leaks_async():
        peer = Peer(1, PeerSettings(MediaNetwork(("127.0.0.1",))), PeerEar())
        try:
            await peer.offer()
            with pytest.raises(ProtocolError):
                await peer.answer(sdp)
            with pytest.raises(ProtocolError, match="already"):
                await peer.answer(sdp)
        finally:
            await peer.close()


async def test_a_candidate_before_the_answer_or_without_sense_is_refused() -> None:
    async with _connected() as pair:
        with pytest.raises(ProtocolError, match="malformed"):
            await pair.ours.add_candidate("candidate:nonsense", "0", 0)
        await pair.ours.add_candidate("", None, None)
        await pair.ours.add_candidate("candidate:1 1 udp 1 abc.local 9 typ host", "0", 0)
    early = Peer(2, PeerSettings(MediaNetwork(("127.0.0.1",))), PeerEar())
    with pytest.raises(ProtocolError, match="before the answer"):
        await early.add_candidate("candidate:1 1 udp 1 127.0.0.1 9 typ host", "0", 0)
    await early.close()


async def test_closing_twice_is_fine_and_leaves_nothing() -> None:
    async with _connected() as pair:
        await pair.ours.close()
        await pair.ours.close()
        assert not pair.ours.connected
        assert not pair.ours.send_frame([b"\x65abc"], 1)


# ways that are closed


class _Stuck(asyncio.DatagramTransport):
    """Takes packets and lets none out."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []

    def sendto(self, data: Any, addr: Any = None) -> None:
        self.waiting.append(data)

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self.waiting))

    def is_closing(self) -> bool:
        return False


@contextlib.contextmanager
def _stuck(pair: _Pair) -> Generator[_Stuck, None, None]:
    """Let the link of our peer take no more."""
    protocol = pair.ours._port._pair().protocol
    real, protocol.transport = protocol.transport, _Stuck()
    try:
        yield protocol.transport
    finally:
        protocol.transport = real


async def test_where_the_link_takes_no_more_frames_are_skipped_whole_and_nothing_queues() -> None:
    frame = packetise(b"\0\0\0\1\x65" + b"\x5a" * 20_000)
    async with _connected() as pair:
        with _stuck(pair) as transport:
            sent = sum(pair.ours.send_frame(frame, number * 3000) for number in range(100))
            assert 0 < sent < 5
            assert pair.ours.frames_sent == sent
            # What the pacer holds still belongs to frames that were taken whole.
            octets = 0
            async with asyncio.timeout(5):
                while octets < sent * 20_000:
                    await asyncio.sleep(0.005)
                    octets += transport.get_write_buffer_size()
                    transport.waiting.clear()
            assert pair.ours.send_frame(frame, 300_000)


async def test_what_is_missed_is_not_sent_again_into_a_link_that_takes_no_more() -> None:
    frame = packetise(b"\0\0\0\1\x65" + b"\x5a" * 50_000)
    async with _connected() as pair:
        with _stuck(pair) as transport:
            assert pair.ours.send_frame(frame, 0)
            sequence = RtpPacket.parse(transport.waiting[0]).sequence_number
            async with asyncio.timeout(5):
                while pair.ours._sender.way_is_open():  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
            pair.ours._port.on_nack(sequence)
            assert pair.ours.packets_retransmitted == 0
            transport.waiting.clear()
            pair.ours._port.on_nack(sequence)
            pair.ours._port.on_nack(sequence)
            async with asyncio.timeout(5):
                while pair.ours.packets_retransmitted == 0:
                    transport.waiting.clear()
                    await asyncio.sleep(0.005)
            assert pair.ours.packets_retransmitted == 1
            assert pair.ours.nacks == 3


async def test_a_receivers_report_tells_of_loss_jitter_and_round_trip() -> None:
    async with _connected() as pair:
        handle, seen = pair.receiver._handle_rtp_packet, [0]

        async def lossy(packet: RtpPacket, arrival_time_ms: int) -> None:
            seen[0] += 1
            if seen[0] % 4 != 0:
                await handle(packet, arrival_time_ms=arrival_time_ms)

        pair.receiver._handle_rtp_packet = lossy
        async with _film(pair):
            await asyncio.wait_for(pair.tracks.get(), 5)
            async with asyncio.timeout(20):
                while True:
                    await asyncio.sleep(0.01)
                    report = pair.ours.receiver_report
                    if report and report.rtt_ms is not None and report.loss > 0:
                        break
        assert 0.05 < report.loss < 0.6
        assert 0.0 <= report.rtt_ms < 1000.0
        assert 0.0 <= report.jitter_ms < 1000.0
        assert pair.ours.nacks > 0


@pytest.mark.parametrize("rtx", [True, False])
async def test_padding_arrives_whole_and_the_video_goes_on(rtx: bool) -> None:
    async with _connected() as pair, _film(pair):
        track = await asyncio.wait_for(pair.tracks.get(), 5)
        handle, padded = pair.receiver._handle_rtp_packet, [0]

        async def count(packet: RtpPacket, arrival_time_ms: int) -> None:
            padded[0] += packet.padding_size
            await handle(packet, arrival_time_ms=arrival_time_ms)

        pair.receiver._handle_rtp_packet = count
        await asyncio.wait_for(track.recv(), 20)
        if not rtx:
            pair.ours._sender._rtx_header = None
        assert pair.ours.send_padding(20_000) == 20_000
        async with asyncio.timeout(20):
            while padded[0] < 20_000:
                # Padding is given up where the way is closed for a moment.
                pair.ours.send_padding(1000)
                await asyncio.sleep(0.05)
        for _ in range(10):
            await asyncio.wait_for(track.recv(), 20)


async def test_a_packet_that_cannot_be_protected_or_sent_is_a_skipped_frame_and_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*unused: object) -> bytes:
        raise RuntimeError("broken")

    async with _connected() as pair:
        frame = packetise(b"\0\0\0\1\x65" + b"\x5a" * 5000)
        with _stuck(pair) as transport:
            with monkeypatch.context() as patched:
                patched.setattr(pair.ours._port._sender.transport, "_tx_srtp", None)
                assert not pair.ours.send_frame(frame, 1)
            assert transport.waiting == []
            with monkeypatch.context() as patched:
                patched.setattr(transport, "sendto", fails)
                assert not pair.ours.send_frame(frame, 2)
            assert pair.ours.send_frame(frame, 3)
    assert sum("cannot be sent" in line for line in caplog.messages) == 1


async def test_what_waits_for_a_turn_server_counts() -> None:
    inner = TurnClientUdpProtocol(("192.0.2.1", 3478), "me", "secret", 600, 500)
    inner.connection_made(_Stuck())
    relayed = TurnTransport(inner)
    nothing = waiting_bytes(relayed)
    for _ in range(3):
        relayed.sendto(b"\0" * 1200, ("192.0.2.2", 9))
    assert waiting_bytes(relayed) - nothing >= 3600
    tasks = list(relayed._TurnTransport__send_tasks)  # type: ignore[attr-defined]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
