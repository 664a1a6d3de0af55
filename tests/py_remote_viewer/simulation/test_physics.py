"""The physics source: commands, divergence, checkpoints."""

import queue
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import (
    Command,
    Pause,
    Reset,
    Run,
    Seek,
    SetControls,
    SetSpeed,
    Step,
    StepBack,
)
from py_remote_viewer.protocol.fields import FieldValues
from py_remote_viewer.protocol.worker import (
    Checkpoint,
    SeriesFound,
    SeriesSampled,
    SimulationNotice,
)
from py_remote_viewer.simulation.fair_lock import FairLock
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.simulation.physics import PhysicsSource
from py_remote_viewer.simulation.source import SourceEvents
from tests.support.leaks import no_leaks

_XML = """<mujoco><option timestep="0.002"/><worldbody>
<body name="arm" pos="0 0 1">
<joint name="hinge" axis="0 1 0"/><geom size=".1 .4" type="capsule"/></body>
</worldbody><actuator><motor name="m" joint="hinge" ctrlrange="-1 1" ctrllimited="true"/></actuator>
<keyframe><key name="up" qpos="0.5"/><key name="down" qpos="-0.5"/></keyframe></mujoco>"""


class _Heard:
    def __init__(self) -> None:
        self.notices: queue.Queue[SimulationNotice] = queue.Queue()
        self.fields: queue.Queue[FieldValues] = queue.Queue()
        self.series: queue.Queue[SeriesFound | SeriesSampled] = queue.Queue()
        self.checkpoints: queue.Queue[Checkpoint] = queue.Queue()
        self.failures: queue.Queue[BaseException] = queue.Queue()

    def events(self) -> SourceEvents:
        return SourceEvents(
            notice=self.notices.put,
            fields=self.fields.put,
            series=self.series.put,
            checkpoint=self.checkpoints.put,
            changed=lambda: None,
            failed=self.failures.put,
        )

    def newest_checkpoint(self) -> Checkpoint:
        found = self.checkpoints.get(timeout=5)
        while not self.checkpoints.empty():
            found = self.checkpoints.get()
        return found


@pytest.fixture
def heard() -> _Heard:
    return _Heard()


@pytest.fixture
def source(heard: _Heard) -> Generator[PhysicsSource, None, None]:
    with no_leaks():
        model = mujoco.MjModel.from_xml_string(_XML)
        physics = PhysicsSource(model, generation=1, events=heard.events(), running=False)
        physics.start()
        yield physics
        physics.close()
        physics.close()


def _do(source: PhysicsSource, command: Command) -> None:
    done: queue.Queue[Exception | None] = queue.Queue()
    source.submit(command, done.put)
    error = done.get(timeout=5)
    if error is not None:
        raise error


def _state(source: PhysicsSource) -> Any:
    data = mujoco.MjData(source.model)
    source.copy_into(data)
    return data


def test_a_step_advances_by_just_so_many_time_steps_and_pauses(source: PhysicsSource) -> None:
    _do(source, Step(7))
    assert _state(source).time == pytest.approx(0.014)
    assert not source.status().running


@pytest.mark.parametrize("count", [0, -1, 10_001])
def test_a_senseless_number_of_steps_is_refused(source: PhysicsSource, count: int) -> None:
    with pytest.raises(CommandError, match=str(count)):
        _do(source, Step(count))


def test_reset_goes_to_the_first_keyframe_or_to_the_one_named(source: PhysicsSource) -> None:
    _do(source, Step(50))
    _do(source, Reset())
    assert _state(source).qpos[0] == pytest.approx(0.5)
    _do(source, Reset(keyframe=1))
    assert _state(source).qpos[0] == pytest.approx(-0.5)
    with pytest.raises(CommandError, match="this model has 2"):
        _do(source, Reset(keyframe=2))


def test_controls_are_clipped_to_their_range_and_checked(source: PhysicsSource) -> None:
    _do(source, SetControls({0: 5.0}))
    assert _state(source).ctrl[0] == 1.0
    with pytest.raises(CommandError, match="Actuator 3"):
        _do(source, SetControls({3: 0.0}))
    for senseless in (float("nan"), float("inf"), 1e12):
        with pytest.raises(CommandError, match="not finite, or larger"):
            _do(source, SetControls({0: senseless}))


def test_a_speed_that_is_not_on_the_ladder_is_refused_with_the_ladder(
    source: PhysicsSource,
) -> None:
    _do(source, SetSpeed(0.5))
    assert source.status().speed == 0.5
    with pytest.raises(CommandError, match=r"0\.015625.*8"):
        _do(source, SetSpeed(3.0))


def test_it_goes_back_and_forth_and_on_from_there(source: PhysicsSource) -> None:
    _do(source, Step(300))
    end = _state(source).qpos.copy()
    _do(source, StepBack(100))
    assert _state(source).time == pytest.approx(0.4)
    span = source.status().history
    assert span is not None
    assert (span.first, span.index, span.head) == (0, 200, 300)
    assert span.head_sec - span.index_sec == pytest.approx(0.2)
    _do(source, Step(99))
    _do(source, Step(2))
    assert _state(source).time == pytest.approx(0.602)
    _do(source, Seek(300))
    assert (_state(source).qpos == end).all()
    _do(source, Seek(10))
    _do(source, SetControls({0: 1.0}))
    assert source.status().history.head == 11  # pyright: ignore[reportOptionalMemberAccess]
    _do(source, StepBack(10_000))
    assert _state(source).time == 0
    with pytest.raises(CommandError, match="there is no step before"):
        _do(source, StepBack())
    with pytest.raises(CommandError, match="The moment 999 is not known"):
        _do(source, Seek(999))


def test_a_pull_that_nobody_refreshes_ends_and_nothing_of_it_stays(heard: _Heard) -> None:
    with no_leaks():
        clock = _Clock()
        model = mujoco.MjModel.from_xml_string(_XML)
        source = PhysicsSource(model, generation=1, events=heard.events(), clock=clock)
        source.start()
        source.pull(4, Pull(1, 1, (1, 0, 1), (1, 0, 0, 0), (1, 0, 1), (0, 0, 0), 1.0, 1.0))
        _until(lambda: 4 in source.pulls())
        clock.now += 0.1
        _until(lambda: bool(_state(source).xfrc_applied[1].any()))
        clock.now += 0.3
        _until(lambda: not source.pulls())
        assert not _state(source).xfrc_applied.any()
        source.close()


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.001)


def test_running_moves_and_pausing_holds_still(source: PhysicsSource) -> None:
    _do(source, Run())
    moved = threading.Event()
    for _ in range(2000):
        if _state(source).time > 0.02:
            moved.set()
            break
    _do(source, Pause())
    held = _state(source).time
    assert moved.is_set() or held > 0
    assert _state(source).time == held


def test_divergence_is_undone_explained_and_paused(source: PhysicsSource, heard: _Heard) -> None:
    _do(source, Step(10))
    # The thread owns the data; while it is paused nothing else touches it.
    source._driver.data.qvel[0] = np.nan  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(CommandError, match=r"0 of 1000 steps were made.*diverged"):
        _do(source, Step(1000))
    notice = heard.notices.get(timeout=5)
    assert notice.code == "diverged"
    assert "hinge" in notice.text
    assert "arm" in notice.text
    assert np.isfinite(_state(source).qpos).all()
    assert not source.status().running
    _do(source, Step(3))
    assert np.isfinite(_state(source).qpos).all()
    assert heard.notices.empty()
    assert not heard.newest_checkpoint().running


def test_every_command_is_in_the_next_checkpoint(source: PhysicsSource, heard: _Heard) -> None:
    _do(source, Step(50))
    assert heard.newest_checkpoint().sim_time_sec == pytest.approx(0.1)
    _do(source, Reset())
    assert heard.newest_checkpoint().sim_time_sec == 0
    _do(source, SetSpeed(0.25))
    assert heard.newest_checkpoint().speed == 0.25
    _do(source, Run())
    assert heard.newest_checkpoint().running
    _do(source, Pause())
    assert not heard.newest_checkpoint().running


def test_a_long_row_of_steps_can_be_ended(heard: _Heard) -> None:
    boxes = "".join(
        f"<body pos='{x * 0.25} {y * 0.25} {z * 0.25 + 0.1}'><freejoint/>"
        "<geom type='box' size='.1 .1 .1'/></body>"
        for x in range(4) for y in range(4) for z in range(4)
    )  # fmt: skip
    model = mujoco.MjModel.from_xml_string(
        f"<mujoco><worldbody><geom type='plane' size='3 3 1'/>{boxes}</worldbody></mujoco>"
    )
    with no_leaks():
        source = PhysicsSource(model, generation=1, events=heard.events(), running=False)
        source.start()
        ended: queue.Queue[Exception | None] = queue.Queue()
        source.submit(Step(10_000), ended.put)
        _do(source, Reset())
        error = ended.get(timeout=5)
        assert isinstance(error, CommandError)
        assert "of 10000 steps were made" in str(error)
        assert _state(source).time == 0
        source.close()


_TOO_LITTLE_MEMORY = (
    "<mujoco><size memory='60K'/><worldbody><geom type='plane' size='3 3 1'/>"
    + "".join(
        f"<body pos='0 0 {0.5 + 0.21 * i}'><freejoint/><geom type='box' size='.1 .1 .1'/></body>"
        for i in range(30)
    )
    + "</worldbody></mujoco>"
)


def test_a_step_that_fails_is_undone_explained_and_paused(heard: _Heard) -> None:
    model = mujoco.MjModel.from_xml_string(_TOO_LITTLE_MEMORY)
    with no_leaks():
        source = PhysicsSource(model, generation=1, events=heard.events(), running=False)
        source.start()
        with pytest.raises(CommandError, match="steps were made"):
            _do(source, Step(10_000))
        notice = heard.notices.get(timeout=5)
        while notice.code == "physics_warning":
            notice = heard.notices.get(timeout=5)
        assert notice.code == "step_failed"
        assert "<size memory" in notice.text
        # It can be looked at and stepped again.
        _state(source)
        _do(source, Step(1))
        source.close()
    assert heard.failures.empty()


def test_a_warning_of_mujoco_is_told_once(heard: _Heard) -> None:
    model = mujoco.MjModel.from_xml_string(_XML)
    with no_leaks():
        source = PhysicsSource(model, generation=1, events=heard.events(), running=False)
        source.start()
        # As MuJoCo does when a control is bad; while it is paused nothing else touches the data.
        for _ in range(3):
            source._driver.data.warning.number[int(mujoco.mjtWarning.mjWARN_BADCTRL)] += 1
            _do(source, Step(1))
        assert heard.notices.get(timeout=5).code == "physics_warning"
        assert heard.notices.empty()
        source.close()


def test_an_unexpected_error_of_the_physics_thread_is_not_silent(heard: _Heard) -> None:
    model = mujoco.MjModel.from_xml_string(_XML)
    with no_leaks():
        source = PhysicsSource(model, generation=1, events=heard.events(), running=False)

        def broken() -> None:
            raise RuntimeError("broken")

        source._do_commands = broken  # pyright: ignore[reportAttributeAccessIssue]
        source.start()
        assert str(heard.failures.get(timeout=5)) == "broken"
        source.close()


def test_a_checkpoint_brings_back_the_same_future(source: PhysicsSource, heard: _Heard) -> None:
    _do(source, Step(20))
    _do(source, Run())
    _do(source, Pause())
    checkpoint = heard.newest_checkpoint()
    state = np.frombuffer(checkpoint.state)
    other = PhysicsSource(source.model, generation=2, events=heard.events(), running=False)
    assert other.restore(checkpoint)
    data = _state(other)
    again = np.empty_like(state)
    mujoco.mj_getState(source.model, data, again, int(mujoco.mjtState.mjSTATE_INTEGRATION))
    assert np.array_equal(state, again)
    other.close()


def test_a_checkpoint_of_another_model_is_not_taken(source: PhysicsSource, heard: _Heard) -> None:
    bad = Checkpoint(generation=1, sim_time_sec=0, running=True, speed=1, state=b"\0" * 16)
    other = PhysicsSource(source.model, generation=2, events=heard.events())
    assert not other.restore(bad)


def test_too_many_waiting_commands_are_refused(heard: _Heard) -> None:
    model = mujoco.MjModel.from_xml_string(_XML)
    physics = PhysicsSource(model, generation=1, events=heard.events())
    refused: list[Exception | None] = []
    for _ in range(256):
        physics.submit(Pause(), refused.append)
    with pytest.raises(CommandError, match="256"):
        physics.submit(Pause(), refused.append)
    physics.close()
    assert len(refused) == 256
    assert all(isinstance(error, CommandError) for error in refused)


def test_a_waiting_thread_gets_the_fair_lock_from_one_that_never_rests() -> None:
    lock, stop, got = FairLock(), threading.Event(), threading.Event()

    def busy() -> None:
        while not stop.is_set():
            with lock:
                pass

    def patient() -> None:
        for _ in range(50):
            with lock:
                pass
        got.set()

    threads = [threading.Thread(target=busy), threading.Thread(target=patient)]
    for thread in threads:
        thread.start()
    assert got.wait(10)
    stop.set()
    for thread in threads:
        thread.join()
