"""How rows of the programme name their items: by the id of the node, so that they follow it.

"{9f2c}" is the item of that node, "{9f2c} and {b1d0}" two of them; other words are words.
"""

import re
from collections.abc import Mapping

from nemcon.core.agenda import reference
from nemcon.core.citing import item_key
from nemcon.core.drafting.draft import ROOT, Draft, in_language
from nemcon.core.drafting.fields import NOTHING
from nemcon.core.drafting.tree import Tree

_NODE = re.compile(r"\{([^{}]+)\}")
_BETWEEN = re.compile(r"(\s*[,;&/+،、]\s*|\s(?:and|et|y|e|и)\s|\s+و\s*|\s*和\s*)")


def write_reference(cited: str | None, nodes: Mapping[str, str]) -> str:
    """What names the items of `cited` by their nodes; `nodes` has these by their references."""
    if not cited:
        return ""
    if cited in nodes:
        return f"{{{nodes[cited]}}}"
    parts = _BETWEEN.split(cited)
    return "".join(f"{{{nodes[part]}}}" if part in nodes else part for part in parts)


def read_reference(typed: str, references: Mapping[str, str]) -> str | None:
    """The reference as it is printed; `references` has them by node. A node that is unknown is left as words."""
    return _NODE.sub(lambda found: references.get(found[1], found[0]), typed) or None


def nodes_named(typed: str) -> tuple[str, ...]:
    """The nodes that the value of a row's field `item` names."""
    return tuple(_NODE.findall(typed))


def number_of(draft: Draft, node: str, language: str = "") -> str:
    """The number of an item's node in a language: its own, or that of the original."""
    own = draft.value(node, in_language("number", language))
    if own == NOTHING:
        return ""
    return own or draft.value(node, "number")


def is_close(draft: Draft, language: str = "") -> bool:
    """Whether the language cites items without blanks: "1(a)", as Chinese does."""
    own = draft.value(ROOT, in_language("compact", language))
    return (own or draft.value(ROOT, "compact")) not in ("", NOTHING)


def paths(draft: Draft, tree: Tree, language: str = "") -> dict[str, tuple[str, ...]]:
    """The path of numbers of each item: those that are to be seen in reading order, then those that are not."""
    found: dict[str, tuple[str, ...]] = {ROOT: ()}
    seen = [node for node in tree.walk() if draft.type(node) == "item"]
    for item in (*seen, *(node for node in draft.nodes if draft.type(node) == "item")):
        climbed = []
        node = item
        while node not in found:
            climbed.append(node)
            node = tree.above.get(node, ROOT)
        for below in reversed(climbed):
            found[below] = (*found[node], number_of(draft, below, language))
            node = below
    del found[ROOT]
    return found


def references(draft: Draft, tree: Tree, language: str = "") -> dict[str, str]:
    """How each item is cited in the programme of the language, also one that is removed."""
    close = is_close(draft, language)
    return {node: cited_as(path, close=close) for node, path in paths(draft, tree, language).items()}


def cited_as(path: tuple[str, ...], *, close: bool) -> str:
    """The reference of a path of numbers, without blanks before brackets if `close`."""
    cited = reference(path)
    return re.sub(r" (?=[(（])", "", cited) if close else cited


def known_in(draft: Draft, tree: Tree, language: str = "") -> dict[str, str]:
    """The items that words may cite in the language, as `citing.known_items` has those of an agenda."""
    known: dict[str, str] = {}
    for node, path in paths(draft, tree, language).items():
        if tree.is_seen(node) and not draft.value(node, in_language("absent", language)):
            known.setdefault(item_key(reference(path)), reference(path))
    return known


def by_reference(draft: Draft, tree: Tree) -> dict[str, str]:
    """The items that are to be seen, by how the original cites them; of two alike the first."""
    nodes: dict[str, str] = {}
    for node, cited in references(draft, tree).items():
        if cited and tree.is_seen(node):
            nodes.setdefault(cited, node)
    return nodes
