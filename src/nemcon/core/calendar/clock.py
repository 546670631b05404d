"""Hours and durations in text.

An hour needs a sign that it is one: "a.m.", a colon, "h", "horas", 时. Figures with a dot are hours where two of them
make a sitting ("10.00–13.00"); with a slash also where the text is nothing else, or after الساعة.
"""

import datetime as dt
import re
from typing import NamedTuple

from nemcon.core.calendar.folding import Folded, fold


class ReadHours(NamedTuple):
    """An hour, or the hours of a sitting, at the seat. They stood at `begins` to `ends` of the text."""

    start: dt.time
    end: dt.time | None
    begins: int
    ends: int


class Duration(NamedTuple):
    """A length in minutes, at `start` to `end` of the text; `each` says that it is for each paper or speaker."""

    minutes: int
    each: bool
    start: int
    end: int


class _Time(NamedTuple):
    """A clock time as it stands: `sign` is what makes it one, `half` is "a" or "p" for a.m. or p.m."""

    hour: int
    minute: int
    sign: str
    half: str
    end: int


_NOON = "noon|midday|midi|mediodia|полдень|полудня"
_CLOCK = rf"""(?:
    (?P<noon>(?:12[ ])?(?:{_NOON}))\b
  | (?P<military>[0-2][0-9][0-5][0-9])(?![0-9]) (?P<after>[ ]?(?:hours|hrs|h)\b)?
  | (?P<hour>[0-9]{{1,2}})
    (?: (?P<mark>[:./])(?P<minute>[0-5][0-9])(?![0-9]) | (?![0-9]) )
    (?: [ ]?(?P<unit> heures?\b | h(?![a-z]) | час(?:ов|а)?\b\.? | ч(?![а-я])\.? )
        (?: [ ]?(?P<minutes>[0-5][0-9])(?![0-9:./]) (?:[ ]?(?:мин|м|min|mn)\b\.?)? )? )?
    (?P<long> [ ]?(?:horas?|hours|hrs|hs)\b\.? )?
    (?: [ ]?(?: (?P<ap>[ap])\.?[ ]?m\b\.? | (?P<morning>صباحا|ص\b) | (?P<evening>noon\b|مساء|م\b|بعد[ ]الظهر) ) )?
)"""
_TIME = re.compile(_CLOCK, re.VERBOSE)
_TIME_IN_TEXT = re.compile(r"(?<![0-9a-zа-я])(?<![0-9][.:/,])(?<![a-z][./])" + _CLOCK, re.VERBOSE)
_TO = re.compile(
    r"[ ]?-[ ]?(?:الساعه )?|[ ]?(?:to|until|till|a|au|et|y|hasta|до|الي|حتي)[ ]?(?:las |the |الساعه )?(?=[0-9nmп])"
)
_ZH_HALF = "上午|下午|中午|晚上|凌晨|早上|晚"
_ZH_TIME = re.compile(
    rf"(?<![0-9:./])({_ZH_HALF})? ?([0-9]{{1,2}})(?:(?:[时点時])(?:(半)|([0-9]{{1,2}})分?)?|:([0-5][0-9]))(?![0-9:])"
)
_ZH_TO = re.compile(r" ?(?:至|到|-|~) ?")
_LIKELY = re.compile(rf"[0-9]|{_NOON}")
_AT = re.compile(r"(?:الساعه|\b(?:a|des|vers|avant|в|до|с)) ?$")


def read_hours(text: str) -> ReadHours | None:
    """The first hours in `text`: "10 a.m.–1 p.m.", "09:00-10:30", "10 h 30-13 h", "上午10时至下午1时", or None."""
    seen = fold(text)
    return next(iter(_hours(text, seen, first_only=True)), None)


def find_hours(text: str) -> list[ReadHours]:
    """All hours in `text`, in order."""
    return _hours(text, fold(text), first_only=False)


def hours_at(seen: Folded, at: int) -> ReadHours | None:
    """Hours that begin just at `at` of a folded text, right after a day: there, figures with a slash are hours too."""
    return _chinese_at(seen, at) or _western_at(seen, at, whole=True)


def _hours(text: str, seen: Folded, *, first_only: bool) -> list[ReadHours]:
    found: list[ReadHours] = []
    if not _LIKELY.search(seen.text):
        return found
    stripped = seen.text.strip()
    begin = len(seen.text) - len(seen.text.lstrip())
    if len(stripped) < 40:
        only = _western_at(seen, begin, whole=True)
        if only is not None and only.ends >= seen.end(begin + len(stripped)):
            return [only]
    chinese = any(sign in seen.text for sign in "时点時午")
    at = 0
    while at < len(seen.text):
        match = _TIME_IN_TEXT.search(seen.text, at)
        zh = _ZH_TIME.search(seen.text, at) if chinese else None
        if zh is not None and (match is None or zh.start() <= match.start()):
            hours = _chinese_at(seen, zh.start())
            at = zh.end()
        elif match is not None:
            hours = _western_at(seen, match.start(), whole=False)
            at = match.end()
        else:
            break
        if hours is not None:
            found.append(hours)
            if first_only:
                break
            at = max(at, _folded_end(seen, hours.ends))
    return found


def _folded_end(seen: Folded, end: int) -> int:
    if seen.places is None:
        return end
    low, high = 0, len(seen.places)
    while low < high:
        middle = (low + high) // 2
        if seen.places[middle] < end:
            low = middle + 1
        else:
            high = middle
    return low


def _western_at(seen: Folded, at: int, *, whole: bool) -> ReadHours | None:
    text = seen.text
    first = _time_at(text, at)
    if first is None:
        return None
    join = _TO.match(text, first.end)
    second = _time_at(text, join.end()) if join else None
    if join is not None and second is not None:
        placed = whole or bool(_AT.search(text, max(at - 12, 0), at)) or _begins_line(text, at, join)
        span = _span(first, second, tight=join[0] == "-", whole=placed)
        if span is not None:
            return ReadHours(*span, seen.start(at), seen.end(second.end))
    if first.sign in ("/", "i"):
        if not (whole or _AT.search(text, max(at - 12, 0), at)):
            return None
    elif first.sign not in (":", "h", "m"):
        return None
    time = _clock(first, first.half)
    return ReadHours(time, None, seen.start(at), seen.end(first.end)) if time else None


def _begins_line(text: str, at: int, join: re.Match[str]) -> bool:
    """Whether "09.00 – 10.30" opens a line: there it is hours, elsewhere it may be paragraphs."""
    return "-" in join[0] and text[max(at - 1, 0) : at] in ("", "\n") and text[at + 2 : at + 3] in (".", "/")


def _time_at(text: str, at: int) -> _Time | None:
    match = _TIME.match(text, at)
    if match is None:
        return None
    if match["noon"]:
        return _Time(12, 0, "m", "p", match.end())
    if match["military"]:
        sign = "h" if match["after"] else "4"
        return _Time(int(match["military"][:2]), int(match["military"][2:]), sign, "", match.end())
    half = match["ap"] or ("a" if match["morning"] else "p" if match["evening"] else "")
    minute = int(match["minute"] or match["minutes"] or 0)
    return _Time(int(match["hour"]), minute, _sign(match, half), half, match.end())


def _sign(match: re.Match[str], half: str) -> str:
    """What makes a figure an hour. "11 h" alone may be a sub-item ("i"); "18 hours" alone is a duration ("u")."""
    if half:
        return "m"
    if match["mark"] == ":":
        return ":"
    if match["unit"]:
        return "i" if match["unit"] == "h" and not match["minutes"] else "h"
    if match["long"]:
        return "h" if match["mark"] else "u"
    return match["mark"] or ""


def _span(first: _Time, second: _Time, *, tight: bool, whole: bool) -> tuple[dt.time, dt.time] | None:
    """The hours of a sitting from its two ends, or None where they are not hours: "10-15", "3.15-4.20"."""
    if not _makes_hours(first, second, tight, whole):
        return None
    end = _clock(second, second.half, last=True)
    if end is None:
        return None
    if first.half or not second.half:
        start = _clock(first, first.half)
        return (start, end) if start else None
    start = _clock(first, second.half)
    if start is not None and start < end:
        return start, end
    start = _clock(first, "a")
    return (start, end) if start else None


def _makes_hours(first: _Time, second: _Time, tight: bool, whole: bool) -> bool:
    """Whether two figures on both sides of "to" are the hours of a sitting; `whole` where hours are expected."""
    match first.sign, second.sign:
        case ("", "" | "." | "/" | "4") | ("." | "/", "") | (".", "/") | ("/", "."):
            return False
        case (".", ".") | ("/", "/"):
            return whole or (tight and first.minute % 5 == second.minute % 5 == 0)
        case "4", "4":
            return first.hour < 10  # "0930-1030"; "2015-2020" are years
        case "4", other:
            return other == "h"
        case other, "4":
            return False
        case "", ":":
            return tight  # "9-10:30", not "Session 1 - 10:30"
        case ":", "":
            return tight
        case _, "":
            return False
    return True


def _clock(time: _Time, half: str, *, last: bool = False) -> dt.time | None:
    """The time of day; 24.00 is the end of a sitting and reads as 0.00."""
    hour = time.hour
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if last and (hour, time.minute) == (24, 0):
        hour = 0
    return dt.time(hour, time.minute) if hour < 24 else None


def _chinese_at(seen: Folded, at: int) -> ReadHours | None:
    match = _ZH_TIME.match(seen.text, at)
    if match is None or (match[5] and not match[1]):
        return None
    start = _chinese_time(match, match[1])
    if start is None:
        return None
    join = _ZH_TO.match(seen.text, match.end())
    second = _ZH_TIME.match(seen.text, join.end()) if join else None
    if second is not None:
        end = _chinese_time(second, second[1] or match[1])
        if end is not None and not second[1] and end <= start:
            end = _chinese_time(second, None)
        if end is not None:
            return ReadHours(start, end, seen.start(at), seen.end(second.end()))
    return ReadHours(start, None, seen.start(at), seen.end(match.end()))


def _chinese_time(match: re.Match[str], half: str | None) -> dt.time | None:
    hour, minute = int(match[2]), 30 if match[3] else int(match[4] or match[5] or 0)
    if half in ("下午", "晚上", "晚") and hour < 12:
        hour += 12
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


_UNIT_END = "(?![a-zа-яء-ي])"
_DURATION = re.compile(
    rf"""(?<![0-9a-z.:/]) (?P<open>\([ ]?)?
    (?P<each_before>\bпо[ ]|各[ ]?|每[个份项人][ ]?)?
    (?: (?P<prime>[0-9]{{1,3}})[ ]?''?(?![0-9a-z'])
      | (?P<hours>[0-9]{{1,2}}(?:[.,]5|½)?|½)[ ]?-?
        (?P<unit>hours?|hrs?|heures?|horas?|h|часа|часов|час|ч\.?|小时|ساعات|ساعه){_UNIT_END}
        (?: (?:[ ](?:and|et|y|и))?[ ]?(?P<rest>[0-9]{{1,2}})(?![0-9:])
            (?:[ ]?(?:minutes?|minutos?|mins?|mn|минут[аы]?|мин|м|m|分钟|分){_UNIT_END}\.?)? )?
      | (?P<minutes>[0-9]{{1,3}})[ ]?-?
        (?:minutes?|minutos?|mins?|mn|минут[аы]?|мин|分钟|دقيقه|دقايق){_UNIT_END}\.?
    )
    (?: [ ]?(?P<each> each(?:[ ][a-z]+)? | chacune? | par[ ][a-z]+ | per[ ][a-z]+ | cada[ ]un[oa] | por[ ][a-z]+
        | каждый | каждое | на[ ]каждый | 各 | 每[个份] | لكل[ ][ء-ي]+ ) )?
    (?P<close>[ ]?\))?""",
    re.VERBOSE,
)


def read_duration(text: str) -> Duration | None:
    """The first length of time in `text`: "(15’)", "(20’ each)", "30 min", "1 h 30", "90 minutes"; None for none."""
    seen = fold(text)
    if not _LIKELY.search(seen.text) and "½" not in seen.text:
        return None
    for match in _DURATION.finditer(seen.text):
        minutes = _minutes(match)
        bare = match["unit"] == "h" and not match["rest"] and not match["open"] and match[0] != seen.text.strip()
        if minutes and not bare:  # "item 11 h" is a sub-item
            both = match["open"] and match["close"]
            start = match.start() if both or not match["open"] else match.end("open")
            end = match.end() if both or not match["close"] else match.start("close")
            return Duration(minutes, bool(match["each"] or match["each_before"]), seen.start(start), seen.end(end))
    return None


def _minutes(match: re.Match[str]) -> int:
    if match["prime"]:
        return int(match["prime"])
    if match["minutes"]:
        return int(match["minutes"])
    figure = match["hours"].replace(",", ".").replace("½", ".5")
    return round(float(figure) * 60) + int(match["rest"] or 0)
