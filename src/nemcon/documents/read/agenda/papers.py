"""Reading the documents of an item: title, symbol, number in a list."""

import re

from nemcon.core import symbols
from nemcon.core.agenda import Paper
from nemcon.documents.read.agenda.labels import Label
from nemcon.documents.read.agenda.lines import SENTENCE_END, SYMBOL_FIRST, Unit, single_blanks, trim

DOCUMENT = re.compile(r"^(?P<number>doc(?:ument)?\.?\s*\d+(?:\.\d+)*)\s*[-–—:.]*\s*", re.I)


def read_paper(unit: Unit, label: Label | None, *, numbered: bool = False) -> Paper | None:
    """The paper that a line of the documentation names; None where the line is running text.

    With `numbered` only lines such as "Doc 4.1 – …" count, for they are known without a heading over them.
    """
    body, marks = unit.body(label)
    body, marks = single_blanks(body, marks)
    number = ""
    if found := DOCUMENT.match(body):
        number = found["number"]
        body, marks = trim(body, marks, found.end())
    elif numbered:
        return None
    spans = symbols.find(body)
    if not number and not spans:
        return None
    if not spans:
        return Paper(title=body.strip(), number=number, marks=marks)
    start, end, _ = spans[-1]
    symbol = body[start:end]
    if len(spans) == 1 and start <= 1 and end < len(body) - 1:
        title, kept = trim(body, marks, end)
        lead = len(title) - len(title.lstrip(" -–—:,\t"))
        title, kept = trim(title, kept, lead)
        return Paper(title=title.rstrip(";"), symbol=symbol, number=number, marks=kept)
    after = body[end:].strip()
    if re.fullmatch(r"[)）\]]?[.;,。；]*(?: and(?: Corr\.\d)?| и| et| y)?", after) and re.search(
        r"[(（\[]\s*$", body[:start]
    ):
        title, kept = trim(re.sub(r"\s*[(（\[]\s*$", "", body[:start]), marks)
        return Paper(title=title, symbol=symbol, number=number, marks=kept)
    if SENTENCE_END.search(body) and len(body.split()) > 25 and not number:
        return None
    return Paper(title=body, symbol="" if len(spans) > 1 else symbol, number=number, marks=marks)


def evident_paper(unit: Unit, label: Label | None) -> Paper | None:
    """A paper that needs no heading over it: a symbol set apart before its title, or a bullet that ends in a symbol."""
    text = unit.text.strip()
    if label is None and SYMBOL_FIRST.match(text) and len(text.split()) <= 60:
        return read_paper(unit, None)
    if (
        label is not None
        and label.kind == "bullet"
        and text.rstrip(".;").endswith((")", "）"))
        and len(text.split()) <= 45
    ):
        paper = read_paper(unit, label)
        return paper if paper and paper.symbol else None
    return None


def numbered_papers(unit: Unit) -> list[Paper]:
    """The papers of a line "Doc 8.2 … Doc 8.3 …"; none if it does not begin with one."""
    if not DOCUMENT.match(unit.text.strip()):
        return []
    cuts = [m.start() for m in re.finditer(r"(?<=\s)doc\.? ?\d+\.\d+", unit.text, re.I)]
    found = []
    for start, end in zip([0, *cuts], [*cuts, len(unit.text)], strict=True):
        text, marks = trim(unit.text[:end], unit.marks, start)
        if paper := read_paper(Unit(text, list(marks), [], unit.lines), None, numbered=True):
            found.append(paper)
    return found
