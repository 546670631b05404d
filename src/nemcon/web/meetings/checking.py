"""What is to be checked after a meeting was opened as last time, in words; each point can be ticked off."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nemcon.core import calendar
from nemcon.core.languages import LANGUAGES
from nemcon.web.meetings import planned, words
from nemcon.web.meetings.models import Deadline, Meeting, ToCheck
from nemcon.web.wording import isolate, languages_named

FOLDED = 8
"""Points from which on the list is folded."""


@dataclass(frozen=True)
class Point:
    """A point to check: its row and its sentence, and where in the draft it is ("" for the meeting as a whole)."""

    row: ToCheck
    words: str
    place: str


def points(role: str | None, meeting: Meeting, language: str) -> list[Point]:
    """The points of a meeting in their order."""
    return [
        Point(row, sentence(row.code, row.facts, language), where(row.facts, language))
        for row in planned.to_check(role, meeting)
    ]


def sentence(code: str, facts: Mapping[str, str], language: str) -> str:
    """What is to be checked, in a sentence; a code that this version does not know stands as it is."""
    pattern = _patterns().get(code)
    if pattern is None:
        return code
    return pattern % _Facts(facts, language)


class _Facts(dict[str, str]):
    """Facts as a sentence prints them: days as dates, codes in words, what is missing as a dash."""

    def __init__(self, facts: Mapping[str, str], language: str) -> None:
        super().__init__(facts)
        self.language = language

    def __getitem__(self, name: str) -> str:
        value = self.get(name, "")
        if name in ("day", "date") and value:
            return _day(value, self.language)
        if name == "of":
            return {
                "last meeting": _("that of the last meeting"),
                "the meeting before": _("that of the meeting before"),
            }.get(value, _("another one"))
        if name == "languages":
            return named_languages(value, self.language)
        if name == "deadline":
            return words.title(Deadline(code=value, document=self.get("document", "")), self.language)
        # In a sentence from right to left, words of another language keep their own direction.
        return isolate(value) if value and self.language == "ar" else value or "–"

    def __missing__(self, name: str) -> str:
        return self[name]


def _day(value: str, language: str) -> str:
    try:
        return calendar.date(dt.date.fromisoformat(value), language)
    except ValueError:
        return value


def named_languages(codes: str, language: str) -> str:
    """Languages by their names; all six by their number."""
    if set(codes.split()) == set(LANGUAGES):
        return _("all six languages")
    return languages_named(codes.split(), language)


def where(facts: Mapping[str, str], language: str) -> str:
    """Where a point is: "item 2 (a), annotation, paragraph 2 (English, French)"."""
    parts = []
    if item := facts.get("at_item"):
        parts.append(_("item %(item)s") % {"item": item})
    part, _blank, field = facts.get("at_part", "").partition(" ")
    named = {
        "title": _("title"),
        "heading": _("heading"),
        "basis": _("legislative basis"),
        "annotation": _("annotation"),
        "documentation": _("documentation"),
        "masthead": _("masthead"),
        "labels": _("headings of parts"),
        "section": _("section %(number)s") % {"number": field},
        "programme": _("organization of work"),
        "notes": _("footnotes"),
        "furniture": _("page heads"),
    }
    if part:
        parts.append(named.get(part, part))
    if part in ("annotation", "basis", "section") and facts.get("at_block", "").isdigit():
        parts.append(_("paragraph %(number)s") % {"number": int(facts["at_block"]) + 1})
    comma = {"zh": "，", "ar": "، "}.get(language, ", ")
    said = comma.join(parts)
    if part and " " in facts.get("languages", ""):
        return _("%(place)s (%(languages)s)") % {
            "place": said,
            "languages": named_languages(facts["languages"], language),
        }
    return said


def _patterns() -> dict[str, str]:
    return {
        "days.more": _("The meeting has %(now)s days; last time it had %(before)s."),
        "days.fewer": _(
            "The meeting has %(now)s days only; last time it had %(before)s. What has no day was left out."
        ),
        "day.without_sitting": _(
            "No sitting of last time falls on %(day)s; propose or enter the programme of that day."
        ),
        "day.holiday": _("%(day)s is a holiday: %(name)s. Ask whether rooms and interpretation can be had."),
        "day.weekend": _("%(day)s is on a weekend."),
        "holidays.not_entered": _("The holidays of %(year)s are not entered; days were moved for weekends alone."),
        "language.missing": _("There was no agenda last time in: %(languages)s."),
        "language.differs": _("Items, paragraphs or rows are not those of the original in: %(languages)s."),
        "name.missing": _("The name of the meeting is still that of last time, or missing, in: %(languages)s."),
        "place.missing": _("The place is still that of last time, %(before)s, in: %(languages)s."),
        "masthead.symbol_dropped": _("The symbol %(symbol)s of last time was taken out; a new one is reserved later."),
        "masthead.date_dropped": _("The date of last time, %(date)s, was taken out; submission sets the new one."),
        "masthead.job_dropped": _("The job number %(text)s of last time was taken out."),
        "session.reworded": _("The line of place and days was made anew: “%(after)s” for “%(before)s”."),
        "furniture.dropped": _("“%(text)s” was taken out."),
        "item.carried": _("Does this item stand again? “%(title)s”"),
        "date.left": _("A date of last time stands: “%(text)s”."),
        "year.left": _("A year of last time stands: “%(text)s”."),
        "ordinal.left": _("A number of a meeting stands: “%(text)s”, %(of)s."),
        "symbol.left": _("A symbol of last time stands: %(symbol)s."),
        "state.left": _("A State is named: “%(text)s”. Is that its name now?"),
        "number.left": _("A number of last time stands: “%(text)s”."),
        "paper.dropped": _("A document of last time was taken out: %(symbol)s, “%(title)s”."),
        "paper.carried": _("A document of last time stands: %(symbol)s, “%(title)s”."),
        "row.dropped": _("A row of the programme has no day now and was left out: %(day)s, %(start)s, “%(title)s”."),
        "day.left": _("A day of the programme stands as last time: “%(text)s”."),
        "document.planned": _(
            "A document is planned as %(symbol)s was: “%(title)s”. Is it wanted, and with which title?"
        ),
        "document.not_planned": _(
            "%(symbol)s, “%(title)s”, altered another document; nothing is planned in its place."
        ),
        "document.no_series": _("A document is planned as %(symbol)s was, “%(title)s”; give it a series of symbols."),
        "document.not_released": _("%(symbol)s of last time was never released in: %(languages)s."),
        "deadline.no_rule": _("Last time there was a deadline that no rule gives now: %(deadline)s, %(day)s."),
        "deadline.other_distance": _("%(deadline)s: %(now)s days before the opening; last time it was %(before)s."),
    }
