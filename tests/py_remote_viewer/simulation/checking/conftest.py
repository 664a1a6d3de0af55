"""What the checks' tests share: a scene of a few lines, and what one expectation of it comes to."""

from collections.abc import Callable, Iterator, Mapping

import mujoco
import pytest

from py_remote_viewer.protocol.expectations import Check, Expectation
from py_remote_viewer.simulation.checking import run_trial

Judge = Callable[..., Check]

FLOOR = '<geom name="floor" type="plane" size="5 5 .1"/>'


@pytest.fixture(autouse=True)
def no_log_file() -> Iterator[None]:
    """Without a handler MuJoCo writes its warnings to a file in the working directory."""
    before = mujoco.get_mju_user_warning()
    mujoco.set_mju_user_warning(lambda message: None)
    yield
    mujoco.set_mju_user_warning(before)


def trial(
    inside: str, *expected: Expectation, robots: Mapping[str, str] | None = None, **bounds: float
) -> tuple[Check, ...]:
    """All checks of a scene whose `<mujoco>` has this inside; without a `<worldbody>` of its own it
    is put into one, with a floor."""
    text = inside if "<worldbody" in inside else f"<worldbody>{FLOOR}{inside}</worldbody>"
    model = mujoco.MjModel.from_xml_string(f"<mujoco>{text}</mujoco>")
    return run_trial(model, expected, robots=robots or {}, **bounds)


@pytest.fixture(name="trial")
def _trial() -> Callable[..., tuple[Check, ...]]:
    return trial


@pytest.fixture
def judge() -> Judge:
    """What one expectation comes to, in a trial that is as short as can be."""

    def judged(inside: str, expected: Expectation, **more: object) -> Check:
        return trial(inside, expected, **{"sim_sec": 0.02, **more})[2]  # type: ignore[arg-type]

    return judged
