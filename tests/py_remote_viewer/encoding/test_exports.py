"""The public surface of the package."""

import py_remote_viewer.encoding as encoding


def test_the_package_exports_what_others_build_on():
    assert set(encoding.__all__) == {
        "ENCODER_CANDIDATES",
        "AccessUnit",
        "EncoderSettings",
        "JPEG",
        "JpegEncoder",
        "ProbeResult",
        "VideoEncoder",
        "choose_encoder",
        "codec_string",
        "h264_level",
        "level_of",
        "open_encoder",
    }
    assert all(hasattr(encoding, name) for name in encoding.__all__)
