"""What is wrong or doubtful in a draft: each finding with its rule, whether it binds, and the way to the place."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core.concordance import concordance
from nemcon.core.drafting.draft import Draft as State
from nemcon.core.drafting.references import references
from nemcon.core.drafting.to_agenda import to_agenda
from nemcon.core.drafting.tree import tree
from nemcon.core.finding import Finding
from nemcon.core.states import state_names
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.drafting import findings, selectors
from nemcon.web.drafting.finding_words import place_of, rule_sentence, sentence, what_to_do
from nemcon.web.drafting.frame import draft_at, frame
from nemcon.web.drafting.models import Draft
from nemcon.web.drafting.translating import said


@desk_page("read.draft")
def checks(desk: Desk, draft: UUID) -> HttpResponse:
    """Every finding, the gravest first."""
    held = draft_at(desk, draft)
    state = selectors.state(held)
    agenda = to_agenda(state)
    found = findings.of(held, agenda, desk.institution, desk.now)
    titles = {"error": _("To be mended before release"), "warning": _("Very likely a slip"), "note": _("Worth a look")}
    groups = [
        {
            "code": severity,
            "title": title,
            "findings": [_shown(desk, held, state, one) for one in found if one.severity == severity],
        }
        for severity, title in titles.items()
    ]
    context = {
        **frame(desk, held, "checks"),
        "groups": [group for group in groups if group["findings"]],
        "differences": [said(one) for one in concordance(agenda, state_names())],
        "counts": {severity: sum(one.severity == severity for one in found) for severity in titles},
    }
    return show(desk, "drafting/checks.html", context)


def _shown(desk: Desk, draft: Draft, state: State, finding: Finding) -> dict[str, str]:
    return {
        "place": place_of(finding),
        "sentence": sentence(finding, desk.language),
        "what_to_do": what_to_do(finding, desk.language),
        "rule": rule_sentence(finding, desk.language),
        "address": _address(desk, draft, state, finding),
    }


def _address(desk: Desk, draft: Draft, state: State, finding: Finding) -> str:
    """Where the finding is mended: the item, else the page of the part."""

    def at(name: str, *more: str) -> str:
        return reverse(f"drafting:{name}", args=[desk.language, draft.id, *more])

    if finding.part == "programme" and not finding.language:
        return at("programme")
    if finding.language and finding.language != draft.original:
        return at("language", finding.language)
    if finding.item:
        cited = references(state, tree(state))
        node = next((one for one, said in cited.items() if said == finding.item), "")
        return f"{at('text')}#{node}" if node else at("text")
    return f"{at('text')}#agenda"
