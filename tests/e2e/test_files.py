"""Files in the page, as a person has them: dropped, edited, saved."""

import asyncio
import base64
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page

from tests.support.live import LiveServer, browser, live_server, open_page, picture_hash, until
from tests.support.models import MESH_MODEL, stl_pyramid, write_tree, zip_of

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_FILES: dict[str, str | bytes] = {
    "robot/main.xml": MESH_MODEL,
    "robot/meshes/pyramid.stl": stl_pyramid(),
}
_DROP = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
  const transfer = new DataTransfer()
  transfer.items.add(new File([bytes], name))
  const event = (kind) => document.body.dispatchEvent(
    new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }))
  event("dragenter")
  window.dropNow = () => { event("dragover"); event("drop") }
}"""


def _reddish(fields: list[int]) -> int:
    """How many fields of the picture are red."""
    pixels = [fields[i : i + 3] for i in range(0, len(fields), 4)]
    return sum(red > 90 and red > 2 * green and red > 2 * blue for red, green, blue in pixels)


def _greenish(fields: list[int]) -> int:
    pixels = [fields[i : i + 3] for i in range(0, len(fields), 4)]
    return sum(green > 90 and green > 2 * red and green > 2 * blue for red, green, blue in pixels)


async def _drop(page: Page, name: str, data: bytes) -> None:
    await page.evaluate(_DROP, [name, base64.b64encode(data).decode()])
    await page.get_by_text("Drop a model to show it to everybody").wait_for()
    await page.evaluate("window.dropNow()")


async def _seen(page: Page, count: Any) -> None:
    async def shown() -> bool:
        return count(await picture_hash(page)) >= 1

    await until(shown, 30)


async def _open_tab(page: Page, name: str) -> None:
    await page.get_by_role("tab", name=name).click()


async def _text_of(page: Page) -> str:
    source = await page.evaluate("fetch('/api/scene/source').then((answer) => answer.json())")
    return source["text"]


async def _write(page: Page, text: str) -> None:
    """Replace the text in the editor."""
    await page.get_by_label("XML of the model").click()
    await page.keyboard.press("Control+a")
    await page.keyboard.insert_text(text)


async def _state_time(server: LiveServer) -> float:
    return float((await server.get("/api/stats"))["sim_time_sec"])


async def test_a_dropped_zip_is_shown_with_its_mesh() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await _drop(page, "robot.zip", zip_of(_FILES))
        await page.wait_for_function("window.__viewer.state().scene.title === 'pyramid'")
        await _seen(page, _reddish)
        # Of two models the page asks for one.
        two = {**_FILES, "robot/other.xml": MESH_MODEL.replace('pyramid">', 'other">')}
        await _drop(page, "two.zip", zip_of(two))
        await page.get_by_role("dialog", name="Which model?").wait_for()
        await page.get_by_role("button", name="robot/other.xml").click()
        await page.wait_for_function("window.__viewer.state().scene.title === 'other'")
        # What is no model is told, and the scene stays.
        await _drop(page, "evil.zip", zip_of({"../evil.xml": "<mujoco/>"}))
        await page.get_by_text("'../evil.xml' in evil.zip leads out").wait_for()
        assert (await server.get("/api/stats"))["scene"] == "other"


@pytest.mark.slow
async def test_xml_is_edited_applied_and_a_mistake_shows_at_its_line() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        await _drop(page, "robot.zip", zip_of(_FILES))
        await _seen(page, _reddish)
        await _open_tab(page, "Editor")
        await page.get_by_text('model="pyramid"').wait_for()
        before = await _state_time(server)
        await _write(page, MESH_MODEL.replace("1 0 0 1", "0 1 0 1"))
        await page.keyboard.press("Control+Enter")
        await page.wait_for_function("window.__viewer.state().scene.generation === 3")
        await _seen(page, _greenish)
        assert await _state_time(server) > before
        bad = MESH_MODEL.replace("<freejoint", "<nonsense")
        await _write(page, bad)
        await page.get_by_role("button", name="Apply").click()
        await page.get_by_text("Line 6:").wait_for()
        marked = page.locator(".cm-lint-marker-error")
        await marked.wait_for()
        line = await page.locator(".cm-activeLineGutter").first.text_content()
        assert line == "6"
        assert (await server.get("/api/stats"))["generation"] == 3
        # Undo brings the text back that compiles.
        await page.get_by_label("XML of the model").click()
        await page.keyboard.press("Control+z")
        await page.get_by_text("<freejoint").wait_for()
        assert not errors


async def test_who_applies_after_somebody_else_is_told_and_overwrites_nothing() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await _open_tab(page, "Editor")
        await page.get_by_text("mujoco").first.wait_for()
        await _write(page, "<mujoco model='mine'/>")
        assert (await server.load(name="pendulum")).status_code == 200
        await page.get_by_text("The scene was changed meanwhile").wait_for()
        await page.get_by_role("button", name="Apply").click()
        assert (await server.get("/api/stats"))["scene"] == "Pendulum"
        await page.get_by_role("button", name="Take what is shown").click()
        await page.locator(".cm-content").get_by_text("pendulum").first.wait_for()


async def test_a_save_of_a_watched_file_is_seen_with_the_state_kept(tmp_path: Path) -> None:
    write_tree(tmp_path, _FILES)
    main = tmp_path / "robot" / "main.xml"
    async with live_server(str(main)) as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await _seen(page, _reddish)
        await _open_tab(page, "Files")
        await page.get_by_role("switch", name="Reload when a file is saved").click()
        await page.wait_for_timeout(1000)
        before = await _state_time(server)
        await asyncio.to_thread(main.write_text, MESH_MODEL.replace("1 0 0 1", "0 1 0 1"))
        await page.wait_for_function("window.__viewer.state().scene.generation === 2")
        await _seen(page, _greenish)
        assert await _state_time(server) > before
        await asyncio.to_thread(main.write_text, "<mujoco>\n<worldbody></mujoco>")
        await page.get_by_text("A save of main.xml could not load").wait_for()


async def test_keyframes_and_downloads_in_the_page() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await _open_tab(page, "Files")
        await page.get_by_label("Name of the keyframe").fill("stand")
        await page.get_by_role("button", name="Save state").click()
        await page.get_by_role("button", name="stand saved at").wait_for()
        async with page.expect_download() as waited:
            await page.get_by_role("link", name="Model as XML").click()
        download = await waited.value
        assert download.suggested_filename == "humanoid.xml"
        text = await asyncio.to_thread(Path(await download.path()).read_text)
        assert text.startswith("<mujoco")
        await page.get_by_role("button", name="stand saved at").click()
        await page.get_by_role("button", name="Delete keyframe stand").click()
        await page.get_by_role("button", name="stand saved at").wait_for(state="detached")
        async with httpx.AsyncClient() as client:
            key = await client.get(f"{server.url}/api/download/keyframe.xml")
        assert key.text.startswith("<key ")
