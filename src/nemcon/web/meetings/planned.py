"""Ways to read what is planned around meetings: for those whose role may read the desk; to others nothing is there.

Lists are bounded and read from an index, so that they cost the same with ten meetings and with a thousand.
"""

import datetime as dt
import hashlib
import heapq
from collections.abc import Iterable
from itertools import islice
from typing import TypeVar
from uuid import UUID

import msgspec
from django.db.models import Max, Min, Model, Prefetch, Q, QuerySet

from nemcon.core.calendar import Holidays
from nemcon.core.roles import may
from nemcon.core.slots import USUAL, Profile
from nemcon.web.accounts.models import Account
from nemcon.web.listing import Page, cut, day_and_id
from nemcon.web.meetings.models import (
    Arrangement,
    Body,
    CalendarKey,
    Deadline,
    HolidayYear,
    Incoming,
    Institution,
    Meeting,
    Opening,
    RuleProfile,
    ToCheck,
    Waiting,
)
from nemcon.web.meetings.selectors import LOADED
from nemcon.web.wording import in_language

Row = TypeVar("Row", bound=Model)
READ = "read.desk"


# --- Holidays and rules -------------------------------------------------------------------------------------------


def holiday_years() -> list[HolidayYear]:
    """The years whose holidays are entered, the latest first."""
    return list(HolidayYear.objects.select_related("by").order_by("-year"))


def holidays_of(year: int) -> HolidayYear | None:
    """The holidays of one year, None if nobody entered them."""
    return HolidayYear.objects.filter(year=year).first()


def observed(institution: Institution, year: int) -> Holidays | None:
    """The holidays that reach to `year` (or to the year before it) and back as far as they are entered without a gap:
    what dates counted back from a meeting of that year need. None if neither year is entered."""
    held = {row.year: row for row in HolidayYear.objects.filter(year__lte=year + 1)}
    last = next((each for each in (year, year - 1) if each in held), None)
    if last is None:
        return None
    if last == year and year + 1 in held and held[year + 1].weekend == held[year].weekend:
        last = year + 1
    first, weekend = last, held[last].weekend
    while first - 1 in held and held[first - 1].weekend == weekend:
        first -= 1
    days = {dt.date.fromisoformat(d): name for year in range(first, last + 1) for d, name in held[year].days.items()}
    name = in_language(institution.names, "en").text
    return Holidays(name, first, last, days, frozenset(weekend))


def profile_of(body: Body) -> tuple[Profile, Body | None]:
    """The rules of a body for the time before its meetings, and whose they are: its own, else those of the body above
    it, else the usual ones (None)."""
    above: Body | None = body
    while above is not None:
        if row := RuleProfile.objects.filter(body=above).first():
            return msgspec.convert(row.profile, Profile), above
        above = above.parent
    return USUAL, None


# --- What is due, what waits, what came in ------------------------------------------------------------------------


def due(role: str | None, owners: Iterable[Account], most: int) -> list[Deadline]:
    """The deadlines of `owners` that are not met yet, the earliest first."""
    rows = _of_meetings(_seen(role, Deadline.objects.filter(done=None))).select_related("owner")
    lists = [list(rows.filter(owner=owner).order_by("at", "id")[:most]) for owner in owners]
    return list(islice(heapq.merge(*lists, key=lambda one: (one.at, one.id)), most))


def all_due(role: str | None, owners: Iterable[Account], after: str = "") -> Page[Deadline]:
    """All deadlines of `owners` that are not met, the earliest first, from the key `after` on."""
    rows = _of_meetings(_seen(role, Deadline.objects.filter(done=None, owner__in=list(owners))))
    rows = rows.select_related("owner").order_by("at", "id")
    if key := _instant_and_id(after):
        at, last = key
        rows = rows.filter(Q(at__gt=at) | Q(at=at, id__gt=last))
    return cut(rows, lambda one: f"{one.at.isoformat()}_{one.id}", most=50)


def deadline(role: str | None, deadline_id: UUID) -> Deadline | None:
    """The deadline with this id."""
    return _of_meetings(_seen(role, Deadline.objects.filter(id=deadline_id))).select_related("owner", "done_by").first()


def deadlines_of(role: str | None, meeting: Meeting, *, open_only: bool = False) -> list[Deadline]:
    """The deadlines of a meeting, the earliest first."""
    rows = _seen(role, Deadline.objects.filter(meeting=meeting)).select_related("owner", "done_by")
    return list((rows.filter(done=None) if open_only else rows).order_by("at", "id"))


def decisions(role: str | None, officers: Iterable[Account], most: int) -> list[Waiting]:
    """The questions that `officers` prepare and that wait for a presiding officer, the oldest first."""
    rows = _of_meetings(_seen(role, Waiting.objects.filter(decided=None))).select_related("officer")
    lists = [list(rows.filter(officer=officer).order_by("since", "id")[:most]) for officer in officers]
    return list(islice(heapq.merge(*lists, key=lambda one: (one.since, one.id)), most))


def decision(role: str | None, waiting_id: UUID) -> Waiting | None:
    """The question with this id."""
    return _of_meetings(_seen(role, Waiting.objects.filter(id=waiting_id))).select_related("officer").first()


def waiting_of(role: str | None, meeting: Meeting) -> list[Waiting]:
    """The questions of a meeting that wait for a presiding officer, the oldest first."""
    rows = _seen(role, Waiting.objects.filter(meeting=meeting, decided=None)).select_related("officer")
    return list(rows.order_by("since", "id"))


def came_in(role: str | None, most: int) -> list[Incoming]:
    """What came in and is not answered, the newest first."""
    rows = _of_meetings(_seen(role, Incoming.objects.filter(answered=None))).select_related("officer")
    return list(rows.order_by("-received", "-id")[:most])


def all_that_came_in(role: str | None, after: str = "") -> Page[Incoming]:
    """Whatever came in, answered or not, the newest first, from the key `after` on."""
    rows = _of_meetings(_seen(role, Incoming.objects.all())).select_related("officer").order_by("-received", "-id")
    if key := _instant_and_id(after):
        at, last = key
        rows = rows.filter(Q(received__lt=at) | Q(received=at, id__lt=last))
    return cut(rows, lambda one: f"{one.received.isoformat()}_{one.id}", most=50)


def incoming(role: str | None, incoming_id: UUID) -> Incoming | None:
    """What came in, by its id."""
    return _of_meetings(_seen(role, Incoming.objects.filter(id=incoming_id))).select_related("officer", "by").first()


# --- A meeting ----------------------------------------------------------------------------------------------------


def opening_of(role: str | None, meeting: Meeting) -> Opening | None:
    """How a meeting was opened at the desk, None if it was not."""
    rows = _seen(role, Opening.objects.filter(meeting=meeting))
    return rows.select_related("previous", "by").first()


def arrangements(role: str | None, meeting: Meeting) -> list[Arrangement]:
    """The days of a meeting with what is arranged for them, each day once; one of which nothing is entered yet is
    there without a row (`pk` None)."""
    held = {row.day: row for row in _seen(role, Arrangement.objects.filter(meeting=meeting))}
    count = min((meeting.closes - meeting.opens).days + 1, 60)
    days = [meeting.opens + dt.timedelta(days=n) for n in range(count)]
    return [held.get(day) or Arrangement(meeting=meeting, day=day) for day in days]


def listed(role: str | None, body: Body | None = None, year: int | None = None, after: str = "") -> Page[Meeting]:
    """All meetings, or those of a body or with a day in a year, the latest first, from the key `after` on."""
    rows = _seen(role, Meeting.objects.all()).select_related("body", "body__parent")
    rows = rows.prefetch_related(Prefetch("body__names", to_attr=LOADED)).order_by("-opens", "-id")
    if body:
        rows = rows.filter(body=body)
    if year:
        rows = rows.filter(opens__lte=dt.date(year, 12, 31), closes__gte=dt.date(year, 1, 1))
    if key := day_and_id(after):
        day, last = key
        rows = rows.filter(Q(opens__lt=day) | Q(opens=day, id__lt=last))
    return cut(rows, lambda meeting: f"{meeting.opens.isoformat()}.{meeting.id}", most=50)


def years(role: str | None) -> list[int]:
    """The years in which there is a meeting, the latest first."""
    ends = _seen(role, Meeting.objects.all()).aggregate(first=Min("opens"), last=Max("closes"))
    first, last = ends["first"], ends["last"]
    return list(range(last.year, first.year - 1, -1)) if first else []


def last_of(role: str | None, body: Body) -> Meeting | None:
    """The latest meeting of a body: the one before a meeting that is opened now."""
    return _seen(role, Meeting.objects.filter(body=body)).order_by("-opens", "-id").first()


def next_of(body: Body, after: dt.date) -> Meeting | None:
    """The first meeting of a body that opens after the day `after`."""
    return Meeting.objects.filter(body=body, opens__gt=after).order_by("opens", "id").first()


def to_check(role: str | None, meeting: Meeting) -> list[ToCheck]:
    """What is to be checked after a meeting was opened as last time, in its order."""
    return list(_seen(role, ToCheck.objects.filter(meeting=meeting)).select_related("by").order_by("position"))


def between(role: str | None, first: dt.date, last: dt.date, most: int = 2000) -> list[Meeting]:
    """The meetings of all bodies that have a day from `first` to `last`, by their first day."""
    rows = _seen(role, Meeting.objects.filter(opens__lte=last, closes__gte=first))
    rows = rows.select_related("body", "body__parent").prefetch_related(
        Prefetch("body__names", to_attr=LOADED), "arrangements"
    )
    return list(rows.order_by("opens", "closes", "id")[:most])


# --- The private calendar -----------------------------------------------------------------------------------------


def digest_of(key: str) -> str:
    """What is kept of a calendar key."""
    return hashlib.sha256(key.encode()).hexdigest()


def calendar_key(account: Account) -> CalendarKey | None:
    """Since when an account has a private calendar address; None if it has none."""
    return CalendarKey.objects.filter(account=account).first()


def account_of_key(key: str) -> Account | None:
    """Whose private calendar address it is; None if it was revoked, or the account is closed."""
    rows = CalendarKey.objects.filter(digest=digest_of(key), account__is_active=True).select_related("account")
    found = rows.first()
    return found.account if found else None


def _seen(role: str | None, rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows if may(role, READ) else rows.none()


def _of_meetings(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows of a meeting, with the names of its body."""
    return rows.select_related("meeting__body__parent").prefetch_related(
        Prefetch("meeting__body__names", to_attr=LOADED)
    )


def _instant_and_id(after: str) -> tuple[dt.datetime, UUID] | None:
    instant, _, last = after.partition("_")
    try:
        at = dt.datetime.fromisoformat(instant)
        return (at, UUID(last)) if at.utcoffset() is not None else None
    except ValueError:
        return None
