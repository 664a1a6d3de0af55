"""The catalogue of robots, over a made-up folder."""

import os
from pathlib import Path

import pytest

from py_remote_viewer.scenes import robots as module
from py_remote_viewer.scenes.robots import RobotCatalogue

_ARM = b"<mujoco><worldbody><body><joint/><geom/></body></worldbody><actuator/></mujoco>"
_LEGGED = _ARM.replace(b"<joint/>", b"<freejoint/><joint/>")
_OWN = ["humanoid", "quadruped", "robot_arm"]


def _write(folder: Path, *names: str, text: bytes = _ARM) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


def _others(*folders: Path) -> list[str]:
    """The names of those that are not the package's own."""
    return sorted(name for name in RobotCatalogue(folders).entries if name not in _OWN)


def test_without_a_folder_there_are_the_packages_own() -> None:
    entries = RobotCatalogue().entries
    assert sorted(entries) == _OWN
    assert {entry.kind for entry in entries.values()} == {"arm", "legged"}
    for entry in entries.values():
        assert Path(entry.file.path).is_file()
        assert entry.file.bodies


def test_robots_lie_in_a_folder_or_in_one_each(tmp_path: Path) -> None:
    _write(tmp_path, "flat.xml", "acme_rover/rover.xml", "a/b/too_deep.xml", "notes.txt", "x.urdf")
    assert _others(tmp_path) == ["flat", "rover"]


def test_scenes_and_variants_are_no_robots_of_their_own(tmp_path: Path) -> None:
    _write(
        tmp_path, "a/scene.xml", "a/scene_left.xml", "a/arm_mjx.xml", "a/mjx_arm.xml",
        "a/arm.xml", "a/arm_scene.xml",
    )  # fmt: skip
    assert _others(tmp_path) == ["arm"]


def test_what_has_no_joint_or_no_actuator_is_none(tmp_path: Path) -> None:
    _write(tmp_path, "table.xml", text=b"<mujoco><worldbody><geom/></worldbody></mujoco>")
    _write(tmp_path, "door.xml", text=b"<mujoco><worldbody><joint/></worldbody></mujoco>")
    _write(tmp_path, "empty.xml", text=b"")
    _write(tmp_path, "bytes.xml", text=bytes(range(256)) * 10)
    _write(tmp_path, "robot.xml", text=b"<robot><joint/><actuator/></robot>")
    assert _others(tmp_path) == []


def test_only_names_that_a_placeholder_can_say_are_taken(tmp_path: Path) -> None:
    _write(
        tmp_path, "a b.xml", "a+b.xml", "a:b.xml", 'a".xml', "ä.xml", ".hidden.xml", "Fine-1.xml"
    )
    assert _others(tmp_path) == ["fine-1"]


def test_a_robot_is_called_by_its_name_and_by_that_of_its_folder(tmp_path: Path) -> None:
    _write(tmp_path, "acme_super_lifter/lifter_x.xml", "solo/solo.xml")
    entries = RobotCatalogue([tmp_path]).entries
    assert set(entries["lifter_x"].called) == {
        "lifter_x", "lifter x", "lifter", "acme super lifter", "acme lifter"
    }  # fmt: skip
    assert entries["solo"].called == ("solo",)


def test_tools_arms_and_those_with_legs_are_told_apart(tmp_path: Path) -> None:
    _write(
        tmp_path, "acme_arm/hand.xml", "acme_arm/arm.xml", "acme_arm/arm_nohand.xml", "2f85.xml",
        "big_gripper.xml", "handy.xml",
    )  # fmt: skip
    _write(tmp_path, "dog.xml", text=_LEGGED)
    _write(tmp_path, "cat.xml", text=_ARM.replace(b"<joint/>", b'<joint type="free"/>'))
    kinds = {name: entry.kind for name, entry in RobotCatalogue([tmp_path]).entries.items()}
    tools = ("hand", "2f85", "big_gripper")
    assert [kinds[name] for name in tools] == ["tool"] * 3
    assert [kinds[name] for name in ("arm", "arm_nohand", "handy")] == ["arm"] * 3
    assert [kinds[name] for name in ("dog", "cat", "humanoid")] == ["legged"] * 3
    # Not by the name of the arm alone that they belong to.
    called = RobotCatalogue([tmp_path]).entries["hand"].called
    assert {"hand", "acme arm hand"} <= set(called)
    assert all(name.endswith("hand") for name in called)


def test_the_first_of_a_name_counts_and_the_packages_own_before_all(tmp_path: Path) -> None:
    _write(tmp_path, "one/arm.xml", "two/arm.xml", "one/humanoid.xml")
    entries = RobotCatalogue([tmp_path / "two", tmp_path / "one"]).entries
    assert entries["arm"].file.path == str(tmp_path / "two" / "arm.xml")
    assert entries["humanoid"].file.bodies == ("pelvis",)


# what lies there that is no file, or too much


def test_huge_files_are_not_read(tmp_path: Path) -> None:
    _write(tmp_path, "small.xml")
    with open(tmp_path / "huge.xml", "wb") as file:
        file.write(_ARM)
        # Holes take no room on the disk.
        file.truncate(1 << 40)
    assert _others(tmp_path) == ["small"]


def test_only_so_many_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_FILES", 3)
    _write(tmp_path, *(f"r{i}.xml" for i in range(9)))
    assert len(_others(tmp_path)) == 3


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    _write(tmp_path, "good.xml")
    (tmp_path / "folder.xml").mkdir()
    # Whoever reads one waits until somebody writes.
    os.mkfifo(tmp_path / "pipe.xml")
    (tmp_path / "circle.xml").symlink_to(tmp_path / "circle.xml")
    (tmp_path / "dangling.xml").symlink_to(tmp_path / "gone.xml")
    assert _others(tmp_path) == ["good"]
    assert _others(tmp_path / "gone") == []
    assert _others(tmp_path / "good.xml") == []


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    allowed, outside = tmp_path / "allowed", tmp_path / "outside"
    _write(outside, "secret.xml", "more/deep.xml")
    _write(allowed, "good.xml")
    (allowed / "file.xml").symlink_to(outside / "secret.xml")
    (allowed / "folder").symlink_to(outside)
    (allowed / "inner.xml").symlink_to(allowed / "good.xml")
    assert _others(allowed) == ["good", "inner"]


# which are used


def test_all_are_given_where_a_text_names_any(tmp_path: Path) -> None:
    _write(tmp_path, "arm.xml")
    catalogue = RobotCatalogue([tmp_path])
    assert catalogue.used_in([b"<mujoco/>", b'<site name="robots"/>']) == {}
    for text in (b'<site name="robot:arm"/>', b"<site name='robot:gone+hand:left'/>"):
        used = catalogue.used_in([b"<mujoco/>", text])
        assert sorted(used) == ["arm", *_OWN]
        assert used["arm"].path == str(tmp_path / "arm.xml")


def test_folders_are_read_once(tmp_path: Path) -> None:
    catalogue = RobotCatalogue([tmp_path])
    assert "arm" not in catalogue.entries
    _write(tmp_path, "arm.xml")
    assert "arm" not in catalogue.entries


def test_real_robots_are_found(menagerie: Path) -> None:
    entries = RobotCatalogue([menagerie]).entries
    kinds = {name: entry.kind for name, entry in entries.items() if name not in _OWN}
    assert kinds == {
        "anymal_c": "legged", "hand": "tool", "panda": "arm", "panda_nohand": "arm", "ur5e": "arm",
    }  # fmt: skip
    assert "franka panda" in entries["panda"].called
