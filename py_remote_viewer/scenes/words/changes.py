"""Tells a change of the present scene from a scene that is to be made."""

import re
from collections.abc import Collection

from py_remote_viewer.scenes.words.lexicon import COLOUR_WORDS, NOUNS
from py_remote_viewer.scenes.words.vocabulary import count_of

__all__ = ["NEW_IN_CHANGE", "is_change"]

#: Possessive: with many of them in a row, going back through the ways to read them takes for ever.
_POLITE = (
    r"(?:(?:now|then|next|please|kindly|okay|ok|also|and|just|could|can|would|will|you|i|we|want|"
    r"to|like|let's|let|us|need|try|hey|hi|hello)\b[\s,]*+)*+"
)
#: What is changed is there already.
_THERE = r"(?:the|it|its|them|all|every|everything|each|both|this|that|these|those|my|his|her)\b"
#: Verbs that only what is there can be changed by.
_ALWAYS = (
    "remove", "delete", "replace", "change", "erase", "undo", "redo", "modify", "adjust", "swap",
    "exchange", "increase", "decrease", "reduce", "enlarge", "shrink", "resize", "rescale",
    "lengthen", "shorten", "widen", "thicken", "recolour", "recolor", "repaint", "rename",
    "disable", "enable", "get rid of", "take away", "speed up", "slow down", "switch off",
    "switch on", "turn off", "turn on", "turn down", "turn up", "duplicate", "restart",
)  # fmt: skip
#: Verbs that a scene could begin with as well, were it not of what is there.
_OF_WHAT_IS_THERE = (
    "move", "rotate", "turn", "shift", "scale", "raise", "lower", "stop", "paint", "colour",
    "color", "double", "halve", "triple", "tilt", "flip", "switch", "set", "hide", "clear", "reset",
    "edit", "update", "keep", "take", "bring",
)  # fmt: skip
_COMPARED = (
    r"(?:\w+er|more|less|fewer|twice|thrice|double|half|times|bigger|instead|(?:too|so) \w+)"
)
_MORE = re.compile(
    r"(?P<before>[\w-]*)\s*\b(?P<more>more|another|additional|extra|further)\s+(?!than\b)\w"
)
_WHOLE = r"the (?:following |whole |new )?(?:scene|world|simulation|environment)"
_CHANGED = re.compile(
    rf"{_POLITE}(?:(?:{'|'.join(_ALWAYS)})\b|(?:{'|'.join(_OF_WHAT_IS_THERE)}) "
    rf"(?!{_WHOLE}){_THERE}|add\b|turn (?:\w+ ){{1,3}}(?:off|on)\b)"
)
_MADE = re.compile(rf"{_POLITE}make\s+(?!{_WHOLE})(?P<it>{_THERE})\s*(?P<rest>.*)", re.S)
_SHOULD = re.compile(
    rf"{_POLITE}(?:the|its)\s+(?:\w+\s+){{1,3}}(?:should|must|shall|has to|needs to|is)\s+"
    rf"(?:be\s+)?(?:\w+\s+)?{_COMPARED}\b(?!.*\bthan\b)"
)
_INSTEAD = re.compile(r".*\binstead(?: of (?:the|its|it)\b.*)?$", re.S)
#: Behind these is what would be new.
NEW_IN_CHANGE = re.compile(
    rf"{_POLITE}(?:add|replace\b.*?\b(?:by|with))\s+(?P<new>.*)", re.IGNORECASE | re.DOTALL
)
#: How what is there is to be, behind its name.
_PREDICATE = re.compile(
    rf"\b(?:{_COMPARED}|{'|'.join(COLOUR_WORDS)}|bounce|bouncy|swing|fall|roll|slide|move|spin|"
    r"turn|stop|float|hang|frictionless|massless|static|fixed|invisible)$|"
    rf"\b{_COMPARED}\b"
)


def is_change(prompt: str, robots: Collection[str] = ()) -> bool:
    """True where the words ask for a change of what is there: "remove the table", "make it
    heavier", "two more balls"."""
    text = " ".join(prompt.lower().replace("\u2019", "'").split()).strip(" .!?")
    if _CHANGED.match(text) or _SHOULD.match(text) or _INSTEAD.match(text):
        return True
    return _is_made_otherwise(text) or _is_more(text, robots)


def _is_made_otherwise(text: str) -> bool:
    """ "make it red": "make the classic pendulum" only makes one."""
    made = _MADE.match(text)
    if made is None:
        return False
    if made["it"] in ("it", "them", "everything"):
        return True
    # In the first clause alone; what is compared with another thing of the prompt may be new.
    clause = re.split(r"[,.;]| and ", made["rest"])[0]
    nouns = any(word in _NOUNS for word in clause.split()[:-1])
    return nouns and " a " not in f" {clause} " and _PREDICATE.search(clause) is not None


_NOUNS = frozenset(phrase[-1] for phrase in NOUNS) | {"cart", "link", "links", "leg", "legs"}


def _is_more(text: str, robots: Collection[str]) -> bool:
    """ "another box", "two more", where nothing was named before it."""
    found = _MORE.search(text)
    if found is None:
        return False
    words = re.findall(r"[\w'-]+", text[: found.start()])
    before = found["before"]
    # "a more complex one"
    counted = before in ("", "some", "few", "several", "many") or count_of(before) is not None
    if found["more"] == "more" and not counted:
        return False
    return not any(word in _NOUNS or word in robots for word in words)
