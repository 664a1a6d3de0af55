"""Who writes scenes from words on this server."""

from typing import Literal

from py_remote_viewer.config import WritingSettings
from py_remote_viewer.errors import WritingError
from py_remote_viewer.scenes.robots import RobotCatalogue
from py_remote_viewer.scenes.writing.budget import Budget
from py_remote_viewer.scenes.writing.llm_writer import make_writer
from py_remote_viewer.scenes.writing.loop import MOST_REPAIRS
from py_remote_viewer.scenes.writing.providers import ProviderDescription, list_providers
from py_remote_viewer.scenes.writing.templates import TemplateWriter
from py_remote_viewer.scenes.writing.types import Writer

__all__ = ["Authors"]

#: Of all that a scene takes: as many answers as there can be without asking twice, but no more
#: than a person waits for.
_ANSWERS = MOST_REPAIRS + 2
_LONGEST_SEC = 900.0


class Authors:
    """Makes a writer for each request. Belongs to the event loop."""

    def __init__(self, settings: WritingSettings, robots: RobotCatalogue) -> None:
        self._settings = settings
        self._robots = robots
        self._budget = Budget(settings.budget_tokens_per_day)

    @property
    def providers(self) -> tuple[ProviderDescription, ...]:
        """The language models that can be chosen."""
        return list_providers(self._settings)

    @property
    def seconds(self) -> float:
        """How long a scene may take, from the request to the last check."""
        return min(_LONGEST_SEC, _ANSWERS * float(self._settings.request_sec))

    def writer(
        self,
        source: Literal["auto", "template", "llm"],
        provider: str,
        model: str,
        key: str | None,
    ) -> Writer:
        """The writer that was asked for; `auto` is the language model that is named, else the
        templates. Raises WritingError for what there is none of, and KeyMissingError where nobody
        gave a key."""
        if source == "template" or (source == "auto" and not provider):
            return TemplateWriter(self._robots)
        if not provider:
            names = ", ".join(one.name for one in self.providers)
            raise WritingError(
                f"It is not said which language model is to write; name a provider: {names}."
            )
        return make_writer(
            self._settings, provider, model=model, key=key or None, budget=self._budget
        )
