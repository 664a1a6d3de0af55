"""The providers' own programs, which are told nothing of this machine."""

from typing import Any

import httpx2
from pydantic_ai.models import Model

from py_remote_viewer.scenes.writing.asking import Endpoint

__all__ = ["NO_KEY", "connect"]

#: The key goes on by the wire; the programs want one too.
NO_KEY = "kept-by-the-wire"


def connect(endpoint: Endpoint, client: httpx2.AsyncClient) -> Model[Any]:
    """Speaks to a provider, at that address and by that client alone. Blocks: of the programs only
    the one that is needed is imported."""
    if endpoint.dialect == "messages":
        return _anthropic(endpoint, client)
    if endpoint.dialect == "generate":
        return _google(endpoint, client)
    return _openai(endpoint, client)


def _openai(endpoint: Endpoint, client: httpx2.AsyncClient) -> Model[Any]:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai import OpenAIProvider
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    openai = AsyncOpenAI(
        api_key=NO_KEY, base_url=endpoint.base_url, http_client=client, max_retries=0
    )
    _forget_environment(openai)
    if endpoint.dialect == "responses":
        return OpenAIResponsesModel(endpoint.model, provider=OpenAIProvider(openai_client=openai))
    profile = OpenAIModelProfile(
        supports_json_schema_output=True,
        # What keeps a model to a schema does not show it to the model.
        native_output_requires_schema_in_instructions=True,
        openai_supports_strict_tool_definition=False,
        openai_chat_supports_max_completion_tokens=False,
        openai_chat_supports_multiple_system_messages=False,
    )
    server = OpenAICompatibleProvider("server", openai_client=openai, profile=profile)
    return OpenAIChatModel(endpoint.model, provider=server)


def _anthropic(endpoint: Endpoint, client: httpx2.AsyncClient) -> Model[Any]:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    anthropic = AsyncAnthropic(
        api_key=NO_KEY,
        base_url=endpoint.base_url,
        http_client=client,
        max_retries=0,
        open_telemetry=False,
    )
    _forget_environment(anthropic)
    return AnthropicModel(endpoint.model, provider=AnthropicProvider(anthropic_client=anthropic))


def _google(endpoint: Endpoint, client: httpx2.AsyncClient) -> Model[Any]:
    from google.genai.client import Client, DebugConfig
    from google.genai.types import HttpOptions
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    google = Client(
        vertexai=False,
        api_key=NO_KEY,
        # Else the environment says whether files are read in the place of a provider.
        debug_config=DebugConfig(client_mode="", replays_directory="", replay_id=""),
        http_options=HttpOptions(
            base_url=endpoint.base_url,
            httpx_async_client=client,
            # It is never used, and would be made as the environment says.
            httpx_client=httpx2.Client(transport=httpx2.MockTransport(_nothing), trust_env=False),
        ),
    )
    return GoogleModel(endpoint.model, provider=GoogleProvider(client=google))


def _nothing(request: httpx2.Request) -> httpx2.Response:
    raise NotImplementedError


def _forget_environment(program: object) -> None:
    """For headers that the environment adds there is no switch."""
    vars(program)["_custom_headers"] = {}
