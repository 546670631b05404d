"""The numbers of a list as printed ("1", "(a)", "iv)", "15 bis", "0.1", "أ", "б"), and what order they are in."""

import re

ALPHABETS: tuple[str, ...] = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщэюя",  # without ё, й, ъ, ы, ь, as Russian lists go
    "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "一二三四五六七八九十",
)
_ROMAN = re.compile(r"(?=[ivxlcdm])m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_LATIN_ADVERBS = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies")
_FIGURES = re.compile(r"(\d{1,9}(?:\.\d{1,9})*)\s*([^\W\d]*)")

Rank = tuple[int, ...]


def bare(number: str) -> str:
    """The number without brackets and what closes it, in small letters."""
    return number.casefold().strip(" ().[]،-–:;").strip()


def roman(text: str) -> int | None:
    """The value of a roman number in small letters; None for what is none."""
    if not _ROMAN.fullmatch(text):
        return None
    values = [_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def ranks(numbers: list[str]) -> list[Rank | None]:
    """For the numbers of one list, their places to compare: (3,) for "3", "(c)" or "iii", (15, 2) for "15 bis".

    None for what is missing or of no known kind. A list is roman where all its letters are roman and it begins with
    "i" (or goes on from a roman number that is no letter's neighbour); otherwise single letters are letters.
    """
    plain = [bare(number) for number in numbers]
    lettered = [text for text in plain if text and not text[0].isdigit()]
    is_roman = bool(lettered) and all(roman(text) for text in lettered)
    is_roman = is_roman and (lettered[0] == "i" or any(len(text) > 1 for text in lettered))
    return [_rank(text, is_roman) for text in plain]


def _rank(text: str, is_roman: bool) -> Rank | None:
    figures = _FIGURES.fullmatch(text)
    if figures:
        base = tuple(int(part) for part in figures[1].split("."))
        return (*base, *_suffix(figures[2]))
    if is_roman:
        return (value,) if (value := roman(text)) else None
    if len(text) == 1:
        return next(((alphabet.index(text) + 1,) for alphabet in ALPHABETS if text in alphabet), None)
    return None


def _suffix(text: str) -> Rank:
    if not text:
        return ()
    if text in _LATIN_ADVERBS:
        return (_LATIN_ADVERBS.index(text) + 2,)
    return tuple(ord(letter) for letter in text)


def follows(before: Rank, after: Rank) -> bool:
    """Whether nothing is left out between the two: 4 after 3, 3 bis after 3, 4 after 3 bis, 0.2 after 0.1."""
    if len(before) == len(after):
        return before[:-1] == after[:-1] and after[-1] == before[-1] + 1
    if len(after) > len(before):
        return after[: len(before)] == before or after[0] == before[0] + 1
    return after[0] == before[0] + 1


def key(reference: str) -> tuple[str, ...]:
    """What two references to the same item have in common: "1 (a)", "1(a)" and "1A" are ("1", "a")."""
    return tuple(re.findall(r"\d+|[^\W\d_]+", reference.casefold()))
