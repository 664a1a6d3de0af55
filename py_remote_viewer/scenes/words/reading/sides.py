"""Relations that are told the other way round, or of each of several."""

from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.reading.heaps_again import heap_of
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["one_on_each", "several_there", "turned_round"]


def turned_round(subject: Item, relation: Relation) -> bool:
    """Say of what is in the middle what is told of what is around it, or the other way round:
    "surrounded by boxes", "in the middle of a circle of boxes", "on either side of a box"."""
    other, said = relation.other, relation.said
    if relation.kind == "sides":
        if subject.count is None and not subject.plural:
            subject.count, subject.single = 2, False
        if subject.number(2) != 2:
            raise Misunderstood(f"{subject.count} {subject.said} are not on two sides.", word=said)
        subject.count = 2
        other.relations.append(Relation("between", subject, said))
        return True
    for part in ("edge", "corner"):
        if relation.kind == "on" and f"{part} of" in said.replace("corners", "corner"):
            subject.flags[f"at the {part}"] = said
    middle = any(word in said for word in ("middle of", "centre of", "center of"))
    inside = relation.kind == "in" or (relation.kind == "on" and middle)
    if relation.kind != "surrounded" and not (inside and heap_of(other) == "circle"):
        return False
    other.relations.append(Relation("around", subject, said, relation.distance))
    return True


def several_there(sentence: Sentence, subject: Item | None) -> Item | None:
    """The several things of which "each" is one."""
    found = [
        one
        for one in sentence.items
        if one is not subject and one.number(1) > 1 and one.kind in (*LOOSE, "table")
    ]
    return found[-1] if found else None


def one_on_each(subject: Item, relation: Relation) -> None:
    """ "a ball on each of three boxes": as many as there are of these."""
    other = relation.other
    if other.count is None or subject.number(1) != 1 or subject.plural:
        raise Misunderstood(
            f"It is not clear how many {subject.said} are on {other.said}.", word=relation.said
        )
    subject.count, subject.single = other.count, False
    subject.flags["one on each"] = relation.said
