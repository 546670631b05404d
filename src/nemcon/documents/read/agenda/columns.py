"""Plain text whose columns are days: "Monday, 3 May      Tuesday, 4 May", and under them what each half-day takes.

The columns are set with blanks. They are made a table here, so that grid.py can read it like one of Word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.lines import SEGMENT, printed
from nemcon.documents.read.agenda.slots import day_of, hours_of, part_of_day
from nemcon.documents.source import Cell, Line, Piece, Table

NUMBERED = re.compile(r"\s(?=(?:\d{1,2}\.|\([a-z]\)|[Ii]tems?) )")
OFF = 12  # characters: a cell begins no further from the day that stands in the middle over it
MOST_ROWS = 400


@dataclass(frozen=True)
class Part:
    """Words of a line that stand together, and the column of characters where they begin."""

    x: int
    text: str


def _parts(line: Line) -> list[Part]:
    return [Part(m.start(), m[0]) for m in SEGMENT.finditer(printed(line).expandtabs(8))]


def _days(line: Line) -> list[Part]:
    """The days that a line names side by side; none unless it names two or more and nothing else."""
    if line.whole or len(line.text) > 250:
        return []
    found = _parts(line)
    if len(found) < 2:
        return []
    days = [p for p in found if _is_day(p.text)]
    return days if len(days) >= 2 and len(found) - len(days) <= (1 if found[0] not in days else 0) else []


def _is_day(text: str) -> bool:
    simple = words.plain(text)
    day = day_of(simple) if len(simple) < 40 else None
    return bool(day and day.day is not None and day.end >= len(simple) - 1)


def days_as_columns(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with each stretch of lines under days side by side made into a table."""
    out: list[Piece] = []
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        days = _days(piece) if isinstance(piece, Line) else []
        if not days:
            out.append(piece)
            index += 1
            continue
        end = index + 1
        while end < len(pieces) and end - index < MOST_ROWS and _goes_on(pieces[end], days):
            end += 1
        lines = [p for p in pieces[index:end] if isinstance(p, Line)]
        if len(lines) > 1:
            out.append(_table(lines, days))
        else:
            out += lines
        index = end
    return out


def _goes_on(piece: Piece, days: Sequence[Part]) -> bool:
    """Whether a line is part of the table: it has columns, or hours at its head, or stands under one of the days."""
    if not isinstance(piece, Line) or piece.whole or "\t" in piece.text or _days(piece):
        return False
    found = _parts(piece)
    if not found:
        return False
    first = found[0]
    if first.x >= days[0].x / 2:
        return True
    return len(first.text) < days[0].x + 12 and (len(found) > 1 or _opens_row(first.text))


def _opens_row(text: str) -> bool:
    simple = words.plain(text)
    hours = hours_of(simple)
    return bool((hours and hours.begins <= 1) or part_of_day(simple))


def _table(lines: Sequence[Line], days: Sequence[Part]) -> Table:
    starts = [0 if days[0].x >= 4 else -99, *(day.x for day in days)]  # a day at the margin has no hours before it

    def column(x: int) -> int:
        return min(range(len(starts)), key=lambda i: abs(starts[i] - x)) if x >= starts[1] / 2 else 0

    rows: list[list[list[Line]]] = [[[] for _ in starts]]
    for index, line in enumerate(lines):
        parts = [part for found in _parts(line) for part in _cut(found, days)]
        if index == 1 or (index and _opens(lines, index, by_gaps=_rows_by_gaps(lines))):
            rows.append([[] for _ in starts])
        for part in parts:
            rows[-1][column(part.x)].append(Line(text=part.text, at=line.at, page=line.page, whole=True))
    return Table(rows=tuple(tuple(Cell(lines=tuple(c)) for c in row) for row in rows), at=lines[0].at)


def _rows_by_gaps(lines: Sequence[Line]) -> bool:
    """Whether blank lines part the rows: each stretch without one has hours at its head just once.

    The hours may stand halfway down, as a cell set in the middle of its row has them.
    """
    counts: list[int] = []
    for index, line in enumerate(lines[1:], 1):
        if index == 1 or line.at > lines[index - 1].at + 1:
            counts.append(0)
        counts[-1] += _opens_row(_parts(line)[0].text)
    return len(counts) > 1 and all(n == 1 for n in counts)


def _opens(lines: Sequence[Line], index: int, *, by_gaps: bool) -> bool:
    if by_gaps:
        return lines[index].at > lines[index - 1].at + 1
    return _opens_row(_parts(lines[index])[0].text)


def _cut(part: Part, days: Sequence[Part]) -> list[Part]:
    """Words that run over into the next column with one blank between: cut where a number stands near its head."""
    for found in reversed(list(NUMBERED.finditer(part.text))):
        x = part.x + found.end()
        if found.start() and any(abs(day.x - x) <= OFF for day in days[1:]):
            return [*_cut(Part(part.x, part.text[: found.start()]), days), Part(x, part.text[found.end() :])]
    return [part]
