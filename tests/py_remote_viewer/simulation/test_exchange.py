"""The state's way from the stepping thread to the drawing one."""

import mujoco
import pytest

from py_remote_viewer.simulation.exchange import StateExchange


@pytest.fixture
def model() -> mujoco.MjModel:
    return mujoco.MjModel.from_xml_string(
        "<mujoco><worldbody><body><joint/><geom size='.1'/></body></worldbody></mujoco>"
    )


def test_a_light_model_is_copied_fresh(model: mujoco.MjModel) -> None:
    exchange, live, seen = StateExchange(model), mujoco.MjData(model), mujoco.MjData(model)
    live.time = 1.0
    exchange.stepped(live, took_sec=0.001)
    live.time = 2.0
    exchange.copy(lambda: live, seen)
    assert seen.time == 2.0


def test_while_a_long_step_is_made_the_state_after_the_last_one_is_copied(
    model: mujoco.MjModel,
) -> None:
    exchange, live, seen = StateExchange(model), mujoco.MjData(model), mujoco.MjData(model)
    live.time = 1.0
    exchange.stepped(live, took_sec=0.2)
    with exchange.live:
        live.time = 2.0
        exchange.copy(lambda: live, seen)
        assert seen.time == 1.0
    exchange.copy(lambda: live, seen)
    assert seen.time == 2.0


def test_a_reader_never_goes_back_to_what_was_published_before_it_saw_newer(
    model: mujoco.MjModel,
) -> None:
    exchange, live, seen = StateExchange(model), mujoco.MjData(model), mujoco.MjData(model)
    live.time = 1.0
    exchange.stepped(live, took_sec=0.2)
    live.time = 2.0
    exchange.copy(lambda: live, seen)
    with exchange.live:
        exchange.copy(lambda: live, seen)
    assert seen.time == 2.0


def test_after_a_reset_nothing_old_is_shown(model: mujoco.MjModel) -> None:
    exchange, live, seen = StateExchange(model), mujoco.MjData(model), mujoco.MjData(model)
    live.time = 5.0
    exchange.stepped(live, took_sec=0.2)
    with exchange.live:
        live.time = 0.0
        exchange.changed()
        exchange.copy(lambda: live, seen)
    assert seen.time != 5.0
