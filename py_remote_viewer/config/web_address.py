"""Addresses of web pages, as people write them."""

from urllib.parse import SplitResult, urlsplit

__all__ = ["web_address"]


def web_address(text: str) -> SplitResult | None:
    """The parts of an http address with a host; None of anything else."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    good = usable and text.isascii() and text.isprintable() and " " not in text
    return parts if good else None
