"""WebRTC peers; the only package that imports aiortc.

`bridge` and `gathering` are the only modules that touch private parts of aiortc and aioice, each
under a contract test in `tests/contract`.
"""

from py_remote_viewer.webrtc.network import MediaNetwork
from py_remote_viewer.webrtc.packets import RTP_CLOCK_HZ, packetise, rtp_timestamp
from py_remote_viewer.webrtc.peer import Peer, PeerListener, PeerSettings, warm_up

__all__ = [
    "RTP_CLOCK_HZ",
    "MediaNetwork",
    "Peer",
    "PeerListener",
    "PeerSettings",
    "packetise",
    "rtp_timestamp",
    "warm_up",
]
