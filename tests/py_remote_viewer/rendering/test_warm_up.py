"""What is drawn ahead, so that the first real scene need not wait for the GL driver."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.scene_renderer import SceneRenderer
from py_remote_viewer.rendering.warm_up import warm_up


@pytest.fixture(scope="module")
def gl() -> Generator[GlDevice, None, None]:
    device = open_gl("egl", "software")
    yield device
    device.context.free()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """How many lights and which level each time."""
    seen: list[tuple[int, str]] = []
    draw = SceneRenderer.draw

    def noted(self: SceneRenderer, level: Any, out: Any) -> None:
        seen.append((self.model.nlight, level.name))
        draw(self, level, out)

    monkeypatch.setattr(SceneRenderer, "draw", noted)
    return seen


def test_usual_lights_are_drawn_ahead_and_one_of_them_at_all_levels(
    gl: GlDevice, drawn: list[tuple[int, str]]
) -> None:
    warm_up(64, 48, gl, lambda: False)
    assert [lights for lights, level in drawn if level == "no-reflections"] == [1, 2, 1, 0]
    assert {level for _, level in drawn} == {
        "full", "no-antialiasing", "no-shadows", "no-reflections"
    }  # fmt: skip


def test_a_scene_that_is_asked_for_meanwhile_does_not_wait_for_it(
    gl: GlDevice, drawn: list[tuple[int, str]]
) -> None:
    warm_up(64, 48, gl, lambda: bool(drawn))
    assert len(drawn) == 1
    warm_up(64, 48, gl, lambda: True)
    assert len(drawn) == 1
