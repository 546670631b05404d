"""What an officer does to the items of a draft, each as the saves of one step.

The commands are pure: they look at the draft and say what to save. A command that would change nothing gives no saves.
One that cannot be, such as to put an item under itself, raises `Refusal`.
"""

from collections.abc import Iterable, Sequence

from nemcon.core.drafting.draft import ROOT, Draft
from nemcon.core.drafting.held import Save
from nemcon.core.drafting.order import between, place_of, spread
from nemcon.core.drafting.references import number_of
from nemcon.core.drafting.renumbering import style_below
from nemcon.core.drafting.step import REMOVED, Change, Hand, saves_of
from nemcon.core.drafting.styles import next_number
from nemcon.core.drafting.tree import Tree, tree
from nemcon.core.procedure import refuse


def add_after(draft: Draft, node: str, new: str, hand: Hand, title: str = "") -> tuple[Save, ...]:
    """A new item (or row, section, note: what `node` is) with the id `new` behind `node`.

    An item at the end of its list gets the next number; one among others gets none, for nothing is renumbered unasked.
    """
    found = _tree_with(draft, node)
    return _added(draft, found, new, draft.type(node), found.above[node], node, hand, title)


def add_under(
    draft: Draft, parent: str, new: str, hand: Hand, title: str = "", type_: str = "item"
) -> tuple[Save, ...]:
    """A new item with the id `new` as the last under `parent`; another `type_` stands under the agenda, `ROOT`."""
    found = _tree_with(draft, parent)
    siblings = siblings_of(draft, found, parent, type_)
    return _added(draft, found, new, type_, parent, siblings[-1] if siblings else "", hand, title)


def move_under(draft: Draft, node: str, parent: str, hand: Hand, after: str | None = None) -> tuple[Save, ...]:
    """Put the node under `parent`, behind `after` there: None is behind all others, "" before them."""
    found = _tree_with(draft, node, parent)
    above = parent
    while above != ROOT:
        if above == node:
            raise refuse("draft.under_itself", node=node, parent=parent)
        above = found.above[above]
    if parent != ROOT and not draft.type(node) == draft.type(parent) == "item":
        raise refuse("draft.not_under", node=node, parent=parent)
    siblings = [one for one in siblings_of(draft, found, parent, draft.type(node)) if one != node]
    if after is None:
        after = siblings[-1] if siblings else ""
    elif after and after not in siblings:
        raise refuse("draft.no_such_node", node=after)
    now = siblings_of(draft, found, parent, draft.type(node))
    if node in now and (now[now.index(node) - 1] if now.index(node) else "") == after:
        return ()
    return saves_of(draft, placed(draft, found, node, parent, siblings, after), hand)


def indent(draft: Draft, node: str, hand: Hand) -> tuple[Save, ...]:
    """Put the item under the one before it, as its last."""
    found = _tree_with(draft, node)
    siblings = siblings_of(draft, found, found.above[node], draft.type(node))
    at = siblings.index(node)
    return move_under(draft, node, siblings[at - 1], hand) if at and draft.type(node) == "item" else ()


def outdent(draft: Draft, node: str, hand: Hand) -> tuple[Save, ...]:
    """Put the item behind the one under which it stands; what is under it goes with it."""
    found = _tree_with(draft, node)
    parent = found.above[node]
    return move_under(draft, node, found.above[parent], hand, parent) if parent != ROOT else ()


def move_up(draft: Draft, node: str, hand: Hand) -> tuple[Save, ...]:
    """Put the node before the one that stands before it at its level."""
    return _moved(draft, node, hand, -1)


def move_down(draft: Draft, node: str, hand: Hand) -> tuple[Save, ...]:
    """Put the node behind the one that stands behind it at its level."""
    return _moved(draft, node, hand, 1)


def remove(draft: Draft, node: str, hand: Hand) -> tuple[Save, ...]:
    """Take the node away, and what is under it. Nothing is lost: `restore` shows it as it was."""
    _tree_with(draft, node)
    if node == ROOT:
        raise refuse("draft.is_the_agenda")
    return saves_of(draft, (Change(node, "removed", REMOVED),), hand)


def restore(draft: Draft, node: str, hand: Hand) -> tuple[Save, ...]:
    """Show a removed node again, where it stood."""
    if node not in draft.nodes:
        raise refuse("draft.no_such_node", node=node)
    return saves_of(draft, (Change(node, "removed", ""),), hand)


def set_field(draft: Draft, node: str, field: str, value: str, hand: Hand) -> tuple[Save, ...]:
    """Save one field on the version that the draft has."""
    return saves_of(draft, (Change(node, field, value),), hand)


def siblings_of(draft: Draft, found: Tree, parent: str, type_: str) -> list[str]:
    """The nodes of that type under `parent`, in order."""
    return [node for node in found.children.get(parent, ()) if draft.type(node) == type_]


def placed(draft: Draft, found: Tree, node: str, parent: str, siblings: Sequence[str], after: str) -> Iterable[Change]:
    """The places that put `node` behind `after` ("": first) among `siblings`, which do not have it yet.

    That is its own place only, unless two siblings have the same key because both came at the same time.
    """
    at = siblings.index(after) + 1 if after else 0
    low = found.seats[siblings[at - 1]][0] if at else ""
    high = found.seats[siblings[at]][0] if at < len(siblings) else ""
    if key := between(low, high):
        return [Change(node, "place", place_of(parent, key))]
    ordered = [*siblings[:at], node, *siblings[at:]]
    return [Change(one, "place", place_of(parent, key)) for one, key in zip(ordered, spread(len(ordered)), strict=True)]


def _tree_with(draft: Draft, *nodes: str) -> Tree:
    found = tree(draft)
    for node in nodes:
        if not found.is_seen(node):
            raise refuse("draft.no_such_node", node=node)
    return found


def _moved(draft: Draft, node: str, hand: Hand, by: int) -> tuple[Save, ...]:
    found = _tree_with(draft, node)
    if node == ROOT:
        return ()
    siblings = siblings_of(draft, found, found.above[node], draft.type(node))
    at = siblings.index(node) + by
    if not 0 <= at < len(siblings):
        return ()
    others = [one for one in siblings if one != node]
    return move_under(draft, node, found.above[node], hand, others[at - 1] if at else "")


def _added(
    draft: Draft, found: Tree, new: str, type_: str, parent: str, after: str, hand: Hand, title: str
) -> tuple[Save, ...]:
    if new in draft.nodes:
        raise refuse("draft.node_is_there", node=new)
    if parent != ROOT and not type_ == draft.type(parent) == "item":
        raise refuse("draft.not_under", node=new, parent=parent)
    siblings = siblings_of(draft, found, parent, type_)
    changes = [Change(new, "type", type_), *placed(draft, found, new, parent, siblings, after)]
    if type_ == "item" and after == (siblings[-1] if siblings else ""):
        numbers = [number_of(draft, node) for node in siblings]
        number = next_number(numbers, style_below(draft, found, parent))
        changes += [Change(new, "number", number)] if number else []
    if title:
        changes.append(Change(new, "title", title))
    return saves_of(draft, changes, hand)
