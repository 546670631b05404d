"""What the checks find in a draft, and which of it blocks its submission."""

from nemcon.core.agenda import Agenda
from nemcon.core.agenda_checks import check
from nemcon.core.finding import Finding
from nemcon.web.drafting.models import Draft


def findings(draft: Draft, agenda: Agenda) -> list[Finding]:
    """Every finding of the checks, in the order of the document. What submission itself fixes is none."""
    fixed = {"masthead.no_symbol", "masthead.no_date"}
    return [one for one in check(agenda) if one.code not in fixed]


def errors(draft: Draft, agenda: Agenda) -> list[Finding]:
    """Those that block: what contradicts itself, or cannot be used."""
    return [one for one in findings(draft, agenda) if one.severity == "error"]
