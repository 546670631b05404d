"""What words still say of last time: dates, years, ordinals, symbols, States, numbers.

Nothing here is wrong by itself. Whoever opens a meeting as last time reads each once and says whether it holds.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from nemcon.core.calendar import find_dates, find_hours
from nemcon.core.calendar.folding import fold
from nemcon.core.calendar.reading import part_at
from nemcon.core.calendar.tokens import MONTH, NUMBER, tokens
from nemcon.core.languages import LANGUAGES
from nemcon.core.number_words import find_numbers_in_words
from nemcon.core.renewal.days import Days
from nemcon.core.renewal.model import Check
from nemcon.core.renewal.texts import Text
from nemcon.core.states import StateNames
from nemcon.core.symbols import find as find_symbols

_GONE = "\u00a4"
_NO_SYMBOL = re.compile(r"[^\x00-\u024f\u2000-\u206f\uff00-\uff65]")
_ZH_DAY = re.compile(r"(?<![0-9])([0-9]{1,2})月([0-9]{1,2})[日号]")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_ORDINAL = re.compile(
    r"(?<![\w.])([0-9]{1,3})(?:st|nd|rd|th|\.?[ªº]|\.?(?:er|era|ero)|e|re|eme|-(?:[а-я]{1,3}))(?!\w)"
    r"|第 ?([0-9]{1,3})(?![0-9])"
)
_NUMBER = re.compile(
    r"(?<![\w.])(?<![^\W\d_]-)[0-9]+(?:[.,\u00a0 ][0-9]+)*(?!\w)"
    r"|(?<=[\u4e00-\u9fff])[0-9]+(?:[.,][0-9]+)*"
    r"|(?<=[\s(][وبل])[0-9]+(?!\w)"
)
# Who is counted: the words around an ordinal, folded. Arabic has its noun before, the others after.
_COUNTED = {
    "en": re.compile(r"[^.;:,]{0,40}?\b(?:meetings?|sessions?|conferences?)\b"),
    "fr": re.compile(r"[^.;:,]{0,40}?\b(?:reunions?|sessions?|conferences?)\b"),
    "es": re.compile(r"[^.;:,]{0,40}?\b(?:reunion(?:es)?|periodos? de sesiones|sesion(?:es)?|conferencias?)\b"),
    "ru": re.compile(r"[^.;:,]{0,40}?\b(?:совещани|сесси|конференци)"),
    "zh": re.compile(r"[次届][^,.。;:0-9]{0,4}会"),
}
_COUNTED_BEFORE = re.compile(r"(?:اجتماع|دوره|دورت|موتمر)[^\s.،؛:]*(?:\s+[^\s.،؛:]+)?\s*\Z")
_SURE = 4


class Noticing:
    """Reads one text; what was read is struck out, so that nothing is told twice."""

    def __init__(self, text: Text, version: str, number: int | None, days: Days, done: Iterable[range]) -> None:
        self.text, self.version, self.number, self.days = text, version, number, days
        self.words = text.words
        for span in done:
            self.strike(span.start, span.stop)

    def strike(self, start: int, end: int) -> None:
        self.words = self.words[:start] + _GONE * (end - start) + self.words[end:]

    def told(self, code: str, start: int, end: int, **facts: str) -> Check:
        """A check at a place of the text, which is then struck out."""
        self.strike(start, end)
        words = (("text", self.text.words[start:end]), *facts.items())
        return Check(code=code, language=self.version, place=self.text.place, start=start, end=end, facts=words)

    def dates(self) -> Iterator[Check]:
        """Dates with a year, then days without one, then years alone."""
        language = self.text.language if self.text.language in LANGUAGES else None
        for found in find_dates(self.words, language):
            named = " ".join(day.isoformat() for day in found.days)
            old = any(self.days.of_meeting(day) for day in found.days)
            old = old or (found.through and found.first <= self.days.opens[0] <= found.last)
            of = "last meeting" if old else "other"
            yield self.told("date.left", found.start, found.end, days=named, of=of)
        for start, end, month, day in [*self._days_without_year()]:
            old = any((one.month, one.day) == (month, day) for one in (*self.days.old, *_ends(self.days)))
            of = "last meeting" if old else "other"
            yield self.told("date.left", start, end, days=f"--{month:02d}-{day:02d}", of=of)
        seen = fold(self.words)
        for match in list(_YEAR.finditer(seen.text)):
            yield self.told("year.left", seen.start(match.start()), seen.end(match.end()))

    def _days_without_year(self) -> Iterator[tuple[int, int, int, int]]:
        seen = fold(self.words)
        for match in _ZH_DAY.finditer(seen.text):
            yield seen.start(match.start()), seen.end(match.end()), int(match[1]), int(match[2])
        words = tokens(seen, self.words, self.text.language)
        at = 0
        while at < len(words):
            part = part_at(words, at, False) if words[at].kind in (NUMBER, MONTH) else None
            if part is None or part.month is None or part.end <= at:
                at += 1
                continue
            yield seen.start(words[at].start), seen.end(words[part.end - 1].end), part.month, part.day
            at = part.end

    def symbols(self) -> Iterator[Check]:
        """Symbols of documents; they may stand close to letters of another script."""
        for start, end, symbol in find_symbols(_NO_SYMBOL.sub(" ", self.words)):
            yield self.told("symbol.left", start, end, symbol=str(symbol))

    def ordinals(self) -> Iterator[Check]:
        """Ordinals of meetings and sessions, and that of the previous meeting wherever it stands."""
        seen = fold(self.words)
        found = [
            (one.value, one.start, one.end)
            for one in find_numbers_in_words(self.words, self.text.language)
            if one.ordinal
        ]
        for match in _ORDINAL.finditer(seen.text):
            found.append((int(match[1] or match[2]), seen.start(match.start()), seen.end(match.end())))
        for value, start, end in sorted(found, key=lambda one: one[1:]):
            before = {self.number: "last meeting", self.number - 1: "the meeting before"} if self.number else {}
            of = before.get(value, "other")
            if self._counts(start, end) or (of != "other" and value >= _SURE):
                yield self.told("ordinal.left", start, end, value=str(value), of=of)

    def _counts(self, start: int, end: int) -> bool:
        if self.text.language == "ar":
            return _COUNTED_BEFORE.search(fold(self.words[max(0, start - 60) : start]).text) is not None
        counted = _COUNTED.get(self.text.language)
        return counted is not None and counted.match(fold(self.words[end : end + 80]).text) is not None

    def states(self, names: StateNames) -> Iterator[Check]:
        """States by name; a word that may also mean something else is left out."""
        for found in names.find(self.words, self.text.language):
            if found.certain:
                yield self.told("state.left", found.start, found.end, state=found.code)

    def numbers(self) -> Iterator[Check]:
        """Figures, but for hours, the numbers of items, and what belongs to a word (COVID-19)."""
        for found in find_hours(self.words):
            self.strike(found.begins, found.ends)
        for mark in self.text.marks:
            if mark.kind == "item":
                self.strike(mark.start, mark.end)
        seen = fold(self.words)
        for match in list(_NUMBER.finditer(seen.text)):
            yield self.told("number.left", seen.start(match.start()), seen.end(match.end()))


def _ends(days: Days) -> tuple[dt.date, dt.date]:
    return days.opens[0], days.closes[0]


def left_in(
    text: Text, version: str, number: int | None, days: Days, names: StateNames, done: Sequence[range] = ()
) -> list[Check]:
    """What `text` still says of last time, in the order of its words. `version` is the language of the draft's version,
    `number` the ordinal of the previous meeting, `done` where words were already moved to the new one. Never raises."""
    reading = Noticing(text, version, number, days, done)
    found = [*reading.symbols(), *reading.dates(), *reading.ordinals(), *reading.states(names), *reading.numbers()]
    return sorted(found, key=lambda check: check.start or 0)
