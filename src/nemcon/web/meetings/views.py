"""Meetings at the desk: the list, a meeting's page, its days."""

import datetime as dt
import re
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nemcon.core.agenda import Item
from nemcon.core.proposing.request import USUAL_HOURS
from nemcon.web.accounts import selectors as accounts
from nemcon.web.desk import seat as seats
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.drafting import selectors as drafting
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import selectors as issuing
from nemcon.web.meetings import planned, planning, words
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.checking import FOLDED, points
from nemcon.web.meetings.happened import acts_of, convened, happened_last
from nemcon.web.meetings.models import Arrangement, Meeting
from nemcon.web.meetings.papers_shown import listed, newest_change
from nemcon.web.meetings.standing import chain
from nemcon.web.papers import selectors as papers

NEXT = 5
"""Deadlines on a meeting's page; all of them are a link away."""
_HOURS = re.compile(r"\s*([01]?\d|2[0-3])[:.]([0-5]\d)\s*[–—-]\s*([01]?\d|2[0-3])[:.]([0-5]\d)\s*")
USUAL_SITTINGS = [[usual.start, usual.end] for usual in USUAL_HOURS["in_person"]]


def meeting_at(slug: str) -> Meeting:
    """The meeting at an address. Raises: Http404."""
    found = meetings.meeting(slug)
    if found is None:
        raise Http404
    return found


@desk_page("read.desk")
def all_meetings(desk: Desk) -> HttpResponse:
    """All meetings, the latest first, of a body or a year where the address says so."""
    asked = desk.request.GET
    body = meetings.body(asked.get("body", "")) if asked.get("body") else None
    if asked.get("body") and body is None:
        raise Http404
    given = asked.get("year", "")
    year = int(given) if given.isascii() and given.isdigit() and 1900 < int(given[:6]) < 3000 else None
    page = planned.listed(desk.role, body, year, asked.get("after", ""))
    return show(
        desk,
        "meetings/all.html",
        {
            "section": "desk-meetings",
            "page": page,
            "bodies": meetings.bodies(desk.language),
            "body": body,
            "years": planned.years(desk.role),
            "year": year,
            "this_year": desk.clock.today.year,
            "may_plan": desk.may("plan.meeting"),
        },
    )


@desk_page("read.desk", "POST")
def meeting(desk: Desk, slug: str) -> HttpResponse:
    """A meeting: where it stands, its agenda and documents, its days, what is due, what is to be checked."""
    found = meeting_at(slug)
    if desk.request.method == "POST":
        return _ticked(desk, found)
    drafts = drafting.of_meeting(desk.role, found)
    documents = papers.of_meeting(desk.role, found, desk.language)
    due = planned.deadlines_of(desk.role, found)
    still = [row for row in due if row.done is None]
    agenda = papers.agenda_of(desk.role, found, desk.language)
    draft = _agenda_draft(drafts, agenda.document.draft if agenda else None)
    acts = acts_of(desk, found)
    waiting = planned.waiting_of(desk.role, found)
    opening = planned.opening_of(desk.role, found)
    adoption = issuing.adoption(found)
    checks = points(desk.role, found, desk.language)
    return show(
        desk,
        "meetings/meeting.html",
        {
            "section": "desk-meetings",
            "meeting": found,
            "standfirst": _standfirst(desk, found, len(waiting), [row for row in still if row.at < desk.now]),
            "chain": chain(
                found,
                convened=convened(acts) or (opening.at if opening else None),
                agenda=agenda,
                drafted=newest_change(drafts),
                adopted=adoption.day if adoption else None,
                report="",
                deadlines=due,
                seat=desk.clock,
            ),
            "agenda": agenda,
            "draft": draft,
            "items": _items(draft) if draft else (),
            "documents": listed(desk, documents, drafts, still),
            "days": days_shown(desk, planned.arrangements(desk.role, found)),
            "the_days": words.the_days(found),
            "due": still[:NEXT],
            "more_due": len(still) > NEXT,
            "waiting": waiting,
            "opening": opening,
            "points": checks,
            "unchecked": sum(point.row.ticked is None for point in checks),
            "folded": len(checks) > FOLDED,
            "opened": "checked" in desk.request.GET,
            "officers": len(accounts.holders("officer", desk.now)),
            "happened": happened_last(desk, acts, documents),
            "may_plan": desk.may("plan.meeting"),
            "may_edit": desk.may("edit.draft"),
        },
    )


def _ticked(desk: Desk, found: Meeting) -> HttpResponse:
    """What was ticked off of the list of what is to be checked."""
    if not desk.may("plan.meeting"):
        raise Http404

    def positions(name: str) -> list[int]:
        given = desk.request.POST.getlist(name)
        return [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 6]

    planning.tick(desk.by, found, positions("checked"), positions("shown"))
    return HttpResponseRedirect(f"{desk.request.path}?checked#check")


def _agenda_draft(drafts: list[Draft], released: object) -> Draft | None:
    """The draft of the agenda that is worked on: the newest that is not released."""
    open_ones = [draft for draft in drafts if draft.kind == "agenda" and draft.id != released]
    return open_ones[-1] if open_ones else None


def _items(draft: Draft) -> tuple[Item, ...]:
    return drafting.agenda(draft).items


def _standfirst(desk: Desk, found: Meeting, waiting: int, late: list[Any]) -> str:
    """How far the meeting is off, and what is out of the ordinary."""
    seat = desk.clock
    if found.closes < seat.today:
        parts = [_("It is over.")]
    elif found.opens <= seat.today:
        parts = [_("It is going on.")]
    else:
        parts = [seats.days_until(found.opens, seat)]
    if waiting:
        said = ngettext(
            "One question waits for a presiding officer.", "%(count)s questions wait for a presiding officer.", waiting
        )
        parts.append(said % {"count": waiting})
    if late:
        said = ngettext("One deadline has passed.", "%(count)s deadlines have passed.", len(late))
        parts.append(said % {"count": len(late)})
    return " ".join(parts)


def days_shown(desk: Desk, rows: list[Arrangement]) -> list[dict[str, Any]]:
    """The days of a meeting in words."""
    return [
        {
            "day": row.day,
            "hours": seats.hours(row.sittings, desk.language),
            "room": words.arranged(row.room, row.room_state),
            "platform": words.arranged(row.platform, row.platform_state),
            "interpretation": words.arranged(row.interpretation, row.interpretation_state),
        }
        for row in rows
    ]


@desk_page("read.desk", "POST")
def deadlines(desk: Desk, slug: str) -> HttpResponse:
    """All deadlines of a meeting, met or not; by POST they are counted back again from its opening."""
    found = meeting_at(slug)
    may = desk.may("plan.meeting")
    if desk.request.method == "POST":
        if not may:
            raise Http404
        planning.count_back(desk.by, desk.institution, found)
        return HttpResponseRedirect(desk.request.path)
    profile, whose = planned.profile_of(found.body)
    context = {
        "section": "desk-meetings",
        "meeting": found,
        "due": planned.deadlines_of(desk.role, found),
        "observed": planned.observed(desk.institution, found.opens.year),
        "whose": whose,
        "terms": len(profile.terms),
        "may_plan": may,
    }
    return show(desk, "meetings/deadlines.html", context)


@desk_page("plan.meeting", "POST")
def arrangements(desk: Desk, slug: str) -> HttpResponse:
    """What is arranged for each day: sittings, room, platform, interpretation."""
    found = meeting_at(slug)
    rows = planned.arrangements(desk.role, found)
    posted = desk.request.POST if desk.request.method == "POST" else None
    errors: dict[dt.date, str] = {}
    shown: list[dict[str, Any]] = []
    facts: dict[dt.date, dict[str, Any]] = {}
    for at, row in enumerate(rows):
        typed = {
            name: posted.get(f"{name}-{at}", "").strip()[:120] if posted is not None else getattr(row, name)
            for name in ("room", "platform", "interpretation", "room_state", "platform_state", "interpretation_state")
        }
        hours = posted.get(f"sittings-{at}", "") if posted is not None else _typed_hours(row)
        if posted is not None:
            sittings = read_hours(hours)
            if sittings is None:
                errors[row.day] = _("Give the hours of the sittings such as 10:00–13:00, 15:00–18:00.")
            known = dict(words.states())
            for name in ("room_state", "platform_state", "interpretation_state"):
                typed[name] = typed[name] if typed[name] in known else ""
            facts[row.day] = {**typed, "sittings": sittings or []}
        shown.append({"at": at, "day": row.day, "hours": hours, **typed, "error": errors.get(row.day, "")})
    if posted is not None and not errors:
        planning.arrange(desk.by, found, facts)
        return HttpResponseRedirect(f"{reverse('meetings:meeting', args=[desk.language, slug])}#days")
    context = {"section": "desk-meetings", "meeting": found, "rows": shown, "states": words.states(), "errors": errors}
    return show(desk, "meetings/days.html", context, status=422 if errors else 200)


def _typed_hours(row: Arrangement) -> str:
    sittings = row.sittings if row.pk else USUAL_SITTINGS
    return ", ".join(f"{start}–{end}" for start, end in sittings)


def read_hours(typed: str) -> list[list[str]] | None:
    """Sittings as typed: "10:00–13:00, 15:00–18:00"; None where that is not understood, or they overlap."""
    found: list[list[str]] = []
    for part in filter(str.strip, re.split(r"[,;\n]", typed)):
        hours = _HOURS.fullmatch(part)
        if hours is None:
            return None
        found.append([f"{int(hours[1]):02d}:{hours[2]}", f"{int(hours[3]):02d}:{hours[4]}"])
    forward = all(start < end for start, end in found)
    apart = all(one[1] <= other[0] for one, other in pairwise(found))
    return found if forward and apart else None
