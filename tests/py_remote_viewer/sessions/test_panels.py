"""Who is told what of panels, and what the worker is asked for."""

import json
from typing import Any

import pytest

from py_remote_viewer.protocol.client import PanelDescribed, ServerMessage
from py_remote_viewer.protocol.fields import Field, FieldValues, Panel, Section
from py_remote_viewer.protocol.worker import WatchFields
from py_remote_viewer.sessions.panels import PanelDesk
from py_remote_viewer.sessions.participant import Participant


def _panel(name: str) -> Panel:
    return Panel(name, name.capitalize(), (Section("All", (Field(f"{name}/0", "one"),)),))


_PANELS = {name: _panel(name) for name in ("joint", "physics")}


class _Outlet:
    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.full = False

    def send(self, message: ServerMessage) -> None:
        self.sent.append(message)

    def send_text(self, text: str) -> bool:
        if not self.full:
            self.sent.append(json.loads(text))
        return not self.full

    def send_event(self, text: str) -> None: ...
    def send_snapshot(self, slot: str, text: str) -> None: ...
    def send_media(self, message: bytes) -> bool:
        return True

    def close(self, code: int, reason: str) -> None: ...

    def take(self) -> list[Any]:
        sent = self.sent[:]
        self.sent.clear()
        return sent


class _Desk(PanelDesk):
    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        super().__init__(self._note, lambda view: True)
        self.outlets = [_Outlet(), _Outlet()]
        self.people = [Participant(i, "", outlet) for i, outlet in enumerate(self.outlets)]

    def _note(self, message: WatchFields) -> None:
        self.asked.append(message.panels)


def _values(panel: str, **values: float) -> dict[str, Any]:
    return {
        "type": "fields",
        "panel": panel,
        "values": {f"{panel}/{k}": v for k, v in values.items()},
    }


@pytest.fixture
def desk() -> _Desk:
    desk = _Desk()
    desk.shown(1, _PANELS)
    return desk


def test_the_worker_is_asked_for_what_anybody_sees_and_only_when_that_changes(desk: _Desk) -> None:
    one, two = desk.people
    desk.watch(one, ("joint",))
    desk.watch(two, ("joint",))
    desk.watch(two, ("joint", "physics", "nonsense"))
    desk.left(one)
    desk.left(one)
    desk.watch(two, ())
    assert desk.asked == [("joint",), ("joint", "physics"), ()]


def test_a_newcomer_gets_the_description_and_all_values_then_changes(desk: _Desk) -> None:
    one, two = desk.people
    desk.watch(one, ("joint",))
    assert desk.outlets[0].take() == [PanelDescribed(1, _PANELS["joint"])]
    desk.changed(FieldValues("joint", {"joint/a": 1.0, "joint/b": 2.0}))
    desk.changed(FieldValues("joint", {"joint/a": 3.0}))
    assert desk.outlets[0].take() == [_values("joint", a=1.0, b=2.0), _values("joint", a=3.0)]
    desk.watch(two, ("joint",))
    described, values = desk.outlets[1].take()
    assert isinstance(described, PanelDescribed)
    assert values == _values("joint", a=3.0, b=2.0)


def test_a_panel_that_stays_open_is_not_described_again(desk: _Desk) -> None:
    one = desk.people[0]
    desk.watch(one, ("joint",))
    desk.outlets[0].take()
    desk.watch(one, ("joint", "physics"))
    assert desk.outlets[0].take() == [PanelDescribed(1, _PANELS["physics"])]


def test_whoever_cannot_take_a_change_gets_everything_later(desk: _Desk) -> None:
    one = desk.people[0]
    desk.watch(one, ("joint",))
    desk.changed(FieldValues("joint", {"joint/a": 1.0, "joint/b": 1.0}))
    desk.outlets[0].take()
    desk.outlets[0].full = True
    desk.changed(FieldValues("joint", {"joint/a": 2.0}))
    desk.refresh()
    desk.outlets[0].full = False
    desk.changed(FieldValues("joint", {"joint/b": 3.0}))
    assert desk.outlets[0].take() == []
    desk.refresh()
    desk.refresh()
    assert desk.outlets[0].take() == [_values("joint", a=2.0, b=3.0)]


def test_another_scene_is_described_anew_and_old_values_are_gone(desk: _Desk) -> None:
    one = desk.people[0]
    desk.watch(one, ("joint",))
    desk.changed(FieldValues("joint", {"joint/a": 1.0}))
    desk.outlets[0].take()
    desk.shown(2, {"physics": _PANELS["physics"]})
    assert desk.outlets[0].take() == []
    desk.shown(3, _PANELS)
    assert desk.outlets[0].take() == [PanelDescribed(3, _PANELS["joint"])]
    assert desk.asked[-1] == ("joint",)


def test_values_that_nobody_asked_for_are_not_kept(desk: _Desk) -> None:
    desk.changed(FieldValues("joint", {"joint/a": 1.0}))
    desk.watch(desk.people[0], ("joint",))
    assert desk.outlets[0].take() == [PanelDescribed(1, _PANELS["joint"])]
