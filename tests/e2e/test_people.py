"""Two people at one simulation, as they do it."""

import pytest
from playwright.async_api import Page

from tests.support.live import browser, live_server, open_page, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


async def _runs(page: Page) -> bool | None:
    """None while the page has not heard yet."""
    status = (await page.evaluate("window.__viewer.state()"))["status"]
    return None if status is None else bool(status["running"])


async def _running(page: Page) -> bool:
    return await _runs(page) is True


async def _paused(page: Page) -> bool:
    return await _runs(page) is False


async def test_control_is_asked_for_given_and_kept_over_a_reload_and_people_talk() -> None:
    async with live_server("--control", "one") as server, browser() as one, browser() as other:
        ada = await open_page(one, server.url, name="Ada")
        bob = await open_page(other, server.url, name="Bob")
        await ada.keyboard.press("Space")
        await until(lambda: _paused(bob))
        await bob.keyboard.press("Space")
        await bob.get_by_text("Ada has control; ask for it to act.").wait_for()
        assert await _paused(bob)
        await bob.get_by_role("button", name="Ask", exact=True).click()
        await ada.get_by_text("Bob asks for control").wait_for()
        await ada.get_by_role("button", name="Give", exact=True).click()
        await bob.get_by_text("You have control").wait_for()
        await bob.reload()
        await bob.get_by_text("You have control").wait_for()
        await bob.get_by_role("application").focus()
        await bob.keyboard.press("Space")
        await until(lambda: _running(ada))
        for page in (ada, bob):
            await page.get_by_role("tab", name="People").click()
        await bob.get_by_label("Message to everybody").fill("<b>It runs</b>")
        await bob.keyboard.press("Enter")
        log = ada.get_by_role("list", name="What was done and said")
        await log.get_by_text("<b>It runs</b>").wait_for()
        await log.get_by_text("gave control to Bob").wait_for()
        await bob.close()
        # Whoever vanishes frees it in seconds.
        await ada.get_by_role("status", name="Control").wait_for(state="detached")
        await ada.get_by_role("application").focus()
        await ada.keyboard.press("Space")
        await until(lambda: _paused(ada))
