"""What types cannot say of the settings: addresses, ports, URLs and folders that make no sense."""

import ipaddress
import re
from pathlib import Path

from py_remote_viewer.config.access import check_access
from py_remote_viewer.config.fit import Misfit, shown
from py_remote_viewer.config.settings import IceServerSettings, Settings
from py_remote_viewer.config.sources import Place
from py_remote_viewer.config.web_address import web_address
from py_remote_viewer.config.writing import check_writing
from py_remote_viewer.errors import ConfigurationError

__all__ = ["check_sense"]

# RFC 7064 and RFC 7065. No brackets: aiortc takes no IPv6 address there.
_ICE_URL = re.compile(
    r"(?P<scheme>stun|turns?):(?P<host>[A-Za-z0-9._-]+)(:(?P<port>[0-9]{1,5}))?"
    r"(\?transport=(?P<transport>udp|tcp))?"
)
_TOKEN = re.compile(r"[!-~]{1,4096}")
_STUN_FORM = "stun:HOST:PORT, for example stun:stun.example.org:3478"
_TURN_FORM = "turn:HOST:PORT, for example turn:turn.example.org:3478 or turns:turn.example.org:5349"


def check_sense(settings: Settings) -> None:
    """Raises Misfit for the first value that cannot be right, whatever the machine is like."""
    for check in (
        _device,
        _ports,
        _addresses,
        _public_address,
        _ice_servers,
        _relay,
        _origins,
        _push,
        _folders,
        _trajectory,
        _recordings,
        check_access,
        check_writing,
    ):
        check(settings)


def _device(settings: Settings) -> None:
    gpu = settings.video.gpu
    if gpu is not None and gpu != "software" and not (gpu.isascii() and gpu.isdecimal()):
        raise Misfit(
            ("video", "gpu"),
            f"is {shown(gpu)}; it takes 'software' or an index among the visible GPUs, for "
            "example 0; the doctor lists them.",
        )


def _ports(settings: Settings) -> None:
    try:
        settings.network.port_range()
    except ConfigurationError:
        raise Misfit(
            ("network", "udp_ports"),
            f"is {shown(settings.network.udp_ports)}; it takes FIRST-LAST within 1-65535, for "
            "example 40000-40100.",
        ) from None


def _addresses(settings: Settings) -> None:
    for number, text in enumerate(settings.network.media_addresses):
        place = ("network", "media_addresses", str(number))
        address = _ip_address(text, place, "192.0.2.10")
        if address.is_unspecified or address.is_multicast:
            raise Misfit(
                place,
                f"is {text}, which browsers cannot send to; name an address of this machine, or "
                "leave it out for all of them.",
            )


def _public_address(settings: Settings) -> None:
    text, place = settings.network.public_address, ("network", "public_address")
    if text is None:
        return
    address = _ip_address(text, place, "203.0.113.7")
    if address.is_unspecified or address.is_multicast or address.is_loopback:
        raise Misfit(
            place,
            f"is {text}, which no other machine can send to; name the address that the NAT has "
            "outside.",
        )


def _ip_address(
    text: str, place: Place, example: str
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        # A zone (`%eth0`) means nothing to a browser.
        if "%" not in text:
            return ipaddress.ip_address(text)
    except ValueError:
        pass
    raise Misfit(
        place, f"is {shown(text)}; it takes an IP address, no name, for example {example}."
    )


def _ice_servers(settings: Settings) -> None:
    for number, server in enumerate(settings.network.ice_servers):
        _ice_server(server, ("network", "ice_servers", str(number)))


def _ice_server(server: IceServerSettings, place: Place) -> None:
    found = _ICE_URL.fullmatch(server.urls)
    if found is None or not _usable(found):
        form = _STUN_FORM if server.urls.startswith("stun") else _TURN_FORM
        if "[" in server.urls or server.urls.count(":") > 2:
            form += "; HOST is a name or an IPv4 address, an IPv6 address cannot be used here"
        raise Misfit((*place, "urls"), f"is {shown(server.urls)}; it takes {form}.")
    fixed = server.username and server.credential
    if found["scheme"] != "stun" and not fixed and not server.secret:
        # Browsers refuse such a server, and the whole connection with it.
        raise Misfit(
            (*place, "urls"),
            f"is {server.urls} without user name and credential, which TURN always needs; add "
            "--turn-username and --turn-credential, or --turn-secret, or `username` and "
            "`credential`, or `secret`, in the file.",
        )


def _relay(settings: Settings) -> None:
    network = settings.network
    if network.relay_only and all(server.urls.startswith("stun") for server in network.ice_servers):
        raise Misfit(
            ("network", "relay_only"),
            "needs a TURN server, or no WebRTC would ever connect; add --turn turn:HOST:PORT.",
        )


def _origins(settings: Settings) -> None:
    for number, text in enumerate(settings.sharing.whep_origins):
        parts = web_address(text)
        if text != "*" and (parts is None or text != f"{parts.scheme}://{parts.netloc}"):
            raise Misfit(
                ("sharing", "whep_origins", str(number)),
                f"is {shown(text)}; it takes what browsers send as Origin, for example "
                "https://player.example.org, or * for any page.",
            )


def _push(settings: Settings) -> None:
    sharing = settings.sharing
    # What is wrong is not repeated: services put keys into the address.
    if sharing.whip_url is not None and web_address(sharing.whip_url) is None:
        raise Misfit(
            ("sharing", "whip_url"),
            "is no address; it takes the WHIP endpoint of a media server, for example "
            "https://sfu.example.org/whip/stage.",
        )
    if sharing.whip_token is not None and not _TOKEN.fullmatch(sharing.whip_token):
        raise Misfit(
            ("sharing", "whip_token"),
            "holds what no HTTP header takes; it is printable ASCII without spaces.",
        )
    file, place = sharing.whip_token_file, ("sharing", "whip_token_file")
    if file is None:
        return
    try:
        token = Path(file).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        raise Misfit(place, f"is {shown(file)}, which is no file of text here.") from None
    if not _TOKEN.fullmatch(token):
        raise Misfit(
            place, f"is {shown(file)}, whose text no HTTP header takes; write the token alone."
        )


def _usable(found: re.Match[str]) -> bool:
    port, scheme, transport = found["port"], found["scheme"], found["transport"]
    if port is not None and not 0 < int(port) <= 65535:
        return False
    if scheme == "stun":
        return transport is None
    return scheme == "turn" or transport != "udp"


def _folders(settings: Settings) -> None:
    for number, text in enumerate(settings.scenes.folders):
        if not _is_folder(text):
            raise Misfit(
                ("scenes", "folders", str(number)),
                f"is {shown(text)}, which is no folder here; make it, or name one that exists.",
            )


def _trajectory(settings: Settings) -> None:
    text = settings.scenes.trajectory
    try:
        usable = text is None or Path(text).is_file()
    except (OSError, ValueError):
        usable = False
    if not usable:
        raise Misfit(
            ("scenes", "trajectory"),
            f"is {shown(text or '')}, which is no file here; name an NPZ, HDF5 or MCAP file.",
        )


def _recordings(settings: Settings) -> None:
    text = settings.recordings.folder
    if text is None:
        return
    try:
        # It is made when the first recording begins.
        usable = bool(text) and (Path(text).is_dir() or not Path(text).exists())
    except (OSError, ValueError):
        usable = False
    if not usable:
        raise Misfit(
            ("recordings", "folder"),
            f"is {shown(text)}, which can be no folder; name one, which need not exist yet.",
        )


def _is_folder(text: str) -> bool:
    try:
        return bool(text) and Path(text).is_dir()
    except (OSError, ValueError):
        return False
