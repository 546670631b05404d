"""What words say that must be equal in every language: dates, hours, numbers, symbols, States, marks of footnotes.

Facts are values, not words: "25 and 26 March 2021" and «25 и 26 марта 2021 года» are the same two dates, "twelfth" and
"12ª" the same number. What is read first is not read again: a year within a date is no number of its own.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nemcon.core import calendar
from nemcon.core.calendar import find_dates, find_hours
from nemcon.core.calendar.folding import fold
from nemcon.core.calendar.reading import Part, part_at
from nemcon.core.calendar.tokens import AND, COMMA, MONTH, NUMBER, OF, TO, Token, tokens
from nemcon.core.number_words import find_numbers_in_words
from nemcon.core.passage import Mark
from nemcon.core.states import StateNames
from nemcon.core.symbols import find as find_symbols

FactKind = Literal["date", "hour", "number", "symbol", "State", "note"]
KINDS: tuple[FactKind, ...] = ("date", "hour", "number", "symbol", "State", "note")
_SURE = 4
"""Ordinals in words from here on count as numbers; "first", "second" and "third" have too many other meanings."""


@dataclass(frozen=True)
class Fact:
    """One fact. `value` is "2021-03-25" for a date ("2021-03" without a day, "--03-25" without a year), "10:00" for an
    hour at the seat, "1250" or "4.5" for a number, the canonical symbol, the code of a State, the mark of a note."""

    kind: FactKind
    value: str


@dataclass(frozen=True)
class Facts:
    """The facts of some words, each as often as it is said. `perhaps` are those that its words may also mean."""

    said: Counter[Fact]
    perhaps: Counter[Fact]

    def __bool__(self) -> bool:
        return bool(self.said)


def read_facts(text: str, marks: Sequence[Mark] = (), language: str = "en", states: StateNames | None = None) -> Facts:
    """The facts that `text` states in `language`. Without `states` no State is found. Never raises."""
    return _read(text, tuple(marks), language, states)


@lru_cache(maxsize=4096)  # the original is read once for each of the other languages
def _read(text: str, marks: tuple[Mark, ...], language: str, states: StateNames | None) -> Facts:
    reading = _Reading(text, language)
    reading.symbols()
    reading.dates()
    reading.days_without_year()
    reading.hours()
    reading.states(states)
    reading.numbers()
    for mark in marks:
        if mark.kind == "note":
            reading.say("note", fold(mark.value).text.strip() or mark.value)
    return Facts(reading.said, reading.perhaps)


def difference(one: Facts, other: Facts, kind: FactKind) -> tuple[list[str], list[str]]:
    """The values of `kind` that only `one` has, and those that only `other` has, in order of their size.

    What one side says and the other may mean is no difference: "12ª" beside "twelfth", a day without its year.
    """
    left = _of(one.said, kind) - _of(other.said, kind)
    right = _of(other.said, kind) - _of(one.said, kind)
    if kind == "date":
        _match_without_year(left, right)
    left, right = left - _of(other.perhaps, kind), right - _of(one.perhaps, kind)
    return sorted(left.elements(), key=_size), sorted(right.elements(), key=_size)


def _of(facts: Counter[Fact], kind: FactKind) -> Counter[str]:
    return Counter({fact.value: count for fact, count in facts.items() if fact.kind == kind})


def _size(value: str) -> tuple[float, str]:
    return (float(value) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", value) else 0.0, value)


def _match_without_year(left: Counter[str], right: Counter[str]) -> None:
    """Take out days that are the same but for a year that only one side says."""
    for one, other in ((left, right), (right, left)):
        for value in [v for v in one if v.startswith("--")]:
            for mate in [v for v in other if v.endswith(value[1:]) and v != value]:
                common = min(one[value], other[mate])
                one[value] -= common
                other[mate] -= common
    for counts in (left, right):
        for value in [v for v, count in counts.items() if count <= 0]:
            del counts[value]


# Reading


_GONE = "\u00a4"
_NO_SYMBOL = re.compile(r"[^\x00-\u024f\u2000-\u206f\uff00-\uff65]")
_ZH_DAYS = re.compile(
    r"(?:([0-9]{4})年)?([0-9]{1,2})月(?:([0-9]{1,2})[日号]((?:(?:[、,和及至-]|以及)+[0-9]{1,2}[日号])*))?"
)
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+| [0-9]{3}(?![0-9]))*")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[ ,][0-9]{3})+")
_THOUSANDS_WITH_DOTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_ROMAN = re.compile(r"(?<!\w)(?=[IVX]{2})(X{0,3})(IX|IV|V?I{0,3})(?!\w)")
_ARABIC_POINTS = str.maketrans({"٫": ",", "٬": ","})
_WITH_DECIMAL_COMMA = frozenset({"fr", "es", "ru", "ar"})


class _Reading:
    """Reads one text; what was read is struck out, so that nothing is read twice."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text.translate(_ARABIC_POINTS)
        self.language = language
        self.said: Counter[Fact] = Counter()
        self.perhaps: Counter[Fact] = Counter()

    def say(self, kind: FactKind, value: str) -> None:
        self.said[Fact(kind, value)] += 1

    def strike(self, start: int, end: int) -> None:
        self.text = self.text[:start] + _GONE * (end - start) + self.text[end:]

    def symbols(self) -> None:
        """Symbols may stand close to letters of another script: they are looked for among Latin signs alone."""
        for start, end, symbol in find_symbols(_NO_SYMBOL.sub(" ", self.text)):
            self.say("symbol", str(symbol))
            self.strike(start, end)

    def dates(self) -> None:
        for found in find_dates(self.text, self.language):
            for day in found.days:
                self.say("date", day.isoformat())
            self.strike(found.start, found.end)

    def days_without_year(self) -> None:
        if self.language == "zh":
            self._chinese_days()
            return
        seen = fold(self.text)
        words = tokens(seen, self.text, self.language)
        at = 0
        while at < len(words):
            token = words[at]
            parts, end = _days(words, at)
            month = next((part.month for part in parts if part.month), None)
            if month and all(1 <= part.day <= 31 for part in parts):
                for part in parts:
                    self.say("date", f"--{part.month or month:02d}-{part.day:02d}")
                self.strike(seen.start(token.start), seen.end(words[end - 1].end))
                at = end
                continue
            if token.kind == MONTH and (year := _year_after(words, at)):
                self.say("date", f"{year.value}-{token.value:02d}")
                self.strike(seen.start(token.start), seen.end(year.end))
            at += 1

    def _chinese_days(self) -> None:
        seen = fold(self.text)
        for match in _ZH_DAYS.finditer(seen.text):
            year, month, day, more = match.groups()
            if not day and not year:
                self.perhaps[Fact("number", str(int(month)))] += 1
            elif not day:
                self.say("date", f"{year}-{int(month):02d}")
            else:
                for one in (day, *re.findall("[0-9]+", more or "")):
                    self.say("date", f"{year or '-'}-{int(month):02d}-{int(one):02d}")
            self.strike(seen.start(match.start()), seen.end(match.end()))

    def hours(self) -> None:
        for found in find_hours(self.text):
            for time in (found.start, found.end):
                if time is not None:
                    self.say("hour", f"{time:%H:%M}")
            self.strike(found.begins, found.ends)

    def states(self, names: StateNames | None) -> None:
        for found in names.find(self.text, self.language) if names else ():
            (self.said if found.certain else self.perhaps)[Fact("State", found.code)] += 1
            self.strike(found.start, found.end)

    def numbers(self) -> None:
        for words in find_numbers_in_words(self.text, self.language):
            fact = Fact("number", str(words.value))
            (self.said if words.ordinal and words.value >= _SURE else self.perhaps)[fact] += 1
        for match in _ROMAN.finditer(self.text):
            self.perhaps[Fact("number", str(_roman(match[0])))] += 1
        for match in _NUMBER.finditer(fold(self.text).text):
            for value in _values(match[0], self.language):
                self.say("number", value)


def _days(words: Sequence[Token], at: int) -> tuple[list[Part], int]:
    """Days from token `at` that share a month that one of them names ("7 and 8 July"), and the token after them."""
    if words[at].kind not in (NUMBER, MONTH) or words[at].width > 2:
        return [], at
    parts: list[Part] = []
    part = part_at(list(words), at, False)
    end = at
    while part is not None and part.year is None and len(parts) < 20:
        if parts and part.month and parts[-1].month:
            break  # another date of its own
        parts.append(part)
        end = part.end
        following = end
        while following < len(words) and words[following].kind in (COMMA, AND, TO):
            following += 1
        if following == end or following >= len(words) or (part.month and not part.month_first):
            break
        part = part_at(list(words), following, parts[0].month_first)
    return (parts, end) if any(part.month for part in parts) else ([], at)


def _year_after(words: Sequence[Token], at: int) -> Token | None:
    """The year right after a month: "December 2020", "diciembre de 2020"."""
    after = [token for token in words[at + 1 : at + 4] if token.kind not in (OF, COMMA)]
    return after[0] if after and after[0].kind == NUMBER and after[0].width == 4 else None


def _values(figures: str, language: str) -> Iterable[str]:
    """The numbers that figures with points, commas and spaces are, as the language writes them."""
    if " " in figures and (language not in _WITH_DECIMAL_COMMA or not _THOUSANDS.fullmatch(figures.split(",")[0])):
        for part in figures.split(" "):
            yield from _values(part, language)
        return
    whole, comma, rest = figures.partition(",")
    if _THOUSANDS.fullmatch(figures):
        yield str(int(re.sub("[ ,]", "", figures)))
    elif language in _WITH_DECIMAL_COMMA and _THOUSANDS_WITH_DOTS.fullmatch(figures):
        yield str(int(figures.replace(".", "")))
    elif comma and language in _WITH_DECIMAL_COMMA and rest.isdigit():
        yield f"{int(re.sub('[ .]', '', whole))}.{rest}"
    elif comma:
        before, _, last = figures.partition(".")
        if last.isdigit() and _THOUSANDS.fullmatch(before):
            yield f"{int(before.replace(',', ''))}.{last}"
        else:
            for part in figures.split(","):
                yield from _values(part, language) if part else ()
    else:
        yield ".".join(str(int(part)) for part in figures.split(".") if part)


def _roman(numeral: str) -> int:
    worth = {"I": 1, "V": 5, "X": 10}
    values = [worth[sign] for sign in numeral]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def wording(fact_kind: str, value: str, language: str, states: StateNames | None = None) -> str:
    """A value in words for a reader of `language`: dates and hours as the house words them, States by their names."""
    match fact_kind:
        case "date" if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            try:
                return calendar.date(dt.date.fromisoformat(value), language)
            except ValueError:  # a day that no calendar has, as it stands
                return value
        case "hour":
            return calendar.hour(dt.time.fromisoformat(value), language)
        case "State" if states:
            return states.name(value, language)
        case _:
            return value
