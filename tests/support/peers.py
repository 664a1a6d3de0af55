"""Somebody who listens to a peer, and a film to send through it."""

import asyncio

import numpy as np

from py_remote_viewer.encoding import EncoderSettings, VideoEncoder, open_encoder
from py_remote_viewer.webrtc import Peer, VideoPeer, packetise, rtp_timestamp

__all__ = ["NoiseFilm", "PeerEar"]

_FRAME_SEC = 0.02


class PeerEar:
    """Notes what happens to a peer (PagePeerListener)."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self.lost = asyncio.Event()
        self.inputs: asyncio.Queue[str | bytes] = asyncio.Queue()
        self.ended: list[str] = []

    def peer_connected(self, peer: VideoPeer) -> None:
        """It is up."""
        self.connected.set()

    def peer_ended(self, peer: VideoPeer, reason: str) -> None:
        """It is gone."""
        self.ended.append(reason)

    def peer_input(self, peer: Peer, data: str | bytes) -> None:
        """Something came over its channel."""
        self.inputs.put_nowait(data)

    def peer_lost_frames(self, peer: VideoPeer) -> None:
        """A key frame is wanted."""
        self.lost.set()


class NoiseFilm:
    """Encodes noise, of which every frame is large, and sends it until stopped."""

    def __init__(self, peer: Peer, ear: PeerEar, bits_per_sec: int = 2_000_000) -> None:
        self._peer = peer
        self._ear = ear
        self._encoder: VideoEncoder = open_encoder(EncoderSettings(320, 240, 30, bits_per_sec))
        self._task: asyncio.Task[None] | None = None
        self.key_frames = 0
        self.timestamps: list[int] = []
        self.octets = 0
        self._random = np.random.default_rng(1)

    async def __aenter__(self) -> "NoiseFilm":
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *unused: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._encoder.close()

    async def _run(self) -> None:
        for number in range(100_000):
            picture = self._random.integers(0, 255, (240, 320, 3), dtype=np.uint8)
            key = number == 0 or self._ear.lost.is_set()
            self._ear.lost.clear()
            unit = self._encoder.encode(picture, number * 20_000, key)
            self.key_frames += unit.key
            timestamp = rtp_timestamp(unit.pts_us)
            if self._peer.send_frame(packetise(unit.data), timestamp):
                self.timestamps.append(timestamp)
                self.octets += len(unit.data)
            await asyncio.sleep(_FRAME_SEC)
