"""Several simulations on one server, as people begin, visit and end them."""

from pathlib import Path

import httpx
import psutil
import pytest
from playwright.async_api import Page

from tests.support.live import LiveServer, browser, live_server, open_page, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_PICTURED = "window.__viewer && window.__viewer.presented.length > 0"
_TIME = "window.__viewer.state().status?.sim_time_sec ?? 0"


async def _state(server: LiveServer, session: str) -> dict[str, object]:
    root = "" if session == "default" else f"/s/{session}"
    return await server.get(f"{root}/api/stats")


async def _paused(server: LiveServer, session: str) -> bool:
    return (await _state(server, session))["running"] is False


async def _goes_on(page: Page) -> None:
    before = await page.evaluate(_TIME)
    await page.wait_for_function(f"({_TIME}) > {before}", timeout=20_000)


def _folders(temporary: Path) -> list[Path]:
    return list(temporary.rglob("py-remote-viewer-files-*"))


async def _open_list(page: Page) -> None:
    await page.get_by_role("button", name="Session: ").click()
    await page.get_by_role("list", name="Sessions").wait_for()


async def test_a_copy_begun_in_the_page_is_live_and_independent_and_its_end_is_told() -> None:
    async with live_server() as server, browser() as one, browser() as other:
        ada = await open_page(one, server.url, name="Ada")
        await ada.wait_for_function(f"({_TIME}) > 0.5", timeout=20_000)
        await _open_list(ada)
        await ada.get_by_label("Name of the new session").fill("what-if")
        await ada.get_by_role("button", name="Create and open").click()
        await ada.wait_for_url("**/s/what-if/")
        await ada.wait_for_function(_PICTURED, timeout=20_000)
        # It goes on from where the other one was, from the first that is told of it.
        await ada.wait_for_function("window.__viewer.state().status", timeout=20_000)
        assert await ada.evaluate(_TIME) > 0.5
        bob = await open_page(other, f"{server.url}/s/default", name="Bob")
        await ada.keyboard.press("Space")
        await until(lambda: _paused(server, "what-if"))
        await _goes_on(bob)
        assert not await _paused(server, "default")
        await _open_list(bob)
        await bob.get_by_text("Humanoid · 1 person · paused").wait_for()
        await bob.get_by_role("button", name="End what-if").click()
        await bob.get_by_role("button", name="End it").click()
        await ada.get_by_role("heading", name="This session has ended").wait_for()
        await ada.get_by_text("Bob ended this session.").wait_for()
        await ada.reload()
        await ada.get_by_role("heading", name="There is no such session").wait_for()
        await ada.get_by_role("button", name="See the sessions").click()
        await ada.get_by_role("link", name="Open default").click()
        await ada.wait_for_url(f"{server.url}/")
        await ada.wait_for_function(_PICTURED, timeout=20_000)
        await _goes_on(bob)


async def test_a_session_in_its_list_is_opened_on_a_phone(tmp_path: Path) -> None:
    async with live_server("--recordings", str(tmp_path)) as server, browser() as chromium:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
            made = await client.post("/api/sessions", json={"name": "cart", "scene": "cart_pole"})
            assert made.status_code == 201, made.text
        context = await chromium.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, bypass_csp=True
        )
        page = await context.new_page()
        failed: list[str] = []
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.on("response", lambda got: failed.append(got.url) if got.status >= 400 else None)
        await page.goto(f"{server.url}/")
        await page.wait_for_function(_PICTURED, timeout=20_000)
        await _open_list(page)
        await page.get_by_role("link", name="Open cart").tap()
        await page.wait_for_url("**/s/cart/")
        await page.wait_for_function(_PICTURED, timeout=20_000)
        # What is loaded when it is needed is found from below as well.
        await page.get_by_role("button", name="Panels").first.click()
        for tab in ("Files", "Editor", "Plots", "Recordings"):
            await page.get_by_role("tab", name=tab).click()
            await page.get_by_role("tabpanel", name=tab).wait_for()
        await page.wait_for_load_state("networkidle")
        assert failed == []


async def test_sessions_that_have_ended_leave_no_process_and_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    async with (
        live_server() as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
    ):
        process = psutil.Process(server.process.pid)
        descriptors = process.num_fds()
        for _ in range(3):
            made = await client.post("/api/sessions", json={"name": "arm", "clone": "default"})
            assert made.status_code == 201, made.text
            taken = await client.get("/s/arm/api/screenshot?width=64&height=48")
            assert taken.content.startswith(b"\x89PNG")
            ended = await client.delete("/api/sessions/arm")
            assert ended.status_code == 204

        async def the_shown_and_the_reserve() -> bool:
            return len(process.children()) <= 2 and process.num_fds() <= descriptors + 8

        await until(the_shown_and_the_reserve)
        assert (await server.get("/api/stats"))["worker_restarts"] == 0
        # That of the default session at most.
        assert len(_folders(tmp_path)) <= 1
    assert _folders(tmp_path) == []


async def test_a_killed_worker_of_one_session_is_replaced_and_the_other_runs_on() -> None:
    async with (
        live_server() as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
    ):
        process = psutil.Process(server.process.pid)

        async def in_reserve() -> bool:
            return len(process.children()) == 2

        await until(in_reserve)
        # The one in reserve, which is the younger, is what another session takes.
        spare = max(process.children(), key=lambda child: child.create_time())
        made = await client.post("/api/sessions", json={"name": "arm", "clone": "default"})
        assert made.status_code == 201, made.text
        spare.kill()

        async def back() -> bool:
            stats = await _state(server, "arm")
            return stats["worker_restarts"] == 1 and stats["state"] == "live"

        await until(back, 60)
        default = await _state(server, "default")
        assert (default["worker_restarts"], default["state"]) == (0, "live")
        health = await server.get("/api/health")
        assert health["healthy"]
        assert health["sessions"] == {"default": "live", "arm": "live"}
