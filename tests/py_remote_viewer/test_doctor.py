"""The doctor on this machine."""

import json

import pytest

from py_remote_viewer import doctor


def test_the_doctor_looks_at_what_the_product_needs(capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor.main(["--json", "--port", "0", "--gpu", "software"])
    report = json.loads(capsys.readouterr().out)
    found = {item["topic"]: item for item in report["findings"]}
    assert {"GL device", "a frame", "encoder", "port", "page", "addresses"} <= set(found)
    assert found["encoder"]["state"] == "ok"
    assert code == (0 if report["usable"] else 1)


def test_a_gpu_that_is_not_there_makes_the_machine_unusable_and_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert doctor.main(["--gpu", "17", "--port", "0"]) == 1
    assert "--gpu 17" in capsys.readouterr().out
