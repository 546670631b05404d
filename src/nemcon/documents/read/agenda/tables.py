"""An organization of work, or a whole agenda, that is set as a table: which of three shapes it has.

In a list each row is an item, and days and hours are rows or cells among them (listing.py). In a grid the columns are
days and the rows are tracks and halves of the day (grid.py). Or the columns are bodies or rooms that sit side by side
(tracks.py). Plain text brings all three, with tabs or bars.
"""

import re
from collections.abc import Sequence

from nemcon.core.agenda import Block
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.columns import days_as_columns
from nemcon.documents.read.agenda.grid import day_columns, read_grid
from nemcon.documents.read.agenda.lines import printed
from nemcon.documents.read.agenda.listing import Entry, read_listing
from nemcon.documents.read.agenda.slots import ITEM, Column, Numbers, Place, day_of, hours_of, part_of_day
from nemcon.documents.read.agenda.tracks import read_tracks, track_columns
from nemcon.documents.source import Cell, Line, Piece, Table

WORD = re.compile(r"[^\W\d_]{2,}")
SEPARATOR = re.compile(r"^[\s|:+\-=_]*$")


def as_tables(pieces: Sequence[Piece]) -> list[Piece]:
    """Lines of plain text that are rows of a table made into one: columns by tabs or bars."""
    out: list[Piece] = []
    run: list[Line] = []
    kind = ""

    def close() -> None:
        nonlocal run, kind
        rows = [_cells(line, kind) for line in run if not SEPARATOR.match(line.text)]
        if sum(len(r) > 1 for r in rows) >= 2:
            out.append(Table(rows=tuple(rows), at=run[0].at))
        else:
            out.extend(run)
        run, kind = [], ""

    for piece in days_as_columns(pieces):
        mark = ""
        if isinstance(piece, Line) and not piece.whole:
            mark = "|" if piece.text.count("|") >= 2 else "\t" if "\t" in piece.text.strip() else ""
            if not mark and run and kind == "\t" and piece.text.startswith("\t"):
                mark = "\t"  # empty cells, then one that is filled
            if not mark and run and kind == "\t" and len(piece.text) < 60 and day_of(words.plain(piece.text)):
                mark = "\t"  # a day between rows has no tab
            if run and kind == "|" and SEPARATOR.match(piece.text):
                mark = "|"
        if mark != kind and run:
            close()
        if mark:
            kind = mark
            assert isinstance(piece, Line)
            run.append(piece)
        else:
            out.append(piece)
    if run:
        close()
    return out


def _cells(line: Line, kind: str) -> tuple[Cell, ...]:
    text = printed(line).rstrip()
    parts = (
        text.split("\t") if kind == "\t" else text.strip("|").split("|") if text.startswith("|") else text.split("|")
    )
    cells = []
    for part in parts:
        shown = "" if SEPARATOR.match(part) else part.strip()
        cells.append(Cell(lines=(Line(text=shown, at=line.at, page=line.page, whole=True),) if shown else ()))
    return tuple(cells)


def read_table(
    table: Table, place: Place, numbers: Numbers, year: int | None, column: Column
) -> tuple[list[Row], list[Entry], tuple[str, ...], list[Block], Place]:
    """Rows, entries with a number, the words of the head, notes, and the place that a next table goes on from."""
    rows = _expanded(table)
    days = day_columns(rows, year)
    if not days and (first := track_columns(rows)) is not None:
        made, entries, head, notes, place = read_tracks(rows, first, place, numbers, year)
    elif days:
        made, notes = read_grid(rows, days, numbers, year)
        entries, head = [], ()
    else:
        made, entries, head, notes, place = read_listing(rows, place, numbers, year, column)
    return made, entries, head, [*notes, *_unsaid(rows, made, entries, head, notes)], place


def _unsaid(
    rows: Sequence[Sequence[Cell]],
    made: Sequence[Row],
    entries: Sequence[Entry],
    head: Sequence[str],
    notes: Sequence[Block],
) -> list[Block]:
    """The lines of the table that nothing made of it says: a room that does not sit, a day without a meeting."""
    said = [*head, *(note.text for note in notes)]
    for one in made:
        said += [one.day, one.time, one.title, one.people, one.track or "", one.session or "", one.item or ""]
    for entry in entries:
        said += [entry.number, entry.title, entry.people, *(line.text for line in (*entry.lines, *entry.papers))]
    held = set(WORD.findall(" ".join(said).casefold()))
    left: list[Block] = []
    for row in rows:
        for cell in row:
            for line in cell.lines:
                simple = words.plain(line.text)
                hours = hours_of(simple) if len(simple) < 40 else None
                bare = words.CONTINUED.sub("", simple)
                if part_of_day(simple) or hours or ITEM.match(bare) or held.issuperset(WORD.findall(bare.casefold())):
                    continue
                left.append(Block(text=" ".join(line.text.split()), number=line.number))
    return left


def _expanded(table: Table) -> list[list[Cell]]:
    """The rows with an empty cell wherever one spans others, so that a column has one index throughout."""
    below: dict[int, int] = {}  # column: rows that a cell above still covers
    rows: list[list[Cell]] = []
    for row in table.rows:
        out: list[Cell] = []
        for cell in row:
            while below.get(len(out), 0):
                out.append(Cell(lines=()))
            here = len(out)
            out += [cell, *[Cell(lines=())] * (cell.columns - 1)]
            if cell.rows > 1:
                below.update({here + n: cell.rows for n in range(cell.columns)})
        while below.get(len(out), 0):
            out.append(Cell(lines=()))
        below = {column: left - 1 for column, left in below.items() if left > 1}
        rows.append(out)
    return rows
