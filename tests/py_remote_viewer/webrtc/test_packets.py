"""RTP headers and payloads, read again by an implementation that is not ours."""

import pytest
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensionsMap, RtpPacket

from py_remote_viewer.webrtc import RTP_CLOCK_HZ, packetise, rtp_timestamp
from py_remote_viewer.webrtc.bridge import ABS_SEND_TIME_URI
from py_remote_viewer.webrtc.packets import RtpHeader

_SEND_TIME_ID, _DELAY_ID = 3, 12


def _extensions() -> HeaderExtensionsMap:
    extensions = HeaderExtensionsMap()
    extensions.configure(
        RTCRtpParameters(
            headerExtensions=[
                RTCRtpHeaderExtensionParameters(id=_SEND_TIME_ID, uri=ABS_SEND_TIME_URI)
            ]
        )
    )
    return extensions


@pytest.mark.parametrize("send_time_id", [None, _SEND_TIME_ID])
@pytest.mark.parametrize("delay_id", [None, _DELAY_ID])
@pytest.mark.parametrize("marker", [True, False])
def test_a_header_is_read_as_it_was_meant(
    send_time_id: int | None, delay_id: int | None, marker: bool
) -> None:
    header = RtpHeader(97, 0xDEADBEEF, abs_send_time=send_time_id, playout_delay=delay_id)
    head = header.write(0xFFFF, 0xFFFFFFFF, marker=marker, send_time_24=0xABCDEF)
    packet = RtpPacket.parse(head + b"payload", _extensions())
    assert packet.version == 2
    assert (packet.payload_type, packet.ssrc) == (97, 0xDEADBEEF)
    assert (packet.sequence_number, packet.timestamp) == (0xFFFF, 0xFFFFFFFF)
    assert packet.marker == int(marker)
    assert packet.payload == b"payload"
    expected = None if send_time_id is None else 0xABCDEF
    assert packet.extensions.abs_send_time == expected


def test_the_playout_delay_is_an_extension_of_three_zero_bytes() -> None:
    header = RtpHeader(97, 1, abs_send_time=None, playout_delay=_DELAY_ID)
    head = header.write(1, 1, marker=False, send_time_24=0)
    assert head[12:] == bytes.fromhex("bede0001") + bytes((_DELAY_ID << 4 | 2, 0, 0, 0))


def test_a_header_without_extensions_is_twelve_bytes() -> None:
    header = RtpHeader(97, 1, abs_send_time=None, playout_delay=None)
    assert len(header.write(1, 1, marker=True, send_time_24=0)) == 12


@pytest.mark.parametrize(
    ("pts_us", "timestamp"),
    [
        (0, 0),
        (1_000_000, RTP_CLOCK_HZ),
        (100, 9),
        # The clock wraps after 13 hours and 15 minutes, and a server runs longer.
        (2**32 * 100 // 9 + 1_000_000, RTP_CLOCK_HZ - 1),
    ],
)
def test_microseconds_become_ticks_of_32_bits(pts_us: int, timestamp: int) -> None:
    assert rtp_timestamp(pts_us) == timestamp


def test_a_nal_unit_that_fits_is_one_payload_as_it_is() -> None:
    nal = b"\x65" + bytes(range(1, 100))
    assert list(packetise(b"\0\0\0\1" + nal)) == [nal]


def test_a_long_nal_unit_is_cut_into_fragments_with_one_start_and_one_end() -> None:
    payloads = packetise(b"\0\0\0\1\x65" + b"\x5a" * 5000)
    assert all(payload[0] & 0x1F == 28 for payload in payloads)
    assert [bool(payload[1] & 0x80) for payload in payloads] == [True, False, False, False]
    assert [bool(payload[1] & 0x40) for payload in payloads] == [False, False, False, True]
    assert b"".join(payload[2:] for payload in payloads) == b"\x5a" * 5000
