"""Working days of an institution. Its holidays are data that it enters; the software knows none by itself."""

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

_DAY = dt.timedelta(days=1)


class Holidays(msgspec.Struct, frozen=True):
    """The holidays that an institution observes, by date with their names, for the years `first_year` to `last_year`.

    A day outside these years is refused, since nobody has said yet which of its days are holidays: both Eids follow
    the moon, and a centre decides each year (the Vienna centre observes Good Friday and both Eids, not Ascension,
    Corpus Christi or 8 December: PRACTICE.md). `weekend` holds weekdays, 0 for Monday.
    """

    institution: str
    first_year: int
    last_year: int
    days: dict[dt.date, str]
    weekend: frozenset[int] = frozenset({5, 6})

    def __post_init__(self) -> None:
        if self.last_year < self.first_year:
            raise ValueError(f"Holidays run from {self.first_year} to {self.last_year}; give the earlier year first.")
        if len(self.weekend) > 6:
            raise ValueError("Every weekday is a weekend; leave at least one working day.")
        for day in self.days:
            if not self.first_year <= day.year <= self.last_year:
                raise ValueError(
                    f"{day.isoformat()} is outside the years of these holidays; widen them or leave it out."
                )


def holidays(
    institution: str,
    days: Mapping[dt.date, str] | Iterable[dt.date],
    *,
    years: tuple[int, int] | None = None,
    weekend: Iterable[int] = (5, 6),
) -> Holidays:
    """Holidays from a plain list. `years` is the first and last year that the list covers, by default those it names.

    Raises: ValueError if the list is empty and names no years.
    """
    named = dict(days) if isinstance(days, Mapping) else dict.fromkeys(days, "")
    if years is None:
        if not named:
            raise ValueError("No holiday and no year was given; say at least which years the list covers.")
        years = min(named).year, max(named).year
    return Holidays(institution, *years, named, frozenset(weekend))


def is_working_day(day: dt.date, observed: Holidays) -> bool:
    """Whether the institution works on `day`. Raises: ValueError if its holidays of that year are not entered."""
    if not observed.first_year <= day.year <= observed.last_year:
        raise ValueError(
            f"The holidays of {observed.institution} are entered for {observed.first_year} to {observed.last_year}; "
            f"enter those of {day.year} first."
        )
    return day.weekday() not in observed.weekend and day not in observed.days


def working_days_between(first: dt.date, last: dt.date, observed: Holidays) -> int:
    """Working days after `first`, up to and including `last`; negative where `last` is earlier.

    So counted, a period of three working days that begins on Thursday ends on Tuesday.
    Raises: ValueError as is_working_day.
    """
    if last < first:
        return -working_days_between(last, first, observed)
    return sum(is_working_day(day, observed) for day in _days(first + _DAY, last))


def shift(day: dt.date, working_days: int, observed: Holidays) -> dt.date:
    """The day that is so many working days after `day`, before it if negative.

    Zero is `day` itself, or the next working day where it is none. Raises: ValueError as is_working_day.
    """
    if working_days == 0:
        while not is_working_day(day, observed):
            day += _DAY
        return day
    step = _DAY if working_days > 0 else -_DAY
    left = abs(working_days)
    while left:
        day += step
        left -= is_working_day(day, observed)
    return day


def _days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + n * _DAY for n in range((last - first).days + 1))


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar, for the holidays that follow it (Good Friday is two days before).

    Source: the anonymous Gregorian algorithm (Meeus). Raises: ValueError before 1583.
    """
    if year < 1583:
        raise ValueError("The Gregorian calendar begins in 1582; give a later year.")
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)
