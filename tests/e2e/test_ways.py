"""Every way for the picture, in real Chromium: chosen by itself, by hand, in mid-session."""

import socket

import psutil
import pytest
from playwright.async_api import Browser, Page

from tests.support.live import browser, live_server, open_page, picture_hash, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


#: What a browser says that comes without H.264: nothing of it, anywhere.
_WITHOUT_H264 = """
const capabilities = RTCRtpReceiver.getCapabilities.bind(RTCRtpReceiver);
RTCRtpReceiver.getCapabilities = (kind) => {
  const codecs = capabilities(kind).codecs.filter(({ mimeType }) => !/h264/i.test(mimeType));
  return { codecs, headerExtensions: [] };
};
MediaSource.isTypeSupported = () => false;
VideoDecoder.isConfigSupported = async () => ({ supported: false });
"""


def _address_of_this_machine() -> str:
    """Not the loopback one: what comes from there is no secure context."""
    for addresses in psutil.net_if_addrs().values():
        for found in addresses:
            if found.family == socket.AF_INET and not found.address.startswith("127."):
                return found.address
    pytest.skip("this machine has no other address than the loopback one")


async def _new_page(chromium: Browser) -> Page:
    context = await chromium.new_context(viewport={"width": 800, "height": 600}, bypass_csp=True)
    return await context.new_page()


async def _shown(page: Page, way: str) -> str:
    """Wait for this way; the sentence about it."""
    await page.wait_for_function(
        f"window.__viewer && window.__viewer.state().video.shown === '{way}'", timeout=20_000
    )
    return (await page.evaluate("window.__viewer.state().video"))["reason"]


async def _turn_camera(page: Page) -> None:
    await page.mouse.move(400, 300)
    await page.mouse.down()
    for step in range(10):
        await page.mouse.move(400 + 25 * step, 300)
    await page.mouse.up()


async def _input_changes_the_picture(page: Page) -> None:
    async def drawn() -> bool:
        return len(set(await picture_hash(page))) > 10

    await until(drawn)
    before = await picture_hash(page)
    await _turn_camera(page)

    async def changed() -> bool:
        after = await picture_hash(page)
        return sum(abs(x - y) > 12 for x, y in zip(before, after, strict=True)) > 20

    await until(changed)
    # And how late it was is known: the stamps are joined with what was shown.
    await page.wait_for_function("window.__viewer.latencies.length > 0")


async def test_plain_http_from_another_machine_shows_the_picture_by_mse_and_takes_input() -> None:
    words = ("--host", _address_of_this_machine(), "--no-webrtc")
    async with live_server(*words) as server, browser() as chromium:
        page = await _new_page(chromium)
        await page.goto(server.link)
        reason = await _shown(page, "mse")
        assert await page.evaluate("window.isSecureContext") is False
        assert "only on https and localhost" in reason
        await _input_changes_the_picture(page)
        viewer = (await server.get("/api/stats"))["viewers"][0]
        assert viewer["transport"] == "mse"
        assert await page.is_visible("video[data-way=mse]")


async def test_the_way_changes_in_mid_session_and_nothing_is_lost() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "mse")
        await page.evaluate("window.stillTheSamePage = true")
        me = (await server.get("/api/stats"))["viewers"][0]["id"]
        began = (await server.get("/api/stats"))["sim_time_sec"]
        for label, way in (
            ("TCP only", "websocket"),
            ("TCP only, by MSE", "mse"),
            ("TCP only, as JPEG", "jpeg"),
            ("WebRTC only", "webrtc"),
            ("TCP only, as JPEG", "jpeg"),
            ("TCP only, by MSE", "mse"),
        ):
            await page.get_by_role("button", name="Settings").click()
            await page.get_by_role("menuitemradio", name=label, exact=True).click()
            await _shown(page, way)
            await _input_changes_the_picture(page)
        stats = await server.get("/api/stats")
        assert stats["viewers"][0]["id"] == me
        assert stats["sim_time_sec"] > began
        assert await page.evaluate("window.stillTheSamePage") is True


async def test_a_hidden_page_gets_no_video_by_mse_and_goes_on_when_it_is_seen() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "mse")

        async def hide(hidden: bool) -> None:
            await page.evaluate(
                """(hidden) => {
                  const get = () => hidden;
                  Object.defineProperty(document, "hidden", { configurable: true, get });
                  document.dispatchEvent(new Event("visibilitychange"));
                }""",
                hidden,
            )

        async def sends(way: str) -> bool:
            return (await server.get("/api/stats"))["viewers"][0]["transport"] == way

        await hide(True)
        await until(lambda: sends("none"))
        shown = await page.evaluate("window.__viewer.presented.length")
        await hide(False)
        await until(lambda: sends("mse"))
        await page.wait_for_function(f"window.__viewer.presented.length > {shown} + 5")


async def test_a_page_that_was_busy_shows_by_mse_what_is_new_and_not_what_is_old() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "mse")
        # What is sent while the page does not come round is bounded, and is gone through at once.
        await page.evaluate(
            "{ const end = performance.now() + 2000; while (performance.now() < end); }"
        )

        async def up_to_date() -> bool:
            return await page.evaluate(
                """(() => {
                  const video = document.querySelector("[data-way=mse]");
                  return video.buffered.end(video.buffered.length - 1) - video.currentTime < 0.2;
                })()"""
            )

        await until(up_to_date)
        await _input_changes_the_picture(page)


async def test_a_browser_without_h264_shows_jpeg_pictures_and_everybody_shares_them() -> None:
    async with live_server() as server, browser() as chromium:
        pages = [await _new_page(chromium) for _ in range(2)]
        for page in pages:
            await page.add_init_script(_WITHOUT_H264)
            await page.goto(server.url)
            reason = await _shown(page, "jpeg")
            assert "no H.264 over WebRTC" in reason
            assert "plays no H.264 by MSE" in reason
        await _input_changes_the_picture(pages[0])
        stats = await server.get("/api/stats")
        assert [viewer["transport"] for viewer in stats["viewers"]] == ["jpeg", "jpeg"]
        assert stats["encoders"] == 1
