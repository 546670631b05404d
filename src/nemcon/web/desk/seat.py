"""Instants as the desk says them: today and tomorrow by their names, days of this week by the weekday, others by date.

All hours are those of the seat. `inside` is for words within a sentence, which begin with a small letter.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nemcon.core import calendar
from nemcon.core.calendar import WEEKDAYS, seat_time
from nemcon.core.calendar.wording import known
from nemcon.web.wording import isolate


@dataclass(frozen=True)
class Seat:
    """The clock of the seat, and in which language it is said; `now` is when the page is made."""

    zone: str
    language: str
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day at the seat."""
        return seat_time(self.now, self.zone).date()

    def on(self, when: dt.datetime) -> dt.date:
        """The day of an instant at the seat."""
        return seat_time(when, self.zone).date()


def hour(when: dt.datetime, seat: Seat) -> str:
    """The hour: "4 p.m."."""
    words = calendar.hour(seat_time(when, seat.zone).time(), seat.language)
    return isolate(words) if seat.language == "ar" else words  # whose figures would else turn round


def day(day: dt.date, seat: Seat, *, inside: bool = False, short: bool = False) -> str:
    """A day: "Today", "Monday", "Thursday, 19 November", "25 March 2021". Within a week before today the weekday is
    enough; the year is said where it is another. `short` leaves the weekday out of dates."""
    away = (day - seat.today).days
    if away in (-1, 0, 1):
        said = {
            -1: (_("yesterday"), _("Yesterday")),
            0: (_("today"), _("Today")),
            1: (_("tomorrow"), _("Tomorrow")),
        }
        return said[away][0 if inside else 1]
    if -6 <= away < 0:
        return _weekday(day, seat, inside)
    other = day.year != seat.today.year
    if short or away < 0:
        return calendar.date(day, seat.language) if other else without_year(day, seat.language)
    return calendar.day(day, seat.language, year=other, sentence=inside)


def moment(when: dt.datetime, seat: Seat, *, inside: bool = False, short: bool = False) -> str:
    """Day and hour: "today, 6 p.m.", "Thursday, 19 November, 4 p.m."."""
    comma = {"zh": "，", "ar": "، "}.get(seat.language, ", ")
    return f"{day(seat.on(when), seat, inside=inside, short=short)}{comma}{hour(when, seat)}"


def heading(of: dt.date, seat: Seat) -> str:
    """The day as the heading of a page: "Tuesday, 17 November 2020"."""
    return calendar.day(of, seat.language, year=True)


def hours(sittings: list[list[str]], language: str) -> list[str]:
    """Sittings as their hours: "10 a.m.–1 p.m."."""
    return [
        calendar.hours(dt.time.fromisoformat(start), dt.time.fromisoformat(end), language) for start, end in sittings
    ]


def days_until(of: dt.date, seat: Seat) -> str:
    """How far a day is off, as a sentence: "In 128 days.", "Tomorrow."; "" for a day that is past."""
    away = (of - seat.today).days
    if away < 0:
        return ""
    if away < 2:
        return _("Tomorrow.") if away else _("Today.")
    return ngettext("In %(days)s day.", "In %(days)s days.", away) % {"days": away}


def _weekday(day: dt.date, seat: Seat, inside: bool) -> str:
    word = WEEKDAYS[known(seat.language)][day.weekday()]
    return word if inside else word[:1].upper() + word[1:]


def without_year(day: dt.date, language: str) -> str:
    """ "6 November": the words of a span with itself would name the year."""
    whole, year = calendar.date(day, language), str(day.year)
    tongue = known(language)
    if tongue == "zh":
        return whole.removeprefix(f"{year}年")
    if tongue == "ru":
        return whole.removesuffix(f" {year}{calendar.wording.NB}года")
    if tongue == "es":
        return whole.removesuffix(f" de {year}")
    return whole.removesuffix(f" {year}")
