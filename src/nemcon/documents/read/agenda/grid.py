"""Reading a table whose columns are days and whose rows are tracks and halves of the day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nemcon.core.agenda import Block
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.slots import Column, Numbers, Place, cell_text, day_of, hours_of, part_of_day, rows_of
from nemcon.documents.source import Cell

Hours = tuple[str, str, str]


def day_columns(rows: Sequence[Sequence[Cell]], year: int | None) -> dict[int, tuple[int, str]] | None:
    """The index of the head row and the days by column, where two or more cells of one row are days."""
    for index, row in enumerate(rows[:4]):
        found = {}
        for i, cell in enumerate(row):
            text = words.plain(cell_text(cell))
            day = day_of(text, year=year) if text and len(text) < 40 else None
            if day and day.day is not None and day.end >= len(text) - 2:
                found[i] = (index, text)
        if len(found) >= 2:
            return found
    return None


def read_grid(
    rows: Sequence[Sequence[Cell]], days: dict[int, tuple[int, str]], numbers: Numbers, year: int | None
) -> tuple[list[Row], list[Block]]:
    head_index = next(iter(days.values()))[0]
    body = rows[head_index + 1 :]
    width = max(len(r) for r in body) if body else 0
    shift = max(0, width - len(rows[head_index]))
    places = {i + shift: text for i, (_, text) in days.items()}
    halves: dict[int, str] = {}
    made: list[Row] = []
    blocks: list[_Band] = []
    session: str | None = None
    hours: Hours = ("", "", "")
    first_day = min(places) if places else 0
    for row in body:
        cells = [cell_text(cell) for cell in row]
        lines = [[part for line in cell.lines for part in line.text.split("\n") if part.strip()] for cell in row]
        if (timed := _hours(cells[0] if cells else "")) and first_day > 0:
            session = None
            hours = timed
            cells[0] = ""
            if not blocks:
                blocks.append(_Band())
        marks = {i: part_of_day(words.plain(t)) for i, t in enumerate(cells) if t}
        half_cells = {i: m[0] for i, m in marks.items() if m and m[1] >= len(words.plain(cells[i])) - 1}
        if len(half_cells) >= 2 and not any(t for i, t in enumerate(cells) if i not in half_cells):
            halves = half_cells
            continue
        label = cells[0] if cells else ""
        side = next((m for i, m in half_cells.items() if i < first_day), None)
        if side == "a.m." or (
            label and blocks and not side and not _is_room(label) and blocks[-1].named and session != "a.m."
        ):
            blocks.append(_Band())
        if not blocks:
            blocks.append(_Band())
        band = blocks[-1]
        session = side or session if side else session
        if label and not part_of_day(words.plain(label)):
            if not side and band.named and not _is_room(label) and not band.halved:
                band = _Band()
                blocks.append(band)
                session = None
            band.label.append(label)
            band.named = True
        if side:
            band.halved = True
            session = side
        for i, text in enumerate(cells):
            if not text or i == 0 or i in half_cells:
                continue
            key = (i, session if band.halved else halves.get(i), hours)
            band.texts.setdefault(key, []).extend(lines[i])
    for band in blocks:
        made += band.rows(places, numbers, year, first_day)
    return made, []


def _hours(text: str) -> Hours | None:
    """Start, end and wording of the hours that the first cell of a row is; None if it is something else."""
    found = hours_of(words.plain(text)) if text else None
    if not found or found.begins > 1 or found.ends < len(words.plain(text)) - 1:
        return None
    return found.start.strftime("%H:%M"), found.end.strftime("%H:%M") if found.end else "", text


def _is_room(text: str) -> bool:
    return bool(re.fullmatch(r"\(.*\)", text))


@dataclass
class _Band:
    """The rows of one track in a grid: its name, and what stands in each day and half."""

    label: list[str] = field(default_factory=list)
    texts: dict[tuple[int, str | None, Hours], list[str]] = field(default_factory=dict)
    named: bool = False
    halved: bool = False

    def rows(self, places: dict[int, str], numbers: Numbers, year: int | None, first_day: int) -> list[Row]:
        """The rows of this track, day by day."""
        made: list[Row] = []
        track = " ".join(self.label) or None
        column = Column(track)
        for (i, session, hours), texts in sorted(self.texts.items(), key=lambda p: (p[0][0], p[0][1] or "", p[0][2])):
            index = i if i in places else first_day
            text = places.get(index, "")
            day = day_of(text, year=year) if text else None
            place = Place(date=day.date if day else None, day=text, session=session, track=track)
            if hours[2]:
                place = place.at(start=hours[0], end=hours[1] or None, time=hours[2])
            made += rows_of(texts, place, column, numbers)
        return made
