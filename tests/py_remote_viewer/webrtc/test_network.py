"""The addresses that media binds."""

import ipaddress
import socket

import pytest

from py_remote_viewer.config import IceServerSettings
from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.webrtc import MediaNetwork, PeerSettings, warm_up
from py_remote_viewer.webrtc.network import machine_addresses
from tests.support.leaks import no_leaks_async


def test_the_addresses_asked_for_are_the_only_ones() -> None:
    assert MediaNetwork(addresses=("192.0.2.1",)).local_addresses() == ["192.0.2.1"]


def test_without_any_asked_for_all_of_the_machine_are_used() -> None:
    assert MediaNetwork().local_addresses() == machine_addresses()


def test_loopback_is_among_them_and_comes_last() -> None:
    addresses = machine_addresses()
    assert "127.0.0.1" in addresses
    loopback = [address.startswith("127.") for address in addresses]
    assert loopback == sorted(loopback)


def test_every_address_can_be_bound() -> None:
    for address in machine_addresses():
        parsed = ipaddress.ip_address(address)
        assert not parsed.is_link_local or parsed.version == 4
        family = socket.AF_INET if parsed.version == 4 else socket.AF_INET6
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))


def test_a_credential_does_not_show_in_a_printed_network() -> None:
    network = MediaNetwork(ice_servers=(IceServerSettings("turn:example.org", "me", "hunter2"),))
    assert "hunter2" not in repr(network)


def test_what_can_be_bound_passes_the_check() -> None:
    MediaNetwork().check()
    MediaNetwork(addresses=("127.0.0.1",)).check()


def test_an_address_that_is_not_this_machines_is_refused_with_those_that_are() -> None:
    with pytest.raises(ConfigurationError, match=r"cannot bind 198\.51\.100\.77") as caught:
        MediaNetwork(addresses=("127.0.0.1", "198.51.100.77")).check()
    assert "127.0.0.1" in str(caught.value)
    assert "--media-address" in str(caught.value)


def test_a_range_of_ports_that_are_all_taken_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        network = MediaNetwork(addresses=("127.0.0.1",), ports=(port, port))
        with pytest.raises(ConfigurationError, match=f"No UDP port of {port}-{port} is free"):
            network.check()


def test_a_nat_forwards_only_to_what_other_machines_reach_and_within_a_family() -> None:
    network = MediaNetwork(public_address="203.0.113.7")
    assert network.is_behind_nat("192.0.2.2")
    assert not network.is_behind_nat("127.0.0.1")
    assert not network.is_behind_nat("2001:db8::1")
    assert MediaNetwork(public_address="2001:db8::7").is_behind_nat("2001:db8::1")
    assert not MediaNetwork().is_behind_nat("192.0.2.2")


def test_a_public_address_in_front_of_loopback_only_is_refused() -> None:
    network = MediaNetwork(addresses=("127.0.0.1",), public_address="203.0.113.7")
    with pytest.raises(ConfigurationError, match=r"--public-address 203\.0\.113\.7 is of no use"):
        network.check()


async def test_warming_up_opens_no_socket_and_leaves_nothing() -> None:
    async with no_leaks_async():
        await warm_up(PeerSettings(MediaNetwork(("127.0.0.1",))))
    # Settings of which no peer can be made are told to the one who asks for a peer.
    await warm_up(PeerSettings(MediaNetwork((), ice_servers=(IceServerSettings("nonsense"),))))
