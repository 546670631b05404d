"""The pipeline: the documents of all meetings, each with its languages, dates, words, owner, queries and job number."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from nemcon.core.issuing import Standing
from nemcon.web.accounts import selectors as accounts
from nemcon.web.accounts.models import Account
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.issuing import selectors
from nemcon.web.issuing.models import LanguageFile
from nemcon.web.issuing.pipeline import Rules, rules_of, timing, words_of
from nemcon.web.issuing.selectors import InPipeline
from nemcon.web.issuing.views import late_in_words
from nemcon.web.meetings import selectors as meetings

MOST = 20


@desk_page("read.draft")
def pipeline(desk: Desk) -> HttpResponse:
    """The pipeline, of one meeting or one officer where the address says so."""
    asked = desk.request.GET
    meeting = meetings.meeting(asked.get("meeting", "")) if asked.get("meeting") else None
    owner = _owner(desk, asked.get("owner", ""))
    page = selectors.pipeline(desk.role, meeting=meeting, owner=owner, after=asked.get("after", ""), most=MOST)
    context = {
        "section": "desk-meetings",
        "rows": _rows(desk, selectors.in_pipeline(page.rows)),
        "after": page.after,
        "meeting": meeting,
        "owner": owner,
        "officers": accounts.holders("officer", desk.now),
        "meetings": meetings.coming(desk.today, most=50),
        "query": "&".join(f"{name}={asked[name]}" for name in ("meeting", "owner") if asked.get(name)),
    }
    return show(desk, "issuing/pipeline.html", context)


def _rows(desk: Desk, found: Sequence[InPipeline]) -> list[dict[str, Any]]:
    """The rules of a body and year are asked for once."""
    rules: dict[tuple[UUID, int], Rules] = {}
    for one in found:
        meeting = one.draft.meeting
        key = (meeting.body_id, meeting.opens.year)
        if key not in rules:
            rules[key] = rules_of(one.draft, desk.institution)
    return [_row(desk, one, rules[one.draft.meeting.body_id, one.draft.meeting.opens.year]) for one in found]


def _row(desk: Desk, one: InPipeline, rules: Rules) -> dict[str, Any]:
    draft = one.draft
    words = words_of(draft, desk.institution) if draft.kind == "agenda" else None
    when = timing(draft, one.plan, one.submission, desk.institution, desk.now, words=words, rules=rules)
    out = one.word is Standing.RELEASED
    jobs = [f"{file.job}" for file in one.languages if file.job] or (
        [one.plan.job] if one.plan and one.plan.job else []
    )
    return {
        "draft": draft,
        "address": reverse("issuing:document", args=[desk.language, draft.id]),
        "symbol": one.state.symbol,
        "standing": one.word,
        "out": [code for code in one.state.out if code not in one.state.advance],
        "advance": list(one.state.advance),
        "translating": [file.language for file in one.languages if _open(one, file)],
        "forecast": when.forecast,
        "expected": when.expected,
        "agreed": when.slot.agreed,
        "words": when.words,
        "limit": when.limit,
        "limit_source": when.limit_source,
        "over": when.over,
        "owner": (one.plan.owner if one.plan else None) or draft.owner,
        "queries": one.queries,
        "jobs": list(dict.fromkeys(jobs)),
        "late": "" if out else late_in_words(desk, when),
        "reason": one.plan.late if one.plan else "",
        "submitted": one.submission.at if one.submission else None,
    }


def _open(one: InPipeline, file: LanguageFile) -> bool:
    return file.state == "in translation" and file.language not in one.state.out


def _owner(desk: Desk, asked: str) -> Account | None:
    try:
        return accounts.account(UUID(asked)) if asked else None
    except ValueError:
        return None
