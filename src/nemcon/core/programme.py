"""Organization of work: which item is taken when, in which sitting, on which track."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec.structs import replace

from nemcon.core.passage import Mark

Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
RowKind = Literal["item", "break", "event"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the organization of work: an item (or a break, or an event) in a sitting.

    `date` is None where the document names only a weekday, which `day` keeps as it stood ("Tuesday"). `start` and
    `end` are hours at the seat, "HH:MM". `session` is the sitting's own label where it has one ("a.m.", "2nd
    meeting"). `track` is the body or room that sits ("Plenary", "WG I"), None where there is only one. `item` is the
    reference of the agenda item as `agenda.find` takes it ("1 (a)"), None for what is not on the agenda. `time`
    keeps the words in which the document gave the hours. `duration` is in minutes; `each` says that it is for each
    document under the item and not for the item. `people` names who opens or presents, as printed. `joint` says that
    the item is taken together with that of the row before it, which then carries the duration of both.
    """

    date: dt.date | None = None
    start: Clock | None = None
    end: Clock | None = None
    session: str | None = None
    track: str | None = None
    item: str | None = None
    title: str = ""
    continued: bool = False
    kind: RowKind = "item"
    day: str = ""
    time: str = ""
    duration: int | None = None
    each: bool = False
    people: str = ""
    marks: tuple[Mark, ...] = ()
    joint: bool = False


class Sitting(msgspec.Struct, frozen=True):
    """The rows that share a day, hours and a track."""

    date: dt.date | None
    day: str
    start: str | None
    end: str | None
    session: str | None
    track: str | None
    rows: tuple[Row, ...]


def sittings(rows: Iterable[Row]) -> list[Sitting]:
    """The sittings in the order in which the rows name them; rows of one sitting need not be neighbours."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        key = (row.date, row.day if row.date is None else "", row.start, row.end, row.session, row.track)
        found.setdefault(key, []).append(row)
    return [
        Sitting(first.date, first.day, first.start, first.end, first.session, first.track, tuple(group))
        for group in found.values()
        for first in (group[0],)
    ]


class Day(msgspec.Struct, frozen=True):
    """A day of the meeting with its sittings; `day` is the document's own word where it gives no date."""

    date: dt.date | None
    day: str
    sittings: tuple[Sitting, ...]


def days(rows: Iterable[Row]) -> list[Day]:
    """The days in the order in which the rows name them, each with its sittings."""
    found: dict[object, list[Sitting]] = {}
    for sitting in sittings(rows):
        found.setdefault(sitting.date or sitting.day, []).append(sitting)
    return [Day(group[0].date, group[0].day, tuple(group)) for group in found.values()]


def mark_continued(rows: Iterable[Row]) -> list[Row]:
    """The rows, with `continued` set on each row of an item that an earlier row already took up.

    Earlier is earlier by the clock where both rows have date and hour (tracks may be listed one after the other),
    otherwise earlier in the list. A mark that a document printed stays, also where nothing comes before it.
    """
    listed = list(rows)
    begun: dict[str, tuple[dt.date, str]] = {}
    for row in listed:
        if row.item and row.date and row.start:
            begun[row.item] = min(begun.get(row.item, (row.date, row.start)), (row.date, row.start))
    marked: list[Row] = []
    seen: dict[str, tuple[dt.date, str] | None] = {}
    for row in listed:
        clock = (row.date, row.start) if row.date and row.start else None
        goes_on = False
        if row.item:
            earliest = begun.get(row.item)
            if clock and earliest and earliest < clock:
                goes_on = True
            elif row.item in seen:
                # Of rows at the same hour, or without hours, the one that is listed later goes on.
                goes_on = clock is None or seen[row.item] is None or seen[row.item] == clock
            if row.item not in seen or clock == earliest:
                seen[row.item] = clock
        marked.append(replace(row, continued=True) if goes_on and not row.continued else row)
    return marked


def shared(sitting: Sitting) -> tuple[str, ...]:
    """The items that share the sitting, each once, in order; empty or of one where it is not shared."""
    return tuple(dict.fromkeys(item for row in sitting.rows for item in cited(row.item)))


def taken_together(rows: Iterable[Row]) -> list[tuple[Row, ...]]:
    """The rows with each joint debate as one group: (row of 2, row of 3) where items 2 and 3 are taken together."""
    groups: list[tuple[Row, ...]] = []
    for row in rows:
        if row.joint and groups:
            groups[-1] = (*groups[-1], row)
        else:
            groups.append((row,))
    return groups


_BETWEEN = re.compile(r"\s*(?:[,;،、+&/]|\s(?:and|et|y|e|и)\s|\sو\s?|和)\s*")
_RANGE = re.compile(r"(\d+)\s*[-–—]\s*(\d+)")
_OWN_NUMBER = re.compile(r"\d")


def cited(reference: str | None) -> tuple[str, ...]:
    """The single items that a row's reference names: "2 and 3" are ("2", "3"), "1 (a) and (b)" ("1 (a)", "1 (b)").

    A range of whole numbers is written out ("2–4"), up to 100 items; what is no list comes back as it is.
    """
    if not reference or not reference.strip():
        return ()
    found: list[str] = []
    for part in _BETWEEN.split(reference.strip()):
        span = _RANGE.fullmatch(part)
        if span and 0 < int(span[2]) - int(span[1]) < 100:
            found += [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
        elif found and part and not _OWN_NUMBER.search(part) and len(part) <= 6:
            found.append(f"{found[-1].split()[0]} {part}")
        elif part:
            found.append(part)
    return tuple(dict.fromkeys(found))


class Abreast(msgspec.Struct, frozen=True):
    """The same hours of one day on all tracks: a line of a timetable whose columns are the tracks."""

    date: dt.date | None
    day: str
    start: str | None
    end: str | None
    session: str | None
    columns: tuple[tuple[Row, ...], ...]


def tracks(rows: Iterable[Row]) -> tuple[str | None, ...]:
    """The tracks in the order in which the rows name them; (None,) where there is only one without a name."""
    return tuple(dict.fromkeys(row.track for row in rows))


def side_by_side(rows: Iterable[Row]) -> tuple[tuple[str | None, ...], list[Abreast]]:
    """The tracks, and the hours of each day with the rows of every track beside each other (empty where none sits).

    Breaks and events without a track stand in the first column of their own hours.
    """
    listed = list(rows)
    columns = tracks(row for row in listed if row.kind == "item") or tracks(listed)
    order: dict[tuple[object, ...], list[Row]] = {}
    for row in listed:
        order.setdefault((row.date or row.day, row.start, row.end, row.session), []).append(row)
    lines = []
    for group in order.values():
        first = group[0]
        cells = tuple(
            tuple(row for row in group if row.track == track or (row.track not in columns and track == columns[0]))
            for track in columns
        )
        lines.append(Abreast(first.date, first.day, first.start, first.end, first.session, cells))
    return columns, lines
