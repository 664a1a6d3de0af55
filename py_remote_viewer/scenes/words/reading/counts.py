"""How many there are, said apart from the noun: `dominoes: 8`, `n = 5`."""

from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Number
from py_remote_viewer.scenes.words.reading.nouns import Nouns
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["count_behind", "number_of_links"]


def count_behind(cursor: Cursor, sentence: Sentence, token: Number) -> bool:
    """ "dominoes: 8, red": how many there are."""
    root = sentence.root
    ends = cursor.said(1) in ("", ",", ".", ";", ")")
    if root is None or cursor.said(-1) not in (":", "(") or not ends:
        return False
    if not root.plural or root.count is not None or not token.value.is_integer():
        return False
    root.count, root.plural = int(token.value), False
    cursor.at += 1
    return True


def number_of_links(cursor: Cursor, sentence: Sentence, nouns: Nouns) -> bool:
    """`n = 5`: of what is named behind it, else of what was named before."""
    ahead = 1
    while cursor.said(ahead) in ("=", "is", "equals", ":", "equal", "to", "of"):
        ahead += 1
    token = cursor.token(ahead)
    if ahead == 1 or not isinstance(token, Number) or not token.value.is_integer():
        return False
    root = sentence.root
    if nouns.leads_to(ahead):
        cursor.at += ahead
        return True
    if root is None:
        return False
    if root.kind in ("pendulum", "chain", "rope", "cartpole"):
        root.links = int(token.value)
    elif root.count is None:
        root.count = int(token.value)
    else:
        return False
    for one in (root, *root.parts):
        one.flag("n")
    cursor.at += ahead + 1
    return True
