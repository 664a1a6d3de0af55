"""Scenes written by a language model."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from py_remote_viewer.config import KEY_FORM, WritingSettings, is_key, operator_key
from py_remote_viewer.errors import KeyMissingError, ProviderError, WritingError
from py_remote_viewer.protocol.expectations import Expectation
from py_remote_viewer.protocol.writing import WritingSource
from py_remote_viewer.scenes.writing.answers import (
    EditAnswer,
    ExpectAnswer,
    Misfit,
    SceneAnswer,
    read_answer,
)
from py_remote_viewer.scenes.writing.asking import (
    Answer,
    Bounds,
    Endpoint,
    LanguageModel,
    Question,
    Secret,
)
from py_remote_viewer.scenes.writing.budget import Budget
from py_remote_viewer.scenes.writing.llm import RemoteModel
from py_remote_viewer.scenes.writing.prompts import edit_question, expect_question, scene_question
from py_remote_viewer.scenes.writing.providers import Provider, find_provider
from py_remote_viewer.scenes.writing.types import Attempt, Draft, Usage, Writer, WritingRequest

__all__ = ["LanguageModelWriter", "make_writer"]

T = TypeVar("T")
#: Expectations, a first draft and three repairs, each asked for a second time at most; no loop of
#: anybody's can go beyond.
_MOST_QUESTIONS = 10
#: A token is seldom less than three characters.
_CHARACTERS_A_TOKEN = 3


def make_writer(
    settings: WritingSettings,
    provider: str,
    *,
    model: str = "",
    key: str | None = None,
    budget: Budget | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    _base_url: str | None = None,
) -> Writer:
    """A writer for one scene, by this provider's model (the first one where none is named), with
    the person's own key for this provider, or the operator's and out of their budget.

    Nothing is imported or sent. Raises WritingError for what there is none of, and KeyMissingError
    where nobody gave a key. `_base_url` is for tests, in the place of a service.
    """
    found = find_provider(settings, provider)
    endpoint = Endpoint(found.title, found.dialect, _base_url or found.base_url, found.model(model))
    bounds = Bounds(settings.request_sec, settings.output_tokens, settings.answer_bytes)
    remote = RemoteModel(endpoint, _key(found, key), bounds, sleep)
    # What a person pays for themselves is theirs to spend, and a server without a key costs nobody.
    metered = budget if key is None and found.operator_key else None
    return LanguageModelWriter(remote, endpoint, bounds, metered)


def _key(provider: Provider, key: str | None) -> Callable[[], Secret | None]:
    """Where the key comes from, which may be a file that is read each time."""
    if key is not None:
        if not is_key(key):
            raise WritingError(f"This is no key for {provider.title}; it takes {KEY_FORM}.")
        own = Secret(key)
        return lambda: own
    if provider.wants_key and not provider.operator_key:
        raise KeyMissingError(
            f"{provider.title} wants a key, and the operator has set none; give one of your own, "
            "or take the templates, which need none."
        )

    def read() -> Secret | None:
        found = operator_key(provider.settings)
        return None if found is None else Secret(found)

    return read


class LanguageModelWriter:
    """Asks a language model for expectations and drafts (a Writer).

    An answer that has not its form is asked for once more.
    """

    def __init__(
        self, model: LanguageModel, endpoint: Endpoint, bounds: Bounds, budget: Budget | None = None
    ) -> None:
        self._model = model
        self._title = endpoint.title
        self._name = endpoint.model
        self._bounds = bounds
        self._budget = budget
        self._usage = Usage()
        self._questions = 0

    @property
    def source(self) -> WritingSource:
        """A language model."""
        return "llm"

    @property
    def name(self) -> str:
        """The model's."""
        return self._name

    @property
    def usage(self) -> Usage:
        """Of all questions until now."""
        return self._usage

    async def expect(self, request: WritingRequest) -> tuple[Expectation, ...]:
        """What the scene has to be; raises WritingError where the model declines."""
        answer = await self._answer(expect_question(request), _read_expectations)
        if answer.declined:
            raise WritingError(answer.declined, nearest=answer.nearest)
        return answer.expectations

    async def write(
        self,
        request: WritingRequest,
        expectations: Sequence[Expectation],
        attempts: Sequence[Attempt],
    ) -> Draft:
        """The scene, or operations where it is an edit."""
        if request.present is None:
            scene = await self._answer(
                scene_question(request, expectations, attempts),
                lambda text: read_answer(text, SceneAnswer),
            )
            return Draft(scene.title, scene.explanation, mjcf=scene.mjcf)
        edit = await self._answer(
            edit_question(request, expectations, attempts),
            lambda text: read_answer(text, EditAnswer),
        )
        return Draft(edit.title, edit.explanation, operations=edit.operations)

    async def _answer(self, question: Question, read: Callable[[str], T]) -> T:
        text = await self._ask(question)
        try:
            return read(text)
        except Misfit as misfit:
            again = question.again(text, str(misfit))
        try:
            return read(await self._ask(again))
        except Misfit as misfit:
            raise ProviderError(
                f"{self._name} answers for the second time with what cannot be used: {misfit} Try "
                "again, or another model."
            ) from None

    async def _ask(self, question: Question) -> str:
        if self._questions >= _MOST_QUESTIONS:
            raise ProviderError(
                f"{self._name} was asked {_MOST_QUESTIONS} times for one scene; ask for a simpler "
                "one."
            )
        self._questions += 1
        answer = await self._paid(question)
        self._usage = Usage(
            self._usage.requests + answer.usage.requests,
            self._usage.input_tokens + answer.usage.input_tokens,
            self._usage.output_tokens + answer.usage.output_tokens,
        )
        if answer.end == "refused":
            raise WritingError(
                f"{self._title} does not let {self._name} answer this; ask for something else."
            )
        if answer.end == "length":
            raise ProviderError(
                f"The answer of {self._name} was longer than {self._bounds.output_tokens} tokens; "
                "ask for less, or let the operator raise [writing] output_tokens.",
                status=422,
            )
        return answer.text

    async def _paid(self, question: Question) -> Answer:
        """The answer, with what it takes counted where the operator pays for it."""
        if self._budget is None:
            return await self._model.ask(question)
        most = question.characters // _CHARACTERS_A_TOKEN + self._bounds.output_tokens
        reservation = self._budget.reserve(most)
        # One that is broken off may have cost all of it, and nobody will say.
        spent: int | None = None
        try:
            answer = await self._model.ask(question)
            spent = answer.usage.tokens
        finally:
            if spent is None:
                spent = most if self._model.taken else 0
            reservation.settle(spent)
        return answer


def _read_expectations(text: str) -> ExpectAnswer:
    answer = read_answer(text, ExpectAnswer)
    if not answer.expectations and not answer.declined:
        raise Misfit("expectations is empty, and declined does not say why.")
    return answer
