"""A real server in a process of its own, and real Chromium, for end-to-end tests."""

import asyncio
import contextlib
import shlex
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Page, async_playwright

__all__ = ["LiveServer", "browser", "live_server", "open_page", "picture_hash", "until"]

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# The mean colour of 16x12 fields of what the page shows: small camera or encoder noise stays out.
_FIELDS = """() => {
  const shown = window.__viewer.state().video.shown
  const video = document.querySelector(`video[data-way=${shown}]`)
  const source = video ?? document.querySelector("canvas")
  const small = document.createElement("canvas")
  small.width = 16; small.height = 12
  const context = small.getContext("2d")
  context.drawImage(source, 0, 0, 16, 12)
  return Array.from(context.getImageData(0, 0, 16, 12).data)
}"""


@dataclass
class LiveServer:
    """A running server."""

    process: asyncio.subprocess.Process
    url: str
    token: str = ""

    @property
    def link(self) -> str:
        """As it was printed; with a token where one is asked for."""
        return f"{self.url}/?token={self.token}" if self.token else f"{self.url}/"

    def client(self, timeout: float = 30) -> httpx.AsyncClient:
        """An HTTP client that is let in."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return httpx.AsyncClient(timeout=timeout, headers=headers)

    async def get(self, path: str) -> dict[str, Any]:
        """GET an API path."""
        async with self.client() as client:
            return (await client.get(f"{self.url}{path}")).json()

    async def load(self, **body: str) -> httpx.Response:
        """POST a scene."""
        async with self.client(60) as client:
            return await client.post(f"{self.url}/api/scene/load", json=body)


@contextlib.asynccontextmanager
async def live_server(
    *words: str, port: int = 0, prefix: tuple[str, ...] = (), token: bool = False
) -> AsyncGenerator[LiveServer, None]:
    """Start a server, wait until it is healthy, end it with SIGINT afterwards.

    It asks for a token where that is what is tested, and beyond loopback.
    """
    token = token or "--host" in words
    process = await asyncio.create_subprocess_exec(
        *prefix, sys.executable, "-m", "py_remote_viewer",
        "--port", str(port), "--width", "320", "--height", "240", "--log-level", "WARNING",
        # Everybody acts at once, but where it is what is tested.
        # And no token is asked for.
        "--control", "together", *([] if token else ["--insecure"]), *words,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        url, _, shown = line.rsplit(" ", 1)[-1].strip().partition("?token=")
        server = LiveServer(process, url.rstrip("/"), shown)
        if not prefix:
            await until(lambda: _healthy(server))
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), 15)


async def _healthy(server: LiveServer) -> bool:
    return bool((await server.get("/api/health"))["healthy"])


@contextlib.asynccontextmanager
async def browser(
    prefix: tuple[str, ...] = (), *flags: str, secure: str = ""
) -> AsyncGenerator[Browser, None]:
    """Chromium, headless; with a prefix, started through that command (`ip netns exec ...`).

    An origin that is named `secure` counts as one with https.
    """
    if secure:
        flags = (*flags, f"--unsafely-treat-insecure-origin-as-secure={secure}")
    async with async_playwright() as playwright:
        with tempfile.TemporaryDirectory() as folder:
            program = Path("/usr/bin/chromium")
            if prefix:
                words = shlex.join((*prefix, str(program)))
                program = Path(folder) / "chromium"
                program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
                program.chmod(0o755)
            chromium = await playwright.chromium.launch(
                executable_path=program, args=[*_ARGUMENTS, *flags]
            )
            try:
                yield chromium
            finally:
                await chromium.close()


async def open_page(chromium: Browser, url: str, transport: str = "auto", name: str = "") -> Page:
    """Open the viewer and wait for its first picture."""
    # Playwright waits by evaluating text in the page, which the page's own policy forbids.
    context = await chromium.new_context(viewport={"width": 800, "height": 600}, bypass_csp=True)
    page = await context.new_page()
    place, _, query = url.partition("?")
    await page.goto(f"{place.rstrip('/')}/?transport={transport}&name={name}&{query}")
    await page.wait_for_function(
        "window.__viewer && window.__viewer.presented.length > 0", timeout=20_000
    )
    return page


async def picture_hash(page: Page) -> list[int]:
    """What is shown, as the colours of 16x12 fields."""
    return await page.evaluate(_FIELDS)


async def until(condition: Any, timeout_sec: float = 20.0) -> None:
    """Wait until an async condition holds."""
    async with asyncio.timeout(timeout_sec):
        # What is asked lives in other processes, so there is no event to await.
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
