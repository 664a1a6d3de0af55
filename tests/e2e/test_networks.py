"""What people put between server and browser: TURN, a reverse proxy, SSH, a network without UDP."""

import base64
import os
import random
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.async_api import Page

from benchmarks.netbed import CLIENT, SERVER, NetworkBed, why_not
from tests.support.live import browser, live_server, open_page, picture_hash, until
from tests.support.models import MESH_MODEL, stl_pyramid, zip_of
from tests.support.parts import coturn, missing, nginx, ssh_forward

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_TURN = "10.77.0.3"


@pytest.fixture
def bed() -> Generator[NetworkBed, None, None]:
    reason = why_not()
    if reason is not None:
        # CI has all of it: there a skip would hide that this is not tested.
        assert not os.environ.get("CI"), reason
        pytest.skip(reason)
    with NetworkBed() as made, made.at_the_server():
        yield made


@pytest.fixture
def folder() -> Generator[Path, None, None]:
    with tempfile.TemporaryDirectory() as name:
        # coturn and sshd may run as somebody else.
        Path(name).chmod(0o755)
        yield Path(name)


def _needs(*programs: str) -> None:
    reason = missing(*programs)
    if reason is not None:
        pytest.skip(reason)


async def _drag_moves_the_picture(page: Page) -> None:
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
        after = await picture_hash(page)
        return sum(abs(x - y) > 12 for x, y in zip(before, after, strict=True)) > 20

    await until(changed)


async def test_where_udp_is_dropped_between_the_peers_the_picture_comes_through_coturn(
    bed: NetworkBed, folder: Path
) -> None:
    _needs("turnserver")
    bed.add_server_address(_TURN)
    # The relay is reached; the server itself is not.
    bed.block_udp(SERVER, CLIENT)
    arguments = (
        "--host", SERVER, "--media-address", SERVER, "--relay-only",
        "--turn", f"turn:{_TURN}:3478", "--turn-secret", "not told to anybody",
    )  # fmt: skip
    async with (
        coturn(bed.server_side, folder, _TURN, "not told to anybody"),
        live_server(*arguments) as server,
        browser(bed.client_side) as chromium,
    ):
        page = await open_page(chromium, server.link, "webrtc")
        assert (await page.evaluate("window.__viewer.state().video"))["shown"] == "webrtc"
        await _drag_moves_the_picture(page)
        (viewer,) = (await server.get("/api/stats"))["viewers"]
        assert viewer["candidate_pair"][1].startswith(("relay", "prflx"))
        assert _TURN in viewer["candidate_pair"][1]


async def test_a_wrong_turn_secret_is_told_and_the_picture_comes_over_tcp(
    bed: NetworkBed, folder: Path
) -> None:
    _needs("turnserver")
    bed.add_server_address(_TURN)
    bed.block_udp(SERVER, CLIENT)
    arguments = (
        "--host", SERVER, "--media-address", SERVER, "--relay-only",
        "--turn", f"turn:{_TURN}:3478", "--turn-secret", "another one",
    )  # fmt: skip
    async with (
        coturn(bed.server_side, folder, _TURN, "not told to anybody"),
        live_server(*arguments, port=8000) as server,
        browser(bed.client_side, secure=server.url) as chromium,
    ):
        page = await open_page(chromium, server.link)
        await page.wait_for_function("window.__viewer.state().video.failing")
        video = await page.evaluate("window.__viewer.state().video")
        assert video["shown"] == "websocket"
        assert "WebRTC" in video["reason"]
        await _drag_moves_the_picture(page)


async def test_behind_nginx_with_tls_under_a_path_everything_works(
    bed: NetworkBed, folder: Path
) -> None:
    _needs("nginx", "openssl")
    at = f"https://{SERVER}:8443/sim"
    bed.block_udp()
    async with (
        live_server("cart_pole", "--recordings", str(folder / "recordings")) as server,
        nginx(bed.server_side, folder, SERVER, 8443, server.url),
        browser(bed.client_side, "--ignore-certificate-errors") as chromium,
    ):
        page = await open_page(chromium, at)
        elsewhere: list[str] = []
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((at, "data:", "blob:"))
                else elsewhere.append(request.url)
            ),
        )
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        assert (await page.evaluate("window.__viewer.state().video"))["shown"] == "websocket"
        await _drag_moves_the_picture(page)
        await _record_and_play(page)
        # A chunk that comes only when it is wanted, and what it asks the server for.
        await page.get_by_role("tab", name="Editor").click()
        await page.get_by_text("<mujoco").first.wait_for()
        await _upload(page)
        await page.get_by_role("button", name="Choose another").click()
        picture = page.locator("img").first
        await picture.wait_for()
        await page.wait_for_function("[...document.images].some(image => image.naturalWidth > 0)")
        await _another_session(page, at)
        assert not elsewhere
        assert not errors


async def _another_session(page: Page, at: str) -> None:
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").wait_for(state="detached")
    await page.get_by_role("button", name="Session: ").click()
    await page.get_by_label("Name of the new session").fill("below")
    await page.get_by_role("button", name="Create and open").click()
    await page.wait_for_url(f"{at}/s/below/")
    await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
    await page.get_by_role("button", name="Session: ").click()
    await page.get_by_role("link", name="Open default").click()
    await page.wait_for_url(f"{at}/")
    await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")


async def _record_and_play(page: Page) -> None:
    await page.get_by_role("button", name="Record", exact=True).click()
    stop = page.get_by_role("button", name="Stop the recording of")
    await stop.get_by_text("0:02").wait_for()
    await stop.click()
    await page.get_by_role("tab", name="Recordings").click()
    await page.get_by_role("button", name="Play Cart-pole").click()
    await page.wait_for_function("document.querySelector('aside video')?.readyState >= 2")


async def _upload(page: Page) -> None:
    # More than nginx takes by itself.
    files = {
        "robot/main.xml": MESH_MODEL,
        "robot/meshes/pyramid.stl": stl_pyramid(),
        "robot/notes.bin": random.Random(1).randbytes(2_000_000),
    }
    data = base64.b64encode(zip_of(files)).decode()
    await page.evaluate(
        """(data) => {
          const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
          const transfer = new DataTransfer()
          transfer.items.add(new File([bytes], "robot.zip"))
          for (const kind of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(
            new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }))
        }""",
        data,
    )
    await page.wait_for_function("window.__viewer.state().scene.title === 'pyramid'")


async def test_through_ssh_the_picture_comes_and_input_goes(bed: NetworkBed, folder: Path) -> None:
    _needs("sshd", "ssh")
    bed.block_udp()
    async with (
        live_server(port=8000) as server,
        ssh_forward(bed.server_side, bed.client_side, folder, SERVER, 8000),
        browser(bed.client_side) as chromium,
    ):
        page = await open_page(chromium, server.url)
        assert (await page.evaluate("window.__viewer.state().video"))["shown"] == "websocket"
        await _drag_moves_the_picture(page)
        await page.wait_for_function("window.__viewer.latencies.length > 0")
        # The way is there and back again: the numbers of the page are those of this network.
        told = await page.evaluate("window.__viewer.connection")
        assert told["roundTripMs"] >= 50


async def test_without_any_way_for_udp_the_page_says_why_and_shows_video_by_tcp(
    bed: NetworkBed,
) -> None:
    bed.block_udp()
    async with (
        live_server("--host", SERVER, port=8000) as server,
        browser(bed.client_side, secure=server.url) as chromium,
    ):
        page = await open_page(chromium, server.link)
        await page.wait_for_function("window.__viewer.state().video.failing")
        video = await page.evaluate("window.__viewer.state().video")
        assert video["shown"] == "websocket"
        assert "WebRTC did not connect within 10 s." in video["reason"]
        await _drag_moves_the_picture(page)


async def test_over_a_link_with_distance_and_loss_the_picture_goes_on(bed: NetworkBed) -> None:
    async with (
        live_server("--host", SERVER, "--media-address", SERVER) as server,
        browser(bed.client_side) as chromium,
    ):
        page = await open_page(chromium, server.link, "webrtc")
        bed.lose(50)
        await _drag_moves_the_picture(page)
        await page.wait_for_function("window.__viewer.latencies.length > 0")
        assert (await page.evaluate("window.__viewer.state().video"))["shown"] == "webrtc"
