"""The name of the next meeting: "Eleventh meeting" leads to "Twelfth meeting", in six languages.

A number is put up by one in the very form in which it stands: in words or figures, with the gender of its noun and the
capital with which it begins. Where that form is not one of those known here, nothing is proposed: an officer names it.
"""

import re
from collections.abc import Iterator, Mapping

from nemcon.core.number_words import find_numbers_in_words

MOST = 98
_FIGURES = re.compile(r"(\d+)(st|nd|rd|th)?")


def _listed(*lines: str) -> list[str]:
    return " ".join(lines).split()


_EN = _listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth",
    "sixteenth seventeenth eighteenth nineteenth",
)
_EN_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
_FR = _listed(
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "dix-sept dix-huit dix-neuf",
)
_FR_TENS = _listed("vingt trente quarante cinquante soixante")
_ES = _listed("primer segund tercer cuart quint sext séptim octav noven décim")
_RU = _listed(
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат",
    "шестнадцат семнадцат восемнадцат девятнадцат",
)
_RU_TENS = _listed("двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност")
_RU_CARDINALS = _listed("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
_HAN = "一二三四五六七八九"
_AR = _listed("أول ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر")
_AR_TENS = _listed("عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون")


def next_names(names: Mapping[str, str]) -> dict[str, str]:
    """The names of the next meeting in those languages in which the number is understood."""
    return {code: following for code, name in names.items() if (following := next_name(name, code))}


def next_name(name: str, language: str) -> str:
    """`name` with its number put up by one; "" where it has no number, several, or one in a form not known here."""
    spoken = [one for one in find_numbers_in_words(name, language) if one.ordinal]
    figures = list(_FIGURES.finditer(name))
    if len(spoken) + len(figures) != 1:
        return ""
    if figures:
        return _with_figures(name, figures[0], language)
    one = spoken[0]
    held = name[one.start : one.end]
    if not 0 < one.value <= MOST:
        return ""
    forms = zip(_forms(one.value, language), _forms(one.value + 1, language), strict=True)
    found = [then for now, then in forms if now and then and now.casefold() == held.casefold()]
    if len(set(found)) > 1:  # only in Arabic are the tens the same for both genders, where the noun stands before them
        found = found[1:] if name[: one.start].rstrip().endswith("ة") else found[:1]
    if not found:
        return ""
    put = found[0][:1].upper() + found[0][1:] if held[:1].isupper() else found[0]
    return name[: one.start] + put + name[one.end :]


def _with_figures(name: str, found: "re.Match[str]", language: str) -> str:
    if len(found[1]) > 3:  # a year
        return ""
    value = int(found[1]) + 1
    rest = name[found.end() :]
    put = str(value)
    if found[2]:
        put += _english_ending(value)
    if language == "fr":
        rest = re.sub(r"^(?:re|ère)\b", "e", rest)
    if language == "es" and (ending := re.match(r"(?:er|º|ª)", rest)) and ending[0] != "ª":
        rest = ("er" if value % 10 in (1, 3) else "º") + rest[ending.end() :]
    return name[: found.start()] + put + rest


def _english_ending(value: int) -> str:
    if value % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def _forms(value: int, language: str) -> list[str]:
    """The ordinal in each of the forms of a language, always in the same order; "" for a form that it does not have."""
    maker = {"en": _english, "fr": _french, "es": _spanish, "ru": _russian, "zh": _chinese, "ar": _arabic}.get(language)
    return list(maker(value)) if maker else []


def _english(value: int) -> Iterator[str]:
    tens, unit = divmod(value, 10)
    if value < 20:
        yield _EN[value - 1]
    elif unit:
        yield f"{_EN_TENS[tens - 2]}-{_EN[unit - 1]}"
    else:
        yield f"{_EN_TENS[tens - 2][:-1]}ieth"


def _french(value: int) -> Iterator[str]:
    cardinal = _french_cardinal(value)
    later = re.sub("e$", "", cardinal.removesuffix("s") if cardinal.endswith("quatre-vingts") else cardinal)
    later = re.sub("cinq$", "cinqu", re.sub("neuf$", "neuv", later))
    for first in ("première", "premier"):
        yield first if value == 1 else f"{later}ième"


def _french_cardinal(value: int) -> str:
    if value < 20:
        return _FR[value - 1]
    if value < 70:
        tens, unit = divmod(value, 10)
        word = _FR_TENS[tens - 2]
        return word if not unit else f"{word} et un" if unit == 1 else f"{word}-{_FR[unit - 1]}"
    base, word = (60, "soixante") if value < 80 else (80, "quatre-vingt")
    rest = value - base
    if not rest:
        return "quatre-vingts"
    return f"{word} et onze" if value == 71 else f"{word}-{_FR[rest - 1]}"


def _spanish(value: int) -> Iterator[str]:
    """Up to the tenth in words; from the eleventh on the house writes figures."""
    for ending in ("a", "o"):
        if value > 11:
            yield ""
        elif value == 11:
            yield f"11{'ª' if ending == 'a' else 'º'}"
        elif ending == "o" and value in (1, 3):
            yield _ES[value - 1]
        else:
            yield _ES[value - 1] + ending


def _russian(value: int) -> Iterator[str]:
    tens, unit = divmod(value, 10)
    for gender, ending in (("n", "ое"), ("f", "ая"), ("m", "ый")):
        if value < 20:
            yield _russian_word(_RU[value - 1], value, ending, gender)
        elif unit:
            yield f"{_RU_CARDINALS[tens - 2]} {_russian_word(_RU[unit - 1], unit, ending, gender)}"
        else:
            yield _russian_word(_RU_TENS[tens - 2], value, ending, gender)


def _russian_word(stem: str, unit: int, ending: str, gender: str) -> str:
    if unit == 3:
        return stem + {"n": "ье", "f": "ья", "m": "ий"}[gender]
    if gender == "m" and unit in (2, 6, 7, 8, 40):
        return stem + "ой"
    return stem + ending


def _chinese(value: int) -> Iterator[str]:
    tens, unit = divmod(value, 10)
    ten = ("" if tens == 1 else _HAN[tens - 1]) + "十" if tens else ""
    yield f"第{ten}{_HAN[unit - 1] if unit else ''}"


def _arabic(value: int) -> Iterator[str]:
    """With the article, as names have them: masculine, then feminine."""
    tens, unit = divmod(value, 10)
    for feminine in (False, True):
        end = "ة" if feminine else ""
        if value == 1:
            yield "الأولى" if feminine else "الأول"
        elif value <= 10:
            yield f"ال{_AR[value - 1]}{end}"
        elif value < 20:
            yield f"ال{'حادي' if unit == 1 else _AR[unit - 1]}{end} {'عشرة' if feminine else 'عشر'}"
        elif unit:
            yield f"ال{'حادي' if unit == 1 else _AR[unit - 1]}{end} وال{_AR_TENS[tens - 2]}"
        else:
            yield f"ال{_AR_TENS[tens - 2]}"
