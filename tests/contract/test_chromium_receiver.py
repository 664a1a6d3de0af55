"""What real Chromium makes of packets that no stock sender would send in this way."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import Page

from py_remote_viewer.webrtc import MediaNetwork, Peer, PeerSettings
from tests.support.live import browser
from tests.support.peers import NoiseFilm, PeerEar

pytestmark = pytest.mark.contract

_ANSWER = """async offer => {
  const peer = window.peer = new RTCPeerConnection()
  peer.ontrack = event => {
    const video = document.createElement("video")
    video.muted = video.autoplay = true
    video.srcObject = event.streams[0] ?? new MediaStream([event.track])
    document.body.append(video)
  }
  await peer.setRemoteDescription({ type: "offer", sdp: offer })
  await peer.setLocalDescription()
  return peer.localDescription.sdp
}"""
_DECODED = """async () => {
  const found = [...(await window.peer.getStats()).values()]
  return found.find(one => one.type === "inbound-rtp")?.framesDecoded ?? 0
}"""


@contextlib.asynccontextmanager
async def _watched() -> AsyncGenerator[tuple[Peer, PeerEar, Page], None]:
    async with browser() as chromium:
        page = await chromium.new_page()
        ear = PeerEar()
        peer = Peer(1, PeerSettings(MediaNetwork(addresses=("127.0.0.1",))), ear)
        try:
            await peer.answer(await page.evaluate(_ANSWER, await peer.offer()))
            async with asyncio.timeout(20):
                await ear.connected.wait()
                while not peer.connected:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            yield peer, ear, page
        finally:
            await peer.close()


@pytest.mark.parametrize("rtx", [True, pytest.param(False, marks=pytest.mark.slow)])
async def test_padding_makes_the_estimate_grow_past_the_video_and_hurts_nothing(rtx: bool) -> None:
    async with _watched() as (peer, ear, page):
        if not rtx:
            peer._sender._make_header()
            peer._sender._rtx_header = None
        async with NoiseFilm(peer, ear, 400_000) as film, asyncio.timeout(50):
            loop = asyncio.get_running_loop()
            started = loop.time()
            while peer.estimated_bits_per_sec is None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            asked = peer.key_frame_requests
            # By the video alone it would end at one and a half times of what that has.
            while peer.estimated_bits_per_sec < 2.0 * 8 * film.octets / (loop.time() - started):
                peer.send_padding(25_000)
                await asyncio.sleep(0.1)
            assert peer.key_frame_requests == asked
            decoded = await page.evaluate(_DECODED)
            while await page.evaluate(_DECODED) < decoded + 20:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            report = peer.receiver_report
            assert report is not None
            assert report.loss < 0.1
            assert report.rtt_ms is not None
