"""The two requests of a WHIP client (RFC 9725), which block: for a thread."""

import contextlib
import http.client
import ssl
from collections.abc import Generator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from py_remote_viewer import __version__
from py_remote_viewer.errors import PeerError
from py_remote_viewer.webrtc import MAX_SDP_BYTES

__all__ = ["WhipAnswer", "delete_resource", "post_offer", "public_part"]

_TIMEOUT_SEC = 10.0
_MOST_REDIRECTS = 5
_REDIRECTS = (307, 308)
_SHOWN_REASON = 200


@dataclass(frozen=True)
class WhipAnswer:
    """The server's SDP, and what is to be deleted in the end, if it said."""

    sdp: str
    resource: str | None


def public_part(url: str) -> str:
    """What may be shown of an address: services put keys into the rest of it."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def post_offer(url: str, token: str | None, sdp: str) -> WhipAnswer:
    """Send our offer; raises PeerError with what the server said instead of an answer."""
    first = public_part(url)
    for _ in range(_MOST_REDIRECTS):
        # Whoever is sent elsewhere does not take the token along.
        with _asked("POST", url, token if public_part(url) == first else None, sdp) as answer:
            location = answer.getheader("Location")
            if answer.status in _REDIRECTS and location is not None:
                url = _followed(url, location)
                continue
            body = answer.read(MAX_SDP_BYTES + 1)
            if answer.status != 201:
                raise PeerError(_refusal(url, answer, body))
            if len(body) > MAX_SDP_BYTES:
                raise PeerError(f"{public_part(url)} sent more than {MAX_SDP_BYTES} bytes.")
            resource = _followed(url, location) if location else None
            return WhipAnswer(body.decode("utf-8", "replace"), resource)
    raise PeerError(f"{first} sends us from one address to the next, {_MOST_REDIRECTS} times.")


def delete_resource(url: str, token: str | None) -> None:
    """Say that it is over; raises PeerError where that is not heard."""
    with _asked("DELETE", url, token, None):
        pass


@contextlib.contextmanager
def _asked(
    method: str, url: str, token: str | None, body: str | None
) -> Generator[http.client.HTTPResponse, None, None]:
    parts = urlsplit(url)
    headers = {"User-Agent": f"py_remote_viewer/{__version__}"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    if body is not None:
        headers["Content-Type"] = "application/sdp"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.hostname or ""
    connection = (
        http.client.HTTPSConnection(
            host, parts.port, timeout=_TIMEOUT_SEC, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=_TIMEOUT_SEC)
    )
    try:
        connection.request(method, path, body, headers)
        yield connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise PeerError(f"{public_part(url)} cannot be reached: {error}.") from error
    finally:
        connection.close()


def _followed(url: str, location: str) -> str:
    found = urljoin(url, location)
    if urlsplit(found).scheme not in ("http", "https") or not urlsplit(found).hostname:
        raise PeerError(f"{public_part(url)} names an address that cannot be asked.")
    return found


def _refusal(url: str, answer: http.client.HTTPResponse, body: bytes) -> str:
    text = " ".join(body[:_SHOWN_REASON].decode("utf-8", "replace").split())
    return f"{public_part(url)} answered {answer.status} {answer.reason}" + (
        f": {text}" if text else "."
    )
