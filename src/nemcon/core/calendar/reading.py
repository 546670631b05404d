"""Dates in text: one, several, or all days from one to another, in six languages.

What the words mean is decided by names.py and tokens.py; here is how days, months and years stand together. A month
or a year said once holds for the days before it ("7, 8 and 10 July 2020"), after it where it comes first ("May 8-19,
1995", "2015年6月1日至5日"). Dates in figures are read as the United Nations writes them, the day first (25/03/2021),
or the year first (2021-03-25).
"""

import datetime as dt
import re
from itertools import pairwise
from typing import NamedTuple

from nemcon.core.calendar.folding import Folded, fold
from nemcon.core.calendar.tokens import (
    AFTER_YEAR,
    AND,
    CLOSE,
    COMMA,
    DOT,
    FROM,
    MONTH,
    NUMBER,
    OF,
    OPEN,
    THE,
    TO,
    WEEKDAY,
    Token,
    tokens,
)

_MOST = 20
"""Days in one list, at most: keeps reading linear whatever the text."""


class FoundDate(NamedTuple):
    """Days named at `start` to `end` of a text. `days` are those named; `through` says that all between are meant."""

    start: int
    end: int
    first: dt.date
    last: dt.date
    days: tuple[dt.date, ...]
    through: bool = False


class Part(NamedTuple):
    """A day as it stands in a list: month and year may be said elsewhere in it. `end` is the next token."""

    day: int
    month: int | None
    year: int | None
    month_first: bool
    start: int
    end: int


def read_date(text: str, language: str | None = None) -> dt.date | None:
    """The date that `text` is, from its first to its last word; None where it is not one date.

    A weekday and "the" before it and a full stop after it are allowed. An impossible date (31 February) is None.
    """
    found = find_dates(text, language)
    if len(found) != 1 or found[0].first != found[0].last:
        return None
    before = fold(text[: found[0].start]).text.strip(" ,.")
    after = text[found[0].end :].strip(" \t\n\r\u00a0.")
    if after or (before and not all(t.kind in (WEEKDAY, COMMA, THE) for t in _tokens(before, language))):
        return None
    return found[0].first


def find_dates(text: str, language: str | None = None) -> list[FoundDate]:
    """Every date with a year in `text`, in order, with lists and spans of days as one. Impossible dates are left out.

    `language` limits the names of months to those of that language and English; without it all six are read.
    """
    seen = fold(text)
    return [found for found in _find(text, seen, language) if isinstance(found, FoundDate)]


def impossible_dates(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Where `text` names dates that no calendar has (31 February 2021, 2021-13-01)."""
    seen = fold(text)
    return [found for found in _find(text, seen, language) if not isinstance(found, FoundDate)]


def _find(text: str, seen: Folded, language: str | None) -> list[FoundDate | tuple[int, int]]:
    if not _DIGIT.search(seen.text):
        return []
    found: list[FoundDate | tuple[int, int]] = []
    if "日" in text or "号" in text or "月" in text:
        found += _find_chinese(seen)
    found += _find_figures(seen)
    found += _find_western(text, seen, language)
    return sorted(found, key=lambda item: (item[0], item[1]))


def _tokens(text: str, language: str | None) -> list[Token]:
    return tokens(fold(text), text, language)


# Western languages and Arabic.


def _find_western(text: str, seen: Folded, language: str | None) -> list[FoundDate | tuple[int, int]]:
    words = tokens(seen, text, language)
    found: list[FoundDate | tuple[int, int]] = []
    at = 0
    while at < len(words):
        kind = words[at].kind
        if (kind == NUMBER and words[at].width <= 2 and not _stuck(seen.text, words[at])) or kind == MONTH:
            sequence, at = _sequence(seen, words, at)
            found += sequence
        else:
            at += 1
    return found


def _stuck(text: str, token: Token) -> bool:
    """Whether a figure belongs to what stands before it: "WG.3", "2020/4", "2021-13"."""
    before = text[token.start - 1 : token.start]
    return before.isalnum() or (before in ("/", ".", "_", "-") and text[token.start - 2 : token.start - 1].isalnum())


def _sequence(seen: Folded, words: list[Token], at: int) -> tuple[list[FoundDate | tuple[int, int]], int]:
    """What stands from token `at`, as many days as make sense together, and the token at which to go on."""
    parts: list[Part] = []
    joins: list[int] = []
    part = part_at(words, at, False)
    while part is not None and not (parts and _goes_back(parts[-1], part)):
        parts.append(part)
        if len(parts) == _MOST:
            break
        join, after = _join(words, part.end)
        if join is None:
            break
        part = part_at(words, after, parts[0].month_first)
        joins.append(join)
    if all(part.year is None for part in parts):  # figures only, or days of an unknown year: none of them begins a date
        return [], max(parts[-1].start, at + 1) if parts else at + 1
    years = [part.year is not None for part in parts]
    for count in range(len(parts), years.index(True), -1):
        if count > 1 and joins[count - 2] == COMMA:
            continue
        result = _resolved(seen, words, parts[:count], joins[: count - 1])
        if result is not None:
            return result, parts[count - 1].end
    return [], at + 1


def _goes_back(earlier: Part, later: Part) -> bool:
    """Whether two days, both with month and year, are not in the order of time: they are no list then."""
    if earlier.year is None or earlier.month is None or later.year is None or later.month is None:
        return False
    return (earlier.year, earlier.month, earlier.day) >= (later.year, later.month, later.day)


def _join(words: list[Token], at: int) -> tuple[int | None, int]:
    """What joins the day before token `at` to the next: AND, TO, COMMA or None; and the token after it."""
    join = None
    if at < len(words) and words[at].kind == COMMA:
        join, at = COMMA, at + 1
    if at < len(words) and words[at].kind in (AND, TO):
        join, at = words[at].kind, at + 1
    return join, at


def part_at(words: list[Token], at: int, month_first: bool) -> Part | None:
    """The day that begins at token `at`, a weekday, "the" or "from" before it passed over."""
    start = at
    while at < len(words) and words[at].kind in (WEEKDAY, THE, FROM, OF):
        at += 1
        if words[at - 1].kind == WEEKDAY and at < len(words) and words[at].kind in (COMMA, DOT):
            at += 1
    if at >= len(words):
        return None
    first = words[at]
    if first.kind == MONTH:
        at = _past(words, at + 1, DOT)
        if not _is_day(words, at):
            return None
        day = words[at].value
        at += 1
        if at < len(words) and words[at].kind == MONTH and not month_first:
            return None  # "in May 7 June" is the seventh of June
        at, year = _year(words, at)
        return Part(day, first.value, year, True, start, at)
    if not _is_day(words, at):
        return None
    day = first.value
    at += 1
    month_at = _past(words, at, OF)
    if month_at < len(words) and words[month_at].kind == MONTH:
        month = words[month_at].value
        at, year = _year(words, _past(words, month_at + 1, DOT))
        return Part(day, month, year, False, start, _weekday_after(words, at))
    at, year = _year(words, at) if month_first else (at, None)
    return Part(day, None, year, False, start, at)


def _past(words: list[Token], at: int, kind: int) -> int:
    return at + 1 if at < len(words) and words[at].kind == kind else at


def _is_day(words: list[Token], at: int) -> bool:
    return at < len(words) and words[at].kind == NUMBER and words[at].width <= 2


def _year(words: list[Token], at: int) -> tuple[int, int | None]:
    """A year of four figures at token `at`, after a comma or "de"; what follows it ("года") is passed over."""
    figure = _past(words, _past(words, at, COMMA), OF)
    if figure >= len(words) or words[figure].kind != NUMBER or words[figure].width != 4 or words[figure].value < 1000:
        return at, None
    after = _past(words, figure + 1, AFTER_YEAR)
    if (
        after > figure + 1
        and after < len(words)
        and words[after].kind == DOT
        and words[after].start == words[after - 1].end
    ):
        after += 1
    return after, words[figure].value


def _weekday_after(words: list[Token], at: int) -> int:
    """Past a weekday in brackets: "25 March 2021 (Thursday)"."""
    kinds = [word.kind for word in words[at : at + 3]]
    return at + 3 if kinds == [OPEN, WEEKDAY, CLOSE] else at


def _resolved(
    seen: Folded, words: list[Token], parts: list[Part], joins: list[int]
) -> list[FoundDate | tuple[int, int]] | None:
    """Lists and spans with month and year filled in; a place alone where a day of it is impossible.

    "from 14 to 25 April and from 18 to 29 August 2025" are two spans, though the year is said once.
    """
    filled = _filled(parts, joins)
    if filled is None:
        return None
    cuts = [
        0,
        *(n for n in range(1, len(parts)) if joins[n - 1] != TO and TO in joins[max(n - 2, 0) : n + 1]),
        len(parts),
    ]
    found: list[FoundDate | tuple[int, int]] = []
    for start, end in pairwise(cuts):
        piece = _piece(seen, words, parts[start:end], filled[start:end], TO in joins[start : end - 1])
        if piece is None:
            return None
        found.append(piece)
    return found


def _piece(
    seen: Folded, words: list[Token], parts: list[Part], filled: list[tuple[int, int, int]], through: bool
) -> FoundDate | tuple[int, int] | None:
    first = _opening(seen, words, parts[0].start) if through else parts[0].start
    start, end = seen.start(words[first].start), seen.end(words[parts[-1].end - 1].end)
    days = [possible(*named) for named in filled]
    certain = [day for day in days if day is not None]
    if len(certain) < len(days):
        return (start, end)
    if any(later <= earlier for earlier, later in pairwise(certain)):
        return None
    return FoundDate(start, end, certain[0], certain[-1], tuple(certain), through)


def _opening(seen: Folded, words: list[Token], first: int) -> int:
    """The token with which a span begins: "from", "du lundi", "del", "с", "من" belong to it."""
    before = first - 1
    while before >= 0 and words[before].kind in (WEEKDAY, COMMA):
        before -= 1
    if before >= 0 and (words[before].kind == FROM or seen.text[words[before].start : words[before].end] == "del"):
        return before
    return first


def _filled(parts: list[Part], joins: list[int]) -> list[tuple[int, int, int]] | None:
    months = _carried([part.month for part in parts], forward=parts[0].month_first)
    years = _carried([part.year for part in parts], forward=False)
    if any(month is None for month in months) or any(year is None for year in years):
        return None
    filled = [
        (y, m, part.day) for part, m, y in zip(parts, months, years, strict=True) if m is not None and y is not None
    ]
    if len(parts) == 2 and parts[0].year is None and joins[0] == TO and filled[0] > filled[1]:
        filled[0] = (filled[0][0] - 1, *filled[0][1:])  # "28 December–3 January 2021"
    return filled


def _carried(values: list[int | None], *, forward: bool) -> list[int | None]:
    """Each gap filled from the next value said, else from the one before; with `forward` the other way round."""
    for step in (1, -1) if forward else (-1, 1):
        last: int | None = None
        filled: list[int | None] = []
        for value in values[::step]:
            last = value if value is not None else last
            filled.append(last)
        values = filled[::step]
    return values


def possible(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


# Chinese.

_DIGIT = re.compile("[0-9]")
_ZH_PART = re.compile(
    r"(?<![0-9])(?:([0-9]{4}) ?年 ?)?(?:([0-9]{1,2}) ?月 ?)?([0-9]{1,2}) ?(?:[日号]|(?= ?[-至到、和及] ?[0-9]))"
    r"(?: ?,? ?\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
)
_ZH_JOIN = re.compile(r" ?(?:起)? ?,? ?([和及与、]|至|到|-) ?")


def _find_chinese(seen: Folded) -> list[FoundDate | tuple[int, int]]:
    found: list[FoundDate | tuple[int, int]] = []
    match = _ZH_PART.search(seen.text)
    while match is not None:
        parts: list[tuple[str | None, ...]] = []
        ends: list[int] = []
        through, end = False, match.end()
        if match[2] is not None:
            joined: re.Match[str] | None = match
            while joined is not None and len(parts) < _MOST:
                parts.append(joined.groups())
                ends.append(joined.end())
                join = _ZH_JOIN.match(seen.text, joined.end())
                joined = _ZH_PART.match(seen.text, join.end()) if join else None
                if join and joined:
                    through = join[1] in "至到-"
            result = _chinese_days(seen, match.start(), ends[-1], parts, through)
            if result is None and len(parts) > 1:
                result = _chinese_days(seen, match.start(), ends[0], parts[:1], False)
                ends = ends[:1]
            end = ends[-1]
            if result is not None:
                found.append(result)
        match = _ZH_PART.search(seen.text, end)
    return found


def _chinese_days(
    seen: Folded, start: int, end: int, parts: list[tuple[str | None, ...]], through: bool
) -> FoundDate | tuple[int, int] | None:
    years = _carried([int(part[0]) if part[0] else None for part in parts], forward=True)
    months = _carried([int(part[1]) if part[1] else None for part in parts], forward=True)
    days = []
    for year, month, part in zip(years, months, parts, strict=True):
        if year is None or month is None or part[2] is None:
            return None
        day = possible(year, month, int(part[2]))
        if day is None:
            return (seen.start(start), seen.end(end))
        days.append(day)
    if any(later <= earlier for earlier, later in pairwise(days)):
        return None
    return FoundDate(seen.start(start), seen.end(end), days[0], days[-1], tuple(days), through and len(days) > 1)


# Dates in figures.

_FIGURES = re.compile(
    r"(?<![0-9a-z./\-])(?:([12][0-9]{3})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})([./])([0-9]{1,2})\5([12][0-9]{3}))"
    r"(?![0-9a-su-z]|t[^0-9]|[./\-][0-9])"
)


def _find_figures(seen: Folded) -> list[FoundDate | tuple[int, int]]:
    found: list[FoundDate | tuple[int, int]] = []
    for match in _FIGURES.finditer(seen.text):
        year, month, day = (int(match[n]) for n in ((1, 2, 3) if match[1] else (7, 6, 4)))
        place = seen.start(match.start()), seen.end(match.end())
        date = possible(year, month, day)
        found.append(FoundDate(*place, date, date, (date,)) if date else place)
    return found
