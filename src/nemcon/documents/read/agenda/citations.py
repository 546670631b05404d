"""Marks in what was read: footnotes behind a star, symbols and items that the annotations cite."""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from nemcon.core.agenda import Block, Item
from nemcon.core.citing import find_marks
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda.drafts import plain_mark
from nemcon.documents.read.agenda.slots import Numbers

RAISED_FIGURES = re.compile("[⁰¹²³⁴-⁹]{1,3}")


def noted(item: Item, marks: set[str]) -> Item:
    """The item with the marks of footnotes beside its words, where plain text has them among the words: "*" and "¹"."""
    found = re.search(r"[.;:]?\s*(\*{1,4})[.;:]?$", item.title)
    if found and found[1] in marks:
        title = item.title[: found.start()]
        item = replace(item, title=title, marks=(*item.marks, Mark(len(title), len(title), "note", found[1])))
    return replace(
        item,
        annotation=tuple(_noted_block(block, marks) for block in item.annotation),
        items=tuple(noted(i, marks) for i in item.items),
    )


def _noted_block(block: Block, marks: set[str]) -> Block:
    text, kept = block.text, list(block.marks)
    while (found := RAISED_FIGURES.search(text)) and plain_mark(found[0]) in marks:
        start, end = found.span()
        text = text[:start] + text[end:]
        kept = [replace(m, start=_moved(m.start, start, end), end=_moved(m.end, start, end)) for m in kept]
        kept.append(Mark(start, start, "note", plain_mark(found[0])))
    return block if text == block.text else replace(block, text=text, marks=tuple(kept))


def _moved(place: int, start: int, end: int) -> int:
    return place if place <= start else max(start, place - (end - start))


def linked(item: Item, numbers: Numbers) -> Item:
    """The item with symbols and cited items marked in its annotation."""
    return replace(
        item,
        annotation=tuple(replace(b, marks=(*b.marks, *_citations(b.text, b.marks, numbers))) for b in item.annotation),
        items=tuple(linked(i, numbers) for i in item.items),
    )


def _citations(text: str, marks: Iterable[Mark], numbers: Numbers) -> list[Mark]:
    held = {(m.start, m.end) for m in marks}
    return [m for m in find_marks(text, numbers.by_key) if (m.start, m.end) not in held]
