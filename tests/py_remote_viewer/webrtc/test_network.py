"""The addresses that media binds."""

import ipaddress
import socket

from py_remote_viewer.config import IceServerSettings
from py_remote_viewer.webrtc import MediaNetwork
from py_remote_viewer.webrtc.network import machine_addresses


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
