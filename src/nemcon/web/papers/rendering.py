"""From an agenda to what its pages show in one language. Pure: no rows are read or written here."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.agenda import Agenda, Masthead
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Passage
from nemcon.documents import model
from nemcon.documents.compose.agenda import compose
from nemcon.documents.compose.head import head, where_and_when
from nemcon.documents.compose.version import version
from nemcon.documents.phrases import phrase
from nemcon.documents.write import html
from nemcon.web.addresses import document_address
from nemcon.web.wording import in_language

EDITION = "3"
"""Moves when pages or files are made differently from the same agenda; what is published again is then made anew."""


def masthead_only(
    *,
    symbol: str,
    titles: Mapping[str, str],
    date: dt.date | None = None,
    original: str = "",
    distribution: str = "",
    organ: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
    place: Mapping[str, str] | None = None,
    opens: dt.date | None = None,
    closes: dt.date | None = None,
) -> Agenda:
    """A document of which only the masthead is known, in every language in which it has a title. Words by language.

    `distribution` is "general", "limited" or "restricted". What is not known is left out of the masthead.
    """

    def in_(language: str) -> Agenda:
        where = in_language(place or {}, language).text
        session = where_and_when(where, opens, closes or opens, language) if opens else where
        masthead = Masthead(
            symbol=symbol,
            organ=(organ or {}).get(language, ""),
            distribution=phrase(f"distribution-{distribution}", language) if distribution else "",
            date=date,
            date_text=calendar.masthead_date(date, language) if date else "",
            language_text=phrase("this-version", language) if original and language != original else "",
            original=phrase(f"original-{original}", language) if original else "",
            body=(body or {}).get(language, ""),
            session=session,
            title=titles.get(language, ""),
        )
        return Agenda(language=language, masthead=masthead)

    first = original if titles.get(original) else next(language for language in LANGUAGES if titles.get(language))
    others: dict[str, Agenda] = {code: in_(code) for code in LANGUAGES if titles.get(code) and code != first}
    own = in_(first)
    return Agenda(language=first, masthead=own.masthead, translations=others)


def has_text(agenda: Agenda) -> bool:
    """Whether there is more than a masthead."""
    return bool(agenda.items or agenda.sections or agenda.programme)


def composed(agenda: Agenda, language: str, house: Mapping[str, str], *, advance: bool = False) -> model.Document:
    """The document in `language`; `house` is the institution's name by language, printed where the agenda has none.

    An advance unedited version says so under its masthead.
    """
    name = in_language(house, language).text
    if has_text(agenda):
        return _marked(compose(agenda, language, house=name), advance=advance)
    own = agenda.translations.get(language)
    # Where the original language is not told, none is inferred: each version says only what its own masthead says.
    edition = version(own if own and not agenda.masthead.original else agenda, language)
    title = edition.passage(edition.own.masthead.title, agenda.masthead.title)
    document = model.Document(
        language=language, title=title, head=head(edition, name), blocks=(), date=agenda.masthead.date
    )
    return _marked(document, advance=advance)


def _marked(document: model.Document, *, advance: bool) -> model.Document:
    if not advance:
        return document
    words = Passage(phrase("advance-unedited-version", document.language))
    return replace(document, head=replace(document.head, others=(words, *document.head.others)))


def columns(document: model.Document, agenda: Agenda, known: Callable[[str], bool]) -> dict[str, Any]:
    """The columns of a Version. `known` says which symbols lead to a page that exists."""
    language = document.language

    def address(symbol: str) -> str | None:
        return document_address(language, symbol) if known(symbol) else None

    return {
        "title": document.title.text,
        "title_language": document.title.language,
        "translated": language == agenda.language or language in agenda.translations,
        "unofficial": agenda.translations.get(language, agenda).unofficial,
        "illustrative": html.illustrative(document),
        "fragment": html.fragment(document, address=address),
        "outline": html.outline(document),
        "programme": html.programme(document),
        "contents": [[anchor, title.text, title.language] for anchor, title in html.contents(document)],
        "passages": list(passages(document)),
    }


def passages(document: model.Document) -> Iterator[tuple[str, str, str]]:
    """The document cut at its headings, as search shows it: (anchor, heading, words)."""
    anchors = html.anchors(document.blocks)
    anchor, heading = "", ""
    words = [document.title.text, document.subtitle.text, document.head.body.text, document.head.session.text]
    for at, block in enumerate(document.blocks):
        if isinstance(block, model.Heading):
            if (found := _joined(words)) or heading:
                yield anchor, heading, found
            anchor, heading, words = anchors[at], f"{block.number} {block.text.text}".strip(), []
        else:
            words.extend(_words(block))
    words.extend(note.text.text for note in document.footnotes)
    yield anchor, heading, _joined(words)


def cited(document: model.Document) -> set[str]:
    """The symbols that the document names, its own apart."""
    found = {mark.value for passage in _passages(document) for mark in passage.marks if mark.kind == "symbol"}
    return found - {document.head.symbol, ""}


def _joined(words: list[str]) -> str:
    """With single spaces; fixed ones, as in French quotation marks, are kept."""
    return _SPACES.sub(" ", " ".join(words)).strip(" ")


_SPACES = re.compile(r"[ \t\n\r\f\v]+")


def _words(block: model.Paragraph | model.Listing | model.Table) -> Iterator[str]:
    if isinstance(block, model.Paragraph):
        yield f"{block.number} {block.text.text}"
    elif isinstance(block, model.Listing):
        yield from _entries(block.entries)
    else:
        for group in block.groups:
            yield group.head.text
            yield from (cell.text.text for row in group.rows for cell in row)


def _entries(entries: tuple[model.Entry, ...]) -> Iterator[str]:
    for entry in entries:
        yield f"{entry.number} {entry.text.text}"
        yield from _entries(entry.entries)


def _passages(document: model.Document) -> Iterator[Passage]:
    yield from (note.text for note in document.footnotes)
    for block in document.blocks:
        if isinstance(block, model.Heading | model.Paragraph):
            yield block.text
        elif isinstance(block, model.Listing):
            yield from _of_entries(block.entries)
        else:
            for group in block.groups:
                yield from (cell.text for row in group.rows for cell in row)


def _of_entries(entries: tuple[model.Entry, ...]) -> Iterator[Passage]:
    for entry in entries:
        yield entry.text
        yield from _of_entries(entry.entries)
