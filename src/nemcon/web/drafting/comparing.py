"""A draft beside an earlier version of itself, the document that it revises, or the agenda of the meeting before."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda
from nemcon.core.agenda_versions import compare
from nemcon.web.desk import seat as seats
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.drafting import selectors
from nemcon.web.drafting.comparison_words import said
from nemcon.web.drafting.frame import draft_at, frame
from nemcon.web.drafting.models import Draft
from nemcon.web.papers import selectors as papers


@desk_page("read.draft")
def comparison(desk: Desk, draft: UUID) -> HttpResponse:
    """What changed since a version that the reader chooses."""
    held = draft_at(desk, draft)
    versions = _versions(desk, held)
    chosen = desk.request.GET.get("with", versions[0]["value"] if versions else "")
    old = _version(desk, held, chosen)
    changes = said(compare(old, selectors.agenda(held)), desk.language) if old is not None else []
    context = {**frame(desk, held, "compare"), "versions": versions, "chosen": chosen, "changes": changes}
    return show(desk, "drafting/compare.html", context)


@desk_page("read.draft")
def history(desk: Desk, draft: UUID) -> HttpResponse:
    """The steps, the newest first: who wrote what when."""
    held = draft_at(desk, draft)
    before = desk.request.GET.get("before", "")
    steps = selectors.steps(held, int(before) if before.isdigit() else None)
    context = {
        **frame(desk, held, "compare"),
        "steps": [
            {
                "when": seats.moment(step.at, desk.clock),
                "who": step.by or _("The system"),
                "what": ngettext("%(count)d field", "%(count)d fields", step.fields) % {"count": step.fields},
                "before": step.before,
            }
            for step in steps
        ],
        "older": steps[-1].before if len(steps) == 50 and steps[-1].before else None,
    }
    return show(desk, "drafting/history.html", context)


def _versions(desk: Desk, draft: Draft) -> list[dict[str, str]]:
    found = []
    if draft.of is not None:
        title = _("The issued document %(symbol)s") % {"symbol": draft.of.symbol}
        found.append({"value": f"symbol-{draft.of.symbol}", "title": title})
    for document in papers.agendas_of_body(desk.role, draft.meeting.body, most=8):
        if draft.of is None or document.symbol != draft.of.symbol:
            found.append({"value": f"symbol-{document.symbol}", "title": document.symbol})
    for step in selectors.steps(draft, most=30):
        when = seats.moment(step.at, desk.clock, inside=True)
        title = _("Before what %(who)s wrote, %(when)s") % {"who": step.by or _("the system"), "when": when}
        found.append({"value": f"revision-{step.before}", "title": title})
    return found


def _version(desk: Desk, draft: Draft, chosen: str) -> Agenda | None:
    kind, _dash, value = chosen.partition("-")
    if kind == "revision" and value.isdigit():
        return selectors.at_revision(draft, int(value))
    if kind == "symbol":
        data = papers.agenda_of_symbol(desk.role, value)
        return agendas.decode(data) if data is not None else None
    return None
