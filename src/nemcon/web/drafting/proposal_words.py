"""Why an organization of work is proposed as it is, or what is in conflict, as sentences in the reader's language."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nemcon.core import calendar
from nemcon.core.proposing import Conflict, NotFound, Reason, Requirement
from nemcon.web.drafting.fact_words import isolated


def reason(one: Reason, language: str) -> str:
    """Why items stand where they stand."""
    facts = _facts(one, language)
    said = {
        "first_sitting": _("%(items)s: taken in the first sitting."),
        "last": _("%(items)s: taken after everything else."),
        "last_sitting": _("%(items)s: taken in the last sitting."),
        "after": _("%(items)s: taken after this: %(others)s."),
        "gap": _("%(items)s: time is left for the secretariat to prepare, after this: %(others)s."),
        "fixed": _("%(items)s: fixed: %(when)s."),
        "not_before": _("%(items)s: not taken before the time that was asked for."),
        "not_after": _("%(items)s: ends by the time that was asked for."),
        "joint": _("%(items)s: taken together."),
        "apart": _("%(items)s: not taken at the same time as this: %(others)s."),
        "sittings": _("%(items)s: spread over several sittings."),
        "continued": _("%(items)s: continued in a later sitting, since the first has no room for all of it."),
        "not_divided": _("%(items)s: begins with a sitting of its own, so that it is not divided."),
        "team": _("%(items)s: taken when there are interpreters."),
        "track": _("%(items)s: can be taken by %(track)s alone."),
        "shortened": _("Sittings with interpretation are shortened."),
    }
    return (said[one.code] % facts).replace("..", ".")  # an hour may end with a point: 10 a.m.


def conflict(outcome: Conflict | NotFound, language: str) -> list[str]:
    """What cannot all be had, each with what could be given up."""
    if isinstance(outcome, NotFound):
        return [_("No organization of work was found in the time given. Leave more time, or fewer items.")]
    first = _("The sittings of the meeting have no room for all of this. Giving up any one of it makes it possible:")
    return [first, *(_requirement(one, language) for one in outcome.requirements)]


def _requirement(one: Requirement, language: str) -> str:
    item = _("Item %(number)s") % {"number": isolated(one.item or "", language)}
    number = one.number or 0
    match one.code:
        case "item":
            said = _("%(item)s takes the time that it needs.")
        case "break":
            said = _("There is a break.")
        case "teams":
            said = _("Teams of interpreters: %(count)s.")
        case "longest" | "weekly":
            said = _("Interpreters work so long and no longer.")
        case "track" | "allocation":
            said = _("%(item)s is taken by the body to which it is allocated.")
        case _:
            said = _("The usual order is kept: opening first, the report last.")
    return said % {"item": item, "count": number} if "%(" in said else said


def _facts(one: Reason, language: str) -> dict[str, str]:
    when = ""
    if one.date is not None:
        when = calendar.day(one.date, language, sentence=True)
        if one.start:
            when = f"{when}, {calendar.hour(dt.time.fromisoformat(one.start), language)}"
    items, others = _items(one.items, language), _items(one.others, language)
    return {"items": items, "others": others, "when": when, "track": one.track or ""}


def _items(cited: tuple[str, ...], language: str) -> str:
    listed = ", ".join(isolated(each, language) for each in cited)
    return ngettext("Item %(items)s", "Items %(items)s", len(cited)) % {"items": listed}
