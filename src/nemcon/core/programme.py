"""Organization of work: which item is taken when, in which sitting, on which track."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

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
    document under the item and not for the item. `people` names who opens or presents, as printed.
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
