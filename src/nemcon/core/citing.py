"""Symbols and agenda items that running text cites, found in its words alone."""

import re
from collections.abc import Iterable, Mapping

from nemcon.core import symbols
from nemcon.core.agenda import Item, reference, walk
from nemcon.core.passage import Mark

_CITING = re.compile(r"\b(?:agenda )?items? (?P<item>\d{1,3}(?: ?\([a-z]\))*)", re.I)
_AROUND = re.compile(r"[\s().（）]+")


def item_key(cited: str) -> str:
    """What is left of a citation without brackets, points and blanks: "2 (a)" and "2(a)" are "2a", "5.7.1" stays."""
    inner = cited.strip(" .")
    return (inner if "." in inner else _AROUND.sub("", cited)).casefold()


def known_items(items: Iterable[Item]) -> dict[str, str]:
    """The references of an agenda's items by the key that a citation of them has; of two alike the first."""
    found: dict[str, str] = {}
    for path, _ in walk(tuple(items)):
        cited = reference(path)
        found.setdefault(item_key(cited), cited)
    return found


def find_items(text: str, known: Mapping[str, str]) -> list[Mark]:
    """Each "agenda item 2 (a)" whose item is among `known` (its reference by `item_key`), as a mark."""
    if not known:
        return []
    return [
        Mark(found.start(), found.end(), "item", known[key])
        for found in _CITING.finditer(text)
        if (key := item_key(found["item"])) in known
    ]


def find_symbols(text: str) -> list[Mark]:
    """Each document symbol in the text, as a mark whose value is its canonical form."""
    return [Mark(start, end, "symbol", str(symbol)) for start, end, symbol in symbols.find(text)]


def find_marks(text: str, known: Mapping[str, str]) -> list[Mark]:
    """The marks that the words have by themselves: symbols, and items that are `known`. Never raises."""
    return [*find_symbols(text), *find_items(text, known)]
