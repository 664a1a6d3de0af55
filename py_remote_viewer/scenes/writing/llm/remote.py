"""One model of one provider, which is spoken to in a thread of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from py_remote_viewer.errors import ConfigurationError, ProviderError
from py_remote_viewer.scenes.writing.asking import Answer, Bounds, Endpoint, Question, Secret
from py_remote_viewer.scenes.writing.own_loop import in_own_loop

if TYPE_CHECKING:
    from py_remote_viewer.scenes.writing.llm.exchange import Exchange

__all__ = ["RemoteModel"]


class RemoteModel:
    """One model of one provider (a LanguageModel). `key` may block: it may have to read a file.

    What it needs is imported with the first question, which takes seconds.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        key: Callable[[], Secret | None],
        bounds: Bounds,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._key = key
        self._bounds = bounds
        self._sleep = sleep
        self._exchange: Exchange | None = None

    @property
    def taken(self) -> bool:
        """True where the last question may have cost something."""
        return self._exchange is not None and self._exchange.taken

    async def ask(self, question: Question) -> Answer:
        """Raises ProviderError where there is no answer."""
        self._exchange = None
        return await in_own_loop(lambda: self._begin(question))

    def _begin(self, question: Question) -> Coroutine[Any, Any, Answer]:
        """All that blocks; in the thread."""
        title = self._endpoint.title
        try:
            key = self._key()
        except ConfigurationError:
            # It names a file of the server's.
            raise ProviderError(
                f"The operator's key for {title} cannot be read on the server; tell them, or give "
                "a key of your own.",
                status=503,
            ) from None
        try:
            from py_remote_viewer.scenes.writing.llm.exchange import Exchange

            self._exchange = Exchange(self._endpoint, key, self._bounds, self._sleep)
        except ImportError as error:
            raise ProviderError(
                f"What speaks to {title} is not all there ({error.name}); install "
                "py_remote_viewer[llm] again on the server.",
                status=503,
            ) from None
        return self._exchange.ask(question)
