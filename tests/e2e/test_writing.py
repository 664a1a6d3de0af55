"""Scenes from words as people ask for them: seen, applied, undone; mended, changed, called off."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.live import LiveServer, browser, live_server, open_page, picture_hash, until
from tests.support.llm_servers import LlmServer, answers, hangs, llm_server

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(150)]

_WAIT_MS = 60_000
_BALL = (
    '<mujoco><worldbody><light pos="0 0 3"/><geom type="plane" size="2 2 .1"/>'
    '<body name="ball" pos="0 0 {height}"><freejoint/>'
    '<geom name="ball" size=".1" rgba="1 0 0 1"/></body></worldbody></mujoco>'
)
_EXPECTED = {
    "expectations": [
        {"expect": "count", "of": {"name": "ball", "shape": "sphere"}, "count": 1},
        {"expect": "has_colour", "thing": "ball", "colour": "red"},
    ]
}


def _scene(mjcf: str) -> dict[str, str]:
    return {"title": "Red ball", "explanation": "A ball on the floor.", "mjcf": mjcf}


def _differ(a: list[int], b: list[int]) -> int:
    return max(abs(x - y) for x, y in zip(a, b, strict=True))


async def _changes(page: Page, before: list[int]) -> None:
    async def changed() -> bool:
        return _differ(before, await picture_hash(page)) > 40

    await until(changed)


async def _ask(page: Page, prompt: str, button: str = "Write the scene") -> None:
    await page.get_by_role("textbox", name="What shall be there").fill(prompt)
    await page.get_by_role("button", name=button).click()


@pytest.fixture
async def model() -> AsyncGenerator[LlmServer]:
    async with llm_server("chat") as server:
        yield server


@pytest.fixture
async def server(model: LlmServer) -> AsyncGenerator[LiveServer]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.toml"
        file.write_text(
            f'[[writing.servers]]\nname = "local"\nurl = "{model.base_url}"\n'
            'models = ["writer-1"]\n'
        )
        async with live_server("pendulum", "--config", str(file)) as live:
            yield live


async def test_words_become_the_scene_that_all_see_and_are_undone_and_redone(
    server: LiveServer,
) -> None:
    async with browser() as chromium:
        page = await open_page(chromium, server.url, "websocket", "Ada")
        other = await open_page(chromium, server.url, "websocket", "Grace")
        before = await picture_hash(other)
        await page.get_by_role("tab", name="Create", exact=True).click()
        await _ask(page, "a stack of 5 red boxes")
        apply = page.get_by_role("button", name="Apply version 1")
        await apply.click(timeout=_WAIT_MS)
        await other.wait_for_function(
            "window.__viewer.state().scene.title === 'Stack of 5 red boxes'", timeout=_WAIT_MS
        )
        await _changes(other, before)
        stacked = await picture_hash(other)
        version = page.get_by_role("listitem", name="Version 1")
        await expect(version.get_by_text("checks passed")).to_be_visible()
        await page.get_by_role("button", name="Undo", exact=False).click()
        await other.wait_for_function(
            "window.__viewer.state().scene.title === 'Pendulum'", timeout=_WAIT_MS
        )
        await _changes(other, stacked)
        await page.get_by_role("button", name="Redo", exact=False).click()
        await other.wait_for_function(
            "window.__viewer.state().scene.title === 'Stack of 5 red boxes'", timeout=_WAIT_MS
        )
        await _ask(page, "a stack of 5 red boxes welded to the ceiling")
        await expect(page.get_by_text("'welded' is not understood")).to_be_visible(timeout=_WAIT_MS)
        nearest = page.get_by_role("alert").get_by_role("button").first
        words = await nearest.inner_text()
        await nearest.click()
        box = page.get_by_role("textbox", name="What shall be there")
        await expect(box).to_have_value(words)


async def test_a_language_model_writes_is_corrected_changes_the_scene_and_is_called_off(
    server: LiveServer, model: LlmServer
) -> None:
    async with browser() as chromium:
        page = await open_page(chromium, server.url, "websocket", "Ada")
        await page.get_by_role("tab", name="Create", exact=True).click()
        await page.get_by_role("button", name="Writer", exact=False).click()
        await page.get_by_label("Written", exact=True).select_option("local")
        # The first one lies in the floor, which its trial finds.
        model.will(
            answers(_EXPECTED),
            answers(_scene(_BALL.format(height="0.05"))),
            answers(_scene(_BALL.format(height="0.1"))),
        )
        await _ask(page, "a red ball")
        await page.get_by_role("button", name="Apply version 1").click(timeout=_WAIT_MS)
        await page.wait_for_function(
            "window.__viewer.state().scene.title === 'Red ball'", timeout=_WAIT_MS
        )
        assert "inside" in model.asked[-1].text

        larger = {"do": "set", "kind": "geom", "name": "ball", "attributes": {"rgba": "0 0 1 1"}}
        blue = {"expectations": [{"expect": "has_colour", "thing": "ball", "colour": "blue"}]}
        model.will(
            answers(blue),
            answers({"title": "Blue ball", "explanation": "Now blue.", "operations": [larger]}),
        )
        before = await picture_hash(page)
        await page.get_by_text("Change this scene").click()
        await _ask(page, "make it blue", "Change the scene")
        await page.get_by_role("button", name="Apply version 2").click(timeout=_WAIT_MS)
        await _changes(page, before)

        model.will(hangs())
        model.came.clear()
        await _ask(page, "make it green", "Change the scene")
        work = page.get_by_role("region", name="Being written")
        await expect(work.get_by_text("make it green")).to_be_visible(timeout=_WAIT_MS)
        async with asyncio.timeout(60):
            await model.came.wait()
        await page.get_by_role("button", name="Call it off").click()
        await expect(work).to_be_hidden(timeout=_WAIT_MS)
        async with asyncio.timeout(20):
            await model.left.wait()
        # What there was is still there, and can be asked for anew.
        assert (await server.get("/api/scene/versions/2"))["version"]["success"] is True
        await expect(page.get_by_role("button", name="Change the scene")).to_be_enabled()
