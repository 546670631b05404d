"""Reading a table whose rows are items, with days and hours as rows or cells among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.agenda import Block
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.labels import candidates
from nemcon.documents.read.agenda.lines import single_blanks, unclosed
from nemcon.documents.read.agenda.slots import (
    CITATION,
    HEADS,
    Column,
    Numbers,
    Place,
    cell_text,
    clock,
    day_of,
    event,
    part_of_day,
    rows_of,
    rows_together,
    split_citation,
    uncontinued,
)
from nemcon.documents.source import Cell, Line


@dataclass
class Entry:
    """What a row of a table of items says beside its place in time: for items that stand in tables only."""

    number: str
    title: str
    lines: list[Line]
    people: str
    rows: list[Row] = field(default_factory=list)
    papers: list[Line] = field(default_factory=list)


def read_listing(
    rows: Sequence[Sequence[Cell]], place: Place, numbers: Numbers, year: int | None, column: Column
) -> tuple[list[Row], list[Entry], tuple[str, ...], list[Block], Place]:
    made: list[Row] = []
    entries: list[Entry] = []
    head: tuple[str, ...] = ()
    roles: dict[int, str] = {}
    hours: dict[str, tuple[str, str]] = {}
    said: list[Block] = []
    for row in rows:
        filled = [(i, cell) for i, cell in enumerate(row) if cell_text(cell)]
        if not filled:
            continue
        if not head and not made and (named := _head(row)):
            head, roles = tuple(cell_text(cell) for _, cell in filled), named
            continue
        facts = _Facts()
        for i, cell in filled:
            place = _take_cell(cell, i, roles.get(i, ""), facts, place, year, len(filled), len(row))
        for earlier, lines in facts.earlier:
            made += _unnumbered(_Facts(lines=lines), earlier, numbers, column, "")
        if facts.day_hours:
            hours[place.day] = facts.day_hours
        before = len(entries)
        made += _rows_of_facts(facts, place, numbers, column, entries)
        if facts.papers and len(entries) > before:
            entries[-1].papers = facts.papers
        else:
            said += [Block(text=line.text) for line in facts.papers]
    return between_breaks(made, hours), entries, head, said, place


def _head(row: Sequence[Cell]) -> dict[int, str]:
    """The role of each column by the words of a head row; empty if the row is none."""
    texts = [words.plain(cell_text(cell)) for cell in row]
    if any(calendar.read_hours(t) or CITATION.match(t) for t in texts if t):
        return {}
    roles: dict[int, str] = {}
    for i, text in enumerate(texts):
        for role, pattern in HEADS.items():
            if text and len(text) < 50 and pattern.search(text) and role not in roles.values():
                roles[i] = role
                break
    return roles if len(roles) >= 2 else {}


@dataclass
class _Facts:
    """What the cells of one row say."""

    numbers: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    papers: list[Line] = field(default_factory=list)
    earlier: list[tuple[Place, list[Line]]] = field(default_factory=list)
    column: int = -1
    day_hours: tuple[str, str] | None = None
    new_hours: bool = False


def _take_cell(
    cell: Cell, index: int, role: str, facts: _Facts, place: Place, year: int | None, filled: int, width: int
) -> Place:
    for line in cell.lines:
        text = " ".join(line.text.split())
        if not text:
            continue
        simple = words.plain(text)
        day = day_of(simple, year=year) if len(simple) < 80 else None
        if day and (day.day is not None or day.weekday is not None) and (role in ("", "time") and not line.number):
            rest = simple[day.end :].strip(" ,:–-()")
            hours = day.hours
            if hours or not rest or calendar.read_hours(rest):
                if facts.lines:  # what stands above the day in one cell belongs to the day before
                    facts.earlier.append((place, facts.lines))
                    facts.lines, facts.column = [], -1
                place = Place(date=day.date, day=text, track=None)
                if hours and hours.end:
                    facts.day_hours = (clock(hours.start), clock(hours.end))
                elif rest and (span := calendar.read_hours(rest)):
                    place = place.at(
                        start=clock(span.start),
                        end=clock(span.end) if span.end else None,
                        time=rest,
                        day=simple[: day.end],
                    )
                continue
        span = calendar.read_hours(simple)
        if (
            span
            and role in ("", "time")
            and span.begins <= 1
            and span.ends >= len(simple) - 2
            and (span.end or role == "time" or index == 0)
        ):
            place = place.at(
                start=clock(span.start), end=clock(span.end) if span.end else None, time=text, session=None
            )
            continue
        if role == "track":
            place = place.at(track=text)
            continue
        half = part_of_day(simple)
        if half and half[1] >= len(simple) - 1 and role in ("", "time"):
            place = place.at(session=half[0], start=None, end=None, time=text)
            continue
        label = next((c for c in candidates(text) if c.kind in ("decimal", "dotted", "point")), None)
        if role == "item" and label and len(text) > label.width + 2:  # "1. Opening of the session" in one cell
            facts.numbers.append(label.number)
            text, role = text[label.width :], "title"
            facts.column = index
            facts.lines.append(Line(text=text, at=line.at, whole=True))
            continue
        if role == "item" and not re.search(r"\d|^[IVX]+\.?$|^[一二三四五六七八九十]+$", text):
            role = ""  # "Coffee break" in the column of items
            facts.column = index
            facts.lines.append(Line(text=text, number=line.number, at=line.at, whole=True))
            continue
        if role == "item" or (role == "" and index < width - 1 and not facts.lines and _is_number(text, index)):
            facts.numbers.append(text)
            continue
        if role == "papers":
            if not re.fullmatch(r"[-–—]*", text):
                facts.papers.append(line)
            continue
        if role == "people" or (role == "" and facts.lines and index > facts.column and filled >= 2 and width >= 3):
            facts.people.append(text)
            continue
        if span and role == "time" and span.begins <= 1:
            place = place.at(
                start=clock(span.start), end=clock(span.end) if span.end else None, time=simple[: span.ends]
            )
            text = text[span.ends :].strip()
        facts.column = max(facts.column, index) if facts.column >= 0 else index
        facts.lines.append(
            Line(text=text, number=line.number, level=line.level, marks=line.marks if text == line.text else (),
                 at=line.at, whole=True, kind=line.kind)
        )  # fmt: skip
    return place


def _is_number(text: str, index: int) -> bool:
    return index <= 1 and bool(CITATION.match(text) or re.fullmatch(r"\d{1,2}(?:\.\d{1,2})?\.?", text))


def _rows_of_facts(facts: _Facts, place: Place, numbers: Numbers, column: Column, entries: list[Entry]) -> list[Row]:
    people = "; ".join(facts.people)
    if not facts.numbers:
        return _unnumbered(facts, place, numbers, column, people)
    titles = [line for line in facts.lines if not _is_point(line)]
    cited = [c for text in facts.numbers for c in split_citation(text.rstrip("."))]
    if len(facts.numbers) > 1 and len(titles) >= len(facts.numbers):
        made: list[Row] = []
        for i, number in enumerate(facts.numbers):
            last = i == len(facts.numbers) - 1
            share = titles[i:] if last else titles[i : i + 1]
            made += _numbered(
                number,
                share,
                [line for line in facts.lines if _is_point(line)] if last else [],
                place,
                numbers,
                column,
                people if i == 0 else "",
                entries,
            )
        return made
    if len(cited) == 1:
        return _numbered(cited[0], titles[:1], facts.lines[1:], place, numbers, column, people, entries)
    whole = " ".join(line.text for line in facts.lines)
    title, continued = uncontinued(single_blanks(whole, ())[0])
    made = rows_together(" ".join(facts.numbers), [numbers.find(c) for c in cited], title, place, continued)
    return [replace(made[0], people=people), *made[1:]] if made and people else made


def _is_point(line: Line) -> bool:
    return bool(line.number) or bool(re.match(r"^(?:[-–•]|doc\.? ?\d)", line.text, re.I))


def _numbered(
    number: str, titles: Sequence[Line], others: Sequence[Line], place: Place, numbers: Numbers, column: Column,
    people: str, entries: list[Entry],
) -> list[Row]:  # fmt: skip
    breaks = [line for line in others if words.BREAK.match(line.text.strip())]
    rest = [line for line in others if line not in breaks and line not in titles]
    # a title wrapped over several lines of a cell goes on until a point of a list begins
    more: list[Line] = []
    for line in rest:
        if _is_point(line):
            break
        more.append(line)
    text = " ".join([*(t.text for t in titles), *(m.text for m in more)])
    title, continued = uncontinued(single_blanks(text, ())[0])
    span = calendar.read_duration(title)
    duration, each = (span.minutes, span.each) if span else (None, False)
    title = unclosed(title)
    cited = numbers.find(number.strip().rstrip("."))
    column.path = [(cited, None)]
    row = place.row(item=cited, title=title, continued=continued, duration=duration, each=each, people=people)
    entries.append(Entry(number.strip().rstrip("."), title, [line for line in rest if line not in more], people, [row]))
    return [row, *(event(line.text, place) for line in breaks)]


def _unnumbered(facts: _Facts, place: Place, numbers: Numbers, column: Column, people: str) -> list[Row]:
    made: list[Row] = []
    for line in facts.lines:
        if line.number and made:
            last = made[-1]
            glue = ": " if ":" not in last.title else "; "
            made[-1] = place.at(start=last.start, end=last.end).row(title=last.title + glue + line.text, kind=last.kind)
        elif candidates(line.text) or re.match(r"items?\s+\d", line.text, re.I):
            made += rows_of([line.text], place, column, numbers)
        else:
            text, continued = uncontinued(line.text)
            made.append(event(text or line.text, place, continued))
    if made and people:
        made[0] = replace(made[0], people=people)
    return made


def between_breaks(rows: Sequence[Row], hours: dict[str, tuple[str, str]]) -> list[Row]:
    """The rows with the hours of their sitting where a day has hours and its breaks part it into sittings."""
    out: list[Row] = []
    for day, (start, end) in hours.items():
        mine = [i for i, row in enumerate(rows) if row.day == day]
        breaks = [
            (rows[i].start, rows[i].end, i) for i in mine if rows[i].kind == "break" and rows[i].start and rows[i].end
        ]
        begin = start
        for at, until, index in [*breaks, (end, "", len(rows))]:
            for i in mine:
                if i < index and rows[i].start is None:
                    close = at if at and at > begin else None
                    rows = [*rows[:i], replace(rows[i], start=begin, end=close), *rows[i + 1 :]]
            begin = until or begin
    out += rows
    return out
