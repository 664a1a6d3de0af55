"""The word that is blamed is the one that is in the way."""

import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import compose


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("A line of six yellow cones", "cones"),
        ("six big yellow cones", "cones"),
        ("5 wobbly balls", "wobbly"),
        ("a row of 5 wobbly cubes", "wobbly"),
        ("a row of 4 individual placed boxes", "individual"),
        ("five standing books", "standing"),
    ],
)
def test_no_number_and_no_colour_is_blamed_for_the_word_behind_it(prompt: str, word: str) -> None:
    with pytest.raises(WritingError) as declined:
        compose(prompt)
    assert declined.value.word == word


@pytest.mark.parametrize(
    "prompt", ["a row of 20 standing dominoes", "a line of 20 standing red dominoes"]
)
def test_standing_dominoes_are_dominoes(prompt: str) -> None:
    assert compose(prompt).title == "20 dominoes"
    assert "box" not in compose(prompt).mjcf.partition("<worldbody>")[2].replace('type="box"', "")
