"""The parts that hold an organization of work, in lines or tables; and items where they stand in tables only."""

import datetime as dt
import re
from collections.abc import Sequence

from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.agenda import Block, Masthead
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.annotations import Annotations
from nemcon.documents.read.agenda.drafts import Draft, Reading, footnote
from nemcon.documents.read.agenda.lines import Unit
from nemcon.documents.read.agenda.listing import Entry
from nemcon.documents.read.agenda.parts import Part
from nemcon.documents.read.agenda.slots import Column, Numbers, Place, day_of
from nemcon.documents.read.agenda.tables import as_tables, read_table
from nemcon.documents.read.agenda.timetable import read_lines, session_hours
from nemcon.documents.source import Line, Table


def read_programme(
    part: Part, numbers: Numbers, year: int | None
) -> tuple[list[Row], list[Entry], tuple[str, ...], list[Block]]:
    rows: list[Row] = []
    entries: list[Entry] = []
    head: tuple[str, ...] = ()
    notes: list[Block] = []
    place, column = Place(), Column()
    loose: list[Line] = []
    idle: list[Line] = []

    def read_loose() -> None:
        nonlocal loose, head, place
        last = loose[-1] if loose else None
        if last and (found := day_of(words.plain(last.text), year)) and found.end >= len(words.plain(last.text)) - 2:
            place = Place(date=found.date, day=words.plain(last.text))  # a day over a table of its hours
            loose.pop()
            idle.append(last)
        more, said, named = read_lines(loose, numbers, year)
        rows.extend(more)
        notes.extend(said)
        head = head or named
        loose = []

    for piece in as_tables(part.pieces):
        if isinstance(piece, Table):
            read_loose()
            more, found, named, said, place = read_table(piece, place, numbers, year, column)
            rows += more
            entries += found
            head = head or named
            notes += said
        elif note := footnote(Unit(piece.text, list(piece.marks), [], [piece])):
            notes.append(Block(text=note.text, number=note.mark, kind="entry"))
        else:
            loose.append(piece)
    read_loose()
    busy = {row.day for row in rows}
    notes += [Block(text=line.text.strip()) for line in idle if words.plain(line.text) not in busy]
    return rows, entries, head, notes


def with_hours(rows: Sequence[Row], texts: Sequence[str]) -> list[Row]:
    """Hours for rows that know only "a.m." and "p.m.", where the document says when those are."""
    if not any(r.session in ("a.m.", "p.m.") and r.start is None for r in rows):
        return list(rows)
    hours = session_hours(texts)
    return [
        replace(r, start=hours[r.session][0], end=hours[r.session][1])
        if r.session in hours and r.start is None and r.session
        else r
        for r in rows
    ]


def items_of_tables(entries: Sequence[Entry], reading: Reading) -> None:
    """The items of an agenda that is a table: rows with one number are one item, the first title its title."""
    drafts: dict[str, Draft] = {}
    for entry in entries:
        draft = drafts.get(entry.number)
        if draft is None:
            row = entry.rows[0]
            title = entry.title
            if row.duration:
                title = re.sub(r"\s*\([^()]*\d[^()]*\)\s*$", "", title)
            draft = Draft(entry.number, title, (), None, duration=row.duration, each=row.each, people=entry.people)
            drafts[entry.number] = draft
            reading.add(draft)
        elif entry.people and entry.people not in draft.people:
            draft.people = "; ".join(filter(None, (draft.people, entry.people)))
        writer = Annotations(reading)
        writer.at(draft)
        for line in entry.papers:
            writer.listing = True
            writer.block(Unit(line.text, list(line.marks), [], [line], True), None)
        writer.listing = False
        for line in entry.lines:
            writer.block(Unit(line.text, list(line.marks), [], [line], True), None)


def dated(rows: Sequence[Row], masthead: Masthead) -> list[Row]:
    """Dates for rows that name a weekday only, where the meeting has one such day."""
    if not (masthead.opens and masthead.closes) or (masthead.closes - masthead.opens).days > 6:
        return list(rows)
    days = [masthead.opens + dt.timedelta(n) for n in range((masthead.closes - masthead.opens).days + 1)]
    out = []
    for row in rows:
        read = calendar.read_day(words.plain(row.day)) if row.date is None and row.day else None
        match = [d for d in days if read and read.day is None and d.weekday() == read.weekday]
        out.append(replace(row, date=match[0]) if len(match) == 1 else row)
    return out
