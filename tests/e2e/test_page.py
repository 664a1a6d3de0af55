"""The whole path: a real server, a real worker, real Chromium."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Generator

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
        # The one in reserve, which is younger, first: later it might have begun with the scene, and
        # what kills a worker with a checkpoint is not tried again with the same.
        for worker in sorted(workers, key=lambda worker: worker.pid, reverse=True):
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


class Namespace:
    """A network namespace with loopback, in which UDP can be blocked."""

    def __init__(self, name: str) -> None:
        self.inside = ("ip", "netns", "exec", name)

    def run(self, *words: str) -> None:
        """Run a command inside."""
        subprocess.run([*self.inside, *words], check=True)

    def block_udp(self) -> None:
        """Drop every UDP datagram from now on."""
        self.run(
            "nft",
            "add table inet t; add chain inet t o { type filter hook output priority 0; };"
            "add rule inet t o meta l4proto udp drop",
        )

    def unblock_udp(self) -> None:
        """Let UDP through again."""
        self.run("nft", "delete table inet t")


@pytest.fixture
def namespace() -> Generator[Namespace, None, None]:
    if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("nft"):
        # CI has all of it: there a skip would hide that this is not tested.
        assert not os.environ.get("CI"), "needs root, ip and nft"
        pytest.skip("needs root, ip and nft")
    name = f"prv-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        found = Namespace(name)
        found.run("ip", "link", "set", "lo", "up")
        # With loopback alone Chromium finds no address for WebRTC at all.
        found.run("ip", "link", "add", "one", "type", "veth", "peer", "name", "other")
        found.run("ip", "address", "add", "10.77.0.1/24", "dev", "one")
        for link in ("one", "other"):
            found.run("ip", "link", "set", link, "up")
        yield found
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)


async def _goes_on(page: Page) -> None:
    """More pictures come, on the way that is shown."""
    count = await page.evaluate("window.__viewer.presented.at(-1).time")
    await page.wait_for_function(f"window.__viewer.presented.at(-1).time > {count}")
    assert len(set(await picture_hash(page))) > 10


async def test_with_udp_blocked_webrtc_gives_up_and_the_picture_comes_over_tcp(
    namespace: Namespace,
) -> None:
    namespace.block_udp()
    async with (
        live_server(prefix=namespace.inside) as server,
        browser(namespace.inside) as chromium,
    ):
        page = await open_page(chromium, server.url, "auto")
        await page.wait_for_function("window.__viewer.state().video.phase === 'waiting'")
        assert await _shown_by(page) == "websocket"
        assert "WebRTC" in (await page.evaluate("window.__viewer.state().video"))["reason"]
        await _goes_on(page)


async def test_udp_blocked_in_mid_session_costs_seconds_and_webrtc_comes_back_with_it(
    namespace: Namespace,
) -> None:
    async with (
        live_server(prefix=namespace.inside) as server,
        browser(namespace.inside) as chromium,
    ):
        page = await open_page(chromium, server.url, "auto")
        proven = "window.__viewer.state().video.phase === 'proven'"
        await page.wait_for_function(proven)
        namespace.block_udp()
        await page.wait_for_function("window.__viewer.state().video.shown === 'websocket'")
        await _goes_on(page)
        namespace.unblock_udp()
        await page.wait_for_function(proven, timeout=60_000)
        await _goes_on(page)


async def test_the_page_keeps_its_own_security_policy() -> None:
    async with live_server() as server, browser() as chromium:
        said: list[str] = []
        page = await chromium.new_page()
        page.on("console", lambda message: said.append(message.text))
        answer = await page.goto(server.url)
        assert answer is not None
        assert "default-src 'self'" in answer.headers["content-security-policy"]

        async def shown() -> bool:
            return await page.evaluate("(window.__viewer?.presented.length ?? 0) > 0")

        await until(shown)
        assert not [text for text in said if "Content Security Policy" in text]


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
