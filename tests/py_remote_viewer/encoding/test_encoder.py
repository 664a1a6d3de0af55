"""Encoding real pictures and decoding them again."""

import os
import threading
from dataclasses import replace

import av
import numpy as np
import pytest

from py_remote_viewer.encoding import AccessUnit, EncoderSettings, nal, open_encoder
from py_remote_viewer.encoding.candidates import CANDIDATES
from py_remote_viewer.encoding.encoder import thread_count
from py_remote_viewer.errors import EncodingError

VGA = EncoderSettings(640, 480, 60, 2_500_000)


def _types(unit: AccessUnit) -> list[int]:
    return [nal.unit_type(part) for part in nal.split(unit.data)]


def _upside_down(picture):
    """As OpenGL reads pictures: the bottom row first."""
    return np.ascontiguousarray(picture[::-1])


def _decoder_after(unit: AccessUnit):
    decoder = av.CodecContext.create("h264", "r")
    decoder.decode(av.Packet(unit.data))
    return decoder


def test_the_picture_comes_out_upright_with_its_colours(four_fields, decode):
    shown = four_fields()
    with open_encoder(EncoderSettings(640, 480, 60, 20_000_000)) as encoder:
        (frame,) = decode([encoder.encode(_upside_down(shown), 0)])
    seen = frame.to_ndarray(format="rgb24").astype(int)
    for row, column in ((120, 160), (120, 480), (360, 160), (360, 480)):
        assert np.abs(seen[row, column] - shown[row, column]).max() <= 3, (row, column)


@pytest.mark.parametrize(
    "colour", [(0, 0, 0), (255, 255, 255), (16, 16, 16), (200, 100, 50), (30, 60, 90)]
)
def test_known_colours_survive_within_three_levels(colour, decode):
    picture = np.full((480, 640, 3), colour, np.uint8)
    with open_encoder(VGA) as encoder:
        (frame,) = decode([encoder.encode(picture, 0)])
    seen = frame.to_ndarray(format="rgb24").astype(int)
    assert np.abs(seen - colour).max() <= 3


def test_the_stream_says_how_its_colours_are_to_be_read(noise):
    with open_encoder(VGA) as encoder:
        decoder = _decoder_after(encoder.encode(noise(), 0))
    # Code points of H.273: BT.601 matrix, primaries of BT.709, transfer of sRGB; limited range.
    assert (decoder.colorspace, decoder.color_primaries, decoder.color_trc) == (6, 1, 13)
    assert decoder.color_range == 1


def test_the_first_picture_is_a_key_frame_and_nothing_but_what_a_decoder_needs(noise):
    with open_encoder(VGA) as encoder:
        unit = encoder.encode(noise(), 123)
    assert unit.key
    assert unit.pts_us == 123
    assert unit.data.startswith(b"\0\0\0\1")
    assert set(_types(unit)) == {nal.SPS, nal.PPS, nal.IDR}
    assert _types(unit)[:2] == [nal.SPS, nal.PPS]


def test_a_key_frame_comes_when_asked_for_with_its_parameter_sets(noise, decode):
    with open_encoder(VGA) as encoder:
        units = [encoder.encode(noise(), n, key_frame=n == 3) for n in range(6)]
    assert [unit.key for unit in units] == [True, False, False, True, False, False]
    assert set(_types(units[3])) == {nal.SPS, nal.PPS, nal.IDR}
    assert all(set(_types(units[n])) == {nal.SLICE} for n in (1, 2, 4, 5))
    # Somebody who joins at the second key frame sees everything from there.
    assert len(decode(units[3:])) == 3


def test_hard_cuts_and_time_do_not_make_key_frames(noise):
    pictures = [noise(320, 240) for _ in range(5)] + [np.zeros((240, 320, 3), np.uint8)]
    with open_encoder(EncoderSettings(320, 240, 30, 1_000_000)) as encoder:
        units = [encoder.encode(pictures[n % 6], n * 33_333) for n in range(301)]
    assert units[0].key
    assert not any(unit.key for unit in units[1:])
    assert not any(nal.IDR in _types(unit) for unit in units[1:])


def test_every_picture_is_seen_at_once(four_fields):
    picture = _upside_down(four_fields())
    decoder = av.CodecContext.create("h264", "r")
    decoder.thread_type = "SLICE"
    decoder.flags |= av.codec.context.Flags.low_delay
    with open_encoder(VGA) as encoder:
        for n in range(20):
            unit = encoder.encode(np.roll(picture, n, axis=1), n)
            assert len(decoder.decode(av.Packet(unit.data))) == 1
    assert decoder.reorder_depth == 0


@pytest.mark.parametrize(
    ("size", "level"), [((640, 480), 31), ((1280, 720), 32), ((1920, 1080), 42)]
)
def test_the_stream_states_constrained_baseline_and_the_level_it_needs(size, level, noise):
    with open_encoder(EncoderSettings(*size, 60, 8_000_000)) as encoder:
        unit = encoder.encode(noise(*size), 0)
        assert encoder.codec_string == f"avc1.42E0{level:02X}"
    sps = nal.split(unit.data)[0]
    assert (sps[1], sps[3]) == (0x42, level)
    # constraint_set0_flag and constraint_set1_flag: baseline, and main decoders can play it.
    assert sps[2] & 0xC0 == 0xC0


@pytest.mark.parametrize(
    "size", [(2, 2), (16, 16), (18, 34), (642, 362), (1918, 1078), (1920, 1080), (2, 1080)]
)
def test_any_even_size_comes_back_in_that_size(size, four_fields, decode):
    width, height = size
    shown = four_fields(width, height)
    with open_encoder(EncoderSettings(width, height, 30, 8_000_000)) as encoder:
        units = [encoder.encode(_upside_down(shown), n) for n in range(3)]
    frames = decode(units)
    assert [(f.width, f.height) for f in frames] == [size] * 3
    if min(size) > 32:
        last = frames[-1].to_ndarray(format="rgb24").astype(int)
        assert np.abs(last[height // 4, width // 4] - (255, 0, 0)).max() <= 3
        assert np.abs(last[-height // 4, -width // 4] - (128, 128, 128)).max() <= 3


def test_pictures_in_nv12_come_out_the_same(four_fields, decode, monkeypatch):
    monkeypatch.setitem(CANDIDATES, "libx264", replace(CANDIDATES["libx264"], pixel_format="nv12"))
    shown = four_fields()
    with open_encoder(VGA) as encoder:
        (frame,) = decode([encoder.encode(_upside_down(shown), 0)])
    seen = frame.to_ndarray(format="rgb24").astype(int)
    assert np.abs(seen[120, 160] - shown[120, 160]).max() <= 3
    assert np.abs(seen[360, 160] - shown[360, 160]).max() <= 3


def test_noise_stays_under_the_bit_rate(noise):
    # 320x240 can be squeezed that far; a greater noise picture cannot, at the coarsest steps.
    settings = EncoderSettings(320, 240, 30, 4_000_000)
    pictures = [noise(320, 240) for _ in range(10)]
    with open_encoder(settings) as encoder:
        units = [encoder.encode(pictures[n % 10], n) for n in range(90)]
    bits_per_sec = sum(len(unit.data) for unit in units) * 8 / 3
    # The buffer may be used up once on top: a quarter of a second, within three.
    assert 0.5 * settings.bits_per_sec < bits_per_sec < 1.15 * settings.bits_per_sec


def test_a_still_picture_costs_nearly_nothing(noise, four_fields):
    picture = _upside_down(four_fields())
    with open_encoder(VGA) as encoder:
        units = [encoder.encode(picture, n) for n in range(60)]
    assert max(len(unit.data) for unit in units[10:]) < 200


def test_the_array_may_be_reused_after_the_call(noise, four_fields, decode):
    picture = _upside_down(four_fields())
    scratch = picture.copy()
    with open_encoder(VGA) as kept, open_encoder(VGA) as reused:
        expected = [kept.encode(picture, n) for n in range(5)]
        seen = []
        for n in range(5):
            scratch[:] = picture
            seen.append(reused.encode(scratch, n))
            scratch[:] = 0
    assert seen == expected


def test_times_are_the_callers_and_may_repeat_or_pause(noise):
    times = [10**12, 10**12, 10**12 - 5, 10**12 + 10**9]
    with open_encoder(VGA) as encoder:
        units = [encoder.encode(noise(), time) for time in times]
    assert [unit.pts_us for unit in units] == times


def test_closing_twice_is_fine_and_a_closed_encoder_says_so(noise):
    encoder = open_encoder(VGA)
    encoder.encode(noise(), 0)
    encoder.close()
    encoder.close()
    with pytest.raises(EncodingError, match=r"closed .* Open a new one"):
        encoder.encode(noise(), 1)


def test_many_encoders_leave_no_threads_behind(noise):
    before = threading.active_count(), len(_kernel_threads())
    for _ in range(5):
        with open_encoder(VGA) as encoder:
            encoder.encode(noise(), 0)
    assert threading.active_count() == before[0]
    # OpenCV may start its own few workers once; each encoder adding some would be more.
    assert len(_kernel_threads()) - before[1] < 5


def _kernel_threads() -> list[str]:
    return os.listdir("/proc/self/task")


@pytest.mark.parametrize(
    ("size", "cores", "threads"),
    [
        ((640, 480), 1, 1),
        ((1920, 1080), 2, 1),
        ((640, 480), 8, 1),
        ((1280, 720), 4, 2),
        ((1920, 1080), 4, 2),
        ((1920, 1080), 64, 4),
    ],
)
def test_threads_follow_the_size_and_leave_cores_for_rendering(size, cores, threads):
    assert thread_count(*size, cores) == threads
