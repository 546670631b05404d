"""Ways to read what is between draft and release, for those whose role may read drafts; to others nothing is there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from nemcon.core import issuing
from nemcon.core.issuing import Standing, State
from nemcon.core.roles import may
from nemcon.web.accounts.models import Account
from nemcon.web.drafting import selectors as drafting
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import chains, reading
from nemcon.web.issuing.chains import Clearing
from nemcon.web.issuing.models import (
    Adoption,
    Clearance,
    ClearancePost,
    ClearanceRequest,
    LanguageFile,
    Plan,
    Query,
    Release,
    Submission,
)
from nemcon.web.listing import Page, cut
from nemcon.web.meetings.models import Meeting
from nemcon.web.meetings.selectors import LOADED
from nemcon.web.papers.models import Document

MOST_ASKED = 200
"""Open requests for clearance that are looked through for those of one reader."""


def draft(role: str | None, draft_id: UUID) -> Draft | None:
    """A draft with its meeting, its body and what it revises."""
    rows = drafting.visible(role).select_related("meeting", "meeting__body", "meeting__body__parent", "of", "owner")
    return rows.filter(id=draft_id).first()


def state(draft: Draft) -> State:
    """What the acts of a document made of it."""
    return reading.state_of(draft.id)


@dataclass(frozen=True)
class Stands:
    """Where a document is: in one word, by its acts, and by its clearance."""

    word: Standing
    state: State
    clearing: Clearing
    whole: tuple[str, ...]


def stands(draft: Draft, text: reading.Text, now: dt.datetime) -> Stands:
    """Where a document is."""
    state = reading.state_of(draft.id)
    clearing = chains.clearing_of(draft, text.version, now)
    whole = reading.whole_of(draft)
    word = issuing.standing(state, whole, asked=clearing.request is not None, cleared=clearing.whole)
    return Stands(word, state, clearing, whole)


def language_files(draft: Draft) -> dict[str, LanguageFile]:
    """The languages of a draft that were entered, by language."""
    return {row.language: row for row in LanguageFile.objects.filter(draft=draft).select_related("by", "file", "words")}


def queries(draft: Draft) -> list[Query]:
    """Editors' queries, those without an answer first, the oldest first."""
    rows = Query.objects.filter(draft=draft).select_related("answered_by", "entered_by")
    return list(rows.order_by(F("answered").asc(nulls_first=True), "at", "id"))


def releases(draft: Draft) -> list[Release]:
    """The releases of a draft, the newest first."""
    return list(Release.objects.filter(draft=draft).select_related("by").order_by("-at", "-id"))


def release(role: str | None, release_id: UUID) -> Release | None:
    """A release with its draft."""
    rows = Release.objects.filter(draft__in=drafting.visible(role)).select_related(
        "draft", "draft__meeting", "draft__meeting__body", "draft__meeting__body__parent", "draft__of", "by"
    )
    return rows.filter(id=release_id).first()


def clearance(role: str | None, draft: Draft, clearance_id: UUID) -> Clearance | None:
    """An entry of the clearance of a draft, for its evidence."""
    if not may(role, "read.draft"):
        return None
    return Clearance.objects.filter(draft=draft, id=clearance_id).select_related("evidence").first()


def plan(draft: Draft) -> Plan | None:
    """What is planned for a document."""
    return Plan.objects.filter(draft=draft).select_related("owner").first()


def submission(draft: Draft) -> Submission | None:
    """The submission of a draft."""
    return Submission.objects.filter(document=draft.id).first()


def adoption(meeting: Meeting) -> Adoption | None:
    """When the meeting adopted its agenda; None while it has not."""
    return Adoption.objects.filter(meeting=meeting).first()


# --- Home: what is mine to clear, what is at document management --------------------------------------------------


@dataclass(frozen=True)
class ToClear:
    """A draft that waits for somebody: its clearance, or, with `changed`, that they see what changed since theirs.
    `step` is the id of the step, `after` are the steps that follow it."""

    draft: Draft
    request: ClearanceRequest
    step: str
    changed: bool
    after: tuple[str, ...]
    names: dict[str, dict[str, str]]


def to_clear(role: str | None, accounts: Sequence[Account], now: dt.datetime, most: int) -> list[ToClear]:
    """The drafts that wait for one of `accounts`, the longest waiting first; at most `most`.

    What was asked and is not ended is looked through, at most MOST_ASKED: institutions have tens of such.
    """
    mine = {str(one.pk) for one in accounts}
    if not may(role, "clear.draft") or not ClearancePost.objects.filter(account__in=list(accounts)).exists():
        return []
    found: list[ToClear] = []
    rows = ClearanceRequest.objects.filter(ended=None, draft__removed=None).order_by("at", "id")
    rows = rows.select_related("draft", "draft__meeting", "draft__meeting__body", "draft__meeting__body__parent")
    rows = rows.prefetch_related(Prefetch("draft__meeting__body__names", to_attr=LOADED))
    for request in rows[:MOST_ASKED]:
        clearing = chains.clearing_of(request.draft, reading.version_now(request.draft), now)
        if clearing.standing is None:
            continue
        steps = [one.step for one in clearing.standing.steps]
        names = {step.id: step.names for step in steps}
        shown = [one.step.id for one in clearing.standing.steps if one.to_show in mine]
        wanted = clearing.standing.next if {one.account for one in clearing.standing.may} & mine else None
        if wanted is None and not shown:
            continue
        step = wanted or shown[0]
        place = [one.id for one in steps].index(step)
        after = tuple(one.id for one in steps[place + 1 :])
        found.append(ToClear(request.draft, request, step, wanted is None, after, names))
        if len(found) == most:
            break
    return found


@dataclass(frozen=True)
class AtManagement:
    """A document that was submitted and is not out in all languages as it shall be."""

    draft: Draft
    state: State
    submission: Submission
    expected: dt.date | None
    translating: tuple[str, ...]


def at_management(role: str | None, owners: Iterable[Account], most: int) -> list[AtManagement]:
    """The documents of `owners` at document management, the next expected first; at most `most`."""
    drafts = _with_meeting(drafting.visible(role)).filter(Q(owner__in=list(owners)) | Q(plan__owner__in=list(owners)))
    every = list(reading.institution_languages())
    whole_out = Document.objects.filter(id=OuterRef("id"), published__isnull=False, advance=[], issued=every)
    drafts = drafts.filter(Exists(Submission.objects.filter(document=OuterRef("id"))), ~Exists(whole_out)).distinct()
    rows = list(drafts.order_by("-changed")[: most * 4])
    states = reading.states(one.id for one in rows)
    submissions = Submission.objects.in_bulk([one.id for one in rows])
    files: dict[UUID, list[LanguageFile]] = {}
    for file in LanguageFile.objects.filter(draft__in=rows):
        files.setdefault(file.draft_id, []).append(file)
    found = []
    for one in rows:
        whole = reading.whole_of(one)
        if issuing.standing(states[one.id], whole, asked=False, cleared=False) is Standing.RELEASED:
            continue
        open_ = [file for file in files.get(one.id, ()) if file.language not in states[one.id].out]
        expected = min((file.expected for file in open_ if file.expected), default=None)
        translating = tuple(file.language for file in open_ if file.state == "in translation")
        found.append(AtManagement(one, states[one.id], submissions[one.id], expected, translating))
    return sorted(found, key=lambda one: (one.expected or dt.date.max, one.submission.at))[:most]


# --- The pipeline -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InPipeline:
    """A document of the pipeline."""

    draft: Draft
    plan: Plan | None
    state: State
    whole: tuple[str, ...]
    submission: Submission | None
    asked: bool
    queries: int
    languages: tuple[LanguageFile, ...]

    @property
    def word(self) -> Standing:
        """Where it is."""
        return issuing.standing(self.state, self.whole, asked=self.asked, cleared=False)


def pipeline(
    role: str | None, *, meeting: Meeting | None = None, owner: Account | None = None, after: str = "", most: int = 20
) -> Page[Draft]:
    """The documents of all meetings, or of one, or those that somebody sees to: the next meeting first."""
    rows = _with_meeting(drafting.visible(role)).order_by("-meeting__opens", "meeting_id", "created", "id")
    if meeting is not None:
        rows = rows.filter(meeting=meeting)
    if owner is not None:
        rows = rows.filter(Q(plan__owner=owner) | Q(plan__owner=None, owner=owner))
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
    page = cut(rows[start : start + most + 1], lambda one: str(start + most), most)
    return Page(page.rows, page.after)


def in_pipeline(drafts: Sequence[Draft]) -> list[InPipeline]:
    """What the pipeline says of each, in as many queries as for one."""
    ids = [one.id for one in drafts]
    states = reading.states(ids)
    submissions = Submission.objects.in_bulk(ids)
    plans = {plan.draft_id: plan for plan in Plan.objects.filter(draft__in=ids).select_related("owner")}
    asked = set(ClearanceRequest.objects.filter(draft__in=ids, ended=None).values_list("draft_id", flat=True))
    open_queries = Query.objects.filter(draft__in=ids, answered=None).values("draft").annotate(n=Count("id"))
    counts = {row["draft"]: row["n"] for row in open_queries}
    files: dict[UUID, list[LanguageFile]] = {}
    for file in LanguageFile.objects.filter(draft__in=ids):
        files.setdefault(file.draft_id, []).append(file)
    every = reading.institution_languages()
    return [
        InPipeline(
            draft=one,
            plan=plans.get(one.id),
            state=states[one.id],
            whole=reading.planned_or(plans.get(one.id), every),
            submission=submissions.get(one.id),
            asked=one.id in asked,
            queries=counts.get(one.id, 0),
            languages=tuple(files.get(one.id, ())),
        )
        for one in drafts
    ]


def _with_meeting(rows: QuerySet[Draft]) -> QuerySet[Draft]:
    return rows.select_related("meeting", "meeting__body", "meeting__body__parent", "owner").prefetch_related(
        Prefetch("meeting__body__names", to_attr=LOADED)
    )


def published(draft: Draft) -> Document | None:
    """The document of a draft that was out at some time."""
    return Document.objects.filter(id=draft.id).defer("agenda").first()
