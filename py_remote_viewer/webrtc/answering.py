"""The peer of somebody else's player, who offers."""

from aiortc import RTCBundlePolicy, RTCSessionDescription
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.sdp import H264Profile, SessionDescription, parse_h264_profile_level_id

from py_remote_viewer.errors import ProtocolError
from py_remote_viewer.webrtc.video_peer import VideoPeer, peer_error

__all__ = ["AnsweringPeer", "UnsupportedOffer", "check_offer"]

#: Whoever decodes baseline decodes the constrained one, which is what is sent.
_PROFILES = (H264Profile.PROFILE_CONSTRAINED_BASELINE, H264Profile.PROFILE_BASELINE)


#: Each takes some time to parse, and one video is all that is sent.
_MOST_SECTIONS = 8


class UnsupportedOffer(ProtocolError):
    """An offer that is well formed, but cannot be served."""


class AnsweringPeer(VideoPeer):
    """The server's side of a connection that another one begins, to receive video.

    Its transceiver with H.264 alone exists before the offer is looked at: else VP8 would win. What
    is offered beside one video is answered as inactive.
    """

    # With one transport for all from the beginning aiortc would stop it where audio is offered
    # before the video: it stops whatever does not belong to the first section, and means the same.
    _BUNDLE = RTCBundlePolicy.BALANCED
    _PROFILES = ("42e01f", "42001f")

    #: The ICE user name fragment of the other side.
    remote_user = ""

    async def accept(self, offer: str) -> str:
        """Take the offer; the answer, with all our candidates. Once only.

        Raises ProtocolError with what is wrong with the offer, PeerError where no answer can be
        made.
        """
        if self._answered:
            raise ProtocolError("An offer has been answered already; begin another connection.")
        self.remote_user = check_offer(offer)
        self._answered = True
        try:
            await self._pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        except Exception as error:
            # aiortc raises whatever an offer leads to that it cannot serve.
            raise ProtocolError(
                f"The SDP offer cannot be used: {error or type(error).__name__}."
            ) from error
        with peer_error("The WebRTC answer cannot be made"):
            await self._describe(await self._pc.createAnswer())
        return self._described()


def check_offer(offer: str) -> str:
    """The ICE user name fragment; raises ProtocolError where no H.264 video could be sent to
    whoever offers this."""
    if not offer.startswith("v=0"):
        raise ProtocolError("The SDP offer cannot be read: it does not begin with v=0.")
    if offer.count("\nm=") > _MOST_SECTIONS:
        raise ProtocolError(
            f"The SDP offer has more than {_MOST_SECTIONS} sections; one video is enough."
        )
    try:
        media = SessionDescription.parse(offer).media
    except Exception as error:
        # The parser raises whatever a malformed line leads to.
        raise ProtocolError(
            f"The SDP offer cannot be read: {str(error) or type(error).__name__}."
        ) from error
    videos = [section for section in media if section.kind == "video" and section.port != 0]
    if not videos:
        raise _unsupported("has no video; offer to receive one (m=video, a=recvonly)")
    video = videos[0]
    if video.direction not in ("recvonly", "sendrecv"):
        raise _unsupported(f"has a video that is {video.direction}; offer it as recvonly")
    if not any(_is_usable(codec) for codec in video.rtp.codecs):
        raise _unsupported(
            "has no H.264 of the (constrained) baseline profile with packetization-mode=1, for "
            "example profile-level-id=42e01f, and nothing else is sent"
        )
    return (video.ice and video.ice.usernameFragment) or ""


def _unsupported(what: str) -> UnsupportedOffer:
    return UnsupportedOffer(f"The SDP offer {what}.")


def _is_usable(codec: RTCRtpCodecParameters) -> bool:
    """True for what a decoder of ours can be sent; without a profile it is the same as 42e01f."""
    if codec.mimeType.lower() != "video/h264":
        return False
    if str(codec.parameters.get("packetization-mode", "0")) != "1":
        return False
    profile = str(codec.parameters.get("profile-level-id", "42e01f"))
    try:
        return parse_h264_profile_level_id(profile)[0] in _PROFILES
    except ValueError:
        return False
