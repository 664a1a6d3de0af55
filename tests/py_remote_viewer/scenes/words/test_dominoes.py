"""Dominoes in rows, curves and circles: those that are pushed all fall, standing ones stand."""

import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Colour, Topples
from py_remote_viewer.scenes.words import Composed
from tests.support.words import build, compose, failed_checks


def _stands(composed: Composed) -> bool:
    return not any(isinstance(one, Topples) for one in composed.expectations)


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("Fifteen dominoes in a row, knock the first one over", 15),
        pytest.param("25 dominoes in a line, please push the first", 25, marks=pytest.mark.slow),
        pytest.param(
            "a line of 15 white dominoes with the first one tilted", 15, marks=pytest.mark.slow
        ),
        ("A row of eighteen dominoes, 6 cm apart, 12 cm high, knocked over from the left", 18),
        ("8 dominoes in a row, toppling from the right", 8),
        pytest.param(
            "I need a domino chain reaction of 25 tiles, each 10 cm tall",
            25,
            marks=pytest.mark.slow,
        ),
        ("30 dominoes in a circle", 30),
        pytest.param("18 dominoes in a circle, 12 cm high, 5 cm apart", 18, marks=pytest.mark.slow),
        ("A row of 10 dominoes in a curve that fall one after another", 10),
        ("Dominoes in a semicircle", 10),
        ("a semicircle of 20 dominoes", 20),
        ("two rows of ten dominoes", 20),
    ],
)
def test_dominoes_that_are_pushed_all_fall(prompt: str, count: int) -> None:
    composed = compose(prompt)
    assert not _stands(composed)
    assert build(composed.mjcf).model.nbody - 1 == count
    assert failed_checks(composed.mjcf, composed.expectations) == []


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("20 standing dominoes", 20),
        ("twelve standing red dominoes in a row", 12),
        ("18 standing dominoes in a circle", 18),
    ],
)
def test_standing_dominoes_stand(prompt: str, count: int) -> None:
    composed = compose(prompt)
    assert _stands(composed)
    assert build(composed.mjcf).model.nbody - 1 == count
    assert failed_checks(composed.mjcf, composed.expectations) == []


@pytest.mark.parametrize(
    ("prompt", "count", "colour"),
    [("dominoes: 8, red, 12 cm high, 6 cm apart", 8, "red"), ("boxes: 4, blue", 4, "blue")],
)
def test_a_number_behind_a_colon_is_how_many(prompt: str, count: int, colour: Colour) -> None:
    composed = compose(prompt)
    assert build(composed.mjcf).model.nbody - 1 == count
    assert any(colour in one.sentence for one in composed.expectations)


@pytest.mark.parametrize(
    "prompt", ["10 dominoes in a circle", "a spiral of dominoes", "90 dominoes in two rows of 90"]
)
def test_what_would_not_fall_is_declined(prompt: str) -> None:
    with pytest.raises(WritingError) as declined:
        compose(prompt)
    assert compose(declined.value.nearest).mjcf
