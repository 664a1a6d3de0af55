"""Choosing an encoder, with the ones that this machine really has."""

import logging

import av
import pytest

from py_remote_viewer.encoding import (
    ENCODER_CANDIDATES,
    EncoderSettings,
    VideoEncoder,
    choose_encoder,
    open_encoder,
    probe,
)
from py_remote_viewer.encoding.candidates import CANDIDATES, encoder_options
from py_remote_viewer.errors import ConfigurationError, EncodingError

SETTINGS = EncoderSettings(640, 480, 30, 2_500_000)


def _without_hardware(monkeypatch):
    """Hides the machine's own hardware, so that the test says the same everywhere."""
    really = probe.VideoEncoder

    def open_software(settings):
        if CANDIDATES[settings.name].hardware:
            raise EncodingError(f"{settings.name} is hidden.")
        return really(settings)

    monkeypatch.setattr(probe, "VideoEncoder", open_software)


@pytest.mark.parametrize("name", ENCODER_CANDIDATES)
def test_every_option_is_one_that_the_encoder_has(name):
    supported = av.CodecContext.create(name, "w").supported_options
    known = {option.name for option in (*supported.generic, *supported.private)}
    options = encoder_options(EncoderSettings(640, 480, 30, 2_500_000, name))
    assert options.keys() - known == set()


@pytest.mark.parametrize("name", ENCODER_CANDIDATES)
def test_every_named_choice_is_one_that_the_option_has(name):
    supported = av.CodecContext.create(name, "w").supported_options
    choices = {option.name: {c.name for c in option.choices} for option in supported.private}
    for option, value in CANDIDATES[name].options.items():
        if choices.get(option) and not value.isdigit():
            assert value in choices[option], option


@pytest.mark.parametrize("name", ENCODER_CANDIDATES)
def test_every_pixel_format_is_one_that_the_encoder_takes(name):
    formats = {f.name for f in av.Codec(name, "w").video_formats}
    assert CANDIDATES[name].pixel_format in formats


def test_hardware_is_tried_before_software():
    assert ENCODER_CANDIDATES == ("h264_nvenc", "h264_qsv", "h264_amf", "libx264")
    assert [CANDIDATES[name].hardware for name in ENCODER_CANDIDATES] == [True, True, True, False]


def test_without_hardware_x264_is_chosen_and_every_other_has_its_reason(monkeypatch):
    _without_hardware(monkeypatch)
    result = choose_encoder(SETTINGS)
    assert (result.name, result.hardware) == ("libx264", False)
    assert result.reason == "libx264 encodes on the CPU, because no hardware encoder works here."
    assert [line.partition(": ")[0] for line in result.tried] == list(ENCODER_CANDIDATES[:3])
    assert all(line.partition(": ")[2] for line in result.tried)


def test_what_was_chosen_opens(noise):
    result = choose_encoder(SETTINGS)
    with open_encoder(EncoderSettings(640, 480, 30, 2_500_000, result.name)) as encoder:
        assert encoder.encode(noise(), 0).key


def test_an_encoder_that_works_can_be_asked_for():
    result = choose_encoder(SETTINGS, "libx264")
    assert (result.name, result.hardware, result.tried) == ("libx264", False, ())
    assert "asked for" in result.reason


def test_an_encoder_that_does_not_work_is_refused_with_why_and_the_way_out(monkeypatch):
    _without_hardware(monkeypatch)
    with pytest.raises(EncodingError, match=r"h264_nvenc was asked for.*'auto' or 'libx264'"):
        choose_encoder(SETTINGS, "h264_nvenc")


def test_an_unknown_encoder_is_refused_with_the_names_there_are():
    with pytest.raises(ConfigurationError, match=r"'h265'.*'auto' or one of h264_nvenc, h264_qsv"):
        choose_encoder(SETTINGS, "h265")


def test_an_unknown_encoder_is_refused_on_opening_too():
    with pytest.raises(ConfigurationError, match="no encoder 'h265'"):
        open_encoder(EncoderSettings(640, 480, 30, 2_500_000, "h265"))


def test_an_option_unknown_to_the_encoder_is_not_passed_over(monkeypatch):
    monkeypatch.setitem(CANDIDATES["libx264"].options, "no-such-option", "1")
    with pytest.raises(EncodingError, match="does not know the options no-such-option"):
        open_encoder(SETTINGS)


def test_an_encoder_that_delays_pictures_is_not_chosen(monkeypatch):
    monkeypatch.setitem(CANDIDATES["libx264"].options, "tune", "film")
    with pytest.raises(EncodingError, match="0 access units for picture 1 instead of 1"):
        choose_encoder(SETTINGS, "libx264")


def test_an_encoder_without_key_frames_on_demand_is_not_chosen(monkeypatch):
    class DeafEncoder(VideoEncoder):
        def encode(self, rgb_bottom_up, pts_us, key_frame=False):
            return super().encode(rgb_bottom_up, pts_us)

    monkeypatch.setattr(probe, "VideoEncoder", DeafEncoder)
    with pytest.raises(EncodingError, match="key frames come without SPS and PPS and IDR picture"):
        choose_encoder(SETTINGS, "libx264")


def test_probing_is_silent_and_leaves_logging_as_it_was(capfd, caplog):
    caplog.set_level(logging.DEBUG, "libav")
    before = av.logging.get_level()
    choose_encoder(SETTINGS)
    assert av.logging.get_level() == before
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
