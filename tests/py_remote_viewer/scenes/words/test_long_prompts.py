"""Long prompts, and those that are made to take long, cost nothing."""

import pytest

from py_remote_viewer.errors import WritingError
from py_remote_viewer.scenes.words.changes import is_change
from tests.support.words import compose


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "prompt",
    [
        "1" * 4000,
        "a-" * 2000,
        "lying " * 600,
        "1." * 2000,
        "would " * 600,
        "(" * 4000,
        "1 m " * 900,
    ],
)
def test_a_prompt_that_is_too_long_is_declined_before_it_is_read(prompt: str) -> None:
    with pytest.raises(WritingError, match=r"words and marks are read|is not understood") as told:
        compose(prompt)
    assert len(str(told.value)) < 200
    assert told.value.nearest


@pytest.mark.timeout(20)
@pytest.mark.parametrize("word", ["would", "to", "let's", "ok", "please,", "could you"])
def test_politeness_without_end_is_read_once(word: str) -> None:
    assert not is_change(f"{word} " * 140 + "box")
    assert is_change(f"{word} " * 140 + "remove the box")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("word", ["lying", "motorised", "two", "red", "and", "each", "the", "2 m"])
def test_a_word_that_is_said_over_and_over_is_declined(word: str) -> None:
    with pytest.raises(WritingError):
        compose(f"{word} " * (150 // len(word.split())))
