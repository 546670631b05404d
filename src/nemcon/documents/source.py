"""What a file says before it is understood: lines and table cells in reading order, with what their form tells.

A reader (read/docx.py, read/html.py, read/pdf.py, read/plain.py) turns bytes into a Source; read/agenda.py turns a
Source into an Agenda. A reader drops no word: what it cannot place it still gives as a Line.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from nemcon.core.passage import Mark

LineKind = Literal["paragraph", "heading", "entry", "head", "foot", "note", "title"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph of a word processor or of HTML, or one printed line of plain text or PDF.

    `number` is an automatic number or list label that the words do not contain ("1.", "(a)"). `level` is the list
    depth or the outline level of a heading (1 is the outermost), 0 if unknown. `head` and `foot` are page furniture
    that the format itself marks as such; a `note` is a footnote whose mark is `number`. `indent` is in characters
    (plain text) or in points / 6 (others). `whole` says that line breaks carry meaning: the format knows paragraphs,
    so two Lines are never one paragraph broken in print. `style` is the style's name in the source, "" if none.
    `at` is the number of the line, paragraph or page object in the source, from 1; `page` the page, 0 if unknown.
    Blank lines of text and PDF give no Line: a gap in `at` is a blank line. Tabs before the words are indentation,
    except in a row of columns (other tabs follow), where they stay as empty columns.
    """

    text: str
    kind: LineKind = "paragraph"
    number: str = ""
    level: int = 0
    marks: tuple[Mark, ...] = ()
    indent: float = 0
    whole: bool = False
    bold: bool = False
    centred: bool = False
    style: str = ""
    language: str = ""
    page: int = 0
    at: int = 0


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A table cell: its lines. `columns` and `rows` are how many it spans. A cell that another spans is not there."""

    lines: tuple[Line, ...]
    columns: int = 1
    rows: int = 1


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table of rows of cells; `heads` is how many leading rows the source marks as head."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    caption: str = ""
    at: int = 0


Piece = Line | Table


def lines_of(pieces: Iterable[Piece]) -> Iterator[Line]:
    """All lines in reading order, those in cells of tables included."""
    for piece in pieces:
        if isinstance(piece, Line):
            yield piece
        else:
            yield from (given for row in piece.rows for cell in row for given in cell.lines)


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A file as read. `warnings` are sentences for the reader of the result ("The macros were left out.").

    `layout` says whether columns of plain text are meaningful (text, PDF). `language` is what the file declares.
    """

    pieces: tuple[Piece, ...]
    form: Literal["text", "docx", "html", "pdf"]
    language: str = ""
    title: str = ""
    layout: bool = False
    warnings: tuple[str, ...] = ()


class Unreadable(Exception):
    """The file cannot be read. The message says what is wrong and what to do, in a sentence without a stack trace."""
