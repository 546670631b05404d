"""Lines that a document gives to a day of its programme, or to the place and dates of its meeting."""

import datetime as dt
import re
from typing import NamedTuple

from nemcon.core.calendar.clock import ReadHours, hours_at
from nemcon.core.calendar.folding import Folded, fold
from nemcon.core.calendar.reading import find_dates, part_at, possible
from nemcon.core.calendar.tokens import CLOSE, COMMA, FROM, MONTH, NUMBER, OPEN, THE, WEEKDAY, Token, tokens


class ReadDay(NamedTuple):
    """A day as the head of a sitting names it, in the first `end` characters of the text.

    `date` is None where no year is known, where only a weekday is named, or where the calendar has no such day
    (`impossible`: 31 February, or 29 February of a common year). `weekday` is as printed, 0 for Monday.
    """

    date: dt.date | None
    weekday: int | None
    day: int | None
    month: int | None
    year: int | None
    hours: ReadHours | None
    end: int
    impossible: bool = False

    @property
    def agrees(self) -> bool:
        """Whether the weekday is that of the date; True where one of them is not known."""
        return self.date is None or self.weekday is None or self.date.weekday() == self.weekday


class ReadMeeting(NamedTuple):
    """The place and the days of a meeting, as under its name."""

    place: str
    first: dt.date
    last: dt.date


_ZH_DAY = re.compile(
    r"(?:([0-9]{4}) ?年 ?)?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]"
    r"(?: ?,? ?\(? ?(?:星期|周|礼拜)([一二三四五六日天]) ?\)?)?"
)
_ZH_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_ZH_ORDER = "一二三四五六日"
_ISO = re.compile(r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})(?![0-9])")
_FIGURES = re.compile(r"([0-9]{1,2}) ?([./]) ?([0-9]{1,2})(?:\2([12][0-9]{3}))?(?![0-9]|[./:][0-9])")
_BEFORE_HOURS = re.compile(
    r"[ \n\r]*[,:;-]?[ \n\r]*(?:(?:at|from|a las|a|de|в|с|الساعه|من) )?(?:الساعه )?[ \n\r]*(\(?)[ \n\r]*"
)
_AFTER_WEEKDAY = re.compile(r"\s*(?:$|[:;]|\.\s*$|(?:a\.? ?m\.?|p\.? ?m\.?|morning|afternoon|matin|apres-midi)\b)")
_CLOSE = re.compile(r" ?\)")


def read_day(text: str, *, year: int | None = None, language: str | None = None) -> ReadDay | None:
    """The day with which `text` begins: "Thursday, 25 March", "May 8 (Mon)", "3月25日，星期四", "Tuesday (09:00)".

    `year` holds where the text names none; without it there is no date, whatever the weekday. Hours right after the
    day belong to it. A weekday alone counts only where the line ends with it or hours follow.
    """
    seen = fold(text)
    begin = len(seen.text) - len(seen.text.lstrip())
    if begin == len(seen.text):
        return None
    return (
        _chinese(seen, begin, year) or _worded(seen, text, begin, year, language) or _figures(seen, text, begin, year)
    )


def _worded(seen: Folded, text: str, begin: int, year: int | None, language: str | None) -> ReadDay | None:
    head = seen.text[begin : begin + 120]
    words = tokens(_cut(seen, begin, begin + len(head)), text, language)
    if not words or words[0].kind not in (WEEKDAY, NUMBER, MONTH, THE):
        return None
    weekday = next((word.value for word in words[:2] if word.kind == WEEKDAY), None)
    part = part_at(words, 0, False)
    if part is None or part.month is None:
        if weekday is None or words[0].kind != WEEKDAY:
            return None
        after_it = begin + words[1 if len(words) > 1 and words[1].kind == COMMA else 0].end
        figures = _figures(seen, text, after_it + (seen.text[after_it : after_it + 1] == " "), year, weekday)
        return figures or _weekday_alone(seen, begin + words[0].end, weekday)
    end = begin + words[part.end - 1].end
    if weekday is None:
        after = _weekday_after(words, part.end)
        if after is not None:
            weekday, end = words[after[0]].value, begin + words[after[1] - 1].end
        elif words[part.end - 1].kind == CLOSE:
            weekday = words[part.end - 2].value
    return _finished(seen, end, weekday, part.day, part.month, part.year or year)


def _cut(seen: Folded, start: int, end: int) -> Folded:
    places = list(range(start, end)) if seen.places is None else seen.places[start:end]
    return Folded(seen.text[start:end], places)


def _weekday_after(words: list[Token], at: int) -> tuple[int, int] | None:
    """A weekday after the date, "(Mon)" or ", Monday": its token, and the token after it and its bracket."""
    if at + 1 < len(words) and words[at].kind in (OPEN, COMMA) and words[at + 1].kind == WEEKDAY:
        closed = words[at].kind == OPEN and at + 2 < len(words) and words[at + 2].kind == CLOSE
        return at + 1, at + (3 if closed else 2)
    if at < len(words) and words[at].kind == WEEKDAY:
        return at, at + 1
    return None


def _weekday_alone(seen: Folded, end: int, weekday: int) -> ReadDay | None:
    found = _finished(seen, end, weekday, None, None, None)
    if found.hours is None and not _AFTER_WEEKDAY.match(seen.text, end):
        return None
    return found


def _chinese(seen: Folded, begin: int, year: int | None) -> ReadDay | None:
    match = _ZH_DAY.match(seen.text, begin)
    if match is not None:
        weekday = _ZH_ORDER.index(match[4].replace("天", "日")) if match[4] else None
        named = int(match[1]) if match[1] else year
        return _finished(seen, match.end(), weekday, int(match[3]), int(match[2]), named)
    match = _ZH_WEEKDAY.match(seen.text, begin)
    if match is not None:
        return _weekday_alone(seen, match.end(), _ZH_ORDER.index(match[1].replace("天", "日")))
    return None


def _figures(seen: Folded, text: str, begin: int, year: int | None, weekday: int | None = None) -> ReadDay | None:
    """A date in figures: 2021-03-25, 25/03/2021; without a year only with a weekday, "5.08(Mon)", "Mon 8/5".

    The day stands first, unless only the other order is possible or agrees with the weekday.
    """
    match = _ISO.match(seen.text, begin)
    if match is not None:
        return _finished(seen, match.end(), weekday, int(match[3]), int(match[2]), int(match[1]))
    match = _FIGURES.match(seen.text, begin)
    if match is None:
        return None
    words = tokens(_cut(seen, match.end(), match.end() + 20), text, None)
    after = _weekday_after(words, 0) if weekday is None else None
    if weekday is not None and match[4] is None and (match[2] == "." or not 0 < int(match[3]) < 13):
        return None  # "Tuesday 9.30", "Tuesday 10/00" have hours
    if after:
        weekday = words[after[0]].value
    if weekday is None and match[4] is None:
        return None
    end = match.end() + words[after[1] - 1].end if after else match.end()
    named = int(match[4]) if match[4] else year
    day, month = int(match[1]), int(match[3])
    if named is not None:
        orders = [(d, m, possible(named, m, d)) for d, m in ((day, month), (month, day))]
        fitting = [o for o in orders if o[2] and (weekday is None or o[2].weekday() == weekday)]
        day, month, _ = next(iter(fitting or [o for o in orders if o[2]] or orders))
    elif month > 12 >= day:
        day, month = month, day
    return _finished(seen, end, weekday, day, month, named)


def _finished(
    seen: Folded, end: int, weekday: int | None, day: int | None, month: int | None, year: int | None
) -> ReadDay:
    """The day with the hours that follow it at once."""
    gap = _BEFORE_HOURS.match(seen.text, end)
    apart = gap is not None and (gap.end() > end or not seen.text[end : end + 1].isascii())  # Chinese needs no space
    hours = hours_at(seen, gap.end()) if gap and apart else None
    if hours is not None:
        end = _after(seen, hours.ends)
        if gap and gap[1] and (close := _CLOSE.match(seen.text, end)):
            end = close.end()
    date = possible(year, month, day) if year and month and day is not None else None
    real = day is None or month is None or possible(year or 2000, month, day) is not None
    return ReadDay(date, weekday, day, month, year if day is not None else None, hours, seen.end(end), not real)


def _after(seen: Folded, end: int) -> int:
    """Where in the folded text the original text's `end` is."""
    if seen.places is None:
        return end
    return next((at for at, place in enumerate(seen.places) if place >= end), len(seen.places))


_EDGES = " \t\r\n\u00a0,،，/|–—-:;"
_LONGEST_PLACE = 90
_PIECES = re.compile(r"[,،，/|] *")
_SESSION = re.compile(r"session|meeting|reunion|periodo de sesiones|сесси|совещани|会议|届|دوره|اجتماع|conference")


def read_meeting(text: str, language: str | None = None) -> ReadMeeting | None:
    """The place and days of a meeting where `text` is just these: "Vienna, 25 and 26 March 2021".

    None for anything else, a sentence among them. A title with a date ("Note by the Secretariat, 11 December 2020")
    looks the same: where the line stands must decide.
    """
    if len(text) > 200:
        return None
    found = find_dates(text, language)
    if len(found) != 1:
        return None
    before, after = text[: found[0].start], text[found[0].end :].strip(_EDGES + ".")
    if after.startswith("(") and after.endswith(")") and ")" not in after[:-1]:
        after = after[1:-1]
    if before.strip(_EDGES) and after:
        return None
    place = before.strip(_EDGES) or after
    if not place or len(place) > _LONGEST_PLACE or not _is_place(place, language):
        return None
    separated = not before.strip(_EDGES) or before.rstrip(" \u00a0") != before.rstrip(_EDGES)
    if not separated and (len(place.split()) > 3 or any(word[0].islower() for word in place.split())):
        return None
    return ReadMeeting(" ".join(_without_session(place).split()), found[0].first, found[0].last)


def _without_session(place: str) -> str:
    """The place alone where the line names the session before it: "Sixth session, Vienna"."""
    kept = [piece for piece in _PIECES.split(place) if not _SESSION.search(fold(piece).text)]
    if len(kept) > 1 and all(word.kind in (WEEKDAY, FROM, THE) for word in tokens(fold(kept[-1]), kept[-1], None)):
        kept.pop()  # "Geneva, Monday, 3 June to Friday, 7 June 2019"
    return ", ".join(kept) if kept else place


def _is_place(words: str, language: str | None) -> bool:
    """Whether `words` may name a place: few words, a capital first where the script has capitals, no figures."""
    bare = words.replace("(", "").replace(")", "").lstrip()
    if not bare or bare[0].islower() or not bare[0].isalpha() or any(sign.isdigit() for sign in words):
        return False
    if any(sign in words for sign in ".:;?!。；？！") and not words.startswith("St."):
        return False
    return len(words.split()) <= 10 and not any(t.kind == MONTH for t in tokens(fold(words), words, language))
