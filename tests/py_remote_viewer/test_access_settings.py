"""Settings of who comes in: what makes no sense is refused with the way out."""

from pathlib import Path
from typing import Any

import pytest

from py_remote_viewer.config import FLAGS, Settings, access_token, is_loopback, load_settings
from py_remote_viewer.errors import ConfigurationError

_TOKEN = "correct-horse-battery-staple"


def _load(environment: dict[str, str] | None = None, **flags: Any) -> Settings:
    given = {FLAGS[f"--{name.replace('_', '-')}"]: value for name, value in flags.items()}
    return load_settings(given, environment=environment or {})


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"token": "short"}, "--token is no token; it takes 16 to 256"),
        ({"token": "with a space in between it"}, "--token is no token"),
        ({"token": "x" * 257}, "--token is no token"),
        ({"token": _TOKEN, "token_file": "f"}, "--token-file comes beside a token"),
        ({"token": _TOKEN, "insecure": True}, "--insecure lets everybody in"),
        ({"insecure": True, "host": "0.0.0.0"}, "--insecure would let everybody in who can reach"),
        ({"insecure": True, "host": "192.0.2.1"}, "--insecure would let everybody in"),
        ({"insecure": True, "host": "lab.example.org"}, "--insecure would let everybody in"),
        ({"trusted_proxy": ["nginx"]}, "--trusted-proxy is 'nginx'; it takes an address"),
        ({"identity_header": "X-User"}, "would be believed from nobody"),
        (
            {"identity_header": "X User", "trusted_proxy": ["unix"]},
            "--identity-header is 'X User'; it takes the name of a header",
        ),
        ({"frame_ancestor": ["*"]}, "--frame-ancestor is '*'; it takes the origin"),
        ({"frame_ancestor": ["https://a.example/"]}, "it takes the origin of a page"),
        ({"frame_ancestor": ["https://a.example; script-src *"]}, "it takes the origin"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(flags: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        _load(**flags)
    assert said in str(refused.value)
    # A token is not repeated, even one that is none.
    assert str(flags.get("token")) not in str(refused.value)


@pytest.mark.parametrize(
    "flags",
    [
        {"insecure": True},
        {"insecure": True, "host": "127.0.0.2"},
        {"insecure": True, "host": "::1"},
        {"insecure": True, "host": "0.0.0.0", "unix_socket": "/run/viewer.sock"},
        {"token": _TOKEN, "host": "0.0.0.0"},
        {"host": "0.0.0.0"},
        {"trusted_proxy": ["10.0.0.0/8", "::1", "unix"], "identity_header": "Remote-User"},
        {"frame_ancestor": ["https://notebooks.example.org", "http://localhost:8888"]},
    ],
)
def test_what_makes_sense_is_taken(flags: dict[str, Any]) -> None:
    _load(**flags)


def test_the_token_comes_from_a_file_or_the_environment_and_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{_TOKEN}\n")
    assert access_token(_load(token_file=str(file)).access) == _TOKEN
    settings = _load({"ACCESS_TOKEN": _TOKEN})
    assert access_token(settings.access) == _TOKEN
    assert _TOKEN not in repr(settings)
    assert access_token(Settings().access) is None


@pytest.mark.parametrize("text", ["", "short", "two tokens of length\n", "umlauts-sind-keine-öü"])
def test_a_file_without_a_token_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "token"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match="--token-file") as refused:
        access_token(_load(token_file=str(file)).access)
    assert not text.strip() or text.strip() not in str(refused.value)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        access_token(_load(token_file=str(tmp_path / "none")).access)


def test_only_addresses_of_this_machine_alone_are_loopback() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.1.2.3", "::1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.0.2.1", "localhost.example.org", "")))
