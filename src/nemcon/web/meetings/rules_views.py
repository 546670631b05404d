"""The rules of a body for the time before its meetings: terms and limits, each with its source."""

import datetime as dt
from typing import Any, get_args

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from nemcon.core import slots
from nemcon.core.slots import Limit, Profile, Term
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.meetings import planned, planning, words
from nemcon.web.meetings import selectors as meetings

BLANK_TERMS, BLANK_LIMITS = 2, 1
"""Empty rows for what is to be added."""
MOST = 60
"""Rows that are read of what is sent."""

Typed = dict[str, str]


@desk_page("read.desk", "POST")
def rules(desk: Desk, slug: str) -> HttpResponse:
    """The rules that hold for a body, and a form to change them."""
    body = meetings.body(slug)
    posted = desk.request.method == "POST"
    do = desk.request.POST.get("do", "")
    if body is None or (posted and (do not in ("set", "drop") or not desk.may("plan.meeting"))):
        raise Http404
    profile, whose = planned.profile_of(body)
    if do == "drop":
        planning.drop_rules(desk.by, body)
        return HttpResponseRedirect(desk.request.path)
    refused: list[str] = []
    if posted:
        terms = _sent(
            desk.request.POST, "term", ("code", "document", "before", "unit", "whom", "clock", "source", "force")
        )
        limits = _sent(desk.request.POST, "limit", ("document", "words", "source", "force"))
        made, refused = _made(terms, limits, profile)
        if made is not None:
            planning.set_rules(desk.by, body, made)
            return HttpResponseRedirect(desk.request.path)
    else:
        terms = [_term(term) for term in profile.terms]
        limits = [_limit(limit) for limit in profile.limits]
    context = {
        "section": "desk-meetings",
        "body": body,
        "whose": whose,
        "own": whose is not None and whose.pk == body.pk,
        "terms": [*enumerate([*terms, *({} for _ in range(BLANK_TERMS))])],
        "limits": [*enumerate([*limits, *({} for _ in range(BLANK_LIMITS))])],
        "codes": codes(),
        "units": [("weeks", _("weeks")), ("days", _("days")), ("working days", _("working days"))],
        "whoms": whoms(),
        "forces": [(code, words.force(code)) for code in get_args(slots.Force)],
        "refused": refused,
        "may_plan": desk.may("plan.meeting"),
    }
    return show(desk, "meetings/rules.html", context, status=422 if refused else 200)


def codes() -> list[tuple[str, str]]:
    """What can be due, in words."""
    said = {
        "forecast": _("forecast of documents"),
        "slot": _("slot"),
        "submission": _("to document management"),
        "release": _("release in all languages"),
        "registration": _("registration opens"),
        "delegations": _("composition of delegations"),
        "statements": _("texts of statements"),
    }
    return [(code, said[code]) for code in get_args(slots.Code)]


def whoms() -> list[tuple[str, str]]:
    """For whom something is due."""
    said = {
        "officer": _("the officer"),
        "document management": _("document management"),
        "missions": _("missions"),
        "speakers": _("speakers"),
    }
    return [(whom, said[whom]) for whom in get_args(slots.Whom)]


def _sent(given: QueryDict, what: str, names: tuple[str, ...]) -> list[Typed]:
    """The rows as they were typed; empty ones are left out."""
    rows: list[Typed] = []
    for at in range(MOST):
        row = {name: given.get(f"{what}-{at}-{name}", "").strip()[:300] for name in names}
        number = row.get("before") or row.get("words")
        if number or row["source"]:
            rows.append(row)
    return rows


def _made(terms: list[Typed], limits: list[Typed], held: Profile) -> tuple[Profile | None, list[str]]:
    """The profile of what was typed, or why there is none."""
    refused: list[str] = []
    made: list[Term] = []
    for row in terms:
        try:
            made.append(_read_term(row))
        except ValueError as error:
            refused.append(str(error))
    found: list[Limit] = []
    for row in limits:
        if not row["words"].isdigit() or not int(row["words"][:7]) > 0 or not row["source"]:
            refused.append(_("A limit needs a number of words, and its source."))
        elif row["force"] in get_args(slots.Force):
            facts = {"source": row["source"], "force": row["force"], "document": row["document"]}
            found.append(Limit(words=int(row["words"][:7]), **facts))  # type: ignore[arg-type]
    if refused:
        return None, refused
    try:
        return Profile(terms=tuple(made), limits=tuple(found), opens=held.opens, closes=held.closes), []
    except ValueError as error:
        return None, [str(error)]


def _read_term(row: Typed) -> Term:
    if not row["before"].isdigit() or len(row["before"]) > 4:
        raise ValueError(_("How long before the opening is a number of weeks or days."))
    try:
        clock = dt.time.fromisoformat(row["clock"])
    except ValueError:
        raise ValueError(_("Give an hour such as 12:00.")) from None
    known = {"code": slots.Code, "unit": slots.Unit, "whom": slots.Whom, "force": slots.Force}
    for name, values in known.items():
        if row[name] not in get_args(values):
            raise ValueError(_("Choose one of what is offered."))
    facts: dict[str, Any] = {name: row[name] for name in ("code", "unit", "whom", "source", "force", "document")}
    return Term(before=int(row["before"]), clock=clock, **facts)


def _term(term: Term) -> Typed:
    return {
        "code": term.code,
        "document": term.document,
        "before": str(term.before),
        "unit": term.unit,
        "whom": term.whom,
        "clock": f"{term.clock:%H:%M}",
        "source": term.source,
        "force": term.force,
    }


def _limit(limit: Limit) -> Typed:
    return {"document": limit.document, "words": str(limit.words), "source": limit.source, "force": limit.force}
