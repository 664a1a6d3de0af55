"""Colours are called what a person would call them."""

import pytest

from py_remote_viewer.simulation.checking.colours import names_of_colour


@pytest.mark.parametrize(
    ("rgb", "names"),
    [
        ((1, 0, 0), {"red"}),
        ((0.8, 0.1, 0.1), {"red"}),
        ((0.9, 0.2, 0.2), {"red"}),
        ((0.5, 0, 0), {"red"}),
        ((0.86, 0.08, 0.24), {"red"}),
        ((0, 1, 0), {"green"}),
        ((0.2, 0.6, 0.3), {"green"}),
        ((0.1, 0.3, 0.1), {"green"}),
        ((0.5, 0.8, 0.3), {"green"}),
        ((0, 0, 1), {"blue"}),
        ((0.2, 0.4, 0.8), {"blue"}),
        ((0.1, 0.1, 0.4), {"blue"}),
        ((0.3, 0.6, 0.9), {"blue"}),
        ((1, 1, 0), {"yellow"}),
        ((0.9, 0.8, 0.2), {"yellow"}),
        ((1, 0.84, 0), {"yellow"}),
        ((1, 0.5, 0), {"orange"}),
        ((1, 0.65, 0), {"orange"}),
        ((0.9, 0.5, 0.1), {"orange"}),
        ((0.5, 0, 0.5), {"purple"}),
        ((0.6, 0.2, 0.8), {"purple"}),
        ((0.29, 0, 0.51), {"purple"}),
        ((1, 0.75, 0.8), {"pink"}),
        ((1, 0.41, 0.71), {"pink"}),
        ((1, 0.4, 0.7), {"pink"}),
        ((1, 0.08, 0.58), {"pink"}),
        ((0.55, 0.27, 0.07), {"brown"}),
        ((0.4, 0.2, 0.1), {"brown"}),
        ((0.6, 0.4, 0.2), {"brown"}),
        ((0.76, 0.6, 0.42), {"brown"}),
        ((0, 0, 0), {"black"}),
        ((0.1, 0.1, 0.1), {"black"}),
        ((0.05, 0.05, 0.1), {"black"}),
        ((1, 1, 1), {"white"}),
        ((0.95, 0.95, 0.95), {"white"}),
        ((0.97, 0.96, 0.9), {"white"}),
        ((0.5, 0.5, 0.5), {"grey"}),
        ((0.3, 0.3, 0.3), {"grey"}),
        ((0.7, 0.7, 0.75), {"grey"}),
        ((0.44, 0.5, 0.56), {"grey"}),
        ((0, 1, 1), {"cyan"}),
        ((0.2, 0.8, 0.8), {"cyan"}),
        ((0, 0.5, 0.5), {"cyan"}),
    ],
)
def test_a_plain_colour_has_one_name(rgb: tuple[float, float, float], names: set[str]) -> None:
    assert set(names_of_colour(*rgb)) == names


@pytest.mark.parametrize(
    ("rgb", "first", "other"),
    [
        ((1, 0.27, 0), "red", "orange"),
        ((1, 0.74, 0), "orange", "yellow"),
        ((0.65, 0.16, 0.16), "red", "brown"),
        ((0.8, 0.5, 0.2), "orange", "brown"),
        ((1, 0, 1), "pink", "purple"),
        ((0.4, 0.2, 1), "purple", "blue"),
        ((0, 0.75, 1), "cyan", "blue"),
        ((0.2, 0.2, 0.2), "black", "grey"),
        ((0.9, 0.9, 0.9), "white", "grey"),
    ],
)
def test_between_two_colours_either_name_will_do(
    rgb: tuple[float, float, float], first: str, other: str
) -> None:
    assert set(names_of_colour(*rgb)) == {first, other}


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((0.8, 0.1, 0.1), "red"), ((0.1, 0.6, 0.2), "green"), ((0.1, 0.3, 0.8), "blue"),
        ((0.9, 0.8, 0.1), "yellow"), ((0.9, 0.5, 0.1), "orange"), ((0.5, 0.2, 0.7), "purple"),
        ((0.95, 0.5, 0.7), "pink"), ((0.45, 0.28, 0.13), "brown"), ((0.05, 0.05, 0.05), "black"),
        ((0.95, 0.95, 0.95), "white"), ((0.5, 0.5, 0.5), "grey"), ((0.1, 0.8, 0.8), "cyan"),
    ],
)  # fmt: skip
def test_colours_that_writers_are_told_are_just_those(
    rgb: tuple[float, float, float], name: str
) -> None:
    assert names_of_colour(*rgb) == (name,)


def test_every_colour_has_a_name() -> None:
    steps = [index / 12 for index in range(13)]
    for red in steps:
        for green in steps:
            for blue in steps:
                assert 1 <= len(names_of_colour(red, green, blue)) <= 2
