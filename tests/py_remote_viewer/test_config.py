"""Settings: flags over environment over file, and errors that name the place."""

from pathlib import Path

import pytest

from py_remote_viewer.config import IceServerSettings, NetworkSettings, load_settings
from py_remote_viewer.errors import ConfigurationError


def test_flags_override_the_environment_and_that_overrides_the_file(tmp_path: Path) -> None:
    file = tmp_path / "viewer.toml"
    file.write_text('[server]\nport = 1\nhost = "a"\n[video]\nfps = 10\n')
    found = load_settings(
        {("server", "port"): 3, ("server", "host"): None},
        file=file,
        environment={"PORT": "2", "HOST": "b", "FRAME_WIDTH": "320", "LOG_LEVEL": "debug"},
    )
    assert (found.server.port, found.server.host, found.video.fps) == (3, "b", 10)
    assert (found.video.width, found.log_level) == (320, "DEBUG")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("video", "width"), 0),
        (("video", "width"), 7),
        (("video", "width"), 641),
        (("video", "height"), 100_000),
        (("video", "fps"), 0),
        (("server", "port"), 70_000),
        (("server", "port"), "many"),
        (("video", "surprise"), 1),
        (("network", "udp_ports"), "5-4"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(place: tuple[str, ...], value: object) -> None:
    with pytest.raises(ConfigurationError, match=place[-1]):
        load_settings({place: value}, environment={})


def test_a_file_that_is_missing_or_not_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings({}, file=tmp_path / "absent.toml", environment={})
    (tmp_path / "bad.toml").write_text("= 1")
    with pytest.raises(ConfigurationError, match="not TOML"):
        load_settings({}, file=tmp_path / "bad.toml", environment={})
    (tmp_path / "flat.toml").write_text("server = 1")
    with pytest.raises(ConfigurationError, match="server"):
        load_settings({("server", "port"): 1}, file=tmp_path / "flat.toml", environment={})


def test_a_credential_does_not_show() -> None:
    assert "secret" not in repr(IceServerSettings("turn:x", "me", "secret"))


def test_a_port_range_is_two_numbers() -> None:
    assert NetworkSettings(udp_ports="40000-40100").port_range() == (40000, 40100)
    assert NetworkSettings().port_range() is None
