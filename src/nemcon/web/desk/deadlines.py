"""Deadlines on one page, one by one, and as a calendar file at a private address."""

import datetime as dt
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from nemcon.core.roles import may
from nemcon.web.accounts import selectors as accounts
from nemcon.web.accounts.models import Account
from nemcon.web.desk.forms import DeadlineForm, full_name, seat_parts
from nemcon.web.desk.home import grouped, owners
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.meetings import planned, planning, words
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.models import Deadline, Meeting
from nemcon.web.record.world import REAL

IN_CALENDAR = 500
"""Deadlines in a calendar file: the next ones."""
HALF_HOUR = dt.timedelta(minutes=30)


@desk_page("read.desk", "POST")
def deadlines(desk: Desk) -> HttpResponse:
    """All deadlines of the reader and of those for whom the reader acts; and the private address of their calendar."""
    key = ""
    if desk.request.method == "POST":
        if not desk.may("plan.meeting"):
            raise Http404
        if desk.request.POST.get("do") == "revoke":
            planning.revoke_key(desk.by)
            return HttpResponseRedirect(f"{desk.request.path}#calendar")
        key = planning.make_key(desk.by)
    cover = accounts.covered(desk.account, desk.now)
    after = desk.request.GET.get("after", "")
    page = planned.all_due(desk.role, owners(desk.account, cover), after)
    address = ""
    if key:
        at = reverse("desk:calendar", args=[desk.language])
        address = desk.request.build_absolute_uri(f"{at}?key={key}")
    return show(
        desk,
        "desk/deadlines.html",
        {
            "section": "desk",
            "due": grouped(page.rows, desk.clock, {each.covers_id for each in cover}),
            "covered": {each.covers_id for each in cover},
            "after": page.after,
            "later": bool(after),
            "address": address,
            "held": planned.calendar_key(desk.account),
            "may_plan": desk.may("plan.meeting"),
        },
    )


@desk_page("read.desk", "POST")
def deadline(desk: Desk, deadline_id: UUID) -> HttpResponse:
    """One deadline: where it comes from, how it stands, and that it is met."""
    row = planned.deadline(desk.role, deadline_id)
    allowed = desk.may("plan.meeting")
    asked = desk.request.POST.get("do", "")
    if row is None or (desk.request.method == "POST" and not allowed):
        raise Http404
    zone = desk.institution.zone
    initial = {**seat_parts("at", row.at, zone), "stands": row.stands, "reason": row.reason}
    initial["owner"] = str(row.owner_id or "")
    form = DeadlineForm(desk, desk.request.POST if asked == "change" else None, held=row, initial=initial)
    if asked in ("meet", "unmeet"):
        planning.meet_deadline(desk.by, row, met=asked == "meet")
        return HttpResponseRedirect(_meeting_page(desk, row.meeting) if asked == "meet" else desk.request.path)
    if asked == "change" and form.is_valid():
        given = form.cleaned_data
        planning.change_deadline(
            desk.by,
            desk.institution,
            row,
            at=given["at"] or row.at,
            reason=given.get("reason", ""),
            stands=given["stands"],
            owner=given["owner"],
        )
        return HttpResponseRedirect(desk.request.path)
    context = {"section": "desk", "row": row, "form": form, "force": words.force(row.force), "may_plan": allowed}
    return show(desk, "desk/deadline.html", context, status=422 if form.errors else 200)


@desk_page("plan.meeting", "POST")
def add(desk: Desk, slug: str) -> HttpResponse:
    """Set a deadline of a meeting that no rule gives."""
    meeting = meetings.meeting(slug)
    if meeting is None:
        raise Http404
    form = DeadlineForm(desk, desk.request.POST or None, initial={"owner": str(desk.account.pk), "at_hour": "18:00"})
    if desk.request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        facts = {name: given[name] for name in ("title", "at", "whom", "owner")}
        row = planning.add_deadline(desk.by, desk.institution, meeting, **facts)
        if given["stands"]:
            row.stands = given["stands"]
            row.save(update_fields=["stands"])
        return HttpResponseRedirect(_meeting_page(desk, meeting))
    context = {
        "section": "desk-meetings",
        "form": form,
        "meeting": meeting,
        "heading": _("Set a deadline"),
        "act": _("Set the deadline"),
    }
    return show(desk, "desk/form.html", context, status=422 if form.errors else 200)


def _meeting_page(desk: Desk, meeting: Meeting) -> str:
    return reverse("meetings:meeting", args=[desk.language, meeting.slug])


@require_safe
def calendar(request: HttpRequest, language: str) -> HttpResponse:
    """The deadlines of whom the key belongs to, as iCalendar: for programs, which do not sign in.

    The key is in the query, which no log keeps. A key that is revoked, or whose account has no place at the desk any
    more, finds nothing.
    """
    account = planned.account_of_key(request.GET.get("key", ""))
    now = REAL.now()
    role = next(iter(accounts.roles(account, now)), None) if account else None
    if account is None or not may(role, "read.desk"):
        raise Http404
    rows = planned.due(role, owners(account, accounts.covered(account, now)), IN_CALENDAR)
    response = HttpResponse(calendar_of(rows, account, language, now, request), content_type="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def calendar_of(rows: list[Deadline], account: Account, language: str, now: dt.datetime, request: HttpRequest) -> bytes:
    """The rows as events that end at the deadline: half an hour each."""
    made = Calendar()
    made.add("prodid", "-//Nemcon//deadlines//EN")
    made.add("version", "2.0")
    made.add("name", _("Deadlines"))
    made.add("x-wr-calname", _("Deadlines"))
    for row in rows:
        event = Event()
        event.add("uid", f"{row.id}@nemcon")
        event.add("dtstamp", now.replace(microsecond=0))
        event.add("dtstart", row.at.astimezone(dt.UTC) - HALF_HOUR)
        event.add("dtend", row.at.astimezone(dt.UTC))
        event.add("summary", words.title(row, language))
        says = [full_name(row.meeting, language), words.for_whom(row, account), words.moved(row, language)]
        event.add("description", "\n".join(part for part in says if part))
        event.add("url", request.build_absolute_uri(reverse("desk:deadline", args=[language, row.id])))
        made.add_component(event)
    return bytes(made.to_ical())
