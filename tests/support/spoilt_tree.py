"""MJCF as a tree, and what may be done to it."""

import random
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

from tests.support.mjcf_words import NUMBERS, SNIPPETS, WHOLE_NUMBERS, Words, mjcf_words

__all__ = ["SpoiltTree"]

Element = ElementTree.Element
#: Attributes that name files, those that count, and values of attributes that choose.
_FILES = ("file", "fileup", "filename", "meshdir", "assetdir", "texturedir", "content_type")
_COUNTS = ("count", "nrow", "ncol", "width", "height", "size", "nsample", "dim", "cellcount",
           "iterations", "nkey", "njmax", "params", "actdim", "num", "gridsize", "resolution",
           "memory", "maxhullvert", "interval", "delay", "order")  # fmt: skip
_CHOICES = ("mesh", "sdf", "hfield", "plane", "free", "ball", "user", "grid", "box", "direct",
            "gmsh", "2d", "cube", "skybox", "checker", "full", "trilinear", "true", "false",
            "auto", "all", "body", "xbody", "image/png", "text/xml", "model/obj")  # fmt: skip


class SpoiltTree:
    """An XML tree that is spoilt in place."""

    def __init__(self, lot: random.Random, root: Element, paths: Sequence[str]) -> None:
        self._lot = lot
        self._root = root
        self._paths = paths
        self._words: Words = mjcf_words()
        self._steps: tuple[tuple[Callable[[], object], int], ...] = (
            (self._delete, 2), (self._copy, 4), (self._move, 2), (self._rename, 1),
            (self._wrap, 2), (self._nest, 1), (self._value, 8), (self._one_number, 8),
            (self._more_numbers, 2), (self._exchange, 3), (self._drop, 2), (self._attribute, 8),
            (self._reference, 3), (self._path, 4), (self._count, 5), (self._insert, 8),
            (self._element, 6), (self._far_larger, 1),
        )  # fmt: skip

    def spoil(self) -> str:
        """Do one thing, and say which."""
        step = self._lot.choices([s for s, _ in self._steps], [w for _, w in self._steps])[0]
        step()
        return step.__name__.strip("_").replace("_", " ")

    # what it is done to

    def _any(self) -> Element:
        return self._lot.choice(list(self._root.iter()))

    def _inner(self) -> tuple[Element, Element]:
        """An element, and the one that it stands in; the root, twice, where there is no other."""
        pairs = [(parent, child) for parent in self._root.iter() for child in parent]
        return self._lot.choice(pairs) if pairs else (self._root, self._root)

    def _with_attributes(self) -> Element:
        found = [element for element in self._root.iter() if element.attrib]
        return self._lot.choice(found) if found else self._root

    def _attribute_of(self, element: Element) -> str:
        return self._lot.choice(list(element.attrib)) if element.attrib else "name"

    # elements

    def _delete(self) -> None:
        parent, child = self._inner()
        if child is not parent:
            parent.remove(child)

    def _copy(self) -> None:
        parent, child = self._inner()
        size = len(list(child.iter()))
        times = min(self._lot.choice((1, 1, 2, 9, 60)), 300 // size)
        parent.extend([child] * times if child is not parent else [])

    def _move(self) -> None:
        parent, child = self._inner()
        target = self._any()
        if child is not parent and target not in list(child.iter()):
            parent.remove(child)
            target.insert(self._lot.randint(0, len(target)), child)

    def _rename(self) -> None:
        self._any().tag = self._lot.choice(list(self._words.attributes))

    def _wrap(self) -> None:
        """Put an element into another one, which makes copies perhaps."""
        parent, child = self._inner()
        if child is parent:
            return
        parent.remove(child)
        tag = self._lot.choice(("replicate", "frame", "body", "default", "worldbody"))
        attributes = {"count": self._lot.choice(WHOLE_NUMBERS)} if tag == "replicate" else {}
        ElementTree.SubElement(parent, tag, attributes).append(child)

    def _nest(self) -> None:
        """Elements within each other, more or less deep."""
        tag = self._lot.choice(("body", "frame", "replicate", "default"))
        inner = self._any()
        for _ in range(self._lot.choice((3, 30, 190, 300))):
            inner = ElementTree.SubElement(inner, tag, {"count": "2"} if tag == "replicate" else {})
        ElementTree.SubElement(inner, "geom", {"size": ".1"})

    def _element(self) -> None:
        """One that may stand there, with some of its attributes."""
        able = [element for element in self._root.iter() if element.tag in self._words.children]
        parent = self._lot.choice(able) if able else self._root
        tag = self._lot.choice(self._words.children.get(parent.tag, ["body"]))
        made = ElementTree.SubElement(parent, tag)
        for _ in range(self._lot.randint(0, 5)):
            self._give(made)

    def _insert(self) -> None:
        place = self._lot.choice(list(SNIPPETS))
        snippet = self._lot.choice(SNIPPETS[place]).replace("{}", str(self._lot.randint(0, 99)))
        parents = list(self._root.iter(place)) if self._lot.random() < 0.9 else [self._any()]
        self._lot.choice(parents or [self._root]).append(ElementTree.fromstring(snippet))

    # attributes

    def _give(self, element: Element) -> None:
        known = self._words.attributes.get(element.tag) or ["name", "class", "pos"]
        name = self._lot.choice(known)
        element.set(name, self._some_value(name))

    def _some_value(self, name: str) -> str:
        others = [e.attrib[name] for e in self._root.iter() if name in e.attrib]
        kinds: list[str] = [self._lot.choice(NUMBERS), self._lot.choice(_CHOICES)]
        kinds.append(" ".join(self._lot.choices(NUMBERS[:12], k=self._lot.randint(1, 7))))
        if others:
            kinds += [self._lot.choice(others)] * 3
        if name in _COUNTS:
            kinds += [self._lot.choice(WHOLE_NUMBERS)] * 2
        if name in _FILES:
            kinds += [self._lot.choice(self._paths)] * 4
        return self._lot.choice(kinds)

    def _attribute(self) -> None:
        self._give(self._any())

    def _value(self) -> None:
        element = self._with_attributes()
        element.set(self._attribute_of(element), self._lot.choice(NUMBERS))

    def _one_number(self) -> None:
        element = self._with_attributes()
        name = self._attribute_of(element)
        words = element.get(name, "").split() or ["0"]
        words[self._lot.randrange(len(words))] = self._lot.choice(NUMBERS)
        element.set(name, " ".join(words))

    def _more_numbers(self) -> None:
        element = self._with_attributes()
        name = self._attribute_of(element)
        words = element.get(name, "").split()
        words = self._lot.choice((words[:-1], words * 2, words * 999, [*words, "1"], []))
        element.set(name, " ".join(words[:20_000]))

    def _exchange(self) -> None:
        """The values of two attributes, of one element or of two."""
        first, second = self._with_attributes(), self._with_attributes()
        one, other = self._attribute_of(first), self._attribute_of(second)
        a, b = first.get(one, ""), second.get(other, "")
        first.set(one, b)
        second.set(other, a)

    def _drop(self) -> None:
        element = self._with_attributes()
        element.attrib.pop(self._attribute_of(element), None)

    def _reference(self) -> None:
        """A name that means something else, or itself."""
        names = [e.attrib["name"] for e in self._root.iter() if "name" in e.attrib] or ["x"]
        element = self._with_attributes()
        element.set(self._attribute_of(element), self._lot.choice(names))

    def _path(self) -> None:
        """A file from elsewhere, where a file is named or in an element that names one."""
        path = self._lot.choice(self._paths)
        named = [e for e in self._root.iter() if any(name in e.attrib for name in _FILES)]
        if named and self._lot.random() < 0.5:
            element = self._lot.choice(named)
            element.set(self._lot.choice([n for n in _FILES if n in element.attrib]), path)
            return
        tag, place, more = self._lot.choice(
            (
                ("include", None, {}), ("model", "asset", {"name": "stolen"}),
                ("mesh", "asset", {"name": "stolen"}), ("skin", "asset", {"name": "stolen"}),
                ("texture", "asset", {"name": "stolen", "type": "2d"}),
                ("texture", "asset", {"name": "stolen", "type": "2d", "content_type": "image/png"}),
                ("hfield", "asset", {"name": "stolen", "size": "1 1 1 1"}),
                ("mesh", "asset", {"name": "stolen", "content_type": "model/obj"}),
                ("model", "asset", {"name": "stolen", "content_type": "text/xml"}),
                ("flexcomp", "worldbody", {"name": "stolen", "type": "gmsh", "dim": "3"}),
                ("flexcomp", "worldbody", {"name": "stolen", "type": "mesh"}),
                ("compiler", None, {"meshdir": path, "texturedir": path}),
            )
        )  # fmt: skip
        parent = self._any() if place is None else ElementTree.SubElement(self._root, place)
        ElementTree.SubElement(parent, tag, {"file": path, **more})
        if tag == "model":
            world = ElementTree.SubElement(self._root, "worldbody")
            ElementTree.SubElement(world, "attach", {"model": "stolen", "prefix": "s"})

    def _count(self) -> None:
        found = [(e, name) for e in self._root.iter() for name in e.attrib if name in _COUNTS]
        element, name = self._lot.choice(found) if found else (self._any(), "count")
        values = [self._lot.choice(WHOLE_NUMBERS) for _ in element.get(name, "1").split()]
        element.set(name, " ".join(values))

    def _far_larger(self) -> None:
        """A very long text for a value or a name."""
        element = self._any()
        element.set(self._attribute_of(element), self._lot.choice("x1 /") * 70_000)
