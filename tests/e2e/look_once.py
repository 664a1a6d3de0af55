"""Opens the viewer once and says by which way a picture came: run inside a network namespace."""

import asyncio
import sys

from tests.support.live import browser, open_page, picture_hash


async def main(url: str) -> None:
    """Print the way of the video and whether it shows more than one colour."""
    async with browser() as chromium:
        page = await open_page(chromium, url, "auto")
        # WebRTC has its three seconds to prove itself, and must not take the picture away.
        await asyncio.sleep(4.0)
        video = await page.evaluate("window.__viewer.state().video")
        fields = await picture_hash(page)
        sys.stdout.write(f"{video['shown']} {len(set(fields)) > 10}\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
