"""Everything that is checked in a draft, with the facts that the checks need: meeting, rules, holidays, register."""

import datetime as dt

from msgspec.structs import replace

from nemcon.core.agenda import Agenda
from nemcon.core.agenda_rules import REFERENCE, Known, Meeting, every_finding, symbols_cited
from nemcon.core.finding import Finding
from nemcon.web.drafting.models import Draft
from nemcon.web.meetings import planned
from nemcon.web.meetings.models import Institution
from nemcon.web.meetings.selectors import today
from nemcon.web.papers import selectors as papers

_ORDER = {"error": 0, "warning": 1, "note": 2}


def of(draft: Draft, agenda: Agenda, institution: Institution, now: dt.datetime) -> list[Finding]:
    """The findings, the gravest first. `now` is the instant from which the release is counted, if nothing is dated."""
    meeting = draft.meeting
    profile, _body = planned.profile_of(meeting.body)
    found = every_finding(
        agenda,
        replace(REFERENCE, profile=profile),
        meeting=Meeting(opens=meeting.opens, closes=meeting.closes, places=dict(meeting.places)),
        known=_known(agenda),
        on=agenda.masthead.date or today(institution),
        observed=planned.observed(institution, meeting.opens.year),
    )
    return sorted(found, key=lambda one: _ORDER[one.severity])


def _known(agenda: Agenda) -> dict[str, Known]:
    """What the register knows of the documents that the agenda names."""
    return {
        symbol: Known(released=one.released, withdrawn=one.withdrawn, superseded_by=one.superseded_by)
        for symbol, one in papers.register(symbols_cited(agenda)).items()
    }
