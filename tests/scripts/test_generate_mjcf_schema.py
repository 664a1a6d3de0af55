"""What the editor completes is what this version of MuJoCo takes."""

import json
import sys

import generate_mjcf_schema as generator
import mujoco
import pytest

_WRITTEN = json.loads(generator.TARGET.read_text(encoding="utf-8"))


def test_the_elements_and_attributes_are_those_of_mujoco() -> None:
    assert _WRITTEN["elements"] == generator.elements(mujoco.mj_printSchema(False, False))


def test_every_word_is_one_that_mujoco_takes_and_nonsense_is_none() -> None:
    assert len(_WRITTEN["keywords"]) > 50
    for way, words in _WRITTEN["keywords"].items():
        place = tuple(way.split("/"))
        assert generator.is_keyword(place), way
        assert [word for word in words if not generator.takes(place, word)] == [], way


def test_known_words_are_among_them() -> None:
    keywords = _WRITTEN["keywords"]
    assert {"box", "mesh", "sphere"} <= set(keywords["mujoco/body/geom/type"])
    assert {"RK4", "Euler"} <= set(keywords["mujoco/option/integrator"])


def test_the_check_says_when_it_is_not_in_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["generate", "--check"])
    assert generator.main() == 0
    monkeypatch.setattr(
        mujoco, "mj_printSchema", lambda html, pad: "mujoco (!)".ljust(30) + "model "
    )
    assert generator.main() == 1
