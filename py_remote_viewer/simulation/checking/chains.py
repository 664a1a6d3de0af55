"""Checks chains: bodies that hang on each other by joints of one kind."""

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.expectations import Chain
from py_remote_viewer.simulation.checking.findings import Finding, amount
from py_remote_viewer.simulation.checking.kinds import joint_kind
from py_remote_viewer.simulation.checking.scene import Scene
from py_remote_viewer.simulation.checking.things import find

__all__ = ["check_chain"]

_MOST_TOLD = 4


def check_chain(scene: Scene, expected: Chain) -> Finding:
    """Whether there is a chain of just so many links; robots' own are none, unless one is named."""
    kind = expected.kind
    links = [body for body in range(1, scene.model.nbody) if _is_link(scene, body, kind)]
    above = _links_above(scene, links)
    if expected.first:
        first = find(scene, expected.first).body
        if first not in above:
            return Finding(False, f"{expected.first} is not on a {kind} joint")
        carrier = above[first]
        if carrier is not None:
            return Finding(False, f"{expected.first} hangs on {scene.names[carrier]} itself")
        begins = [first]
    else:
        begins = [body for body in links if above[body] is None and not scene.robot_of[body]]
    if not begins:
        return Finding(False, f"no body is on a {kind} joint")
    below: dict[int, list[int]] = {body: [] for body in links}
    for body, carrier in above.items():
        if carrier is not None:
            below[carrier].append(body)
    found: list[str] = []
    for body in begins:
        try:
            chain = _follow(scene, body, below, kind)
        except SceneError as flaw:
            found.append(str(flaw))
            continue
        names = [scene.names[chain[0]], scene.names[chain[-1]]]
        found.append(f"{amount(len(chain), 'link')} ({' to '.join(names[: len(chain)])})")
        if len(chain) == expected.links:
            return Finding(True, found[-1])
    more = len(found) - _MOST_TOLD
    return Finding(False, "; ".join(found[:_MOST_TOLD]) + (f"; and {more} more" * (more > 0)))


def _is_link(scene: Scene, body: int, kind: str) -> bool:
    return any(joint_kind(scene.model, joint) == kind for joint in scene.joints(body))


def _links_above(scene: Scene, links: list[int]) -> dict[int, int | None]:
    """By link the next one of them that it hangs on, whatever is between."""
    known = set(links)
    above: dict[int, int | None] = {}
    for body in links:
        carrier = scene.parent(body)
        while carrier and carrier not in known:
            carrier = scene.parent(carrier)
        above[body] = carrier or None
    return above


def _follow(scene: Scene, begin: int, below: dict[int, list[int]], kind: str) -> list[int]:
    """The links from this one to the end; raises SceneError where it is no chain."""
    chain = [begin]
    while True:
        last = chain[-1]
        joints = len(scene.joints(last))
        if joints != 1:
            raise SceneError(f"{scene.names[last]} is on {joints} joints")
        if len(below[last]) > 1:
            raise SceneError(f"{scene.names[last]} carries {len(below[last])} {kind} links")
        if not below[last]:
            return chain
        following = below[last][0]
        between = scene.parent(following)
        while between != last:
            if scene.model.body_jntnum[between]:
                raise SceneError(
                    f"{scene.names[following]} hangs on {scene.names[last]} by way of "
                    f"{scene.names[between]}, which is on another kind of joint"
                )
            between = scene.parent(between)
        chain.append(following)
