"""Ways in for what is planned: the facts of the pipeline, and that a meeting adopted its agenda."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nemcon.core.languages import LANGUAGES
from nemcon.core.procedure import refuse
from nemcon.web.accounts.by import By
from nemcon.web.accounts.models import Account
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing.models import Adoption, Plan
from nemcon.web.meetings.models import Meeting


@dataclass(frozen=True)
class Planned:
    """What is planned for a document. `languages` are those in which it comes out; none means all."""

    forecast: dt.date | None = None
    slot: dt.date | None = None
    limit: int | None = None
    limit_source: str = ""
    owner: Account | None = None
    job: str = ""
    late: str = ""
    languages: Sequence[str] = ()


def plan(by: By, draft: Draft, facts: Planned) -> Plan:
    """Enter the facts of the pipeline. Job numbers are entered, never made.

    Raises: NotAllowed; Refusal: issuing.no_language; issuing.limit, if a limit of words is none.
    """
    by.must("edit.draft")
    if any(code not in LANGUAGES for code in facts.languages):
        raise refuse("issuing.no_language", language=next(code for code in facts.languages if code not in LANGUAGES))
    if facts.limit is not None and facts.limit < 1:
        raise refuse("issuing.limit")
    row, _ = Plan.objects.update_or_create(
        draft=draft,
        defaults={
            "forecast": facts.forecast,
            "slot": facts.slot,
            "limit": facts.limit,
            "limit_source": facts.limit_source.strip()[:200],
            "owner": facts.owner,
            "job": facts.job.strip()[:40],
            "late": facts.late.strip()[:300],
            "languages": [code for code in LANGUAGES if code in facts.languages],
            "changed": by.now,
        },
    )
    return row


def adopted(by: By, meeting: Meeting, day: dt.date | None) -> None:
    """Enter that the meeting adopted its agenda on a day, or that it did not after all (None).

    Raises: NotAllowed; Refusal: issuing.adopted_before_opening.
    """
    by.must("edit.draft")
    if day is None:
        Adoption.objects.filter(meeting=meeting).delete()
        return
    if day < meeting.opens:
        raise refuse("issuing.adopted_before_opening", opens=meeting.opens.isoformat())
    Adoption.objects.update_or_create(meeting=meeting, defaults={"day": day, "by": by.account, "at": by.now})
