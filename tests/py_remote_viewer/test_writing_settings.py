"""Settings of who writes scenes: keys that show nowhere, addresses that only the operator gives."""

from pathlib import Path
from typing import Any

import pytest

from py_remote_viewer.config import Settings, load_settings, operator_key
from py_remote_viewer.errors import ConfigurationError

_KEY = "sk-planted-0123456789"
_OLLAMA = '[[writing.servers]]\nname = "ollama"\nurl = "http://localhost:11434/v1"\nmodels = ["m"]'


def _load(tmp_path: Path, text: str = "", **variables: str) -> Settings:
    file = tmp_path / "viewer.toml"
    file.write_text(text)
    return load_settings({}, file=file, environment=variables)


def test_keys_come_from_the_file_the_environment_or_a_file_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{_KEY}\n")
    text = f'[writing.openai]\nkey = "{_KEY}"\n[writing.google]\nkey_file = "{file}"\n{_OLLAMA}\n'
    settings = _load(tmp_path, f'{text}key = "{_KEY}"', WRITING_ANTHROPIC_KEY=_KEY)
    writing = settings.writing
    for provider in (writing.openai, writing.anthropic, writing.google, writing.servers[0]):
        assert operator_key(provider) == _KEY
    assert _KEY not in repr(settings)
    assert operator_key(Settings().writing.openai) is None


def test_the_variables_of_the_services_own_programs_are_not_read(tmp_path: Path) -> None:
    names = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY")
    assert _load(tmp_path, **dict.fromkeys(names, _KEY)) == Settings()


def test_a_key_file_may_be_exchanged(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("first")
    provider = _load(tmp_path, f'[writing.openai]\nkey_file = "{file}"').writing.openai
    assert operator_key(provider) == "first"
    file.write_text("second")
    assert operator_key(provider) == "second"
    file.unlink()
    with pytest.raises(ConfigurationError, match="no file of text"):
        operator_key(provider)


def test_bounds_come_from_the_file_and_the_budget_from_the_environment_too(tmp_path: Path) -> None:
    text = "[writing]\nrequest_sec = 30\noutput_tokens = 8000\nanswer_bytes = 500000"
    writing = _load(tmp_path, text, WRITING_BUDGET="5000").writing
    assert (writing.request_sec, writing.output_tokens, writing.answer_bytes) == (30, 8000, 500_000)
    assert writing.budget_tokens_per_day == 5000


_BAD: list[tuple[str, dict[str, Any], str]] = [
    (f'[writing.openai]\nkey = "{_KEY} x"', {}, "[writing.openai] key in {file} is no key"),
    ("", {"WRITING_GOOGLE_KEY": f"{_KEY}\nx"}, "WRITING_GOOGLE_KEY is no key; it takes"),
    ("", {"WRITING_BUDGET": "many"}, "WRITING_BUDGET is 'many'; it takes a whole number"),
    (
        f'[writing.google]\nkey = "{_KEY}"\nkey_file = "k"',
        {},
        "[writing.google] key_file in {file} comes beside a key",
    ),
    (
        '[writing.anthropic]\nkey_file = "/nowhere/key"',
        {},
        "[writing.anthropic] key_file in {file} cannot be used. The key file '/nowhere/key' is no",
    ),
    ('[writing.openai]\nmodels = ["a b"]', {}, "[writing.openai] models in {file} is 'a b'"),
    ("[writing]\nrequest_sec = 0", {}, "[writing] request_sec in {file} is 0"),
    ("[writing]\nllm = true", {}, "[writing] in {file} has no setting 'llm'"),
    ('[[writing.servers]]\nname = "a"', {}, "[[writing.servers]] in {file} lacks 'url'"),
    (_OLLAMA.replace('"ollama"', '"OpenAI"'), {}, "[[writing.servers]] name in {file} is 'OpenAI'"),
    (_OLLAMA.replace('"ollama"', '"openai"'), {}, "none of openai, anthropic, google"),
    (_OLLAMA.replace('["m"]', "[]"), {}, "[[writing.servers]] models in {file} is empty"),
    (f"{_OLLAMA}\n{_OLLAMA}", {}, "[[writing.servers]] name in {file} is 'ollama', as that of"),
    (f"{_OLLAMA}\nsecret = 1", {}, "[[writing.servers]] in {file} has no setting 'secret'"),
]


@pytest.mark.parametrize(("text", "variables", "said"), _BAD)
def test_what_cannot_be_is_refused_with_its_place(
    tmp_path: Path, text: str, variables: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        _load(tmp_path, text, **variables)
    assert said.format(file=tmp_path / "viewer.toml") in str(refused.value)
    assert _KEY not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["localhost:11434", "ftp://a/v1", f"http://me:{_KEY}@a/v1", f"http://a/v1?key={_KEY}"]
)
def test_an_address_that_cannot_be_used_is_not_said_again(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigurationError, match="is no address that can be used") as refused:
        _load(tmp_path, _OLLAMA.replace("http://localhost:11434/v1", url))
    assert _KEY not in str(refused.value)


@pytest.mark.parametrize("text", ["", "two words", "schlüssel"])
def test_a_file_without_a_key_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=r"\[writing.openai\] key_file") as refused:
        _load(tmp_path, f'[writing.openai]\nkey_file = "{file}"')
    assert not text or text not in str(refused.value)
