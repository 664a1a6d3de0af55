"""Who has language models: three services, and the servers that the operator names."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from py_remote_viewer.config import (
    WritingProviderSettings,
    WritingServerSettings,
    WritingSettings,
)
from py_remote_viewer.errors import WritingError
from py_remote_viewer.scenes.writing.asking import Dialect

__all__ = ["Provider", "ProviderDescription", "find_provider", "list_providers", "llm_installed"]

_INSTALL = (
    "Language models need more packages: pip install 'py_remote_viewer[llm]', and start the server "
    "again."
)
#: What no model is called by, but what could turn an address into another one, is left out of those
#: whose name stands in one.
_IN_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_IN_BODY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,99}")


@dataclass(frozen=True)
class Provider:
    """Somebody with language models, and what the operator has set for it."""

    name: str
    title: str
    dialect: Dialect
    base_url: str
    models: tuple[str, ...]
    settings: WritingProviderSettings | WritingServerSettings
    #: A server of the operator's own may do without one.
    wants_key: bool = True

    @property
    def operator_key(self) -> bool:
        """True where people need none of their own."""
        return self.settings.key is not None or self.settings.key_file is not None

    def model(self, name: str) -> str:
        """The name of a model as it is sent; that of the first one where none is given.

        Raises WritingError for what can be none.
        """
        form = _IN_ADDRESS if self.dialect == "generate" else _IN_BODY
        if name and name not in self.models and not form.fullmatch(name):
            raise WritingError(
                f"No model of {self.title} is called {name[:100]!r}: a name is 1 to 100 letters, "
                f"digits and marks, for example {self.models[0]}."
            )
        return name or self.models[0]


@dataclass(frozen=True)
class ProviderDescription:
    """A provider, for people: `needs_key` where they have to give one of their own, and `reason`
    why it is not `available`."""

    name: str
    title: str
    models: tuple[str, ...]
    default: str
    needs_key: bool
    operator_key: bool
    available: bool
    reason: str = ""


@cache
def llm_installed() -> bool:
    """True where the packages of the extra `llm` are there; none of them is imported."""
    names = ("pydantic_ai", "openai", "anthropic", "google.genai", "httpx2")
    try:
        return all(find_spec(name) is not None for name in names)
    except ModuleNotFoundError:
        # The namespace `google` itself.
        return False


def list_providers(
    settings: WritingSettings, installed: Callable[[], bool] = llm_installed
) -> tuple[ProviderDescription, ...]:
    """All of them, in the order in which they are offered."""
    there = installed()
    return tuple(
        ProviderDescription(
            provider.name,
            provider.title,
            provider.models,
            provider.models[0],
            needs_key=provider.wants_key and not provider.operator_key,
            operator_key=provider.operator_key,
            available=there,
            reason="" if there else _INSTALL,
        )
        for provider in _all(settings)
    )


def find_provider(
    settings: WritingSettings, name: str, installed: Callable[[], bool] = llm_installed
) -> Provider:
    """The provider of this name; raises WritingError where there is none, or it cannot be used."""
    found = {provider.name: provider for provider in _all(settings)}
    if name not in found:
        raise WritingError(
            f"There is no provider {name[:60]!r} of language models here; there are: "
            f"{', '.join(found)}."
        )
    if not installed():
        raise WritingError(_INSTALL)
    return found[name]


def _all(settings: WritingSettings) -> tuple[Provider, ...]:
    return (
        Provider(
            "openai",
            "OpenAI",
            "responses",
            "https://api.openai.com/v1",
            settings.openai.models or ("gpt-6.1-sol", "gpt-6.1-terra", "gpt-6-luna"),
            settings.openai,
        ),
        Provider(
            "anthropic",
            "Anthropic",
            "messages",
            "https://api.anthropic.com",
            settings.anthropic.models
            or ("claude-sonnet-5-5", "claude-opus-5-5", "claude-haiku-5-5"),
            settings.anthropic,
        ),
        Provider(
            "google",
            "Google",
            "generate",
            "https://generativelanguage.googleapis.com",
            settings.google.models
            or ("gemini-3.8-flash", "gemini-4-carbon", "gemini-3.5-flash-lite"),
            settings.google,
        ),
        *(_server(server) for server in settings.servers),
    )


def _server(server: WritingServerSettings) -> Provider:
    return Provider(
        server.name,
        server.name,
        "chat",
        server.url.rstrip("/"),
        server.models,
        server,
        wants_key=False,
    )
