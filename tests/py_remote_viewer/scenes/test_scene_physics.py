"""The built-in scenes as physics: they run without a warning and do what they are there to show."""

import mujoco
import numpy as np
import pytest
from numpy.typing import NDArray

from py_remote_viewer.scenes import BuiltinSceneEntry, builtin_scenes, find_builtin


def load(name: str) -> tuple[mujoco.MjModel, mujoco.MjData]:
    model = mujoco.MjModel.from_xml_path(str(find_builtin(name).xml_path))
    return model, mujoco.MjData(model)


def run(model: mujoco.MjModel, data: mujoco.MjData, seconds: float) -> None:
    mujoco.mj_step(model, data, nstep=round(seconds / model.opt.timestep))


def start_at(model: mujoco.MjModel, data: mujoco.MjData, keyframe: str) -> None:
    mujoco.mj_resetDataKeyframe(model, data, model.key(keyframe).id)


def starts_of(name: str) -> list[str | None]:
    model, _ = load(name)
    return [None, *(model.key(index).name for index in range(model.nkey))]


def largest_angles(
    model: mujoco.MjModel, data: mujoco.MjData, seconds: float
) -> NDArray[np.float64]:
    """The largest absolute value of each joint in that time, looked at every 10 ms."""
    largest = np.abs(data.qpos)
    for _ in range(round(seconds / 0.01)):
        run(model, data, 0.01)
        largest = np.maximum(largest, np.abs(data.qpos))
    return largest


@pytest.mark.timeout(120)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "keyframe"),
    [
        pytest.param(entry.name, keyframe, id=f"{entry.name}-{keyframe or 'initial'}")
        for entry in builtin_scenes()
        for keyframe in starts_of(entry.name)
    ],
)
def test_a_scene_runs_a_minute_without_a_warning(name: str, keyframe: str | None) -> None:
    model, data = load(name)
    if keyframe is not None:
        start_at(model, data, keyframe)
    run(model, data, 60)
    warnings = {
        mujoco.mjtWarning(index).name: int(warning.number)
        for index, warning in enumerate(data.warning)
        if warning.number
    }
    assert warnings == {}
    # A model that diverges is reset by mujoco, and its time with it.
    assert data.time == pytest.approx(60, abs=2 * model.opt.timestep)
    assert np.isfinite(data.qpos).all()
    assert np.isfinite(data.qvel).all()


@pytest.mark.parametrize("entry", builtin_scenes(), ids=lambda entry: entry.name)
def test_every_actuator_and_keyframe_has_a_name_and_every_control_a_range(
    entry: BuiltinSceneEntry,
) -> None:
    model, _ = load(entry.name)
    assert all(model.actuator(index).name for index in range(model.nu))
    assert all(model.key(index).name for index in range(model.nkey))
    assert np.all(model.actuator_ctrllimited == 1)
    assert np.all(model.actuator_ctrlrange[:, 0] < model.actuator_ctrlrange[:, 1])


def test_pendulum_keeps_its_energy_for_ten_seconds() -> None:
    model, data = load("pendulum")
    model.opt.enableflags |= mujoco.mjtEnableBit.mjENBL_ENERGY
    start_at(model, data, "hanging")
    mujoco.mj_forward(model, data)
    lowest = float(data.energy.sum())
    mujoco.mj_resetData(model, data)
    mujoco.mj_forward(model, data)
    before = float(data.energy.sum()) - lowest
    run(model, data, 10)
    mujoco.mj_forward(model, data)
    after = float(data.energy.sum()) - lowest
    assert 0.97 * before < after <= 1.001 * before


def test_double_pendulum_has_two_hinges() -> None:
    model, _ = load("double_pendulum")
    assert list(model.jnt_type) == [mujoco.mjtJoint.mjJNT_HINGE] * 2


def test_double_pendulum_is_chaotic() -> None:
    model, data = load("double_pendulum")
    other = mujoco.MjData(model)
    other.qpos[0] += 1e-6
    run(model, data, 30)
    run(model, other, 30)
    assert np.abs(data.qpos - other.qpos).max() > 0.1


def test_cart_pole_is_a_slide_and_a_hinge_with_one_actuator_on_the_cart() -> None:
    model, _ = load("cart_pole")
    assert list(model.jnt_type) == [mujoco.mjtJoint.mjJNT_SLIDE, mujoco.mjtJoint.mjJNT_HINGE]
    assert model.nu == 1
    assert model.actuator(0).trnid[0] == model.joint("slider").id
    assert model.jnt_bodyid[model.joint("slider").id] == model.body("cart").id


def test_cart_pole_falls_when_nobody_pushes() -> None:
    model, data = load("cart_pole")
    assert largest_angles(model, data, 5)[model.joint("hinge").id] > np.deg2rad(90)


def test_cart_pole_can_be_balanced_by_pushing_the_cart() -> None:
    model, data = load("cart_pole")
    gains = np.array([1.0, 20.0, 1.5, 4.0])
    for _ in range(round(10 / model.opt.timestep)):
        # The pole leans to where the cart has to go.
        data.ctrl[0] = gains @ np.concatenate([data.qpos, data.qvel])
        mujoco.mj_step(model, data)
    assert abs(data.qpos[1]) < np.deg2rad(2)
    assert abs(data.qpos[0]) < 1


def test_newtons_cradle_hands_the_swing_to_the_far_ball() -> None:
    model, data = load("newtons_cradle")
    raised = abs(data.qpos[0])
    # A ball needs a quarter of a period, 0.5 s, to fall and another to rise.
    run(model, data, 0.6)
    largest = largest_angles(model, data, 0.6)
    assert largest[4] > 0.95 * raised
    assert np.all(largest[:4] < np.deg2rad(2))


def test_newtons_cradle_swings_back_and_forth_for_many_periods() -> None:
    model, data = load("newtons_cradle")
    raised = abs(data.qpos[0])
    run(model, data, 20)
    largest = largest_angles(model, data, 2.2)
    assert largest[0] > 0.8 * raised
    assert largest[4] > 0.8 * raised
    assert np.all(largest[1:4] < np.deg2rad(6))


def test_newtons_cradle_with_two_balls_raised_throws_two() -> None:
    model, data = load("newtons_cradle")
    start_at(model, data, "two_balls")
    run(model, data, 0.6)
    largest = largest_angles(model, data, 0.6)
    assert np.all(largest[3:] > np.deg2rad(25))
    assert np.all(largest[:2] < np.deg2rad(5))


def test_boxes_are_exactly_two_hundred_free_bodies() -> None:
    model, _ = load("boxes")
    free = model.jnt_type == mujoco.mjtJoint.mjJNT_FREE
    assert free.sum() == 200
    boxes = model.jnt_bodyid[free]
    assert all(
        model.geom_type[model.body_geomadr[body]] == mujoco.mjtGeom.mjGEOM_BOX for body in boxes
    )


def test_the_tower_of_boxes_stands_until_the_ball_knocks_it_down_and_then_lies_still() -> None:
    model, data = load("boxes")
    free = model.jnt_type == mujoco.mjtJoint.mjJNT_FREE
    bodies = model.jnt_bodyid[free]
    mujoco.mj_forward(model, data)
    at_start = data.xpos[bodies].copy()
    run(model, data, 0.5)
    assert np.abs(data.xpos[bodies] - at_start).max() < 0.01
    run(model, data, 7.5)
    # A single box may ride on the ball.
    assert np.quantile(data.xpos[bodies, 2], 0.95) < 0.5 * at_start[:, 2].max()
    assert data.xpos[bodies, 2].min() > 0
    run(model, data, 12)
    # All have fallen asleep but the ball, which swings on.
    assert data.tree_awake.sum() <= 2


def test_the_cloth_comes_to_rest_on_the_sphere_and_wakes_when_it_is_pulled() -> None:
    model, data = load("cloth")
    run(model, data, 15)
    assert data.tree_awake.sum() == 0
    sphere = model.geom("sphere")
    top = sphere.pos[2] + sphere.size[0]
    heights = data.flexvert_xpos[:, 2]
    assert heights.max() == pytest.approx(top, abs=0.05)
    assert heights.min() < top - 0.4
    # Nothing hangs inside the sphere.
    distance = np.linalg.norm(data.flexvert_xpos - sphere.pos, axis=1)
    assert distance.min() > 0.97 * sphere.size[0]

    data.xfrc_applied[-1, 2] = 0.1
    run(model, data, 0.2)
    assert data.tree_awake.sum() > 0
    assert np.abs(data.qvel).max() > 0.05


@pytest.mark.parametrize("keyframe", [None, "stand", "squat", "reach", "star"])
def test_humanoid_holds_its_pose(keyframe: str | None) -> None:
    model, data = load("humanoid")
    if keyframe is not None:
        start_at(model, data, keyframe)
    mujoco.mj_forward(model, data)
    height = data.body("head").xpos[2]
    run(model, data, 10)
    assert data.body("head").xpos[2] == pytest.approx(height, abs=0.05)


def test_humanoid_falls_when_it_starts_out_of_balance() -> None:
    model, data = load("humanoid")
    start_at(model, data, "falling")
    run(model, data, 5)
    assert data.body("head").xpos[2] < 0.5


def test_humanoid_is_cheap_to_draw() -> None:
    model, _ = load("humanoid")
    assert model.ngeom <= 30
    assert model.nmesh == 0
    assert model.opt.timestep >= 0.004


@pytest.mark.parametrize("keyframe", [None, "stand", "crouch", "sit", "wide"])
def test_quadruped_still_stands_after_ten_seconds(keyframe: str | None) -> None:
    model, data = load("quadruped")
    if keyframe is not None:
        start_at(model, data, keyframe)
    mujoco.mj_forward(model, data)
    height = data.body("trunk").xpos[2]
    run(model, data, 10)
    assert data.body("trunk").xpos[2] == pytest.approx(height, abs=0.03)
    # The trunk's own up still points up.
    assert data.body("trunk").xmat[8] > 0.8


def test_the_gripper_closes_on_command() -> None:
    model, data = load("robot_arm")
    run(model, data, 1)
    open_at = data.joint("finger_left").qpos[0]
    data.actuator("gripper").ctrl = model.actuator("gripper").ctrlrange[1]
    run(model, data, 1)
    left, right = data.joint("finger_left").qpos[0], data.joint("finger_right").qpos[0]
    assert open_at < 0.002
    assert left > 0.035
    assert right == pytest.approx(left, abs=0.002)


def test_the_arm_picks_up_the_cube() -> None:
    model, data = load("robot_arm")
    start_at(model, data, "ready_to_grasp")
    mujoco.mj_forward(model, data)
    on_table = data.body("cube").xpos[2]
    data.actuator("gripper").ctrl = model.actuator("gripper").ctrlrange[1]
    run(model, data, 0.5)
    closed = data.ctrl.copy()
    lifted = model.key("holding").ctrl
    for fraction in np.linspace(0, 1, 50):
        data.ctrl[:] = closed + fraction * (lifted - closed)
        run(model, data, 0.03)
    run(model, data, 2)
    assert data.body("cube").xpos[2] > on_table + 0.15


def test_the_arm_holds_the_cube_for_half_a_minute() -> None:
    model, data = load("robot_arm")
    start_at(model, data, "holding")
    mujoco.mj_forward(model, data)
    height = data.body("cube").xpos[2]
    run(model, data, 30)
    assert data.body("cube").xpos[2] == pytest.approx(height, abs=0.02)
