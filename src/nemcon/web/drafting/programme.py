"""The organization of work of a draft as a grid: moved by drag or keyboard, or proposed from items and days."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse, HttpResponseRedirect
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.agenda import Agenda
from nemcon.core.drafting.draft import ROOT
from nemcon.core.drafting.draft import Draft as State
from nemcon.core.drafting.programme import put_programme
from nemcon.core.drafting.references import read_reference, references
from nemcon.core.drafting.to_agenda import in_one_language
from nemcon.core.drafting.tree import removed_nodes, tree
from nemcon.core.programme import Row, days
from nemcon.core.proposing import Proposal, RequestError, propose, request_from_agenda
from nemcon.core.proposing.request import USUAL_HOURS
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.drafting import actions, proposal_words, selectors
from nemcon.web.drafting.editing import sitting_key
from nemcon.web.drafting.frame import draft_at, frame
from nemcon.web.drafting.models import Draft
from nemcon.web.record.world import REAL


@desk_page("read.draft")
def programme(desk: Desk, draft: UUID) -> HttpResponse:
    """The grid."""
    held = draft_at(desk, draft)
    return show(desk, "drafting/programme.html", {**frame(desk, held, "programme"), **_grid(desk, held)})


@desk_page("read.draft")
def grid(desk: Desk, draft: UUID) -> HttpResponse:
    """The grid alone, as the page fetches it again."""
    held = draft_at(desk, draft)
    context = {**frame(desk, held, "programme"), **_grid(desk, held), "language": desk.language, "desk": desk}
    return HttpResponse(loader.render_to_string("drafting/_grid.html", context, desk.request))


@desk_page("edit.draft", "POST")
def propose_programme(desk: Desk, draft: UUID) -> HttpResponse:
    """Propose an organization of work, with reasons or what is in conflict; nothing changes before it is taken."""
    held = draft_at(desk, draft)
    back = reverse("drafting:programme", args=[desk.language, held.id])
    if desk.request.method != "POST":
        return HttpResponseRedirect(back)
    if desk.request.POST.get("take"):
        rows = msgspec.json.decode(desk.request.POST.get("rows", "[]"), type=list[Row])
        actions.step_of(
            desk.account,
            held.id,
            lambda state, hand: put_programme(state, rows, actions.node_ids(), hand),
            REAL.now(),
        )
        return HttpResponseRedirect(back)
    context: dict[str, Any] = frame(desk, held, "programme")
    agenda = _dated(in_one_language(selectors.state(held)), held)
    try:
        outcome = propose(request_from_agenda(agenda))
    except RequestError:
        why = _("Nothing was proposed: the draft needs items, and the meeting a first and a last day.")
        return show(desk, "drafting/proposal.html", {**context, "why": [why]}, status=422)
    if not isinstance(outcome, Proposal):
        told = proposal_words.conflict(outcome, desk.language)
        return show(desk, "drafting/proposal.html", {**context, "why": told}, status=422)
    rows = list(outcome.rows)
    context |= {
        "proposal": True,
        "encoded": msgspec.json.encode(rows).decode(),
        "days": [
            {
                "date": day.date,
                "day": day.day,
                "sittings": [
                    {"rows": [{"hours": _hours(row.start, row.end, desk.language), **_said(row)} for row in one.rows]}
                    for one in day.sittings
                ],
            }
            for day in days(rows)
        ],
        "reasons": [proposal_words.reason(one, desk.language) for one in outcome.reasons],
    }
    return show(desk, "drafting/proposal.html", context)


def _dated(agenda: Agenda, draft: Draft) -> Agenda:
    """With the days of the meeting where the draft does not say them."""
    if agenda.masthead.opens is not None:
        return agenda
    meeting = draft.meeting
    return replace(agenda, masthead=replace(agenda.masthead, opens=meeting.opens, closes=meeting.closes))


def _said(row: Row) -> dict[str, str]:
    return {"item": row.item or "", "title": row.title}


def _grid(desk: Desk, draft: Draft) -> dict[str, Any]:
    """Days with sittings and their rows. Days of the meeting without a row have their usual sittings, to be filled."""
    state = selectors.state(draft)
    found = tree(state)
    cited = references(state, found)
    sittings: dict[str, dict[str, Any]] = {}
    for day in _days(draft):
        for usual in USUAL_HOURS["in_person"]:
            key = f"{day.isoformat()} {usual.start} {usual.end}"
            sittings[key] = _sitting(key, day, "", usual.start, usual.end, "", desk.language)
    rows = [node for node in found.children.get(ROOT, ()) if state.type(node) == "row"]
    for node in rows:
        key = sitting_key(state, node)
        if key not in sittings:
            sittings[key] = _sitting_of(state, node, key, desk.language)
        sittings[key]["rows"].append(
            {
                "id": node,
                "item": read_reference(state.value(node, "item"), cited) or "",
                "title": state.value(node, "title"),
                "continued": state.value(node, "continued"),
            }
        )
    used = {one["date"] for one in sittings.values() if one["rows"]}
    ordered = sorted(
        (one for one in sittings.values() if one["rows"] or one["date"] not in used or not one["rows"]),
        key=lambda one: (one["date"] is None, one["date"] or dt.date.min, one["start"], one["track"]),
    )
    by_day: dict[object, dict[str, Any]] = {}
    for one in ordered:
        by_day.setdefault(one["date"] or one["day"], {"date": one["date"], "day": one["day"], "sittings": []})[
            "sittings"
        ].append(one)
    return {
        "days": list(by_day.values()),
        "sittings": ordered,
        "rows": len(rows),
        "items": [
            {"id": node, "name": f"{cited.get(node, '')} {state.value(node, 'title')}"[:90].strip()}
            for node in found.walk()
            if state.type(node) == "item"
        ],
        "removed": [
            {"id": one.node, "name": state.value(one.node, "title")}
            for one in removed_nodes(state)[:20]
            if state.type(one.node) == "row"
        ],
    }


def _days(draft: Draft) -> list[dt.date]:
    meeting = draft.meeting
    count = min((meeting.closes - meeting.opens).days, 30)
    every = [meeting.opens + dt.timedelta(days=one) for one in range(count + 1)]
    return [day for day in every if day.weekday() < 5] or every


def _sitting_of(state: State, row: str, key: str, language: str) -> dict[str, Any]:
    said = {name: state.value(row, name) for name in ("date", "day", "start", "end", "track", "session")}
    try:
        day = dt.date.fromisoformat(said["date"])
    except ValueError:
        day = None
    made = _sitting(key, day, said["day"] or said["date"], said["start"], said["end"], said["track"], language)
    if said["session"]:
        made["hours"] = f"{made['hours']} ({said['session']})".strip()
    return made


def _sitting(
    key: str, day: dt.date | None, words: str, start: str, end: str, track: str, language: str
) -> dict[str, Any]:
    hours = _hours(start, end, language)
    name = calendar.day(day, language) if day else words
    return {
        "key": key,
        "date": day,
        "day": words or _("Without a day"),
        "start": start,
        "hours": hours,
        "track": track,
        "name": ", ".join(part for part in (name, hours, track) if part),
        "rows": [],
    }


def _hours(start: str | None, end: str | None, language: str) -> str:
    try:
        return calendar.hours(dt.time.fromisoformat(start or ""), dt.time.fromisoformat(end or ""), language)
    except ValueError:
        return "–".join(part for part in (start, end) if part)
