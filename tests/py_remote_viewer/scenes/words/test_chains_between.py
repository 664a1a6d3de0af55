"""Chains and ropes that are held at both ends, lie on the floor, or are told by their links."""

import itertools
import math

import mujoco
import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.scenes.words.building.spans import hang_between
from tests.support.words import build, compose, failed_checks

_BETWEEN = [
    ("A chain with 15 links hanging between two posts", 15, 1.05),
    ("a rope of 2 m hung between two points 1.5 m apart", 20, 1.5),
    ("chain of 6 links, both ends fixed", 6, 0.42),
    ("a hanging chain with both ends attached to the ceiling 1 m apart", 10, 1.0),
    pytest.param("a suspended rope with its ends 80 cm apart", 20, 0.8, marks=pytest.mark.slow),
    ("a chain attached at both ends", 10, 0.7),
    pytest.param("rope between two points", 20, 0.7, marks=pytest.mark.slow),
    ("chain of 10 links between two poles", 10, 0.7),
    pytest.param("a rope tied to two posts", 20, 0.7, marks=pytest.mark.slow),
    ("a chain of 8 hinged links fixed at both ends", 8, 0.56),
    ("a chain of 2 links between two points", 2, 0.14),
]


def _ends(model: mujoco.MjModel, data: mujoco.MjData) -> tuple[list[float], list[float]]:
    last = int(model.eq_obj1id[0])
    end = data.xpos[last] + data.xmat[last].reshape(3, 3) @ model.eq_data[0, :3]
    return data.body("link1").xpos.tolist(), end.tolist()


@pytest.mark.parametrize(("prompt", "links", "apart"), _BETWEEN)
def test_a_chain_between_two_points_hangs_there_at_rest(
    prompt: str, links: int, apart: float
) -> None:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []

    model = build(composed.mjcf).model
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    assert sum(model.body(i).name.startswith("link") for i in range(model.nbody)) == links
    left, right = _ends(model, data)
    assert math.dist(left, right) == pytest.approx(apart, rel=1e-3)
    before = data.xpos.copy()
    while data.time < 4:
        mujoco.mj_step(model, data)
    assert abs(data.xpos - before).max() < 1e-3
    assert _ends(model, data)[1] == pytest.approx(right, abs=3e-4)


def test_a_loose_end_would_be_noticed() -> None:
    composed = compose("a rope of 2 m hung between two points 1.5 m apart")
    begin = composed.mjcf.index("<equality>")
    end = composed.mjcf.index("</equality>") + len("</equality>")
    loose = composed.mjcf[:begin] + composed.mjcf[end:]
    assert any("stay where they began" in one.sentence
               for one in failed_checks(loose, composed.expectations))  # fmt: skip


def test_it_hangs_as_a_catenary() -> None:
    links, length, apart = 200, 2.0, 1.5
    turns = hang_between([length / links] * links, [1.0] * links, apart)
    drops = itertools.accumulate(length / links * math.cos(math.radians(one)) for one in turns)
    # 2 a sinh(d / 2a) = length, and it sags by a (cosh(d / 2a) - 1).
    low, high = 0.1, 10.0
    for _ in range(60):
        a = (low + high) / 2
        low, high = (a, high) if 2 * a * math.sinh(apart / 2 / a) > length else (low, a)
    assert max(drops) == pytest.approx(a * (math.cosh(apart / 2 / a) - 1), rel=1e-3)


def test_links_of_different_weights_hang_with_both_ends_at_one_height() -> None:
    lengths, masses = [0.1, 0.2, 0.3, 0.1], [1.0, 5.0, 0.1, 2.0]
    turns = [math.radians(one) for one in hang_between(lengths, masses, 0.5)]
    pairs = list(zip(lengths, turns, strict=True))
    assert sum(-length * math.sin(turn) for length, turn in pairs) == pytest.approx(0.5)
    assert sum(length * math.cos(turn) for length, turn in pairs) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    "prompt",
    [
        "a rope of 1 m between two points 2 m apart",
        "a chain between two boxes",
        "three chains between two posts",
        "a chain whose ends are red",
        "a chain of 10 links with a 2 kg weight at its end between two posts",
        "a swinging chain fixed at both ends",
    ],
)
def test_what_cannot_hang_so_is_declined(prompt: str) -> None:
    with pytest.raises(WritingError) as declined:
        compose(prompt)
    assert compose(declined.value.nearest).mjcf


@pytest.mark.parametrize("prompt", ["a chain lying on the floor", "a rope of 3 m on the ground"])
def test_a_chain_can_lie_on_the_floor(prompt: str) -> None:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    assert "lies on the floor" in composed.explanation


@pytest.mark.parametrize(
    ("prompt", "links", "length"),
    [
        ("A chain with links of 5 cm, 1 m in total", 20, 1.0),
        ("a 1 m chain with links of 5 cm", 20, 1.0),
        ("a chain of 20 links of 5 cm, 1 m long", 20, 1.0),
        ("A chain of 12 links, 2 m long", 12, 2.0),
        ("a rope with 15 links, 1 m long", 15, 1.0),
        ("a chain of 30 links, 10 cm long", 30, 3.0),
        ("a chain of 12 links, each 5 cm long", 12, 0.6),
        ("a chain with one end fixed and the other end free", 10, 1.0),
    ],
)
def test_a_chain_is_as_long_as_its_links_say(prompt: str, links: int, length: float) -> None:
    assert f"of {links} links, {length:g} m long, hangs" in compose(prompt).explanation
