"""Simulated time follows the wall clock."""

import pytest

from py_remote_viewer.protocol.commands import SPEED_LADDER
from py_remote_viewer.simulation.pacing import FactorMeter, Pacer


def _run(pacer: Pacer, wall_sec: float, tick_sec: float, timestep_sec: float) -> float:
    sim, steps = 0.0, 0
    for tick in range(1, round(wall_sec / tick_sec) + 1):
        steps += pacer.due_steps(tick * tick_sec, sim)
        sim = steps * timestep_sec
    return sim


@pytest.mark.parametrize("speed", [1 / 64, 0.5, 1.0, 8.0])
def test_no_error_adds_up_over_ten_minutes(speed: float) -> None:
    pacer = Pacer(0.002, speed)
    pacer.anchor(0.0, 0.0)
    assert _run(pacer, 600.0, 0.0037, 0.002) == pytest.approx(600.0 * speed, abs=0.02)


def test_a_debt_above_the_limit_is_dropped_so_the_factor_sinks() -> None:
    pacer = Pacer(0.002)
    pacer.anchor(0.0, 0.0)
    assert pacer.due_steps(10.0, 0.0) == 1
    assert pacer.due_steps(10.01, 0.002) <= 6


def test_nothing_is_owed_right_after_an_anchor() -> None:
    pacer = Pacer(0.002)
    pacer.anchor(5.0, 3.0)
    assert pacer.due_steps(5.0, 3.0) == 0
    assert pacer.next_due_sec(3.0) == pytest.approx(5.002)


def test_a_change_of_speed_counts_from_its_moment_on() -> None:
    pacer = Pacer(0.01)
    pacer.anchor(0.0, 0.0)
    pacer.set_speed(2.0, 1.0, 1.0)
    assert pacer.due_steps(1.1, 1.0) == 20


@pytest.mark.parametrize("timestep_sec", [0.001, 0.002, 0.01, 0.05, 1.0])
@pytest.mark.parametrize("speed", SPEED_LADDER)
def test_every_speed_is_kept_with_every_time_step(speed: float, timestep_sec: float) -> None:
    pacer = Pacer(timestep_sec, speed)
    pacer.anchor(0.0, 0.0)
    steps, now = 0, 0.0
    long_sec = 200 * timestep_sec / speed
    while now < long_sec:
        # A thread that comes round every seven milliseconds or as soon as something is due.
        now = min(max(now + 0.007, pacer.next_due_sec(steps * timestep_sec)), long_sec)
        steps += pacer.due_steps(now, steps * timestep_sec)
    assert steps * timestep_sec == pytest.approx(long_sec * speed, abs=1.01 * timestep_sec)


def test_the_meter_tells_the_factor_and_nothing_after_clear() -> None:
    meter = FactorMeter()
    for tick in range(30):
        meter.add(tick * 0.1, tick * 0.05)
    assert meter.factor() == pytest.approx(0.5)
    meter.clear()
    assert meter.factor() is None
