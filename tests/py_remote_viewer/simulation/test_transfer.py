"""A state goes from one model to another by names."""

from pathlib import Path

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.state_file import read_state, write_state
from py_remote_viewer.simulation.transfer import apply_state, take_state

_ARM = """<mujoco><worldbody>{before}
<body name="arm"><joint name="elbow" axis="0 1 0"/><geom size=".1" pos=".3 0 0"/></body>
<body name="ball" pos="0 0 2"><freejoint/><geom size=".1"/></body>
<body name="hand" mocap="true" pos="1 0 0"><geom size=".05"/></body>
<body pos="0 2 0"><joint type="ball"/><geom size=".1"/></body>
</worldbody><actuator>{actuator}
<motor name="pull" joint="elbow" ctrlrange="-1 1" ctrllimited="true"/>
<intvelocity joint="elbow" actrange="-1 1"/></actuator>
<equality><weld name="hold" body1="arm" active="false"/></equality></mujoco>"""
_BEFORE = '<body name="new" pos="0 0 5"><freejoint name="fresh"/><geom size=".1"/></body>'


def _model(before: str = "", actuator: str = "") -> mujoco.MjModel:
    return mujoco.MjModel.from_xml_string(_ARM.format(before=before, actuator=actuator))


def _moved(model: mujoco.MjModel) -> mujoco.MjData:
    data = mujoco.MjData(model)
    data.ctrl[:] = 0.5
    data.mocap_pos[0] = (1, 2, 3)
    data.eq_active[0] = 1
    mujoco.mj_step(model, data, 100)
    return data


def test_the_same_model_goes_on_bit_by_bit(tmp_path: Path) -> None:
    model = _model()
    old, new = _moved(model), mujoco.MjData(model)
    write_state(take_state(model, old), tmp_path / "state.npz")
    assert apply_state(read_state(tmp_path / "state.npz"), model, new).exact
    mujoco.mj_forward(model, new)
    for data in (old, new):
        mujoco.mj_step(model, data, 200)
    np.testing.assert_array_equal(old.qpos, new.qpos)
    np.testing.assert_array_equal(old.qvel, new.qvel)
    assert old.time == new.time


def test_a_body_and_an_actuator_more_before_the_others_keep_the_rest() -> None:
    model = _model()
    data = _moved(model)
    grown = _model(_BEFORE, '<motor name="extra" joint="fresh" gear="1 0 0 0 0 0"/>')
    new = mujoco.MjData(grown)
    begun = new.qpos[:7].copy()
    transfer = apply_state(take_state(model, data), grown, new)
    assert (transfer.exact, transfer.kept, transfer.left_out) == (False, 3, 0)
    np.testing.assert_array_equal(new.qpos[:7], begun)
    np.testing.assert_array_equal(new.qpos[7:], data.qpos)
    np.testing.assert_array_equal(new.qvel[6:], data.qvel)
    np.testing.assert_array_equal(new.ctrl, [0.0, 0.5, 0.5])
    np.testing.assert_array_equal(new.act, data.act)
    np.testing.assert_array_equal(new.mocap_pos[0], [1, 2, 3])
    assert new.eq_active[0] == 1
    assert new.time == data.time


def test_what_is_gone_or_of_another_kind_is_left_out() -> None:
    model = _model()
    data = _moved(model)
    other = mujoco.MjModel.from_xml_string(
        '<mujoco><worldbody><body><joint name="elbow" type="ball"/><geom size="1"/></body>'
        '<body name="ball"><freejoint/><geom size="1"/></body></worldbody></mujoco>'
    )
    new = mujoco.MjData(other)
    transfer = apply_state(take_state(model, data), other, new)
    assert (transfer.kept, transfer.left_out) == (1, 2)
    np.testing.assert_array_equal(new.qpos[:4], [1, 0, 0, 0])


def test_controls_stay_within_the_new_range() -> None:
    model = _model()
    data = _moved(model)
    data.ctrl[0] = 1.0
    text = _ARM.format(before=_BEFORE, actuator="").replace('ctrlrange="-1 1"', 'ctrlrange="0 .2"')
    other = mujoco.MjModel.from_xml_string(text)
    new = mujoco.MjData(other)
    apply_state(take_state(model, data), other, new)
    assert new.ctrl[0] == 0.2


def test_a_state_that_has_not_begun_says_so() -> None:
    model = _model()
    begun, data = mujoco.MjData(model), mujoco.MjData(model)
    assert take_state(model, data, begun).initial
    mujoco.mj_step(model, data)
    assert not take_state(model, data, begun).initial


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e12])
def test_a_state_that_is_not_finite_changes_nothing(value: float) -> None:
    model = _model()
    state = take_state(model, _moved(model))
    state.joints["elbow"].qpos[0] = value
    data = mujoco.MjData(model)
    before = data.qpos.copy()
    with pytest.raises(CommandError, match="not finite, or larger"):
        apply_state(state, _model(_BEFORE), mujoco.MjData(_model(_BEFORE)))
    np.testing.assert_array_equal(data.qpos, before)


def test_bytes_that_are_no_state_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "state.npz"
    model = _model()
    write_state(take_state(model, _moved(model)), file)
    good = file.read_bytes()
    for bad in (b"", b"nothing", good[:200], good.replace(b"joint_names", b"joint_nomes")):
        file.write_bytes(bad)
        with pytest.raises(CommandError, match="no state of this program"):
            read_state(file)


def test_arrays_that_do_not_fit_each_other_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "state.npz"
    model = _model()
    write_state(take_state(model, _moved(model)), file)
    with np.load(file) as arrays:
        good = dict(arrays)
    for name, value in (
        ("qpos_counts", good["qpos_counts"] + 1),
        ("joint_types", good["joint_types"] * 0),
        ("ctrl", good["ctrl"][:1]),
        ("format", np.array("another")),
        ("time", np.array("noon")),
    ):
        np.savez(file, **{**good, name: value})
        with pytest.raises(CommandError, match="no state of this program"):
            read_state(file)
