"""The page from which a draft is submitted: what blocks, what is fixed by it, what follows."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as later

from nemcon.core.procedure import Refusal
from nemcon.core.symbols import SymbolError
from nemcon.web.accounts.sudo import sudo
from nemcon.web.desk.page import Desk, desk_act, desk_page, show
from nemcon.web.drafting.finding_words import place_of
from nemcon.web.drafting.finding_words import sentence as finding_sentence
from nemcon.web.issuing import actions, chains, checking, languages, reading
from nemcon.web.issuing.frame import Held, frame, held_at, own, own_name
from nemcon.web.issuing.refusal_words import sentence
from nemcon.web.record.perform import NotAllowed
from nemcon.web.record.world import REAL


@desk_page("read.draft")
def page(desk: Desk, draft: UUID) -> HttpResponse:
    """What will be submitted, and what blocks it."""
    held = held_at(desk, draft)
    if held.stands.state.submission is not None:
        return HttpResponseRedirect(reverse("issuing:document", args=[desk.language, draft]))
    return _show(desk, held)


@desk_act("edit.draft")
def submit(desk: Desk) -> HttpResponse:
    """Submit the draft that the form names."""
    sent = desk.request.POST
    draft_id, act = _id(sent.get("draft")), _id(sent.get("act"))
    desk = own(desk, "submission", draft_id)
    held = held_at(desk, draft_id)
    revision = sent.get("revision", "")
    try:
        actions.submit(
            desk.call(act),
            held.draft,
            symbol=" ".join(sent.get("symbol", "").split()),
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 18 else -1,
        )
    except (Refusal, SymbolError) as why:
        return _show(
            desk, held_at(desk, draft_id), refused=_words(why, desk), symbol=sent.get("symbol", ""), status=409
        )
    except NotAllowed:
        raise Http404 from None
    return HttpResponseRedirect(reverse("issuing:document", args=[desk.language, draft_id]), status=303)


@sudo(later("Withdraw the document"))
@desk_act("edit.draft")
def withdraw(desk: Desk) -> HttpResponse:
    """Take back what was submitted, or take from the public what is out."""
    sent = desk.request.POST
    draft_id, act = _id(sent.get("draft")), _id(sent.get("act"))
    desk = own(desk, "document", draft_id)
    held = held_at(desk, draft_id)
    try:
        actions.withdraw(desk.call(act), held.draft, sent.get("reason", ""))
    except Refusal as why:
        from nemcon.web.issuing.views import show_document

        return show_document(desk, held_at(desk, draft_id), refused=_words(why, desk), status=409)
    except NotAllowed:
        raise Http404 from None
    return HttpResponseRedirect(reverse("issuing:document", args=[desk.language, draft_id]), status=303)


@desk_page("edit.draft", "POST")
def changes(desk: Desk, draft: UUID) -> HttpResponse:
    """The statement of what a revision or corrigendum changes, by language."""
    held = held_at(desk, draft)
    if not held.draft.relation:
        raise Http404
    stated = reading.statements_of(held.draft)
    if desk.request.method == "POST":
        sent = {code: desk.request.POST.get(f"words-{code}", "") for code in held.stands.whole}
        try:
            languages.state_changes(desk.by, held.draft, sent)
        except Refusal as why:
            return _changes(desk, held, sent, refused=_words(why, desk))
        return HttpResponseRedirect(reverse("issuing:changes", args=[desk.language, draft]))
    return _changes(desk, held, stated)


def _changes(desk: Desk, held: Held, words: dict[str, str], refused: str = "") -> HttpResponse:
    context = {
        **frame(desk, held, "document"),
        "fields": [
            {
                "code": code,
                "name": own_name(code),
                "words": words.get(code, ""),
                "proposed": languages.proposed_changes(held.draft, code).splitlines(),
            }
            for code in held.stands.whole
        ],
        "refused": refused,
    }
    return show(desk, "issuing/changes.html", context, status=409 if refused else 200)


def _show(desk: Desk, held: Held, refused: str = "", symbol: str = "", status: int = 200) -> HttpResponse:
    draft, clearing = held.draft, held.stands.clearing
    series = reading.series_of(draft)
    later = reading.numbered_at_release(series)
    found = checking.findings(draft, held.text.agenda, desk.institution, desk.now) if draft.kind == "agenda" else []
    errors = [one for one in found if one.severity == "error"]
    stated = reading.statements_of(draft)
    lacks_changes = draft.relation in ("Rev.", "Corr.") and not stated
    standing = clearing.standing
    context: dict[str, Any] = {
        **frame(desk, held, "submission"),
        "refused": refused,
        "act": REAL.identifier(),
        "errors": [{"place": place_of(one), "sentence": finding_sentence(one, desk.language)} for one in errors],
        "warnings": sum(one.severity == "warning" for one in found),
        "steps": [
            {
                "name": chains.name_of(one.step, desk.language),
                "cleared": one.state == "cleared",
                "changed": one.changed,
                "entry": clearing.row(one.entry) if one.entry else None,
            }
            for one in (standing.steps if standing else ())
        ],
        "whole": clearing.whole,
        "blocked": bool(errors)
        or (standing is not None and not clearing.whole)
        or lacks_changes
        or draft.kind != "agenda",
        "lacks_changes": lacks_changes,
        "stated": stated,
        "later": later,
        "series": series,
        "symbol_field": symbol or ("" if later else reading.next_symbol(series)),
        "today": desk.clock.today,
        "elsewhere": draft.kind != "agenda",
    }
    return show(desk, "issuing/submission.html", context, status=status)


def _words(why: Exception, desk: Desk) -> str:
    return sentence(why, desk.language) if isinstance(why, Refusal) else str(why)


def _id(value: str | None) -> UUID:
    try:
        return UUID(value or "")
    except ValueError:
        raise Http404 from None
