"""One question and its answer, as pydantic-ai puts them to a provider.

This module is imported in the thread that asks, for it imports pydantic-ai.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from ssl import SSLContext
from typing import Any, Literal, cast

import httpx2
from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelAuthenticationError,
    ModelHTTPError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
)
from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, ToolCallPart, UserPromptPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from py_remote_viewer.errors import ProviderError
from py_remote_viewer.scenes.writing.asking import Answer, Bounds, Endpoint, Question, Secret
from py_remote_viewer.scenes.writing.llm.clients import connect
from py_remote_viewer.scenes.writing.llm.refusals import refusal
from py_remote_viewer.scenes.writing.llm.wire import Wire
from py_remote_viewer.scenes.writing.types import Usage

__all__ = ["Exchange"]

#: They tell of each request, one or the other with all that is in it.
_TALKERS = ("openai", "anthropic", "google", "google_genai", "httpx", "httpx2", "httpcore",
            "httpcore2", "pydantic_ai")  # fmt: skip
_LATE = (TimeoutError, ModelTimeoutError, httpx2.TimeoutException)
#: What is said in the middle of an answer has no status of its own.
_STATUS: dict[type[ModelAPIError], int] = {
    ModelAuthenticationError: 401,
    ModelQuotaExceededError: 402,
    ModelRateLimitError: 429,
    ModelUnavailableError: 503,
    ModelServerError: 500,
}
_ENDS: dict[str | None, Literal["done", "length", "refused"]] = {
    "length": "length",
    "content_filter": "refused",
}


class Exchange:
    """Good for one question. Making one blocks."""

    def __init__(
        self,
        endpoint: Endpoint,
        key: Secret | None,
        bounds: Bounds,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._endpoint = endpoint
        self._bounds = bounds
        inner = httpx2.AsyncHTTPTransport(verify=_trusted(), trust_env=False)
        self._wire = Wire(inner, endpoint, key, bounds, sleep)
        self._http = httpx2.AsyncClient(
            transport=self._wire, trust_env=False, timeout=bounds.request_sec
        )
        self._model = connect(endpoint, self._http)
        # Some set themselves to what the environment says, when they are imported.
        for name in _TALKERS:
            logging.getLogger(name).setLevel(logging.ERROR)

    @property
    def taken(self) -> bool:
        """True where the question may have cost something."""
        return self._wire.taken

    async def ask(self, question: Question) -> Answer:
        """Raises ProviderError where there is no answer."""
        failure: ProviderError | None = None
        async with self._http:
            try:
                async with asyncio.timeout(self._bounds.request_sec):
                    return _answer(await self._respond(question))
            except Exception as error:
                failure = self._wire.failure or self._failure(error)
        # Out here it carries nothing of what a program said, or of what it held.
        raise failure

    async def _respond(self, question: Question) -> ModelResponse:
        instructions = question.instructions
        if self._endpoint.dialect != "chat":
            # Some models cannot be made to while they think.
            instructions += f"\n\nGive your answer by calling {question.form}, once."
        messages = [ModelRequest([UserPromptPart(question.prompt)], instructions=instructions)]
        settings = ModelSettings(max_tokens=self._bounds.output_tokens)
        if self._endpoint.dialect == "responses":
            # What people ask for is nobody's to keep.
            cast(dict[str, Any], settings)["openai_store"] = False
        form = _form(question, self._endpoint)
        if self._endpoint.dialect != "messages":
            return await model_request(
                self._model, messages, model_settings=settings,
                model_request_parameters=form, instrument=False,
            )  # fmt: skip
        # Anthropic wants what may be long as a stream.
        async with model_request_stream(
            self._model, messages, model_settings=settings,
            model_request_parameters=form, instrument=False,
        ) as answering:  # fmt: skip
            async for _ in answering:
                pass
            return answering.get()

    def _failure(self, error: Exception) -> ProviderError:
        """What went wrong, in our own words: those of others may repeat what they were sent."""
        title = self._endpoint.title
        causes = list(_causes(error))
        if any(isinstance(cause, _LATE) for cause in causes):
            return ProviderError(
                f"{title} has not answered within {self._bounds.request_sec:g} s; ask for less, or "
                "try again.",
                status=504,
            )
        status = _status_of(error)
        if status is not None:
            return refusal(self._endpoint, status)
        if any(isinstance(cause, httpx2.ConnectError) for cause in causes):
            return ProviderError(f"{title} cannot be reached from this server; try again later.")
        if any(isinstance(cause, httpx2.TransportError) for cause in causes):
            return ProviderError(f"The answer of {title} was cut off; try again.")
        return ProviderError(
            f"{title} answers with what cannot be read ({type(error).__name__}); try another model."
        )


@cache
def _trusted() -> SSLContext:
    """Whom we believe who they are, whatever the environment says; reading it takes a while."""
    return httpx2.create_ssl_context(trust_env=False)


def _form(question: Question, endpoint: Endpoint) -> ModelRequestParameters:
    """How the answer is asked for: as arguments of a tool, which the models of all services know
    how to call. Servers are asked for JSON of that schema, to which they keep any model."""
    schema = cast(dict[str, Any], question.schema)
    if endpoint.dialect == "chat":
        form = OutputObjectDefinition(schema, name=question.form)
        return ModelRequestParameters(output_mode="native", output_object=form)
    tool = ToolDefinition(
        name=question.form,
        parameters_json_schema=schema,
        description="Give your answer.",
        strict=False,
        kind="output",
    )
    return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)


def _answer(response: ModelResponse) -> Answer:
    """What was said: to the tool, or where it was not called in plain text."""
    calls = [part.args_as_json_str() for part in response.parts if isinstance(part, ToolCallPart)]
    texts = [part.content for part in response.parts if isinstance(part, TextPart)]
    return Answer(
        calls[0] if calls else "".join(texts),
        Usage(1, response.usage.input_tokens, response.usage.output_tokens),
        _ENDS.get(response.finish_reason, "done"),
    )


def _status_of(error: Exception) -> int | None:
    if isinstance(error, ModelHTTPError) and error.status_code >= 400:
        return error.status_code
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it."""
    cause: BaseException | None = error
    seen: set[int] = set()
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__
