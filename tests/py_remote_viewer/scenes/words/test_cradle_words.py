"""Newton's cradles, in the words that people say them with."""

import pytest

from py_remote_viewer.errors import WritingError
from tests.support.words import compose


@pytest.mark.parametrize(
    ("prompt", "balls", "raised", "string"),
    [
        ("newtons cradle 6 balls 3 raised", 6, 3, 0.5),
        ("Make a Newton pendulum with 4 spheres where the first one is released", 4, 1, 0.5),
        ("Newton's cradle where the last three of six balls are lifted", 6, 3, 0.5),
        ("newton's cradle 5 balls strings 30cm long", 5, 1, 0.3),
        ("Newton's cradle 5 strings 30 cm long", 5, 1, 0.3),
        ("A Newton's cradle with red balls, 6 of them, half lifted", 6, 3, 0.5),
        ("Newton's cradle with 7 balls, two of them raised", 7, 2, 0.5),
        ("newton's cradle with 4 balls, strings 20 cm long and the left ball lifted", 4, 1, 0.2),
    ],
)
def test_a_cradle_is_as_it_was_said(prompt: str, balls: int, raised: int, string: float) -> None:
    told = compose(prompt).explanation
    assert told.startswith(f"{balls} balls of 1 kg on strings of {string:g} m; {raised} of them")


@pytest.mark.parametrize(
    "prompt",
    [
        "newton's cradle with 5 balls, 1 ball lifted on the left and 1 on the right",
        "Newton's cradle with one ball lifted on each side",
        "Newton's cradle with both outer balls raised",
    ],
)
def test_balls_at_both_ends_are_raised_or_declined(prompt: str) -> None:
    try:
        composed = compose(prompt)
    except WritingError as error:
        assert "raised" in compose(error.nearest).explanation  # noqa: PT017
    else:
        assert "2 of them" in composed.explanation
