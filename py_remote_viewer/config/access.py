"""Whether the settings of who comes in make sense, and the token that they name."""

import ipaddress
import re
from pathlib import Path

from py_remote_viewer.config.fit import Misfit, shown
from py_remote_viewer.config.settings import AccessSettings, Settings
from py_remote_viewer.config.web_address import web_address
from py_remote_viewer.errors import ConfigurationError

__all__ = ["access_token", "check_access", "is_loopback"]

#: What fits into a header and an address, and is too long to be tried out.
_TOKEN = re.compile(r"[!-~]{16,256}")
_TOKEN_FORM = "16 to 256 printable ASCII characters without spaces"
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")


def is_loopback(host: str) -> bool:
    """True if only this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def access_token(access: AccessSettings) -> str | None:
    """The token that the operator chose, from the settings or its file; None where one is to be
    made up. Raises ConfigurationError where the file cannot be used; no message shows a token."""
    if access.token_file is None:
        return access.token
    name = f"--token-file {access.token_file}"
    try:
        token = Path(access.token_file).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ConfigurationError(f"{name} cannot be read: {error}.") from None
    if not _TOKEN.fullmatch(token):
        raise ConfigurationError(f"{name} holds no token; it takes {_TOKEN_FORM} in one line.")
    return token


def check_access(settings: Settings) -> None:
    """Raises Misfit for the first value that cannot be right."""
    _token(settings.access)
    _insecure(settings)
    _proxies(settings.access)
    _ancestors(settings.access)


def _token(access: AccessSettings) -> None:
    if access.token is not None and not _TOKEN.fullmatch(access.token):
        raise Misfit(("access", "token"), f"is no token; it takes {_TOKEN_FORM}.")
    if access.token is not None and access.token_file is not None:
        raise Misfit(("access", "token_file"), "comes beside a token; leave one of them out.")


def _insecure(settings: Settings) -> None:
    access, server = settings.access, settings.server
    if not access.insecure:
        return
    if access.token is not None or access.token_file is not None:
        raise Misfit(("access", "insecure"), "lets everybody in; leave it or the token out.")
    if server.unix_socket is None and not is_loopback(server.host):
        raise Misfit(
            ("access", "insecure"),
            f"would let everybody in who can reach {shown(server.host)}; leave it out, and share "
            "the link with the token that is printed, or listen on localhost.",
        )


def _proxies(access: AccessSettings) -> None:
    for number, text in enumerate(access.trusted_proxies):
        if text != "unix" and not _is_network(text):
            raise Misfit(
                ("access", "trusted_proxies", str(number)),
                f"is {shown(text)}; it takes an address or a network of the proxy, for example "
                "10.0.0.0/8, or unix for whoever comes over the Unix socket.",
            )
    header = access.identity_header
    if header is None:
        return
    if not _HEADER.fullmatch(header):
        raise Misfit(
            ("access", "identity_header"),
            f"is {shown(header)}; it takes the name of a header, for example X-Forwarded-User.",
        )
    if not access.trusted_proxies:
        raise Misfit(
            ("access", "identity_header"),
            "would be believed from nobody; name the proxy that sets it by --trusted-proxy.",
        )


def _ancestors(access: AccessSettings) -> None:
    for number, text in enumerate(access.frame_ancestors):
        parts = web_address(text)
        if parts is None or text != f"{parts.scheme}://{parts.netloc}" or ";" in text:
            raise Misfit(
                ("access", "frame_ancestors", str(number)),
                f"is {shown(text)}; it takes the origin of a page that may show this one in a "
                "frame, for example https://notebooks.example.org.",
            )


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
