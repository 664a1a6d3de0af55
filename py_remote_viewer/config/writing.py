"""Whether the settings of who writes scenes make sense, and the keys that they name."""

import re
from pathlib import Path

from py_remote_viewer.config.fit import Misfit, shown
from py_remote_viewer.config.settings import (
    Settings,
    WritingProviderSettings,
    WritingServerSettings,
)
from py_remote_viewer.config.sources import Place
from py_remote_viewer.config.web_address import web_address
from py_remote_viewer.errors import ConfigurationError

__all__ = ["KEY_FORM", "check_writing", "is_key", "operator_key"]

#: What a header takes.
_KEY = re.compile(r"[!-~]{1,1000}")
KEY_FORM = "1 to 1000 printable ASCII characters without spaces"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_MODEL = re.compile(r"[!-~]{1,100}")
#: What people see beside these would be taken for them.
_TAKEN = ("openai", "anthropic", "google", "template", "templates")


def is_key(text: str) -> bool:
    """True of what can be a key for a language model."""
    return _KEY.fullmatch(text) is not None


def operator_key(settings: WritingProviderSettings | WritingServerSettings) -> str | None:
    """The operator's key for a provider, from the settings or its file, which is read anew each
    time and so may be exchanged; None where there is none.

    Raises ConfigurationError where the file cannot be used; no message shows a key.
    """
    if settings.key_file is None:
        return settings.key
    name = f"The key file {shown(settings.key_file)}"
    try:
        key = Path(settings.key_file).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        raise ConfigurationError(f"{name} is no file of text that can be read here.") from None
    if not is_key(key):
        raise ConfigurationError(f"{name} holds no key; it takes {KEY_FORM} in one line.")
    return key


def check_writing(settings: Settings) -> None:
    """Raises Misfit for the first value that cannot be right."""
    writing = settings.writing
    for name in ("openai", "anthropic", "google"):
        _provider(getattr(writing, name), ("writing", name))
    names: set[str] = set()
    for number, server in enumerate(writing.servers):
        place = ("writing", "servers", str(number))
        _server(server, place)
        if server.name in names:
            raise Misfit((*place, "name"), f"is {server.name!r}, as that of another server is.")
        names.add(server.name)


def _server(server: WritingServerSettings, place: Place) -> None:
    if not _NAME.fullmatch(server.name) or server.name in _TAKEN:
        raise Misfit(
            (*place, "name"),
            f"is {shown(server.name)}; it takes 1 to 32 small letters, digits and dashes, a letter "
            f"first, and none of {', '.join(_TAKEN)}; for example ollama.",
        )
    parts = web_address(server.url)
    if parts is None or parts.username is not None or parts.query or parts.fragment:
        # It may hold a password, so it is not said again.
        raise Misfit(
            (*place, "url"),
            "is no address that can be used; it takes one without user name, ? and #, for example "
            "http://localhost:11434/v1 for Ollama.",
        )
    if not server.models:
        raise Misfit((*place, "models"), 'is empty; name what the server has, ["qwen3-coder"].')
    _provider(server, place)


def _provider(settings: WritingProviderSettings | WritingServerSettings, place: Place) -> None:
    for number, model in enumerate(settings.models):
        if not _MODEL.fullmatch(model):
            raise Misfit(
                (*place, "models", str(number)),
                f"is {shown(model)}; it takes the name of a model, without spaces.",
            )
    if settings.key is not None and not is_key(settings.key):
        raise Misfit((*place, "key"), f"is no key; it takes {KEY_FORM}.")
    if settings.key is not None and settings.key_file is not None:
        raise Misfit((*place, "key_file"), "comes beside a key; leave one of them out.")
    try:
        operator_key(settings)
    except ConfigurationError as error:
        raise Misfit((*place, "key_file"), f"cannot be used. {error}") from None
