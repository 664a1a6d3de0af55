"""A WHEP player that this project did not write (npm: whip-whep), on a page of its own, in
Chromium."""

import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.live import browser, live_server, until

_PLAYER = Path(__file__).parents[2] / "client/node_modules/whip-whep/whep.js"
_PAGE = "<!doctype html><title>player</title><video muted autoplay playsinline></video>"
_PLAY = """async ([module, url]) => {
  const { WHEPClient } = await import(module)
  const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" })
  peer.addTransceiver("audio", { direction: "recvonly" })
  peer.addTransceiver("video", { direction: "recvonly" })
  const video = document.querySelector("video")
  peer.ontrack = event => {
    if (event.track.kind === "video") video.srcObject = new MediaStream([event.track])
  }
  window.rejected = []
  window.addEventListener("unhandledrejection", event => {
    window.rejected.push(String(event.reason))
  })
  window.player = new WHEPClient()
  await window.player.view(peer, url)
}"""
_SHOWN = """() => {
  const video = document.querySelector("video")
  if (video.videoWidth === 0) return null
  const canvas = document.createElement("canvas")
  canvas.width = 16; canvas.height = 12
  const context = canvas.getContext("2d")
  context.drawImage(video, 0, 0, 16, 12)
  const data = Array.from(context.getImageData(0, 0, 16, 12).data)
  return { width: video.videoWidth, height: video.videoHeight, spread: Math.max(...data.filter(
    (_, index) => index % 4 !== 3)) - Math.min(...data) }
}"""


class _Files(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        module = self.path.endswith(".js")
        self.send_response(200)
        self.send_header("content-type", "text/javascript" if module else "text/html")
        self.end_headers()
        self.wfile.write(_PLAYER.read_bytes() if module else _PAGE.encode())

    def log_message(self, *unused: object) -> None:
        pass


@pytest.fixture
def origin() -> Generator[str]:
    """Where the player's page is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.slow
async def test_a_player_of_somebody_else_shows_the_picture_on_a_page_that_is_allowed(
    origin: str,
) -> None:
    async with live_server("--whep-origin", origin) as server, browser() as chromium:
        page = await chromium.new_page()
        patched: list[int] = []
        page.on(
            "response",
            lambda answer: (
                patched.append(answer.status) if answer.request.method == "PATCH" else None
            ),
        )
        await page.goto(f"{origin}/")
        await page.evaluate(_PLAY, [f"{origin}/whep.js", f"{server.url}/whep/default"])

        async def shown() -> bool:
            found: dict[str, Any] | None = await page.evaluate(_SHOWN)
            return found is not None and (found["width"], found["height"]) == (320, 240)

        await until(shown)
        assert (await page.evaluate(_SHOWN))["spread"] > 20
        stats = await server.get("/api/stats")
        assert stats["participants"] == 0
        assert stats["players"][0]["connected"]

        async def reported() -> bool:
            link = (await server.get("/api/stats"))["players"][0]["link"]
            return link["loss"] is not None and link["rtt_ms"] is not None

        await until(reported)
        assert await page.evaluate("window.rejected") == []
        assert set(patched) <= {204}
        await page.evaluate("window.player.stop()")

        async def gone() -> bool:
            return (await server.get("/api/stats"))["players"] == []

        await until(gone)


async def test_a_player_on_a_page_of_elsewhere_is_refused(origin: str) -> None:
    async with live_server() as server, browser() as chromium:
        page = await chromium.new_page()
        await page.goto(f"{origin}/")
        words = [f"{origin}/whep.js", f"{server.url}/whep"]
        refused = await page.evaluate(f"words => ({_PLAY})(words).then(() => '', String)", words)
        assert refused
        assert (await server.get("/api/stats"))["players"] == []
