"""The calendar of the year with all bodies, and the institution's holidays."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core import calendar
from nemcon.core.calendar import WEEKDAYS
from nemcon.core.calendar.wording import known
from nemcon.web.desk.forms import full_name
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.meetings import holiday_lists, planned, planning
from nemcon.web.meetings.clashes import Clash, clashes

FIRST, LAST = 1945, 2200
MOST_OF_A_LIST = 200_000
"""Bytes of a list of holidays that is brought in."""


@desk_page("read.desk")
def year(desk: Desk, year: int) -> HttpResponse:
    """The meetings of all bodies in a year, month by month, with what gets in whose way."""
    _check(year)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    found = planned.between(desk.role, first, last)
    entered = planned.holidays_of(year)
    held = planned.observed(desk.institution, year)
    clashing = clashes(found, held)
    rows: list[tuple[dt.date, dict[str, Any]]] = [
        (
            max(one.opens, first),
            {"meeting": one, "clashes": [said_of(clash, desk) for clash in clashing[one.id]]},
        )
        for one in found
    ]
    if entered is not None:
        rows += [(dt.date.fromisoformat(day), {"holiday": name or _("Holiday")}) for day, name in entered.days.items()]
    rows.sort(key=lambda row: (row[0], "meeting" in row[1]))
    months = [
        {"heading": calendar.MONTHS[known(desk.language)][month - 1], "rows": [{"day": d, **row} for d, row in those]}
        for month, those in groupby(rows, key=lambda row: row[0].month)
    ]
    context = {
        "section": "desk-meetings",
        "year": year,
        "months": months,
        "count": len(found),
        "grave": sum(any(clash.grave for clash in those) for those in clashing.values()),
        "entered": entered is not None,
        "before": year - 1 if year > FIRST else None,
        "after": year + 1 if year < LAST else None,
        "may_plan": desk.may("plan.meeting"),
    }
    return show(desk, "meetings/year.html", context)


def _check(year: int) -> None:
    if not FIRST <= year <= LAST:
        raise Http404


def said_of(clash: Clash, desk: Desk) -> dict[str, Any]:
    """A clash in words, with the meeting that it is with."""
    days = calendar.dates(clash.days, desk.language) if len(clash.days) < 8 else ""
    other = full_name(clash.other, desk.language) if clash.other else ""
    words = {
        "room": _("The same room, %(what)s, is entered for %(other)s, %(days)s."),
        "interpretation": _("Interpretation is asked at the same hours for %(other)s, %(days)s."),
        "days": _("The same days as %(other)s: %(days)s."),
        "holiday": _("%(days)s is a holiday: %(what)s."),
        "weekend": _("On a weekend: %(days)s."),
    }[clash.kind]
    first, last = (min(clash.days), max(clash.days))
    spanned = days or calendar.span(first, last, desk.language)
    said = words % {"what": clash.what or _("no name entered"), "other": other, "days": spanned}
    return {"words": said, "grave": clash.grave}


@desk_page("read.desk")
def holidays(desk: Desk) -> HttpResponse:
    """The years whose holidays are entered, and a form to enter another."""
    years = planned.holiday_years()
    following = max((row.year for row in years), default=desk.clock.today.year - 1) + 1
    asked = desk.request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and FIRST <= int(asked) <= LAST:
        return HttpResponseRedirect(reverse("meetings:holiday-year", args=[desk.language, int(asked)]))
    context = {
        "section": "desk-meetings",
        "years": years,
        "following": following,
        "asked": asked,
        "may_plan": desk.may("plan.meeting"),
    }
    return show(desk, "meetings/holidays.html", context, status=422 if asked else 200)


@desk_page("read.desk", "POST")
def holiday_year(desk: Desk, year: int) -> HttpResponse:
    """The holidays of a year: a line a day, typed or brought in from a list or a calendar file."""
    _check(year)
    held = planned.holidays_of(year)
    do = desk.request.POST.get("do", "")
    posted = desk.request.method == "POST"
    if posted and (do not in ("enter", "bring") or not desk.may("plan.meeting")):
        raise Http404
    typed = _lines(held.days, desk) if held else ""
    weekend = list(held.weekend) if held else [5, 6]
    refused: list[str] = []
    if posted:
        typed = desk.request.POST.get("days", "").replace("\r\n", "\n")
        weekend = [int(day) for day in desk.request.POST.getlist("weekend") if day in set("0123456")]
        brought = _brought(desk)
        if do == "bring":
            if brought is None:
                refused.append(_("Choose a file: a plain list with a line a day, or a calendar (.ics)."))
            else:
                typed = "\n".join(part for part in (typed.rstrip(), _merge(typed, brought, year)) if part)
        else:
            read = holiday_lists.read_lines(typed)
            refused += [_("This line is not understood: %(line)s") % {"line": line} for line in read.unread]
            others = sorted({day for day in read.days if day.year != year})
            refused += [_("%(day)s is no day of %(year)s.") % {"day": day.isoformat(), "year": year} for day in others]
            if len(set(weekend)) == 7:
                refused.append(_("Every weekday is a weekend; leave at least one working day."))
            if not refused:
                planning.enter_holidays(desk.by, year, read.days, weekend)
                return HttpResponseRedirect(reverse("meetings:holidays", args=[desk.language]))
    names = WEEKDAYS[known(desk.language)]
    context = {
        "section": "desk-meetings",
        "year": year,
        "held": held,
        "typed": typed,
        "refused": refused,
        "brought": do == "bring" and not refused,
        "weekdays": [{"at": at, "name": name, "free": at in weekend} for at, name in enumerate(names)],
        "easter": calendar.date(calendar.easter(year), desk.language),
        "may_plan": desk.may("plan.meeting"),
    }
    return show(desk, "meetings/holiday_year.html", context, status=422 if refused else 200)


def _lines(days: dict[str, str], desk: Desk) -> str:
    return "\n".join(f"{day} {name}".rstrip() for day, name in sorted(days.items()))


def _brought(desk: Desk) -> str | None:
    """The words of the file that was brought in; None if there was none, or it is no text."""
    file = desk.request.FILES.get("file")
    if file is None or not file.size or file.size > MOST_OF_A_LIST:
        return None
    data = file.read()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return str(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return None


def _merge(typed: str, brought: str, year: int) -> str:
    """The days of `year` in what was brought in, and what of it was not understood, as lines to be added."""
    read = holiday_lists.read(brought)
    held = holiday_lists.read_lines(typed).days
    lines = [f"{day.isoformat()} {name}".rstrip() for day, name in read.of(year).items() if day not in held]
    return "\n".join([*lines, *read.unread])
