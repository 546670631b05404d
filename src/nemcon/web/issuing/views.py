"""A document at the desk: its state, languages, files, queries, and the facts of the pipeline."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core.procedure import Refusal
from nemcon.web.addresses import document_address
from nemcon.web.desk import seat as seats
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.issuing import languages, planning, reading, selectors
from nemcon.web.issuing.forms import AnswerForm, LanguageForm, PlanForm, QueryForm
from nemcon.web.issuing.frame import Held, frame, held_at, language_name, uploaded
from nemcon.web.issuing.models import LanguageFile
from nemcon.web.issuing.pipeline import Timing, timing, words_of
from nemcon.web.issuing.refusal_words import sentence
from nemcon.web.papers import selectors as papers
from nemcon.web.record.world import REAL

SHOWN = {"pdf": "PDF", "docx": "Word", "html": "HTML"}


@desk_page("read.draft")
def document(desk: Desk, draft: UUID) -> HttpResponse:
    """The document as the desk knows it."""
    return show_document(desk, held_at(desk, draft))


def show_document(desk: Desk, held: Held, refused: str = "", status: int = 200) -> HttpResponse:
    """The page of a document, also after a refusal."""
    draft, state = held.draft, held.stands.state
    files = selectors.language_files(draft)
    published = selectors.published(draft)
    issued = papers.files_held(published) if published and published.published else {}
    plan, submission = selectors.plan(draft), selectors.submission(draft)
    words = words_of(draft, desk.institution) if draft.kind == "agenda" else None
    when = timing(draft, plan, submission, desk.institution, desk.now, words=words)
    context: dict[str, Any] = {
        **frame(desk, held, "document"),
        "refused": refused,
        "languages": [
            _language(desk, held, code, files.get(code), issued.get(code, set())) for code in held.stands.whole
        ],
        "submission": submission,
        "plan": plan,
        "owner": (plan.owner if plan else None) or draft.owner,
        "timing": when,
        "late": late_in_words(desk, when),
        "queries": selectors.queries(draft),
        "releases": selectors.releases(draft),
        "public": document_address(desk.language, state.symbol) if state.out else "",
        "act": REAL.identifier(),
        "can_withdraw": desk.may("edit.draft") and state.submission is not None and not state.withdrawn,
        "can_revise": desk.may("edit.draft") and bool(state.out),
        "stated": reading.statements_of(draft),
        "of": draft.of,
        "editors": [code for code in held.stands.whole if published and code in (published.texts or {})],
    }
    return show(desk, "issuing/document.html", context, status=status)


def _language(desk: Desk, held: Held, code: str, file: LanguageFile | None, issued: set[str]) -> dict[str, Any]:
    state, draft = held.stands.state, held.draft
    original = reading.ready_of(draft).get(draft.original)
    current = original.text if original else held.text.version
    return {
        "code": code,
        "name": language_name(code, desk),
        "file": file,
        "stands": language_in_words(file),
        "other_version": file is not None and file.words_id is not None and file.made_for != current,
        "out": code in state.out and code not in state.advance,
        "advance": code in state.advance,
        "forms": [
            {"name": name, "address": f"{document_address(code, state.symbol)}?as={form}"}
            for form, name in SHOWN.items()
            if form in issued
        ],
        "address": reverse("issuing:language", args=[desk.language, draft.id, code]),
        "changed": file is not None and file.words_id is not None and file.text != held.text.version_in(code),
    }


def language_in_words(file: LanguageFile | None) -> str:
    """How a language stands."""
    if file is None:
        return _("not begun")
    return {"in translation": _("in translation"), "advance": _("advance unedited version is in")}.get(
        file.state, _("final file is in")
    )


def late_in_words(desk: Desk, when: Timing) -> str:
    """How late a document is, as a sentence; "" where it is not."""
    late = when.lateness
    if late is None or not late.late or when.expected is None:
        return ""
    day = seats.day(when.expected.day, desk.clock, inside=True, short=True)
    said = _("%(count)s working days after %(day)s") % {"count": late.working_days, "day": day}
    if late.footnote is not None and "reason" in late.footnote.lacks:
        return _("%(late)s; the footnote lacks the reason") % {"late": said}
    return said


@desk_page("edit.draft", "POST")
def language(desk: Desk, draft: UUID, code: str) -> HttpResponse:
    """Say how a language stands; its text and file come in here."""
    held = held_at(desk, draft)
    if code not in held.stands.whole:
        raise Http404
    row = selectors.language_files(held.draft).get(code)
    sent = desk.request.method == "POST"
    data, files = (desk.request.POST, desk.request.FILES) if sent else (None, None)
    form = LanguageForm(desk, data, files, held=row, original=code == held.draft.original)
    refused = ""
    if sent and form.is_valid():
        given = form.cleaned_data
        try:
            languages.set_language(
                desk.by,
                held.draft,
                code,
                given["state"],
                current=bool(given.get("current")),
                expected=given["expected"],
                job=given["job"],
                upload=uploaded(desk, "file"),
            )
        except Refusal as why:
            refused = sentence(why, desk.language)
        else:
            return HttpResponseRedirect(reverse("issuing:document", args=[desk.language, draft]))
    context = {
        **frame(desk, held, "document"),
        "form": form,
        "refused": refused,
        "code": code,
        "tongue": language_name(code, desk),
        "row": row,
        "text": held.text.version_in(code) != "",
    }
    return show(desk, "issuing/language.html", context, status=409 if refused else 400 if form.errors else 200)


@desk_page("edit.draft", "POST")
def plan(desk: Desk, draft: UUID) -> HttpResponse:
    """Enter the facts of the pipeline."""
    held = held_at(desk, draft)
    row = selectors.plan(held.draft)
    sent = desk.request.method == "POST"
    form = PlanForm(desk, desk.request.POST if sent else None, held=row, owner=held.draft.owner)
    refused = ""
    if sent and form.is_valid():
        try:
            planning.plan(desk.by, held.draft, form.facts())
        except Refusal as why:
            refused = sentence(why, desk.language)
        else:
            return HttpResponseRedirect(reverse("issuing:document", args=[desk.language, draft]))
    context = {**frame(desk, held, "document"), "form": form, "refused": refused}
    return show(desk, "issuing/plan.html", context, status=409 if refused else 400 if form.errors else 200)


@desk_page("edit.draft", "POST")
def queries(desk: Desk, draft: UUID) -> HttpResponse:
    """Enter an editor's query."""
    held = held_at(desk, draft)
    sent = desk.request.method == "POST"
    form = QueryForm(desk, desk.request.POST if sent else None)
    if sent and form.is_valid():
        given = form.cleaned_data
        languages.ask_query(
            desk.by,
            held.draft,
            question=given["question"],
            asked_by=given["asked_by"],
            language=given["query_language"],
            place=given["place"],
            at=given["asked"] or desk.now,
        )
        return HttpResponseRedirect(reverse("issuing:document", args=[desk.language, draft]) + "#queries")
    context = {**frame(desk, held, "document"), "form": form, "act": _("Enter the query")}
    return show(desk, "issuing/query.html", context, status=400 if form.errors else 200)


@desk_page("edit.draft", "POST")
def answer(desk: Desk, draft: UUID, query: UUID) -> HttpResponse:
    """Answer a query."""
    held = held_at(desk, draft)
    row = next((one for one in selectors.queries(held.draft) if one.id == query), None)
    if row is None:
        raise Http404
    sent = desk.request.method == "POST"
    form = AnswerForm(desk, desk.request.POST if sent else None, held=row)
    if sent and form.is_valid():
        languages.answer_query(desk.by, row.id, form.cleaned_data["answer"])
        return HttpResponseRedirect(reverse("issuing:document", args=[desk.language, draft]) + "#queries")
    context = {**frame(desk, held, "document"), "form": form, "query": row, "act": _("Save the answer")}
    return show(desk, "issuing/query.html", context, status=400 if form.errors else 200)
