"""The officer's first page: what is to be cleared, what waits for a decision, what is due next, what came in.

Each part is one bounded list read from an index, so that the page costs the same with ten meetings and a thousand.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nemcon.web.accounts import selectors as accounts
from nemcon.web.accounts.models import Account, Appointment
from nemcon.web.desk import seat as seats
from nemcon.web.desk import waiting
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.desk.seat import Seat
from nemcon.web.meetings import planned
from nemcon.web.meetings.models import Deadline

MOST = 12
"""Deadlines on the page, and as many of what came in; the rest is a link away."""
THIS_WEEK = 7
"""Days from today that have a heading of their own each; later ones stand under their year."""


@dataclass(frozen=True)
class DueRow:
    """A deadline in the table: `time` is what its group does not say."""

    row: Deadline
    time: str
    late: bool
    cover: bool


@dataclass(frozen=True)
class DueGroup:
    """Deadlines under one heading."""

    heading: str
    rows: tuple[DueRow, ...]


@desk_page("read.desk")
def home(desk: Desk) -> HttpResponse:
    """The home page."""
    cover = accounts.covered(desk.account, desk.now)
    mine = owners(desk.account, cover)
    clear = waiting.to_clear(desk, mine)
    decisions = planned.decisions(desk.role, mine, MOST)
    due = planned.due(desk.role, mine, MOST + 1)
    came = planned.came_in(desk.role, MOST + 1)
    return show(
        desk,
        "desk/home.html",
        {
            "section": "desk",
            "heading": seats.heading(desk.clock.today, desk.clock),
            "standfirst": standfirst(len(clear), len(decisions), due, desk.clock),
            "cover": cover,
            "covered": {each.covers_id for each in cover},
            "clear": clear,
            "decisions": decisions,
            "due": grouped(due[:MOST], desk.clock, {each.covers_id for each in cover}),
            "more_due": len(due) > MOST,
            "came": came[:MOST],
            "more_came": len(came) > MOST,
            "management": waiting.at_management(desk, mine),
            "may_plan": desk.may("plan.meeting"),
        },
    )


def owners(account: Account, cover: Sequence[Appointment]) -> list[Account]:
    """The reader, and those for whom the reader acts."""
    absent = {each.covers.pk: each.covers for each in cover if each.covers is not None}
    return [account, *(other for pk, other in absent.items() if pk != account.pk)]


def standfirst(clear: int, decisions: int, due: Sequence[Deadline], seat: Seat) -> str:
    """What the day holds, in a sentence or two; `clear` and `decisions` are counted as far as they are shown."""
    texts = ngettext("One text waits for clearance", "%(count)s texts wait for clearance", clear) % {"count": clear}
    asked = ngettext(
        "one question waits for a presiding officer", "%(count)s questions wait for a presiding officer", decisions
    ) % {"count": decisions}
    if clear and decisions:
        first = _("%(texts)s, %(questions)s.") % {"texts": texts, "questions": asked}
    elif clear:
        first = f"{texts}."
    elif decisions:
        first = f"{asked[:1].upper()}{asked[1:]}."
    else:
        first = _("Nothing waits for you.")
    late = [row for row in due if row.at < seat.now]
    if late:
        said = seats.moment(late[0].at, seat, inside=True)
        second = _("A deadline has passed: %(when)s.") % {"when": said}
    elif due:
        second = _("The next deadline is %(when)s.") % {"when": seats.moment(due[0].at, seat, inside=True)}
    else:
        second = _("No deadline is set.")
    return f"{first} {second}"


def grouped(rows: Sequence[Deadline], seat: Seat, covered: set[object]) -> list[DueGroup]:
    """Deadlines by day: those past, today, each day of the next week, then by year. Rows come the earliest first."""

    def key(row: Deadline) -> tuple[int, dt.date]:
        day = seat.on(row.at)
        if row.at < seat.now:
            return 0, dt.date.min
        if (day - seat.today).days <= THIS_WEEK:
            return 1, day
        return 2, dt.date(day.year, 1, 1)

    groups = []
    for (kind, day), found in groupby(rows, key=key):
        if kind == 0:
            heading = _("Past")
        elif kind == 1:
            heading = seats.day(day, seat)
        else:
            heading = _("Later this year") if day.year == seat.today.year else str(day.year)
        groups.append(
            DueGroup(
                heading,
                tuple(DueRow(row, _time(row, kind, seat), kind == 0, row.owner_id in covered) for row in found),
            )
        )
    return groups


def _time(row: Deadline, kind: int, seat: Seat) -> str:
    if kind == 1:
        return seats.hour(row.at, seat)
    if kind == 0:
        return seats.moment(row.at, seat, short=True)
    comma = {"zh": "，", "ar": "، "}.get(seat.language, ", ")
    return f"{seats.without_year(seat.on(row.at), seat.language)}{comma}{seats.hour(row.at, seat)}"
