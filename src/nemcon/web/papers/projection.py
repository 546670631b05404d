"""How acts change the rows of documents and the register of symbols."""

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.db.models.functions import Now

from nemcon.core import agenda as agendas
from nemcon.core.acts import Act
from nemcon.core.agenda import Agenda
from nemcon.core.payloads import (
    DocumentPublished,
    DocumentReleased,
    DocumentSubmitted,
    DocumentWithdrawn,
    SymbolGivenBack,
    SymbolReserved,
)
from nemcon.core.symbol_series import GIVEN_BACK, RESERVED, USED, numbered
from nemcon.web.meetings.actions import touch
from nemcon.web.meetings.models import Body, Meeting
from nemcon.web.papers import files, naming, rendering
from nemcon.web.papers.formats import FORMATS
from nemcon.web.papers.models import Document, DocumentSymbol, Form, RegisteredSymbol, Version
from nemcon.web.record.projections import PROJECTIONS

PROJECTIONS.follow(Document, without=("made", "changed"))
PROJECTIONS.follow(DocumentSymbol)
PROJECTIONS.follow(Form, without=("id", "proven"))
PROJECTIONS.follow(RegisteredSymbol)


def subject_of(document_id: UUID) -> str:
    """How acts name a document."""
    return f"nemcon:document/{document_id}"


@functools.lru_cache(maxsize=8)
def model(sha256: str) -> Agenda:
    """The document's model by its hash. An action reads it once before its transaction locks anything."""
    return agendas.decode(files.read(sha256))


def model_hash(agenda: Agenda) -> tuple[str, bytes]:
    """The canonical bytes of a document's model, and their SHA-256."""
    data = agendas.encode(agenda)
    return hashlib.sha256(data).hexdigest(), data


def filled(document: Document, said: DocumentPublished) -> Document:
    """The row with what the act says, not saved."""
    agenda = model(said.model)
    document.symbol = said.symbol
    document.body = Body.objects.get(slug=said.body) if said.body else None
    document.meeting = Meeting.objects.get(slug=said.meeting) if said.meeting else None
    document.date = agenda.masthead.date
    document.day = said.day
    document.original = agenda.language
    document.issued = list(said.issued)
    document.agenda = agendas.encode(agenda)
    document.has_text = rendering.has_text(agenda)
    document.has_programme = any(row.date for row in agenda.programme)
    document.status = dict(said.status)
    document.source_id = said.source
    if isinstance(said, DocumentReleased):
        document.advance, document.apart = list(said.advance), said.apart
        document.changes, document.draft = dict(said.changes), UUID(said.draft)
        document.texts = _texts(document, said)
    else:
        document.advance, document.apart, document.changes, document.draft, document.texts = [], "", {}, None, {}
    return document


def changed_languages(document: Document, said: DocumentPublished) -> list[str]:
    """The languages whose files or standing `said` makes others than they are."""
    held: dict[str, dict[str, str]] = {}
    for language, form, sha256 in Form.objects.filter(document=document).values_list("language", "form", "file_id"):
        held.setdefault(language, {})[form] = sha256
    return [code for code in said.issued if code not in document.texts or held.get(code) != said.files.get(code)]


def _texts(document: Document, said: DocumentReleased) -> dict[str, str]:
    """By language, the model with which it was released last: another language's release does not touch it."""
    changed = changed_languages(document, said)
    return {code: said.model if code in changed else document.texts[code] for code in said.issued}


@PROJECTIONS.on("document.published/1", "document.published/2")
def published(act: Act) -> None:
    """The document is what the act says; the act that published it first says since when."""
    said = act.content
    assert isinstance(said, DocumentPublished)
    document_id = UUID(act.subject.rpartition("/")[2])
    files.adopt_all(_named_files(said))
    held = Document.objects.filter(id=document_id).first()
    document = filled(held or Document(id=document_id), said)
    document.act = act.id
    document.published = document.published or act.recorded
    document.changed = Now()
    document.save(force_insert=held is None)
    for symbol in naming.findable(document.symbol):
        DocumentSymbol.objects.get_or_create(symbol=symbol, defaults={"document": document})
    DocumentSymbol.objects.filter(symbol=document.symbol).update(document=document)
    _keep_forms(document, said, act.id)
    for symbol in naming.findable(document.symbol):  # a joint symbol is used in the series of each half
        _register(symbol, USED)
    touch()


def _keep_forms(document: Document, said: DocumentPublished, act: UUID) -> None:
    """The files are those that the act names. One that a release leaves as it was keeps the act that issued it."""
    named = {(language, form): sha256 for language, forms in said.files.items() for form, sha256 in forms.items()}
    gone = []
    for held in Form.objects.filter(document=document):
        if isinstance(said, DocumentReleased) and named.get((held.language, held.form)) == held.file_id:
            del named[held.language, held.form]
        else:
            gone.append(held.id)
    Form.objects.filter(id__in=gone).delete()
    Form.objects.bulk_create(
        Form(document=document, language=language, form=form, file_id=sha256, act=act)
        for (language, form), sha256 in named.items()
    )


@PROJECTIONS.on("document.withdrawn/1")
def withdrawn(act: Act) -> None:
    """The document can no longer be read by the public; nothing is deleted."""
    assert isinstance(act.content, DocumentWithdrawn)
    document_id = UUID(act.subject.rpartition("/")[2])
    Document.objects.filter(id=document_id).update(published=None, changed=Now())
    Version.objects.filter(document_id=document_id).update(listed=None)
    RegisteredSymbol.objects.filter(holder=document_id).update(holder=None)
    touch()


@PROJECTIONS.on("document.submitted/1")
def submitted(act: Act) -> None:
    """The symbol is that of the document that was submitted, though nothing can be read under it yet."""
    assert isinstance(act.content, DocumentSubmitted)
    for symbol in naming.findable(act.content.symbol) if act.content.symbol else ():
        _register(symbol, RESERVED, UUID(act.subject.rpartition("/")[2]))


@PROJECTIONS.on("symbol.reserved/1")
def reserved(act: Act) -> None:
    """The symbol is taken."""
    assert isinstance(act.content, SymbolReserved)
    _register(act.content.symbol, RESERVED)


@PROJECTIONS.on("symbol.given_back/1")
def given_back(act: Act) -> None:
    """The symbol is free again, and the next to be allocated."""
    assert isinstance(act.content, SymbolGivenBack)
    _register(act.content.symbol, GIVEN_BACK)


@PROJECTIONS.names_files("document.published/1", "document.published/2")
def named(act: Act) -> Iterator[tuple[str, Path]]:
    """The document's model, the file that it came from, and its files as rendered."""
    assert isinstance(act.content, DocumentPublished)
    yield act.content.model, files.path_of(act.content.model)
    for sha256, _ in _named_files(act.content):
        yield sha256, files.path_of(sha256)


def _named_files(said: DocumentPublished) -> Iterator[tuple[str, str]]:
    """The hash and media type of each file that the act names."""
    if said.source:
        yield said.source, "application/octet-stream"
    for forms in said.files.values():
        for form, sha256 in forms.items():
            yield sha256, FORMATS[form].media_type


@PROJECTIONS.names_files("document.submitted/1")
def submitted_model(act: Act) -> Iterator[tuple[str, Path]]:
    """The document's model as it was submitted."""
    assert isinstance(act.content, DocumentSubmitted)
    yield act.content.model, files.path_of(act.content.model)


def _register(symbol: str, state: str, holder: UUID | None = None) -> None:
    found = numbered(symbol)
    if found is not None:
        facts = {"series": found.series, "number": found.number, "state": state, "holder": holder}
        RegisteredSymbol.objects.bulk_create(
            [RegisteredSymbol(symbol=str(found), **facts)],
            update_conflicts=True,
            unique_fields=["symbol"],
            update_fields=["state", "holder"],
        )
