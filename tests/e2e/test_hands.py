"""Select, pull and go back in time, as a person does it."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.support.live import LiveServer, browser, live_server, open_page, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_BOX = """<mujoco model="box"><statistic center="0 0 .3" extent="1.5"/>
<visual><headlight ambient=".6 .6 .6"/><global azimuth="90" elevation="-15"/></visual>
<worldbody><light pos="0 0 3"/><geom name="floor" type="plane" size="3 3 .1" rgba=".2 .3 .4 1"/>
<body name="box" pos="0 0 .25"><freejoint/>
<geom name="skin" type="box" size=".25 .25 .25" rgba="1 .2 .1 1"/></body></worldbody></mujoco>"""

_TWO = """<mujoco model="two"><statistic center="0 0 .3" extent="1.8"/>
<visual><headlight ambient=".6 .6 .6"/><global azimuth="90" elevation="-15"/></visual>
<worldbody><light pos="0 0 3"/><geom name="floor" type="plane" size="3 3 .1" rgba=".2 .3 .4 1"/>
<body name="red" pos="-.5 0 .25"><freejoint/>
<geom type="box" size=".2 .2 .2" rgba="1 .2 .1 1"/></body>
<body name="green" pos=".5 0 .25"><freejoint/>
<geom type="box" size=".2 .2 .2" rgba=".1 1 .1 1"/></body>
</worldbody></mujoco>"""

#: Where the middle of what is red (channel 0) or green (1) is.
_COLOURED = """channel => {
  const shown = window.__viewer.state().video.shown
  const source = document.querySelector(shown === "webrtc" ? "video" : "canvas")
  const box = source.getBoundingClientRect()
  const small = document.createElement("canvas")
  small.width = 80; small.height = 60
  const context = small.getContext("2d")
  context.drawImage(source, 0, 0, 80, 60)
  const { data } = context.getImageData(0, 0, 80, 60)
  let x = 0, y = 0, count = 0
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + channel] > 110 && data[i + channel] > 2 * data[i + 1 - channel]) {
      x += (i / 4) % 80; y += Math.floor(i / 4 / 80); count += 1
    }
  }
  if (count === 0) return null
  return { x: box.left + (x / count + 0.5) / 80 * box.width,
           y: box.top + (y / count + 0.5) / 60 * box.height, count }
}"""

_RED, _GREEN = 0, 1


async def _box(page: Page, channel: int = _RED) -> dict[str, float]:
    found = await page.evaluate(_COLOURED, channel)
    assert found is not None, "no box in the picture"
    return found


async def _status(page: Page) -> dict[str, Any]:
    return (await page.evaluate("window.__viewer.state()"))["status"]


async def _ready(server: LiveServer, page: Page, xml: str = _BOX) -> None:
    assert (await server.load(xml=xml)).status_code == 200
    await page.wait_for_function("['box', 'two'].includes(window.__viewer.state().scene?.title)")

    async def there() -> bool:
        return await page.evaluate(_COLOURED, _RED) is not None

    await until(there)


@pytest.mark.parametrize("transport", ["webrtc", "websocket"])
async def test_a_box_is_selected_inspected_and_pulled_to_where_the_hand_goes(
    transport: str,
) -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, transport)
        await _ready(server, page)
        await page.get_by_role("tab", name="Inspect").click()
        at = await _box(page)
        await page.mouse.dblclick(at["x"], at["y"])
        card = page.get_by_role("region", name="Body box")
        await card.get_by_text("A body on world").wait_for()
        # 8 kg/l times 125 l: its weight is on the floor.
        force = card.locator("tbody tr").first
        await force.wait_for()
        normal = [
            await row.locator("td").nth(1).inner_text()
            for row in await card.locator("tbody tr").all()
        ]
        assert sum(float(text) for text in normal) == pytest.approx(125 * 9.81, rel=0.2)
        await page.keyboard.down("Control")
        await page.mouse.move(at["x"], at["y"])
        await page.mouse.down(button="right")
        for step in range(1, 15):
            await page.mouse.move(at["x"] + 8 * step, at["y"] - 6 * step)
        goal = at["x"] + 8 * 14

        async def moved() -> bool:
            return (await _box(page))["x"] > (at["x"] + goal) / 2

        await until(moved)
        await page.mouse.up(button="right")
        await page.keyboard.up("Control")


async def test_while_paused_a_box_is_put_where_the_hand_goes_and_that_can_be_undone() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url)
        await _ready(server, page)
        await page.keyboard.press("Space")
        await page.get_by_role("slider", name="Moment").wait_for()
        at = await _box(page)
        await page.keyboard.down("Control")
        await page.mouse.move(at["x"], at["y"])
        await page.mouse.down(button="right")
        await page.mouse.move(at["x"] + 90, at["y"], steps=8)

        async def moved() -> bool:
            return (await _box(page))["x"] > at["x"] + 60

        await until(moved)
        await page.mouse.up(button="right")
        await page.keyboard.up("Control")
        await page.keyboard.press("ArrowLeft")

        async def back() -> bool:
            return abs((await _box(page))["x"] - at["x"]) < 15

        await until(back)


async def _take(page: Page, channel: int) -> dict[str, float]:
    """Take hold of a box as with the mouse; where it was."""
    at = await _box(page, channel)
    await page.keyboard.down("Control")
    await page.mouse.move(at["x"], at["y"])
    await page.mouse.down(button="right")
    await page.mouse.move(at["x"], at["y"] - 10, steps=3)
    return at


async def test_two_people_pull_two_bodies_at_once() -> None:
    async with live_server() as server, browser() as one, browser() as other:
        ada, bob = [await open_page(chromium, server.url) for chromium in (one, other)]
        await _ready(server, ada, _TWO)
        await until(lambda: bob.evaluate(f"({_COLOURED})(1) !== null"))
        red, green = await _take(ada, _RED), await _take(bob, _GREEN)
        # Both hands go on holding: a pull that is not said again ends by itself.
        for step in range(1, 16):
            await ada.mouse.move(red["x"] - 9 * step, red["y"] - 2 * step)
            await bob.mouse.move(green["x"] + 9 * step, green["y"] - 2 * step)

        async def apart() -> bool:
            # The arrow of a pull is red too, and stands for part of what is found.
            left = red["x"] - (await _box(bob, _RED))["x"]
            return left > 25 and (await _box(ada, _GREEN))["x"] - green["x"] > 25

        await until(apart)
        await ada.mouse.up(button="right")
        await bob.mouse.up(button="right")


async def test_a_finger_that_rests_takes_a_box_and_pulls_it() -> None:
    async with live_server() as server, browser() as chromium:
        context = await chromium.new_context(
            viewport={"width": 844, "height": 390}, has_touch=True, bypass_csp=True
        )
        page = await context.new_page()
        await page.goto(f"{server.url}/?transport=websocket")
        await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
        await _ready(server, page)
        at = await _box(page)
        finger = await context.new_cdp_session(page)

        async def touch(kind: str, x: float = 0, y: float = 0) -> None:
            points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
            await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        await touch("touchStart", at["x"], at["y"])
        await page.wait_for_function("window.__viewer.state().selections?.length !== 0")
        await page.wait_for_timeout(700)
        for step in range(1, 15):
            await touch("touchMove", at["x"] + 6 * step, at["y"] - 4 * step)

        async def moved() -> bool:
            return (await _box(page))["x"] > at["x"] + 30

        await until(moved)
        await touch("touchEnd")
        await context.close()


@pytest.mark.slow
async def test_the_past_comes_back_and_goes_on_from_there() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url)
        assert (await server.load(name="pendulum")).status_code == 200

        async def five_seconds() -> bool:
            history = (await _status(page) or {}).get("history")
            return bool(history) and history["head_sec"] - history["first_sec"] > 5.5

        # The figures of the scene before may still be there.
        await page.wait_for_function("window.__viewer.state().status?.sim_time_sec < 5")
        await until(five_seconds)
        await page.keyboard.press("Space")
        track = page.get_by_role("slider", name="Moment")
        await track.wait_for()
        # By then the figures are those of the paused simulation.
        await page.wait_for_function("window.__viewer.state().status.still")
        history = (await _status(page))["history"]
        head = history["head"]
        steps_per_sec = head / history["head_sec"]
        past = head - round(5 * steps_per_sec)
        await track.fill(str(past))
        await until(lambda: _is_at(page, past))
        await until(lambda: _shows_sec(page, past / steps_per_sec))
        await page.get_by_role("button", name="Newest moment").click()
        await until(lambda: _is_at(page, head))
        # The picture has the keys again once it is clicked.
        await page.locator("main [role=application]").focus()
        await page.keyboard.press("ArrowLeft")
        await until(lambda: _is_at(page, head - 1))
        await page.keyboard.press("ArrowRight")
        await until(lambda: _is_at(page, head))
        await until(lambda: _shows_sec(page, head / steps_per_sec))


async def _shows_sec(page: Page, sim_time_sec: float) -> bool:
    return abs((await _status(page))["sim_time_sec"] - sim_time_sec) < 0.002


async def _is_at(page: Page, index: int) -> bool:
    return (await _status(page))["history"]["index"] == index
