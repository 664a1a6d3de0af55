"""A prompt, what its scene has to be, and scenes that show that this is what is checked."""

from dataclasses import dataclass, field

from benchmarks.text_to_scene.verify.scene import Predicate
from benchmarks.text_to_scene.verify.sound import SOUND

__all__ = ["Case"]


@dataclass(frozen=True)
class Case:
    """One prompt. Its predicates accept the `right` scenes and refuse each near miss.

    `declinable` says that to decline is a right answer (another one is a scene that passes);
    `inside` that an engine of templates is meant to know such scenes. `robots` are the models that
    have to be there. `sound` is what every scene has to be besides.
    """

    name: str
    prompt: str
    predicates: tuple[Predicate, ...]
    #: Two, differently modelled; none where no scene can be right.
    right: tuple[str, ...]
    near_misses: tuple[tuple[str, str], ...]
    declinable: bool = False
    inside: bool = True
    robots: tuple[str, ...] = ()
    sound: tuple[Predicate, ...] = field(default=SOUND, repr=False)

    @property
    def all_predicates(self) -> tuple[Predicate, ...]:
        """Those of its own first: they say best what is wrong with a scene."""
        return (*self.predicates, *self.sound)
