"""Who may come in, and as what: tokens, links with a role, cookies, tickets, back-off."""

from py_remote_viewer.access.gate import Credentials, Gate
from py_remote_viewer.access.grants import EVERYBODY_ACCESS, OWNER, Access, Grant, may
from py_remote_viewer.access.keys import RoleLink
from py_remote_viewer.access.logins import LOGIN_SEC, TICKET_SEC

__all__ = [
    "EVERYBODY_ACCESS",
    "LOGIN_SEC",
    "OWNER",
    "TICKET_SEC",
    "Access",
    "Credentials",
    "Gate",
    "Grant",
    "RoleLink",
    "may",
]
