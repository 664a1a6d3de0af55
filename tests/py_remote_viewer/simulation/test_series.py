"""Which series there are, what they read, and when samples are taken."""

from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.worker import SampleSeries, SeriesFound, SeriesSampled
from py_remote_viewer.simulation.series import SeriesSampler
from py_remote_viewer.simulation.series.expression import Expression, parse

_XML = """<mujoco><option timestep="0.01"/><worldbody>
<geom type="plane" size="2 2 1"/>
<body name="box" pos="0 0 .099"><freejoint name="free"/>
<geom name="hull" type="box" size=".1 .1 .1"/>
<site name="skin" size=".2"/></body>
<body name="arm" pos="1 0 1"><joint name="hinge" axis="0 1 0" stiffness="3"/>
<geom size=".1 .4" type="capsule"/></body>
<body name="it's" mocap="true"><geom size=".05" contype="0" conaffinity="0"/></body>
</worldbody>
<actuator><motor name="m" joint="hinge"/>
<general name="slow" joint="hinge" dyntype="integrator"/></actuator>
<sensor><touch name="touch" site="skin"/><framepos name="where" objtype="body" objname="arm"/>
<jointvel name="speed" joint="hinge"/></sensor></mujoco>"""


class _Sampled:
    """A model with a sampler, and what it told."""

    def __init__(self, *series: str, newest: tuple[str, ...] = (), per_sec: float = 100.0) -> None:
        self.model = mujoco.MjModel.from_xml_string(_XML)
        self.data = mujoco.MjData(self.model)
        mujoco.mj_forward(self.model, self.data)
        self.told: list[SeriesFound | SeriesSampled] = []
        self.now = 100.0
        self.sampler = SeriesSampler(self.model, self.data, self.told.append, lambda: 0.5)
        self.names = series
        self.sampler.watch(SampleSeries(7, series, newest, per_sec))

    @property
    def problems(self) -> dict[str, str]:
        found = self.told[0]
        assert isinstance(found, SeriesFound)
        return {info.series: info.problem for info in found.series}

    def units(self) -> dict[str, str]:
        found = self.told[0]
        assert isinstance(found, SeriesFound)
        return {info.series: info.unit for info in found.series}

    def step(self, count: int = 1, wall_sec: float = 0.01) -> None:
        """Steps with a look of the sampler after each."""
        for _ in range(count):
            mujoco.mj_step(self.model, self.data)
            self.look(wall_sec)

    def look(self, wall_sec: float = 0.0) -> None:
        self.now += wall_sec
        self.sampler.sample(self.data, self.now)

    def batches(self) -> list[tuple[int, list[float], np.ndarray]]:
        """Segment, times and rows of the batches so far."""
        found: list[Any] = []
        for message in self.told:
            if isinstance(message, SeriesSampled):
                numbers = np.frombuffer(message.data)
                rows = numbers[message.rows :].reshape(message.rows, -1)
                found.append((message.segment, numbers[: message.rows].tolist(), rows))
        return found

    def now_values(self) -> dict[str, float]:
        """What a look tells of each series, as the state is."""
        self.look()
        return dict(zip(self.names, self.batches()[-1][2][-1].tolist(), strict=True))


def test_names_of_series_are_read_with_numbers_quotes_and_bare_names() -> None:
    assert parse("qpos[3]") == Expression("qpos", (3,))
    assert parse(" xpos['left foot'][ 2 ]") == Expression("xpos", ("left foot", 2))
    assert parse('sensordata["it\'s ]"][0]') == Expression("sensordata", ("it's ]", 0))
    assert parse("qvel[hinge 3]") == Expression("qvel", ("hinge 3",))
    assert parse("contact.pos[0][2]") == Expression("contact.pos", (0, 2))
    assert parse("ncon") == Expression("ncon", ())


@pytest.mark.parametrize(
    "text",
    ["", "3", "qpos[", "qpos[]", "qpos[0", "qpos[0]]", "qpos[0].x", "a.b.c", "__import__('os')",
     "qpos[0]+1", "x[1][2][3][4]", "qpos['a]", "é[0]"],
)  # fmt: skip
def test_what_is_no_name_of_a_series_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(CommandError, match=r"from its character \d+ on; write a field"):
        parse(text)


def test_fields_are_read_by_index_and_by_the_names_of_what_they_belong_to() -> None:
    sampled = _Sampled(
        "qpos[2]", "qpos[free][2]", "qpos['hinge']", "qvel[hinge]", "xpos[arm][x]", "xpos[2][0]",
        "sensordata[where][2]", "sensordata[3]", "ctrl[m]", "act[slow]", "mocap_pos[\"it's\"][1]",
        "cdof[free][3][1]", "time", "xquat[box][w]", "body 0", "geom_xpos[geom 2][0]",
    )  # fmt: skip
    problems = {name: text for name, text in sampled.problems.items() if text}
    assert list(problems) == ["body 0"]
    sampled.data.ctrl[:] = 3, 4
    sampled.data.act[:] = 5
    sampled.data.mocap_pos[0] = 1, 2, 3
    sampled.data.qpos[7] = 0.25
    mujoco.mj_forward(sampled.model, sampled.data)
    values, data = sampled.now_values(), sampled.data
    assert values["qpos[2]"] == values["qpos[free][2]"] == data.qpos[2] == 0.099
    assert values["qpos['hinge']"] == 0.25
    assert values["xpos[arm][x]"] == values["xpos[2][0]"] == 1.0
    assert values["sensordata[where][2]"] == data.sensordata[3] == values["sensordata[3]"] == 1.0
    assert (values["ctrl[m]"], values["act[slow]"]) == (3.0, 5.0)
    assert values['mocap_pos["it\'s"][1]'] == 2.0
    assert values["cdof[free][3][1]"] == data.cdof[3][1]
    assert values["xquat[box][w]"] == 1.0
    assert np.isnan(values["body 0"])


def test_units_are_those_of_joints_sensors_and_fields() -> None:
    sampled = _Sampled(
        "qpos[free][2]", "qpos[free][3]", "qpos[hinge]", "qvel[free][3]", "qfrc_applied[hinge]",
        "sensordata[touch]", "sensordata[where][0]", "sensordata[speed]", "cfrc_ext[box][5]",
        "xfrc_applied[box][0]", "timer.step", "ctrl[m]", "energy.total",
    )  # fmt: skip
    assert list(sampled.units().values()) == [
        "m", "", "rad", "rad/s", "N·m", "N", "m", "rad/s", "N", "N", "ms", "", "J",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("series", "words"),
    [
        ("qpso[0]", "There is no field 'qpso'. Did you mean 'qpos'"),
        ("model", "There is no field 'model'"),
        ("qpos", "'qpos' holds many numbers; say which, as in qpos[0]"),
        ("qpos[8]", "'qpos' has 8 rows in this model, counted from 0; there is no 8"),
        ("qpos[free]", "qpos['free'][0] to qpos['free'][6]"),
        ("qpos[free][7]", "'qpos['free']' has 7 numbers, counted from 0; there is no 7"),
        ("qpos[hnige]", "This model has no joint 'hnige'. Did you mean 'hinge'"),
        ("qpos[hinge][0]", "'qpos['hinge']' is one number"),
        ("xpos[box]", "xpos['box'][0] to xpos['box'][2]"),
        ("xpos[box][up]", "'up' is no index of 'xpos['box']'; use a number from 0 to 2"),
        ("userdata[0]", "'userdata' is empty in this model"),
        ("act[m]", "The actuator 'm' has no part in 'act'"),
        ("efc_force[a]", "The rows of 'efc_force' have no names; use a number"),
        ("time[0]", "'time' is one number; leave out what follows it"),
        ("timer.step[1]", "'timer.step' is one number"),
        ("solver.gradient[0]", "solver.gradient[0][0] to solver.gradient[0][199]"),
        ("signature", "There is no field 'signature'"),
    ],
)
def test_a_series_that_there_is_not_is_refused_with_what_there_is(series: str, words: str) -> None:
    assert words in _Sampled(series).problems[series]


def test_all_that_the_catalogue_names_can_be_read() -> None:
    catalogue = _Sampled().sampler.catalogue(3)
    assert catalogue.generation == 3
    assert [(s.name, s.type, s.start, s.size, s.unit) for s in catalogue.sensors] == [
        ("touch", "touch", 0, 1, "N"), ("where", "framepos", 1, 3, "m"),
        ("speed", "jointvel", 4, 1, "rad/s"),
    ]  # fmt: skip
    names: list[str] = []
    for field in catalogue.fields:
        single = field.rows is None and not field.varies
        columns = "[0]" if field.columns > 1 else ""
        names.append(field.name if single else f"{field.name}[0]{columns}")
        if field.kind:
            widths = field.widths or (1,) * len(catalogue.names[field.kind])
            for name, width in zip(catalogue.names[field.kind], widths, strict=True):
                quoted = f'"{name}"'
                if width:
                    row = "[0]" if width > 1 else ""
                    names.append(f"{field.name}[{quoted}]{row}{columns}")
    sampled = _Sampled(*names)
    assert {name: text for name, text in sampled.problems.items() if text} == {}
    sampled.step(2)
    values = sampled.now_values()
    assert values["ncon"] == 4
    assert values["real_time_factor"] == 0.5


def test_energy_is_that_of_the_state_after_the_step_and_disturbs_nothing() -> None:
    bare = _Sampled()
    plotted = _Sampled("energy.potential", "energy.kinetic", "energy.total")
    for either in (bare, plotted):
        either.data.qvel[6] = 2.0
        either.step(50)
    state = int(mujoco.mjtState.mjSTATE_INTEGRATION)
    states = [np.empty(mujoco.mj_stateSize(bare.model, state)) for _ in range(2)]
    mujoco.mj_getState(bare.model, bare.data, states[0], state)
    mujoco.mj_getState(plotted.model, plotted.data, states[1], state)
    assert states[0].tobytes() == states[1].tobytes()
    assert (plotted.data.energy == 0).all()
    plotted.look(1.0)
    potential, kinetic, total = plotted.batches()[-1][2][-1]
    bare.model.opt.enableflags |= int(mujoco.mjtEnableBit.mjENBL_ENERGY)
    mujoco.mj_forward(bare.model, bare.data)
    assert (potential, kinetic) == pytest.approx(tuple(bare.data.energy), rel=1e-12)
    assert total == potential + kinetic


def test_what_a_state_does_not_have_is_no_number() -> None:
    sampled = _Sampled("contact.dist[0]", "contact.dist[99]", "efc_force[999]", "ncon")
    sampled.data.qpos[2] = 5.0
    mujoco.mj_forward(sampled.model, sampled.data)
    values = sampled.now_values()
    assert np.isnan([values[name] for name in sampled.names[:3]]).all()
    assert values["ncon"] == 0


def test_figures_of_the_solver_end_with_its_last_iteration() -> None:
    sampled = _Sampled(*(f"solver.improvement[0][{i}]" for i in range(20)), "solver.iterations")
    sampled.step(5)
    *figures, iterations = sampled.now_values().values()
    assert iterations == sampled.data.solver_niter[0] > 0
    assert np.isfinite(figures[: int(iterations)]).all()
    assert np.isnan(figures[int(iterations) :]).all()


def test_cpu_time_is_that_of_the_steps_since_the_last_sample() -> None:
    sampled = _Sampled("timer.step", "timer.position")
    sampled.step(20)
    before = float(sampled.data.timer[int(mujoco.mjtTimer.mjTIMER_STEP)].duration)
    sampled.step(1)
    after = float(sampled.data.timer[int(mujoco.mjtTimer.mjTIMER_STEP)].duration)
    values = sampled.now_values()
    assert values["timer.step"] == pytest.approx((after - before) * 1e3)
    assert 0 < values["timer.position"] < values["timer.step"]


def test_samples_carry_exact_times_and_come_in_batches() -> None:
    sampled = _Sampled("qpos[hinge]", "time")
    sampled.look()
    sampled.step(25)
    times = [time for _, times, _ in sampled.batches() for time in times]
    assert times[0] == 0.0
    assert np.diff(times) == pytest.approx(0.01, abs=1e-12)
    for _, batch_times, rows in sampled.batches():
        assert rows[:, 1].tolist() == batch_times
    assert 3 <= len(sampled.batches()) <= 4


def test_no_more_samples_are_taken_than_were_asked_for() -> None:
    sampled = _Sampled("time", per_sec=20)
    sampled.step(100, wall_sec=0.01)
    assert sum(len(times) for _, times, _ in sampled.batches()) <= 21


def test_a_state_that_stands_still_is_not_told_again_but_a_change_of_it_is() -> None:
    sampled = _Sampled("qpos[hinge]")
    for _ in range(5):
        sampled.look(0.2)
    assert len(sampled.batches()) == 1
    sampled.data.qpos[7] = 0.5
    sampled.look(0.2)
    _, times, rows = sampled.batches()[-1]
    assert (times, rows.tolist()) == ([0.0], [[0.5]])


def test_time_that_goes_back_and_jumps_begin_another_segment() -> None:
    sampled = _Sampled("time")
    sampled.step(20)
    mujoco.mj_resetData(sampled.model, sampled.data)
    sampled.step(20)
    sampled.sampler.jumped()
    sampled.data.time = 50.0
    sampled.step(20)
    segments: dict[int, list[float]] = {}
    for segment, times, _ in sampled.batches():
        segments.setdefault(segment, []).extend(times)
    assert len(segments) == 3
    for times in segments.values():
        assert times == sorted(times)
        assert max(np.diff(times)) < 0.02


def test_of_what_is_only_shown_as_it_is_now_the_newest_value_comes() -> None:
    sampled = _Sampled(newest=("qpos[hinge]", "nonsense"))
    sampled.step(30)
    newest = [np.frombuffer(m.newest) for m in sampled.told if isinstance(m, SeriesSampled)]
    assert all(m.rows == 0 for m in sampled.told if isinstance(m, SeriesSampled))
    assert len(newest) == 2
    assert np.isfinite(newest[-1][0])
    assert np.isnan(newest[-1][1])


def test_nothing_is_told_once_nothing_is_watched() -> None:
    sampled = _Sampled("time")
    sampled.step(20)
    sampled.sampler.watch(SampleSeries(8, (), (), 100))
    sampled.step(1)
    told = len(sampled.told)
    sampled.step(50)
    assert len(sampled.told) == told
    assert sampled.told[-2] == SeriesFound(8, ())


def test_samples_of_an_earlier_request_are_told_before_the_next() -> None:
    sampled = _Sampled("time")
    sampled.step(3)
    sampled.sampler.watch(SampleSeries(8, ("time", "ncon"), (), 100))
    sampled.step(12)
    watches = [m.watch for m in sampled.told if isinstance(m, SeriesSampled) and m.rows]
    assert watches == sorted(watches)
    assert set(watches) == {7, 8}
