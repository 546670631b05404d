"""What the checks find in a draft, and which of it blocks its submission."""

import datetime as dt

from nemcon.core.agenda import Agenda
from nemcon.core.finding import Finding
from nemcon.web.drafting import findings as drafting
from nemcon.web.drafting.models import Draft
from nemcon.web.meetings.models import Institution

FIXED = frozenset({"masthead.no_symbol", "masthead.no_date"})
"""What submission itself gives to the masthead."""


def findings(draft: Draft, agenda: Agenda, institution: Institution, now: dt.datetime) -> list[Finding]:
    """Every finding of the checks, the gravest first, but for what submission fixes."""
    return [one for one in drafting.of(draft, agenda, institution, now) if one.code not in FIXED]


def errors(draft: Draft, agenda: Agenda, institution: Institution, now: dt.datetime) -> list[Finding]:
    """Those that block: what contradicts itself, or cannot be used."""
    return [one for one in findings(draft, agenda, institution, now) if one.severity == "error"]
