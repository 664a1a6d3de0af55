"""What somebody who came in may do."""

from dataclasses import dataclass

from py_remote_viewer.protocol.people import Role

__all__ = ["EVERYBODY", "EVERYBODY_ACCESS", "OWNER", "Access", "Grant", "lesser", "may"]

_RANK: dict[Role, int] = {"viewer": 0, "operator": 1, "admin": 2}


def may(role: Role, needed: Role) -> bool:
    """True where a role is enough for what needs another one."""
    return _RANK[role] >= _RANK[needed]


def lesser(one: Role, other: Role) -> Role:
    """The role that may less."""
    return one if _RANK[one] <= _RANK[other] else other


@dataclass(frozen=True)
class Grant:
    """A right to come in, which can end.

    `role` is the most that comes with it. Where it is `fixed` whoever comes by it has that role;
    else the first is an admin and the others are what the server's settings say.
    """

    id: str
    role: Role
    label: str
    fixed: bool = True
    #: Seconds since 1970; None: as long as the server lives.
    expires_at: float | None = None


#: By the server's own token, and by none at all, where the operator wants it so.
OWNER = Grant("owner", "admin", "the server's link", fixed=False)
EVERYBODY = Grant("everybody", "admin", "everybody", fixed=False)


@dataclass(frozen=True)
class Access:
    """Somebody who was let in.

    `holder` is the same for all that one browser, or one program, does; it is empty where nobody
    can be told from another. `name` is who they are, where a proxy has proved it.
    """

    grant: Grant
    holder: str = ""
    name: str = ""

    @property
    def role(self) -> Role:
        """The most that they may."""
        return self.grant.role


#: Where everybody may come in.
EVERYBODY_ACCESS = Access(EVERYBODY)
