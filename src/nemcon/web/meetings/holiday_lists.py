"""Holidays read from what an institution has: a plain list, a line a day, or a calendar file (.ics)."""

import datetime as dt
import re
from dataclasses import dataclass

from icalendar import Calendar

from nemcon.core.calendar import find_dates

_FIGURES = re.compile(r"\s*(\d{1,2})([./])(\d{1,2})\2(\d{4})\s*[,;:]?\s*(.*?)\s*$")
MOST_DAYS = 40
"""An entry of a calendar that lasts longer is no holiday."""


@dataclass(frozen=True)
class ReadList:
    """The days of a list, and the lines of it that were not understood."""

    days: dict[dt.date, str]
    unread: tuple[str, ...]

    def of(self, year: int) -> dict[dt.date, str]:
        """Those of one year."""
        return {day: name for day, name in self.days.items() if day.year == year}


def read(text: str) -> ReadList:
    """Read a list of holidays. Nothing of it is lost: what is no day is among `unread`."""
    return read_calendar(text) if text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR") else read_lines(text)


def read_lines(text: str) -> ReadList:
    """A line a day: "2021-04-02 Good Friday", "2.4.2021; Good Friday", "2 April 2021, Good Friday"; a span of days as
    well. With strokes, "2/4/2021" says only what no reader could take otherwise."""
    days: dict[dt.date, str] = {}
    unread: list[str] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _days_and_name(line)
        if not found:
            unread.append(line.strip())
        days |= found
    return ReadList(dict(sorted(days.items())), tuple(unread))


def _days_and_name(line: str) -> dict[dt.date, str]:
    if figures := _FIGURES.match(line):
        first, second, year = int(figures[1]), int(figures[3]), int(figures[4])
        if figures[2] == "/" and first <= 12 and second <= 12 and first != second:
            return {}  # the day first or the month first
        if figures[2] == "/" and second > 12:
            first, second = second, first
        try:
            return {dt.date(year, second, first): figures[5]}
        except ValueError:
            return {}
    found = find_dates(line)
    if len(found) != 1 or (found[0].last - found[0].first).days >= MOST_DAYS:
        return {}
    one = found[0]
    name = f"{line[: one.start]} {line[one.end :]}".strip(" \t,;:–-()")
    if one.through:
        return {one.first + dt.timedelta(days=n): name for n in range((one.last - one.first).days + 1)}
    return dict.fromkeys(one.days, name)


def read_calendar(text: str) -> ReadList:
    """The entries of an iCalendar file; one that lasts several days gives each of them."""
    try:
        calendar = Calendar.from_ical(text.lstrip("\ufeff \r\n"))
    except ValueError:
        return ReadList({}, (text.strip().splitlines()[0],))
    days: dict[dt.date, str] = {}
    unread: list[str] = []
    for event in calendar.walk("VEVENT"):
        name = str(event.get("summary", "")).strip()
        begins = getattr(event.get("dtstart"), "dt", None)
        ends = getattr(event.get("dtend"), "dt", None)
        if begins is None:
            unread.append(name)
            continue
        first = begins.date() if isinstance(begins, dt.datetime) else begins
        last = first
        if isinstance(ends, dt.date) and not isinstance(ends, dt.datetime):
            last = max(first, ends - dt.timedelta(days=1))  # the end of a whole day is the day after it
        if (last - first).days >= MOST_DAYS or "rrule" in event:
            unread.append(f"{first.isoformat()} {name}")
            continue
        days |= {first + dt.timedelta(days=n): name for n in range((last - first).days + 1)}
    return ReadList(dict(sorted(days.items())), tuple(unread))
