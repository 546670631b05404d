"""A document as PDF: tagged, PDF/UA-1 and PDF/A-3a, fonts embedded, the same bytes for the same document.

Typst sets it with paper/document.typ. Words go in as data, never as source. Nothing of the machine decides: fonts are
ours, there is no clock, no network.
"""

import datetime as dt
from typing import Any

import msgspec

from nemcon.core.passage import Passage
from nemcon.documents import phrases
from nemcon.documents.compose.words import passages
from nemcon.documents.model import (
    Blocks,
    Cell,
    Document,
    Entry,
    Footnote,
    Heading,
    Listing,
    Paragraph,
    Table,
)
from nemcon.documents.write.pdf_child import ALL, OWN, Failed, compiled, compiled_apart
from nemcon.documents.write.pdf_words import SUBSTITUTE, Setting, Words, named

MEMORY = 480
"""Megabytes up to which a document is set, as `megabytes` reckons them; see benchmarks/pdf.py."""

APART = 60
"""Megabytes from which a document is set in a process of its own."""

LONG_PARAGRAPH = 20_000
"""Characters above which a paragraph is broken line by line."""

SHORT_ANNEX = 40
"""Rows and paragraphs up to which an annex may stand on the page of what precedes it."""

_WIDTHS = {"time": 35, "track": 27, "item": 16, "people": 34}  # millimetres, for up to three columns
_NARROW = {"time": 32, "track": 22, "item": 16, "people": 26}
_ONE_LINE = {"time": 24, "item": 9}  # characters of a cell that is kept on one line
_UNBROKEN_ROWS = 12  # a sitting of more rows than this may go over a page


class Unprintable(Exception):
    """The document cannot be printed as PDF; the message says why and what to do."""


def pdf(document: Document) -> bytes:
    """The document as a PDF file.

    A sign that no font of the house has is shown as a square and named at the end of the document: nothing is lost.
    Raises: Unprintable if the document is too long to be set in the memory that a worker has.
    """
    if (needed := megabytes(document)) > MEMORY:
        raise Unprintable(
            f"The document is too long for one PDF: it would take about {needed:,.0f} MB of memory, and {MEMORY} are "
            "allowed. Divide it into parts, or take it as text, HTML or Word."
        )
    setting = Setting(document.language, document.footnotes)
    content = msgspec.json.encode(_content(document, setting)).decode()
    scripts = ALL if setting.has_other_scripts else OWN
    try:
        return compiled(content, scripts) if needed <= APART else compiled_apart(content, scripts)
    except Failed as failure:
        said = f"The document could not be set as PDF: {failure}. Take it as Word, HTML or text."
        raise Unprintable(said) from failure


def megabytes(document: Document) -> float:
    """The memory that setting `document` takes, within a tenth, from what it has: measured, see benchmarks/pdf.py."""
    headings = sum(isinstance(block, Heading) for block in document.blocks)
    entries = sum(_entry_count(block.entries) for block in document.blocks if isinstance(block, Listing))
    rows = sum(len(g.rows) for block in document.blocks if isinstance(block, Table) for g in block.groups)
    letters = sum(len(passage.text) for passage in passages(document))
    letter = {"ar": 650, "zh": 900}.get(document.language, 300)
    return 45 + (38_000 * entries + 45_000 * headings + 50_000 * rows + letter * letters) / 1e6


def _entry_count(entries: tuple[Entry, ...]) -> int:
    return sum(1 + _entry_count(entry.entries) for entry in entries)


def lacking(document: Document) -> dict[str, int]:
    """The signs of `document` that no font of the house has, by name ("U+1F600 GRINNING FACE"), with how often."""
    setting = Setting(document.language, document.footnotes)
    _content(document, setting)
    return {named(sign): count for sign, count in sorted(setting.lacking.items())}


def _content(document: Document, setting: Setting) -> dict[str, Any]:
    """What document.typ prints, in reading order: note marks are printed where they first stand."""
    head, text = document.head, setting.text
    content: dict[str, Any] = {
        "language": document.language,
        "plain": _plain_title(document, setting),
        "running": text(document.title.text),
        "date": _date(document),
        "symbol": text(head.symbol, "en"),
        "job": text(document.job, "en"),
        "house": setting.words(head.house),
        "organ": setting.words(head.organ),
        "lines": [text(line, "en") for line in head.lines],
        "headed": bool(head.house or head.symbol or head.organ or head.lines),
        "body": setting.words(head.body),
        "meeting": setting.words(head.meeting),
        "session": setting.words(head.session),
        "item": setting.words(head.item),
        "others": [setting.words(line) for line in head.others],
        "title": _said(document.title, setting) or text(head.symbol, "en") or "–",
        "subtitle": setting.words(document.subtitle),
        "foot": text(_foot(document)),
        "unofficial": "" if _is_unofficial_only(document) else text(document.unofficial),
        "mark": text(_mark(document)),
        "blocks": _printed(document.blocks, setting),
    }
    content["notes"] = {note.mark: _note(note, setting) for note in document.footnotes}
    content["after"] = _after(document, setting)
    return content


def _date(document: Document) -> dict[str, int]:
    """The date in the file's own description.

    PDF/A asks for one, and a clock would change the bytes: a document without a date bears the first day of 1970,
    which nobody takes for a date.
    """
    day = document.date or dt.date(1970, 1, 1)
    return {"year": day.year, "month": day.month, "day": day.day}


def _plain_title(document: Document, setting: Setting) -> str:
    """The title of the file: the document's, and whose it is."""
    divider = "：" if document.language == "zh" else "\u00a0: " if document.language == "fr" else ": "
    parts = [p.text for p in (document.title, document.head.body) if p.text]
    return setting.text(divider.join(parts) or document.head.symbol or "–").replace("\n", " ")


def _is_unofficial_only(document: Document) -> bool:
    """Whether the document says of itself only that it is an unofficial translation: then its foot has room for it."""
    return document.unofficial.rstrip(".。") == phrases.phrase("unofficial-translation", document.language)


def _foot(document: Document) -> str:
    """The statement at the foot of the first page."""
    said = [document.unofficial if _is_unofficial_only(document) else "", document.illustrative]
    return ("" if document.language == "zh" else " ").join(part for part in said if part)


def _mark(document: Document) -> str:
    """The word at the foot of later pages."""
    unofficial = phrases.phrase("unofficial-translation", document.language)
    marks = [document.illustrative_mark, unofficial if document.unofficial.startswith(unofficial) else ""]
    return " · ".join(mark for mark in marks if mark)


def _note(note: Footnote, setting: Setting) -> Any:
    """A note's words; a note mark inside a note is shown as its sign only."""
    marks, setting.marks = setting.marks, set()
    words = setting.words(note.text)
    setting.marks = marks
    return words


def _after(document: Document, setting: Setting) -> list[Any]:
    """What stands after the end: notes that nothing refers to, and the signs that could not be shown."""
    lines: list[Any] = [
        {"l": None, "r": [{"t": note.mark, "u": 1}, " ", {"t": setting.text(note.text.text, note.text.language)}]}
        for note in document.footnotes
        if note.mark not in setting.noted
    ]
    if setting.lacking:
        said = phrases.phrase("not-legible", document.language, sign=SUBSTITUTE)
        signs = ", ".join(named(sign) for sign in sorted(setting.lacking))
        lines += [said, {"l": "en", "r": [signs]}]
    return lines


# ---- blocks --------------------------------------------------------------------------------


def _printed(blocks: tuple[Blocks, ...], setting: Setting) -> list[dict[str, Any]]:
    """The blocks; those of an annex, up to the next heading of the outermost level, are put together under it."""
    made: list[dict[str, Any]] = []
    into = made
    waiting: Heading | None = None  # a documentation heading, printed with its list
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            into = made
        if waiting is not None and not isinstance(block, Listing):
            into.append(_heading(waiting, setting))
            waiting = None
        match block:
            case Heading(role="annex"):
                into = []
                above = setting.text(block.above)
                made.append(
                    {
                        "kind": "annex",
                        "above": above,
                        "text": _said(block.text, setting) or ("" if above else "–"),
                        "blocks": into,
                    }
                )
            case Heading(role="documentation"):
                waiting = block
            case Heading():
                into.append(_heading(block, setting))
            case Paragraph():
                number = setting.text(block.number)
                long = len(block.text.text) > LONG_PARAGRAPH
                words = setting.words(block.text)
                into.append({"kind": block.role, "number": number, "text": words, "long": long})
            case Listing():
                entries = _entries(block.entries, setting)
                if waiting is not None:
                    word = _said(waiting.text, setting) or "–"
                    into.append({"kind": "documentation", "level": waiting.level, "text": word, "entries": entries})
                    waiting = None
                else:
                    into.append({"kind": "agenda" if block.role == "agenda" else "points", "entries": entries})
            case Table():
                into.append(_table(block, setting))
    if waiting is not None:
        into.append(_heading(waiting, setting))
    for part in made:
        if part["kind"] == "annex":
            part["short"] = _length(part["blocks"]) <= SHORT_ANNEX
    return made


def _length(blocks: list[dict[str, Any]]) -> int:
    """Rows, entries and paragraphs."""
    rows = sum(1 + len(rows) for block in blocks if block["kind"] == "table" for _, rows in block["groups"])
    return rows + sum(1 + len(block.get("entries", ())) for block in blocks)


def _heading(block: Heading, setting: Setting) -> dict[str, Any]:
    """A heading; one without words is its number, since every heading must say something (PDF/UA)."""
    number, words = setting.text(block.number), _said(block.text, setting)
    return {
        "kind": "heading",
        "level": block.level,
        "number": number if words else "",
        "anchor": block.anchor,
        "text": words or number.strip() or "–",
    }


def _said(passage: Passage, setting: Setting) -> Words:
    return setting.words(passage) if passage.text.strip() else None


def _entries(entries: tuple[Entry, ...], setting: Setting) -> list[dict[str, Any]]:
    return [
        {
            "number": setting.text(entry.number),
            "text": setting.words(entry.text),
            "entries": _entries(entry.entries, setting),
        }
        for entry in entries
    ]


def _table(block: Table, setting: Setting) -> dict[str, Any]:
    """A table: widths in millimetres (None takes what is left), heads, and rows under their second heads.

    A cell is its words, the rows it spans, whether it stays on one line, and whether it may go over a page.
    """
    return {
        "kind": "table",
        "widths": _widths(block) if block.role == "programme" else [None] * len(block.columns),
        "head": [setting.words(head) for head in block.head],
        "groups": [[setting.words(group.head), _rows(group.rows, block.columns, setting)] for group in block.groups],
    }


def _widths(block: Table) -> list[int | None]:
    """The paper's own widths; narrower ones where there are more columns; an item's as its longest reference asks."""
    widths = _NARROW if len(block.columns) > 3 else _WIDTHS
    items = [cell.text.text for group in block.groups for row in group.rows for cell in row[:-1] if cell.rows == 1]
    longest = max((len(text) for text in items if len(text) <= 16), default=0)
    item = max(widths["item"], min(24, 2 * longest)) if "people" not in block.columns else widths["item"]
    return [item if column == "item" else widths.get(column) for column in block.columns]


def _rows(rows: tuple[tuple[Cell, ...], ...], columns: tuple[str, ...], setting: Setting) -> list[list[Any]]:
    """Rows with their cells; which column a cell is in follows from what earlier rows span."""
    made: list[list[Any]] = []
    left = [0] * len(columns)  # how many rows more each column is taken
    for row in rows:
        free = [place for place, taken in enumerate(left) if taken == 0]
        left = [max(0, taken - 1) for taken in left]
        cells = []
        for place, cell in zip(free, row, strict=False):
            left[place] = cell.rows - 1
            whole = columns[place] in ("time", "item") and len(cell.text.text) <= (
                24 if columns[place] == "time" else 9
            )
            cells.append([setting.words(cell.text), cell.rows, whole, cell.rows > _UNBROKEN_ROWS])
        made.append(cells)
    return made
