"""A viewer gets what its link carries: on simulated links, in simulated time."""

import itertools
import random
from dataclasses import replace

from py_remote_viewer.sessions.adaptation import Adaptation, Decision, Least, LinkReport

_RATES = (4e6, 1.6e6, 0.6e6)
_STEP_SEC = 0.5


class _Link:
    """A link with a rate, a queue in front of it, loss of its own, and a viewer behind."""

    def __init__(
        self,
        bits_per_sec: float,
        *,
        queue_sec: float = 2.0,
        loss: float = 0.0,
        rates: tuple[float, ...] = _RATES,
        rendition: int = 0,
    ) -> None:
        self.bits_per_sec = bits_per_sec
        self.loss = loss
        self.activity = 1.0
        self.jitter_ms = 0.0
        self.unshown = 0.0
        self._queue_sec = queue_sec
        self._queued_bits = 0.0
        self._hold_sec = 0.0
        self._now = 0.0
        self._random = random.Random(1)
        self._rates = rates
        self.adaptation = Adaptation(rates, lambda: self._now, rendition)
        self._decision = Decision(rendition)
        self.renditions: list[int] = []
        self.queues_ms: list[float] = []
        self.paddings: list[float] = []

    def run(self, seconds: float) -> "_Link":
        """Send as was decided, report, and so on."""
        for _ in range(int(seconds / _STEP_SEC)):
            self._now += _STEP_SEC
            self._decision = self.adaptation.observe(self._send())
            self.renditions.append(self._decision.rendition)
            self.paddings.append(self._decision.padding_bits_per_sec)
        return self

    def _send(self) -> LinkReport:
        decision = self._decision
        self._hold_sec = max(self._hold_sec, decision.hold_ms / 1e3)
        sending_sec = max(0.0, _STEP_SEC - self._hold_sec)
        self._hold_sec = max(0.0, self._hold_sec - _STEP_SEC)
        video = self._rates[decision.rendition] * self.activity * sending_sec
        bits = video + decision.padding_bits_per_sec * _STEP_SEC
        arriving = self._queued_bits + bits
        through = min(arriving, self.bits_per_sec * _STEP_SEC)
        room = self.bits_per_sec * self._queue_sec
        dropped = max(0.0, arriving - through - room)
        self._queued_bits = arriving - through - dropped
        queue_ms = 1e3 * self._queued_bits / self.bits_per_sec
        self.queues_ms.append(queue_ms)
        return LinkReport(
            offered_bits_per_sec=bits / _STEP_SEC,
            capacity_bits_per_sec=through / _STEP_SEC,
            queue_ms=queue_ms + self._random.random() * self.jitter_ms,
            loss=min(1.0, self.loss + (dropped / bits if bits else 0.0)),
            unshown=self.unshown if decision.rendition == 0 else 0.0,
        )


def _changes(renditions: list[int]) -> int:
    return sum(a != b for a, b in itertools.pairwise(renditions))


def test_a_link_that_carries_it_keeps_the_best_and_is_never_tried() -> None:
    link = _Link(10e6).run(120)
    assert set(link.renditions) == {0}
    assert not any(link.paddings)


def test_a_link_that_becomes_slow_is_settled_within_ten_seconds_and_its_queue_emptied() -> None:
    link = _Link(10e6).run(20)
    link.bits_per_sec = 2e6
    link.run(30)
    assert link.renditions[-1] == 1
    after = link.queues_ms[int(30 / _STEP_SEC) :]
    assert sum(queue > 150 for queue in after) <= 0.05 * len(after)


def test_where_the_estimate_shrinks_one_late_measure_is_enough() -> None:
    now = 0.0
    adaptation = Adaptation(_RATES, lambda: now)
    fine = LinkReport(4e6, 4.4e6, 4.4e6)
    while now < 10.0:
        now += 0.5
        assert adaptation.observe(fine) == Decision(0)
    # Late alone is a busy machine, and less alone a scene that came to rest or moves again.
    for report in (
        replace(fine, late_ms=400.0),
        LinkReport(0.1e6, 0.2e6, 0.2e6, late_ms=400.0),
        LinkReport(4e6, 0.2e6, 0.2e6, late_ms=20.0),
        fine,
    ):
        now += 0.5
        assert adaptation.observe(report) == Decision(0)
    now += 0.5
    decision = adaptation.observe(LinkReport(4e6, 1.9e6, 1.9e6, late_ms=400.0))
    assert (decision.rendition, decision.hold_ms) == (1, 400.0)


def test_it_falls_by_more_than_one_where_what_came_through_says_so() -> None:
    link = _Link(10e6).run(20)
    link.bits_per_sec = 0.8e6
    link.run(4)
    assert link.renditions[-1] == 2
    assert 1 not in link.renditions


def test_full_quality_is_back_within_thirty_seconds_and_stays() -> None:
    link = _Link(10e6).run(20)
    link.bits_per_sec = 2e6
    link.run(30)
    link.bits_per_sec = 10e6
    before = len(link.renditions)
    link.run(120)
    again = link.renditions[before:]
    assert 0 in again[: int(30 / _STEP_SEC)]
    assert set(again[again.index(0) :]) == {0}


def test_failed_trials_back_off_to_a_minute_and_hardly_make_a_queue() -> None:
    link = _Link(2e6, rendition=1).run(600)
    begun = [
        index
        for index, (a, b) in enumerate(itertools.pairwise(link.paddings))
        if a == 0.0 and b > 0.0
    ]
    pauses = [(b - a) * _STEP_SEC for a, b in itertools.pairwise(begun)]
    assert pauses[0] >= 10
    assert 60 <= pauses[-1] <= 70
    assert pauses == sorted(pauses)
    settled = link.queues_ms[int(20 / _STEP_SEC) :]
    assert sum(queue > 150 for queue in settled) <= 0.02 * len(settled)


def _in_trial() -> tuple[Adaptation, list[float], LinkReport]:
    """One that has begun to try, its clock, and a report of a link with room."""
    now = [0.0]
    adaptation = Adaptation(_RATES, lambda: now[0], rendition=1)
    fine = LinkReport(1.6e6, 2.0e6, 2.0e6)
    while adaptation.observe(fine).padding_bits_per_sec == 0.0:
        now[0] += 0.2
    return adaptation, now, fine


def test_a_trial_waits_where_one_measure_is_late_and_goes_on_when_that_has_passed() -> None:
    adaptation, now, fine = _in_trial()
    for _ in range(10):
        now[0] += 0.2
        paused = adaptation.observe(replace(fine, late_ms=90.0))
        assert paused == Decision(1)
    now[0] += 0.2
    assert 0.0 < adaptation.observe(fine).padding_bits_per_sec < 0.2 * 2.4e6
    while adaptation.trying:
        now[0] += 0.2
        adaptation.observe(fine)
    assert adaptation.rendition == 0


def test_a_trial_that_is_late_twice_has_failed_and_its_queue_costs_no_quality() -> None:
    adaptation, now, fine = _in_trial()
    for late_ms in (90.0, 0.0, 90.0):
        assert adaptation.trying
        now[0] += 0.2
        adaptation.observe(replace(fine, late_ms=late_ms))
    assert not adaptation.trying
    for _ in range(5):
        now[0] += 0.5
        assert adaptation.observe(replace(fine, queue_ms=400.0, late_ms=400.0)) == Decision(1)


def test_there_is_no_oscillation_on_a_link_between_two_renditions() -> None:
    link = _Link(2e6).run(20)
    before = len(link.renditions)
    link.run(600)
    assert _changes(link.renditions[before:]) == 0


def test_a_router_that_drops_instead_of_queueing_is_noticed_by_its_loss() -> None:
    link = _Link(10e6, queue_sec=0.02).run(20)
    link.bits_per_sec = 2e6
    link.run(10)
    assert link.renditions[-1] == 1


def test_loss_that_is_the_links_own_costs_no_quality_for_long() -> None:
    link = _Link(20e6, loss=0.12).run(60)
    assert set(link.renditions[int(30 / _STEP_SEC) :]) == {0}


def test_a_little_loss_changes_nothing() -> None:
    assert set(_Link(20e6, loss=0.05).run(120).renditions) == {0}


def test_the_jitter_of_a_busy_machine_is_no_queue() -> None:
    link = _Link(10e6)
    link.jitter_ms = 120.0
    assert set(link.run(120).renditions) == {0}


def test_one_late_moment_is_forgiven() -> None:
    adaptation = Adaptation(_RATES, iter(range(100)).__next__)
    for _ in range(10):
        adaptation.observe(LinkReport(4e6))
    assert adaptation.observe(LinkReport(4e6, queue_ms=200)).rendition == 0
    assert adaptation.observe(LinkReport(4e6)).rendition == 0


def test_a_browser_that_cannot_show_what_it_gets_gets_less() -> None:
    link = _Link(10e6)
    link.unshown = 0.6
    assert link.run(10).renditions[-1] == 1


def test_a_way_over_tcp_that_is_full_falls_by_what_was_acknowledged() -> None:
    now = [0.0]
    adaptation = Adaptation(_RATES, lambda: now[0])
    found: list[int] = []
    for _ in range(10):
        now[0] += 0.5
        report = LinkReport(4e6, capacity_bits_per_sec=0.8e6, skipped=0.7)
        found.append(adaptation.observe(report).rendition)
    assert found[-1] == 2


def test_below_the_least_rendition_the_queue_is_still_emptied() -> None:
    link = _Link(0.5e6, rendition=2).run(60)
    assert set(link.renditions) == {2}
    assert max(link.queues_ms) < 1500


def test_a_view_with_one_rendition_has_nothing_to_try() -> None:
    link = _Link(10e6, rates=(4e6,)).run(60)
    assert set(link.renditions) == {0}
    assert not any(link.paddings)


def test_what_is_above_the_least_of_half_a_minute_is_a_queue() -> None:
    now = [0.0]
    least = Least(lambda: now[0])
    assert [least.above(value) for value in (50, 80, 40, 45)] == [0, 30, 0, 5]
    now[0] = 40.0
    assert least.above(90) == 0


def test_a_trial_goes_on_from_less_after_a_moment_that_was_late() -> None:
    now = 0.0
    adaptation = Adaptation(_RATES, lambda: now, rendition=1)
    report = LinkReport(offered_bits_per_sec=1.6e6, capacity_bits_per_sec=1.6e6)
    paddings: list[float] = []
    for step in range(200):
        now = step / 10
        late = replace(report, late_ms=100.0) if 80 <= step < 83 else report
        paddings.append(adaptation.observe(late).padding_bits_per_sec)
    assert paddings[79] > 0.5e6
    assert paddings[80:83] == [0.0, 0.0, 0.0]
    assert 0.4 * paddings[79] < paddings[83] < 0.7 * paddings[79]
    assert adaptation.rendition == 0
