"""The masthead in each language: what is printed, localized or left in English as the language has it."""

import datetime as dt

from nemcon.core import calendar
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Passage
from nemcon.documents import phrases
from nemcon.documents.compose import numbers, words
from nemcon.documents.compose.version import Version
from nemcon.documents.model import Head


def head(edition: Version, house: str = "") -> Head:
    """The masthead of `edition`; `house` is the institution's name where the agenda gives none.

    An agenda in its own language is printed as it stood. In another, the lines at the right, the place, the dates and
    the item line are composed; names of bodies are those of the translation, never made from phrases.
    """
    own, original = edition.own.masthead, edition.original.masthead
    return Head(
        house=edition.passage(own.house or house, original.house),
        symbol=own.symbol or original.symbol,
        organ=edition.name(own.organ, original.organ),
        lines=_lines(edition),
        body=edition.name(own.body, original.body),
        meeting=edition.name(own.meeting, original.meeting),
        session=_session(edition),
        item=_item(edition),
        others=tuple(edition.passage(own_line, "") for own_line in own.others)
        or tuple(edition.passage("", line) for line in original.others),
    )


def _lines(edition: Version) -> tuple[str, ...]:
    """Distribution, date, language of this version, original language (domain brief, sections 1, 2 and 10).

    The English version of an English original has no line for the language; an empty one stands in its place.
    """
    own, original, language = edition.own.masthead, edition.original.masthead, edition.language
    date = own.date_text
    if not date and (day := own.date or original.date):
        date = calendar.masthead_date(day, language)
    if edition.is_original:
        gap = "" if date and own.original else None
        lines = (own.distribution or None, date or None, own.language_text or gap, own.original or None)
    else:
        lines = (
            own.distribution or _translated(original.distribution, edition) or None,
            date or None,
            own.language_text or phrases.phrase("this-version", language),
            own.original or _translated(original.original, edition) or _original(edition),
        )
    return tuple(words.spaced(line, language) for line in lines if line is not None)


def _original(edition: Version) -> str | None:
    spoken = edition.original.language
    return phrases.phrase(f"original-{spoken}", edition.language) if spoken in LANGUAGES else None


def _translated(line: str, edition: Version) -> str:
    return phrases.translated(line, edition.original.language, edition.language) or line


def _session(edition: Version) -> Passage:
    own, original = edition.own.masthead, edition.original.masthead
    first, last = own.opens or original.opens, own.closes or original.closes
    if own.session or not first:
        return edition.passage(own.session, original.session)
    place = own.place or phrases.translated(original.place, edition.original.language, edition.language)
    if edition.is_original or place or not original.place:
        return Passage(where_and_when(place or original.place, first, last or first, edition.language))
    return edition.passage("", original.session)  # a place whose name in this language nobody has given


def where_and_when(place: str, first: dt.date, last: dt.date, language: str) -> str:
    """ "Vienna, 25 and 26 March 2021"; in Chinese the dates come first."""
    when = calendar.meeting_dates(first, last, language)
    parts = [when, place] if language == "zh" else [place, when]
    return {"zh": "，", "ar": "، "}.get(language, ", ").join(part for part in parts if part)


def _item(edition: Version) -> Passage:
    own, original = edition.own.masthead.item, edition.original.masthead.item
    if not own and original and (found := phrases.facts_in(original, edition.original.language)):
        key, facts = found
        number = numbers.reference_in(facts["number"], edition.language)
        return Passage(words.spaced(phrases.phrase(key, edition.language, number=number), edition.language))
    return edition.passage(own, original)
