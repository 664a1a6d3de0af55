"""Nouns with what stands before them: `three red boxes`, `a 2 kg ball`, `the second link`."""

from collections.abc import Mapping

from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import ARRANGEMENTS, COLOUR_WORDS, DIMENSIONS, Noun
from py_remote_viewer.scenes.words.reading.behaviours import FLAGS
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.heaps import Heaps
from py_remote_viewer.scenes.words.reading.heaps_again import refer_to_heap
from py_remote_viewer.scenes.words.reading.lexing import Number
from py_remote_viewer.scenes.words.reading.modifiers import DEFINITE, DISTRIBUTED, modifier
from py_remote_viewer.scenes.words.reading.naming import place
from py_remote_viewer.scenes.words.reading.nouns import Found, Nouns
from py_remote_viewer.scenes.words.reading.pronouns import Pronouns
from py_remote_viewer.scenes.words.reading.sentence import Sentence
from py_remote_viewer.scenes.words.shades import SHADES

__all__ = ["Phrases"]

#: Behind these a noun with what is said of it may begin.
_BEGINS = ("", ",", ".", ";", ":", "and", "with", "of", "to", "(")
#: Parts that are told by their numbers.
_NUMBERED = ("link", "rod", "joint", "hinge", "bob")


class Phrases:
    """Reads them at the cursor into the sentence; `table` are the things that there are: those of
    the templates, and robots."""

    def __init__(
        self, cursor: Cursor, sentence: Sentence, table: Mapping[tuple[str, ...], Noun]
    ) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self.nouns = Nouns(cursor, sentence, table)
        self._heaps = Heaps(cursor, sentence, self.read)
        self._pronouns = Pronouns(cursor, sentence, self.nouns, self._heaps)

    def read(self) -> bool:
        """Read one; False, and nothing is read, where there is none."""
        cursor = self._cursor
        item, ahead, definite = Item("", ""), 0, False
        if self._says_more():
            return False
        while cursor.token(ahead) is not None:
            found = self.nouns.at(ahead)
            if found is not None:
                part = self.nouns.part_of_next(ahead, found.length)
                if part is None:
                    self._end(item, found, ahead, definite=definite)
                    return True
                # "three link pendulum"
                made = self._named(item, part, ahead, found.length)
                item, ahead = Item("", "", parts=[made]), ahead + found.length
                continue
            definite |= cursor.said(ahead) in (*DEFINITE, *DISTRIBUTED)
            step = modifier(cursor, item, ahead)
            if step == 0:
                break
            ahead += step
        return ahead > 0 and self._pronouns.read(item, ahead, definite=definite)

    def _says_more(self) -> bool:
        """True where a word says how what was named is, as it does of a noun before that:
        "two boxes connected by a rope"."""
        cursor = self._cursor
        if cursor.said(-1) in _BEGINS or self._sentence.related or self._sentence.current is None:
            return False
        is_noun = cursor.match(self.nouns.table)[0] is not None and cursor.word() != "can"
        return cursor.match(FLAGS)[0] is not None and not is_noun

    def _named(self, item: Item, noun: Noun, ahead: int, length: int) -> Item:
        item.kind, item.links = noun.kind, noun.links
        item.plural = noun.plural and item.count is None
        item.said = self._cursor.said(ahead, length)
        return item

    def _end(self, item: Item, found: Found, ahead: int, *, definite: bool) -> None:
        """A noun: the thing, its arrangement, or a part."""
        cursor = self._cursor
        self._named(item, found.noun, ahead, found.length)
        heap = cursor.match(ARRANGEMENTS, ahead)[0]
        if definite and heap is not None and refer_to_heap(
            cursor, self._sentence, item, heap.kind, ahead + found.length
        ):  # fmt: skip
            return
        if found.sort == "arrangement":
            cursor.at += ahead + found.length
            self._heaps.read(item, found.noun.kind)
            return
        run, run_length = self.nouns.arrangement_at(ahead + found.length)
        part = found.sort == "part" and not run
        if part and not self._sentence.may_have(found.noun.kind):
            raise Misunderstood(f"{item.said!r} is a part of what is not there.", word=item.said)
        part |= self._is_link(item, ahead)
        if not part and self._is_made_of(item):
            raise Misunderstood(f"What is of {item.said} is not understood.", word=item.said)
        # "cart mass 2 kg" is of the cart that was named.
        definite |= ahead == 0 and cursor.word(found.length) in DIMENSIONS
        definite |= self._is_again(item, ahead + found.length)
        if self._is_slope(item):
            cursor.at += ahead + found.length
            return
        item.arrangement = run
        cursor.at += ahead + found.length + run_length
        if part and not (item.plural or item.which or item.count is not None):
            self._numbered(item)
        place(self._sentence, item, definite=definite, part=part)
        if run:
            # "domino run with 30 dominoes", "block tower with 8 blocks"
            self._heaps.read_more(item, run)

    def _numbered(self, item: Item) -> None:
        """ "link 1 weighs 2 kg": which of them it is."""
        token = self._cursor.token()
        if item.kind in _NUMBERED and isinstance(token, Number) and token.value in range(1, 11):
            item.which = str(int(token.value) - 1)
            self._cursor.at += 1

    def _is_slope(self, item: Item) -> bool:
        """ "a ramp of 3 m with a 30 degree slope": no second ramp."""
        sentence, root = self._sentence, self._sentence.root
        if item.kind != "ramp" or root is None or root.kind != "ramp" or not sentence.with_:
            return False
        if not item.values or root.has(*item.values) or item.colours or item.count is not None:
            return False
        sentence.with_ = False
        root.values |= item.values
        sentence.current = root
        return True

    def _is_again(self, item: Item, end: int) -> bool:
        """ "a ball on a ramp, red ball": no article, so it is the one that was named."""
        cursor, sentence = self._cursor, self._sentence
        if item.single or item.plural or item.count is not None or item.values or item.which:
            return False
        same = [one for one in sentence.items if one.kind == item.kind]
        if cursor.said(-1) not in (",", ".", ";") or len(same) != 1 or not item.colours:
            return False
        known = same[0]
        listed = cursor.listed(end)
        if listed and cursor.word(end + listed) in (*COLOUR_WORDS, *SHADES):
            # "a ball, red ball, blue ball" are three.
            return False
        return known.single and not known.colours and known.count in (None, 1)

    def _is_link(self, item: Item, ahead: int) -> bool:
        """ "a chain of 10 spheres", "a cradle of five pendulums": what it is made of."""
        root, before = self._sentence.root, self._cursor.said(-1)
        if root is None or item.single:
            return False
        if root.kind in ("chain", "rope") and before in ("of", "from") and item.kind != "link":
            kind = self.nouns.kind_of_loose(ahead)
            if kind in LOOSE:
                item.flags["made of"], item.kind = kind, "link"
            return kind in LOOSE
        if root.kind == "cradle" and item.kind == "pendulum" and before in ("of", "with", "from"):
            item.kind = "bob"
            return True
        return False

    def _is_made_of(self, item: Item) -> bool:
        """ "a robot made of boxes": of what nothing is made here."""
        of = self._cursor.said(-1) in ("of", "from") and not self._sentence.related
        return of and self._sentence.root is not None and item.kind != "anchor"
