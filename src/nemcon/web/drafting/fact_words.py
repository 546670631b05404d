"""The facts of findings and changes in the reader's language: days, hours, numbers, languages, names of fields.

Words of the document stay as they stand there. In a line of the other direction they are isolated, as symbols and
hours are in Arabic.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from nemcon.core import calendar
from nemcon.core.finding import KINDS
from nemcon.core.languages import LANGUAGES, RIGHT_TO_LEFT
from nemcon.web import wording
from nemcon.web.drafting import shown
from nemcon.web.public.language import DJANGO_CODES
from nemcon.web.public.record_words import number
from nemcon.web.wording import comma, isolate

LONGEST = 160
"""So many characters of a document's words are quoted in a sentence."""


@contextmanager
def speaking(language: str | None) -> Iterator[str]:
    """Sentences made within are in `language`, by default in that of the page; gives its code."""
    active = get_language() or "en"
    code = language or active.partition("-")[0]
    wanted = DJANGO_CODES.get(code, code)
    if wanted == active:
        yield code
    else:
        with override(wanted):
            yield code


def worded(facts: Iterable[tuple[str, str]], language: str) -> dict[str, str]:
    """The facts by name, as they stand in a sentence."""
    return {name: value_in_words(name, value, language) for name, value in facts}


def value_in_words(name: str, value: str, language: str) -> str:
    """One fact; "" stays ""."""
    if not value:
        return ""
    match KINDS[name]:
        case "date":
            return day(value, language)
        case "hour":
            return isolated(calendar.hour(dt.time.fromisoformat(value), language), language)
        case "number":
            return number(int(value), language)
        case "language":
            return language_name(value, language)
        case "fields":
            return comma(language).join(field_name("masthead", field) for field in value.split())
        case _:
            return quoted(value, language)


def day(value: str, language: str) -> str:
    """A date from its ISO form."""
    return calendar.date(dt.date.fromisoformat(value), language)


def weekday(value: str, language: str) -> str:
    """A date with its weekday, as within a sentence."""
    return calendar.day(dt.date.fromisoformat(value), language, year=True, sentence=True)


def days(opens: str, closes: str, language: str) -> str:
    """The days of a meeting; two dates that are no span are listed."""
    first, last = dt.date.fromisoformat(opens), dt.date.fromisoformat(closes)
    return calendar.meeting_dates(min(first, last), max(first, last), language)


def span(start: str, end: str, language: str) -> str:
    """Hours from one to the other."""
    return isolated(calendar.hours(dt.time.fromisoformat(start), dt.time.fromisoformat(end), language), language)


def sitting(facts: Mapping[str, str], language: str) -> str:
    """A sitting from its facts: "Thursday, 25 March, 10 a.m.–1 p.m., Plenary"."""
    start, end = facts.get("sitting_start", ""), facts.get("sitting_end", "")
    date = facts.get("sitting_date", "")
    parts = [
        calendar.day(dt.date.fromisoformat(date), language) if date else quoted(facts.get("sitting_day", ""), language),
        span(start, end, language) if start and end else value_in_words("sitting_start", start, language),
        quoted(facts.get("sitting_session", ""), language),
        quoted(facts.get("sitting_track", ""), language),
    ]
    return comma(language).join(part for part in parts if part) or _("no stated time")


def quoted(words: str, language: str) -> str:
    """Words of the document, shortened where they are long, isolated where their direction is another."""
    words = " ".join(words.split())
    if len(words) > LONGEST:
        words = words[: LONGEST - 10].rsplit(" ", 1)[0] + " …"
    return isolated(words, language)


def isolated(words: str, language: str) -> str:
    """Words that keep their own direction within a line of the reader's."""
    if not words:
        return ""
    other_way = language in RIGHT_TO_LEFT or any("\u0590" <= sign <= "\u08ff" for sign in words)
    return isolate(words) if other_way else words


def ended(sentence: str) -> str:
    """A sentence that ends with an hour ("1 p.m.") with one full stop."""
    return sentence[:-1] if sentence.endswith("..") else sentence


def language_name(code: str, language: str) -> str:
    """What a language is called; a code that is none of the six stays."""
    return wording.language_name(code, language) if code in LANGUAGES else code


def field_name(part: str, field: str) -> str:
    """What a field is called: of the "masthead", an "item", a "paper", a "row", or of the whole ("part")."""
    own = {
        "masthead.symbol": _("Symbol"),
        "masthead.job": _("Job number"),
        "masthead.language": _("Language of the masthead"),
        "masthead.title_marks": _("Emphasis in the title"),
        "part.language": _("Language of the document"),
        "part.unofficial": _("Unofficial version"),
        "part.labels": _("Names of the parts"),
        "part.sections": _("Sections"),
        "part.notes": _("Footnotes"),
        "part.furniture": _("Page heads and numbers"),
        "part.unrecognised": _("Words without a place"),
        "paper.symbol": _("Symbol"),
        "paper.number": _("Number in the list"),
        "row.item": _("Agenda item"),
        "row.continued": _("Mark “(continued)”"),
        "row.kind": _("Kind of entry"),
        "row.joint": _("Taken together with the entry before it"),
    }
    if name := own.get(f"{part}.{field}"):
        return name
    if field == "marks":
        return _("Emphasis")
    name = shown.label(f"{part}.{field}")
    return name if name != f"{part}.{field}" else shown.label(field)
