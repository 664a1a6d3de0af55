"""Plots as a person uses them: chosen in the page, followed, paused, saved."""

import asyncio
import csv
import io
from pathlib import Path

import mujoco
import pytest
from playwright.async_api import Page

from tests.support.live import browser, live_server, open_page, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

_SWINGING = """<mujoco><option timestep="0.002"/><worldbody>
<light pos="0 0 3"/><body pos="0 0 1"><joint name="hinge" axis="0 1 0" damping="0"/>
<geom type="capsule" size=".05" fromto="0 0 0 .5 0 0" mass="1"/>
<site name="tip" pos=".5 0 0"/></body>
</worldbody><sensor><jointpos name="angle" joint="hinge"/><gyro name="gyro" site="tip"/></sensor>
</mujoco>"""


async def _open_plots(page: Page) -> None:
    await page.get_by_role("tab", name="Plots").click()
    await page.get_by_role("combobox", name="Plot a series").wait_for()


async def _plot(page: Page, *series: str) -> None:
    for name in series:
        await page.get_by_role("combobox", name="Plot a series").fill(name)
        await page.get_by_role("combobox", name="Plot a series").press("Enter")
        await page.get_by_role("region", name=f"Plot {name}", exact=True).wait_for()


async def _value(page: Page, series: str) -> float | None:
    """What the page says that a series is."""
    text = await page.locator(f"[data-value={series!r}]").first.text_content()
    return float(text) if text and text[-1].isdigit() else None


def _swing(until_sec: float) -> dict[float, float]:
    """The angle at each time, simulated here."""
    model = mujoco.MjModel.from_xml_string(_SWINGING)
    data = mujoco.MjData(model)
    angles = {0.0: 0.0}
    while data.time < until_sec:
        mujoco.mj_step(model, data)
        angles[data.time] = float(data.qpos[0])
    return angles


async def _saved(page: Page) -> list[dict[str, str]]:
    """The rows of what the page saves as CSV."""
    async with page.expect_download() as download:
        await page.get_by_role("button", name="CSV").click()
    path = await (await download.value).path()
    text = await asyncio.to_thread(Path(path).read_text)
    return list(csv.DictReader(io.StringIO(text)))


async def test_a_plot_of_a_joint_follows_it_and_what_is_saved_is_exact() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        await server.load(xml=_SWINGING, title="swinging")
        await page.wait_for_function("window.__viewer.state().scene.title === 'swinging'")
        await _open_plots(page)
        await _plot(page, "qpos[hinge]", "time", "energy.total")
        seen: set[float | None] = set()

        async def swings() -> bool:
            seen.add(await _value(page, "qpos[hinge]"))
            numbers = [number for number in seen if number is not None]
            # Seen that often, there are more samples than are asked for below.
            return len(numbers) > 20 and max(numbers) - min(numbers) > 0.5

        await until(swings)
        # Drawn, not only told: the line is in the canvas.
        assert await page.locator("canvas").count() >= 3
        await page.get_by_role("toolbar", name="Plots").get_by_role("button", name="Pause").click()
        rows = await _saved(page)
        assert rows == await _saved(page)
        complete = [row for row in rows if all(row.values())]
        assert len(complete) > 20
        times = [float(row["t"]) for row in complete]
        assert times == sorted(set(times))
        # Every digit: the same steps made here give the same bits.
        angles = _swing(times[-1])
        for row in complete:
            assert row["time"] == row["t"]
            assert float(row["qpos[hinge]"]) == angles[float(row["t"])]
        energy = [float(row["energy.total"]) for row in complete]
        assert max(energy) - min(energy) < 0.1
        assert not errors


async def test_plots_of_two_people_are_their_own_and_present_values_come_as_lists() -> None:
    async with live_server() as server, browser() as chromium:
        await server.load(xml=_SWINGING, title="swinging")
        one = await open_page(chromium, server.url, "webrtc")
        two = await open_page(chromium, server.url, "websocket")
        for page in (one, two):
            await _open_plots(page)
        await _plot(one, "ncon")
        await two.get_by_role("button", name="Sensors").click()
        await two.get_by_role("region", name="Plot Sensors: gyro").wait_for()

        async def told() -> bool:
            values = [await _value(two, f"sensordata['gyro'][{i}]") for i in range(3)]
            return None not in values and await _value(one, "ncon") == 0

        await until(told)
        assert await one.get_by_role("region", name="Plot Sensors: gyro").count() == 0
        await two.get_by_role("button", name="Solver").click()
        await two.get_by_role("region", name="Plot Solver convergence").wait_for()


async def test_what_there_is_not_says_so_in_its_place_and_another_scene_may_have_it() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await _open_plots(page)
        await _plot(page, "qpos[hinge]")
        await page.get_by_text("This model has no joint 'hinge'.").wait_for()
        await server.load(xml=_SWINGING, title="swinging")

        async def is_there() -> bool:
            return await _value(page, "qpos[hinge]") is not None

        await until(is_there)
        assert await page.get_by_text("This model has no joint").count() == 0


async def test_after_a_reset_a_plot_begins_anew_and_plots_are_remembered() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        await server.load(xml=_SWINGING, title="swinging")
        await _open_plots(page)
        await _plot(page, "time")

        async def past(sec: float) -> bool:
            return (await _value(page, "time") or 0.0) > sec

        await until(lambda: past(0.5))
        await (
            page.get_by_role("toolbar", name="Simulation")
            .get_by_role("button", name="Reset", exact=True)
            .click()
        )

        async def early() -> bool:
            rows = await _saved(page)
            return bool(rows) and float(rows[-1]["t"]) < 0.5

        await until(early)
        await page.reload()
        await page.get_by_role("region", name="Plot time").wait_for()
        await until(lambda: past(0.0))
