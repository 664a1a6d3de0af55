"""People see where others point, and from where they look."""

import pytest
from playwright.async_api import Page

from tests.support.live import browser, live_server, open_page, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_XML = """<mujoco><visual><headlight ambient=".4 .4 .4" diffuse=".3 .3 .3" specular="0 0 0"/>
</visual><worldbody><geom type="plane" size="2 2 1" rgba=".5 .5 .5 1"/></worldbody></mujoco>"""
# How many pixels of what is shown have this hue, and are not grey.
_COUNT = """(color) => {
  const shown = window.__viewer.state().video.shown
  const source = document.querySelector(shown === "webrtc" ? "video" : "canvas")
  const copy = document.createElement("canvas")
  copy.width = 320; copy.height = 240
  const context = copy.getContext("2d")
  context.drawImage(source, 0, 0, 320, 240)
  const hue = (r, g, b) => {
    const top = Math.max(r, g, b), span = top - Math.min(r, g, b)
    if (span < 60) return null
    const at = top === r ? (g - b) / span : top === g ? 2 + (b - r) / span : 4 + (r - g) / span
    return (60 * at + 360) % 360
  }
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
  const wanted = hue(r, g, b)
  const { data } = context.getImageData(0, 0, 320, 240)
  let count = 0
  for (let at = 0; at < data.length; at += 4) {
    const found = hue(data[at], data[at + 1], data[at + 2])
    if (found === null) continue
    const off = Math.abs(found - wanted)
    if (Math.min(off, 360 - off) < 20) count += 1
  }
  return count
}"""


async def _color(page: Page) -> str:
    state = await page.evaluate("window.__viewer.state()")
    (color,) = (one["color"] for one in state["participants"] if one["id"] == state["participant"])
    return color


async def test_where_one_points_is_seen_by_another_in_a_view_of_their_own_and_fades() -> None:
    async with live_server() as server, browser() as one, browser() as other:
        await server.load(xml=_XML)
        ada = await open_page(one, server.url, name="Ada")
        bob = await open_page(other, server.url, name="Bob")
        # He looks from elsewhere, by a link.
        await bob.goto(f"{server.url}/#camera=120,-60,6,0,0,0")
        await bob.wait_for_function(
            "window.__viewer && window.__viewer.presented.length > 0", timeout=20_000
        )
        color = await _color(ada)

        async def seen() -> bool:
            return await bob.evaluate(_COUNT, color) > 8

        async def gone() -> bool:
            return await bob.evaluate(_COUNT, color) == 0

        await until(gone)
        await ada.keyboard.down("Alt")
        for step in range(12):
            await ada.mouse.move(380 + 4 * step, 330)
            await ada.wait_for_timeout(80)
        await ada.keyboard.up("Alt")
        await until(seen)
        await until(gone)
