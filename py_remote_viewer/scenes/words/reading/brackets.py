"""What stands in brackets behind a name and only calls it otherwise: "a cart-pole (inverted
pendulum)" is one thing."""

from collections.abc import Mapping, Sequence

from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Misunderstood
from py_remote_viewer.scenes.words.lexicon import ARRANGEMENTS, Noun
from py_remote_viewer.scenes.words.reading.lexing import Token, Word

__all__ = ["called_in_brackets", "without_brackets"]

_Table = Mapping[tuple[str, ...], Noun]
#: Before another name, which need not be said.
_OR = ("a", "an", "the", "or", "aka", "called", "also", "named", "ie", "say", "just")
_MOST = 6
#: Of each that it can be called as well: what it is in more general words.
_ALSO = {
    "acrobot": ("pendulum",), "pendubot": ("pendulum",), "pendulum": ("cartpole",),
    "rope": ("chain",), "chain": ("rope",),
}  # fmt: skip


def without_brackets(tokens: Sequence[Token], table: _Table) -> list[Token]:
    """The same with one name in the place of two, the one that says more."""
    found = list(tokens)
    for begin in reversed([i for i, token in enumerate(found) if token.said == "("]):
        inner = _words(found[begin + 1 :])
        end = begin + 2 + len(inner)
        if inner and end <= len(found) and found[end - 1].said == ")":
            _resolve(found, begin, end, table)
    return found


def called_in_brackets(tokens: Sequence[Token], table: _Table) -> tuple[Noun, int] | None:
    """What stands there in brackets where that is only a name, and how many tokens it is."""
    inner = _words(tokens[1:])
    bare = _bare(inner)
    noun = table.get(tuple(bare))
    closed = len(tokens) > len(inner) + 1 and tokens[len(inner) + 1].said == ")"
    return (noun, len(inner) + 2) if noun is not None and closed else None


def _words(tokens: Sequence[Token]) -> list[str]:
    words: list[str] = []
    for token in tokens:
        if not isinstance(token, Word):
            break
        words.append(token.text)
    return words


def _bare(words: list[str]) -> list[str]:
    while words and words[0] in _OR:
        words = words[1:]
    return words


def _resolve(tokens: list[Token], begin: int, end: int, table: _Table) -> None:
    words = _words(tokens[begin + 1 : end])
    bare = _bare(words)
    inner = tokens[end - 1 - len(bare) : end - 1]
    outer, length = _noun_before(tokens, begin, {**ARRANGEMENTS, **table})
    heap = ARRANGEMENTS.get(tuple(bare))
    if outer is None or not bare:
        return
    name = tokens[begin - length : begin]
    noun = table.get(tuple(bare))
    whole = table.get((*bare, *_words(name)))
    before, _ = _noun_before(tokens, begin, ARRANGEMENTS)
    if heap is not None and before is not None:
        if heap.kind != before.kind:
            raise _no_such(name, inner)
        tokens[begin:end] = []
    elif noun is not None:
        more = _says_more(noun, outer)
        if more is not None:
            tokens[begin - length : end] = inner if more else name
    elif whole is not None:
        # "a pendulum (double)"
        tokens[begin - length : end] = [*inner, *name]


def _noun_before(tokens: Sequence[Token], end: int, table: _Table) -> tuple[Noun | None, int]:
    for length in range(min(_MOST, end), 0, -1):
        words = _words(tokens[end - length : end])
        noun = table.get(tuple(words)) if len(words) == length else None
        if noun is not None:
            return noun, length
    return None, 0


def _says_more(noun: Noun, outer: Noun) -> bool | None:
    """True where the name in brackets is the one to keep; None where the two are no names of one
    thing."""
    if noun.plural != outer.plural or (noun.links and outer.links and noun.links != outer.links):
        return None
    if noun.kind == outer.kind:
        return noun.links > outer.links
    robots = noun.kind.startswith("robot:") and outer.kind.startswith("robot:")
    loose = noun.kind in LOOSE and outer.kind in LOOSE
    if robots or loose or outer.kind == "object":
        return True
    if noun.kind in _ALSO.get(outer.kind, ()):
        return outer.kind == "pendulum"
    return True if outer.kind in _ALSO.get(noun.kind, ()) else None


def _no_such(name: Sequence[Token], inner: Sequence[Token]) -> Misunderstood:
    one, other = (" ".join(token.said for token in tokens) for tokens in (name, inner))
    return Misunderstood(f"{other!r} in brackets is no other name of {one}.", word=other)
