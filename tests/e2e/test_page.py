"""The whole path: a real server, a real worker, real Chromium."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import httpx
import psutil
import pytest
from playwright.async_api import Page, async_playwright

from tests.support.live import browser, live_server, open_page, picture_hash, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

_FALLING = """<mujoco><option timestep="0.002"/><worldbody>
<light pos="0 0 5"/><geom type="plane" size="3 3 1" rgba=".9 .9 .9 1"/>
<body pos="0 0 4"><freejoint/><geom type="box" size=".6 .6 .6" rgba="1 0 0 1"/></body>
</worldbody><statistic center="0 0 2" extent="4"/></mujoco>"""


def _differ(a: list[int], b: list[int]) -> int:
    return sum(abs(x - y) > 12 for x, y in zip(a, b, strict=True))


async def _shown_by(page: Page) -> str:
    return (await page.evaluate("window.__viewer.state().video"))["shown"]


@pytest.mark.parametrize("transport", ["webrtc", "websocket"])
async def test_dragging_the_camera_changes_the_decoded_pixels(transport: str) -> None:
    async with live_server() as server, browser() as chromium:
        errors: list[str] = []
        page = await open_page(chromium, server.url, transport)
        page.on("pageerror", lambda error: errors.append(str(error)))
        assert await _shown_by(page) == transport

        async def drawn() -> bool:
            return len(set(await picture_hash(page))) > 10

        await until(drawn)
        before = await picture_hash(page)
        await page.mouse.move(400, 300)
        await page.mouse.down()
        for step in range(10):
            await page.mouse.move(400 + 25 * step, 300)
        await page.mouse.up()

        async def changed() -> bool:
            return _differ(before, await picture_hash(page)) > 20

        await until(changed)
        assert not errors
        # The stamps that tell the latency come with the next telemetry.
        await page.wait_for_function("window.__viewer.latencies.length > 0")


async def test_a_body_falls_before_the_eyes_of_the_viewer() -> None:
    async with live_server() as server, browser() as chromium:
        page = await open_page(chromium, server.url, "websocket")
        assert (await server.load(xml=_FALLING, title="falling")).status_code == 200
        await page.wait_for_function("window.__viewer.state().scene.title === 'falling'")

        def reddest_row(fields: list[int]) -> int:
            rows = [
                sum(fields[4 * (16 * row + x)] - fields[4 * (16 * row + x) + 1] for x in range(16))
                for row in range(12)
            ]
            return rows.index(max(rows))

        rows: list[int] = []

        async def has_fallen() -> bool:
            rows.append(reddest_row(await picture_hash(page)))
            return max(rows) - min(rows) >= 2

        await until(has_fallen)


async def test_two_browsers_share_one_encoder_and_see_the_scene_swap_together() -> None:
    async with live_server() as server, browser() as chromium:
        first = await open_page(chromium, server.url, "webrtc")
        second = await open_page(chromium, server.url, "websocket")
        stats = await server.get("/api/stats")
        assert stats["encoders"] == 1
        assert sorted(v["transport"] for v in stats["viewers"]) == ["webrtc", "websocket"]
        before = [await picture_hash(page) for page in (first, second)]
        errors: list[str] = []
        for page in (first, second):
            await page.evaluate("window.stillTheSamePage = true")
            page.on("console", lambda said: said.type == "error" and errors.append(said.text))
            page.on("pageerror", lambda error: errors.append(str(error)))
        # As a person does it: by the picker, in one of the two browsers.
        await first.get_by_role("button", name="Choose another").click()
        await first.get_by_role("button", name="Newton's cradle").click()
        for page, old in zip((first, second), before, strict=True):
            await page.wait_for_function("window.__viewer.state().scene.generation === 2")

            async def swapped(page: Page = page, old: list[int] = old) -> bool:
                return _differ(old, await picture_hash(page)) > 40

            await until(swapped)
            assert await page.evaluate("window.stillTheSamePage") is True
        after = await server.get("/api/stats")
        assert [v["id"] for v in after["viewers"]] == [v["id"] for v in stats["viewers"]]
        assert all(v["frames_sent"] > 0 for v in after["viewers"])
        assert not errors


async def test_a_bad_model_leaves_the_old_one_running_and_says_where_it_is_wrong() -> None:
    async with live_server() as server:
        answer = await server.load(xml="<mujoco>\n<worldbody>\n<nonsense/></worldbody></mujoco>")
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["line"] == 3
        stats = await server.get("/api/stats")
        assert stats["generation"] == 1
        assert stats["running"] is True


async def test_a_killed_worker_comes_back_while_three_people_watch() -> None:
    async with live_server() as server, browser() as chromium:
        pages = [await open_page(chromium, server.url, "websocket") for _ in range(3)]
        people = [v["id"] for v in (await server.get("/api/stats"))["viewers"]]
        workers = psutil.Process(server.process.pid).children()

        async def checkpointed() -> bool:
            return ((await server.get("/api/stats"))["sim_time_sec"] or 0) > 1.0

        await until(checkpointed)
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)

        async def back() -> bool:
            stats = await server.get("/api/stats")
            return stats["worker_restarts"] == 1 and stats["state"] == "live"

        await until(back)
        counts = [await page.evaluate("window.__viewer.stats().presented") for page in pages]
        for page, count in zip(pages, counts, strict=True):
            await page.wait_for_function(f"window.__viewer.stats().presented > {count}")
        stats = await server.get("/api/stats")
        assert [v["id"] for v in stats["viewers"]] == people
        # It went on from its last good state, not from the beginning.
        assert stats["sim_time_sec"] > 0.5


async def test_the_page_reconnects_by_itself_after_the_server_restarts() -> None:
    async with browser() as chromium:
        async with live_server() as server:
            port = int(server.url.rsplit(":", 1)[1])
            page = await open_page(chromium, server.url, "websocket")
            await page.evaluate("window.stillTheSamePage = true")
        await page.wait_for_function("window.__viewer.state().connection.kind !== 'connected'")
        async with live_server(port=port):
            await page.wait_for_function(
                "window.__viewer.state().connection.kind === 'connected'", timeout=20_000
            )
            count = await page.evaluate("window.__viewer.stats().presented")
            await page.wait_for_function(f"window.__viewer.stats().presented > {count}")
            assert await page.evaluate("window.stillTheSamePage") is True


async def test_simulated_time_does_not_depend_on_who_watches() -> None:
    async def rate(server_url: str) -> float:
        async with httpx.AsyncClient() as client:

            async def sample() -> tuple[float, float]:
                old = (await client.get(f"{server_url}/api/stats")).json()["sim_time_sec"]
                while True:
                    new = (await client.get(f"{server_url}/api/stats")).json()["sim_time_sec"]
                    if new != old:
                        return asyncio.get_running_loop().time(), new
                    await asyncio.sleep(0.005)

            wall0, sim0 = await sample()

            async def long_enough() -> bool:
                return asyncio.get_running_loop().time() - wall0 > 3.0

            await until(long_enough)
            wall1, sim1 = await sample()
            return (sim1 - sim0) / (wall1 - wall0)

    async with live_server() as server, browser() as chromium:
        alone = await rate(server.url)
        await open_page(chromium, server.url, "webrtc")
        await open_page(chromium, server.url, "websocket")
        watched = await rate(server.url)
    # Bounds that only a simulation tied to its viewers would leave; the benchmark is finer.
    assert alone == pytest.approx(1.0, abs=0.05)
    assert watched == pytest.approx(1.0, abs=0.05)


@pytest.fixture
def namespace_without_udp() -> Generator[str, None, None]:
    """A network namespace with loopback, in which every UDP datagram is dropped."""
    if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("nft"):
        pytest.skip("needs root, ip and nft")
    name = f"prv-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        inside = ["ip", "netns", "exec", name]
        subprocess.run([*inside, "ip", "link", "set", "lo", "up"], check=True)
        rules = (
            "add table inet t; add chain inet t o { type filter hook output priority 0; };"
            "add rule inet t o meta l4proto udp drop"
        )
        subprocess.run([*inside, "nft", rules], check=True)
        yield name
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)


async def test_with_udp_blocked_the_picture_still_comes(namespace_without_udp: str) -> None:
    script = Path(__file__).with_name("look_once.py")
    inside = ("ip", "netns", "exec", namespace_without_udp)
    async with live_server(prefix=inside) as server:
        looker = await asyncio.create_subprocess_exec(
            *inside, sys.executable, str(script), server.url,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        out, _ = await asyncio.wait_for(looker.communicate(), 60)
    assert out.decode().split() == ["websocket", "True"]


async def test_a_browser_without_h264_is_told_so_in_a_sentence() -> None:
    async with live_server() as server, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = await chromium.new_page()
        await page.add_init_script(
            "delete window.VideoDecoder; RTCRtpReceiver.getCapabilities = () => ({codecs: []})"
        )
        await page.goto(server.url)
        await page.get_by_text("H.264").first.wait_for(timeout=15_000)
        await chromium.close()
