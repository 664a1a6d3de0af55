"""What a worker writes to its stderr, cut into lines that can be logged."""

from py_remote_viewer.hosting.lines import LineCutter, LineLimit


def test_a_line_comes_whole_however_it_was_cut_on_the_way() -> None:
    cutter = LineCutter()
    assert cutter.cut(b"one\ntw") == ["one"]
    assert cutter.cut(b"o\nthr") == ["two"]
    assert cutter.rest() == "thr"
    assert cutter.rest() == ""


def test_a_line_without_an_end_costs_no_memory_and_its_length_is_told() -> None:
    cutter = LineCutter(longest=10)
    for _ in range(1000):
        assert cutter.cut(b"x" * 1000) == []
    assert cutter.cut(b"\nnext\n") == [f"{'x' * 10}… and 999990 bytes more", "next"]


def test_of_many_lines_at_once_the_first_and_the_last_are_kept() -> None:
    lines = LineCutter().cut(b"".join(b"%d\n" % number for number in range(10_000)))
    assert len(lines) < 50
    assert (lines[0], lines[-1]) == ("0", "9999")
    assert "... and 9960 lines more" in lines


def test_bytes_that_are_no_text_become_a_line_all_the_same() -> None:
    assert LineCutter().cut(b"\xff\xfe\n") == ["\ufffd\ufffd"]


def test_so_many_lines_a_second_are_let_through_and_the_others_are_counted() -> None:
    now = [0.0]
    limit = LineLimit(10, lambda: now[0])
    assert [limit.take() for _ in range(25)] == 10 * [(True, 0)] + 15 * [(False, 0)]
    now[0] = 1.0
    assert limit.take() == (True, 15)
    assert limit.left_out() == 0
