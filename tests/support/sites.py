"""Pages of other people, for tests of what a browser lets them do."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

__all__ = ["another_site"]


@contextlib.asynccontextmanager
async def another_site(html: str, name: str = "127.0.0.1") -> AsyncGenerator[str, None]:
    """Serve a page at another port of this machine; its address.

    127.0.0.1 is another site than localhost. By the name `localhost` it is the same site but
    another origin: a browser sends the cookies of every server on localhost along.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A browser also opens connections that it may need, and asks nothing.
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            body = html.encode()
            head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {len(body)}\r\n"
            writer.write(head.encode() + b"connection: close\r\n\r\n" + body)
            await writer.drain()
        writer.close()

    site = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with site:
        yield f"http://{name}:{site.sockets[0].getsockname()[1]}"
