"""Real MJCF, spoilt: the same by the same seed and number, on any machine with the same models."""

import random
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

from tests.support.mjcf_words import BROKEN_TEXTS, NUMBERS
from tests.support.real_models import RealModel, real_models
from tests.support.spoilt_tree import SpoiltTree

__all__ = ["Mutation", "mutation"]

_XML = ".xml"
#: Larger texts are not made larger still.
_LARGEST_TEXT = 400_000


@dataclass(frozen=True)
class Mutation:
    """A model with what was done to it; `changed` are the files that are not `model`'s own.

    With `as_text` it is sent as one text, else as files.
    """

    model: RealModel
    changed: dict[str, bytes]
    steps: tuple[str, ...]
    as_text: bool

    @property
    def text(self) -> str:
        """What is sent where it is sent as one text; clients cannot send half a character."""
        return self.changed.get(self.model.main, self.model.files[self.model.main]).decode(
            "utf-8", "replace"
        )


def mutation(seed: int, number: int, outside: Sequence[str] = ()) -> Mutation:
    """The mutation of this number; `outside` are names of files that it shall try to get at."""
    lot = random.Random(f"{seed}/{number}")
    models = _models()
    model = lot.choices(models, [model.weight for model in models])[0]
    texts = [name for name in model.files if name.endswith(_XML)]
    assets = [name for name in model.files if name not in texts]
    changed: dict[str, bytes] = {}
    steps: list[str] = []
    if assets and lot.random() < 0.15:
        name = lot.choice(assets)
        changed[name] = _spoil_bytes(lot, model.files[name], list(model.files.values()))
        steps.append(f"bytes of {name}")
    else:
        name = lot.choice([model.main, *texts])
        root = ElementTree.fromstring(model.files[name])
        tree = SpoiltTree(lot, root, (*outside, *model.files))
        steps += [tree.spoil() for _ in range(lot.choice((1, 1, 1, 1, 2, 2, 3, 6)))]
        changed[name] = ElementTree.tostring(root, "utf-8")[:_LARGEST_TEXT]
    if lot.random() < 0.1:
        name = next(iter(changed))
        changed[name] = _spoil_text(lot, changed[name])
        steps.append(f"text of {name}")
    as_text = len(model.files) == 1 and lot.random() < 0.5
    return Mutation(model, changed, tuple(steps), as_text)


@cache
def _models() -> tuple[RealModel, ...]:
    return real_models()


def _spoil_text(lot: random.Random, data: bytes) -> bytes:
    at, end = sorted((lot.randint(0, len(data)), lot.randint(0, len(data))))
    piece = data[at : min(end, at + lot.choice((1, 9, 300)))]
    match lot.randrange(8):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + data[at + len(piece) :]
        case 2:
            return data[:at] + piece * lot.choice((2, 50)) + data[at:]
        case 3:
            return data[:at] + bytes(lot.randrange(256) for _ in piece) + data[at + len(piece) :]
        case 4:
            return lot.choice(BROKEN_TEXTS) + data
        case 5:
            encoding = lot.choice(("utf-16", "utf-16-le", "utf-32", "utf-7"))
            return data.decode(errors="replace").encode(encoding, "replace")
        case _:
            return data[:at] + lot.choice(BROKEN_TEXTS) + data[at:]


def _spoil_bytes(lot: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    at = lot.randint(0, max(0, min(len(data) - 4, lot.choice((32, 100, 10**6)))))
    match lot.randrange(8):
        case 0:
            return data[:at]
        case 1:
            return lot.choice(others)
        case 2:
            return data + bytes(lot.choice((1, 1000, 10**6)))
        case 3:
            return b""
        case 4 | 5:
            number = lot.choice((0, 1, 255, 65_536, 2**20, 2**28, 2**31 - 1, 2**31, 2**32 - 1))
            return data[:at] + struct.pack(lot.choice("<>") + "I", number) + data[at + 4 :]
        case 6:
            spoilt = bytearray(data or b"x")
            for _ in range(lot.choice((1, 3, 20))):
                spoilt[lot.randrange(len(spoilt))] = lot.randrange(256)
            return bytes(spoilt)
        case _:
            words = data.split(b" ")
            words[lot.randrange(len(words))] = lot.choice(NUMBERS).encode()
            return b" ".join(words)
