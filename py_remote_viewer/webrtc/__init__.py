"""WebRTC peers; the only package that imports aiortc.

`bridge` and `gathering` are the only modules that touch private parts of aiortc and aioice, each
under a contract test in `tests/contract`.
"""

from py_remote_viewer.webrtc.answering import AnsweringPeer, UnsupportedOffer
from py_remote_viewer.webrtc.network import MediaNetwork
from py_remote_viewer.webrtc.packets import RTP_CLOCK_HZ, packetise, rtp_timestamp
from py_remote_viewer.webrtc.peer import PagePeerListener, Peer, warm_up
from py_remote_viewer.webrtc.video_peer import MAX_SDP_BYTES, PeerListener, PeerSettings, VideoPeer

__all__ = [
    "MAX_SDP_BYTES",
    "RTP_CLOCK_HZ",
    "AnsweringPeer",
    "MediaNetwork",
    "PagePeerListener",
    "Peer",
    "PeerListener",
    "PeerSettings",
    "UnsupportedOffer",
    "VideoPeer",
    "packetise",
    "rtp_timestamp",
    "warm_up",
]
