"""A document as PDF: tagged, PDF/UA-1 and PDF/A-3a, fonts embedded, the same bytes for the same document.

Typst sets it with paper/document.typ. Words go in as data, never as source. Nothing of the machine decides: fonts are
ours, there is no clock, no network.
"""

import datetime as dt
from typing import Any

import msgspec

from nemcon.core.passage import Passage
from nemcon.documents import phrases
from nemcon.documents.compose.words import passages, passages_of
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
from nemcon.documents.write.standing import code_line, standing

MEMORY = 480
"""Megabytes up to which a document is set, as `megabytes` reckons them; see benchmarks/pdf.py."""

APART = 60
"""Megabytes from which a document is set in a process of its own."""

LONG_PARAGRAPH = 20_000
"""Characters above which a paragraph is broken line by line."""

SHORT_ANNEX = 40
"""Rows, entries and paragraphs up to which it is tried whether an annex fits below what precedes it."""

SURE_HEIGHT = 540
"""Points that are surely less than a page under the heading of an annex; a page has 660."""

_BYTES_A_LETTER = {"ar": 650, "zh": 900}  # elsewhere 300
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
    letters = sum(
        len(passage.text) * _BYTES_A_LETTER.get(passage.language or document.language, 300)
        for passage in passages(document)
    )
    return 45 + (38_000 * entries + 55_000 * headings + 50_000 * rows + letters) / 1e6


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
        "mark": text(standing(document)),
        "blocks": _printed(document.blocks, setting),
    }
    content["notes"] = {note.mark: _note(note, setting) for note in document.footnotes}
    content["after"] = _after(document, setting)
    if document.code:
        content["code"] = _code(document, setting)
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


def _code(document: Document, setting: Setting) -> dict[str, Any]:
    """The line at the end of the last page; neither code nor address is broken, whatever its length."""
    line, runs, at = code_line(document), list[Any](), 0
    for mark in line.marks:
        runs += [
            setting.text(line.text[at : mark.start]),
            {"t": setting.text(line.text[mark.start : mark.end], "en"), "s": 1},
        ]
        at = mark.end
    return {"l": None, "r": [*runs, setting.text(line.text[at:])]}


# ---- blocks --------------------------------------------------------------------------------


def _printed(blocks: tuple[Blocks, ...], setting: Setting) -> list[dict[str, Any]]:
    """The blocks; those of an annex, up to the next heading of the outermost level, are put together under it."""
    made: list[dict[str, Any]] = []
    place = 0
    while place < len(blocks):
        block = blocks[place]
        end = place + 1
        if isinstance(block, Heading) and block.role == "annex":
            while end < len(blocks) and not _begins_a_part(blocks[end]):
                end += 1
            made.append(_annex(block, blocks[place + 1 : end], setting))
        elif isinstance(block, Heading) and block.role == "documentation" and end < len(blocks):
            following = blocks[end]
            if isinstance(following, Listing):
                made.append(_documentation(block, following, setting))
                end += 1
            else:
                made.append(_heading(block, setting))
        else:
            made.append(_block(block, setting))
        place = end
    return made


def _begins_a_part(block: Blocks) -> bool:
    return isinstance(block, Heading) and block.level == 1


def _annex(block: Heading, below: tuple[Blocks, ...], setting: Setting) -> dict[str, Any]:
    above = setting.text(block.above)
    return {
        "kind": "annex",
        "above": above,
        "text": _said(block.text, setting) or ("" if above else "–"),
        "blocks": _printed(below, setting),
        "short": _short(below, setting.language),
    }


def _short(below: tuple[Blocks, ...], language: str) -> str:
    """Whether what is below the heading of an annex is less than a page: "surely", "perhaps" or "no"."""
    parts = sum(_length(block) for block in below)
    lines = sum(len(p.text) for p in passages_of(below)) / (24 if language == "zh" else 48)
    line = {"zh": 16, "ar": 19}.get(language, 13)
    return "surely" if parts * (line + 8) + lines * line <= SURE_HEIGHT else "perhaps" if parts <= SHORT_ANNEX else "no"


def _length(block: Blocks) -> int:
    """Rows, entries and paragraphs."""
    match block:
        case Listing():
            return _entry_count(block.entries)
        case Table():
            return sum(1 + len(group.rows) for group in block.groups)
        case _:
            return 1


def _documentation(block: Heading, listing: Listing, setting: Setting) -> dict[str, Any]:
    word = _said(block.text, setting) or "–"
    return {
        "kind": "documentation",
        "level": block.level,
        "text": word,
        "entries": _entries(listing.entries, setting),
    }


def _block(block: Blocks, setting: Setting) -> dict[str, Any]:
    match block:
        case Heading():
            return _heading(block, setting)
        case Paragraph():
            long = len(block.text.text) > LONG_PARAGRAPH
            words = setting.words(block.text)
            return {"kind": block.role, "number": setting.text(block.number), "text": words, "long": long}
        case Listing():
            kind = "agenda" if block.role == "agenda" else "points"
            return {"kind": kind, "entries": _entries(block.entries, setting)}
        case Table():
            return _table(block, setting)


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
    if "item" in block.columns:
        place = block.columns.index("item") - len(block.columns)  # from the end, as rows lack cells at the beginning
        rows = [row for group in block.groups for row in group.rows if len(row) >= -place]
        longest = max((len(row[place].text.text) for row in rows), default=0)
        widths = widths | {"item": max(widths["item"], min(24, 2 * longest))}
    return [widths.get(column) for column in block.columns]


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
