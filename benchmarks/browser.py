"""Chromium, headless, and what the page tells of itself through `window.__viewer`."""

import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.async_api import Browser, Page, Request, async_playwright

from benchmarks.machine import RunningServer

__all__ = [
    "Chromium",
    "blank_page",
    "browser_processes",
    "count_bytes",
    "counters",
    "open_page",
    "presented_times",
]

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


class Chromium:
    """The browser, started with the block and ended with it.

    `prefix` goes before its command (`ip netns exec ...`); `secure` is an origin that counts as one
    with https.
    """

    def __init__(self, prefix: Sequence[str] = (), secure: str = "") -> None:
        self._prefix = prefix
        self._arguments = [*_ARGUMENTS]
        if secure:
            self._arguments.append(f"--unsafely-treat-insecure-origin-as-secure={secure}")

    async def __aenter__(self) -> Browser:
        self._folder = tempfile.TemporaryDirectory()
        program = Path(self._folder.name) / "chromium"
        words = shlex.join((*self._prefix, "/usr/bin/chromium"))
        program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        program.chmod(0o755)
        self._playwright = await async_playwright().start()
        self._browser = await self._playwright.chromium.launch(
            executable_path=program, args=self._arguments
        )
        return self._browser

    async def __aexit__(self, *unused: object) -> None:
        await self._browser.close()
        await self._playwright.stop()
        self._folder.cleanup()


def browser_processes() -> list[psutil.Process]:
    """The processes of browsers that this one has started."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "chrom" in child.name()]


async def blank_page(browser: Browser) -> Page:
    """A page of 1280x800. The page's security policy forbids scripts from outside: not here."""
    return await browser.new_page(viewport={"width": 1280, "height": 800}, bypass_csp=True)


async def open_page(browser: Browser, server: RunningServer, transport: str) -> Page:
    """The viewer's page, when it has shown its first frame."""
    page = await blank_page(browser)
    await page.goto(f"{server.url}/?transport={transport}&{server.query}")
    await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
    return page


async def presented_times(page: Page) -> list[float]:
    """When each of the newest frames was presented, in ms on the page's clock."""
    return await page.evaluate("window.__viewer.presented.map(entry => entry.time)")


async def counters(
    page: Page, client: httpx.AsyncClient, measured: RunningServer
) -> dict[str, float]:
    """Frames produced, sent to this page, received, decoded, presented; bytes received."""
    stats = await page.evaluate("window.__viewer.refresh()")
    server = (await client.get(f"{measured.url}/api/stats", headers=measured.headers)).json()
    watching = next(v for v in server["viewers"] if v["transport"] in ("webrtc", "websocket"))
    return {
        "produced": server["frames_sent"],
        "sent": watching["frames_sent"],
        "received": stats["received"] or 0,
        "decoded": stats["decoded"] or 0,
        "presented": stats["presented"] or 0,
        "bytes": stats.get("bytes") or 0,
    }


async def count_bytes(browser: Browser, url: str) -> int:
    """Bytes of all answers, headers and compressed bodies, that opening `url` causes."""
    page = await blank_page(browser)
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    await page.goto(url)
    await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
    sizes: list[Any] = [await request.sizes() for request in finished]
    await page.close()
    return sum(found["responseBodySize"] + found["responseHeadersSize"] for found in sizes)
