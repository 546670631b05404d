"""What the rules of a body say of a document's dates and length: forecast and slot counted back from the opening, the
limit of words, and how late it is."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from nemcon.core.agenda import Agenda
from nemcon.core.calendar import Holidays
from nemcon.core.slots import Deadline, Lateness, Limit, Profile, Slot, lateness, slot_of
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing.models import Plan, Submission
from nemcon.web.issuing.reading import Text
from nemcon.web.meetings import planned
from nemcon.web.meetings.models import Institution
from nemcon.web.papers import rendering

Rules = tuple[Profile, Holidays | None]
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True)
class Timing:
    """What the pipeline says of one document's dates and words. `over` is by how many words it exceeds its limit."""

    slot: Slot
    forecast: dt.date | None
    expected: Deadline | None
    lateness: Lateness | None
    words: int | None
    limit: int | None
    limit_source: str
    over: int


def timing(
    draft: Draft,
    plan: Plan | None,
    submission: Submission | None,
    institution: Institution,
    now: dt.datetime,
    *,
    words: int | None = None,
    rules: Rules | None = None,
) -> Timing:
    """The dates and words of a document, as the rules of its body and what was entered have it."""
    profile, observed = rules or rules_of(draft, institution)
    kind = "agenda" if draft.kind == "agenda" else ""
    agreed = plan.slot if plan else None
    slot = slot_of(kind, draft.meeting.opens, profile, observed, institution.zone, words=words, agreed=agreed)
    late = None
    if slot.expected is not None:
        reason = plan.late if plan else ""
        at = submission.at if submission else now
        late = lateness(slot.expected, at, observed, institution.zone, reason=reason)
    limit = Limit(words=plan.limit, source=plan.limit_source, force="practice") if plan and plan.limit else slot.limit
    return Timing(
        slot=slot,
        forecast=(plan.forecast if plan else None) or (slot.forecast.day if slot.forecast else None),
        expected=slot.expected,
        lateness=late,
        words=words,
        limit=limit.words if limit else None,
        limit_source=limit.source if limit else "",
        over=max(0, words - limit.words) if words is not None and limit else 0,
    )


def rules_of(draft: Draft, institution: Institution) -> Rules:
    """The rules of the document's body, and the holidays that matter for its meeting."""
    profile, _body = planned.profile_of(draft.meeting.body)
    return profile, planned.observed(institution, draft.meeting.opens.year)


def words_of(draft: Draft, institution: Institution) -> int:
    """How many words a draft has; kept for each revision of it, which never changes."""
    return _words_of(draft.id, draft.revision, tuple(sorted(institution.names.items())))


@lru_cache(maxsize=2048)
def _words_of(draft_id: UUID, _revision: int, names: tuple[tuple[str, str], ...]) -> int:
    return words_in(Text(Draft.objects.get(id=draft_id)).agenda, dict(names))


def words_in(agenda: Agenda, names: Mapping[str, str]) -> int:
    """How many words the document has in its original, footnotes included; in Chinese how many characters."""
    composed = rendering.composed(agenda, agenda.language, names)
    text = " ".join(f"{heading} {words}" for _, heading, words in rendering.passages(composed))
    return len(_HAN.findall(text)) if agenda.language == "zh" else len(text.split())
