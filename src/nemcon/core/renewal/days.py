"""Which day of the new meeting takes the place of which day of the previous one."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from nemcon.core.agenda import Agenda
from nemcon.core.calendar import Holidays, read_day
from nemcon.core.programme import Row
from nemcon.core.renewal.model import Check, Coming, Previous
from nemcon.core.slots import not_worked

_DAY = dt.timedelta(days=1)


class Days(msgspec.Struct, frozen=True):
    """The sitting days, old and new, and what becomes of each old one; an old day that is not in `to` has no new one.

    `opens` and `closes` are (old, new).
    """

    old: tuple[dt.date, ...]
    new: tuple[dt.date, ...]
    to: dict[dt.date, dt.date]
    opens: tuple[dt.date, dt.date]
    closes: tuple[dt.date, dt.date]

    def shifted(self, day: dt.date) -> dt.date | None:
        """The new day for an old one: of the sittings, or the first or last of the meeting; else None."""
        ends = {self.closes[0]: self.closes[1], self.opens[0]: self.opens[1]}
        return self.to.get(day) or (ends.get(day) if day not in self.old else None)

    def of_meeting(self, day: dt.date) -> bool:
        """Whether a day is one of the previous meeting."""
        return self.opens[0] <= day <= self.closes[0] or day in self.old


def days_of(previous: Previous, coming: Coming, observed: Holidays | None) -> Days:
    """The old sitting days in order onto the new ones: the first onto the first and the last onto the last, since a
    meeting opens and closes; of those between, in order, as many as there are."""
    versions = (previous.agenda, *previous.agenda.translations.values())
    old = tuple(sorted({day for one in versions for row in one.programme if (day := day_of(row, one, previous))}))
    old = old or tuple(_working(previous.opens, previous.closes, observed))
    new = tuple(sorted(set(coming.days))) or tuple(_working(coming.opens, coming.closes, observed))
    to = dict(zip(old[:-1], new[:-1], strict=False))
    if old and (len(new) > 1 or len(old) == 1):
        to[old[-1]] = new[-1] if len(old) > 1 else new[0]
    if len(new) == 1:
        to[old[0]] = new[0]
    return Days(old, new, to, (previous.opens, coming.opens), (previous.closes, coming.closes))


def day_of(row: Row, agenda: Agenda, previous: Previous) -> dt.date | None:
    """The day of a row: its date, or the only day of the meeting that its words can mean ("Tuesday")."""
    if row.date or not row.day:
        return row.date
    read = read_day(row.day, year=previous.opens.year, language=agenda.language)
    if read is None or read.date:
        return read.date if read else None
    every = [previous.opens + n * _DAY for n in range((previous.closes - previous.opens).days + 1)]
    meant = [day for day in every if read.day is None and day.weekday() == read.weekday]
    return meant[0] if len(meant) == 1 else None


def _working(first: dt.date, last: dt.date, observed: Holidays | None) -> Iterable[dt.date]:
    """The working days, as far as is known; every day where there is none."""
    every = [first + n * _DAY for n in range((last - first).days + 1)]
    free = {why.day for why in not_worked(every, observed)[0]}
    return [day for day in every if day not in free] or every


def day_checks(days: Days, coming: Coming, observed: Holidays | None) -> Iterable[Check]:
    """More or fewer days than last time, days without a sitting, days on which the institution does not work."""
    if len(days.old) != len(days.new):
        code = "days.more" if len(days.new) > len(days.old) else "days.fewer"
        yield Check(code=code, facts=(("before", str(len(days.old))), ("now", str(len(days.new)))))
    taken = set(days.to.values())
    for day in days.new:
        if day not in taken:
            yield Check(code="day.without_sitting", facts=(("day", day.isoformat()),))
    every = [coming.opens + n * _DAY for n in range((coming.closes - coming.opens).days + 1)]
    ends = {coming.opens, coming.closes, *days.new}
    free, unknown = not_worked(every, observed)
    for why in free:
        named = (("day", why.day.isoformat()), ("name", why.name))
        if why.because == "holiday":
            yield Check(code="day.holiday", facts=named)
        elif why.day in ends:  # a weekend between two weeks of a meeting is as always
            yield Check(code="day.weekend", facts=named[:1])
    for year in unknown:
        yield Check(code="holidays.not_entered", facts=(("year", str(year)),))
