"""Everything that is checked in a draft, with the facts that the checks need."""

import datetime as dt

from nemcon.core.agenda import Agenda
from nemcon.core.agenda_checks import check
from nemcon.core.finding import Finding
from nemcon.web.drafting.models import Draft
from nemcon.web.meetings.models import Institution


def of(draft: Draft, agenda: Agenda, institution: Institution, now: dt.datetime) -> list[Finding]:
    """The findings, the gravest first."""
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(check(agenda), key=lambda one: order[one.severity])
