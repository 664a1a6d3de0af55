"""The parts that language models are asked with: forms, guidance, providers, budget, own loop."""

import asyncio
import json
import subprocess
import sys
import threading
from typing import get_args

import msgspec
import mujoco
import pytest

from py_remote_viewer.config import WritingProviderSettings, WritingServerSettings, WritingSettings
from py_remote_viewer.errors import WritingError
from py_remote_viewer.protocol.expectations import Axis, Count, Expectation, Things
from py_remote_viewer.scenes.writing import guidance
from py_remote_viewer.scenes.writing.answers import (
    EditAnswer,
    ExpectAnswer,
    Misfit,
    SceneAnswer,
    read_answer,
    schema_of,
)
from py_remote_viewer.scenes.writing.asking import Secret
from py_remote_viewer.scenes.writing.budget import Budget
from py_remote_viewer.scenes.writing.own_loop import in_own_loop
from py_remote_viewer.scenes.writing.prompts import expect_question
from py_remote_viewer.scenes.writing.providers import list_providers
from py_remote_viewer.scenes.writing.types import WritingRequest
from tests.support.leaks import no_leaks_async

# --- forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [ExpectAnswer, SceneAnswer, EditAnswer])
def test_a_schema_is_flat_and_has_no_bounds(form: type[msgspec.Struct]) -> None:
    text = json.dumps(schema_of(form))
    for word in ("$ref", "$defs", "null", "maxLength", "minimum", "prefixItems", "discriminator"):
        assert word not in text


def test_every_kind_of_expectation_is_in_the_schema_and_in_what_is_told() -> None:
    question = expect_question(WritingRequest("x"))
    text = json.dumps(question.schema)
    for kind in get_args(Expectation):
        tag = kind.__struct_config__.tag
        assert f'"enum": ["{tag}"]' in text
        assert f"\n- {tag} (" in question.instructions


def test_what_models_do_to_json_is_taken() -> None:
    text = (
        'Sure!\n```json\n{"expectations": [{"expect": "count", "of": {"name": null, "shape": "box"}'
        ', "count": "3"}, {"expect": "axis", "of": "a", "direction": [0, 0, 1]}], "declined": null}'
        "\n```"
    )
    assert read_answer(text, ExpectAnswer).expectations == (
        Count(Things(shape="box"), 3),
        Axis("a", (0.0, 0.0, 1.0)),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON object"),
        ("} {", "no JSON object"),
        ('{"expectations": 3}', "$.expectations"),
        ('{"expectations": [{"expect": "count", "of": {}, "count": NaN}]}', "malformed"),
        ('{"expectations": [{"expect": "stays", "thing": "a"}]}', "unknown field `thing`"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "recursion"),
        ('{"declined": "%s"}' % ("x" * 2_000), "$.declined"),
        ('{"expectations": [{"expect": "%s"}]}' % ("x" * 2_000), "Invalid value"),
    ],
)
def test_what_has_not_the_form_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(Misfit) as misfit:
        read_answer(text, ExpectAnswer)
    assert said in str(misfit.value)
    assert len(str(misfit.value)) < 500


# --- guidance -------------------------------------------------------------------------------------


def test_the_example_is_a_good_scene() -> None:
    model = mujoco.MjModel.from_xml_string(guidance.EXAMPLE)
    data = mujoco.MjData(model)
    mujoco.mj_step(model, data, 1_000)
    assert not any(warning.number for warning in data.warning)
    assert all(contact.dist > -0.001 for contact in data.contact)
    assert abs(data.body("box").xpos[2] - 0.45) < 0.001


# --- providers ------------------------------------------------------------------------------------


def test_providers_come_with_their_models_and_whether_they_want_a_key() -> None:
    server = WritingServerSettings("ollama", "http://127.0.0.1:11434/v1/", ("a", "b"))
    own = WritingProviderSettings(models=("mine",), key="k" * 20)
    settings = WritingSettings(openai=own, servers=(server,))
    found = {provider.name: provider for provider in list_providers(settings)}
    assert list(found) == ["openai", "anthropic", "google", "ollama"]
    assert (found["openai"].models, found["openai"].default) == (("mine",), "mine")
    assert (found["openai"].operator_key, found["openai"].needs_key) == (True, False)
    assert (found["anthropic"].default, found["anthropic"].needs_key) == ("claude-sonnet-5-5", True)
    assert found["google"].default == "gemini-3.8-flash"
    assert (found["ollama"].needs_key, found["ollama"].default) == (False, "a")
    assert all(provider.available for provider in found.values())


_IMPORT = """
import sys
import py_remote_viewer.cli, py_remote_viewer.server, py_remote_viewer.sessions
from py_remote_viewer.config import WritingSettings
from py_remote_viewer.scenes.writing.llm_writer import make_writer
from py_remote_viewer.scenes.writing.providers import list_providers
names = ("pydantic_ai", "openai", "anthropic", "google.genai", "httpx2")
make = list_providers(WritingSettings())
print([provider.available for provider in make], make[0].reason)
try:
    make_writer(WritingSettings(), "openai", key="k")
except Exception as error:
    print(type(error).__name__)
print([name for name in names if name in sys.modules])
"""
_MISSING = """
import importlib.abc, sys
class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("pydantic_ai", "openai", "anthropic", "google", "httpx2"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
"""


def _run(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=50
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_nothing_of_it_is_imported_before_somebody_asks() -> None:
    assert _run(_IMPORT) == ["[True, True, True] ", "[]"]


def test_without_the_extra_everything_else_works_and_says_what_to_install() -> None:
    told, made, imported = _run(_MISSING + _IMPORT)
    assert told.startswith("[False, False, False] Language models need more packages: pip install")
    assert "'py_remote_viewer[llm]'" in told
    assert (made, imported) == ("WritingError", "[]")


# --- secrets and budget ---------------------------------------------------------------------------


def test_a_secret_does_not_show() -> None:
    secret = Secret("sk-planted")
    assert "planted" not in f"{secret!r} {secret} {[secret]}"
    assert secret.reveal() == "sk-planted"
    with pytest.raises(ValueError, match="no header takes") as refused:
        Secret("sk planted")
    assert "planted" not in str(refused.value)


def test_a_budget_begins_anew_each_day() -> None:
    now = [86_400.0 * 100 + 5]
    budget = Budget(1_000, lambda: now[0])
    budget.reserve(800).settle(900)
    with pytest.raises(WritingError, match="100 of 1000 tokens left for today"):
        budget.reserve(200)
    now[0] += 86_400
    assert budget.left == 1_000
    budget.reserve(200)
    assert budget.left == 800


def test_many_at_a_time_cannot_exceed_a_budget() -> None:
    budget = Budget(1_000, lambda: 0.0)
    first = budget.reserve(600)
    with pytest.raises(WritingError):
        budget.reserve(600)
    first.settle(0)
    first.settle(900)
    assert budget.left == 1_000


def test_a_budget_of_0_is_without_limit() -> None:
    budget = Budget(0)
    budget.reserve(10**12).settle(10**12)
    assert budget.left is None


# --- own loop -------------------------------------------------------------------------------------


async def test_a_coroutine_runs_in_a_thread_of_its_own() -> None:
    async def work() -> threading.Thread:
        return threading.current_thread()

    async with no_leaks_async():
        assert await in_own_loop(work) is not threading.current_thread()


async def test_what_goes_wrong_in_there_is_raised() -> None:
    async def work() -> None:
        raise ValueError("inside")

    def begin() -> None:
        raise ValueError("before")

    with pytest.raises(ValueError, match="inside"):
        await in_own_loop(work)
    with pytest.raises(ValueError, match="before"):
        await in_own_loop(begin)  # type: ignore[arg-type]


async def test_cancelling_waits_for_the_cleaning_up() -> None:
    begun = threading.Event()
    cleaned: list[bool] = []

    async def work() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    async with no_leaks_async():
        task = asyncio.create_task(in_own_loop(work))
        assert await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert cleaned == [True]


async def test_cancelling_while_it_still_prepares_ends_it_right_after() -> None:
    begun, go, ran = threading.Event(), threading.Event(), threading.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        ran.set()

    def prepare():  # type: ignore[no-untyped-def]
        begun.set()
        assert go.wait(10)
        return work()

    async with no_leaks_async():
        task = asyncio.create_task(in_own_loop(prepare))
        assert await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        asyncio.get_running_loop().call_soon(go.set)
        with pytest.raises(asyncio.CancelledError):
            await task
    assert not ran.is_set()
