"""Names in brackets, and things that are listed behind a colon, are no other things."""

import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Count, Robot
from py_remote_viewer.scenes.words.compose import Composed
from tests.support.words import MENAGERIE, compose, failed_checks

_NEEDS_MENAGERIE = pytest.mark.skipif(not MENAGERIE.is_dir(), reason="there is no menagerie")


def _counts(prompt: str) -> dict[str, int]:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    found: Counter[str] = Counter()
    for one in composed.expectations:
        if isinstance(one, Count) and one.of.name:
            found[one.of.name] += one.count
    return dict(found)


@pytest.mark.parametrize(
    ("prompt", "same"),
    [
        ("A cart-pole (inverted pendulum)", "A cart-pole"),
        ("An inverted pendulum (cart-pole) with a 40 cm pole", "A cart-pole with a 40 cm pole"),
        ("an inverted pendulum on a cart (cart-pole) with a motor", "A cart-pole with a motor"),
        ("a cart with two poles (double inverted pendulum)", "a cart with two poles"),
        ("a sphere (ball) of 10 cm", "a sphere of 10 cm"),
        ("pendulum (double)", "double pendulum"),
        ("A tower (stack) of 4 boxes", "A tower of 4 boxes"),
        ("three objects (cubes) on a table", "three cubes on a table"),
        ("an acrobot (double pendulum)", "an acrobot"),
        ("a ramp (inclined plane) with a box (cube) on it", "a ramp with a cube on it"),
    ],
)
def test_a_name_in_brackets_is_no_second_thing(prompt: str, same: str) -> None:
    assert compose(prompt).mjcf == compose(same).mjcf


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("a cart with two poles (triple inverted pendulum)", "triple inverted pendulum"),
        ("a table (cup)", "cup"),
        ("a stack (row) of boxes", "row"),
    ],
)
def test_a_name_in_brackets_that_it_does_not_have_is_declined(prompt: str, word: str) -> None:
    with pytest.raises(WritingError, match="no other name") as declined:
        compose(prompt)
    assert declined.value.word == word
    assert "( )" not in declined.value.nearest


@_NEEDS_MENAGERIE
@pytest.mark.parametrize(
    "prompt",
    [
        "Two robots facing each other: a Panda and a UR5e",
        "a Panda and a UR5e facing each other",
        "two robot arms (a Panda and a UR5e)",
        "two robots: a Panda and a UR5e, 2 m apart",
    ],
)
def test_robots_that_are_listed_are_those_that_were_counted(prompt: str) -> None:
    composed = compose(prompt)
    assert failed_checks(composed.mjcf, composed.expectations) == []
    robots = [one for one in composed.expectations if isinstance(one, Robot)]
    assert sorted(one.name for one in robots) == ["panda", "ur5e"]
    turned = {site.attrib["name"]: site.attrib.get("euler", "0 0 0") for site in _sites(composed)}
    assert turned["robot:panda"] == "0 0 0"
    # It looks along y where it is not turned.
    assert turned["robot:ur5e"] == ("0 0 90" if "facing" in prompt else "0 0 270")


def _sites(composed: Composed) -> list[ET.Element]:
    return list(ET.fromstring(composed.mjcf).iter("site"))


@pytest.mark.parametrize(
    ("prompt", "counts"),
    [
        ("three objects on a table: a cup, a plate and a bowl", {"cup": 1, "plate": 1, "bowl": 1}),
        ("a row of three objects: a box, a ball and a can", {"box": 1, "sphere": 1, "can": 1}),
        ("a pile of 10 objects: 5 boxes and 5 balls", {"box": 5, "sphere": 5}),
        ("three boxes: a red box, a blue box and a green box", {"box": 3}),
        ("table with five coloured blocks: red, green, blue, yellow and orange", {"box": 5}),
        ("ten balls, half of them red, half blue", {"sphere": 10}),
        ("ten balls, half of them red, the other half blue", {"sphere": 10}),
        ("red and blue balls, three each", {"sphere": 6}),
        ("a pile of boxes and balls, five of each", {"box": 5, "sphere": 5}),
        ("A pile of 10 boxes. Five balls are on a table.", {"box": 10, "sphere": 5}),
    ],
)
def test_things_that_are_listed_are_those_that_were_counted(
    prompt: str, counts: dict[str, int]
) -> None:
    assert _counts(prompt) == counts


def test_a_list_of_another_number_is_declined() -> None:
    with pytest.raises(WritingError, match="2 objects are listed"):
        compose("three objects: a box and a ball")
