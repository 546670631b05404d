"""Writes a document as plain text, as the text version of a United Nations document reads.

One paragraph is one line, never broken for width; a table is a line for each row with a tab between columns, a day on
a line of its own. Footnotes follow the text; their marks stand in it as they are, figures raised (¹). There is no
mark-up: what is italic or bold is not shown. No control characters are added for right-to-left text.
"""

from collections.abc import Iterator

from nemcon.core.passage import Passage
from nemcon.documents import model

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_INDENT = "    "


def text(document: model.Document) -> str:
    """The document as plain text with a line feed at the end of each line, to be stored as UTF-8."""
    parts = [*_masthead(document), *_blocks(document), *_end(document)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _masthead(document: model.Document) -> Iterator[str]:
    head = document.head
    yield _lines(head.house, head.symbol)
    yield _line(head.organ)
    yield "\n".join(_line(line) for line in head.lines).strip("\n")
    yield _lines(head.body, head.meeting, head.session)
    yield _line(head.item)
    yield from map(_line, head.others)
    yield _line(document.title)
    yield _line(document.subtitle)
    yield _line(document.unofficial)


def _blocks(document: model.Document) -> Iterator[str]:
    for block in document.blocks:
        match block:
            case model.Heading():
                yield _line(block.above)
                yield _numbered(block.number, block.text)
            case model.Paragraph():
                yield _numbered(block.number, block.text)
            case model.Listing(role="documentation"):
                yield from _entries(block.entries)
            case model.Listing():
                yield "\n".join(_entries(block.entries))
            case model.Table():
                yield "\n".join(_rows(block))


def _entries(entries: tuple[model.Entry, ...], depth: int = 0) -> Iterator[str]:
    for entry in entries:
        yield _INDENT * depth + _numbered(entry.number, entry.text)
        yield from _entries(entry.entries, depth + 1)


def _rows(table: model.Table) -> Iterator[str]:
    """A row has all its columns: one that an earlier cell spans is empty."""
    yield "\t".join(map(_line, table.head))
    for group in table.groups:
        if group.head:
            yield _line(group.head)
        spanned = [0] * len(table.columns)
        for row in group.rows:
            cells = iter(row)
            columns = []
            for place, rows in enumerate(spanned):
                cell = None if rows else next(cells, None)
                columns.append(_line(cell.text) if cell else "")
                spanned[place] = rows - 1 if rows else (cell.rows - 1 if cell else 0)
            columns.extend(_line(cell.text) for cell in cells)
            yield "\t".join(columns).rstrip("\t")


def _end(document: model.Document) -> Iterator[str]:
    yield "\n".join(f"{_mark(note.mark)} {_line(note.text)}" for note in document.footnotes)
    yield _line(document.illustrative)
    yield _line(document.job)


def _numbered(number: str, words: Passage) -> str:
    return f"{_line(number)} {_line(words)}".strip(" ")


def _lines(*several: str | Passage) -> str:
    return "\n".join(filter(None, map(_line, several)))


def _line(words: str | Passage) -> str:
    """The words on one line, with the marks of their footnotes."""
    if isinstance(words, str):
        return " ".join(words.split("\n")).replace("\t", " ").strip(" ")
    said = words.text
    notes = sorted((m for m in words.marks if m.kind == "note"), key=lambda m: m.start, reverse=True)
    for note in notes:
        said = said[: note.start] + _mark(note.value) + said[note.start :]
    return _line(said)


def _mark(mark: str) -> str:
    return mark.translate(_RAISED) if mark.isdecimal() and mark.isascii() else mark
