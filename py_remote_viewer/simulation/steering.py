"""What commands do to a simulation with physics; on the physics thread."""

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import (
    SPEED_LADDER,
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
from py_remote_viewer.protocol.fields import FieldValue
from py_remote_viewer.simulation.driver import Driver
from py_remote_viewer.simulation.loading import initial_state
from py_remote_viewer.simulation.source import CommandDone
from py_remote_viewer.simulation.stepper import FieldEdit
from py_remote_viewer.simulation.transfer import NamedState, apply_state, check_state

__all__ = ["MAX_STEP_COUNT", "do_command", "take_over"]

MAX_STEP_COUNT = 10_000


def do_command(driver: Driver, command: Command, done: CommandDone) -> None:
    """Do a command; raises CommandError where it cannot be done. `done` is called, now or after
    the last of its steps, for `Step` alone."""
    match command:
        case Run():
            driver.set_running(True)
        case Pause():
            driver.set_running(False)
        case Step(count=count):
            _step(driver, count, done)
        case StepBack(count=count):
            _step_back(driver, count)
        case Seek(index=index):
            _seek(driver, index)
        case Reset(keyframe=keyframe):
            _reset(driver, keyframe)
        case SetSpeed(factor=factor):
            _set_speed(driver, factor)
        case SetControls(values=values):
            _set_controls(driver, values)
        case SetFields(values=fields):
            _set_fields(driver, fields)
        case _:
            raise CommandError(f"{type(command).__name__} is not for the simulation.")


def take_over(driver: Driver, state: NamedState) -> None:
    """Go to a state of this model or of another; raises CommandError for one that is none."""
    check_state(state)
    driver.end_stepping("Somebody loaded a state.")
    driver.jump(lambda: _take_over(driver, state))


def _take_over(driver: Driver, state: NamedState) -> None:
    apply_state(state, driver.model, driver.data)
    driver.stepper.noise.begin(driver.data)


def _step(driver: Driver, count: int, done: CommandDone) -> None:
    _check_count(count)
    driver.begin_stepping(count, done)


def _step_back(driver: Driver, count: int) -> None:
    _check_count(count)
    first = driver.timeline.history.oldest.index
    if driver.timeline.index == first:
        raise CommandError(
            f"The history begins here, at t = {driver.data.time:.3f} s: there is no step before."
        )
    _seek(driver, max(first, driver.timeline.index - count))


def _seek(driver: Driver, index: int) -> None:
    driver.end_stepping("Somebody went to another moment.")
    driver.seek(index)
    driver.stepper.fields.edited((), driver.clock())


def _check_count(count: int) -> None:
    if not 1 <= count <= MAX_STEP_COUNT:
        raise CommandError(
            f"{count} steps were asked for; between 1 and {MAX_STEP_COUNT} can be made at once."
        )


def _reset(driver: Driver, keyframe: int | None) -> None:
    model = driver.model
    if keyframe is not None and not 0 <= keyframe < model.nkey:
        raise CommandError(
            f"Keyframe {keyframe} does not exist; this model has {model.nkey}, counted from 0."
        )
    driver.end_stepping("Somebody reset it.")
    driver.jump(lambda: _begin_anew(driver, keyframe))


def _begin_anew(driver: Driver, keyframe: int | None) -> None:
    initial_state(driver.model, keyframe, driver.data)
    driver.stepper.noise.begin(driver.data)


def _set_speed(driver: Driver, factor: float) -> None:
    if factor not in SPEED_LADDER:
        ladder = ", ".join(f"{step:g}" for step in SPEED_LADDER)
        raise CommandError(f"The speed {factor!r} is not on the ladder; it is one of {ladder}.")
    driver.set_speed(factor)


def _set_fields(driver: Driver, values: dict[str, FieldValue]) -> None:
    fields = driver.stepper.fields
    driver.edit(FieldEdit(fields.check(values)))
    fields.edited(values, driver.clock())
    driver.tell_checkpoint()


def _set_controls(driver: Driver, values: dict[int, float]) -> None:
    model = driver.model
    wanted: dict[str, FieldValue] = {}
    for index, value in values.items():
        if not 0 <= index < model.nu:
            raise CommandError(
                f"Actuator {index} does not exist; this model has {model.nu}, counted from 0."
            )
        # Beyond mjMAXVAL MuJoCo sets all controls to zero, without an error.
        if not abs(value) <= mujoco.mjMAXVAL:
            raise CommandError(
                f"The control {value} of actuator {index} is not finite, or larger than "
                f"{mujoco.mjMAXVAL:g}."
            )
        low, high = model.actuator_ctrlrange[index]
        limited = bool(model.actuator_ctrllimited[index])
        wanted[f"ctrl/{index}"] = float(np.clip(value, low, high)) if limited else value
    if wanted:
        driver.edit(FieldEdit(wanted))
