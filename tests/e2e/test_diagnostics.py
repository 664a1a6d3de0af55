"""The page that answers why it is black or slow, in a real browser."""

import pytest
from playwright.async_api import Page

from tests.support.live import browser, live_server, open_page, until


async def _diagnose(page: Page, url: str) -> dict[str, str]:
    """Open the page and wait until it has looked at everything; verdicts by what they are of."""
    await page.goto(url)
    await page.wait_for_selector("button:has-text('Copy as text'):enabled", timeout=20_000)
    rows = await page.query_selector_all("[data-finding]")
    return {
        await row.get_attribute("data-finding") or "": await row.get_attribute("data-verdict") or ""
        for row in rows
    }


async def test_the_diagnostics_find_a_way_that_works_and_who_watches_and_leave_nobody() -> None:
    async with live_server() as server, browser() as chromium:
        watching = await open_page(chromium, server.url, name="Ada")
        page = await (await chromium.new_context(bypass_csp=True)).new_page()
        found = await _diagnose(page, f"{server.url}/s/default/diagnostics")
        for name in ("secure_context", "webrtc", "webcodecs", "mse", "websocket", "round_trip",
                     "peer", "picture", "session", "worker", "encoder", "frames_0_0"):  # fmt: skip
            assert found[name] == "ok", (name, await page.inner_text("main"))
        text = await page.inner_text("main")
        assert "(browser) to host (server)" in text
        assert "Ada (" in text

        async def alone() -> bool:
            return (await server.get("/api/stats"))["participants"] == 1

        await until(alone)
        # From the settings of the viewer one comes to it.
        await watching.get_by_role("button", name="Settings").click()
        async with watching.expect_popup() as opened:
            await watching.get_by_role("menuitem", name="Why is it black or slow?").click()
        assert (await opened.value).url == f"{server.url}/diagnostics"


@pytest.mark.slow
async def test_without_webrtc_the_diagnostics_say_that_the_server_has_switched_it_off() -> None:
    async with live_server("--no-webrtc") as server, browser() as chromium:
        await open_page(chromium, server.url, name="Ada")
        page = await (await chromium.new_context(bypass_csp=True)).new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text))
        found = await _diagnose(page, f"{server.url}/diagnostics")
        assert (found["peer"], found["websocket"], found["transport"]) == ("slow", "ok", "ok")
        text = await page.inner_text("main")
        assert "WebRTC is switched off on this server (--no-webrtc)" in text
        assert "decoded by WebCodecs. WebRTC is switched off" in text
        await page.get_by_role("button", name="Copy as text").click()
        await page.get_by_text("Copied", exact=True).wait_for()
        assert refused == []
