"""How a date, a span of days, an hour and a day of the programme are worded in six languages."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby

from nemcon.core.calendar.names import JOIN, MONTHS, WEEKDAYS
from nemcon.core.languages import LANGUAGES, Language

NB = "\u00a0"
"""No-break space: a day never leaves its month, nor an hour "a.m."."""

_AND: dict[Language, str] = {"en": " and ", "fr": " et ", "es": " y ", "ru": " и ", "zh": "和", "ar": " و"}
_LOCALIZED_MASTHEADS: frozenset[Language] = frozenset({"fr", "es"})


def date(d: dt.date, language: str) -> str:
    """A date in running text: "11 December 2020", "1er novembre 2006", "1 ноября 2006 года", "2008年10月8日".

    Source: DOMAIN.md section 1. The space between day and month (in Russian also before "года") is U+00A0.
    Raises: ValueError if `language` is not one of the six.
    """
    return _with_year(_day_month(d, known(language)), d.year, known(language))


def masthead_date(d: dt.date, language: str) -> str:
    """The date in a masthead: localized in French and Spanish, English in all others (DOMAIN.md section 1)."""
    tongue = known(language)
    return date(d, tongue if tongue in _LOCALIZED_MASTHEADS else "en")


def dates(days: Sequence[dt.date], language: str) -> str:
    """Several days, in order of time: "7, 8 and 10 July 2020", "30 March and 1 April 2021".

    Raises: ValueError if there is no day.
    """
    tongue = known(language)
    ordered = sorted(set(days))
    if not ordered:
        raise ValueError("No day was given; give at least one.")
    years = []
    for year, in_year in groupby(ordered, key=lambda d: d.year):
        months = [list(month) for _, month in groupby(in_year, key=lambda d: d.month)]
        years.append(_with_year(_list([_days_of_month(month, tongue) for month in months], tongue), year, tongue))
    return _list(years, tongue)


def span(first: dt.date, last: dt.date, language: str, *, words: bool = False) -> str:
    """All days from `first` to `last`: "8–12 March 2021", "28 December 2020–3 January 2021".

    With `words`, as in a sentence: "from 7 to 11 September 2020", "du 7 au 11 septembre 2020", "с 7 по 11 сентября
    2020 года". Arabic has words (من … إلى) in both, since figures with a dash turn round in a line from right to
    left; Chinese has 至 in both. One day is worded as a date.
    Raises: ValueError if `last` is before `first`.
    """
    tongue = known(language)
    if last < first:
        raise ValueError(f"{date(last, 'en')} is before {date(first, 'en')}; give the first day first.")
    if first == last:
        return date(first, tongue)
    left, right = _ends(first, last, tongue)
    return (_SPANS_IN_WORDS if words else _SPANS)[tongue](left, right, first)


def meeting_dates(first: dt.date, last: dt.date, language: str) -> str:
    """The days of a meeting as under its name: "25 and 26 March 2021", "1–5 June 2015".

    Two consecutive days take "and". Raises: ValueError if `last` is before `first`.
    """
    if (last - first).days == 1:
        return dates((first, last), language)
    return span(first, last, language)


def day(d: dt.date, language: str, *, year: bool = False, sentence: bool = False) -> str:
    """A day with its weekday, as the programme heads it: "Thursday, 25 March", "Jeudi 25 mars", "3月25日，星期四".

    With `sentence`, as inside a sentence: French, Spanish and Russian then have a small letter.
    """
    tongue = known(language)
    weekday = WEEKDAYS[tongue][d.weekday()]
    if not sentence:
        weekday = weekday[:1].upper() + weekday[1:]
    words = date(d, tongue) if year else _day_month(d, tongue)
    match tongue:
        case "zh":
            return f"{words}，{weekday}"
        case "ar":
            return f"{weekday}، {words}"
        case "fr" | "es":
            return f"{weekday} {words}"
        case _:
            return f"{weekday}, {words}"


def hour(t: dt.time, language: str) -> str:
    """An hour of the day, to the minute: "10.30 a.m.", "noon", "10 h 30", "10.00 horas", "上午10时", "10/00".

    Never "midnight", which leaves open which of two days is meant: it is worded "12 a.m.", and a deadline should
    rather be at 11.59 p.m. Arabic hours have no marks of direction; who prints them isolates them (U+2068…U+2069).
    """
    tongue = known(language)
    match tongue:
        case "en":
            return "noon" if _is_noon(t) else f"{_twelve(t)}{NB}{_half(t)}"
        case "fr":
            if t.minute:
                return f"{t.hour}{NB}h{NB}{t.minute:02d}"
            return f"{t.hour}{NB}heure{'s' if t.hour > 1 else ''}"
        case "es":
            return f"{t.hour}.{t.minute:02d}{NB}horas"
        case "ru":
            return f"{t.hour}{NB}ч.{NB}{t.minute:02d}{NB}м."
        case "zh":
            return _half_zh(t) + _twelve_zh(t)
        case "ar":
            return f"{t.hour}/{t.minute:02d}"


def hours(start: dt.time, end: dt.time, language: str) -> str:
    """The hours of a sitting: "10 a.m.–1 p.m.", "3–6 p.m.", "10 heures-13 heures", "10.00 a 13.00 horas".

    English and Chinese do not repeat the half of the day within it (DOMAIN.md section 2).
    """
    tongue = known(language)
    match tongue:
        case "en":
            if start < end and _half(start) == _half(end) and not _is_noon(start):
                return f"{_twelve(start)}–{hour(end, tongue)}"
            return f"{hour(start, tongue)}–{hour(end, tongue)}"
        case "fr":
            return f"{hour(start, tongue)}-{hour(end, tongue)}"
        case "es":
            return f"{start.hour}.{start.minute:02d} a {hour(end, tongue)}"
        case "ru":
            return f"{start.hour}.{start.minute:02d}–{end.hour}.{end.minute:02d}"
        case "zh":
            if start < end and _half_zh(start) == _half_zh(end):
                return f"{hour(start, tongue)}至{_twelve_zh(end)}"
            return f"{hour(start, tongue)}至{hour(end, tongue)}"
        case "ar":
            return f"{hour(start, tongue)}–{hour(end, tongue)}"


def sitting(d: dt.date, start: dt.time, end: dt.time, language: str, *, year: bool = False) -> str:
    """A sitting in one line: "Thursday, 25 March, 10 a.m.–1 p.m."."""
    tongue = known(language)
    comma = {"zh": "，", "ar": "، "}.get(tongue, ", ")
    return f"{day(d, tongue, year=year)}{comma}{hours(start, end, tongue)}"


def keep_together(text: str, language: str) -> str:
    """Running text with U+00A0 where we word it so: day and month, hour and "a.m.", year and "года".

    One character for one, so that places in the text stay. Chinese has no spaces to keep.
    """
    tongue = known(language)
    return text if tongue == "zh" else _together(tongue).sub(NB, text)


@cache
def _together(language: Language) -> re.Pattern[str]:
    names = {half for month in MONTHS[language] for half in (month, *month.split("/"))}
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    month = f"de (?:{words})" if language == "es" else f"(?:{words})"
    after = {"en": r"[ap]\.m\.", "fr": r"heures?\b|h\b", "es": r"horas\b", "ru": r"(?:ч|м)\.|года\b"}.get(
        language, "(?!)"
    )
    minutes = (
        "|(?<=[0-9] h) (?=[0-9]{2})"
        if language == "fr"
        else "|(?<=[0-9] ч\\.) (?=[0-9]{2})"
        if language == "ru"
        else ""
    )
    return re.compile(rf"(?:(?<=[0-9])|(?<=\b1er)) (?=(?:{month})(?!\w)|{after}){minutes}")


def join_months(text: str) -> str:
    """`text` with U+2060 after the slash of Arabic double months, for print: the two names share a line."""
    for month in MONTHS["ar"]:
        text = text.replace(month, month.replace("/", "/" + JOIN))
    return text


def known(language: str) -> Language:
    """`language` as one of the six. Raises: ValueError if it is none of them."""
    for known in LANGUAGES:
        if language == known:
            return known
    raise ValueError(f"“{language}” is not an official language; give one of {', '.join(LANGUAGES)}.")


def _list(parts: Sequence[str], language: Language) -> str:
    """Parts of a list, the last with "and"; Arabic joins each with و."""
    if language == "ar":
        return _AND["ar"].join(parts)
    comma = "、" if language == "zh" else ", "
    return _AND[language].join(filter(None, (comma.join(parts[:-1]), parts[-1])))


def _figure(d: dt.date, language: Language) -> str:
    """The day of the month as it stands in a list or a span: "1er", "25", "25日"."""
    if language == "fr" and d.day == 1:
        return "1er"
    return f"{d.day}日" if language == "zh" else str(d.day)


def _with_month(figures: str, d: dt.date, language: Language) -> str:
    month = MONTHS[language][d.month - 1]
    match language:
        case "zh":
            return f"{month}{figures}"
        case "es":
            return f"{figures}{NB}de {month}"
        case _:
            return f"{figures}{NB}{month}"


def _with_year(words: str, year: int, language: Language) -> str:
    match language:
        case "zh":
            return f"{year}年{words}"
        case "es":
            return f"{words} de {year}"
        case "ru":
            return f"{words} {year}{NB}года"
        case _:
            return f"{words} {year}"


def _day_month(d: dt.date, language: Language) -> str:
    return _with_month(_figure(d, language), d, language)


def _days_of_month(days: Sequence[dt.date], language: Language) -> str:
    return _with_month(_list([_figure(d, language) for d in days], language), days[0], language)


def _ends(first: dt.date, last: dt.date, language: Language) -> tuple[str, str]:
    """Both ends of a span; month and year are said once where they are the same."""
    same_year = first.year == last.year
    same_month = same_year and first.month == last.month
    if language == "zh":
        right = _figure(last, "zh") if same_month else _day_month(last, "zh") if same_year else date(last, "zh")
        return date(first, "zh"), right
    left = _figure(first, language) if same_month else _day_month(first, language)
    return left if same_year else date(first, language), date(last, language)


_Span = Callable[[str, str, dt.date], str]


def _dashed(left: str, right: str, first: dt.date) -> str:
    return f"{left}–{right}"


def _dashed_ru(left: str, right: str, first: dt.date) -> str:
    return f"{left}–{right}" if left.isdigit() else f"{left}{NB}– {right}"


def _from_ru(left: str, right: str, first: dt.date) -> str:
    return f"{'со' if first.day == 2 else 'с'} {left} по {right}"


def _from_ar(left: str, right: str, first: dt.date) -> str:
    return f"من {left} إلى {right}"


def _until_zh(left: str, right: str, first: dt.date) -> str:
    return f"{left}至{right}"


_SPANS: dict[Language, _Span] = {
    "en": _dashed,
    "fr": lambda left, right, first: f"{left}-{right}",
    "es": lambda left, right, first: f"{left} a {right}",
    "ru": _dashed_ru,
    "zh": _until_zh,
    "ar": _from_ar,
}
_SPANS_IN_WORDS: dict[Language, _Span] = {
    "en": lambda left, right, first: f"from {left} to {right}",
    "fr": lambda left, right, first: f"du {left} au {right}",
    "es": lambda left, right, first: f"del {left} al {right}",
    "ru": _from_ru,
    "zh": _until_zh,
    "ar": _from_ar,
}


def _is_noon(t: dt.time) -> bool:
    return (t.hour, t.minute) == (12, 0)


def _half(t: dt.time) -> str:
    return "a.m." if t.hour < 12 else "p.m."


def _twelve(t: dt.time) -> str:
    """The hour on a clock of twelve, in English: "10", "10.30"."""
    figure = str((t.hour - 1) % 12 + 1)
    return f"{figure}.{t.minute:02d}" if t.minute else figure


def _half_zh(t: dt.time) -> str:
    return "中午" if _is_noon(t) else "上午" if t.hour < 12 else "下午"


def _twelve_zh(t: dt.time) -> str:
    figure = t.hour if t.hour <= 12 else t.hour - 12
    return f"{figure}时{t.minute}分" if t.minute else f"{figure}时"
