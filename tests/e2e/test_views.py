"""Several views of one simulation, as people take and follow them."""

import pytest
from playwright.async_api import Page

from tests.support.live import LiveServer, browser, live_server, open_page, picture_hash, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


async def _choose(page: Page, item: str, role: str = "menuitemradio") -> None:
    await page.get_by_role("button", name="View:").click()
    await page.get_by_role(role, name=item).click()  # type: ignore[arg-type] # pyright: ignore
    # While it fades it lies over the picture.
    await page.get_by_role("menu").wait_for(state="hidden")


async def _hide_cameras(page: Page) -> None:
    """Leave the frusta of others' cameras out, so that a shared picture stays as it is."""
    await page.keyboard.press("F2")
    search = page.get_by_role("searchbox", name="Search all panels")
    await search.fill("Cameras of others")
    await page.get_by_role("switch", name="Cameras of others").uncheck(force=True)
    await search.press("Escape")
    await page.get_by_role("button", name="Close the panels").click()


async def _turn(page: Page) -> None:
    box = await page.get_by_role("application").bounding_box()
    assert box is not None
    x, y = box["width"] / 2, box["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 160, y + 120, steps=4)
    await page.mouse.up()


@pytest.mark.parametrize("transport", ["webrtc", "websocket"])
async def test_a_view_of_ones_own_is_turned_alone_followed_and_given_up(transport: str) -> None:
    pinned = ("--quality", "no-reflections")
    async with live_server(*pinned) as server, browser() as one, browser() as other:
        ada = await open_page(one, server.url, transport, name="Ada")
        bob = await open_page(other, server.url, transport, name="Bob")
        await ada.keyboard.press("Space")
        await _hide_cameras(ada)
        await until(lambda: _same(ada, bob))
        encoders = (await server.get("/api/stats"))["encoders"]
        assert encoders == 1
        before = await picture_hash(bob)
        await _choose(ada, "A view of your own")
        await ada.get_by_role("status", name="View").get_by_text("Your own view").wait_for()
        await _turn(ada)
        await until(lambda: _differ(ada, bob))
        assert await _shows(bob, before)
        await until(lambda: _encoders(server, 2))
        # Upright, and back: another size is another stream.
        await _choose(ada, "upright", "menuitem")
        await until(lambda: _size(ada, 240, 320))
        await _choose(ada, "as the shared one", "menuitem")
        await until(lambda: _size(ada, 320, 240))
        await _choose(bob, "Ada")
        await until(lambda: _same(ada, bob))
        await bob.get_by_role("status", name="View").get_by_text("You follow Ada").wait_for()
        await until(lambda: _encoders(server, 1))
        stats = await server.get("/api/stats")
        assert len({viewer["view"] for viewer in stats["viewers"]}) == 1
        # A reload keeps it.
        await ada.reload()
        await ada.get_by_role("status", name="View").get_by_text("Your own view").wait_for()
        await ada.get_by_role("button", name="Share again").click()
        await until(lambda: _shows(ada, before))


async def _encoders(server: LiveServer, count: int) -> bool:
    return (await server.get("/api/stats"))["encoders"] == count


def _alike(one: list[int], other: list[int]) -> bool:
    """Equal but for what an encoder makes of it."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one) < 2


async def _shows(page: Page, wanted: list[int]) -> bool:
    return _alike(await picture_hash(page), wanted)


async def _same(one: Page, other: Page) -> bool:
    return _alike(await picture_hash(one), await picture_hash(other))


async def _differ(one: Page, other: Page) -> bool:
    return not await _same(one, other)


async def _size(page: Page, width: int, height: int) -> bool:
    video = (await page.evaluate("window.__viewer.state()"))["video"]
    shown = await page.evaluate(
        """(video) => {
          const seen = document.querySelector(`video[data-way=${video.shown}]`)
            ?? document.querySelector("canvas")
          return [seen.videoWidth ?? seen.width, seen.videoHeight ?? seen.height]
        }""",
        video,
    )
    return shown == [width, height]
