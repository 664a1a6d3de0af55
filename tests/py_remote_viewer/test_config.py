"""Settings: flags over environment over file, and errors that name the place, value and limit."""

from pathlib import Path
from typing import Any

import pytest

from py_remote_viewer.cli import main
from py_remote_viewer.config import (
    ENCODERS,
    FLAGS,
    QUALITIES,
    IceServerSettings,
    NetworkSettings,
    Place,
    Settings,
    load_settings,
    turn_account,
)
from py_remote_viewer.encoding.candidates import ENCODER_CANDIDATES
from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.rendering.quality import LEVELS

_README = Path(__file__).parents[2] / "README.md"


def _refused(flags: dict[tuple[str, ...], Any], file: Path | None = None, **variables: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(flags, file=file, environment=variables)
    return str(caught.value)


def _ice(url: str, **account: str) -> Settings:
    servers = [{"urls": url, **account}]
    return load_settings({("network", "ice_servers"): servers}, environment={})


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
    ("place", "value", "words"),
    [
        (("video", "width"), 0, "--width is 0; it takes an even whole number from 64 to 1920"),
        (("video", "width"), "7", "--width is 7; it takes an even whole number from 64 to 1920"),
        (("video", "width"), 641, "--width is 641; it takes an even"),
        (("video", "height"), 100_000, "--height is 100000; it takes an even whole number"),
        (("video", "fps"), 0, "--fps is 0; it takes a whole number from 1 to 120, for example 30"),
        (("video", "fps"), float("nan"), "--fps is nan; it takes a whole number"),
        (("video", "quality"), "best", "--quality is 'best'; it takes one of auto, full, "),
        (("video", "encoder"), "x265", "--encoder is 'x265'; it takes one of auto, h264_nvenc"),
        (("video", "gpu"), "first", "--gpu is 'first'; it takes 'software' or an index"),
        (("server", "port"), 70_000, "--port is 70000; it takes a whole number from 0 to 65535"),
        (("server", "port"), "many", "--port is 'many'"),
        (("video", "fsp"), 1, "[video] has no setting 'fsp'. Did you mean 'fps'?"),
        (("network", "udp_ports"), "5-4", "--udp-ports is '5-4'; it takes FIRST-LAST"),
        (("network", "udp_ports"), "\u0665-\u0666", "--udp-ports is"),
        (("network", "webrtc"), "perhaps", "--no-webrtc is 'perhaps'; it takes true or false"),
        (("network", "media_addresses"), ["eth0"], "--media-address is 'eth0'; it takes an IP"),
        (("network", "media_addresses"), ["fe80::1%eth0"], "--media-address is 'fe80::1%eth0'"),
        (("network", "media_addresses"), ["::"], "--media-address is ::, which browsers cannot"),
        (("network", "public_address"), "me.example", "--public-address is 'me.example'; it takes"),
        (("network", "public_address"), "127.0.0.1", "which no other machine can send to"),
        (("scenes", "folders"), ["/no\0where"], "is no folder here"),
        (("log_level",), "chatty", "--log-level is 'CHATTY'; it takes one of DEBUG, INFO"),
    ],
)
def test_a_wrong_value_is_refused_with_its_flag_its_value_and_its_limit(
    place: tuple[str, ...], value: object, words: str
) -> None:
    assert words in _refused({place: value})


def test_a_folder_of_scenes_that_does_not_exist_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By short names: of long ones only the beginning is told.
    monkeypatch.chdir(tmp_path)
    places = {("scenes", "folders"): [".", "absent"]}
    assert "--scene-folder is 'absent'" in _refused(places)


def test_a_wrong_variable_is_called_by_its_name() -> None:
    assert _refused({}, FRAME_RATE="lots").startswith("FRAME_RATE is 'lots'; it takes a whole")
    assert _refused({("video", "fps"): 0}, FRAME_RATE="30").startswith("--fps is 0")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("= 1", "is not TOML"),
        ("server = 1", "[server] in {file} is no table"),
        ("[video]\nfps = nan", "[video] fps in {file} is nan; it takes a whole number from 1 to"),
        ("[video]\nwidht = 2", "[video] in {file} has no setting 'widht'. Did you mean 'width'?"),
        ("surprise = 1", "The configuration file {file} has no setting 'surprise'."),
        ('log_level = "chatty"', "log_level in {file} is 'CHATTY'"),
        ("[network]\nice_servers = 1", "ice_servers in {file} is no list of tables"),
        ("[network]\nice_servers = [1]", "[[network.ice_servers]] in {file} is no table"),
        ('[[network.ice_servers]]\nusername = "me"', "[[network.ice_servers]] in {file} lacks"),
        (
            '[[network.ice_servers]]\nurls = "x:y"',
            "[[network.ice_servers]] urls in {file} is 'x:y'",
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_key_and_the_file(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "viewer.toml"
    file.write_text(text)
    assert words.format(file=file) in _refused({}, file)


def test_a_table_that_a_flag_should_go_into_is_refused_where_it_is_none(tmp_path: Path) -> None:
    file = tmp_path / "flat.toml"
    file.write_text("server = 1")
    assert f"[server] in {file} is no table" in _refused({("server", "port"): 1}, file)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in _refused({}, tmp_path / "absent.toml")
    assert "cannot be read" in _refused({}, tmp_path)


def test_the_log_level_may_be_written_small_in_a_file_too(tmp_path: Path) -> None:
    file = tmp_path / "viewer.toml"
    file.write_text('log_level = "info"')
    assert load_settings({}, file=file, environment={}).log_level == "INFO"


@pytest.mark.parametrize(
    "url",
    [
        "turn.example.org:3478", "stun:", "stun::", "stun:[::1]:3478", "stun:::1", "turn://x:3478",
        "stuns:x", "stun:x:0", "stun:x:65536", "stun:x?transport=udp", "turn:x?transport=sctp",
        "turns:x?transport=udp", "http://x", "", "stun:a b", "turn:x:y",
    ],
)  # fmt: skip
def test_an_ice_url_that_cannot_be_used_is_refused_with_the_form(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"it takes (stun|turn):HOST:PORT") as caught:
        _ice(url, username="me", credential="secret")
    assert repr(url) in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_ipv6_address_in_an_ice_url_is_said_to_be_impossible() -> None:
    with pytest.raises(ConfigurationError, match="an IPv6 address cannot be used here"):
        _ice("stun:[::1]:3478")


def test_a_turn_server_with_a_secret_gives_everybody_an_account_that_ends() -> None:
    server = _ice("turn:turn.example.org", secret="shared").network.ice_servers[0]
    # What `printf '%s' 1043200:7 | openssl dgst -sha1 -hmac shared -binary | base64` says.
    assert turn_account(server, "7", 1_000_000.0) == (
        "1043200:7", "BLhgKtoKiqnS2Yf6qT6htYWa5a8=",
    )  # fmt: skip
    assert "shared" not in repr(server)
    fixed = IceServerSettings("turn:x", "me", "secret")
    assert turn_account(fixed, "7", 0.0) == ("me", "secret")


def test_relay_only_needs_a_turn_server() -> None:
    def relayed(*servers: dict[str, str]) -> Settings:
        given: dict[Place, Any] = {
            ("network", "relay_only"): True, ("network", "ice_servers"): list(servers),
        }  # fmt: skip
        return load_settings(given, environment={})

    for servers in ((), ({"urls": "stun:x"},)):
        with pytest.raises(ConfigurationError, match="needs a TURN server"):
            relayed(*servers)
    assert relayed({"urls": "turn:x", "secret": "s"}).network.relay_only


def test_turn_needs_user_name_and_credential_because_browsers_refuse_it_otherwise() -> None:
    with pytest.raises(ConfigurationError, match="without user name and credential"):
        _ice("turn:turn.example.org", username="me")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--turn", "turn.example.org:3478"], "--turn is 'turn.example.org:3478'; it takes turn:"),
        (["--stun", "[::1]:3478", "--turn", "turn:x"], "--stun is 'stun:[::1]:3478'"),
        (["--turn", "turn:x", "--turn-username", "me"], "--turn is turn:x without"),
        (["--turn-username", "me"], "--turn-username without --turn"),
        (["--turn-username", "me", "--turn-credential", "hush"], "--turn-credential without"),
        (["--width", "7"], "--width is 7; it takes"),
        (["--quality", "best"], "--quality is 'best'"),
        (["doctor", "--encoder", "x265"], "--encoder is 'x265'"),
    ],
)
def test_the_command_ends_with_2_and_says_which_flag_is_wrong(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "hush" not in told


def test_the_names_of_levels_and_encoders_are_those_that_there_are() -> None:
    assert ("auto", *(level.name for level in LEVELS)) == QUALITIES
    assert ("auto", *ENCODER_CANDIDATES) == ENCODERS


def test_every_flag_and_every_setting_is_in_the_readme() -> None:
    table = _README.read_text(encoding="utf-8")
    flags = [*FLAGS, "--turn-username", "--turn-credential", "--turn-secret", "--config"]
    assert [flag for flag in flags if f"`{flag}" not in table and f", {flag}" not in table] == []


def test_a_credential_does_not_show() -> None:
    assert "secret" not in repr(IceServerSettings("turn:x", "me", "secret"))


def test_a_port_range_is_two_numbers() -> None:
    assert NetworkSettings(udp_ports="40000-40100").port_range() == (40000, 40100)
    assert NetworkSettings().port_range() is None
