"""Reading a table whose columns are bodies or rooms that sit side by side: "Time | Plenary | Working group"."""

from collections.abc import Sequence

from nemcon.core import calendar
from nemcon.core.agenda import Block
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.listing import Entry
from nemcon.documents.read.agenda.slots import (
    HEADS,
    TRACK,
    Column,
    Numbers,
    Place,
    cell_text,
    day_of,
    hours_of,
    part_of_day,
    rows_of,
)
from nemcon.documents.source import Cell

HEAD_ROWS = 4  # a head is among the first rows


def track_columns(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The index of the head row, where two or more cells of one row name bodies or rooms and nothing else but time."""
    for index, row in enumerate(rows[:HEAD_ROWS]):
        texts = [words.plain(cell_text(cell)) for cell in row]
        named = [i for i, t in enumerate(texts) if t and TRACK.fullmatch(t)]
        rest = [t for i, t in enumerate(texts) if t and i not in named]
        if len(named) >= 2 and named[0] > 0 and all(HEADS["time"].search(t) for t in rest):
            return index
    return None


def read_tracks(
    rows: Sequence[Sequence[Cell]], head: int, place: Place, numbers: Numbers, year: int | None
) -> tuple[list[Row], list[Entry], tuple[str, ...], list[Block], Place]:
    """The rows of each track at its hours; an empty first cell goes on with the hours above it."""
    names = {i: cell_text(cell) for i, cell in enumerate(rows[head]) if TRACK.fullmatch(words.plain(cell_text(cell)))}
    tracks = {i: Column(name) for i, name in names.items()}
    first = min(tracks)
    made: list[Row] = []
    said = [Block(text=cell_text(cell)) for row in rows[:head] for cell in row if cell_text(cell)]
    for row in rows[head + 1 :]:
        for cell in row[:first]:
            for line in cell.lines:
                place = _when(line.text, place, year)
        filled = [(i, cell) for i, cell in enumerate(row) if i >= first and cell_text(cell)]
        for i, cell in filled:
            column = tracks.get(i) or tracks[max(n for n in tracks if n <= i)]
            across = cell.columns >= len(tracks) > 1  # a break or a plenary over all columns
            texts = [" ".join(line.text.split()) for line in cell.lines]
            if len(filled) == 1 and not any(cell_text(c) for c in row[:first]) and _is_day(texts, year):
                place = _when(texts[0], place, year)
                continue
            made += rows_of(texts, place.at(track=None if across else column.track), column, numbers)
    return made, [], tuple(cell_text(c) for c in rows[head] if cell_text(c)), said, place


def _is_day(texts: Sequence[str], year: int | None) -> bool:
    day = day_of(words.plain(texts[0]), year=year) if len(texts) == 1 else None
    return bool(day and (day.day is not None or day.weekday is not None) and day.end >= len(words.plain(texts[0])) - 1)


def _when(text: str, place: Place, year: int | None) -> Place:
    """The place after a line of the first columns: a day, hours, a half of the day, or a day with its hours."""
    simple = words.plain(text)
    if not simple:
        return place
    day = day_of(simple, year=year)
    if day and (day.day is not None or day.weekday is not None) and not calendar.read_hours(simple[: day.end]):
        shown = simple[: day.end].strip(" ,")
        above = day_of(place.day) if place.day and place.start is None and place.session is None else None
        if above and above.day is None and day.day is not None and day.weekday in (None, above.weekday):
            shown = f"{place.day} {shown}"
        place = Place(date=day.date, day=shown)
        simple = simple[day.end :].strip(" ,:;–-()")
    hours = hours_of(simple)
    if hours and hours.begins <= 12:
        start = hours.start.strftime("%H:%M")
        end = hours.end.strftime("%H:%M") if hours.end else None
        return place.at(start=start, end=end, session=None, time=simple)
    if half := part_of_day(simple):
        return place.at(session=half[0], start=None, end=None, time=simple)
    return place.at(time=f"{place.time} {simple}".strip()) if simple else place
