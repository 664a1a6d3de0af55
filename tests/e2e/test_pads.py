"""A gamepad, stubbed where the browser tells of it: none is plugged into a test machine."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page

from tests.support.live import LiveServer, browser, live_server, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_L1 = 4
_STUB = """
window.__pad = { axes: [0, 0, 0, 0], pressed: [] }
navigator.getGamepads = () => [{
  id: "Stub (STANDARD GAMEPAD Vendor: 0000 Product: 0000)", index: 0, connected: true,
  mapping: "standard", axes: window.__pad.axes, timestamp: 0,
  buttons: Array.from({ length: 17 }, (_, at) => {
    const pressed = window.__pad.pressed.includes(at)
    return { pressed, touched: pressed, value: pressed ? 1 : 0 }
  }),
}, null, null, null]
"""
_XML = """<mujoco><worldbody><light pos="0 0 3"/><geom type="plane" size="5 5 1"/>
<body name="goal" mocap="true" pos="0 0 1"><geom size=".2" rgba="1 0 0 1"/></body>
<body name="arm" pos="1 0 1"><joint name="hinge" axis="0 1 0" damping="1"/><geom size=".2"/></body>
</worldbody><actuator><position name="lift" joint="hinge" kp="20" ctrlrange="-1 1"/></actuator>
</mujoco>"""


async def _with_pad(chromium: Browser, url: str) -> Page:
    context = await chromium.new_context(viewport={"width": 800, "height": 600}, bypass_csp=True)
    page = await context.new_page()
    await page.add_init_script(_STUB)
    await page.goto(url)
    await page.wait_for_function(
        "window.__viewer && window.__viewer.presented.length > 0", timeout=20_000
    )
    return page


async def _set(page: Page, axes: list[float], *pressed: int) -> None:
    """Move the pad, as slowly as a hand: the page reads it once a frame, and must have seen what
    was before."""
    await page.evaluate(
        """async ([axes, pressed]) => {
          for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
          window.__pad = { axes, pressed }
        }""",
        [axes, pressed],
    )


async def _moves(read: Callable[[], Awaitable[object]]) -> bool:
    before = await read()
    await asyncio.sleep(0.3)
    return await read() != before


def _camera_of(server: LiveServer) -> Callable[[], Awaitable[object]]:
    async def read() -> object:
        return (await server.get("/api/camera"))["mjcf"]

    return read


@pytest.mark.slow
async def test_a_gamepad_moves_the_camera_while_its_dead_man_is_held_and_no_longer() -> None:
    async with live_server() as server, browser() as chromium:
        page = await _with_pad(chromium, server.url)
        camera = _camera_of(server)
        await _set(page, [0, 0, 1, 0])
        assert not await _moves(camera)
        await _set(page, [0, 0, 1, 0], _L1)
        await until(lambda: _moves(camera))
        await _set(page, [0, 0, 1, 0])

        async def still() -> bool:
            return not await _moves(camera)

        await until(still)
        # And when whoever holds it is gone from one moment to the next.
        await _set(page, [0, 0, 1, 0], _L1)
        await until(lambda: _moves(camera))
        await page.close()
        await until(still)


async def test_it_moves_a_mocap_body_and_a_control() -> None:
    async with live_server() as server, browser() as chromium:
        await server.load(xml=_XML)
        page = await _with_pad(chromium, server.url)
        await page.get_by_role("tab", name="Gamepad").click()
        await page.get_by_text("Stub", exact=True).wait_for()
        await page.get_by_label("Steers").select_option("A mocap body")
        await _set(page, [0, -1, 0, 0], _L1)
        await page.get_by_role("status").filter(has_text="Steering").wait_for()
        await page.get_by_role("tab", name="Joints").click()
        height = page.get_by_role("textbox", name="goal").nth(2)

        async def lifted() -> bool:
            shown = await height.input_value()
            return shown[:1].isdigit() and float(shown) > 1.3

        await until(lifted)
        await _set(page, [0, 0, 0, 0])
        await page.get_by_role("tab", name="Gamepad").click()
        await page.get_by_label("Steers").select_option("Controls of actuators")
        await _set(page, [1, 0, 0, 0], _L1)
        await page.get_by_role("tab", name="Control", exact=True).click()
        control = page.get_by_role("textbox", name="lift")

        async def at_its_end() -> bool:
            return await control.input_value() in ("1", "1.000")

        await until(at_its_end)
        await _set(page, [0, 0, 0, 0])
