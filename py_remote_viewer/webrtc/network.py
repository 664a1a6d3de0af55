"""Which addresses and ports media uses."""

from dataclasses import dataclass

import ifaddr

from py_remote_viewer.config import IceServerSettings

__all__ = ["MediaNetwork", "machine_addresses"]


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
