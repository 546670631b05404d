"""Ways in for documents. What the pages show is derived from what is published, and can be made anew."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import msgspec
from django.db import transaction

from nemcon.core.agenda import Agenda
from nemcon.core.canonical import canonical
from nemcon.core.payloads import (
    DocumentPublished,
    DocumentReleased,
    DocumentWithdrawn,
    SymbolGivenBack,
    SymbolReserved,
)
from nemcon.core.procedure import refuse
from nemcon.core.roles import Relation
from nemcon.core.symbol_series import check_given_back, numbered
from nemcon.documents.issued import add_proof
from nemcon.web.meetings.actions import BadFacts, top_of, touch
from nemcon.web.meetings.models import Body, Institution, Meeting
from nemcon.web.meetings.selectors import today
from nemcon.web.papers import files, jobs, making, naming, projection, rendering, symbols, writing
from nemcon.web.papers.formats import FORMATS, PROVABLE
from nemcon.web.papers.models import Document, DocumentSymbol, Form, RegisteredSymbol, StoredFile
from nemcon.web.record.logs import log_of_body
from nemcon.web.record.perform import Call, Performance, perform
from nemcon.web.record.selectors import log_of_subject, public_proof


def publish(
    call: Call,
    *,
    symbol: str,
    agenda: Agenda,
    day: dt.date | None = None,
    body: Body | None = None,
    meeting: Meeting | None = None,
    issued: Sequence[str] | None = None,
    status: Mapping[str, str] | None = None,
    source: tuple[bytes, str] | None = None,
    say: Callable[[str], None] = lambda _sentence: None,
) -> Document:
    """Publish `agenda` under `symbol`, in every language of the institution, or replace what is published there.

    `day` is where it stands in lists if its masthead has no date; by default the meeting's first day, else today.
    `issued` are the languages in which it exists as a document, by default those of the agenda that are no unofficial
    translations. `status` says by language how it stands. `source` is the file it came from, with its media type; it
    is kept. Every file is made before anything is locked, since the act commits to each; `say` is told how far it is.

    The same call twice changes nothing. Raises: BadFacts, NotAllowed; symbols' own error, where `symbol` is malformed.
    """
    institution = Institution.objects.first()
    if institution is None:
        raise BadFacts("There is no institution yet: run `nemcon setup` first.")
    symbol = naming.canonical(symbol)
    agenda = _with_symbol(agenda, symbol)
    listed = agenda.masthead.date or day or (meeting.opens if meeting else today(institution))
    model_sha256, encoded = projection.model_hash(agenda)
    said = DocumentPublished(
        symbol=symbol,
        body=body.slug if body else None,
        meeting=meeting.slug if meeting else None,
        day=listed,
        issued=_issued(agenda) if issued is None else list(issued),
        status=dict(status or {}),
        model=model_sha256,
        source=hashlib.sha256(source[0]).hexdigest() if source else None,
        files={},
    )
    undated = not (agenda.masthead.date or day or meeting)
    made = _fingerprint(said, institution, undated=undated)
    found = Document.objects.filter(symbol=symbol).first()
    if found is not None and found.made == made and found.published:
        return found
    call = dataclasses.replace(call, id=call.id or call.world.identifier())
    assert call.id is not None
    for data, media_type in ((encoded, "application/json"), *([source] if source else [])):
        files.keep(data, media_type)
    composed = making.compose(agenda, institution.languages, institution.names, call.id)
    said = msgspec.structs.replace(said, files=making.make(composed, agenda, say) if rendering.has_text(agenda) else {})

    def work(p: Performance) -> None:
        p.lock(*symbols.turns_of(symbol))
        held = Document.objects.filter(symbol=symbol).first()
        _check_not_submitted(symbol, held.id if held else None)
        is_new = held is None or held.published is None
        document = projection.filled(held or Document(id=call.world.identifier()), said)
        writing.write(document, [(each, agenda) for each in composed], listed=True)
        p.record_in(log_of_body(top_of(body)), projection.subject_of(document.id), said)
        if is_new:
            p.then(jobs.show_links, symbol=symbol)

    perform(call, "document.published", Relation.SECRETARIAT, work)
    Document.objects.filter(symbol=symbol, act=call.id).update(made=made)
    return Document.objects.get(symbol=symbol)


def release(
    call: Call,
    document_id: UUID,
    said: DocumentReleased,
    within: Callable[[Performance], None] = lambda _: None,
    pages: writing.Prepared | None = None,
) -> Document:
    """Release a document in the languages that `said` names, all together, whose files are made and kept.

    Languages that `said` leaves as they were show what they showed. `within` is called in the transaction once the
    document is locked: it may refuse, and changes what must change with the release. `pages` are those that were made
    before. The same call twice is one release. Raises: Refusal ("symbol.used", if another document has the symbol),
    NotAllowed.
    """
    institution = Institution.objects.get()
    projection.model(said.model)  # read before anything is locked

    def work(p: Performance) -> None:
        p.lock(projection.subject_of(document_id), *symbols.turns_of(said.symbol))
        within(p)
        held = Document.objects.filter(id=document_id).first()
        _check_free(said.symbol, document_id)
        is_new = held is None or held.published is None
        body = Body.objects.filter(slug=said.body).first() if said.body else None
        document = projection.filled(held or Document(id=document_id), said)
        writing.write(document, writing.pages_of(document, institution, pages), listed=True, prepared=pages)
        p.record_in(log_of_body(top_of(body)), projection.subject_of(document_id), said)
        if is_new:
            p.then(jobs.show_links, symbol=said.symbol)

    perform(call, "document.published", Relation.SECRETARIAT, work)
    return Document.objects.get(id=document_id)


def withdraw(call: Call, symbol: str, reason: str) -> None:
    """Take a document from the public: its page, files and titles answer like what does not exist. Nothing is deleted.

    Raises: BadFacts, if nothing is published under `symbol`; NotAllowed.
    """
    symbol = naming.canonical(symbol)

    def work(p: Performance) -> None:
        p.lock(symbols.subject_of(symbol))
        document = Document.objects.filter(symbol=symbol, published__isnull=False).select_related("body").first()
        if document is None:
            raise BadFacts(f"Nothing is published under {symbol}.")
        content = DocumentWithdrawn(symbol=symbol, reason=reason)
        p.record_in(log_of_body(top_of(document.body)), projection.subject_of(document.id), content)
        p.then(jobs.show_links, symbol=symbol)

    perform(call, "document.withdrawn", Relation.SECRETARIAT, work)


def reserve_symbol(call: Call, series: str, body: Body | None) -> str:
    """Allocate the next symbol of a series, such as CTOC/COP/WG.3/2021/: numbers follow each other without gaps.

    The act stands in the log of `body`; None is the institution itself. The same call twice is one symbol.
    Raises: SymbolError, if no symbol begins with `series`; NotAllowed.
    """

    def work(p: Performance) -> None:
        p.lock(symbols.series_subject(series))
        found = str(symbols.next_free(series))
        p.record_in(log_of_body(top_of(body)), symbols.subject_of(found), SymbolReserved(symbol=found), released=False)

    content = perform(call, "symbol.reserved", Relation.SECRETARIAT, work).acts[-1].content
    assert isinstance(content, SymbolReserved)
    return content.symbol


def give_back_symbol(call: Call, symbol: str, reason: str) -> None:
    """Give back a symbol that was reserved and will not be used; it is the next to be allocated in its series.

    The act stands in the log in which it was reserved. Raises: Refusal, if it is not reserved, a document was submitted
    under it, or `reason` is empty; SymbolError, if `symbol` is none; NotAllowed.
    """
    symbol = naming.canonical(symbol)
    found = numbered(symbol)

    def work(p: Performance) -> None:
        if found is not None:
            p.lock(symbols.series_subject(found.series))
        check_given_back(symbol, symbols.state_of(symbol), reason)
        _check_not_submitted(symbol, None)
        log = log_of_subject(symbols.subject_of(symbol), "symbol.reserved/1")
        content = SymbolGivenBack(symbol=symbol, reason=reason.strip())
        p.record_in(log, symbols.subject_of(symbol), content, released=False)

    perform(call, "symbol.given_back", Relation.SECRETARIAT, work)


def file_of(document: Document, language: str, form: str) -> StoredFile | None:
    """The file that readers get: with its proof, as soon as the public can see the act that commits to it."""
    held = Form.objects.filter(document=document, language=language, form=form).select_related("file", "proven").first()
    if held is None:
        return None
    if held.proven is not None:
        return held.proven
    proof = public_proof(held.act) if form in PROVABLE and held.act else None
    if proof is None:
        return held.file
    data = add_proof(files.read(held.file_id), str(proof).encode(), f"{held.act}.tlog-proof")
    proven = files.keep(data, FORMATS[form].media_type)
    Form.objects.filter(id=held.id, proven=None).update(proven=proven)
    return proven


def show_links(document_id: UUID) -> None:
    """Write a document's pages anew, so that the symbols that it names lead to what has appeared since."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(id=document_id)
        pages = writing.pages_of(document, Institution.objects.get())
        writing.write(document, pages, listed=document.published is not None)
        touch()


def _check_not_submitted(symbol: str, document_id: UUID | None) -> None:
    """Raises: Refusal, if another document was submitted under the symbol and is not released yet."""
    held = RegisteredSymbol.objects.filter(symbol__in=naming.findable(symbol)).exclude(holder=None)
    for taken in held.exclude(holder=document_id):
        raise refuse("symbol.used", symbol=taken.symbol)


def _check_free(symbol: str, document_id: UUID) -> None:
    """Raises: Refusal, if another document was submitted under the symbol or can be found under it."""
    _check_not_submitted(symbol, document_id)
    for taken in DocumentSymbol.objects.filter(symbol__in=naming.findable(symbol)).exclude(document=document_id):
        raise refuse("symbol.used", symbol=taken.symbol)


def _with_symbol(agenda: Agenda, symbol: str) -> Agenda:
    """The agenda with its symbol printed: a provisional one was often circulated without."""
    if agenda.masthead.symbol:
        return agenda
    return msgspec.structs.replace(agenda, masthead=msgspec.structs.replace(agenda.masthead, symbol=symbol))


def _issued(agenda: Agenda) -> list[str]:
    return [agenda.language, *(code for code, own in agenda.translations.items() if not own.unofficial)]


def _fingerprint(said: DocumentPublished, institution: Institution, *, undated: bool) -> str:
    """What the document was made from, and the edition of what makes it."""
    facts = msgspec.to_builtins(said) | {"names": institution.names, "languages": institution.languages}
    if undated:
        facts["day"] = ""  # the day of the call is no difference
    return hashlib.sha256(canonical([rendering.EDITION, facts])).hexdigest()
