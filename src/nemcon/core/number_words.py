"""Numbers in words, in six languages: "the twelfth meeting", «двенадцатое совещание», الثاني عشر, 第十二次会议.

One language of a document says "12ª reunión" where another says "twelfth meeting": who compares them must read both.
Read are ordinals and cardinals up to 99, and hundreds alone; what a word means otherwise ("second" of time, "once"
in Spanish) is for the caller, who should not rely on small ones. Words are seen folded (core/calendar/folding.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nemcon.core.calendar.folding import Folded, fold, folded


@dataclass(frozen=True)
class NumberInWords:
    """A number in words at `start` to `end`; `ordinal` says that it counts ("twelfth") and is no quantity."""

    value: int
    start: int
    end: int
    ordinal: bool


_CARDINALS = {
    "en": (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen",
        "twenty thirty forty fifty sixty seventy eighty ninety hundred",
    ),
    "fr": (
        "un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
        "vingt|vingts trente quarante cinquante soixante - - - cent",
    ),
    "es": (
        "uno|una|un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
        "diecisiete dieciocho diecinueve",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien|ciento",
    ),
    "ru": (
        "один|одна|одно|одного|одной|одному|одним|одном два|две|двух|двум|двумя три|трех|трем|тремя "
        "четыре|четырех|четырем|четырьмя пять|пяти|пятью шесть|шести|шестью семь|семи|семью восемь|восьми|восемью "
        "девять|девяти|девятью десять|десяти|десятью одиннадцать|одиннадцати двенадцать|двенадцати "
        "тринадцать|тринадцати четырнадцать|четырнадцати пятнадцать|пятнадцати шестнадцать|шестнадцати "
        "семнадцать|семнадцати восемнадцать|восемнадцати девятнадцать|девятнадцати",
        "двадцать|двадцати тридцать|тридцати сорок|сорока пятьдесят|пятидесяти шестьдесят|шестидесяти "
        "семьдесят|семидесяти восемьдесят|восьмидесяти девяносто|девяноста сто|ста",
    ),
}
_ORDINALS = {
    "en": (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth",
        "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth",
    ),
    "fr": (
        "premier|premiere|premiers|premieres|unieme deuxieme|deuxiemes|second|seconde troisieme quatrieme cinquieme "
        "sixieme septieme huitieme neuvieme dixieme onzieme douzieme treizieme quatorzieme quinzieme seizieme",
        "vingtieme trentieme quarantieme cinquantieme soixantieme - - - centieme",
    ),
    "es": (
        "primer* segund* tercer* cuart* quint* sext* septim* octav* noven* decim* undecim* duodecim*",
        "vigesim* trigesim* cuadragesim* quincuagesim* sexagesim* septuagesim* octogesim* nonagesim* centesim*",
    ),
    "ru": (
        "перв* втор* трет* четверт* пят* шест* седьм* восьм* девят* десят* одиннадцат* двенадцат* тринадцат* "
        "четырнадцат* пятнадцат* шестнадцат* семнадцат* восемнадцат* девятнадцат*",
        "двадцат* тридцат* сороков* пятидесят* шестидесят* семидесят* восьмидесят* девяност* сот*",
    ),
}
_ENDINGS = {
    "es": ("o", "a", "os", "as", ""),
    "ru": ("ыи", "ои", "ая", "ое", "ого", "ому", "ом", "ую", "ым", "ые", "ых", "ыми", "ою")
    + ("ии", "ья", "ье", "ьего", "ьеи", "ьему", "ьем", "ью", "ьим", "ьи", "ьих"),
}
_JOINS = {"fr": ("et",), "es": ("y",)}
_ARABIC_UNITS = (
    "واحد|احد|حادي|اول|اولي اثنان|اثنين|اثنتان|اثنتين|اثنا|اثني|اثنتا|اثنتي|ثاني ثلاث|ثالث اربع|رابع خمس|خامس ست|سادس "
    "سبع|سابع ثماني|ثامن تسع|تاسع عشر|عاشر"
)
_ARABIC_TENS = "عشر ثلاث اربع خمس ست سبع ثمان تسع"
_HAN = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "十": 10, "百": 100}
_HAN_NUMBER = re.compile("(第?)([〇零一二三四五六七八九两十百]+)")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _words(language: str) -> dict[str, tuple[int, bool]]:
    """(value, whether it is an ordinal) of each single word of a language."""
    known: dict[str, tuple[int, bool]] = {}
    for ordinal, tables in ((False, _CARDINALS), (True, _ORDINALS)):
        for step, group in zip((1, 10), tables[language], strict=True):
            for place, forms in enumerate(group.split(), 1 if step == 1 else 2):
                for form in _inflected(forms, language):
                    known.setdefault(folded(form), (place * step, ordinal))
    if language == "es":
        for stem, tens in (("decimo", 10), ("vigesimo", 20), ("trigesimo", 30)):
            for unit, forms in enumerate(_ORDINALS["es"][0].split()[:9], 1):
                for form in _inflected(forms, language):
                    known[folded(stem + form)] = (tens + unit, True)
        for unit, word in enumerate(_CARDINALS["es"][0].split()[:9], 1):
            known.update({"veinti" + form: (20 + unit, False) for form in word.split("|")})
    return known


def _inflected(forms: str, language: str) -> Iterator[str]:
    for form in forms.split("|"):
        if form.endswith("*"):
            yield from (form[:-1] + ending for ending in _ENDINGS[language])
        elif form != "-":
            yield form


def find_numbers_in_words(text: str, language: str) -> list[NumberInWords]:
    """The numbers that `text` says in words, in order. Never raises; another language than the six has none."""
    seen = fold(text)
    match language:
        case "zh":
            return list(_chinese(seen))
        case "ar":
            return list(_arabic(seen))
        case "en" | "fr" | "es" | "ru":
            return list(_western(seen, language))
        case _:
            return []


def _western(seen: Folded, language: str) -> Iterator[NumberInWords]:
    """Chains of words, each less than the one before: "twenty-first", "soixante-dix-septième", "décimo quinta"."""
    known, joins = _words(language), _JOINS.get(language, ())
    found = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(seen.text)]
    at = 0
    while at < len(found):
        start, end, word = found[at]
        at += 1
        if word not in known:
            continue
        value, ordinal = known[word]
        room = _room(value, ordinal, language)
        while at < len(found) and room and (not ordinal or language == "es"):
            step = at
            joined = found[step][2] in joins and value >= 20 and step + 1 < len(found)
            step += joined
            more = known.get(found[step][2])
            between = seen.text[end : found[step][0]].replace(found[at][2], "", 1) if joined else ""
            gap = between if joined else seen.text[end : found[step][0]]
            if gap.strip(" -\n"):
                break
            if language == "fr" and value == 4 and more is not None and more[0] == 20:
                value, room = 80, 20
            elif more is not None and 0 < more[0] < room and (more[1] or not ordinal):
                value += more[0]
                room = 10 if more[0] == 10 and language == "fr" else 0
            else:
                break
            ordinal, end, at = more[1], found[step][1], step + 1
        yield NumberInWords(value, seen.start(start), seen.end(end), ordinal)


def _room(value: int, ordinal: bool, language: str) -> int:
    """What may be added to a first word is less than this."""
    if value == 100 or value % 10:
        return 21 if language == "fr" and value == 4 else 0
    if value == 10:
        return 10 if (language == "es" and ordinal) or language == "fr" else 0
    return 20 if language == "fr" and value == 60 else 10


def _arabic(seen: Folded) -> Iterator[NumberInWords]:
    units = {form: value for value, forms in enumerate(_ARABIC_UNITS.split(), 1) for form in forms.split("|")}
    tens = {stem + end: 10 * value for value, stem in enumerate(_ARABIC_TENS.split(), 2) for end in ("ون", "ين")}
    found = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(seen.text)]
    at = 0
    while at < len(found):
        start, end, word = found[at]
        at += 1
        stem, ordinal = _bare(word)
        if stem in tens:
            yield NumberInWords(tens[stem], seen.start(start), seen.end(end), ordinal)
            continue
        value = units.get(stem, units.get(stem.removesuffix("ه"), 0))
        if not value:
            continue
        if at < len(found) and not seen.text[end : found[at][0]].strip():
            following = found[at][2]
            if following.removesuffix("ه") == "عشر" and value < 10:
                value, end, at = value + 10, found[at][1], at + 1
            elif following[0] == "و" and _bare(following)[0] in tens and value < 10:
                value, end, at = value + tens[_bare(following)[0]], found[at][1], at + 1
        yield NumberInWords(value, seen.start(start), seen.end(end), ordinal)


def _bare(word: str) -> tuple[str, bool]:
    """An Arabic word without what is written together with it, and whether it had the article, as ordinals have."""
    stem = re.sub("^[وف]?(?:[بك]?ال|لل)", "", word)
    return (
        (stem, True) if stem != word else (re.sub("^[وفبكل](?=...)", "", word) if word[0] in "وفبكل" else word, False)
    )


def _chinese(seen: Folded) -> Iterator[NumberInWords]:
    for match in _HAN_NUMBER.finditer(seen.text):
        value = _han_value(match[2])
        if value:
            yield NumberInWords(value, seen.start(match.start()), seen.end(match.end()), bool(match[1]))


def _han_value(signs: str) -> int:
    """Of signs with tens and hundreds (四十五), or of a row of digits (二〇二一)."""
    if not set(signs) & {"十", "百"}:
        return int("".join(str(_HAN[sign]) for sign in signs[:9]))
    total, digit = 0, 0
    for sign in signs:
        if sign in "十百":
            total += (digit or 1) * _HAN[sign]
            digit = 0
        else:
            digit = _HAN[sign]
    return total + digit
