"""The only way to a provider: its own address, our own headers, and answers that have an end.

The providers' programs take keys, addresses, headers and proxies from the environment, log, try
again and follow. Here nothing of that has an effect, whatever they do: they are given no key, and
what they send is written anew.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import httpx2

from py_remote_viewer.errors import ProviderError
from py_remote_viewer.scenes.writing.asking import Bounds, Dialect, Endpoint, Secret
from py_remote_viewer.scenes.writing.llm.refusals import refusal, wait_sec

__all__ = ["LONGEST_WAIT_SEC", "Wire"]

#: A provider that is busy for so long is waited for, once.
LONGEST_WAIT_SEC = 10.0
_BUSY = (429, 503, 529)
#: Why it refuses stands at the beginning.
_REFUSAL_BYTES = 16_384
#: In which header a key goes, and behind what.
_KEY_HEADERS: dict[Dialect, tuple[str, str]] = {
    "responses": ("authorization", "Bearer "),
    "chat": ("authorization", "Bearer "),
    "messages": ("authorization", "Bearer "),
    "generate": ("x-goog-api-key", ""),
}
#: Of what a provider's program writes; others tell of the machine, or come from its environment.
_KEPT_HEADERS = ("accept", "content-type", "anthropic-version", "anthropic-beta")


class Wire(httpx2.AsyncBaseTransport):
    """Sends the requests for one question. `failure` says why it sends, or reads, no further."""

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        endpoint: Endpoint,
        key: Secret | None,
        bounds: Bounds,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.failure: ProviderError | None = None
        #: True from when a question is sent until it is refused.
        self.taken = False
        self._inner = inner
        self._endpoint = endpoint
        # As the programs write it: without a port that is the usual one, and in small letters.
        self._base = f"{str(httpx2.URL(endpoint.base_url)).rstrip('/')}/"
        self._key = key
        self._bounds = bounds
        self._sleep = sleep
        self._sent = False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answers with 200, or raises what is in `failure` then."""
        if self._sent or not str(request.url).startswith(self._base):
            # One question is one request, to that address; what a program adds to it is not sent.
            raise self._fail(
                ProviderError(f"{self._endpoint.title} was not asked a second time for one answer.")
            )
        self._sent = True
        await request.aread()
        response = await self._send(request)
        if response.status_code in _BUSY:
            body = await self._begin_of(response)
            wait = wait_sec(response.headers, body)
            if wait is None or wait > LONGEST_WAIT_SEC:
                raise self._refuse(response, body)
            await self._sleep(wait)
            response = await self._send(request)
        if response.status_code != 200:
            raise self._refuse(response, await self._begin_of(response))
        encoding = response.headers.get("content-encoding", "identity")
        if encoding != "identity":
            await response.aclose()
            raise self._fail(
                ProviderError(f"{self._endpoint.title} answers packed, which it was not asked for.")
            )
        return httpx2.Response(
            200, headers=response.headers, stream=_Bounded(response, self._too_long, self._bounds)
        )

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _send(self, request: httpx2.Request) -> httpx2.Response:
        self.taken = True
        return await self._inner.handle_async_request(
            httpx2.Request(
                request.method,
                request.url,
                headers=self._headers(request.headers),
                content=request.content,
                extensions=request.extensions,
            )
        )

    def _headers(self, written: Mapping[str, str]) -> dict[str, str]:
        headers = {name: written[name] for name in _KEPT_HEADERS if name in written}
        # What is packed has no length that could be seen to.
        headers |= {"accept-encoding": "identity", "user-agent": "py_remote_viewer"}
        name, before = _KEY_HEADERS[self._endpoint.dialect]
        # A server that wants none may still not do without the header.
        headers[name] = before + (self._key.reveal() if self._key else "unused")
        return headers

    def _refuse(self, response: httpx2.Response, body: bytes) -> ProviderError:
        self.taken = False
        wait = wait_sec(response.headers, body)
        return self._fail(refusal(self._endpoint, response.status_code, body, wait))

    def _too_long(self) -> ProviderError:
        return self._fail(
            ProviderError(
                f"The answer of {self._endpoint.title} has more than {self._bounds.answer_bytes} "
                "bytes; ask for a smaller scene."
            )
        )

    def _fail(self, error: ProviderError) -> ProviderError:
        self.failure = self.failure or error
        return error

    async def _begin_of(self, response: httpx2.Response) -> bytes:
        begin = b""
        try:
            async for part in response.stream:  # type: ignore[union-attr]
                begin += part
                if len(begin) >= _REFUSAL_BYTES:
                    break
        finally:
            await response.aclose()
        return begin[:_REFUSAL_BYTES]


class _Bounded(httpx2.AsyncByteStream):
    """An answer, until it is too long."""

    def __init__(
        self, response: httpx2.Response, too_long: Callable[[], ProviderError], bounds: Bounds
    ) -> None:
        self._response = response
        self._too_long = too_long
        self._left = bounds.answer_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._response.stream:  # type: ignore[union-attr]
            self._left -= len(part)
            if self._left < 0:
                raise self._too_long()
            yield part

    async def aclose(self) -> None:
        await self._response.aclose()
