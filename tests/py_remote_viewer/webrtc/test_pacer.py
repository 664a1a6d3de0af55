"""When packets leave, with a clock that only the test moves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from py_remote_viewer.webrtc.pacer import (
    LONGEST_SEC,
    MOST_PADDING_BYTES,
    PADDING_SEC,
    TICK_SEC,
    Pacer,
    Packet,
)

_USUAL = 6_000


@dataclass
class _Timer:
    at_sec: float
    call: Callable[[], None]
    over: bool = False

    def cancel(self) -> None:
        self.over = True


@dataclass
class _Scene:
    """The pacer with its way out, its clock and its timers."""

    now_sec: float = 100.0
    open: bool = True
    fails: bool = False
    timers: list[_Timer] = field(default_factory=list)
    left: list[tuple[float, Packet]] = field(default_factory=list)
    padded: list[tuple[float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pacer = Pacer(self, lambda: self.now_sec, self._later)

    def way_is_open(self) -> bool:
        return self.open

    def put(self, packets: Sequence[Packet]) -> bool:
        if self.fails:
            return False
        self.left += [(self.now_sec, packet) for packet in packets]
        return True

    def put_padding(self, octets: int) -> None:
        self.padded.append((self.now_sec, octets))

    def _later(self, delay_sec: float, call: Callable[[], None]) -> _Timer:
        timer = _Timer(self.now_sec + delay_sec, call)
        self.timers.append(timer)
        assert len(self.due()) == 1
        return timer

    def due(self) -> list[_Timer]:
        return [timer for timer in self.timers if not timer.over]

    def pass_time(self, seconds: float) -> None:
        end = self.now_sec + seconds
        while (due := self.due()) and due[0].at_sec <= end:
            due[0].over = True
            self.now_sec = max(self.now_sec, due[0].at_sec)
            due[0].call()
        self.now_sec = max(self.now_sec, end)

    def frame(self, octets: int, first: int = 0) -> bool:
        sizes = [1000] * (octets // 1000) + [octets % 1000] * (octets % 1000 > 0)
        packets = [
            Packet(first + index, bytes(size), 7, index == len(sizes) - 1)
            for index, size in enumerate(sizes)
        ]
        if self.pacer.lets_pass(octets, _USUAL):
            return self.put(packets)
        return self.pacer.take_frame(packets)

    @property
    def numbers(self) -> list[int]:
        return [packet.sequence for _, packet in self.left]


def test_a_usual_frame_leaves_at_once_and_sets_no_timer() -> None:
    scene = _Scene()
    for number in range(100):
        assert scene.frame(_USUAL, 6 * number)
        assert len(scene.left) == 6 * (number + 1)
        scene.now_sec += 1 / 30
    assert scene.timers == []
    assert scene.pacer.backlog_bytes == 0


def test_a_key_frame_is_spread_and_has_left_within_one_and_a_half_frames() -> None:
    scene = _Scene()
    scene.frame(120_000)
    assert len(scene.left) < 20
    scene.pass_time(LONGEST_SEC + TICK_SEC)
    assert scene.numbers == list(range(120))
    times = [round((at - 100.0) / TICK_SEC) for at, _ in scene.left]
    assert max(times.count(tick) for tick in set(times)) < 20
    assert scene.due() == []


def test_frames_that_follow_a_key_frame_keep_their_order_and_are_no_backlog() -> None:
    scene = _Scene()
    scene.frame(120_000)
    for number in range(3):
        scene.pass_time(1 / 60)
        assert scene.pacer.backlog_bytes <= 2 * _USUAL
        scene.frame(_USUAL, 120 + 6 * number)
    scene.pass_time(LONGEST_SEC)
    assert scene.numbers == list(range(138))


def test_what_was_missed_goes_before_what_waits() -> None:
    scene = _Scene()
    scene.frame(60_000)
    before = len(scene.left)
    missed = Packet(3, bytes(1000), 7, False, again=True)
    scene.pacer.take_again(missed)
    assert scene.pacer.holds(3)
    scene.pass_time(TICK_SEC)
    assert scene.left[before][1] is missed
    assert scene.numbers[:before] == list(range(before))
    assert not scene.pacer.holds(3)


def test_behind_a_closed_way_everything_stays_and_counts_and_goes_on_when_it_opens() -> None:
    scene = _Scene()
    scene.frame(60_000)
    scene.open = False
    left = len(scene.left)
    scene.pass_time(LONGEST_SEC + 2 * TICK_SEC)
    assert len(scene.left) == left
    assert scene.pacer.backlog_bytes == 60_000 - left * 1000
    scene.open = True
    scene.pass_time(2 * LONGEST_SEC)
    assert scene.numbers == list(range(60))
    assert scene.pacer.backlog_bytes == 0


def test_frames_within_one_moment_count_but_for_the_largest() -> None:
    scene = _Scene()
    scene.frame(60_000)
    assert scene.pacer.backlog_bytes == 0
    scene.frame(_USUAL, 60)
    scene.frame(_USUAL, 66)
    held = 60_000 + 2 * _USUAL - 1000 * len(scene.left)
    assert scene.pacer.backlog_bytes == max(held - 60_000, 0)
    scene.frame(60_000, 72)
    assert scene.pacer.backlog_bytes > _USUAL


def test_where_sending_fails_the_rest_is_forgotten_and_told_once() -> None:
    scene = _Scene()
    assert scene.frame(60_000)
    scene.fails = True
    scene.pass_time(LONGEST_SEC)
    assert scene.due() == []
    assert scene.pacer.take_failure()
    assert not scene.pacer.take_failure()
    assert not scene.frame(_USUAL, 60)
    scene.fails = False
    assert scene.frame(_USUAL, 66)


def test_padding_is_spread_bounded_and_after_all_frames() -> None:
    scene = _Scene()
    assert scene.pacer.take_padding(20_000) == 20_000
    assert scene.padded == []
    scene.pass_time(PADDING_SEC + 2 * TICK_SEC)
    assert sum(octets for _, octets in scene.padded) == 20_000
    assert max(octets for _, octets in scene.padded) <= 3 * 20_000 * TICK_SEC / PADDING_SEC
    assert scene.due() == []
    assert scene.pacer.take_padding(10 * MOST_PADDING_BYTES) == MOST_PADDING_BYTES
    assert scene.pacer.take_padding(1) == 0
    assert scene.pacer.take_padding(-5) == 0
    scene.padded.clear()
    scene.frame(60_000)
    scene.pass_time(2 * LONGEST_SEC + PADDING_SEC)
    assert scene.numbers == list(range(60))
    assert scene.padded[0][0] >= scene.left[-1][0]


def test_padding_is_given_up_where_the_way_is_closed() -> None:
    scene = _Scene()
    scene.pacer.take_padding(20_000)
    scene.open = False
    scene.pass_time(2 * TICK_SEC)
    scene.open = True
    scene.pass_time(1.0)
    assert scene.padded == []
    assert scene.due() == []


def test_after_the_event_loop_stood_still_what_waits_still_does_not_burst() -> None:
    scene = _Scene()
    scene.frame(200_000)
    left = len(scene.left)
    scene.now_sec += 10.0
    scene.pass_time(0.0)
    assert len(scene.left) - left < 60


def test_closing_forgets_what_waits_and_twice_is_fine() -> None:
    scene = _Scene()
    scene.frame(60_000)
    scene.pacer.take_padding(1000)
    left = len(scene.left)
    scene.pacer.close()
    scene.pacer.close()
    scene.pass_time(1.0)
    assert len(scene.left) == left
    assert scene.due() == []
    assert scene.padded == []


def test_what_comes_after_the_end_is_not_kept_and_sets_no_timer() -> None:
    scene = _Scene(open=False)
    scene.pacer.close()
    scene.pacer.take_again(Packet(1, b"missed", 7, True, again=True))
    scene.pacer.take_padding(5_000)
    assert scene.due() == []
    assert scene.pacer.backlog_bytes == 0
