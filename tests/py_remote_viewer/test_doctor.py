"""What the doctor says, of made-up machines and of this one."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from py_remote_viewer.cli import main
from py_remote_viewer.config import (
    NetworkSettings,
    SandboxSettings,
    ServerSettings,
    Settings,
    VideoSettings,
)
from py_remote_viewer.doctor import Finding, Report, machine
from py_remote_viewer.doctor.commands import STARTER, pip, server
from py_remote_viewer.doctor.cost import FrameCost, Shot, best_level, frame_rate
from py_remote_viewer.doctor.report import guarded
from py_remote_viewer.doctor.video import device_finding, encoder, frame_finding, software_advice
from py_remote_viewer.errors import RenderingError
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.egl import EglDevice
from py_remote_viewer.rendering.quality import LEVELS, QualityLevel

_GPU = EglDevice(1, 0, software=False, cuda_id=0)
_SOFTWARE = EglDevice(2, 1, software=True)
_OK = Finding("a", "ok", "fine")
_NOTE = Finding("bb", "note", "slow", advice="Ask for less:", command="type this")
_MISSING = Finding("ccc", "missing", "gone")
_VIDEO = VideoSettings(1280, 720, 30)


class _Context:
    def make_current(self) -> None:
        pass

    def strings(self) -> tuple[str, str, str]:
        return "", "", ""

    def free(self) -> None:
        pass


def _device(renderer: str) -> GlDevice:
    return GlDevice(_Context(), "egl", renderer, "vendor", "4.5", "EGL device 0", ("egl: one",))


# the report


@pytest.mark.parametrize(
    ("findings", "usable", "verdict"),
    [
        ([_OK], True, "Usable."),
        ([_OK, _NOTE], True, "Usable; see bb."),
        ([_OK, _NOTE, _MISSING], False, "Not usable yet: see ccc."),
        ([], True, "Usable."),
    ],
)
def test_only_what_is_missing_makes_it_unusable(
    findings: Sequence[Finding], usable: bool, verdict: str
) -> None:
    report = Report.of(findings)
    assert report.usable is usable
    assert report.as_text().splitlines()[-1] == verdict


def test_text_is_aligned_and_says_what_to_type() -> None:
    assert Report.of([_OK, _NOTE, _MISSING]).as_text().splitlines()[:5] == [
        "ok    a    fine",
        "note  bb   slow",
        "           Ask for less:",
        "           $ type this",
        "FAIL  ccc  gone",
    ]


def test_long_texts_are_wrapped_and_commands_are_not() -> None:
    command = "sudo " + "package " * 30
    finding = Finding("a", "note", "word " * 60, command=command)
    lines = Report.of([finding]).as_text().splitlines()
    assert [line.strip() for line in lines if len(line) > 100] == [f"$ {command}".strip()]


def test_json_holds_the_same() -> None:
    told = json.loads(Report.of([_OK, _MISSING]).as_json())
    assert told["usable"] is False
    assert told["findings"][1] == {"topic": "ccc", "state": "missing", "text": "gone"}


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (RenderingError("no device"), "no device"),
        (ImportError("No module named 'mujoco'"), "No module named 'mujoco'"),
        (ValueError("broken"), "ValueError: broken"),
    ],
)
def test_a_check_that_fails_becomes_a_finding(error: Exception, text: str) -> None:
    def check() -> list[Finding]:
        raise error

    (finding,) = guarded("topic", check)
    assert (finding.topic, finding.state) == ("topic", "missing")
    assert text in finding.text


# what to type


def test_who_began_with_the_script_is_told_to_type_the_script() -> None:
    typed = server("--port 1", environ={STARTER: "./a folder/run_py_viewer.sh"})
    assert typed == "'./a folder/run_py_viewer.sh' --port 1"


@pytest.mark.parametrize("words", [server("--version", environ={}), pip("--version")])
def test_what_the_doctor_says_to_type_can_be_typed(words: str) -> None:
    assert subprocess.run(["sh", "-c", words], capture_output=True, check=False).returncode == 0


def test_a_python_that_is_not_on_the_path_is_named_by_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert pip("list") == f"{sys.executable} -m pip list"
    monkeypatch.chdir(Path(sys.executable).parents[1])
    assert pip("list") == f"bin/{Path(sys.executable).name} -m pip list"


# the machine


def test_a_missing_package_is_named_with_the_command() -> None:
    (finding,) = machine.versions(["msgspec", "surely-not-installed"])
    assert finding.state == "missing"
    assert finding.command == pip("install surely-not-installed")


def test_a_page_that_is_not_built_is_missing(tmp_path: Path) -> None:
    (finding,) = machine.page(tmp_path)
    assert finding.state == "missing"
    assert finding.command.startswith(pip("install"))


def test_a_port_in_use_is_a_problem_with_another_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        settings = Settings(server=ServerSettings("127.0.0.1", number))
        (finding,) = machine.port(settings)
    assert finding.state == "missing"
    assert str(number) in finding.text
    assert finding.command.startswith(server("--port "))


def test_a_media_address_that_is_not_here_is_a_problem() -> None:
    settings = Settings(network=NetworkSettings(media_addresses=("198.51.100.77",)))
    (finding,) = machine.addresses(settings)
    assert finding.state == "missing"
    assert "cannot bind 198.51.100.77" in finding.text


def test_on_localhost_media_stays_on_loopback_and_ssh_is_the_way_in() -> None:
    (finding,) = machine.addresses(Settings())
    assert finding.state == "ok"
    assert finding.text.startswith("WebRTC binds 127.0.0.1, any UDP port;")
    assert finding.command.startswith("ssh -L 8000:localhost:8000 ")
    assert finding.advice.endswith("http://localhost:8000/?token=…")


def test_listening_for_everybody_is_pointed_out() -> None:
    settings = Settings(
        server=ServerSettings("0.0.0.0"),
        network=NetworkSettings(media_addresses=("127.0.0.1",), udp_ports="40000-40010"),
    )
    (finding,) = machine.addresses(settings)
    assert finding.state == "note"
    assert "127.0.0.1, UDP ports 40000-40010" in finding.text
    assert "open the link with the token" in finding.advice
    assert "TLS" in finding.advice


# the sandbox


def test_workers_that_see_the_files_of_the_server_are_pointed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (chosen,) = machine.sandbox(Settings(sandbox=SandboxSettings("off")))
    assert chosen.state == "ok"
    assert "--sandbox" in chosen.text
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = machine.sandbox(Settings())
    assert finding.state == "note"
    assert "bwrap is not installed" in finding.text
    (finding,) = machine.sandbox(Settings(sandbox=SandboxSettings("required")))
    assert finding.state == "missing"


# the picture


def test_a_gpu_is_ok_and_software_is_a_note() -> None:
    assert device_finding(_device("NVIDIA L4"), [_GPU], {}, []).state == "ok"
    software = device_finding(_device("llvmpipe (LLVM 15)"), [_SOFTWARE], {}, [])
    assert software.state == "note"
    assert software.details == ("tried egl: one",)


@pytest.mark.parametrize(
    ("devices", "environment", "files", "advice", "command"),
    [
        ([_GPU], {"CUDA_VISIBLE_DEVICES": ""}, [], "hides it", "env -u CUDA_VISIBLE_DEVICES"),
        ([_GPU], {}, [], "could not be used", "nvidia-smi"),
        ([_SOFTWARE], {}, ["/dev/nvidia0"], "its EGL is not", "ls "),
        ([_SOFTWARE], {}, ["/dev/dri/renderD999"], "may not be opened", "sudo usermod"),
        ([_SOFTWARE], {}, [], "No GPU was found", ""),
    ],
)
def test_why_the_cpu_draws(
    devices: list[EglDevice],
    environment: dict[str, str],
    files: list[str],
    advice: str,
    command: str,
) -> None:
    said = software_advice(devices, environment, files)
    assert advice in said[0]
    assert said[1].startswith(command)


def _cost(level: str, draw_ms: float, *, holds: bool = True, blank: bool = False) -> FrameCost:
    chosen = next(known for known in LEVELS if known.name == level)
    return FrameCost(chosen, holds, "libx264", Shot(draw_ms, 2.0, blank))


@pytest.mark.parametrize(
    ("milliseconds", "software", "level", "holds"),
    [
        ((5, 5, 5, 5, 5, 5), True, "full", True),
        ((90, 60, 40, 20, 12, 8), True, "no-reflections", True),
        ((90, 80, 70, 60, 50, 40), True, "half-size", False),
        # Within the period, but not within what the governor allows a frame.
        ((32, 20, 20, 20, 20, 20), True, "no-antialiasing", True),
        ((90, 5, 20, 5, 5, 5), False, "no-shadows", True),
    ],
)
def test_the_best_level_within_the_budget_is_the_one_that_holds(
    milliseconds: Sequence[float], software: bool, level: str, holds: bool
) -> None:
    def shoot(tried: QualityLevel) -> Shot:
        return Shot(milliseconds[LEVELS.index(tried)], 2.0, blank=False)

    found = best_level(shoot, _VIDEO, "libx264", software=software)
    assert (found.level.name, found.holds) == (level, holds)


def test_a_level_that_is_pinned_is_the_only_one_tried() -> None:
    video = VideoSettings(1280, 720, 30, quality="no-shadows")
    found = best_level(lambda level: Shot(50.0, 2.0, False), video, "libx264", software=True)
    assert (found.level.name, found.holds) == ("no-shadows", False)


def test_with_two_cores_drawing_and_encoding_go_side_by_side() -> None:
    assert frame_rate(Shot(20.0, 5.0, False), cores=2.0) == 50.0
    assert frame_rate(Shot(20.0, 5.0, False), cores=1.5) == 40.0
    assert frame_rate(Shot(20.0, 5.0, False), cores=0.5) == 20.0


def test_the_level_that_holds_and_the_rate_to_expect_are_said() -> None:
    (verdict,) = frame_finding(_cost("no-shadows", 20.0), _VIDEO).details
    assert verdict.startswith("30 frames a second hold at quality no-shadows, the best that does")
    late = frame_finding(_cost("half-size", 80.0, holds=False), _VIDEO)
    assert late.state == "note"
    assert "do not hold at the least quality, half-size: expect about 12" in late.details[0]
    assert late.command.endswith("--width 640 --height 480")


def test_a_small_picture_that_is_late_should_come_less_often() -> None:
    video = VideoSettings(640, 480, 30)
    late = frame_finding(_cost("half-size", 80.0, holds=False), video)
    assert late.command.endswith("--fps 12")


def test_a_pinned_level_that_is_late_should_not_be_pinned() -> None:
    video = VideoSettings(1280, 720, 30, quality="full")
    late = frame_finding(_cost("full", 80.0, holds=False), video)
    assert "quality full, which is set" in late.details[0]
    assert late.command.endswith("--quality auto")


def test_a_coarse_picture_is_a_note() -> None:
    assert frame_finding(_cost("full", 5.0), _VIDEO).state == "ok"
    assert frame_finding(_cost("three-quarter-size", 20.0), _VIDEO).state == "note"


def test_a_blank_picture_is_no_picture() -> None:
    assert frame_finding(_cost("full", 5.0, blank=True), _VIDEO).state == "missing"


def test_an_encoder_that_really_encodes_is_named() -> None:
    (finding,), probe = encoder(VideoSettings(encoder="libx264"))
    assert finding.state == "ok"
    assert "libavcodec" in finding.details[0]
    assert probe is not None
    assert probe.name == "libx264"


# the command


def test_a_port_that_cannot_be_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--port", "70000"]) == 2
    assert "65535" in capsys.readouterr().err


def test_dev_check_is_the_doctor_and_ends_with_1_when_something_is_missing() -> None:
    # In a process of its own: there MUJOCO_GL is decided before mujoco is imported.
    ended = subprocess.run(
        [sys.executable, "-m", "py_remote_viewer.dev_check", "--gpu", "7", "--port", "0"],
        capture_output=True, text=True, timeout=50, check=False,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": ""},
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    assert "--gpu 7 is not one of the visible GPUs" in " ".join(ended.stdout.split())


def test_the_doctor_looks_at_what_the_product_needs(capsys: pytest.CaptureFixture[str]) -> None:
    words = "--json --port 0 --gpu software --width 320 --height 240 --fps 5 boxes"
    code = main(["doctor", *words.split()])
    report = json.loads(capsys.readouterr().out)
    found = {item["topic"]: item for item in report["findings"]}
    assert {"GL device", "model", "a frame", "encoder", "port", "page", "addresses"} <= set(found)
    assert found["encoder"]["state"] == "ok"
    assert found["model"]["text"].startswith("boxes, 2")
    assert found["a frame"]["text"].startswith("320x240, quality ")
    assert code == (0 if report["usable"] else 1)


def test_the_doctor_takes_what_the_server_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, file = tmp_path / "bad.xml", tmp_path / "viewer.toml"
    model.write_text("<nonsense")
    file.write_text('[network]\nudp_ports = "40000-40009"\n[server]\nport = 0')
    words = ["--config", str(file), "--host", "127.0.0.1", "--gpu", "software", str(model)]
    assert main(["doctor", "--json", *words]) == 1
    found = {item["topic"]: item for item in json.loads(capsys.readouterr().out)["findings"]}
    assert found["model"]["state"] == "missing"
    assert "not well-formed" in found["model"]["text"].lower()
    assert "UDP ports 40000-40009" in found["addresses"]["text"]
    assert found["port"]["text"].startswith("127.0.0.1")


def test_a_gpu_that_is_not_there_makes_the_machine_unusable_and_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["doctor", "--gpu", "17", "--port", "0"]) == 1
    assert "--gpu 17" in capsys.readouterr().out
