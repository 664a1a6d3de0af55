"""Going back in time: every moment comes back bit for bit, whatever people did meanwhile."""

import random
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.history import History, moments
from py_remote_viewer.simulation.loading import initial_state
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.simulation.state_image import take_state
from py_remote_viewer.simulation.stepper import FieldEdit, PullEdit, Stepper
from py_remote_viewer.simulation.timeline import Timeline

_PANDA = Path(__file__).parents[4] / "shared/menagerie/franka_emika_panda/scene.xml"
_ARM = """<mujoco><option timestep="0.002"/><worldbody>
<geom type="plane" size="3 3 1"/>
<body name="arm" pos="0 0 1"><joint name="hinge" axis="0 1 0"/>
<geom size=".1 .4" type="capsule"/></body>
<body name="box" pos="0 1 .3"><freejoint/><geom type="box" size=".1 .1 .1"/></body>
<body name="hand" mocap="true" pos="1 1 1"><geom size=".05" contype="0" conaffinity="0"/></body>
</worldbody>
<equality><connect name="rope" body1="box" body2="hand" anchor="0 0 .1" active="false"/></equality>
<actuator><motor name="m" joint="hinge" ctrlrange="-1 1" ctrllimited="true"/></actuator>
<keyframe><key name="up" qpos="0.5 0 1 .3 1 0 0 0"/></keyframe></mujoco>"""
_BOXES = (
    '<mujoco><option timestep="0.004"{}/><worldbody><geom type="plane" size="3 3 1"/>'
    + "".join(
        f'<body pos="{i % 3 * 0.19} {i // 3 % 2 * 0.19} {0.12 + i // 6 * 0.21}"><freejoint/>'
        '<geom type="box" size=".1 .1 .1"/></body>'
        for i in range(12)
    )
    + "</worldbody></mujoco>"
)


def _model(name: str) -> mujoco.MjModel:
    match name:
        case "arm":
            return mujoco.MjModel.from_xml_string(_ARM)
        case "boxes":
            return mujoco.MjModel.from_xml_string(_BOXES.format(""))
        case "runge-kutta":
            return mujoco.MjModel.from_xml_string(_BOXES.format(' integrator="RK4"'))
        case "sleeping":
            model = mujoco.MjModel.from_xml_string(_BOXES.format(""))
            model.opt.enableflags |= int(mujoco.mjtEnableBit.mjENBL_SLEEP)
            return model
        case _:
            if not _PANDA.exists():
                pytest.skip("the robots are not here")
            return mujoco.MjModel.from_xml_path(str(_PANDA))


def _bits(timeline: Timeline) -> list[bytes]:
    """All that a person could see or plot of a moment, and what the next step depends on."""
    stepper = timeline.stepper
    data, model = stepper.data, stepper.model
    image = take_state(model, data)
    arrays: list[Any] = [image.integration, *image.asleep, image.counts, data.xpos, data.sensordata]
    arrays += [model.opt.gravity, model.opt.timestep, data.ncon, *(stepper.noise.state or ())]
    return [np.asarray(array).tobytes() for array in arrays]


def _pull(random_: random.Random, model: mujoco.MjModel) -> Pull:
    place = tuple(random_.uniform(-1, 1) for _ in range(3))
    return Pull(
        body=random_.randrange(1, model.nbody), active=random_.choice([1, 2]),
        refpos=place, refquat=(1.0, 0.0, 0.0, 0.0), refselpos=place, localpos=(0.0, 0.02, 0.0),
        localmass=0.5, scale=1.0,
    )  # fmt: skip


def _act(timeline: Timeline, random_: random.Random) -> None:
    """One thing that a person could do."""
    model = timeline.stepper.model
    running = random_.random() < 0.8
    match random_.randrange(8):
        case 0:
            edit = FieldEdit({"opt/gravity": (0.0, 0.0, random_.uniform(-12, -3))})
        case 1:
            edit = FieldEdit({"noise/scale": random_.choice([0.0, 0.2]), "noise/rate": 0.01})
        case 2:
            edit = PullEdit(random_.randrange(2), None)
        case 3 if model.nu:
            edit = FieldEdit({"ctrl/0": random_.uniform(-1, 1)})
        case 4:
            timeline.jump(lambda: _reset(timeline))
            return
        case 5:
            edit = FieldEdit({"opt/timestep": random_.choice([0.002, 0.003])})
        case _:
            edit = PullEdit(random_.randrange(2), _pull(random_, model))
    known = timeline.stepper.fields
    if isinstance(edit, FieldEdit):
        known.check({k: v for k, v in edit.values.items() if model.nu or not k.startswith("noise")})
        if not model.nu and "noise/scale" in edit.values:
            return
    timeline.edit(edit, running=running)


def _reset(timeline: Timeline) -> None:
    initial_state(timeline.stepper.model, None, timeline.stepper.data)
    timeline.stepper.noise.begin(timeline.stepper.data)


def _live(timeline: Timeline, random_: random.Random, turns: int) -> dict[int, list[bytes]]:
    """Let it run and be played with; what every moment was when it was left."""
    seen: dict[int, list[bytes]] = {timeline.index: _bits(timeline)}
    for _ in range(turns):
        if random_.random() < 0.3:
            _act(timeline, random_)
            seen[timeline.index] = _bits(timeline)
        for _ in range(random_.randrange(1, 12)):
            timeline.advance(1)
            timeline.maybe_mark()
            seen[timeline.index] = _bits(timeline)
    return seen


@pytest.mark.parametrize("name", ["arm", "boxes", "runge-kutta", "sleeping", "panda"])
def test_every_moment_comes_back_bit_for_bit(name: str) -> None:
    random_ = random.Random(name)
    timeline = Timeline(Stepper(_model(name)))
    seen = _live(timeline, random_, 120)
    assert timeline.index == max(seen) == timeline.history.head
    for index in [0, max(seen), *random_.sample(sorted(seen), 25)]:
        timeline.seek(index)
        assert timeline.index == index
        assert _bits(timeline) == seen[index], f"moment {index}"


def test_it_goes_on_from_the_past_and_what_came_after_is_forgotten() -> None:
    random_ = random.Random(3)
    timeline = Timeline(Stepper(_model("arm")))
    seen = _live(timeline, random_, 60)
    middle = max(seen) // 2
    timeline.seek(middle)
    assert timeline.behind
    timeline.edit(FieldEdit({"ctrl/0": 0.7}), running=True)
    assert timeline.history.head == middle
    seen = {index: bits for index, bits in seen.items() if index < middle}
    seen |= _live(timeline, random_, 60)
    with pytest.raises(CommandError, match=f"from 0 to {max(seen)}"):
        timeline.seek(max(seen) + 1)
    for index in random_.sample(sorted(seen), 25):
        timeline.seek(index)
        assert _bits(timeline) == seen[index], f"moment {index}"


@pytest.mark.parametrize("name", ["arm", "sleeping"])
def test_another_stepper_of_an_equal_model_gives_all_moments_in_a_row(name: str) -> None:
    timeline = Timeline(Stepper(_model(name)))
    seen = _live(timeline, random.Random(5), 40)
    other = Timeline(Stepper(_model(name)))
    first, last = max(seen) // 3, max(seen)
    given = list(moments(other.stepper, timeline.view(), first, last))
    assert given == list(range(first, last + 1))
    for index in moments(other.stepper, timeline.view(), first, last):
        assert _bits(other) == seen[index], f"moment {index}"


def test_a_slider_dragged_while_paused_is_one_moment_and_a_reset_can_be_undone() -> None:
    timeline = Timeline(Stepper(_model("arm")))
    timeline.advance(10)
    before = _bits(timeline)
    for value in (0.1, 0.2, 0.3):
        timeline.edit(FieldEdit({"joint/0": value}), running=False)
    assert timeline.index == 11
    assert timeline.stepper.data.qpos[0] == 0.3
    timeline.jump(lambda: _reset(timeline))
    assert timeline.stepper.data.qpos[0] == 0.5
    timeline.seek(11)
    assert timeline.stepper.data.qpos[0] == 0.3
    timeline.seek(10)
    assert _bits(timeline) == before


def test_while_paused_a_pull_places_free_and_mocap_bodies_and_forces_nothing() -> None:
    timeline = Timeline(Stepper(_model("arm")))
    data = timeline.stepper.data
    for body in (2, 3):
        at = (0.5, 0.5, 2.0)
        pull = Pull(body, 1, at, (1.0, 0.0, 0.0, 0.0), at, (0.0, 0.0, 0.0), 1.0, 1.0)
        timeline.edit(PullEdit(7, pull), running=False)
        assert data.xpos[body] == pytest.approx(at)
    assert not data.xfrc_applied.any()


def test_two_people_who_pull_one_body_add_up_and_nothing_stays_behind() -> None:
    timeline = Timeline(Stepper(_model("arm")))
    data = timeline.stepper.data

    def force(*pullers: int) -> np.ndarray:
        for puller in (1, 2):
            at = (0.0, 1.0, 0.3 + puller)
            pull = Pull(2, 1, at, (1.0, 0.0, 0.0, 0.0), at, (0.0, 0.0, 0.0), 1.0, 1.0)
            wanted = pull if puller in pullers else None
            timeline.edit(PullEdit(puller, wanted), running=True)
        timeline.stepper.pulls.apply(data)
        return data.xfrc_applied[2].copy()

    assert force(1, 2) == pytest.approx(force(1) + force(2))
    force()
    assert not data.xfrc_applied.any()


def test_the_oldest_is_forgotten_where_memory_does_not_reach_and_that_is_told() -> None:
    stepper = Stepper(_model("boxes"))
    timeline = Timeline(stepper)
    mark_bytes = stepper.mark().image.nbytes
    timeline.history = History(stepper.mark(jump=True), budget_bytes=20 * mark_bytes)
    for _ in range(1500):
        timeline.advance(1)
        timeline.maybe_mark()
    span = timeline.span()
    assert span.short_of_memory
    assert 0 < span.first < span.head == 1500
    assert span.head_sec - span.first_sec == pytest.approx(20 * 0.1, abs=0.5)
    timeline.seek(span.first)
    with pytest.raises(CommandError, match=f"from {span.first} to 1500"):
        timeline.seek(span.first - 1)


def test_at_least_the_last_minute_of_a_large_scene_is_kept() -> None:
    boxes = "".join(
        f"<body pos='{x * 0.3} {y * 0.3} .2'><freejoint/>"
        "<geom type='box' size='.1 .1 .1'/></body>"
        for x in range(20) for y in range(10)
    )  # fmt: skip
    stepper = Stepper(
        mujoco.MjModel.from_xml_string(f"<mujoco><worldbody>{boxes}</worldbody></mujoco>")
    )
    history = History(stepper.mark(jump=True))
    for second in range(1, 700):
        for tenth in range(10):
            stepper.index, stepper.elapsed_sec = second * 500 + tenth * 50, second + tenth / 10
            history.add(stepper.mark())
    assert history.head_elapsed_sec - history.oldest.elapsed_sec > 300
