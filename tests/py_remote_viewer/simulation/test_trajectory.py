"""Recordings of elsewhere: what fits a model, what is refused, and how they are played."""

import json
import queue
import sys
import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError, SceneError
from py_remote_viewer.protocol.commands import (
    Command,
    Pause,
    Reset,
    Run,
    Seek,
    SetControls,
    SetFields,
    SetSpeed,
    Step,
    StepBack,
)
from py_remote_viewer.protocol.worker import Checkpoint, SampleSeries, SeriesSampled
from py_remote_viewer.simulation.source import SourceEvents
from py_remote_viewer.simulation.trajectory import (
    Trajectory,
    TrajectorySource,
    read_trajectory,
    trajectory_of,
)
from py_remote_viewer.simulation.transfer import take_state
from tests.support.leaks import no_leaks

_XML = """<mujoco><option timestep="0.01"/><worldbody>
<body name="box"><freejoint/><geom size=".1"/></body>
<body pos="1 0 0"><joint name="hinge" axis="0 1 0"/><geom size=".1"/></body>
<body name="target" mocap="true"><geom size=".05" contype="0" conaffinity="0"/></body>
</worldbody><actuator><motor name="m" joint="hinge"/></actuator></mujoco>"""
_ROWS = 11


@pytest.fixture
def model() -> mujoco.MjModel:
    return mujoco.MjModel.from_xml_string(_XML)


def _arrays(**more: Any) -> dict[str, Any]:
    """A box that rises by a metre a second and turns by 90 degrees, a hinge that opens."""
    share = np.linspace(0, 1, _ROWS)
    qpos = np.zeros((_ROWS, 8))
    qpos[:, 2] = share
    qpos[:, 3], qpos[:, 6] = np.cos(share * np.pi / 4), np.sin(share * np.pi / 4)
    qpos[:, 7] = 2 * share
    return {"qpos": qpos, "time": share, **more}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "run.npz"
    np.savez(path, **_arrays(ctrl=np.full((_ROWS, 1), 3.0)))
    return path


def test_an_npz_is_read_and_what_it_does_not_hold_is_found_or_left(
    model: mujoco.MjModel, file: Path
) -> None:
    found = read_trajectory(file, model)
    assert found.rows == _ROWS
    assert found.time[-1] == 1.0
    assert list(found.others) == ["ctrl"]
    # No velocities were recorded: they are those from row to row.
    assert found.qvel[3] == pytest.approx([0, 0, 1, 0, 0, np.pi / 2, 2])


def test_hdf5_is_read_also_from_a_group(model: mujoco.MjModel, tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "run.h5"
    with h5py.File(path, "w") as data:
        group = data.create_group("episode")
        for name, values in _arrays().items():
            group[name] = values
    assert read_trajectory(path, model).rows == _ROWS


def test_mcap_is_read_with_the_times_of_its_messages_or_of_its_log(
    model: mujoco.MjModel, tmp_path: Path
) -> None:
    writing = pytest.importorskip("mcap.writer")
    path = tmp_path / "run.mcap"
    with path.open("wb") as stream:
        writer = writing.Writer(stream)
        writer.start()
        other = writer.register_channel("/chatter", "json", 0)
        states = writer.register_channel("/state", "json", 0)
        for row, qpos in enumerate(_arrays()["qpos"]):
            log_time = 1_700_000_000_000_000_000 + row * 100_000_000
            for channel, message in ((other, {"text": "hello"}), (states, {"qpos": qpos.tolist()})):
                data = json.dumps(message).encode()
                writer.add_message(channel, log_time, data, log_time)
        writer.finish()
    found = read_trajectory(path, model)
    assert found.time == pytest.approx(np.linspace(0, 1, _ROWS))
    assert found.qpos[5, 7] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"qpos": np.zeros((11, 7))}, r"'qpos' has the shape \(11, 7\).*\(rows, 8\)"),
        ({"qpos": np.zeros(8)}, r"'qpos' has the shape \(8,\)"),
        ({"qpos": np.zeros((0, 8)), "time": np.zeros(0)}, "'qpos' has no rows"),
        ({"qpos": np.array([["a"] * 8] * 11)}, "'qpos' holds no numbers"),
        ({"qvel": np.zeros((10, 7))}, "'qvel' has 10 rows, but 'qpos' has 11"),
        ({"ctrl": np.zeros((11, 2))}, r"'ctrl' has the shape \(11, 2\).*\(rows, 1\)"),
        ({"mocap_pos": np.zeros((11, 2, 3))}, r"'mocap_pos' .* \(rows, 1, 3\)"),
        ({"time": np.zeros(11)}, "'time' does not rise in row 1, counted from 0: 0 s after 0 s"),
        ({"time": np.arange(10)}, "'time' has 10 rows, but 'qpos' has 11"),
        ({"time": np.full(11, np.nan)}, "'time' is infinite or not a number in row 0"),
        ({"time": None, "dt": -1.0}, "'dt' has to be one number of seconds above 0"),
    ],
)
def test_what_does_not_fit_the_model_is_refused_with_name_and_row(
    model: mujoco.MjModel, arrays: dict[str, Any], words: str
) -> None:
    given = {key: value for key, value in _arrays(**arrays).items() if value is not None}
    with pytest.raises(SceneError, match=words):
        trajectory_of(model, given)


def test_a_state_that_is_no_number_is_refused_with_its_row(model: mujoco.MjModel) -> None:
    arrays = _arrays()
    arrays["qpos"][7, 2] = np.inf
    with pytest.raises(SceneError, match="'qpos' is infinite or not a number in row 7"):
        trajectory_of(model, arrays)


def test_rows_are_evenly_spaced_where_there_are_no_times(model: mujoco.MjModel) -> None:
    qpos = _arrays()["qpos"]
    assert trajectory_of(model, {"qpos": qpos}).time[-1] == pytest.approx(0.1)
    assert trajectory_of(model, {"qpos": qpos, "dt": 0.5}).time[-1] == 5.0


def test_files_that_are_no_recordings_are_refused(model: mujoco.MjModel, tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content, words in (
        (b"", "neither an NPZ, nor an HDF5, nor an MCAP"),
        (b"hello world", "neither an NPZ"),
        (b"PK\x03\x04" + b"x" * 100, "The trajectory is damaged"),
    ):
        path.write_bytes(content)
        with pytest.raises(SceneError, match=words):
            read_trajectory(path, model)
    with pytest.raises(SceneError, match="cannot be read: No such file"):
        read_trajectory(tmp_path / "missing", model)
    np.savez(path.with_suffix(".npz"), states=np.zeros(3))
    with pytest.raises(SceneError, match="The trajectory has no 'qpos'; it has states"):
        read_trajectory(path.with_suffix(".npz"), model)
    np.savez(path.with_suffix(".npz"), qpos=np.array([{"evil": 1}], dtype=object))
    with pytest.raises(SceneError, match="damaged"):
        read_trajectory(path.with_suffix(".npz"), model)


def test_a_missing_package_is_named_with_the_way_out(
    model: mujoco.MjModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    path = tmp_path / "run.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + b"\0" * 100)
    with pytest.raises(SceneError, match=r"needs the package h5py.*\[trajectories\]"):
        read_trajectory(path, model)


def test_states_between_rows_turn_the_shortest_way(model: mujoco.MjModel) -> None:
    quats = np.tile([1.0, 0, 0, 0], (_ROWS, 1, 1))
    quats[1] = -quats[1]
    found = trajectory_of(model, _arrays(mocap_quat=quats))
    data = mujoco.MjData(model)
    found.put(model, data, 0.05, between=True)
    assert data.time == 0.05
    assert data.qpos[2] == pytest.approx(0.05)
    half = 0.05 * np.pi / 4
    assert data.qpos[3:7] == pytest.approx([np.cos(half), 0, 0, np.sin(half)])
    assert abs(data.mocap_quat[0]) == pytest.approx([1, 0, 0, 0])
    found.put(model, data, 0.05, between=False)
    assert data.qpos[2] == 0.0
    found.put(model, data, 99.0, between=True)
    assert (data.time, data.qpos[2]) == (1.0, 1.0)


class _Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


class _Played:
    """A source that plays, and what it told."""

    def __init__(
        self, model: mujoco.MjModel, running: bool, compared: Trajectory | None = None
    ) -> None:
        self.clock = _Clock()
        self.series: queue.Queue[Any] = queue.Queue()
        self.checkpoints: queue.Queue[Checkpoint] = queue.Queue()
        self.failures: queue.Queue[BaseException] = queue.Queue()
        events = SourceEvents(
            notice=lambda notice: None, fields=lambda values: None, series=self.series.put,
            checkpoint=self.checkpoints.put, changed=lambda: None, failed=self.failures.put,
        )  # fmt: skip
        self.source = TrajectorySource(
            model,
            trajectory_of(model, _arrays()),
            compared,
            generation=1,
            events=events,
            running=running,
            clock=self.clock,
        )
        self.data = mujoco.MjData(model)

    def do(self, command: Command) -> None:
        done: queue.Queue[Exception | None] = queue.Queue()
        self.source.submit(command, done.put)
        error = done.get(timeout=5)
        if error is not None:
            raise error

    def pass_time(self, sec: float) -> None:
        """Move the clock; the next command is done after the source has played on."""
        self.clock.now += sec
        self.do(SetSpeed(1.0))
        self.do(SetSpeed(1.0))

    def height(self) -> float:
        self.source.copy_into(self.data)
        return float(self.data.qpos[2])


@pytest.fixture
def played(model: mujoco.MjModel) -> Generator[_Played, None, None]:
    with no_leaks():
        played = _Played(model, running=False)
        played.source.start()
        yield played
        played.source.close()
        played.source.close()
        assert played.failures.empty()


def test_a_recording_is_gone_through_row_by_row(played: _Played) -> None:
    assert played.height() == 0.0
    played.do(Step(3))
    assert played.height() == pytest.approx(0.3)
    played.do(StepBack(1))
    assert played.height() == pytest.approx(0.2)
    played.do(Seek(10))
    assert played.height() == 1.0
    played.do(StepBack(100))
    assert played.height() == 0.0
    played.do(Step(100))
    status = played.source.status()
    assert status.history is not None
    assert (status.history.first, status.history.index, status.history.head) == (0, 10, 10)
    played.do(Reset())
    assert played.height() == 0.0
    # What follows from the state is computed: the body stands where its joint says.
    assert played.data.xpos[1][2] == played.data.qpos[2]


def test_it_plays_by_the_clock_round_and_round_or_to_its_end(played: _Played) -> None:
    played.do(Run())
    played.pass_time(0.25)
    assert played.height() == pytest.approx(0.25)
    played.pass_time(1.0)
    assert played.height() == pytest.approx(0.25)
    assert played.source.status().running
    played.do(SetFields({"trajectory/loop": 0.0}))
    played.pass_time(5.0)
    assert played.height() == 1.0
    assert not played.source.status().running
    # Once more from the beginning.
    played.do(Run())
    played.pass_time(0.5)
    assert played.height() == pytest.approx(0.5)
    played.do(SetFields({"trajectory/between": 0.0}))
    played.pass_time(0.05)
    assert played.height() == pytest.approx(0.5)
    played.do(Pause())


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (SetControls({0: 1.0}), "what is in it cannot be changed"),
        (SetFields({"joint/0": 1.0}), "what is in it cannot be changed"),
        (Seek(11), "no row 11; they are counted from 0 to 10"),
        (SetSpeed(3.0), "not on the ladder"),
    ],
)
def test_what_a_recording_cannot_do_is_refused(
    played: _Played, command: Command, words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        played.do(command)


def test_a_recording_is_plotted_like_a_simulation(played: _Played) -> None:
    played.source.series.watch(SampleSeries(1, ("qpos[hinge]",), (), 100.0))
    played.do(Seek(5))
    sampled: list[SeriesSampled] = []
    while not sampled or np.frombuffer(sampled[-1].data)[0] != 0.5:
        played.clock.now += 0.2
        played.do(SetSpeed(1.0))
        while not played.series.empty():
            told = played.series.get()
            sampled += [told] if isinstance(told, SeriesSampled) else []
    assert np.frombuffer(sampled[-1].data).tolist() == [0.5, 1.0]


@pytest.fixture
def compared(model: mujoco.MjModel) -> Generator[_Played, None, None]:
    """The second is twice as long, and begins at another time."""
    second = _arrays(time=np.linspace(5, 7, 21))
    second["qpos"] = np.vstack([second["qpos"], np.repeat(second["qpos"][-1:], 10, axis=0)])
    second["qpos"][:, 7] = 3.0
    with no_leaks():
        played = _Played(model, running=False, compared=trajectory_of(model, second))
        played.source.start()
        yield played
        played.source.close()
        assert played.failures.empty()


def test_two_begin_together_and_the_shorter_one_stays_at_its_end(
    compared: _Played, model: mujoco.MjModel
) -> None:
    other = mujoco.MjData(model)
    source = compared.source
    assert source.has_ghost
    status = source.status()
    assert status.history is not None
    assert (status.history.head, status.history.head_sec) == (20, 2.0)
    compared.do(Seek(5))
    assert source.copy_ghost(other) is not None
    assert (compared.height(), other.qpos[2], other.time) == pytest.approx((0.5, 0.5, 5.5))
    compared.do(Seek(20))
    source.copy_ghost(other)
    assert (compared.height(), compared.data.time, other.time) == pytest.approx((1.0, 2.0, 7.0))
    compared.do(SetFields({"trajectory/compare/offset": (1.0, 2.0, 0.0)}))
    ghost = source.copy_ghost(other)
    assert ghost is not None
    assert ghost.offset == (1.0, 2.0, 0.0)
    compared.do(SetFields({"trajectory/compare/shown": 0.0}))
    assert source.copy_ghost(other) is None


def test_what_is_set_of_a_comparison_is_checked(compared: _Played) -> None:
    for path, value in (
        ("trajectory/compare/opacity", 1.5),
        ("trajectory/compare/tint", (0.0, 0.0, 2.0)),
        ("trajectory/compare/offset", (float("nan"), 0.0, 0.0)),
        ("trajectory/compare/offset", (1.0, 2.0)),
    ):
        with pytest.raises(CommandError):
            compared.do(SetFields({path: value}))


def test_series_of_the_second_stand_beside_those_of_the_first(compared: _Played) -> None:
    names = ("qpos[hinge]", "compare:qpos[hinge]", "compare:energy.total", "compare:nonsense")
    compared.source.series.watch(SampleSeries(1, names, (), 100.0))
    found = compared.series.get(timeout=5)
    assert [bool(info.problem) for info in found.series] == [False, False, False, True]
    compared.do(Seek(5))
    sampled: list[SeriesSampled] = []
    while not sampled or np.frombuffer(sampled[-1].data)[0] != 0.5:
        compared.clock.now += 0.2
        compared.do(SetSpeed(1.0))
        while not compared.series.empty():
            told = compared.series.get()
            sampled += [told] if isinstance(told, SeriesSampled) else []
    time, first, second, energy, nothing = np.frombuffer(sampled[-1].data).tolist()
    assert (time, first, second) == (0.5, 1.0, 3.0)
    assert np.isfinite(energy)
    assert np.isnan(nothing)


def test_without_a_second_one_its_series_are_refused_with_a_sentence(played: _Played) -> None:
    played.source.series.watch(SampleSeries(1, ("compare:qpos[0]",), (), 10.0))
    assert "none is shown beside the first" in played.series.get(timeout=5).series[0].problem


def test_it_goes_on_where_another_worker_was(played: _Played, model: mujoco.MjModel) -> None:
    played.do(SetFields({"trajectory/loop": 0.0}))
    played.do(Seek(7))
    other = _Played(model, running=False)
    seconds = float(np.linspace(0, 1, _ROWS)[7])
    left = Checkpoint(
        1, seconds, running=False, speed=1.0, state=b"", fields={"trajectory/loop": 0.0}
    )
    assert played.checkpoints.queue[-1] == left
    assert other.source.restore(left)
    assert other.height() == pytest.approx(0.7)
    assert not other.source.restore(Checkpoint(1, 0.7, False, 1.0, b"a state of physics"))
    # What is beyond it is its end, and what another version had is left out.
    assert other.source.restore(Checkpoint(1, 99.0, False, 1.0, b"", {"other/field": 1.0}))
    assert other.height() == 1.0


def test_a_trajectory_refuses_what_would_change_its_state(
    played: _Played, model: mujoco.MjModel
) -> None:
    refused: list[Exception | None] = []
    played.source.take_over(take_state(model, played.data), refused.append)
    assert "Go back to the simulation" in str(refused[0])
    assert played.source.past() is None
    assert played.source.pulls() == {}
    for command in (Reset(0), SetControls({})):
        with pytest.raises(CommandError, match="Go back to the simulation"):
            played.do(command)


def test_a_history_with_jumps_goes_on_by_a_time_step_at_each(model: mujoco.MjModel) -> None:
    time = np.array([0.0, 0.01, 0.01, 0.02, 0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06])
    found = trajectory_of(model, _arrays(time=time, index=np.arange(11)))
    assert found.time[:6] == pytest.approx([0.0, 0.01, 0.02, 0.03, 0.04, 0.05])
    with pytest.raises(SceneError, match="does not rise in row 2"):
        trajectory_of(model, _arrays(time=time, index=np.zeros(11)))


def test_hdf5_that_points_to_other_files_of_the_server_is_refused(
    model: mujoco.MjModel, tmp_path: Path
) -> None:
    h5py = pytest.importorskip("h5py")
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(8 * 8 * _ROWS))
    inner = tmp_path / "inner.h5"
    with h5py.File(inner, "w") as file:
        file["qpos"] = _arrays()["qpos"]
    path = tmp_path / "run.h5"

    def refused(words: str) -> None:
        with pytest.raises(SceneError, match=words):
            read_trajectory(path, model)

    with h5py.File(path, "w") as file:
        external = [(str(secret), 0, h5py.h5f.UNLIMITED)]
        file.create_dataset("qpos", (_ROWS, 8), "f8", external=external)
    refused("'qpos' of the trajectory is in another file")
    with h5py.File(path, "w") as file:
        file["qpos"] = h5py.ExternalLink(str(inner), "qpos")
    refused("in another file")
    with h5py.File(path, "w") as file:
        layout = h5py.VirtualLayout((_ROWS, 8), "f8")
        layout[:] = h5py.VirtualSource(str(inner), "qpos", (_ROWS, 8))
        file.create_virtual_dataset("qpos", layout)
    refused("in another file")
    with h5py.File(path, "w") as file:
        file["elsewhere"] = h5py.ExternalLink(str(inner), "/")
    refused("no 'qpos'; it has elsewhere")
    with h5py.File(path, "w") as file:
        file.create_group("qpos")
    refused("no dataset, but a group")
    with h5py.File(path, "w") as file:
        file.create_dataset("qpos", (1 << 40, 8), "f8", chunks=(1024, 8))
    refused("MB is the limit")


def test_a_file_counts_as_large_as_it_is_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = mujoco.MjModel.from_xml_string(
        "<mujoco><worldbody><body><joint/><geom size='.1'/></body></worldbody></mujoco>"
    )
    monkeypatch.setattr("py_remote_viewer.simulation.trajectory.reading._MOST_BYTES", 4000)
    small, hidden = tmp_path / "small.npz", tmp_path / "hidden.npz"
    # A byte each in the file, eight in memory.
    np.savez(small, qpos=np.zeros((1000, 1), np.int8))
    with pytest.raises(SceneError, match="in memory"):
        read_trajectory(small, model)
    # numpy also finds what is not called .npy.
    with zipfile.ZipFile(hidden, "w") as packed:
        packed.writestr("qpos", bytes(5000))
    with pytest.raises(SceneError, match="in memory"):
        read_trajectory(hidden, model)
