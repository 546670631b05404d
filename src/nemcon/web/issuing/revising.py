"""Drafts that revise, correct or add to a document that is out, and what editors compare."""

from collections.abc import Mapping

from msgspec.structs import replace

from nemcon.core import agenda as agendas
from nemcon.core import issuing
from nemcon.core.agenda import Agenda, Masthead
from nemcon.core.procedure import refuse
from nemcon.documents import model
from nemcon.web.accounts.by import By
from nemcon.web.drafting import actions as drafting
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import reading
from nemcon.web.issuing.models import Submission
from nemcon.web.papers import files, projection, rendering
from nemcon.web.papers.models import Document

RELATIONS = ("Rev.", "Corr.", "Add.")


def choices(draft: Draft) -> list[tuple[str, str]]:
    """The relations, each with the symbol that would be the next."""
    document = Document.objects.filter(id=draft.id, published__isnull=False).first()
    if document is None:
        return []
    return [(one, reading.next_symbol(reading.below(document.symbol, one))) for one in RELATIONS]


def opened(draft: Draft) -> list[Draft]:
    """The drafts that revise, correct or add to a document, the oldest first."""
    return list(Draft.objects.filter(of=draft.id, removed=None).order_by("created", "id"))


def revise(by: By, draft: Draft, relation: str) -> Draft:
    """Open a draft that revises ("Rev."), corrects ("Corr.") or adds to ("Add.") the document of `draft`.

    A revision and a corrigendum begin with what is out, in all its languages; an addendum with the masthead alone. What
    submission fixes is left open. Raises: NotAllowed; Refusal: issuing.no_relation, issuing.nothing_issued.
    """
    by.must("edit.draft")
    if relation not in RELATIONS:
        raise refuse("issuing.no_relation")
    document = Document.objects.filter(id=draft.id, published__isnull=False).first()
    if document is None:
        raise refuse("issuing.nothing_issued")
    agenda = _as_it_is_out(document)
    if relation == "Add.":
        agenda = replace(
            _masthead_of(agenda), translations={c: _masthead_of(a) for c, a in agenda.translations.items()}
        )
    symbol = reading.next_symbol(reading.below(document.symbol, relation))
    return drafting.open_agenda(
        by.account,
        draft.meeting,
        agenda,
        title=f"{draft.title} ({symbol.rpartition('/')[2]})"[:400],
        series=reading.below(document.symbol, relation),
        of=document,
        relation=relation,
        now=by.now,
    )


def _as_it_is_out(document: Document) -> Agenda:
    """Each language as it was released last, without symbol and date."""
    words = {code: issuing.own_words(projection.model(text), code) for code, text in document.texts.items()}
    original = words.get(document.original)
    if original is None:
        whole = agendas.decode(bytes(document.agenda))
        words = {code: issuing.own_words(whole, code) for code in (whole.language, *whole.translations)}
        original = words[whole.language]
    others = {code: own for code, own in words.items() if code != document.original}
    return replace(original, translations=others)


def _masthead_of(agenda: Agenda) -> Agenda:
    head: Masthead = replace(agenda.masthead, title_marks=())
    return Agenda(language=agenda.language, masthead=head)


def for_editors(
    draft: Draft, text: reading.Text, language: str, names: Mapping[str, str]
) -> tuple[model.Document, model.Document] | None:
    """The version that is out in a language, else the one submitted, and the text of now; None without both."""
    document = Document.objects.filter(id=draft.id).first()
    held = document.texts.get(language) if document else None
    if held is None:
        held = Submission.objects.filter(document=draft.id).values_list("model", flat=True).first()
    if held is None or not text.version_in(language):
        return None
    old = agendas.decode(files.read(held))
    if language != old.language and language not in old.translations:
        return None
    before = issuing.own_words(old, language)
    head = old.masthead if language == old.language else old.translations[language].masthead
    now = issuing.own_words(text.agenda, language)
    kept = {"symbol": head.symbol, "date": head.date, "date_text": head.date_text, "job": head.job}
    return (
        rendering.composed(replace(before, masthead=replace(before.masthead, **kept)), language, names),
        rendering.composed(replace(now, masthead=replace(now.masthead, **kept)), language, names),
    )
