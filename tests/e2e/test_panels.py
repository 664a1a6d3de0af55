"""Panels of the scene's fields, in real Chromium: what a person changes there is seen."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page

from tests.support.live import LiveServer, browser, live_server, open_page, picture_hash, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

#: A red arm before a white wall; it hangs still, and turns where its joint is set.
_ARM = """<mujoco><option gravity="0 0 0"/>
<visual><headlight ambient=".6 .6 .6"/></visual>
<worldbody><geom type="plane" size="3 3 1" rgba=".9 .9 .9 1"/>
<body pos="0 0 1"><joint name="shoulder" axis="1 0 0" range="-90 90"/>
<geom type="capsule" fromto="0 0 0 0 0 1.6" size=".2" rgba="1 0 0 1"/></body>
<body pos="0 2 .5"><joint name="wheel" axis="0 0 1"/><geom name="block" type="box" size=".4 .4 .4" rgba="0 0 1 1"/></body>
</worldbody><actuator><position name="lift" joint="shoulder" kp="50" ctrlrange="-1 1"/>
<motor name="spin" joint="wheel"/></actuator>
<statistic center="0 0 1" extent="4"/></mujoco>"""  # noqa: E501


def _many_joints(count: int) -> str:
    """A chain of so many hinges, held by its actuators."""
    bodies = "".join(
        f'<body pos="0 0 {0.02 if index else 2}"><joint name="hinge_{index:03d}" axis="1 0 0" '
        'damping="1" range="-60 60"/><geom type="sphere" size=".01" mass=".01"/>'
        for index in range(count)
    )
    return (
        '<mujoco><compiler autolimits="true"/><option gravity="0 0 0"/><worldbody>'
        f"{bodies}{'</body>' * count}</worldbody></mujoco>"
    )


def _differ(a: list[int], b: list[int]) -> int:
    return sum(abs(x - y) > 12 for x, y in zip(a, b, strict=True))


async def _seen_to_change(page: Page, before: list[int], fields: int = 4) -> None:
    async def changed() -> bool:
        return _differ(before, await picture_hash(page)) >= fields

    await until(changed)


async def _at_rest(page: Page) -> list[int]:
    """The picture, once it stands still."""
    last: list[int] = []

    async def still() -> bool:
        nonlocal last
        before, last = last, await picture_hash(page)
        await asyncio.sleep(0.2)
        return len(before) > 0 and _differ(before, last) == 0

    await until(still)
    return last


async def _with_model(chromium: Browser, server: LiveServer, xml: str) -> Page:
    page = await open_page(chromium, server.url, "websocket")
    assert (await server.load(xml=xml, title="panels")).status_code == 200
    await page.wait_for_function("window.__viewer.state().scene.title === 'panels'")
    return page


async def _open(page: Page, title: str) -> Locator:
    await page.get_by_role("tab", name=title, exact=True).click()
    panel = page.get_by_role("tabpanel", name=title, exact=True)
    await panel.wait_for()
    return panel


async def _drag(page: Page, slider: Locator, fraction: float) -> None:
    box = await slider.bounding_box()
    assert box is not None
    x, y = box["x"], box["y"] + box["height"] / 2
    await page.mouse.move(x + box["width"] / 2, y)
    await page.mouse.down()
    for step in range(1, 11):
        part = 0.5 + (fraction - 0.5) * step / 10
        await page.mouse.move(x + part * box["width"], y)
    await page.mouse.up()


async def _value(locator: Locator) -> float:
    """What a field says; not a number before the server has told it."""
    text = await locator.input_value()
    return float("nan") if text == "–" else float(text)  # noqa: RUF001


async def test_dragging_a_slider_moves_the_joint_before_the_eyes_of_the_viewer() -> None:
    async with live_server() as server, browser() as chromium:
        page = await _with_model(chromium, server, _ARM)
        await page.get_by_role("button", name="Pause").click()
        panel = await _open(page, "Joints")
        exact = panel.get_by_role("textbox", name="shoulder")
        await panel.get_by_role("slider", name="shoulder").wait_for()
        before = await _at_rest(page)
        await _drag(page, panel.get_by_role("slider", name="shoulder"), 0.95)
        await _seen_to_change(page, before)

        async def there() -> bool:
            return await _value(exact) > 1.2

        await until(there)


async def test_what_one_browser_edits_the_other_sees() -> None:
    async with live_server() as server, browser() as chromium:
        first = await _with_model(chromium, server, _ARM)
        second = await open_page(chromium, server.url, "websocket")
        mine, theirs = [await _open(page, "Control") for page in (first, second)]
        await mine.get_by_role("textbox", name="lift").fill("0.75")
        await first.keyboard.press("Enter")

        async def seen() -> bool:
            return abs(await _value(theirs.get_by_role("textbox", name="lift")) - 0.75) < 1e-6

        await until(seen)
        await theirs.get_by_role("button", name="Clear all").click()

        async def cleared() -> bool:
            return await _value(mine.get_by_role("textbox", name="lift")) == 0

        await until(cleared)


async def test_a_refused_value_is_explained_at_its_field_and_goes_back() -> None:
    async with live_server() as server, browser() as chromium:
        page = await _with_model(chromium, server, _ARM)
        panel = await _open(page, "Control")
        exact = panel.get_by_role("textbox", name="lift")
        for typed, reason in (("7", "between -1 and 1"), ("seven", "is not a number")):
            await exact.fill(typed)
            await page.keyboard.press("Enter")
            await panel.get_by_role("alert").filter(has_text=reason).wait_for()
            await exact.blur()
            assert await _value(exact) == 0
        await exact.fill("0.5")
        await page.keyboard.press("Enter")
        await panel.get_by_role("alert").wait_for(state="hidden")


async def test_flags_groups_and_colours_of_panels_change_the_picture() -> None:
    async with live_server() as server, browser() as chromium:
        page = await _with_model(chromium, server, _ARM)
        await page.get_by_role("button", name="Pause").click()
        panel = await _open(page, "Rendering")
        await panel.get_by_role("switch", name="Joint").wait_for()
        before = await _at_rest(page)
        await panel.get_by_role("button", name="Model elements").click()
        await panel.get_by_role("switch", name="Wireframe").click()
        await _seen_to_change(page, before)
        before = await _at_rest(page)
        panel = await _open(page, "Groups")
        await panel.get_by_role("switch", name="Geom 0").click()
        await _seen_to_change(page, before)
        await panel.get_by_role("switch", name="Geom 0").click()
        before = await _at_rest(page)
        panel = await _open(page, "Visualization")
        await panel.get_by_role("textbox", name="Ambient", exact=True).fill("#ff0000")
        await _seen_to_change(page, before)


async def test_one_search_box_finds_fields_of_all_panels_and_they_can_be_set_there() -> None:
    async with live_server() as server, browser() as chromium:
        page = await _with_model(chromium, server, _ARM)
        await _open(page, "Joints")
        search = page.get_by_role("searchbox", name="Search all panels")
        await search.fill("gravity")
        found = page.get_by_role("textbox", name="Gravity z")
        await found.fill("-3.5")
        await page.keyboard.press("Enter")
        await search.fill("nothing is called so")
        await page.get_by_text("No fields found").wait_for()
        await search.press("Escape")
        panel = await _open(page, "Physics")

        async def kept() -> bool:
            return await _value(panel.get_by_role("textbox", name="Gravity z")) == -3.5

        heading = panel.get_by_role("button", name="Algorithm")
        await heading.click()
        await until(kept)


async def test_panels_come_back_by_themselves_after_a_swap_and_a_reconnect() -> None:
    async with browser() as chromium:
        async with live_server() as server:
            port = int(server.url.rsplit(":", 1)[1])
            page = await _with_model(chromium, server, _ARM)
            panel = await _open(page, "Joints")
            await panel.get_by_role("slider", name="shoulder").wait_for()
            assert (await server.load(name="pendulum")).status_code == 200
            await panel.get_by_role("slider", name="shoulder").wait_for(state="hidden")
            await panel.get_by_role("slider").first.wait_for()
        await page.wait_for_function("window.__viewer.state().connection.kind !== 'connected'")
        async with live_server(port=port):
            # That server begins with another scene.
            await panel.get_by_role("slider", name="abdomen_z").wait_for()

            async def told() -> bool:
                return (await panel.get_by_role("textbox").first.input_value())[-1].isdigit()

            await until(told)


async def _mounted(panel: Locator) -> int:
    return await panel.locator("[data-path]").count()


async def test_a_model_with_200_joints_stays_usable() -> None:
    async with live_server() as server, browser() as chromium:
        page = await _with_model(chromium, server, _many_joints(200))
        await page.get_by_role("button", name="Pause").click()
        panel = await _open(page, "Joints")
        await panel.get_by_role("slider", name="hinge_000").wait_for()
        # Only what is seen is there.
        assert await _mounted(panel) < 40
        await page.get_by_role("searchbox").fill("hinge_19")
        await panel.get_by_role("slider", name="hinge_199").wait_for()
        await panel.get_by_role("textbox", name="hinge_199").fill("0.5")
        await page.keyboard.press("Enter")
        await page.get_by_role("searchbox").fill("")
        scroller = panel.locator("[data-key]").first.locator("xpath=../..")
        await scroller.evaluate("(element) => element.scrollTo(0, element.scrollHeight)")
        last = panel.get_by_role("textbox", name="hinge_199")
        await last.wait_for()

        async def moved() -> bool:
            return await _value(last) == 0.5

        await until(moved)
        assert await _mounted(panel) < 40


async def test_opening_and_closing_panels_does_not_stop_the_video() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        before: dict[str, Any] = await page.evaluate("window.__viewer.state().video")
        for title in ("Joints", "Physics", "Rendering", "Rendering"):
            await page.get_by_role("tab", name=title, exact=True).click()
            shown: int = await page.evaluate("window.__viewer.presented.at(-1).frame")
            await page.wait_for_function(f"window.__viewer.presented.at(-1).frame > {shown}")
        after: dict[str, Any] = await page.evaluate("window.__viewer.state().video")
        assert (before["selected"], before["shown"]) == (after["selected"], after["shown"])
        assert not errors


async def test_an_upright_phone_has_the_panels_below_the_picture() -> None:
    async with live_server() as server, browser() as chromium:
        context = await chromium.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, bypass_csp=True
        )
        page = await context.new_page()
        await page.goto(f"{server.url}/?transport=websocket")
        await page.wait_for_function("window.__viewer?.presented.length > 0")
        await page.get_by_role("button", name="Panels").tap()
        await page.get_by_role("tab", name="Joints").tap()
        panel = page.get_by_role("tabpanel", name="Joints")
        slider = panel.get_by_role("slider").first
        await slider.wait_for()
        sheet, picture = [
            await page.locator(selector).bounding_box()
            for selector in ("aside", "video[data-way=webrtc]")
        ]
        tools = await page.get_by_role("toolbar").bounding_box()
        assert sheet is not None
        assert picture is not None
        assert tools is not None
        assert sheet["width"] == 390
        assert picture["y"] + picture["height"] / 2 < tools["y"] < sheet["y"]
        box = await slider.bounding_box()
        assert box is not None
        # Large enough for a finger, and nothing reaches over the edge.
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= 390
        await page.reload()
        await page.get_by_role("tabpanel", name="Joints").wait_for()


async def test_keys_change_what_is_drawn_only_while_the_picture_has_the_focus() -> None:
    async with live_server() as server, browser() as chromium:
        page = await _with_model(chromium, server, _ARM)
        await page.get_by_role("button", name="Pause").click()
        picture = page.get_by_role("application")
        await picture.focus()
        before = await _at_rest(page)
        for key in ("w", "0"):
            await page.keyboard.press(key)
            await _seen_to_change(page, before)
            await page.keyboard.press(key)
            await until(lambda: _same(page, before))
        # Somewhere else a letter is a letter.
        await page.keyboard.press("F2")
        search = page.get_by_role("searchbox", name="Search all panels")
        await page.wait_for_function("document.activeElement.type === 'search'")
        await page.keyboard.type("w0")
        assert await search.input_value() == "w0"
        assert _differ(before, await _at_rest(page)) < 4
        # The first Escape ends the search, the second leads to the picture, and Tab on from there.
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        assert await picture.evaluate("(element) => element === document.activeElement")
        await page.keyboard.press("Tab")
        assert not await picture.evaluate("(element) => element === document.activeElement")


async def _same(page: Page, before: list[int]) -> bool:
    return _differ(before, await picture_hash(page)) < 4


async def test_a_flag_that_is_toggled_by_key_shows_it_in_its_panel_and_in_the_help() -> None:
    async with live_server() as server, browser() as chromium:
        page = await _with_model(chromium, server, _ARM)
        panel = await _open(page, "Rendering")
        flag = panel.get_by_role("switch", name="Convex Hull")
        await flag.wait_for()
        assert not await flag.is_checked()
        await page.get_by_role("application").focus()
        await page.keyboard.press("h")
        await panel.locator("[data-path='view/flag/0'] input:checked").wait_for()
        await page.keyboard.press("?")
        sheet = page.get_by_role("dialog")
        await sheet.get_by_role("searchbox").fill("convex")
        await sheet.get_by_text("Convex Hull").wait_for()
        assert await sheet.locator("kbd").all_inner_texts() == ["H"]
