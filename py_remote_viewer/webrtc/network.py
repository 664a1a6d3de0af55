"""Which addresses and ports media uses."""

import errno
import ipaddress
import random
import socket
from dataclasses import dataclass

import ifaddr

from py_remote_viewer.config import IceServerSettings
from py_remote_viewer.errors import ConfigurationError

__all__ = ["MediaNetwork", "is_reachable_from_elsewhere", "machine_addresses"]


@dataclass(frozen=True)
class MediaNetwork:
    """Local addresses to bind (empty: every one of the machine), UDP ports, NAT, ICE servers."""

    addresses: tuple[str, ...] = ()
    ports: tuple[int, int] | None = None
    public_address: str | None = None
    ice_servers: tuple[IceServerSettings, ...] = ()

    def local_addresses(self) -> list[str]:
        """The addresses that a new peer binds."""
        return list(self.addresses) or machine_addresses()

    def is_behind_nat(self, address: str) -> bool:
        """True for a local address to which a NAT with our public one could forward."""
        return (
            self.public_address is not None
            and is_reachable_from_elsewhere(address)
            and _version(address) == _version(self.public_address)
        )

    def check(self) -> None:
        """Bind what a peer would bind; raises ConfigurationError for what cannot be.

        Without addresses asked for, one that works is enough.
        """
        failures: list[str] = []
        for address in self.local_addresses():
            try:
                self.bind(address).close()
            except OSError as error:
                failures.append(self.failure(address, error))
        if failures and (self.addresses or len(failures) == len(self.local_addresses())):
            raise ConfigurationError(" ".join(failures))
        if self.public_address is None or any(map(self.is_behind_nat, self.local_addresses())):
            return
        raise ConfigurationError(
            f"--public-address {self.public_address} is of no use: WebRTC binds "
            f"{', '.join(self.local_addresses())}, and a NAT can forward to none of them. Name the "
            "address behind the NAT with --media-address."
        )

    def failure(self, address: str, error: OSError) -> str:
        """The sentence on why this address cannot be bound."""
        if error.errno == errno.EADDRINUSE and self.ports is not None:
            return (
                f"No UDP port of {self.ports[0]}-{self.ports[1]} is free on {address}; a viewer "
                "takes one for each address: give a longer range with --udp-ports."
            )
        reason = (error.strerror or str(error)).lower()
        if error.errno == errno.EADDRNOTAVAIL:
            reason = f"the addresses of this machine are {', '.join(machine_addresses())}"
        return (
            f"WebRTC cannot bind {address}: {reason}. See --media-address and --udp-ports, or "
            "--no-webrtc for video over TCP only."
        )

    def bind(self, address: str) -> socket.socket:
        """A socket for media on this address; of a range, on any port that is free.

        Raises OSError of the last port that was tried; `failure` makes a sentence of it.
        """
        first, last = self.ports or (0, 0)
        failure: OSError | None = None
        # In random order, so that viewers who come together do not race for the same port.
        for port in random.sample(range(first, last + 1), last + 1 - first):
            try:
                return _bound(address, port)
            except OSError as error:
                failure = error
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    break
        assert failure is not None
        raise failure


def machine_addresses() -> list[str]:
    """Every IPv4 address and every global IPv6 address of this machine, loopback last.

    Loopback is among them because a browser on the same machine may have nothing else.
    """
    found: list[str] = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            if isinstance(ip.ip, str):
                found.append(ip.ip)
            elif ip.ip[2] == 0 and ip.ip[0] != "::1":
                found.append(ip.ip[0])
    return sorted(found, key=lambda address: address.startswith("127."))


def is_reachable_from_elsewhere(address: str) -> bool:
    """False for loopback."""
    return not ipaddress.ip_address(address).is_loopback


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET if _version(address) == 4 else socket.AF_INET6
    opened = socket.socket(family, socket.SOCK_DGRAM)
    try:
        opened.setblocking(False)
        opened.bind((address, port))
    except OSError:
        opened.close()
        raise
    return opened


def _version(address: str) -> int:
    return ipaddress.ip_address(address).version
