"""Which node stands under which, from the places that the nodes name. Total: whatever was saved, no node is lost.

- Of moves that together make a circle, the last has no effect, and its node stands where it stood before (or under the
  agenda); it is told in `circled` until somebody moves it.
- A removed node hides what is under it. What came under it later, by somebody who did not know, stands in its place.
- A node whose place is unknown stands under the agenda, behind the others.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec

from nemcon.core.drafting.draft import ROOT, Draft
from nemcon.core.drafting.fields import FIELDS
from nemcon.core.drafting.held import LONG_AGO, moment
from nemcon.core.drafting.order import parsed_place

_TYPES = {type_: rank for rank, type_ in enumerate(FIELDS)}  # items stand before rows, and so on
_LAST = "~"  # behind every key

Seat = tuple[str, ...]
"""What siblings are sorted by: key and node, before it those of removed nodes in whose place it stands."""


class Tree(msgspec.Struct, frozen=True):
    """The nodes that are to be seen.

    `children` are in order, items before rows and so on; `above` has the node above each, also of those that are
    hidden; `seats` what siblings of one type are sorted by. `circled` are the nodes whose last move has no effect.
    """

    children: dict[str, tuple[str, ...]]
    above: dict[str, str]
    seats: dict[str, Seat]
    circled: tuple[str, ...] = ()

    def is_seen(self, node: str) -> bool:
        """Whether the node is neither removed nor hidden by one that is."""
        return node in self.seats or node == ROOT

    def walk(self, node: str = ROOT) -> Iterable[str]:
        """The nodes below `node` that are to be seen, in reading order."""
        waiting = list(reversed(self.children.get(node, ())))
        while waiting:
            found = waiting.pop()
            yield found
            waiting.extend(reversed(self.children.get(found, ())))


class Removed(msgspec.Struct, frozen=True):
    """A removed node, by whom and when. `changed` says that something in it or below it was saved since."""

    node: str
    by: str
    at: dt.datetime | None
    changed: bool


def tree(draft: Draft) -> Tree:
    """The tree of the draft's nodes."""
    places, circled = _places(draft)
    above = {node: parent for node, (parent, _) in places.items()}
    seats: dict[str, Seat] = {}
    hidden: dict[str, dt.datetime] = {}  # since when
    parents: dict[str, str] = {}
    for node in _from_the_top(above):
        parent, key = places[node]
        removed = draft.held(node, "removed")
        if removed.value:
            hidden[node] = max(moment(removed.at), hidden.get(parent, LONG_AGO))
            continue
        placed = moment(draft.held(node, "place").at)
        seat: Seat = (key, node)
        since = LONG_AGO
        while parent in hidden and placed > hidden[parent]:
            seat = (places[parent][1], parent, *seat)
            parent = above[parent]
        if parent in hidden:
            since = hidden[parent]
            hidden[node] = since
            continue
        seats[node] = seat
        parents[node] = parent
    children: dict[str, list[str]] = {}
    for node, parent in parents.items():
        children.setdefault(parent, []).append(node)
    ordered = {
        parent: tuple(sorted(found, key=lambda node: (_TYPES.get(draft.type(node), len(_TYPES)), seats[node])))
        for parent, found in children.items()
    }
    return Tree(ordered, {**above, **parents}, seats, circled)


def removed_nodes(draft: Draft) -> tuple[Removed, ...]:
    """The nodes that somebody removed, the last removed first; any can be restored."""
    found = tree(draft)
    below: dict[str, list[str]] = {}
    for node, parent in found.above.items():
        below.setdefault(parent, []).append(node)
    removed = []
    for node in draft.nodes:
        held = draft.held(node, "removed")
        if held.value and node != ROOT:
            hidden = _hidden_with(node, below, found)
            changed = any(
                moment(one.at) > moment(held.at)
                for name in hidden
                for field, one in draft.nodes.get(name, {}).items()
                if (name, field) != (node, "removed")
            )
            removed.append(Removed(node, held.by, held.at, changed))
    return tuple(sorted(removed, key=lambda one: (moment(one.at), one.node), reverse=True))


def _hidden_with(node: str, below: dict[str, list[str]], found: Tree) -> list[str]:
    hidden = [node]
    for name in hidden:
        hidden += [one for one in below.get(name, ()) if one not in found.seats]
    return hidden


def _places(draft: Draft) -> tuple[dict[str, tuple[str, str]], tuple[str, ...]]:
    """For each node but the root, the node above it and its key, without circles; and whose moves have no effect."""
    turns: dict[str, list[tuple[str, str]]] = {}
    for node in draft.nodes:
        if node == ROOT or not node:
            continue
        held = draft.held(node, "place")
        first = _allowed(draft, node, held.value)
        turns[node] = [first, _allowed(draft, node, held.before), (ROOT, first[1])]
    circled: list[str] = []
    while loops := _circles({node: left[0][0] for node, left in turns.items()}):
        for loop in loops:
            last = max(loop, key=lambda n: (moment(draft.held(n, "place").at), draft.held(n, "place").save, n))
            del turns[last][0]
            circled.append(last)
    return {node: left[0] for node, left in turns.items()}, tuple(dict.fromkeys(circled))


def _allowed(draft: Draft, node: str, place: str) -> tuple[str, str]:
    """The node above and the key: under the agenda, unless it is an item under an item that is there."""
    parent, key = parsed_place(place)
    if parent != ROOT and not (parent and draft.type(node) == "item" and draft.type(parent) == "item"):
        return ROOT, key if parent == ROOT else _LAST + key
    return parent, key or _LAST


def _circles(above: dict[str, str]) -> list[list[str]]:
    """Each circle of nodes that stand under each other."""
    done: set[str] = set()
    circles: list[list[str]] = []
    for start in above:
        path: dict[str, int] = {}
        node = start
        while node in above and node not in done and node not in path:
            path[node] = len(path)
            node = above[node]
        if node in path:
            circles.append(list(path)[path[node] :])
        done.update(path)
    return circles


def _from_the_top(above: dict[str, str]) -> list[str]:
    """The nodes, each after the one above it."""
    below: dict[str, list[str]] = {}
    for node, parent in above.items():
        below.setdefault(parent, []).append(node)
    ordered = list(below.get(ROOT, ()))
    for node in ordered:
        ordered += below.get(node, ())
    return ordered
