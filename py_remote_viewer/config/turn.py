"""Accounts for a TURN server, made of a secret that it shares with this one."""

import base64
import hashlib
import hmac

from py_remote_viewer.config.settings import IceServerSettings

__all__ = ["turn_account"]

#: A relay that is in use is paid for with the same account again and again: it has to outlast a
#: visit, and whoever finds it tomorrow can do nothing with it.
_LIFETIME_SEC = 12 * 3600


def turn_account(
    server: IceServerSettings, who: str, now_sec: float
) -> tuple[str | None, str | None]:
    """User name and credential for `who`; those of the settings where the server has no secret.

    The name is the time at which it ends, in seconds since 1970, and who it is for; the credential
    is the name's HMAC-SHA1 in base64 (draft-uberti-behave-turn-rest-00, section 2.2; coturn's
    `use-auth-secret`).
    """
    if server.secret is None:
        return server.username, server.credential
    name = f"{int(now_sec) + _LIFETIME_SEC}:{who}"
    made = hmac.new(server.secret.encode(), name.encode(), hashlib.sha1).digest()
    return name, base64.b64encode(made).decode()
