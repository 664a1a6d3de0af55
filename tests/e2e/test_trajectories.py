"""Trajectories in the page, as a person has them: dropped, scrubbed, compared, plotted, left."""

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.async_api import Page

from tests.support.live import browser, live_server, open_page, picture_hash, until
from tests.support.trajectories import SLIDER, arrays, as_npz

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_DROP = """(files) => {
  const transfer = new DataTransfer()
  for (const [name, data] of files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
    transfer.items.add(new File([bytes], name))
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(
      new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }
}"""
_COLUMNS, _ROWS = 16, 12


async def _drop(page: Page, **files: bytes) -> None:
    packed = [[f"{name}.npz", base64.b64encode(data).decode()] for name, data in files.items()]
    await page.evaluate(_DROP, packed)


async def _middle(page: Page, color: int) -> float | None:
    """Where the fields of one of the three colours are, from 0 at the left to 15."""
    fields = np.array(await picture_hash(page)).reshape(_ROWS, _COLUMNS, 4)
    others = [other for other in range(3) if other != color]
    there = (fields[..., color] > 60) & (fields[..., color] > 1.3 * fields[..., others].max(axis=2))
    return float(np.nonzero(there)[1].mean()) if there.any() else None


async def _seen(page: Page, color: int, where: Any) -> None:
    async def is_there() -> bool:
        middle = await _middle(page, color)
        return middle is not None and where(middle)

    await until(is_there)


@pytest.mark.slow
async def test_a_dropped_trajectory_is_scrubbed_compared_plotted_and_left(tmp_path: Path) -> None:
    model = tmp_path / "slider.xml"
    model.write_text(SLIDER)
    async with live_server(str(model)) as server, browser() as chromium:
        page = await open_page(chromium, server.url)
        region = page.get_by_role("region", name="Trajectory")
        # One that does not fit is told, and nothing else happens.
        await _drop(page, wrong=as_npz({"qpos": np.zeros((5, 7))}))
        await page.get_by_text("'qpos' has the shape (5, 7)").first.wait_for()
        assert await region.count() == 0
        await _drop(page, there=as_npz(arrays()))
        await region.get_by_text("there.npz").wait_for()
        await page.get_by_role("button", name="Pause").click()
        # What cannot be done is not there.
        assert await page.get_by_role("tab", name="Joints").count() == 0
        moment = page.get_by_role("slider", name="Moment")
        await moment.fill("0")
        await _seen(page, 0, lambda middle: middle < 6)
        await moment.fill("100")
        await _seen(page, 0, lambda middle: middle > 9)
        # Two at once, the second in the place of the first and half as far.
        await _drop(page, there=as_npz(arrays()), back=as_npz(arrays(reach=-1.0)))
        await region.get_by_text("and back.npz").wait_for()
        await page.get_by_role("button", name="Pause").click()
        await page.get_by_role("tab", name="Trajectory").click()
        panel = page.get_by_role("tabpanel", name="Trajectory")
        for label, number in (("Moved by x", "0"), ("Strength of the tint", "1")):
            field = panel.get_by_role("textbox", name=label)
            await field.click()
            await field.fill(number)
            await field.press("Enter")
        await moment.fill("100")
        await _seen(page, 0, lambda middle: middle > 9)
        await _seen(page, 2, lambda middle: middle < 6)
        await panel.get_by_role("switch", name="Show", exact=True).click()

        async def is_hidden() -> bool:
            return await _middle(page, 2) is None

        await until(is_hidden)
        await page.get_by_role("tab", name="Plots").click()
        box = page.get_by_role("combobox", name="Plot a series")
        await box.fill("qpos[slide]")
        await box.press("Enter")
        await page.get_by_role("heading", name="Plots").click()
        await page.get_by_role("button", name="Compare", exact=True).click()
        for name, value in (("qpos[slide]", "1"), ("compare:qpos[slide]", "-1")):
            shown = page.locator(f'[data-value="{name}"]')
            await until(lambda shown=shown, value=value: _reads(shown, value))
        await region.get_by_role("button", name="Back to the simulation").click()
        await region.wait_for(state="detached")
        await page.get_by_role("tab", name="Joints").wait_for()


async def _reads(shown: Any, value: str) -> bool:
    return await shown.text_content() == value
