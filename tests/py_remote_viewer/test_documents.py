"""What is written for people names what the code has."""

import re
from pathlib import Path
from typing import get_args

import msgspec.inspect
import pytest

from py_remote_viewer.config import FLAGS
from py_remote_viewer.protocol import client, commands, worker

_ROOT = Path(__file__).parents[2]
_PROTOCOL = (_ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
_README = (_ROOT / "README.md").read_text(encoding="utf-8")


def _tags(union: object) -> list[str]:
    tags: list[str] = []
    for kind in get_args(union):
        info = msgspec.inspect.type_info(kind)
        assert isinstance(info, msgspec.inspect.StructType)
        tags.append(str(info.tag))
    return tags


@pytest.mark.parametrize(
    "tag",
    [*_tags(client.ClientMessage), *_tags(client.ServerMessage), *_tags(commands.Command)],
)
def test_every_message_of_the_browser_is_in_the_protocol_document(tag: str) -> None:
    assert f"`{tag}`" in _PROTOCOL


@pytest.mark.parametrize("kind", [*get_args(worker.ToWorker), *get_args(worker.FromWorker)])
def test_every_message_of_a_worker_is_in_the_protocol_document(kind: type) -> None:
    assert f"`{kind.__name__}`" in _PROTOCOL


@pytest.mark.parametrize(
    "code", sorted({getattr(client, name) for name in dir(client) if name.startswith("CLOSE_")})
)
def test_every_close_code_is_in_the_protocol_document(code: int) -> None:
    closes = _PROTOCOL.partition("## Close codes")[2]
    assert re.search(rf"^\|.*\b{code}\b.*\|", closes, re.MULTILINE)


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_is_in_the_readme(flag: str) -> None:
    settings = _README.partition("## Settings")[2]
    assert f"`{flag}`" in settings or f" {flag} " in settings


def test_every_test_that_the_list_of_features_names_is_there() -> None:
    text = (_ROOT / "docs" / "parity.md").read_text()
    named = re.findall(r"`((?:client/)?tests/[\w./]+)(?:::(\w+))?`", text)
    assert len(named) > 30
    for path, name in named:
        source = (_ROOT / path).read_text()
        assert not name or re.search(rf"def {name}\b", source), f"{path}::{name}"
    features = [line for line in text.splitlines() if re.match(r"\| (?!feature|---)", line)]
    assert [line for line in features if "`" not in line.rsplit("|", 2)[1]] == []
