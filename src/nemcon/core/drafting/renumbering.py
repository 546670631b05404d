"""Renumbering items: siblings in their own style, in every language that has numbers of its own."""

from collections import Counter

from nemcon.core.drafting.draft import ROOT, Draft, in_language, languages
from nemcon.core.drafting.fields import NOTHING
from nemcon.core.drafting.held import Save
from nemcon.core.drafting.references import number_of
from nemcon.core.drafting.step import Change, Hand, saves_of
from nemcon.core.drafting.styles import BY_DEPTH, Style, most_used, renumbered, understood
from nemcon.core.drafting.tree import Tree, tree
from nemcon.core.numbering import bare


def renumber(draft: Draft, parent: str, hand: Hand, start: int | None = None) -> tuple[Save, ...]:
    """Number the items under `parent` one after the other, in the style that most of them have.

    They begin as `styles.renumbered` says. Numbers below that repeat them ("5.1" under "5") follow, and so do the
    numbers of each translation that has its own. Rows of the programme follow by themselves.
    """
    found = tree(draft)
    changes: list[Change] = []
    for language in ("", *languages(draft)):
        changes += _renumbered(draft, found, parent, language, start)
    return saves_of(draft, changes, hand)


def style_below(draft: Draft, found: Tree, parent: str, language: str = "") -> Style | None:
    """The style of the numbers of the items under `parent`; where there is none, what is in use at that depth."""
    siblings = _items(draft, found, parent)
    numbers = [number_of(draft, node, language) for node in siblings]
    style = most_used(understood(numbers))
    above = number_of(draft, parent, language) if parent != ROOT else ""
    if style and style.above and above:
        return style._replace(above=f"{bare(above)}.")
    # One alone that is numbered like the item above it was moved here, and takes the style of this depth.
    is_guest = style is not None and len(siblings) == 1 and style == most_used(understood([above]))
    if style and not is_guest:
        return style
    depth = _depth(found, parent)
    used = _style_at(draft, found, depth, language, without=siblings)
    if used and used.above and above:
        return used._replace(above=f"{bare(above)}.")
    return used or BY_DEPTH[min(depth, len(BY_DEPTH) - 1)]


def _renumbered(draft: Draft, found: Tree, parent: str, language: str, start: int | None) -> list[Change]:
    absent = in_language("absent", language)
    siblings = [node for node in _items(draft, found, parent) if not draft.value(node, absent)]
    name = in_language("number", language)
    if language and not any(draft.value(node, name) not in ("", NOTHING) for node in siblings):
        return []  # its numbers are those of the original
    style = style_below(draft, found, parent, language)
    if style is None:
        return []
    numbers = [number_of(draft, node, language) for node in siblings]
    if language:
        # What has no number of its own in a translation that has its own is to get one.
        own = [draft.value(node, name) for node in siblings]
        numbers = ["" if value in ("", NOTHING) else value for value in own]
    changes: list[Change] = []
    for node, old, new in zip(siblings, numbers, renumbered(numbers, style, start), strict=True):
        if new != old:
            changes.append(Change(node, name, new))
            changes += _followed(draft, found, node, name, bare(old), bare(new))
    return changes


def _followed(draft: Draft, found: Tree, node: str, name: str, old: str, new: str) -> list[Change]:
    """The numbers below that begin with the old number, with the new one."""
    if not old:
        return []
    changes = []
    for below in found.walk(node):
        number = draft.value(below, name)
        if draft.type(below) == "item" and number.startswith(f"{old}."):
            changes.append(Change(below, name, f"{new}{number[len(old) :]}"))
    return changes


def _items(draft: Draft, found: Tree, parent: str) -> list[str]:
    return [node for node in found.children.get(parent, ()) if draft.type(node) == "item"]


def _depth(found: Tree, node: str) -> int:
    depth = 0
    while node != ROOT:
        node = found.above.get(node, ROOT)
        depth += 1
    return depth


def _style_at(draft: Draft, found: Tree, depth: int, language: str, without: list[str]) -> Style | None:
    used: Counter[Style] = Counter()
    for parent in (ROOT, *found.walk()):
        siblings = _items(draft, found, parent)
        if siblings and _depth(found, parent) == depth:
            numbers = [number_of(draft, node, language) for node in siblings if node not in without]
            used.update(number.style for number in understood(numbers) if number)
    return used.most_common(1)[0][0] if used else None
