"""Ways to read documents. A document is reached only through here, by a role: what it may not see is not there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from nemcon.core.roles import may
from nemcon.web.listing import Page, cut, day_and_id
from nemcon.web.meetings.models import Body, Meeting
from nemcon.web.meetings.selectors import LOADED
from nemcon.web.papers.models import WORDS, Document, DocumentSymbol, Form, Version
from nemcon.web.papers.naming import as_written, order

_HEAVY = ("fragment", "outline", "programme", "passages", "contents", "illustrative", *WORDS)


def visible(role: str | None) -> QuerySet[Document]:
    """The documents that `role` may read."""
    if may(role, "read.published"):
        return Document.objects.filter(published__isnull=False)
    return Document.objects.none()


def resolve(role: str | None, symbol: str) -> str | None:
    """The canonical symbol of the document that `symbol` leads to, None where `role` may see none."""
    found = DocumentSymbol.objects.filter(symbol__in=as_written(symbol), document__in=visible(role))
    return found.values_list("document__symbol", flat=True).first()


def version(role: str | None, symbol: str, language: str) -> Version | None:
    """The document of this canonical symbol in `language`, with its body and meeting."""
    return (
        Version.objects.filter(document__in=visible(role), document__symbol=symbol, language=language)
        .select_related("document", "document__body", "document__body__parent", "document__meeting")
        .prefetch_related(
            Prefetch("document__body__names", to_attr=LOADED),
            Prefetch("document__body__parent__names", to_attr=LOADED),
        )
        .defer("passages", "outline", "programme", "document__agenda", *WORDS)
        .first()
    )


def form_by_hash(role: str | None, sha256: str) -> Form | None:
    """A file of a document that `role` may read, by its hash."""
    forms = Form.objects.filter(Q(file_id=sha256) | Q(proven_id=sha256), document__in=visible(role))
    return forms.select_related("document").defer("document__agenda").first()


def files_held(document: Document) -> dict[str, set[str]]:
    """The forms in which a document was issued as a file, by language."""
    held: dict[str, set[str]] = {}
    for language, form in Form.objects.filter(document=document).values_list("language", "form"):
        held.setdefault(language, set()).add(form)
    return held


def newest(role: str | None, language: str, most: int = 10) -> Sequence[Document]:
    """The newest documents, each with its version in `language`."""
    return list(_listed(visible(role), language).order_by("-day", "-id")[:most])


def newest_symbols(role: str | None, most: int) -> list[str]:
    """The symbols of the newest documents."""
    return list(visible(role).order_by("-day", "-id").values_list("symbol", flat=True)[:most])


def shown(document: Document) -> Version | None:
    """The version of a listed document in the language of the list, without its text."""
    versions: list[Version] = getattr(document, "shown", [])
    return versions[0] if versions else None


def documents(role: str | None, language: str, after: str = "", body: Body | None = None) -> Page[Document]:
    """All documents, or those of a body, the newest first, from the key `after` on."""
    rows = _listed(visible(role), language).order_by("-day", "-id")
    if body:
        rows = rows.filter(body=body)
    if key := day_and_id(after):
        day, last = key
        rows = rows.filter(Q(day__lt=day) | Q(day=day, id__lt=last))
    return cut(rows, lambda document: f"{document.day.isoformat()}.{document.id}")


def of_meeting(role: str | None, meeting: Meeting, language: str) -> list[Document]:
    """The documents of a meeting in the order of their symbols."""
    return sorted(_listed(visible(role), language).filter(meeting=meeting), key=lambda document: order(document.symbol))


def agenda_of(role: str | None, meeting: Meeting, language: str) -> Version | None:
    """The newest document of the meeting that holds its agenda."""
    rows = Version.objects.filter(document__in=visible(role), document__meeting=meeting, language=language)
    return (
        rows.exclude(outline="")
        .select_related("document")
        .defer("fragment", "passages", "document__agenda", *WORDS)
        .order_by("-document__day", "-document__id")
        .first()
    )


def _listed(rows: QuerySet[Document], language: str) -> QuerySet[Document]:
    shown = Version.objects.filter(language=language).defer(*_HEAVY)
    return rows.defer("agenda").prefetch_related(Prefetch("versions", shown, to_attr="shown"))


def resolve_act(symbol: str) -> UUID | None:
    """The act by which the document of `symbol` was published last."""
    found = DocumentSymbol.objects.filter(symbol__in=as_written(symbol))
    return found.values_list("document__act", flat=True).first()


def by_symbols(role: str | None, symbols: Iterable[str], language: str) -> dict[str, Document]:
    """Those documents of these canonical symbols that `role` may read, each with its version in `language`."""
    return {document.symbol: document for document in _listed(visible(role).filter(symbol__in=set(symbols)), language)}


def id_in_record(symbol: str) -> UUID | None:
    """By what the record names the document that `symbol` leads to, whether or not it can be read now: what the record
    opens to everybody says so of both, and whoever asks there sees no more than that."""
    found = DocumentSymbol.objects.filter(symbol__in=as_written(symbol)).values_list("document_id", flat=True)
    return found.first()


def act_with_file(role: str | None, sha256: str) -> UUID | None:
    """The act that published a file that `role` may read, by the hash of the file as rendered."""
    forms = Form.objects.filter(file_id=sha256, document__in=visible(role))
    return forms.values_list("document__act", flat=True).first()


def agendas_of_body(role: str | None, body: Body, most: int = 10) -> list[Document]:
    """The newest documents of a body that hold an agenda with text, without it."""
    rows = visible(role).filter(body=body, has_text=True, has_programme=True).defer("agenda")
    return list(rows.order_by("-day", "-id")[:most])


def agenda_of_symbol(role: str | None, symbol: str) -> bytes | None:
    """The agenda of the document of this canonical symbol, as JSON."""
    found = visible(role).filter(symbol=symbol).values_list("agenda", flat=True).first()
    return bytes(found) if found is not None else None


def known_symbols(symbols: Iterable[str]) -> frozenset[str]:
    """Which of these symbols lead to a document that the public can read: on pages they are links."""
    rows = DocumentSymbol.objects.filter(symbol__in=set(symbols), document__published__isnull=False)
    return frozenset(rows.values_list("symbol", flat=True))


@dataclass(frozen=True)
class Registered:
    """What the register says of a document: the day on which lists show it (None while it is not out), whether it was
    withdrawn, and the symbol of the newest revision that replaces it, "" for none."""

    released: dt.date | None
    withdrawn: bool
    superseded_by: str


def register(symbols: Iterable[str]) -> dict[str, Registered]:
    """Which of these symbols the register knows, as it is seen by the secretariat."""
    wanted = set(symbols)
    rows = Document.objects.filter(symbol__in=wanted).values_list("symbol", "day", "published")
    revisions = Document.objects.filter(published__isnull=False).filter(
        reduce(or_, (Q(symbol__startswith=f"{symbol}/Rev.") for symbol in wanted), Q(pk=None))
    )
    newest: dict[str, str] = {}
    for symbol in sorted(revisions.values_list("symbol", flat=True), key=order):
        base = symbol.rpartition("/Rev.")[0]
        newest[base] = symbol
    return {
        symbol: Registered(day if published else None, published is None, newest.get(symbol, ""))
        for symbol, day, published in rows
    }


def titled(symbol: str, language: str) -> tuple[str, str] | None:
    """The canonical symbol of the document that `symbol` leads to, and its title in `language`; None for none."""
    found = DocumentSymbol.objects.filter(symbol__in=as_written(symbol))
    rows = Version.objects.filter(document__in=found.values("document"), language=language)
    return rows.values_list("document__symbol", "title").first()


def choices(body: Body, language: str, most: int = 200) -> list[tuple[str, str]]:
    """The newest documents of a body, of the body above it and of those below, by symbol and title: to choose from."""
    around = Q(document__body=body) | Q(document__body__parent=body) | Q(document__body__children=body)
    rows = Version.objects.filter(around, language=language, document__published__isnull=False)
    return list(rows.order_by("-document__day", "document__symbol").values_list("document__symbol", "title")[:most])
