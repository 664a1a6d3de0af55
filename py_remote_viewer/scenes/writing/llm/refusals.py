"""What providers refuse, in our own words."""

import re
from collections.abc import Mapping

from py_remote_viewer.errors import ProviderError
from py_remote_viewer.scenes.writing.asking import Endpoint

__all__ = ["refusal", "wait_sec"]

_GOOGLE_WAIT = re.compile(rb'"retryDelay":\s*"(\d{1,6}(?:\.\d{1,9})?)s"')
#: Words of theirs that tell one reason from another with the same status.
_WRONG_KEY = (b"api_key_invalid", b"api key not valid")
_NO_MONEY = (b"insufficient_quota", b"credit balance is too low")
_TOO_LONG = (b"context_length_exceeded", b"context length", b"prompt is too long", b"token count")


def refusal(
    endpoint: Endpoint, status: int, body: bytes = b"", retry_sec: float | None = None
) -> ProviderError:
    """Why a provider refuses, as its status says; what it says itself may repeat the key, so it is
    only searched for a few words."""
    title, model = endpoint.title, endpoint.model
    if status in (401, 403) or _says(status, body, _WRONG_KEY):
        return ProviderError(
            f"{title} refuses this key; give another one, or see there if it may use {model}.",
            status=422,
        )
    if status == 402 or _says(status, body, _NO_MONEY):
        return ProviderError(f"{title} wants the account of this key to be topped up.", status=422)
    if status == 404:
        return ProviderError(f"{title} has no model {model!r} for this key.", status=422)
    if status == 429:
        when = "in a while" if retry_sec is None else f"in {retry_sec:.0f} s"
        return ProviderError(
            f"{title} takes no more requests with this key for now; try again {when}.",
            status=429,
            retry_after_sec=retry_sec,
        )
    if status >= 500:
        return ProviderError(
            f"{title} fails (status {status}); try again in a while.", retry_after_sec=retry_sec
        )
    if status == 413 or _says(status, body, _TOO_LONG):
        return ProviderError(
            f"This is more than {model} of {title} takes at once; take another model, or let the "
            "operator lower [writing] output_tokens.",
            status=422,
        )
    return ProviderError(
        f"{title} does not take the request (status {status}); {model} may be no model that "
        "answers in a given form, so try another one."
    )


def wait_sec(headers: Mapping[str, str], body: bytes) -> float | None:
    """How long a provider asks to wait; None where it does not say."""
    text = headers.get("retry-after", "")
    found = _GOOGLE_WAIT.search(body)
    if found is not None and not text:
        text = found[1].decode()
    try:
        seconds = float(text)
    except ValueError:
        # A date: nobody who is asked here answers with one.
        return None
    return min(seconds, 86_400.0) if seconds >= 0 else None


def _says(status: int, body: bytes, words: tuple[bytes, ...]) -> bool:
    lower = body.lower()
    return status in (400, 422, 429) and any(word in lower for word in words)
