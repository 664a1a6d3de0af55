"""Things are as large as numbers say, and as adjectives say where no number does."""

import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import build, compose, failed_checks


def _size(prompt: str, geom: int = 1) -> list[float]:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    size = build(composed.mjcf).model.geom_size[geom]
    return [round(float(value), 4) for value in size]


@pytest.mark.parametrize(
    ("prompt", "size"),
    [
        # Radius and half of the length.
        ("a thin rod 1 m long", [0.0075, 0.5]),
        ("a rod 1 m long and 5 mm thick", [0.0025, 0.5]),
        ("a thin cylinder", [0.03, 0.1]),
        ("a tall thin cylinder", [0.03, 0.16]),
        ("a short thick cylinder", [0.108, 0.06]),
        ("a long cylinder", [0.06, 0.16]),
        ("a tall cylinder of 10 cm diameter", [0.05, 0.16]),
        ("a long cylinder of 10 cm diameter", [0.05, 0.16]),
        ("a long thin rod lying on the floor", [0.0075, 0.24]),
        ("a long capsule", [0.05, 0.19]),
        ("a disk of 20 cm", [0.1, 0.02]),
        ("a thin disk", [0.1, 0.01]),
        ("a tall thin box", [0.05, 0.05, 0.16]),
        ("a long thin box", [0.16, 0.05, 0.05]),
        ("a thin box", [0.1, 0.1, 0.05]),
        ("a flat box 40 cm wide", [0.2, 0.2, 0.08]),
    ],
)
def test_adjectives_change_the_dimension_that_they_name(prompt: str, size: list[float]) -> None:
    assert _size(prompt)[: len(size)] == pytest.approx(size)


def test_a_low_table_is_low_whatever_its_top_measures() -> None:
    model = build(
        compose("a low table, 120 cm x 60 cm, with a white sphere in the middle").mjcf
    ).model
    top = model.geom("table_top")
    assert top.size[:2].tolist() == pytest.approx([0.6, 0.3])
    assert float(top.pos[2] + top.size[2]) == pytest.approx(0.45)


def test_a_sphere_has_one_size() -> None:
    with pytest.raises(WritingError, match="'long' cannot be said of sphere"):
        compose("a long sphere")
