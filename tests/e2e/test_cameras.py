"""Tiles, channels, screenshots and the camera as text, as a person uses them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest
from playwright.async_api import Page

from tests.support.live import browser, live_server, open_page, picture_hash, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

_SCENE = """<mujoco><worldbody><light pos="0 0 4"/>
<geom type="plane" size="4 4 1" rgba=".5 .5 .5 1"/>
<camera name="wrist" pos="0 0 3" xyaxes="1 0 0 0 1 0"/>
<camera name="side" pos="0 -3 1" xyaxes="1 0 0 0 .3 1"/>
<geom type="box" size=".5 .5 .5" pos="0 0 .5" rgba="1 0 0 1"/></worldbody></mujoco>"""


def _changed(before: list[int], after: list[int]) -> list[tuple[int, int]]:
    """The fields of 16x12 that differ, as column and row."""
    return [
        (i % 16, i // 16)
        for i in range(16 * 12)
        if any(abs(before[4 * i + c] - after[4 * i + c]) > 20 for c in range(3))
    ]


async def _shown(page: Page, title: str) -> list[int]:
    await page.wait_for_function(f"window.__viewer.state().scene?.title === '{title}'")

    async def still() -> bool:
        return bool(await page.evaluate("window.__viewer.state().status?.still"))

    await until(still)
    return await picture_hash(page)


async def _open_tab(page: Page) -> None:
    await page.get_by_role("tab", name="Cameras").click()
    await page.get_by_role("heading", name="Tiles in the picture").wait_for()


@pytest.mark.slow
async def test_a_tile_is_added_in_the_page_and_seen_by_another_person() -> None:
    async with live_server() as server, browser() as chromium:
        first = await open_page(chromium, server.url, "websocket")
        second = await open_page(chromium, server.url, "websocket")
        assert (await server.load(xml=_SCENE, title="tiles")).status_code == 200
        before = await _shown(second, "tiles")
        await _shown(first, "tiles")
        await _open_tab(first)
        await first.get_by_role("button", name="Add a tile").click()

        async def at_the_right_top() -> bool:
            changed = _changed(before, await picture_hash(second))
            return len(changed) > 5 and all(x >= 10 and y <= 4 for x, y in changed)

        await until(at_the_right_top)
        title = second.get_by_role("button", name="wrist: drag")
        await title.wait_for()
        # By keys to the other side, and then away.
        await title.focus()
        await second.keyboard.press("ArrowLeft")

        async def at_the_left_top() -> bool:
            changed = _changed(before, await picture_hash(first))
            return len(changed) > 5 and all(x <= 5 and y <= 4 for x, y in changed)

        await until(at_the_left_top)
        await first.get_by_label("Picture of").select_option("Depth")
        await second.get_by_role("button", name="Menu of wrist, depth").click()
        await second.get_by_role("menuitem", name="Close").click()

        async def gone() -> bool:
            return not _changed(before, await picture_hash(first))

        await until(gone)
        await first.get_by_text("Tile 1").wait_for(state="detached")


async def test_the_frame_of_a_tile_lies_where_it_is_in_the_picture() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await server.load(xml=_SCENE, title="tiles")
        await _shown(page, "tiles")
        await _open_tab(page)
        await page.get_by_role("button", name="Add a tile").click()
        handle = page.get_by_role("button", name="wrist: drag")
        await handle.wait_for()
        for width, height in ((800, 600), (1280, 500), (500, 900)):
            await page.set_viewport_size({"width": width, "height": height})

            async def fits() -> bool:
                boxes: dict[str, Any] = await page.evaluate("""() => {
                  const box = (element) => element.getBoundingClientRect()
                  const frame = box(document.querySelector("[data-corner]"))
                  const picture = box(document.querySelector("canvas"))
                  return {
                    right: frame.right - picture.right, top: frame.top - picture.top,
                    width: frame.width / picture.width, aspect: picture.width / picture.height,
                  }
                }""")
                return (
                    abs(boxes["right"]) < 1.5
                    and abs(boxes["top"]) < 1.5
                    and abs(boxes["width"] - 0.33) < 0.01
                    and abs(boxes["aspect"] - 4 / 3) < 0.02
                )

            await until(fits)


async def test_a_screenshot_is_saved_and_the_camera_copied(tmp_path: Path) -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await server.load(xml=_SCENE, title="tiles")
        await _shown(page, "tiles")
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await _open_tab(page)
        await page.get_by_label("Pixels").select_option("1280x720")
        await page.get_by_label("Of", exact=True).select_option("Segmentation")
        async with page.expect_download(timeout=60_000) as download:
            await page.get_by_role("button", name="Save as PNG").click()
        path = tmp_path / "shot.png"
        await (await download.value).save_as(path)
        picture = _read_png(path.read_bytes())
        assert picture.shape == (720, 1280, 3)
        # The ground, the box, and what is behind them.
        assert 2 <= len(np.unique(picture.reshape(-1, 3), axis=0)) <= 3
        await page.get_by_role("button", name="Copy the camera as MJCF").click()
        await page.get_by_text("Copied").wait_for()
        text = await page.evaluate("navigator.clipboard.readText()")
        assert text.startswith("<camera pos=")
        # What is copied sees the same: a scene whose first view it is.
        answer = await server.get("/api/camera")
        assert json.loads(json.dumps(answer))["mjcf"] == text


async def test_a_large_screenshot_leaves_the_video_alive() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        async with httpx.AsyncClient(timeout=100) as client:
            answer = await client.get(f"{server.url}/api/screenshot?width=3840&height=2160")
        assert answer.status_code == 200
        assert _read_png(answer.content).shape == (2160, 3840, 3)
        count = await page.evaluate("window.__viewer.stats().presented")
        await page.wait_for_function(f"window.__viewer.stats().presented > {count}")
        stats = await server.get("/api/stats")
        assert stats["worker_restarts"] == 0


async def test_the_picture_becomes_depth_and_segmentation_for_everybody() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await server.load(xml=_SCENE, title="tiles")
        before = await _shown(page, "tiles")
        await page.get_by_role("tab", name="Rendering").click()
        choice = page.get_by_label("Picture of")
        seen = [before]
        for channel in ("depth", "segmentation"):
            await choice.select_option(channel)
            last = seen[-1]

            async def other(last: list[int] = last) -> bool:
                return len(_changed(last, await picture_hash(page))) > 40

            await until(other)
            seen.append(await picture_hash(page))


def _read_png(data: bytes) -> Any:
    with av.open(io.BytesIO(data)) as file:
        return next(file.decode(video=0)).to_ndarray(format="rgb24")
