"""The page of a clearance: the chain, who cleared and how, what changed since, and the forms to say so."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core import clearance
from nemcon.core.agenda_versions import compare
from nemcon.core.calendar import MissingHour, from_seat
from nemcon.core.clearance import StepStanding
from nemcon.core.issuing import own_words
from nemcon.core.procedure import Refusal
from nemcon.web.accounts import selectors as accounts
from nemcon.web.accounts.models import Account
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.drafting import selectors as drafting
from nemcon.web.drafting.comparison_words import said as changes_said
from nemcon.web.issuing import chains, clearing, selectors
from nemcon.web.issuing.asking import has_left
from nemcon.web.issuing.clearing import Said
from nemcon.web.issuing.frame import Held, frame, held_at, typed, uploaded
from nemcon.web.issuing.refusal_words import sentence
from nemcon.web.papers import files
from nemcon.web.record.perform import NotAllowed


@desk_page("read.draft", "POST")
def page(desk: Desk, draft: UUID) -> HttpResponse:
    """The clearance of a draft."""
    held = held_at(desk, draft)
    if desk.request.method != "POST":
        return _show(desk, held)
    try:
        _do(desk, held)
    except Refusal as why:
        return _show(desk, held_at(desk, draft), refused=sentence(why, desk.language), status=409)
    except NotAllowed:
        raise Http404 from None
    return HttpResponseRedirect(reverse("issuing:clearance", args=[desk.language, draft]))


@desk_page("read.draft")
def evidence(desk: Desk, draft: UUID, clearance_id: UUID) -> HttpResponse:
    """The e-mail by which a step cleared, to be kept: browsers show nothing of it here."""
    held = selectors.draft(desk.role, draft)
    row = selectors.clearance(desk.role, held, clearance_id) if held else None
    if row is None or row.evidence is None:
        raise Http404
    response = HttpResponse(files.read(row.evidence.sha256), content_type="application/octet-stream")
    name = "".join(sign if sign.isalnum() or sign in ".-_ " else "-" for sign in row.evidence_name) or "evidence"
    response.headers["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
    return response


def _do(desk: Desk, held: Held) -> None:
    sent = desk.request.POST
    by, draft = desk.by, held.draft
    match sent.get("do", ""):
        case "ask":
            clearing.ask(by, draft, sent.get("note", ""))
        case "take back":
            clearing.take_back(by, draft)
        case "cleared" | "returned" | "seen" as outcome:
            clearing.say(
                by,
                draft,
                Said(_id(sent.get("step")), _number(sent.get("revision")), outcome, remarks=sent.get("remarks", "")),
            )
        case "note":
            clearing.say(
                by,
                draft,
                Said(
                    _id(sent.get("step")),
                    _number(sent.get("revision")),
                    how=sent.get("how", ""),
                    account=_account(sent.get("account")),
                    at=_instant(desk, sent.get("day", ""), sent.get("hour", "")),
                    remarks=sent.get("remarks", ""),
                    evidence=uploaded(desk, "evidence"),
                ),
            )
        case _:
            raise Http404


def _show(desk: Desk, held: Held, refused: str = "", status: int = 200) -> HttpResponse:
    standing = held.stands.clearing.standing
    steps = [_step(desk, held, one) for one in standing.steps] if standing else []
    mine = next((one for one in steps if one["may"]), None)
    to_see = [one for one in steps if one["to_see"]]
    open_ = held.stands.state.submission is None
    context = {
        **frame(desk, held, "clearance"),
        "steps": steps,
        "mine": mine if open_ else None,
        "to_see": to_see if open_ else [],
        "asked": held.stands.clearing.request,
        "open": open_,
        "whole": held.stands.clearing.whole,
        "history": [_entry(desk, held, one) for one in reversed(held.stands.clearing.entries)],
        "refused": refused,
        "typed": typed(desk.request.POST, "note", "remarks", "how", "day", "hour", "step", "account"),
        "may_set": desk.may("manage.clearance"),
        "noting": _noting(held, standing) if standing and open_ and desk.may("edit.draft") else [],
        "today": desk.clock.today.isoformat(),
    }
    return show(desk, "issuing/clearance.html", context, status=status)


def _step(desk: Desk, held: Held, one: StepStanding) -> dict[str, Any]:
    """A step as the page prints it."""
    clearing_, now = held.stands.clearing, desk.now
    standing = clearing_.standing
    assert standing is not None
    is_next = standing.next == one.step.id
    me = str(desk.account.pk)
    return {
        "id": one.step.id,
        "name": chains.name_of(one.step, desk.language),
        "people": [_person(held, post, one, now) for post in (*one.step.holders, *one.step.substitutes)],
        "state": one.state,
        "words": _state_words(one, is_next),
        "now": is_next,
        "nobody": is_next and not standing.may,
        "entry": _entry(desk, held, one.entry) if one.entry else None,
        "changed": one.changed,
        "changes": _changes(desk, held, one.entry) if one.entry and one.changed else [],
        "compare": _compare(desk, held, one.entry) if one.entry and one.changed else "",
        "shown_to": str(clearing_.people.get(one.to_show, "")) if one.to_show else "",
        "to_see": one.to_show == me,
        "may": is_next and me in {each.account for each in standing.may} and desk.may("clear.draft"),
    }


def _state_words(one: StepStanding, is_next: bool) -> str:
    if one.state == "cleared":
        return _("cleared")
    if one.state == "again":
        return _("to be cleared again: the text changed since")
    if one.state == "returned":
        return _("returned to the drafter")
    return _("next") if is_next else _("not yet")


def _person(held: Held, post: clearance.Post, one: StepStanding, now: dt.datetime) -> dict[str, Any]:
    account = held.stands.clearing.people.get(post.account)
    return {
        "name": str(account) if account else _("not known"),
        "substitute": post not in one.step.holders,
        "away": post.during.holds(now) and not post.is_there(now),
        "left": not post.during.holds(now) or has_left(account, now),
        "shown": post.during.until is None or post.during.until > now or post in one.step.holders,
    }


def _entry(desk: Desk, held: Held, entry: clearance.Clearance) -> dict[str, Any]:
    clearing_ = held.stands.clearing
    row = clearing_.row(entry)
    how = {"in the system": _("in the system"), "by e-mail": _("by e-mail"), "orally": _("orally")}
    outcome = {"cleared": _("cleared"), "returned": _("returned"), "seen": _("has seen the changes")}
    steps = clearing_.standing.steps if clearing_.standing else ()
    names = {one.step.id: chains.name_of(one.step, desk.language) for one in steps}
    return {
        "row": row,
        "who": row.by,
        "how": how.get(entry.how, entry.how),
        "outcome": outcome.get(entry.outcome, entry.outcome),
        "step": names.get(entry.step) or chains.name_of(row.step, desk.language),
        "gone": has_left(row.by, desk.now),
        "address": reverse("issuing:evidence", args=[desk.language, held.draft.id, row.id]) if row.evidence_id else "",
    }


def _changes(desk: Desk, held: Held, entry: clearance.Clearance) -> list[Any]:
    """What changed in the original since an entry."""
    old = drafting.at_revision(held.draft, entry.version)
    language = held.text.agenda.language
    if old.language != language:
        return []
    return list(changes_said(compare(own_words(old, language), own_words(held.text.agenda, language)), desk.language))


def _compare(desk: Desk, held: Held, entry: clearance.Clearance) -> str:
    address = reverse("drafting:compare", args=[desk.language, held.draft.id])
    return f"{address}?with=revision-{entry.version}"


def _noting(held: Held, standing: clearance.Standing) -> list[dict[str, Any]]:
    """The steps whose clearance may be noted, with the people who may have given it."""
    found = []
    for one in standing.steps:
        if one.state in ("cleared",):
            continue
        people = {
            post.account: held.stands.clearing.people.get(post.account)
            for post in (*one.step.holders, *one.step.substitutes)
        }
        found.append({"id": one.step.id, "step": one.step, "people": [each for each in people.values() if each]})
        break  # the chain is cleared in its order
    return found


def _id(value: str | None) -> UUID:
    try:
        return UUID(value or "")
    except ValueError:
        raise Http404 from None


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else -1


def _account(value: str | None) -> Account | None:
    try:
        return accounts.account(UUID(value or ""))
    except ValueError:
        return None


def _instant(desk: Desk, day: str, hour: str) -> dt.datetime | None:
    """An instant that was entered on the clock of the seat; None where it is none."""
    try:
        return from_seat(dt.date.fromisoformat(day), dt.time.fromisoformat(hour or "12:00"), desk.institution.zone)
    except (ValueError, MissingHour):
        return None
