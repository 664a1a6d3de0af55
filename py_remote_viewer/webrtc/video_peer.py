"""A connection that video is sent by: what all of them have, whoever offers."""

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpCodecCapability,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.exceptions import InvalidStateError
from aiortc.mediastreams import MediaStreamError, VideoStreamTrack
from aiortc.sdp import candidate_from_sdp

from py_remote_viewer.config import turn_account
from py_remote_viewer.errors import PeerError, ProtocolError, RemoteViewerError
from py_remote_viewer.webrtc.bridge import ReceiverReport, take_over_sender
from py_remote_viewer.webrtc.gathering import take_over_gathering
from py_remote_viewer.webrtc.network import MediaNetwork
from py_remote_viewer.webrtc.sender import FrameSender

__all__ = ["MAX_SDP_BYTES", "PeerListener", "PeerSettings", "VideoPeer", "peer_error"]

MAX_SDP_BYTES = 65_536
_log = logging.getLogger(__name__)


class PeerListener(Protocol):
    """Who hears what happens to a peer; called on the event loop, must not block."""

    def peer_connected(self, peer: "VideoPeer") -> None: ...
    def peer_ended(self, peer: "VideoPeer", reason: str) -> None: ...
    def peer_lost_frames(self, peer: "VideoPeer") -> None: ...


@dataclass(frozen=True)
class PeerSettings:
    """How peers are made; `profile_level_id` is H.264's, "42e01f" or with the level needed."""

    network: MediaNetwork
    profile_level_id: str = "42e01f"


class _IdleTrack(VideoStreamTrack):
    """A track that negotiates but never yields; frames go past it."""

    async def recv(self) -> object:  # type: ignore[override]
        raise MediaStreamError


class VideoPeer:
    """The server's side of a connection that sends one H.264 video and receives nothing.

    Raises PeerError where none can be made.
    """

    _BUNDLE = RTCBundlePolicy.MAX_BUNDLE
    _PROFILES: tuple[str, ...] = ("42e01f",)

    def __init__(self, peer_id: int, settings: PeerSettings, listener: PeerListener) -> None:
        self.id = peer_id
        self._settings = settings
        self._listener = listener
        self._closed = False
        self._answered = False
        self.estimated_bits_per_sec: int | None = None
        self.receiver_report: ReceiverReport | None = None
        self.key_frame_requests = 0
        with peer_error("No WebRTC peer can be made"):
            self._pc = RTCPeerConnection(
                RTCConfiguration(
                    iceServers=[
                        RTCIceServer(server.urls, *turn_account(server, "server", time.time()))
                        for server in settings.network.ice_servers
                    ],
                    bundlePolicy=self._BUNDLE,
                )
            )
            # The first of these makes the transports, and parses the URLs of the servers.
            transceiver = self._pc.addTransceiver(_IdleTrack(), direction="sendonly")
            transceiver.setCodecPreferences(_h264_preferences(self._PROFILES))
        self._port = take_over_sender(transceiver)
        self._port.on_key_frame_request = self._note_loss
        self._port.on_remb = self._note_estimate
        self._port.on_report = self._note_report
        self._sender = FrameSender(self._port)
        self._pc.on("connectionstatechange", self._state_changed)

    @property
    def connected(self) -> bool:
        """True while media can flow."""
        return self._pc.connectionState == "connected" and self._port.parameters is not None

    def when_ready(self, call: Callable[[], None]) -> None:
        """Call this as soon as media can flow, which is a moment after the peer is connected."""
        if self._port.parameters is not None:
            call()
        else:
            self._port.on_negotiated = call

    @property
    def frames_sent(self) -> int:
        """Frames put on the wire."""
        return self._sender.frames

    @property
    def packets_retransmitted(self) -> int:
        """Packets sent again because the browser missed them."""
        return self._sender.retransmitted

    @property
    def nacks(self) -> int:
        """Packets that the browser said it missed."""
        return self._sender.nacks

    def selected_pair(self) -> tuple[str, str] | None:
        """The candidate pair in use, local and remote."""
        return self._port.selected_pair()

    async def offer(self) -> str:
        """Gather candidates and make the SDP offer; raises PeerError where that cannot be."""
        with peer_error("The WebRTC offer cannot be made"):
            await self._describe(await self._pc.createOffer())
        return self._described()

    async def _describe(self, description: RTCSessionDescription) -> None:
        """Make this our side of it, with all our candidates."""
        take_over_gathering(self._pc, self._settings.network)
        await self._pc.setLocalDescription(description)

    def _described(self) -> str:
        """Our side as the other one is told it. aiortc names level 3.1 only; the level asked for is
        what the receiver prepares for."""
        level = f"profile-level-id={self._settings.profile_level_id}"
        return re.sub(r"profile-level-id=42e01f", level, self._pc.localDescription.sdp)

    async def answer(self, sdp: str) -> None:
        """Take the answer to our offer; raises ProtocolError with what is wrong with it."""
        if self._answered:
            raise ProtocolError(f"Peer {self.id} has been answered already; ask for a new one.")
        if len(sdp) > MAX_SDP_BYTES:
            raise ProtocolError(f"The SDP has {len(sdp)} characters; {MAX_SDP_BYTES} is the limit.")
        try:
            self._answered = True
            await self._pc.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
        except (InvalidStateError, ValueError, AssertionError, KeyError, IndexError) as error:
            raise ProtocolError(
                f"The SDP answer cannot be used: {error or type(error)}."
            ) from error
        except Exception as error:
            # aiortc's parser raises whatever a malformed line leads to.
            raise ProtocolError(f"The SDP answer cannot be read: {error}.") from error

    async def add_candidate(
        self, candidate: str, sdp_mid: str | None, sdp_mline_index: int | None
    ) -> None:
        """Add a trickled candidate; raises ProtocolError where it is malformed.

        Candidates with an mDNS name are left out: to resolve them a multicast socket would have to
        be opened, and the browser's own checks reveal the address anyway. For the same reason the
        end of candidates is not passed on: a peer may become known by its checks alone.
        """
        if not self._answered:
            raise ProtocolError("A candidate came before the answer; answer the offer first.")
        text = candidate.removeprefix("a=").removeprefix("candidate:")
        if not text or ".local " in text:
            return
        try:
            parsed = candidate_from_sdp(text)
        except (AssertionError, ValueError, IndexError) as error:
            raise ProtocolError(f"The ICE candidate {candidate[:200]!r} is malformed.") from error
        if parsed.protocol.lower() != "udp":
            return
        parsed.sdpMid, parsed.sdpMLineIndex = sdp_mid, sdp_mline_index
        if parsed.sdpMid is None and parsed.sdpMLineIndex is None:
            parsed.sdpMLineIndex = 0
        with contextlib.suppress(ValueError, InvalidStateError):
            await self._pc.addIceCandidate(parsed)

    def send_frame(self, payloads: Sequence[bytes], timestamp: int, *, key: bool = False) -> bool:
        """Send one packetised frame; False where it could not be."""
        return self._sender.send(payloads, timestamp, key=key)

    def give_up(self) -> None:
        """Send nothing of what was sent again: a key frame comes next."""
        self._sender.give_up()

    def send_padding(self, octets: int) -> int:
        """Send padding, for an estimate that can grow; how many bytes of it were taken."""
        return self._sender.send_padding(octets)

    async def close(self) -> None:
        """Close everything; twice is fine."""
        self._closed = True
        self._sender.close()
        # aiortc shares one future between all who close; cancelling it would break the first.
        await asyncio.shield(self._pc.close())

    def _note_estimate(self, bits_per_sec: int) -> None:
        self.estimated_bits_per_sec = bits_per_sec

    def _note_report(self, report: ReceiverReport) -> None:
        last = self.receiver_report
        if report.rtt_ms is None and last is not None:
            # It heard an older report of ours than the newest; the way has not grown for that.
            report = replace(report, rtt_ms=last.rtt_ms)
        self.receiver_report = report

    def _note_loss(self) -> None:
        self.key_frame_requests += 1
        self._listener.peer_lost_frames(self)

    def _state_changed(self) -> None:
        state = self._pc.connectionState
        _log.debug("peer %d is %s", self.id, state)
        if self._closed:
            return
        if state == "connected":
            self._listener.peer_connected(self)
        elif state in ("failed", "closed"):
            self._closed = True
            self._sender.close()
            self._listener.peer_ended(self, f"The WebRTC connection is {state}.")


@contextlib.contextmanager
def peer_error(what: str) -> Generator[None, None, None]:
    """Turns whatever aiortc raises into a PeerError: its parsers and sockets each raise their
    own."""
    try:
        yield
    except RemoteViewerError:
        raise
    except Exception as error:
        raise PeerError(f"{what}: {str(error) or type(error).__name__}.") from error


def _h264_preferences(profiles: Sequence[str]) -> list[RTCRtpCodecCapability]:
    """H.264 of these profiles, best first, and its retransmission format, nothing else."""
    codecs = RTCRtpSender.getCapabilities("video").codecs
    h264 = [
        codec
        for profile in profiles
        for codec in codecs
        if codec.mimeType == "video/H264" and codec.parameters.get("profile-level-id") == profile
    ]
    rtx = [codec for codec in codecs if codec.mimeType == "video/rtx"]
    return [*h264, *rtx]
