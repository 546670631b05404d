"""Opening a meeting: convened by an act, with a draft agenda, planned documents and deadlines, all in one transaction.

    facts of the form ──► plan (what is carried over, shifted, dropped, what to check) ──► open_meeting

The plan is made anew from the same facts when the form is sent; it is shown before, and nothing of it is kept.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from nemcon.core.agenda import Agenda
from nemcon.core.languages import LANGUAGES
from nemcon.documents.phrases import phrase
from nemcon.web.accounts.by import By
from nemcon.web.drafting import actions as drafting
from nemcon.web.meetings.actions import BadFacts, convene_meeting
from nemcon.web.meetings.models import Body, Institution, Meeting, Opening, ToCheck
from nemcon.web.meetings.planning import arrange, count_back
from nemcon.web.meetings.selectors import body_names
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.record.perform import Call, try_again

TRIES = 5
ARRANGED = ("sittings", "room", "platform", "interpretation")


@dataclass(frozen=True)
class Facts:
    """A meeting as it is entered: the same as `convene_meeting` takes. `series` is what the symbols of its documents
    begin with, "CTOC/COP/WG.3/2021/"."""

    slug: str
    body: Body
    names: Mapping[str, str]
    places: Mapping[str, str]
    zone: str
    opens: dt.date
    closes: dt.date
    form: str
    series: str = ""


@dataclass(frozen=True)
class PlannedPaper:
    """A document that the meeting will have, by its working title and kind."""

    title: str
    kind: str = ""
    series: str = ""


@dataclass(frozen=True)
class Day:
    """A day with its sittings, and what was arranged last time: none of it is asked for yet."""

    day: dt.date
    sittings: list[list[str]]
    room: str = ""
    platform: str = ""
    interpretation: str = ""


@dataclass(frozen=True)
class Plan:
    """What opening the meeting makes beside it. `agenda` is the draft's; `kinds` are the kinds of documents with terms
    of their own; `to_check` are codes with facts (words in checking.py)."""

    agenda: Agenda
    previous: Meeting | None = None
    papers: tuple[PlannedPaper, ...] = ()
    to_check: tuple[tuple[str, dict[str, str]], ...] = ()
    kinds: tuple[str, ...] = ("agenda",)
    days: tuple[Day, ...] = ()


def from_nothing(facts: Facts) -> Plan:
    """A draft agenda with its masthead and no item."""
    titles: dict[str, str] = {code: phrase("annotated-provisional-agenda", code) for code in LANGUAGES}
    parent = facts.body.parent
    agenda = masthead_only(
        symbol="",
        titles=titles,
        original="en",
        distribution="general",
        organ=body_names(parent or facts.body),
        body=body_names(facts.body) if parent else {},
        place=facts.places,
        opens=facts.opens,
        closes=facts.closes,
    )
    return Plan(agenda)


def open_meeting(call: Call, by: By, institution: Institution, facts: Facts, plan: Plan) -> Meeting:
    """Convene the meeting, and open its draft agenda, its planned documents, its deadlines and what is to be checked.

    All of it or nothing. The same call twice opens one meeting. Raises: BadFacts, also where there is a meeting at
    this address already; NotAllowed; Refusal.
    """
    if call.id is None:
        raise ValueError("A meeting is opened by a form with an id.")
    form = call.id

    def once() -> Meeting:
        with transaction.atomic():
            return _open(call, form, by, institution, facts, plan)

    return try_again(once, "meeting.convened", TRIES)


def _open(call: Call, form: UUID, by: By, institution: Institution, facts: Facts, plan: Plan) -> Meeting:
    taken = BadFacts(f"There is a meeting at the address {facts.slug!r} already; give this one another.")
    if Meeting.objects.filter(slug=facts.slug).exclude(id=form).exists():
        raise taken
    meeting = convene_meeting(
        call,
        slug=facts.slug,
        body=facts.body,
        names=facts.names,
        places=facts.places,
        zone=facts.zone,
        opens=facts.opens,
        closes=facts.closes,
        form=facts.form,
    )
    if meeting.id != form:  # somebody took the address at this very moment
        raise taken
    if Opening.objects.filter(meeting=meeting).exists():
        return meeting
    Opening.objects.create(meeting=meeting, previous=plan.previous, by=by.account, at=by.now)
    title = plan.agenda.masthead.title or phrase("annotated-provisional-agenda", "en")
    drafting.open_agenda(by.account, meeting, plan.agenda, title=title[:400], series=facts.series, now=by.now)
    for paper in plan.papers:
        drafting.plan_paper(by.account, meeting, title=paper.title[:400], series=paper.series, now=by.now)
    count_back(by, institution, meeting, kinds=plan.kinds)
    if plan.days:
        arrange(by, meeting, {day.day: {name: getattr(day, name) for name in ARRANGED} for day in plan.days})
    rows = (
        ToCheck(meeting=meeting, position=at, code=code, facts=said) for at, (code, said) in enumerate(plan.to_check, 1)
    )
    ToCheck.objects.bulk_create(rows)
    return meeting
