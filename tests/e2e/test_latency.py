"""The tab Latency in real Chromium: figures of each stage, and all frames as CSV."""

import asyncio
import csv
import io
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.support.live import browser, live_server, open_page

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

_COLUMNS = [
    "frame", "rtp", "pts_us", "sim_time_sec", "transport", "bytes", "key", "shown_itself",
    "input_seq", "input_event_ms", "input_sent_ms", "input_arrived_ms",
    "render_start_ms", "render_end_ms", "encode_end_ms", "sent_ms",
    "received_ms", "decode_duration_ms", "presented_ms",
]  # fmt: skip

#: Each on one clock, so that none can seem to be before the one that it follows.
_IN_ORDER = (
    ("input_event_ms", "input_sent_ms"),
    ("input_arrived_ms", "render_start_ms", "render_end_ms", "encode_end_ms", "sent_ms"),
    ("received_ms", "presented_ms"),
)


async def _turn_camera(page: Page) -> None:
    await page.mouse.move(150, 300)
    await page.mouse.down()
    for step in range(15):
        await page.mouse.move(150 + 10 * step, 300)
        # Each move is a picture of its own.
        await page.evaluate("new Promise((done) => requestAnimationFrame(done))")
    await page.mouse.up()


async def _saved(page: Page) -> list[dict[str, str]]:
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Save as CSV").click()
    found = await download.value
    assert found.suggested_filename.startswith("latency-")
    text = await asyncio.to_thread(Path(await found.path()).read_text)
    reader = csv.DictReader(io.StringIO(text))
    rows = list(reader)
    assert reader.fieldnames == _COLUMNS
    return rows


@pytest.mark.parametrize("way", ["webrtc", pytest.param("websocket", marks=pytest.mark.slow)])
async def test_each_stage_of_a_frame_is_shown_and_saved_in_its_order(way: str) -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, way)
        await page.get_by_role("tab", name="Latency").click()
        await page.get_by_role("table").wait_for()
        await _turn_camera(page)
        await page.get_by_text("From your input to the picture that shows it").wait_for()
        table = page.get_by_role("table")
        stages = await table.get_by_role("rowheader").all_inner_texts()
        assert stages[:5] == ["Input to worker", "Wait for drawing", "Render", "Encode", "Send"]
        assert stages[5:] == ["Network", "Decode", "Buffer, show", "Whole way"]
        # Held, the figures stay as they are while one reads them.
        await page.get_by_role("button", name="Hold").click()
        await page.get_by_role("button", name="Go on").wait_for()

        rows = await _saved(page)
        assert {row["transport"] for row in rows} == {way}
        assert any(row["input_seq"] for row in rows)
        for row in rows:
            assert int(row["bytes"]) > 0
            for names in _IN_ORDER:
                times = [float(row[name]) for name in names if row[name]]
                assert times == sorted(times), row
