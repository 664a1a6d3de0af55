"""Who comes in by what, and for how long."""

import asyncio

import pytest

from py_remote_viewer.access import OWNER, Access, Credentials, Gate, Grant
from py_remote_viewer.errors import AccessError, CommandError, TooManyRequestsError

_TOKEN = "correct-horse-battery-staple"


class _Clock:
    def __init__(self) -> None:
        self.sec = 1000.0

    def __call__(self) -> float:
        return self.sec


def _gate(clock: _Clock | None = None) -> Gate:
    clock = clock or _Clock()
    return Gate(_TOKEN, clock=clock, now=clock)


def _bearer(value: str, address: str = "192.0.2.1") -> Credentials:
    return Credentials(address, bearer=value)


def test_the_servers_own_token_lets_in_as_its_owner() -> None:
    gate = _gate()
    assert gate.admit(_bearer(_TOKEN)).grant == OWNER
    access, cookie = gate.exchange(_TOKEN, "192.0.2.1")
    assert gate.admit(Credentials(cookie=cookie)) == access
    # Two browsers are two, though they came by the same.
    assert gate.exchange(_TOKEN, "192.0.2.1")[0].holder != access.holder


def test_without_a_token_given_one_of_256_bits_is_made_up_each_time() -> None:
    one, other = Gate(), Gate()
    assert one.token != other.token
    assert len(one.token) >= 43
    with pytest.raises(AccessError):
        one.admit(_bearer(other.token))


@pytest.mark.parametrize(
    "shown",
    [
        Credentials(),
        _bearer(""),
        _bearer(_TOKEN[:-1]),
        _bearer(_TOKEN + "x"),
        _bearer("\udc80"),
        Credentials(cookie=_TOKEN),
        Credentials(cookie="made up"),
    ],
)
def test_nothing_else_lets_in(shown: Credentials) -> None:
    with pytest.raises(AccessError, match="token"):
        _gate().admit(shown)


def test_where_the_operator_wants_it_so_everybody_comes_in() -> None:
    access = Gate(insecure=True).admit(Credentials())
    assert access.role == "admin"
    assert not access.holder


def test_whoever_shows_wrong_tokens_waits_longer_each_time_and_is_not_looked_at_meanwhile() -> None:
    clock = _Clock()
    gate = _gate(clock)
    for _ in range(5):
        with pytest.raises(AccessError):
            gate.admit(_bearer("wrong"))
    for _ in range(3):
        # The right one too: else it could be guessed all the same.
        with pytest.raises(TooManyRequestsError, match="5 wrong tokens"):
            gate.admit(_bearer(_TOKEN))
    # Others do not wait, nor does whoever came in before.
    assert gate.admit(_bearer(_TOKEN, "192.0.2.2"))
    clock.sec += 1.01
    with pytest.raises(AccessError):
        gate.admit(_bearer("wrong"))
    clock.sec += 1.01
    with pytest.raises(TooManyRequestsError) as refused:
        gate.admit(_bearer(_TOKEN))
    assert 0.9 < refused.value.retry_after_sec < 1.0
    clock.sec += 1.0
    assert gate.admit(_bearer(_TOKEN))
    with pytest.raises(AccessError):
        gate.admit(_bearer("wrong"))


def test_a_browser_that_is_in_never_meets_the_pause() -> None:
    gate = _gate()
    _, cookie = gate.exchange(_TOKEN, "192.0.2.1")
    for _ in range(10):
        with pytest.raises((AccessError, TooManyRequestsError)):
            gate.admit(_bearer("wrong"))
    assert gate.admit(Credentials("192.0.2.1", cookie=cookie))


def test_a_browser_that_stays_away_for_a_month_has_to_show_its_link_again() -> None:
    clock = _Clock()
    gate = _gate(clock)
    _, cookie = gate.exchange(_TOKEN, "")
    clock.sec += 29 * 86_400
    gate.admit(Credentials(cookie=cookie))
    clock.sec += 29 * 86_400
    gate.admit(Credentials(cookie=cookie))
    clock.sec += 31 * 86_400
    with pytest.raises(AccessError):
        gate.admit(Credentials(cookie=cookie))


def test_who_logs_out_is_out() -> None:
    gate = _gate()
    _, cookie = gate.exchange(_TOKEN, "")
    gate.logout(cookie)
    gate.logout(cookie)
    with pytest.raises(AccessError):
        gate.admit(Credentials(cookie=cookie))


def test_a_revoked_link_lets_nobody_in_and_sends_those_away_who_came_by_it() -> None:
    gate = _gate()
    ended: list[tuple[Grant, str]] = []
    gate.ended = lambda grant, reason: ended.append((grant, reason))
    link, token = gate.add_link("viewer", "students", None, "Ada")
    access, cookie = gate.exchange(token, "")
    assert (access.role, access.grant.label) == ("viewer", "students")
    ticket = gate.issue_ticket(access, "admin")
    assert gate.links == [link]
    assert gate.revoke(link.grant.id)
    assert not gate.revoke(link.grant.id)
    assert [(grant.id, "revoked" in reason) for grant, reason in ended] == [(link.grant.id, True)]
    assert gate.links == []
    for shown in (Credentials(cookie=cookie), _bearer(token)):
        with pytest.raises(AccessError):
            gate.admit(shown)
    with pytest.raises(AccessError):
        gate.redeem(ticket, "")


async def test_a_link_ends_by_itself() -> None:
    gate = _gate()
    ended = asyncio.Event()
    gate.ended = lambda grant, reason: ended.set()
    _, token = gate.add_link("operator", "", 0.01, "Ada")
    await asyncio.wait_for(ended.wait(), 5)
    with pytest.raises(AccessError):
        gate.exchange(token, "")
    gate.close()


async def test_the_end_of_a_link_counts_though_nobody_watches_the_clock() -> None:
    clock = _Clock()
    gate = _gate(clock)
    _, token = gate.add_link("operator", "", 3600.0, "Ada")
    _, cookie = gate.exchange(token, "")
    clock.sec += 3600.0
    assert gate.links == []
    for shown in (Credentials(cookie=cookie), _bearer(token, "192.0.2.3")):
        with pytest.raises(AccessError):
            gate.admit(shown)
    gate.close()


def test_two_hundred_links_are_enough() -> None:
    gate = _gate()
    for _ in range(200):
        gate.add_link("viewer", "", None, "Ada")
    with pytest.raises(CommandError, match="200 links"):
        gate.add_link("viewer", "", None, "Ada")


def test_a_ticket_lets_in_once_and_soon_and_with_no_more_than_its_role() -> None:
    clock = _Clock()
    gate = _gate(clock)
    owner = gate.admit(_bearer(_TOKEN))
    ticket = gate.issue_ticket(owner, "viewer")
    access, bearer = gate.redeem(ticket, "")
    assert access.role == "viewer"
    assert access.grant.fixed
    assert gate.admit(_bearer(bearer)) == access
    with pytest.raises(AccessError, match="used before"):
        gate.redeem(ticket, "")
    late = gate.issue_ticket(owner, "admin")
    clock.sec += 61
    with pytest.raises(AccessError, match="older than a minute"):
        gate.redeem(late, "")


def test_nobody_gets_a_ticket_for_more_than_they_may() -> None:
    gate = _gate()
    _, token = gate.add_link("viewer", "", None, "Ada")
    viewer, _ = gate.exchange(token, "")
    access, _ = gate.redeem(gate.issue_ticket(viewer, "admin"), "")
    assert access.role == "viewer"


def test_whoever_a_proxy_names_is_who_they_are() -> None:
    gate = Gate(_TOKEN, identity_role="viewer", identity_admins=("grace",))
    ada = gate.admit(Credentials(identity="ada"))
    assert (ada.role, ada.name) == ("viewer", "ada")
    assert gate.admit(Credentials(identity="grace")).role == "admin"
    assert ada.holder != gate.admit(Credentials(identity="grace")).holder


def test_thousands_of_logins_and_tickets_and_addresses_take_bounded_memory() -> None:
    gate = _gate()
    _, first = gate.exchange(_TOKEN, "")
    for number in range(10_000):
        gate.exchange(_TOKEN, "")
        gate.issue_ticket(Access(OWNER), "viewer")
        with pytest.raises(AccessError):
            gate.admit(_bearer("wrong", f"2001:db8::{number:x}"))
    with pytest.raises(AccessError):
        gate.admit(Credentials(cookie=first))
