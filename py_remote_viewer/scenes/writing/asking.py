"""What is asked of a language model and what it answers, whoever provides it."""

from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias

from py_remote_viewer.config import is_key
from py_remote_viewer.scenes.writing.types import Usage

__all__ = [
    "Answer", "Bounds", "Dialect", "Endpoint", "JsonSchema", "LanguageModel", "Question", "Secret"
]  # fmt: skip

#: OpenAI's responses and chat completions, Anthropic's messages, Google's generateContent.
Dialect = Literal["responses", "chat", "messages", "generate"]
JsonSchema: TypeAlias = "dict[str, JsonSchema | list[JsonSchema] | list[str] | str | int | bool]"


class Secret:
    """A key that shows nowhere but where it is asked for."""

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        if not is_key(key):
            # Without the value, of course.
            raise ValueError("no header takes this key")
        self._key = key

    def reveal(self) -> str:
        """The key itself."""
        return self._key

    def __repr__(self) -> str:
        return "Secret(***)"


@dataclass(frozen=True)
class Endpoint:
    """Where a model is, and how it is spoken to; `title` is what people call the provider."""

    title: str
    dialect: Dialect
    base_url: str
    model: str


@dataclass(frozen=True)
class Bounds:
    """What an answer may take: time with all that comes before it, tokens, and bytes as it comes
    over the network."""

    request_sec: float
    output_tokens: int
    answer_bytes: int


@dataclass(frozen=True)
class Question:
    """What is asked: instructions, what they are about, and the form of the answer, which is an
    object as the schema says."""

    instructions: str
    prompt: str
    form: str
    schema: JsonSchema

    @property
    def characters(self) -> int:
        """About how long it is."""
        return len(self.instructions) + len(self.prompt) + len(str(self.schema))

    def again(self, answer: str, misfit: str) -> "Question":
        """The same once more, after an answer that could not be used."""
        return replace(
            self,
            prompt=f"{self.prompt}\n\nYou have answered this already, with:\n{answer[:20_000]}\n\n"
            f"That cannot be used: {misfit}\nAnswer again, in whole, and with that put right.",
        )


@dataclass(frozen=True)
class Answer:
    """JSON as it came, or whatever came in its place."""

    text: str
    usage: Usage
    #: Why it ends where it does: by itself, at the most tokens, or because it is not allowed.
    end: Literal["done", "length", "refused"] = "done"


class LanguageModel(Protocol):
    """Answers questions, one at a time. Raises ProviderError where it cannot."""

    @property
    def taken(self) -> bool:
        """True where the last question may have cost something: an answer began, or might have."""
        ...

    async def ask(self, question: Question) -> Answer:
        """One question, sent once, or twice where the provider asks to wait for a moment."""
        ...
