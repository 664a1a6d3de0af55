"""Light and dark ones of a colour look so, and are of that colour still."""

import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import COLOURS, Colour, HasColour
from py_remote_viewer.scenes.words.shades import shade
from tests.support.words import build, compose, failed_checks


def _rgba(prompt: str) -> list[list[float]]:
    """Of each geom but the floor."""
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    return [list(map(float, rgba)) for rgba in build(composed.mjcf).model.geom_rgba[1:]]


@pytest.mark.parametrize("colour", COLOURS)
def test_each_shade_is_called_by_the_plain_colour_too(colour: Colour) -> None:
    for word in ("dark", "pale", "deep"):
        if colour in ("black", "white"):
            with pytest.raises(WritingError):
                compose(f"a {word} {colour} box")
            continue
        composed = compose(f"a {word} {colour} box")
        assert HasColour("box", colour) in composed.expectations
        assert failed_checks(composed.mjcf, composed.expectations) == []


def test_dark_ones_are_darker_and_light_ones_lighter() -> None:
    dark, middle, light = _rgba("a dark red ball, a red ball and a light red ball")
    assert sum(dark[:3]) < sum(middle[:3]) < sum(light[:3])


@pytest.mark.parametrize(
    ("prompt", "colours"),
    [
        ("one dark green and two light green cubes", 2),
        ("two light green cubes and a dark green one", 2),
        ("three boxes: dark red, red and light red", 3),
        ("four balls, half dark red, half light blue", 2),
        ("three boxes in dark blue, light blue and white", 3),
    ],
)
def test_things_of_several_shades_are_told_apart(prompt: str, colours: int) -> None:
    assert len({tuple(rgba) for rgba in _rgba(prompt)}) == colours


def test_a_floor_has_a_shade_too() -> None:
    floor = build(compose("A dark blue box on a light grey floor").mjcf).model.geom_rgba[0]
    assert float(floor[0]) > 0.7


def test_a_bright_colour_is_the_colour() -> None:
    assert shade("bright", "red") == "red"
    assert _rgba("a bright red ball") == _rgba("a red ball")


def test_what_is_transparent_is_seen_through() -> None:
    assert _rgba("A transparent green box")[0][3] == pytest.approx(0.4)
    assert _rgba("A green box")[0][3] == 1.0
