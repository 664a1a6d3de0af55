"""Makes docs/images/panel_*.jpg: every panel and tab of a running server, as Chromium shows it.

    python scripts/make_panel_pictures.py [MODEL]

A scene with controls, joints and equalities shows the most; without one it is a small one of its own.
"""  # noqa: E501

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
IMAGES = REPOSITORY / "docs" / "images"
sys.path.insert(0, str(REPOSITORY))

import httpx  # noqa: E402
from playwright.async_api import Page  # noqa: E402

from benchmarks.browser import Chromium, blank_page  # noqa: E402
from benchmarks.machine import running_server  # noqa: E402

_MODEL = """<mujoco model="Two arms"><visual><headlight ambient=".4 .4 .4"/></visual>
<asset><texture name="sky" type="skybox" builtin="gradient" rgb1=".5 .65 .8" rgb2=".9 .95 1"
 width="64" height="384"/><texture name="grid" type="2d" builtin="checker" width="256" height="256"
 rgb1=".55 .57 .6" rgb2=".65 .67 .7"/><material name="grid" texture="grid" texrepeat="8 8"/></asset>
<worldbody><light pos="1 -1 4" dir="-.2 .2 -1" castshadow="true"/>
<geom type="plane" size="4 4 1" material="grid"/>
<camera name="front" pos="3.5 0 1.2" xyaxes="0 1 0 -.2 0 1"/>
<body name="left" pos="0 .6 .9"><joint name="left_shoulder" axis="1 0 0" range="-90 90" damping="2"/>
<geom type="capsule" fromto="0 0 0 0 .6 .3" size=".08" rgba=".85 .3 .2 1"/>
<body name="left_hand" pos="0 .6 .3"><joint name="left_elbow" axis="1 0 0" range="-120 0" damping="1"/>
<geom type="capsule" fromto="0 0 0 0 .2 .45" size=".06" rgba=".95 .6 .3 1"/><site name="left_tip" pos="0 .2 .45"/>
</body></body><body name="right" pos="0 -.6 .9">
<joint name="right_shoulder" axis="1 0 0" range="-90 90" damping="2"/>
<geom type="capsule" fromto="0 0 0 0 -.6 .3" size=".08" rgba=".2 .45 .75 1"/></body>
<body name="ball" pos=".6 0 .3"><freejoint name="ball"/><geom type="sphere" size=".2" rgba=".3 .7 .4 1"/></body>
</worldbody><equality><joint name="mirror" joint1="left_shoulder" joint2="right_shoulder" polycoef="0 -1 0 0 0"/>
</equality><actuator><position name="lift_left" joint="left_shoulder" kp="60" ctrlrange="-1.5 1.5"/>
<position name="bend_left" joint="left_elbow" kp="30" ctrlrange="-2 0"/></actuator>
<statistic center="0 0 .8" extent="2.4"/></mujoco>"""  # noqa: E501


async def _open(page: Page, title: str, *, fields: bool = True) -> None:
    tab = page.get_by_role("tab", name=title, exact=True)
    if await tab.get_attribute("aria-selected") != "true":
        await tab.click()
    await page.get_by_role("tabpanel", name=title, exact=True).wait_for()
    if fields:
        await page.locator("[data-path]").first.wait_for()
    # A tooltip would lie over what the picture is of.
    await page.mouse.move(195, 220)
    await asyncio.sleep(1.5)


async def _shot(page: Page, name: str) -> None:
    await page.screenshot(path=IMAGES / f"panel_{name}.jpg", type="jpeg", quality=80)


async def _panels(page: Page) -> None:
    titles = await page.evaluate(
        "window.__viewer.state().scene.panels.map(({name, title}) => [name, title])"
    )
    for name, title in titles:
        await _open(page, title)
        await _shot(page, name)
    await page.get_by_role("searchbox").fill("contact")
    await asyncio.sleep(1.0)
    await _shot(page, "search")
    await page.get_by_role("searchbox").fill("")
    await page.get_by_role("application").focus()
    await page.keyboard.press("?")
    await page.get_by_role("dialog").get_by_text("Convex Hull").wait_for()
    await asyncio.sleep(0.5)
    await _shot(page, "help")


async def _tabs(page: Page, url: str) -> None:
    """The tabs that are no panels of fields, each with something in it."""
    await _open(page, "Plots", fields=False)
    await page.get_by_role("combobox", name="Plot a series").fill("qpos[0]")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await asyncio.sleep(2.0)
    await page.get_by_role("button", name="Reset", exact=False).first.click()
    await page.mouse.move(195, 220)
    await asyncio.sleep(4.0)
    await _shot(page, "plots")
    await _open(page, "Cameras", fields=False)
    await page.get_by_role("button", name="Add a tile").click()
    await asyncio.sleep(1.5)
    await _shot(page, "cameras")
    await page.get_by_role("button", name="Remove tile 1").click()
    await _open(page, "Files", fields=False)
    await _shot(page, "files")
    await _open(page, "Editor", fields=False)
    await page.locator(".cm-line").first.wait_for()
    await _shot(page, "editor")
    await _open(page, "Recordings", fields=False)
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        begun = (await client.post("/api/recordings", json={"title": "Two arms, first try"})).json()
        await asyncio.sleep(3.0)
        await client.post(f"/api/recordings/{begun['id']}/stop")
    await page.get_by_text("Film of the past").click()
    await asyncio.sleep(1.0)
    await _shot(page, "recordings")
    await _open(page, "Inspect", fields=False)
    await page.get_by_text("left_hand", exact=True).click()
    await asyncio.sleep(2.0)
    await _shot(page, "inspect")
    await page.get_by_role("button", name="Close the panels").click()
    await page.get_by_role("button", name="Pause").click()
    await page.get_by_role("slider", name="Moment").wait_for()
    for _ in range(40):
        await page.get_by_role("slider", name="Moment").press("ArrowLeft")
    await asyncio.sleep(1.0)
    await _shot(page, "timeline")


async def make(model: str) -> None:
    """Start a server on this model and make all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as recordings:
        await _make(model, recordings)
    await _people(model)
    folder = REPOSITORY.parent / "shared" / "menagerie"
    await _create(str(folder) if folder.is_dir() else "")


async def _people(model: str) -> None:
    """Two people at a server that asks for its token, who are seen in each other's pictures."""
    async with running_server(model, "--host", "localhost") as server, Chromium() as browser:
        pages: list[Page] = []
        for number in range(2):
            context = await browser.new_context(
                viewport={"width": 1280, "height": 800}, color_scheme="dark", bypass_csp=True
            )
            page = await context.new_page()
            await page.goto(f"{server.url}/?transport=websocket&{server.query}")
            await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
            await _open(page, "People", fields=False)
            pages.append(page)
            if number:
                await page.get_by_label("Message to everybody").fill("The left arm first?")
                await page.keyboard.press("Enter")
        await asyncio.sleep(2.0)
        await _shot(pages[0], "people")


async def _create(robots: str) -> None:
    """A scene from words, seen as it is kept; with a robot of a folder."""
    arguments = ("--scene-folder", robots) if robots else ()
    arm = "Panda" if robots else "robot arm"
    async with running_server("pendulum", *arguments) as server, Chromium() as browser:
        page = await blank_page(browser)
        await page.emulate_media(color_scheme="dark")
        await page.goto(f"{server.url}/?transport=websocket")
        await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
        await _open(page, "Create", fields=False)
        box = page.get_by_role("textbox", name="What shall be there")
        await box.fill(f"a table with a red cup, two blue books and a {arm} that can reach the cup")
        await page.get_by_role("button", name="Write the scene").click()
        await page.get_by_role("button", name="Apply version 1").click(timeout=120_000)
        await page.get_by_text("Current", exact=True).first.wait_for(timeout=60_000)
        await asyncio.sleep(3.0)
        await _shot(page, "create")


async def _make(model: str, recordings: str) -> None:
    async with running_server(model, "--recordings", recordings) as server, Chromium() as browser:
        address = f"{server.url}/?transport=websocket"
        page = await blank_page(browser)
        await page.emulate_media(color_scheme="dark")
        await page.goto(address)
        await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
        await _panels(page)
        await page.keyboard.press("Escape")
        await _tabs(page, server.url)
        context = await browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True,
            bypass_csp=True,
        )  # fmt: skip
        phone = await context.new_page()
        await phone.goto(address)
        await phone.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
        await phone.get_by_role("button", name="Panels").tap()
        await _open(phone, "Joints")
        await _shot(phone, "phone")


def main() -> None:
    """Parse the command line, make the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "two_arms.xml"
        own.write_text(_MODEL)
        asyncio.run(make(sys.argv[1] if len(sys.argv) > 1 else str(own)))


if __name__ == "__main__":
    main()
