"""Dates of the previous meeting in running text, moved to the days of the new one.

A date is moved only where its very wording can be made again: the calendar words the old date as it stands there, and
so words the new one, with its weekday. Any other wording is left, and what is left is told (see left.py).
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from nemcon.core import calendar
from nemcon.core.calendar import FoundDate, find_dates
from nemcon.core.calendar.folding import fold, folded
from nemcon.core.calendar.names import MONTHS, WEEKDAYS
from nemcon.core.calendar.tokens import WEEKDAY, tokens
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark
from nemcon.core.renewal.days import Days

_BEFORE = re.compile(r"((?:^|(?<=\W))[^\W\d_]+)([,،.]?[ \u00a0]+)\Z")
_IN_RUSSIAN = re.compile(r"(?:^|(?<=\W))([Вв])о?[ \u00a0]\Z")
_ACCUSATIVE = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")


class Moved(msgspec.Struct, frozen=True):
    """Words at `start` to `end` of the *old* text and what stands there now."""

    start: int
    end: int
    after: str


def moves(text: str, language: str, days: Days) -> list[Moved]:
    """What is to be put where in `text`, in order. Never raises."""
    if language not in LANGUAGES:
        return []
    return [moved for found in find_dates(text, language) if (moved := _moved(text, found, language, days))]


def applied(text: str, marks: Sequence[Mark], moved: Sequence[Moved]) -> tuple[str, tuple[Mark, ...], list[range]]:
    """The new text, its marks, and where in it the new words stand."""
    pieces: list[str] = []
    spans: list[range] = []
    at = length = 0
    for one in moved:
        pieces += [text[at : one.start], one.after]
        length += one.start - at
        spans.append(range(length, length + len(one.after)))
        length += len(one.after)
        at = one.end

    def place(old: int) -> int:
        shift = 0
        for one, span in zip(moved, spans, strict=True):
            if old >= one.end:
                shift = span.stop - one.end
            elif old > one.start:
                return span.stop if old - one.start > len(one.after) else span.start + old - one.start
        return old + shift

    new_marks = (msgspec.structs.replace(mark, start=place(mark.start), end=place(mark.end)) for mark in marks)
    return "".join(pieces) + text[at:], tuple(new_marks), spans


def _moved(text: str, found: FoundDate, language: str, days: Days) -> Moved | None:
    new = [days.shifted(day) for day in found.days]
    if any(day is None for day in new):
        return None
    there = [day for day in new if day is not None]
    if any(later <= earlier for earlier, later in pairwise(there)):
        return None
    if len(there) > 1 and not found.through and len(days.old) != len(days.new):
        return None  # "25 and 26 March" says all the days of a meeting, which are not so many now
    piece = text[found.start : found.end].removesuffix(".")  # a Russian date may end its sentence with its "года."
    found = found._replace(end=found.start + len(piece))
    then = dict(_wordings(there, found.through, language))
    for name, words in _wordings(found.days, found.through, language):
        if name in then and _seen(words) == _seen(piece):
            after = then[name] if "\u00a0" in piece else then[name].replace("\u00a0", " ")
            return _with_weekday(text, found, after, there, language)
    return None


def _seen(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u2060", "")


def _wordings(days: Sequence[dt.date], through: bool, language: str) -> Iterator[tuple[str, str]]:
    """The ways in which a document words these days, each under a name that holds for other days too."""
    tongues = dict.fromkeys((language, "en"))
    if len(days) > 1:
        for tongue in tongues:
            if through:
                yield f"span {tongue}", calendar.span(days[0], days[-1], tongue)
                yield f"span in words {tongue}", calendar.span(days[0], days[-1], tongue, words=True)
            else:
                yield f"days {tongue}", calendar.dates(days, tongue)
        return
    (day,) = days
    for tongue in tongues:
        words, weekday = calendar.date(day, tongue), WEEKDAYS[calendar.wording.known(tongue)][day.weekday()]
        yield f"date {tongue}", words
        for pattern in ("{}{}", "{}，{}", "{}（{}）", "{}({})") if tongue == "zh" else ("{} ({})",):
            yield f"{pattern} {tongue}", pattern.format(words, weekday)
    yield "month first", f"{MONTHS['en'][day.month - 1]} {day.day}, {day.year}"
    yield "figures -", day.isoformat()
    yield "figures /", f"{day:%d/%m/%Y}"
    yield "figures .", f"{day:%d.%m.%Y}"


def _with_weekday(text: str, found: FoundDate, after: str, new: Sequence[dt.date], language: str) -> Moved | None:
    """The move, with the weekday that stands before the date; None where that cannot be worded for another day."""
    before = _BEFORE.search(text[: found.start])
    word = fold(before[1]).text if before else ""
    read = tokens(fold(word), word.capitalize(), language) if word else []
    if before is None or len(read) != 1 or read[0].kind != WEEKDAY:
        return Moved(found.start, found.end, after)
    start = before.start(1)
    if len(new) > 1 or read[0].value != found.first.weekday():
        return None
    tongue = next(one for one in LANGUAGES if one == language)
    names = _ACCUSATIVE if tongue == "ru" and (at := _IN_RUSSIAN.search(text[:start])) else WEEKDAYS[tongue]
    if folded(names[found.first.weekday()]) != word:
        return None
    weekday = names[new[0].weekday()]
    if before[1][:1].isupper():
        weekday = weekday[:1].upper() + weekday[1:]
    if names is _ACCUSATIVE and at:
        start = at.start(1)
        weekday = f"{at[1]}{'о' if new[0].weekday() == 1 else ''}{at[0][-1]}{weekday}"
    return Moved(start, found.end, f"{weekday}{before[2]}{after}")
