"""Marks in what was read: footnotes behind a star, symbols and items that the annotations cite."""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from nemcon.core import symbols
from nemcon.core.agenda import Item
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda.slots import Numbers

CITING = re.compile(r"\b(?:agenda )?items? (?P<item>\d{1,3}(?: ?\([a-z]\))*)", re.I)


def starred(item: Item, stars: set[str]) -> Item:
    """The item with "*" in its title as the mark of a footnote, where the document has that footnote."""
    found = re.search(r"[.;:]?\s*(\*{1,4})[.;:]?$", item.title)
    if found and found[1] in stars:
        title = item.title[: found.start()]
        item = replace(item, title=title, marks=(*item.marks, Mark(len(title), len(title), "note", found[1])))
    return replace(item, items=tuple(starred(i, stars) for i in item.items))


def linked(item: Item, numbers: Numbers) -> Item:
    """The item with symbols and cited items marked in its annotation."""
    return replace(
        item,
        annotation=tuple(replace(b, marks=(*b.marks, *_citations(b.text, b.marks, numbers))) for b in item.annotation),
        items=tuple(linked(i, numbers) for i in item.items),
    )


def _citations(text: str, marks: Iterable[Mark], numbers: Numbers) -> list[Mark]:
    held = {(m.start, m.end) for m in marks}
    found = [Mark(start, end, "symbol", str(symbol)) for start, end, symbol in symbols.find(text)]
    for m in CITING.finditer(text):
        if numbers.key(m["item"]) in numbers.by_key:
            found.append(Mark(m.start(), m.end(), "item", numbers.find(m["item"])))
    return [m for m in found if (m.start, m.end) not in held]
