"""The page's looks, in real Chromium: what lies where, what it is called, what it hints at."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.support.live import browser, live_server, open_page

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

_SIZES = [
    (320, 568), (360, 740), (740, 360), (768, 1024), (1024, 768),
    (1280, 800), (1366, 650), (1920, 1080), (3840, 2160),
]  # fmt: skip

# What scenes are composed for: so much of the picture's height and width around its middle.
_HEIGHT, _WIDTH = 0.68, 0.3

_BOXES = """() => {
  const box = (element) => {
    const {left, top, right, bottom} = element.getBoundingClientRect()
    return {left, top, right, bottom}
  }
  const all = (selector) => [...document.querySelectorAll(selector)].map(box)
  return {
    bars: [...all("header > div"), ...all("[role=toolbar]"), ...all("footer"), ...all("aside")]
      .filter(({left, right}) => right > left),
    picture: box(document.querySelector("video")),
    cut: all("button:not([role=tab], [data-key] *)").filter(({left, right, top, bottom}) =>
      left < 0 || top < 0 || right > innerWidth || bottom > innerHeight),
  }
}"""

_NAMELESS = """() => [
    ...document.querySelectorAll("button, input, [tabindex='0'], [role=menuitem]")
  ].filter((element) => !(element.ariaLabel || element.textContent.trim()))
   .map((element) => element.outerHTML)"""


def _overlap(a: dict[str, float], b: dict[str, float]) -> bool:
    return (
        a["left"] < b["right"]
        and b["left"] < a["right"]
        and a["top"] < b["bottom"]
        and b["top"] < a["bottom"]
    )


def _middle(picture: dict[str, float]) -> dict[str, float]:
    width, height = picture["right"] - picture["left"], picture["bottom"] - picture["top"]
    x, y = picture["left"] + width / 2, picture["top"] + height / 2
    return {
        "left": x - _WIDTH / 2 * width,
        "right": x + _WIDTH / 2 * width,
        "top": y - _HEIGHT / 2 * height,
        "bottom": y + _HEIGHT / 2 * height,
    }


_NARROWEST = """() => Math.min(...[...document.querySelectorAll("[role=toolbar] button")]
  .map((button) => button.getBoundingClientRect().width))"""


@pytest.mark.parametrize("panels", ["closed", "open"])
@pytest.mark.parametrize("touch", [False, True])
async def test_no_bar_covers_another_or_the_middle_of_the_picture_at_any_common_size(
    touch: bool, panels: str
) -> None:
    async with live_server("--width", "640", "--height", "360") as server, browser() as chromium:
        context = await chromium.new_context(has_touch=touch, is_mobile=touch, bypass_csp=True)
        page = await context.new_page()
        await page.goto(f"{server.url}/?transport=websocket")
        await page.wait_for_function("window.__viewer?.presented.length > 0")
        if panels == "open":
            await page.get_by_role("tab", name="Joints").click()
        # Fingers get larger buttons.
        assert await page.evaluate("matchMedia('(pointer: coarse)').matches") is touch
        for width, height in _SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            # The picture is laid out anew by an observer, which runs before the second next frame.
            await page.evaluate(
                "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
            )
            found: dict[str, Any] = await page.evaluate(_BOXES)
            assert not found["cut"], (width, height)
            assert await page.evaluate(_NARROWEST) >= 32, (width, height)
            bars = found["bars"]
            window = {"left": 0, "top": 0, "right": width, "bottom": height}
            for index, bar in enumerate(bars):
                inside = all(bar[side] >= window[side] for side in ("left", "top"))
                inside &= all(bar[side] <= window[side] for side in ("right", "bottom"))
                assert inside, (width, height, bar)
                for other in bars[index + 1 :]:
                    assert not _overlap(bar, other), (width, height, bar, other)
                assert not _overlap(bar, _middle(found["picture"])), (width, height, bar)


async def _width_of_tools(page: Page) -> float:
    box = await page.get_by_role("toolbar").bounding_box()
    assert box is not None
    return box["width"]


async def test_the_tools_stay_where_they_are_while_the_speed_changes() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await page.get_by_role("button", name="Speed: 1").wait_for()
        before = await _width_of_tools(page)
        await page.get_by_role("application").focus()
        for speed in ("1/2", "1/4", "1/8", "1/16"):
            await page.keyboard.press("-")
            await page.get_by_role("button", name=f"Speed: {speed}").wait_for()
        assert await _width_of_tools(page) == before


async def test_every_control_has_a_name_whatever_is_open() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        assert await page.evaluate(_NAMELESS) == []
        for name, opened in [
            ("Settings", "menu"), ("People", "menu"), ("Speed", "menu"), ("Details", "dialog"),
            ("Choose another", "dialog"), ("Help", "dialog"),
        ]:  # fmt: skip
            await page.get_by_role("button", name=name).click()
            await page.locator(f"[role={opened}]").first.wait_for()
            assert await page.evaluate(_NAMELESS) == [], name
            await page.keyboard.press("Escape")
            await page.locator(f"[role={opened}]").first.wait_for(state="hidden")


async def test_a_double_click_on_the_sky_is_answered_by_a_hint_that_passes() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await page.mouse.dblclick(500, 45, button="right")
        hint = page.get_by_text("nothing at this point")
        await hint.wait_for()
        assert await page.get_by_role("alert").count() == 0
        await hint.wait_for(state="hidden")
