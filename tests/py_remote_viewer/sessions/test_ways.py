"""The ways over the WebSocket, beyond what the window of acknowledgements does."""

from msgspec.structs import replace

from py_remote_viewer.protocol.client import FLAG_KEY_FRAME, MEDIA_HEADER, MEDIA_KIND_JPEG
from py_remote_viewer.protocol.worker import EncodedFrame
from py_remote_viewer.sessions.frames import MediaFrame
from py_remote_viewer.sessions.ladder import JPEG_RENDITION, ladder
from py_remote_viewer.sessions.viewers import MseViewer


def _frame(number: int, *, key: bool = False) -> MediaFrame:
    return MediaFrame(
        number,
        EncodedFrame(
            data=b"\0\0\0\1\x65" + bytes(20), key=key, pts_us=number * 1000, width=64, height=64,
            codec_string="avc1.42E01F", sim_time_sec=0.0, inputs=(), input_ms=None,
            render_start_ms=0, render_end_ms=0, encode_end_ms=0, generation=1,
        ),
    )  # fmt: skip


def test_a_browser_that_keeps_what_it_gets_has_a_key_frame_every_half_minute():
    now = 0.0
    asked: list[MseViewer] = []
    viewer = MseViewer(lambda message: True, lambda video: None, 30, lambda: now, asked.append)
    assert viewer.deliver(_frame(1, key=True))
    now = 29.0
    assert viewer.deliver(_frame(2))
    assert not asked
    viewer.acknowledge(2)
    now = 30.0
    assert viewer.deliver(_frame(3))
    assert asked == [viewer]
    viewer.acknowledge(3)
    now = 45.0
    assert viewer.deliver(_frame(4, key=True))
    viewer.acknowledge(4)
    now = 74.0
    assert viewer.deliver(_frame(5))
    assert len(asked) == 1


def test_every_view_has_jpeg_pictures_beside_its_renditions_of_h264():
    wishes = ladder(1280, 720, 60, 4_000_000)
    assert [wish.codec for wish in wishes] == ["h264", "h264", "h264", "jpeg"]
    assert [wish.rendition for wish in wishes] == [0, 1, 2, JPEG_RENDITION]
    assert (wishes[-1].width, wishes[-1].height, wishes[-1].fps) == (1280, 720, 15)


def test_a_jpeg_says_what_it_is():
    encoded = replace(_frame(3, key=True).encoded, codec_string="jpeg")
    kind, flags, _, number, _ = MEDIA_HEADER.unpack_from(MediaFrame(3, encoded).media_message)
    assert (kind, flags, number) == (MEDIA_KIND_JPEG, FLAG_KEY_FRAME, 3)
