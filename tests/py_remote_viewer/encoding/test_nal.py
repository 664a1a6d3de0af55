"""Taking access units apart and putting them together."""

from py_remote_viewer.encoding import nal

SPS, PPS, SEI, IDR = b"\x67\x42\x01", b"\x68\xce", b"\x06\x05\xff", b"\x65\x88\x80"


def test_both_lengths_of_start_code_are_understood():
    data = b"\0\0\0\1" + SPS + b"\0\0\1" + PPS + b"\0\0\0\1" + IDR
    assert nal.split(data) == [SPS, PPS, IDR]
    assert [nal.unit_type(unit) for unit in nal.split(data)] == [nal.SPS, nal.PPS, nal.IDR]


def test_data_without_a_start_code_has_no_units():
    assert nal.split(b"") == []
    assert nal.split(b"\x65\x88") == []


def test_a_key_frame_loses_what_no_decoder_needs():
    assert nal.self_contained(nal.join([SPS, PPS, SEI, IDR]), b"") == nal.join([SPS, PPS, IDR])


def test_a_key_frame_without_parameter_sets_gets_them_in_front():
    assert nal.self_contained(nal.join([IDR]), nal.join([SPS, PPS, SEI])) == nal.join(
        [SPS, PPS, IDR]
    )
