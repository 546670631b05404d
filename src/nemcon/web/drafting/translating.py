"""Languages side by side, and a translator's file taken back: aligned, compared, reviewed, then put in as one step."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec.structs import replace

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda
from nemcon.core.agenda_units import Place
from nemcon.core.alignment import DOUBTFUL, Pair
from nemcon.core.concordance import Difference, concordance
from nemcon.core.drafting.draft import ROOT, in_language
from nemcon.core.drafting.draft import Draft as State
from nemcon.core.drafting.from_agenda import from_agenda
from nemcon.core.drafting.held import Save
from nemcon.core.drafting.step import Change, Hand, saves_of
from nemcon.core.drafting.to_agenda import to_agenda
from nemcon.core.drafting.translating import missing, stale
from nemcon.core.drafting.tree import tree
from nemcon.core.languages import OWN_NAMES
from nemcon.core.states import state_names
from nemcon.documents.read import read
from nemcon.documents.source import Unreadable
from nemcon.documents.translated import TakenBack, take_back
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.drafting import actions, selectors, shown
from nemcon.web.drafting.frame import draft_at, frame
from nemcon.web.drafting.importing import sent_with
from nemcon.web.drafting.models import Draft, Import
from nemcon.web.papers import files
from nemcon.web.record.world import REAL


@desk_page("read.draft")
def language(desk: Desk, draft: UUID, code: str) -> HttpResponse:
    """Original and translation side by side, with what is missing marked."""
    held = draft_at(desk, draft)
    _known(desk, held, code)
    state = selectors.state(held)
    nodes = shown.translated(held, state, code, desk.clock)
    context = {**frame(desk, held, "languages"), "nodes": nodes, "code": code, "language": desk.language}
    if desk.request.GET.get("part") == "nodes":
        return HttpResponse(
            loader.render_to_string("drafting/_translated.html", {**context, "desk": desk}, desk.request)
        )
    others = [one for one in desk.institution.languages if one != held.original]
    lacking = {one: len(missing(state, one)) for one in others}
    context |= {
        "languages": [{"code": one, "name": OWN_NAMES[one], "missing": lacking[one]} for one in others],
        "missing": lacking[code],
        "stale": len(stale(state, code)),
        "differences": [said(one) for one in concordance(to_agenda(state), state_names(), languages=(code,))],
    }
    return show(desk, "drafting/language.html", context)


@desk_page("edit.draft", "POST")
def returned(desk: Desk, draft: UUID, code: str) -> HttpResponse:
    """A translator's file: first beside the original, to be looked at; then into the draft."""
    held = draft_at(desk, draft)
    _known(desk, held, code)
    back = reverse("drafting:language", args=[desk.language, held.id, code])
    if desk.request.method != "POST":
        return HttpResponseRedirect(back)
    original = to_agenda(selectors.state(held))
    brought = desk.request.POST.get("import", "")
    if brought:
        kept = Import.objects.filter(id=brought, meeting=held.meeting).select_related("source").first()
        if kept is None:
            raise Http404
        taken = _taken(original, files.read(kept.source_id), kept.name, code)
        if taken.agenda is not None and desk.request.POST.get("take"):
            agenda = taken.agenda
            actions.step_of(
                desk.account,
                held.id,
                lambda state, hand: put(state, agenda, code, actions.node_ids(), hand),
                REAL.now(),
            )
        return HttpResponseRedirect(back)
    sent = sent_with(desk)
    if sent is None:
        return HttpResponseRedirect(back)
    try:
        taken = _taken(original, sent.data, sent.name, code)
    except Unreadable as why:
        context = {**frame(desk, held, "languages"), "heading": _("The file could not be read"), "said": str(why)}
        return show(desk, "drafting/unmade.html", context, status=422)
    kept = sent.kept(desk, held.meeting, taken.agenda or Agenda(language=code), taken.warnings, held)
    return show(desk, "drafting/returned.html", {**frame(desk, held, "languages"), **_review(taken, kept, code)})


def _review(taken: TakenBack, kept: Import, code: str) -> dict[str, Any]:
    pairs = [
        {
            "place": place(pair.place),
            "original": pair.original.text if pair.original else "",
            "translated": pair.translated.text if pair.translated else "",
            "state": _state(pair),
        }
        for pair in taken.pairs
        if pair.status != "extra"
    ]
    return {
        "held": kept,
        "code": code,
        "pairs": pairs,
        "usable": taken.agenda is not None,
        "missing": sum(pair.status == "missing" for pair in taken.pairs),
        "extra": [pair.translated.text for pair in taken.pairs if pair.status == "extra" and pair.translated],
        "differences": [said(one) for pair in taken.pairs for one in pair.differences],
    }


def _state(pair: Pair) -> str:
    if pair.status == "missing":
        return _("missing")
    return _("to be looked at") if pair.confidence < DOUBTFUL else ""


def _taken(original: Agenda, data: bytes, name: str, code: str) -> TakenBack:
    return take_back(replace(original, translations={}), read(data, name=name), code, state_names())


def put(state: State, translation: Agenda, code: str, ids: Iterator[str], hand: Hand) -> tuple[Save, ...]:
    """The saves that put a translation into the draft: each of its words beside the original that it was aligned with.

    A field that the translation does not have keeps what it has. What stands in the translation alone comes as words
    without a place, so that nothing of the file is lost.
    """
    original = to_agenda(state)
    both = from_agenda(replace(original, translations={code: translation}), ids)
    ours, theirs = tree(state), tree(both)
    listed: dict[str, list[str]] = {}
    for node in ours.walk():
        listed.setdefault(state.type(node), []).append(node)
    same = {ROOT: ROOT}
    alone: list[str] = []
    for node in theirs.walk():
        if both.value(node, "absent"):
            alone.append(node)
        elif rest := listed.get(both.type(node)):
            same[node] = rest.pop(0)
    suffix = f"@{code}"
    changes = [
        Change(same[node], name, field.value)
        for node, fields in both.nodes.items()
        if node in same
        for name, field in fields.items()
        if name.endswith(suffix) and field.value
    ]
    for node in alone:
        words = both.value(node, in_language("title", code)) or both.value(node, in_language("text", code))
        if words and both.type(node) not in ("furniture", "row"):
            new = next(ids)
            changes += [Change(new, "type", "unrecognised"), Change(new, "place", f"{ROOT} ~{new}")]
            changes += [Change(new, "text", words)]
    made = saves_of(state, changes, hand)
    return tuple(replace(save, of=state.held(save.node, save.field.partition("@")[0]).version) for save in made)


def said(one: Difference) -> str:
    """A difference as a sentence for translators."""
    facts = {"place": place(one.place), "language": OWN_NAMES[one.language]}  # type: ignore[index]
    words = {"expected": one.expected, "found": one.found}
    if not one.found:
        return _("%(place)s, %(language)s: “%(expected)s” is not said.") % {**facts, **words}
    if not one.expected:
        return _("%(place)s, %(language)s: “%(found)s” is not in the original.") % {**facts, **words}
    return _("%(place)s, %(language)s: “%(found)s” stands where the original has “%(expected)s”.") % {**facts, **words}


def place(at: Place | None) -> str:
    """A place of an agenda in words: "Item 2 (a), annotation, paragraph 3"."""
    if at is None:
        return ""
    part = at.part.partition(" ")
    name = {
        "masthead": _("Head of the document"),
        "labels": _("Headings"),
        "section": _("Section"),
        "programme": _("Organization of work"),
        "notes": _("Footnotes"),
    }.get(part[0], shown.label(at.part))
    parts = [_("Item %(number)s") % {"number": agendas.reference(at.item)}] if at.item else []
    parts.append(name)
    if (at.block and at.part in ("annotation", "basis", "documentation")) or part[0] == "section":
        parts.append(_("paragraph %(number)s") % {"number": at.block + 1})
    return ", ".join(parts)


def _known(desk: Desk, draft: Draft, code: str) -> None:
    if code not in desk.institution.languages or code == draft.original:
        raise Http404
