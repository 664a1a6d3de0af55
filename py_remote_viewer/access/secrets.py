"""Secrets: made at random, kept as digests, compared in constant time."""

import hashlib
import hmac
import secrets

__all__ = ["digest_of", "is_same", "new_secret"]

#: 256 bits: nobody guesses it, however often they may try.
_BYTES = 32


def new_secret() -> str:
    """A random secret that fits into a URL, a header and a cookie."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> bytes:
    """What is kept of it. All digests are equally long, so comparing them tells no length."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def is_same(one: bytes, other: bytes) -> bool:
    """Compare two digests; it takes as long wherever they differ."""
    return hmac.compare_digest(one, other)
