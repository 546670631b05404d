"""Meetings that get in each other's way, and meetings on days on which the institution does not work.

Pure: meetings come with their arrangements. What a clash means, an officer decides; here it is found and shown.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from nemcon.core.calendar import Holidays
from nemcon.core.slots import NotWorked, not_worked
from nemcon.web.meetings.models import Arrangement, Meeting

Kind = Literal["room", "interpretation", "days", "holiday", "weekend"]
GRAVE: frozenset[str] = frozenset({"room", "interpretation", "holiday"})
"""What cannot stay as it is; overlapping days alone can."""


@dataclass(frozen=True)
class Clash:
    """A clash of a meeting: with `other`, or with a day of rest (`what` is its name). `days` are the days in question;
    `what` is the room where it is the room."""

    kind: Kind
    days: tuple[dt.date, ...]
    other: Meeting | None = None
    what: str = ""

    @property
    def grave(self) -> bool:
        """Whether it cannot stay as it is."""
        return self.kind in GRAVE


def clashes(meetings: Sequence[Meeting], observed: Holidays | None) -> dict[UUID, list[Clash]]:
    """The clashes of each meeting, by its id: rooms first, then interpretation, days of rest, and shared days.

    Meetings of one body do not clash by their days alone. Holidays of a year that nobody entered are not guessed.
    """
    found: dict[UUID, list[Clash]] = {meeting.id: [] for meeting in meetings}
    open_ones: list[Meeting] = []
    for meeting in sorted(meetings, key=lambda each: (each.opens, each.closes, each.id)):
        open_ones = [other for other in open_ones if other.closes >= meeting.opens]
        for other in open_ones:
            for clash in _between(meeting, other):
                found[meeting.id].append(clash)
                found[other.id].append(Clash(clash.kind, clash.days, meeting, clash.what))
        open_ones.append(meeting)
        found[meeting.id] += _of_rest(meeting, observed)
    order: list[Kind] = ["room", "interpretation", "holiday", "weekend", "days"]
    return {each: sorted(those, key=lambda clash: order.index(clash.kind)) for each, those in found.items()}


def _between(one: Meeting, other: Meeting) -> Iterable[Clash]:
    first, last = max(one.opens, other.opens), min(one.closes, other.closes)
    shared = tuple(first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    ours, theirs = _by_day(one), _by_day(other)
    rooms: dict[str, list[dt.date]] = {}
    interpretation: list[dt.date] = []
    for day in shared:
        mine, yours = ours.get(day), theirs.get(day)
        if mine is None or yours is None or not _same_hours(mine, yours):
            continue
        if mine.room.strip() and mine.room.strip().casefold() == yours.room.strip().casefold():
            rooms.setdefault(mine.room.strip(), []).append(day)
        if mine.interpretation.strip() and yours.interpretation.strip():
            interpretation.append(day)
    for room, days in rooms.items():
        yield Clash("room", tuple(days), other, room)
    if interpretation:
        yield Clash("interpretation", tuple(interpretation), other)
    if one.body_id != other.body_id and not rooms and not interpretation:
        yield Clash("days", shared, other)


def _of_rest(meeting: Meeting, observed: Holidays | None) -> Iterable[Clash]:
    days = [meeting.opens + dt.timedelta(days=n) for n in range((meeting.closes - meeting.opens).days + 1)]
    rest: list[NotWorked] = not_worked(days, observed)[0]
    for each in rest:
        if each.because == "holiday":
            yield Clash("holiday", (each.day,), what=each.name)
    weekend = tuple(each.day for each in rest if each.because == "weekend")
    if weekend:
        yield Clash("weekend", weekend)


def _by_day(meeting: Meeting) -> dict[dt.date, Arrangement]:
    return {row.day: row for row in meeting.arrangements.all()}


def _same_hours(one: Arrangement, other: Arrangement) -> bool:
    """Whether the sittings of a day overlap; a day without hours is taken for the whole day."""
    if not one.sittings or not other.sittings:
        return True
    return any(a[0] < b[1] and b[0] < a[1] for a in one.sittings for b in other.sittings)
