#!/usr/bin/env python3
"""Write client/src/editor/mjcf.json: what the editor completes, from MuJoCo's own schema.

Elements and attributes are those of `mj_printSchema`. Which words an attribute takes MuJoCo does
not tell; they are found by asking: every word that is in MuJoCo's library is tried on every
attribute that refuses nonsense as an "invalid keyword". That takes minutes; `--check` compares.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import mujoco

REPOSITORY = Path(__file__).resolve().parent.parent
TARGET = REPOSITORY / "client" / "src" / "editor" / "mjcf.json"

_INDENT = 3
_NAME_COLUMNS = 30
_NONSENSE = "zzzzz"
_WORD = re.compile(rb"\0([A-Za-z][a-zA-Z0-9]{1,19}|2d)(?=\0)")
#: Attributes whose reading needs others first.
_NEEDS = {
    "equality": ' joint1="a" body1="a" tendon1="a" site1="a" name="e"',
    "sensor": ' joint="a" site="a" geom1="a" geom2="b" objname="a" body="a" name="s" user="0"',
}


def elements(schema: str) -> dict[str, Any]:
    """The tree of elements: of each its `attributes`, its `children`, and if it may hold itself."""
    top: dict[str, Any] = {"children": {}}
    path: list[dict[str, Any]] = [top]
    for line in schema.splitlines():
        name, attributes = line[:_NAME_COLUMNS], line[_NAME_COLUMNS:].split()
        if not name.strip():
            path[-1]["attributes"] += attributes
            continue
        depth = (len(name) - len(name.lstrip())) // _INDENT
        word, kind = name.split()
        made: dict[str, Any] = {"attributes": attributes, "children": {}}
        if kind == "(R)":
            made["recursive"] = True
        del path[depth + 1 :]
        # The world has the elements of a body, and none of its attributes.
        if word == "(world)body":
            path[-1]["children"]["worldbody"] = {"attributes": [], "like": "body"}
            word = "body"
        path[-1]["children"][word] = made
        path.append(made)
    return top["children"]


def places(tree: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to every attribute, its own name last."""
    for name, element in tree.items():
        for attribute in element["attributes"]:
            yield (*path, name, attribute)
        yield from places(element.get("children", {}), (*path, name))


def takes(place: tuple[str, ...], value: str) -> bool:
    """Whether MuJoCo takes the word there; other mistakes do not count."""
    *path, attribute = place
    inner = f"<{path[-1]}{_NEEDS.get(path[1] if len(path) > 1 else '', '')} >"
    inner = re.sub(rf' {attribute}="[^"]*"', "", inner)
    inner = inner.replace(" >", f" {attribute}={quoteattr(value)}/>")
    for name in reversed(path[:-1]):
        inner = f"<worldbody><body>{inner}</body></worldbody>" if name == "body" else (
            f"<{name}>{inner}</{name}>"
        )  # fmt: skip
    if path[-1] == "body":
        inner = inner.replace("<mujoco><body", "<mujoco><worldbody><body").replace(
            "/></mujoco>", "/></worldbody></mujoco>"
        )
    try:
        mujoco.MjSpec.from_string(inner)
    except (ValueError, RuntimeError) as error:
        return "invalid keyword" not in str(error)
    return True


def is_keyword(place: tuple[str, ...]) -> bool:
    """Whether the attribute takes some words only. A missing `model file` MuJoCo looks for without
    end."""
    if place[-1].startswith("file"):
        return False
    return not takes(place, _NONSENSE)


def library_words() -> list[str]:
    """Every word in MuJoCo's library."""
    (library,) = Path(mujoco.__file__).parent.glob("libmujoco.so*")
    return sorted({word.decode() for word in _WORD.findall(library.read_bytes())})


def generate() -> dict[str, Any]:
    """The whole document."""
    tree = elements(mujoco.mj_printSchema(False, False))
    words = library_words()
    keywords: dict[str, list[str]] = {}
    known: set[str] = {"auto", "false", "true", "enable", "disable", "none"}
    found: set[tuple[str, ...]] = {
        ("false", "true"),
        ("disable", "enable"),
        ("auto", "false", "true"),
    }
    for place in filter(is_keyword, places(tree)):
        # Most attributes take the same words as another one, and then not all are tried again.
        taken = tuple(word for word in sorted(known) if takes(place, word))
        if taken not in found:
            taken = tuple(word for word in words if takes(place, word))
            found.add(taken)
            known.update(taken)
            sys.stderr.write(f"{'/'.join(place)}: {' '.join(taken)}\n")
        keywords["/".join(place)] = list(taken)
    return {"mujoco": mujoco.mj_versionString(), "elements": tree, "keywords": keywords}


def main() -> int:
    """Write the file, or with --check say whether its elements are MuJoCo's."""
    if "--check" in sys.argv:
        written = json.loads(TARGET.read_text(encoding="utf-8"))
        return int(written["elements"] != elements(mujoco.mj_printSchema(False, False)))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(generate(), separators=(",", ":")) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
