"""The numbers of siblings in the style that they have: 1, (a), i), A, 5.1, (أ), 一; "bis" stays where it is."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from nemcon.core.numbering import ALPHABETS, roman

Kind = Literal["figure", "roman", "ROMAN", "letter", "LETTER", "cyrillic", "arabic", "chinese"]

_PARTS = re.compile(
    r"(?P<before>[(（\['‘]?)(?P<above>(?:\d+\.)*)"
    r"(?P<core>\d+|[a-z]+|[A-Z]+|[а-я]{1,3}|[\u0621-\u064a]{1,3}ـ?|[一二三四五六七八九十]{1,3})"
    r"(?P<tail>\s?(?:bis|ter|quater|quinquies|sexies|septies|octies)|(?<=\d)[A-Z])?"
    r"(?P<after>[)）.\]'’،-]*)"
)
_ALPHABET: dict[str, str] = {
    "letter": ALPHABETS[0],
    "LETTER": ALPHABETS[0].upper(),
    "cyrillic": ALPHABETS[1],
    "arabic": ALPHABETS[2],
}
_CHINESE = "一二三四五六七八九十"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Style(NamedTuple):
    """How a number is written: what stands before and after it, the numbers above it that it repeats, its kind."""

    before: str
    above: str
    kind: Kind
    after: str


class Number(NamedTuple):
    """A number understood: its style, its value, and "bis" or the like."""

    style: Style
    value: int
    tail: str = ""


BY_DEPTH = (Style("", "", "figure", ""), Style("(", "", "letter", ")"), Style("(", "", "roman", ")"))
"""What agendas use where nothing else is in use: 1, (a), (i)."""


def understood(numbers: Sequence[str]) -> list[Number | None]:
    """The numbers of one list; None for what is missing or unusual ("3 and 4").

    Letters are roman numbers where all of them can be and the first is "i", or one has several.
    """
    parts = [_PARTS.fullmatch(number) for number in numbers]
    lettered = [found["core"] for found in parts if found and found["core"].isascii() and found["core"].isalpha()]
    is_roman = all(roman(core.lower()) for core in lettered) and (
        bool(lettered) and (lettered[0].lower() == "i" or any(len(core) > 1 for core in lettered))
    )
    return [_number(found, is_roman) if found else None for found in parts]


def written(style: Style, value: int, tail: str = "") -> str:
    """The number of that value in that style; "" for a value that the style does not have."""
    core = _core(style.kind, value)
    return f"{style.before}{style.above}{core}{tail}{style.after}" if core else ""


def most_used(numbers: Sequence[Number | None]) -> Style | None:
    """The style that most of the numbers have, of several the first; None where there is no number."""
    counted = Counter(number.style for number in numbers if number)
    return counted.most_common(1)[0][0] if counted else None


def renumbered(numbers: Sequence[str], style: Style, start: int | None = None) -> list[str]:
    """The numbers in that style, one after the other.

    They begin with 1, or with 0 where one of them is 0, unless `start` is given. What has "bis" keeps it, and counts
    with what stands before it; unusual numbers stay.
    """
    found = understood(numbers)
    first = start if start is not None else int(not any(number and number.value == 0 for number in found))
    value = first - 1
    result = []
    for number, old in zip(found, numbers, strict=True):
        if number is None and old:
            result.append(old)
        elif number and number.tail:
            result.append(written(style, value, number.tail) if value >= first else old)
        else:
            value += 1
            result.append(written(style, value) or old)
    return result


def next_number(numbers: Sequence[str], style: Style | None) -> str:
    """The number of one more at the end of the list; "" where the list's last has none."""
    found = understood(numbers)
    if not numbers:
        return written(style or BY_DEPTH[0], 1)
    last = found[-1]
    return written(last.style, last.value + 1) if last else ""


def _number(found: re.Match[str], is_roman: bool) -> Number | None:
    core, tail = found["core"], found["tail"] or ""
    kind = _kind(core, is_roman)
    value = _value(core, kind) if kind else None
    if kind is None or value is None:
        return None
    return Number(Style(found["before"], found["above"], kind, found["after"]), value, tail)


def _kind(core: str, is_roman: bool) -> Kind | None:
    if core.isdecimal():
        return "figure"
    if core.isascii():
        if is_roman:
            return "roman" if core.islower() else "ROMAN"
        return "letter" if core.islower() else "LETTER"
    if core[0] in _CHINESE:
        return "chinese"
    return "cyrillic" if core[0] in ALPHABETS[1] else "arabic" if core[0] in ALPHABETS[2] else None


def _value(core: str, kind: Kind) -> int | None:
    if kind == "figure":
        return int(core) if len(core) < 7 else None
    if kind in ("roman", "ROMAN"):
        return roman(core.lower())
    if kind == "chinese":
        return next((value for value in range(1, 100) if _chinese(value) == core), None)
    alphabet = _ALPHABET[kind]
    sign = core.rstrip("ـ") if kind == "arabic" else core
    if not sign or sign != sign[0] * len(sign) or sign[0] not in alphabet:
        return None
    return alphabet.index(sign[0]) + 1 + len(alphabet) * (len(sign) - 1)


def _core(kind: Kind, value: int) -> str:
    if kind == "figure":
        return str(value) if value >= 0 else ""
    if value < 1:
        return ""
    if kind in ("roman", "ROMAN"):
        return _roman(value) if kind == "roman" else _roman(value).upper()
    if kind == "chinese":
        return _chinese(value) if value < 100 else ""
    alphabet = _ALPHABET[kind]
    times, place = divmod(value - 1, len(alphabet))
    sign = alphabet[place] * (times + 1)
    return "هـ" if sign == "ه" else sign


def _roman(value: int) -> str:
    digits = ""
    for size, sign in _ROMAN:
        times, value = divmod(value, size)
        digits += sign * times
    return digits


def _chinese(value: int) -> str:
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _CHINESE[tens - 1]) + "十" * (tens > 0) + (_CHINESE[ones - 1] if ones else "")
