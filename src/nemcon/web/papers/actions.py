"""Ways in for documents. `publish` is the only one; everything that the pages show is derived from it."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from msgspec.structs import replace

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda
from nemcon.web.meetings.actions import BadFacts, touch
from nemcon.web.meetings.models import Body, Institution, Meeting
from nemcon.web.meetings.selectors import today
from nemcon.web.papers import files, indexing_rows, jobs, naming, rendering
from nemcon.web.papers.formats import FORMATS
from nemcon.web.papers.models import Citation, Document, DocumentSymbol, Form, StoredFile, Version


def publish(
    *,
    symbol: str,
    agenda: Agenda,
    day: dt.date | None = None,
    body: Body | None = None,
    meeting: Meeting | None = None,
    issued: Sequence[str] | None = None,
    status: Mapping[str, str] | None = None,
    source: tuple[bytes, str] | None = None,
) -> Document:
    """Publish `agenda` under `symbol`, in every language of the institution, or replace what is published there.

    `day` is where it stands in lists if its masthead has no date; by default the meeting's first day, else today.
    `issued` are the languages in which it exists as a document, by default those of the agenda that are no unofficial
    translations. `status` says by language how it stands. `source` is the file it came from, with its media type; it
    is kept. What the pages show is made here; files are made by a job.

    The same call twice changes nothing. Raises: BadFacts; symbols' own error, where `symbol` is malformed.
    """
    institution = Institution.objects.first()
    if institution is None:
        raise BadFacts("There is no institution yet: run `nemcon setup` first.")
    symbol = naming.canonical(symbol)
    agenda = _with_symbol(agenda, symbol)
    listed = agenda.masthead.date or day or (meeting.opens if meeting else today(institution))
    languages = _issued(agenda) if issued is None else list(issued)
    facts = {
        "body": str(body.id) if body else "",
        "meeting": str(meeting.id) if meeting else "",
        "day": listed.isoformat() if agenda.masthead.date or day or meeting else "",
        "issued": languages,
        "status": dict(status or {}),
        "source": hashlib.sha256(source[0]).hexdigest() if source else "",
        "names": institution.names,
        "languages": institution.languages,
    }
    encoded = agendas.encode(agenda)
    made = _fingerprint(encoded, facts)
    found = Document.objects.filter(symbol=symbol).first()
    if found is not None and found.made == made and found.published:
        return found
    kept = files.keep(*source) if source else None
    with transaction.atomic():
        document, _ = Document.objects.select_for_update().update_or_create(
            symbol=symbol,
            defaults={
                "body": body,
                "meeting": meeting,
                "date": agenda.masthead.date,
                "day": listed,
                "original": agenda.language,
                "issued": languages,
                "agenda": encoded,
                "has_text": rendering.has_text(agenda),
                "has_programme": any(row.date for row in agenda.programme),
                "status": dict(status or {}),
                "made": made,
                "changed": Now(),
                **({"source": kept} if kept else {}),
            },
        )
        Document.objects.filter(id=document.id, published=None).update(published=Now())
        document.refresh_from_db()
        _name(document)
        _render(document, agenda, institution)
        Form.objects.filter(version__document=document).delete()
        touch()
        if document.has_text:
            jobs.make_files.defer(document_id=str(document.id))
        if found is None or not found.published:
            jobs.show_links.defer(symbol=symbol)
    return document


def withdraw(symbol: str) -> None:
    """Take a document from the public: its page, files and titles answer like what does not exist. Nothing is deleted.

    Raises: BadFacts, if nothing is published under `symbol`.
    """
    symbol = naming.canonical(symbol)
    with transaction.atomic():
        document = Document.objects.select_for_update().filter(symbol=symbol, published__isnull=False).first()
        if document is None:
            raise BadFacts(f"Nothing is published under {symbol}.")
        Document.objects.filter(id=document.id).update(published=None, changed=Now())
        Version.objects.filter(document=document).update(listed=None)
        touch()
        jobs.show_links.defer(symbol=symbol)


def make_file(version: Version, form: str) -> StoredFile:
    """The file of `version` in `form`, made if it is not there. Safe to call twice, and at once."""
    while True:
        made = Form.objects.filter(version=version, form=form).select_related("file").first()
        if made:
            return made.file
        document = Document.objects.get(id=version.document_id)
        agenda = agendas.decode(bytes(document.agenda))
        institution = Institution.objects.get()
        data = FORMATS[form].write(rendering.composed(agenda, version.language, institution.names), agenda)
        file = files.keep(data, FORMATS[form].media_type)
        with transaction.atomic():
            # Not if the document was replaced meanwhile: the file would show its old text for ever.
            if Document.objects.select_for_update().get(id=document.id).made == document.made:
                return Form.objects.get_or_create(version=version, form=form, defaults={"file": file})[0].file


def show_links(document_id: UUID) -> None:
    """Write a document's pages anew, so that the symbols that it names lead to what has appeared since."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(id=document_id)
        institution = Institution.objects.get()
        _render(document, agendas.decode(bytes(document.agenda)), institution)
        touch()


def _name(document: Document) -> None:
    """Write the symbols under which the document is found. One that another document holds as its own stays there."""
    for symbol in naming.findable(document.symbol):
        DocumentSymbol.objects.get_or_create(symbol=symbol, defaults={"document": document})
    DocumentSymbol.objects.filter(symbol=document.symbol).update(document=document)


def _render(document: Document, agenda: Agenda, institution: Institution) -> None:
    composed = [rendering.composed(agenda, language, institution.names) for language in institution.languages]
    symbols = {symbol for each in composed for symbol in rendering.cited(each)}
    known = set(
        DocumentSymbol.objects.filter(symbol__in=symbols, document__published__isnull=False).values_list(
            "symbol", flat=True
        )
    )
    kept: list[int] = []
    for each in composed:
        columns = rendering.columns(each, agenda, known.__contains__)
        columns["listed"] = document.day if document.published else None
        version, _ = Version.objects.update_or_create(document=document, language=each.language, defaults=columns)
        indexing_rows.index(version, document.symbol)
        kept.append(version.id)
    Version.objects.filter(document=document).exclude(id__in=kept).delete()
    Citation.objects.filter(document=document).exclude(symbol__in=symbols).delete()
    Citation.objects.bulk_create(
        [Citation(document=document, symbol=symbol) for symbol in sorted(symbols)], ignore_conflicts=True
    )


def _with_symbol(agenda: Agenda, symbol: str) -> Agenda:
    """The agenda with its symbol printed: a provisional one was often circulated without."""
    if agenda.masthead.symbol:
        return agenda
    return replace(agenda, masthead=replace(agenda.masthead, symbol=symbol))


def _issued(agenda: Agenda) -> list[str]:
    return [agenda.language, *(code for code, own in agenda.translations.items() if not own.unofficial)]


def _fingerprint(encoded: bytes, facts: Mapping[str, object]) -> str:
    """What the document was made from, and the edition of what makes it."""
    whole = json.dumps([rendering.EDITION, facts], sort_keys=True).encode() + b"\0" + encoded
    return hashlib.sha256(whole).hexdigest()
