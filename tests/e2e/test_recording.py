"""Recording as a person does it: begin, pause, another scene, end; play, search, save, delete."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
from playwright.async_api import Browser, Page

from tests.support.live import LiveServer, browser, live_server, open_page, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

# Seeks, and gives the mean colour of 16x12 fields of what the player shows then.
_SEEK = """async (seconds) => {
  const video = document.querySelector("aside video")
  video.pause()
  // What is sought may not be on the screen yet when the seeking has ended.
  const presented = new Promise((done) => { video.requestVideoFrameCallback(done) })
  await new Promise((done) => { video.onseeked = done; video.currentTime = seconds })
  await presented
  const small = document.createElement("canvas")
  small.width = 16; small.height = 12
  const context = small.getContext("2d")
  context.drawImage(video, 0, 0, 16, 12)
  return Array.from(context.getImageData(0, 0, 16, 12).data)
}"""


@pytest.fixture
def folder() -> Any:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name) / "recordings"


@pytest.fixture
async def server(folder: Path) -> AsyncGenerator[LiveServer]:
    async with live_server("cart_pole", "--fps", "60", "--recordings", str(folder)) as live:
        yield live


@pytest.fixture
async def chromium() -> AsyncGenerator[Browser]:
    async with browser() as opened:
        yield opened


def _packets(path: Path) -> list[tuple[float, bool]]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        return [
            (float(packet.pts * stream.time_base), packet.is_keyframe)
            for packet in container.demux(stream)
            if packet.pts is not None
        ]


def _decoded(path: Path) -> list[list[int]]:
    """Every picture in little, as ffmpeg decodes it."""
    with av.open(str(path)) as container:
        return [
            frame.reformat(16, 12, "rgb24").to_ndarray().reshape(-1).tolist()
            for frame in container.decode(video=0)
        ]


def _difference(one: list[int], other: list[int]) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


async def _list(server: LiveServer) -> list[dict[str, Any]]:
    return (await server.get("/api/recordings"))["recordings"]


async def _open_tab(page: Page) -> None:
    await page.get_by_role("tab", name="Recordings").click()


@pytest.mark.slow
async def test_what_is_seen_is_recorded_over_pause_and_another_scene_and_can_be_searched(
    server: LiveServer, chromium: Browser, folder: Path
) -> None:
    page = await open_page(chromium, server.url)
    await page.get_by_role("button", name="Record", exact=True).click()
    stop = page.get_by_role("button", name="Stop the recording of")
    await stop.wait_for()
    await stop.get_by_text("0:03").wait_for()
    await page.get_by_role("button", name="Pause").click()
    await stop.get_by_text("0:06").wait_for()
    assert (await server.load(name="pendulum")).status_code == 200
    await stop.get_by_text("0:10").wait_for()
    await stop.click()
    await page.get_by_role("button", name="Record", exact=True).wait_for()

    (saved,) = await _list(server)
    assert saved["state"] == "complete"
    assert [scene["title"] for scene in saved["scenes"]] == ["Cart-pole", "Pendulum"]
    path = folder / f"{saved['id']}.mp4"
    packets = await asyncio.to_thread(_packets, path)
    times = [time for time, _ in packets]
    assert times == sorted(set(times))
    assert len(times) == saved["frames"]
    keys = [time for time, key in packets if key]
    # About two seconds, where the machine has time to answer.
    assert max(b - a for a, b in zip(keys, [*keys[1:], times[-1]], strict=True)) < 3.5
    pictures = await asyncio.to_thread(_decoded, path)
    assert len(pictures) == len(packets)

    await _open_tab(page)
    await page.get_by_role("button", name="Play Cart-pole").click()
    await page.wait_for_function("document.querySelector('aside video')?.readyState >= 2")
    duration = await page.evaluate("document.querySelector('aside video').duration")
    assert duration == pytest.approx(saved["duration_sec"], abs=0.1)
    before = await page.evaluate(_SEEK, 1.0)
    after = await page.evaluate(_SEEK, saved["scenes"][1]["at_sec"] + 0.5)
    assert _difference(before, after) > 3, "the two scenes look different"
    # Back again it is the same picture as before.
    assert _difference(await page.evaluate(_SEEK, 1.0), before) < 0.5

    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download Cart-pole").click()
    file = await (await download.value).path()
    assert file.stat().st_size == saved["bytes"]
    await page.get_by_role("button", name="Delete Cart-pole").click()
    await page.get_by_role("button", name="Delete", exact=True).click()
    await page.get_by_text("No recordings yet.").wait_for()
    assert await asyncio.to_thread(lambda: list(folder.iterdir())) == []


async def test_everybody_sees_that_one_runs_and_anybody_ends_it(
    server: LiveServer, chromium: Browser
) -> None:
    first, second = [await open_page(chromium, server.url) for _ in range(2)]
    # By the key, while the picture has the focus.
    await first.keyboard.press("F9")
    stop = second.get_by_role("button", name="Stop the recording of")
    await stop.wait_for()
    await first.context.close()
    await stop.get_by_text("0:02").wait_for()
    await stop.click()
    await second.get_by_text("is saved").wait_for()
    (saved,) = await _list(server)
    assert saved["state"] == "complete"
    assert saved["frames"] > 5


async def test_a_server_that_is_ended_saves_what_it_records(folder: Path) -> None:
    async with live_server("cart_pole", "--recordings", str(folder)) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            begun = (await client.post("/api/recordings")).json()
        await until(lambda: _has_bytes(server, 5_000))
        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(server.process.wait(), 15) == 0
    path = folder / f"{begun['id']}.mp4"
    with av.open(str(path)) as container:
        assert container.streams.video[0].frames > 5


async def test_a_server_that_is_killed_leaves_a_video_that_plays(
    folder: Path, chromium: Browser
) -> None:
    async with live_server("cart_pole", "--recordings", str(folder)) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            await client.post("/api/recordings", json={"title": "Cut off"})
        await until(lambda: _has_bytes(server, 10_000))
        server.process.kill()
        await server.process.wait()
    async with live_server("cart_pole", "--recordings", str(folder)) as server:
        (found,) = await _list(server)
        assert found["state"] == "interrupted"
        assert found["duration_sec"] > 1
        page = await open_page(chromium, server.url)
        await _open_tab(page)
        await page.get_by_role("button", name="Play Cut off").click()
        await page.wait_for_function("document.querySelector('aside video')?.readyState >= 2")
        await page.evaluate(_SEEK, 1.0)


async def _has_bytes(server: LiveServer, count: int) -> bool:
    (running,) = await _list(server)
    return running["bytes"] > count


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
async def test_a_full_disk_is_told_and_costs_neither_the_stream_nor_what_was_whole(
    folder: Path, chromium: Browser
) -> None:
    await asyncio.to_thread(folder.mkdir)
    mount = await asyncio.create_subprocess_exec(
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "size=36M",
        "none",
        str(folder),
        stderr=asyncio.subprocess.PIPE,
    )
    if await mount.wait():
        pytest.skip("a small disk cannot be mounted here")
    try:
        async with live_server("cart_pole", "--recordings", str(folder)) as server:
            page = await open_page(chromium, server.url)
            await page.get_by_role("button", name="Record", exact=True).click()
            await until(lambda: _has_bytes(server, 5_000))
            # Somebody else fills the disk.
            await asyncio.to_thread(_fill, folder / "other")
            alert = page.get_by_role("alert")
            await alert.wait_for(timeout=20_000)
            assert "disk" in (await alert.inner_text()).lower()
            await page.get_by_role("button", name="Record", exact=True).wait_for()
            (saved,) = await _list(server)
            assert saved["note"]
            assert len(await asyncio.to_thread(_packets, folder / f"{saved['id']}.mp4")) > 5
            shown = await page.evaluate("window.__viewer.presented.length")
            await page.wait_for_function(f"window.__viewer.presented.length > {shown} + 5")
    finally:
        await (await asyncio.create_subprocess_exec("umount", str(folder))).wait()


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass


async def test_the_past_is_drawn_again_as_a_film_and_played(
    server: LiveServer, chromium: Browser, folder: Path
) -> None:
    page = await open_page(chromium, server.url)
    await _open_tab(page)
    await page.get_by_text("Film of the past").click()
    await page.get_by_label("Pixels", exact=True).select_option("640x360")
    await page.get_by_label("Frames a second").select_option("24")
    await page.get_by_label("Quality", exact=True).select_option("draft")
    await page.get_by_label("Title of the film").fill("Once more")
    await page.get_by_role("button", name="Make a film").click()
    await page.get_by_role("progressbar", name="The film Once more").wait_for()
    item = page.get_by_role("listitem").filter(has_text="Once more")
    await item.wait_for(timeout=90_000)
    assert "rendered" in await item.inner_text()
    (saved,) = await _list(server)
    assert (saved["state"], saved["width"], saved["height"]) == ("complete", 640, 360)
    packets = _packets(folder / f"{saved['id']}.mp4")
    assert len(packets) == saved["frames"] > 10
    await item.get_by_role("button", name="Play Once more").click()
    video = page.locator("aside video")
    await until(
        lambda: video.evaluate("video => video.videoWidth === 640 && video.currentTime > 0.1")
    )
