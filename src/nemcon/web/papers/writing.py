"""Writing the pages of a document: a version in each language, and what search reads of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda
from nemcon.documents import model
from nemcon.web.meetings.models import Institution
from nemcon.web.papers import indexing_rows, projection, rendering
from nemcon.web.papers.models import Citation, Document, Version
from nemcon.web.papers.selectors import known_symbols

Page = tuple[model.Document, Agenda]


@dataclass(frozen=True)
class Made:
    """A page with the columns that were made of it."""

    page: Page
    columns: dict[str, Any]
    cited: frozenset[str]


@dataclass(frozen=True)
class Prepared:
    """Pages that were made before anything was locked, by language: of which model (its SHA-256), which of them say
    that they are advance unedited versions, for an institution of which names; `known` are the symbols named in them
    that led to a document then."""

    model: str
    names: Mapping[str, str]
    advance: frozenset[str]
    made: Mapping[str, Made]
    known: frozenset[str]


def prepare(
    composed: Sequence[model.Document], agenda: Agenda, model_sha256: str, names: Mapping[str, str], advance: set[str]
) -> Prepared:
    """Make the pages of these documents, to be written later if nothing on which they depend has changed by then."""
    pages = [(replace(each, code="", check=""), agenda) for each in composed]
    cited = {each.language: frozenset(rendering.cited(each)) for each, _ in pages}
    known = known_symbols(set().union(*cited.values()))
    made = {
        each.language: Made((each, own), rendering.columns(each, own, known.__contains__), cited[each.language])
        for each, own in pages
    }
    return Prepared(model_sha256, dict(names), frozenset(advance), made, known)


def pages_of(document: Document, institution: Institution, prepared: Prepared | None = None) -> list[Page | Made]:
    """The document as each language shows it: as it was released there last, else as the document stands."""
    whole: Agenda | None = None
    found: list[Page | Made] = []
    for language in institution.languages:
        text, advance = document.texts.get(language), language in document.advance
        made = prepared.made.get(language) if prepared else None
        same = prepared and (prepared.model, prepared.names) == (text, institution.names)
        if made and prepared and same and advance == (language in prepared.advance):
            found.append(made)
            continue
        if text is not None:
            agenda = projection.model(text)
        else:
            agenda = whole = whole or agendas.decode(bytes(document.agenda))
        found.append((rendering.composed(agenda, language, institution.names, advance=advance), agenda))
    return found


def write(document: Document, pages: Sequence[Page | Made], *, listed: bool, prepared: Prepared | None = None) -> None:
    """Write the pages, one for each language, and what search reads; `listed` says that it is published.

    What was made before is used where each symbol that it names leads where it led.
    """
    of = [each.cited if isinstance(each, Made) else frozenset(rendering.cited(each[0])) for each in pages]
    cited = set().union(*of)
    known = known_symbols(cited)
    rows = []
    for each, named in zip(pages, of, strict=True):
        composed, agenda = each.page if isinstance(each, Made) else each
        if isinstance(each, Made) and prepared is not None and named & known == named & prepared.known:
            columns = each.columns
        else:
            columns = rendering.columns(composed, agenda, known.__contains__)
        day = document.day if listed else None
        rows.append(Version(document=document, language=composed.language, listed=day, **columns))
    names = [field.name for field in Version._meta.concrete_fields if not field.name.startswith("words_")]
    Version.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["document", "language"],
        update_fields=[name for name in names if name not in ("id", "document", "language")],
    )
    for row in rows:
        indexing_rows.index(row, document.symbol)
    Version.objects.filter(document=document).exclude(language__in=[row.language for row in rows]).delete()
    Citation.objects.filter(document=document).exclude(symbol__in=cited).delete()
    Citation.objects.bulk_create(
        [Citation(document=document, symbol=symbol) for symbol in sorted(cited)], ignore_conflicts=True
    )
