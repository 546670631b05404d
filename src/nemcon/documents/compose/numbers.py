"""How items are numbered in each language, and how a reference to an item reads.

English and Chinese: 1. (a) (i); French, Spanish and Russian: 1. a) i); Arabic: 1- (أ) '1' (domain brief, section 10).
An agenda that is printed in its own language keeps the numbers that it has; unusual numbers ("15 bis", "7B", "0.1") are
kept in all languages.
"""

import re
from collections.abc import Iterable, Sequence

from nemcon.core.agenda import Item

ABJAD = ("أ", "ب", "ج", "د", "هـ", "و", "ز", "ح", "ط", "ي", "ك", "ل", "م", "ن", "س", "ع", "ف", "ص", "ق", "ر", "ش", "ت",
         "ث", "خ", "ذ", "ض")  # fmt: skip
LATIN = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
         "xviii", "xix", "xx")  # fmt: skip
ONE_BRACKET = ("fr", "es", "ru")
_FIGURES = {ord(figure): str(value) for value, figure in enumerate("٠١٢٣٤٥٦٧٨٩")}


def printed(number: str, depth: int, language: str) -> str:
    """`number` as it stands before an item at `depth` (0 is the outermost), with what closes it."""
    if not number or not number[-1].isalnum() or re.search(r"\d\.\d", number):
        return number
    if depth == 0:
        return f"{number}-" if language == "ar" else f"{number}."
    if re.fullmatch(r"\d+", number):
        return f"{number}."
    return _lettered(number, language)


def converted(siblings: Sequence[str], depth: int, language: str) -> list[str]:
    """The numbers of items that stand side by side, in the form of `language`. Unusual ones stay as they are."""
    if depth == 0:
        return list(siblings)
    plain = [_bare(number) for number in siblings]
    for alphabet in (ROMAN, LATIN, CYRILLIC, ABJAD):
        if plain and all(p in alphabet for p in plain) and _fits(plain, alphabet):
            places = [alphabet.index(p) for p in plain]
            return [_form(place, alphabet is ROMAN, language) or siblings[i] for i, place in enumerate(places)]
    return list(siblings)


def references(
    original: Iterable[Item], own: Iterable[Item], language: str, above: tuple[str, str] = ("", "")
) -> dict[str, str]:
    """How each reference of the original ("1 (a)") reads in `language` ("1 a)"); items correspond by place."""
    found: dict[str, str] = {}
    for first, second in zip(original, own, strict=False):
        path = (f"{above[0]} {first.number}".strip(), cite(above[1], second.number, language))
        found.setdefault(*path)
        found.update(references(first.items, second.items, language, path))
    return found


def cite(above: str, number: str, language: str) -> str:
    """A reference one level down: "1" and "(a)" give "1 (a)", in Chinese "1(a)"."""
    if language == "zh" and above and number.startswith("("):
        return above + number
    return f"{above} {number}".strip()


def reference_in(reference: str, language: str) -> str:
    """A reference written in any language ("2 (a)", "2 a)", "2(a)") as `language` has it, for want of the items."""
    parts: list[str] = re.findall(r"\(?'?[^\s()']+'?\)?", reference)
    cited = parts[0] if parts else ""
    for depth, part in enumerate(parts[1:], 1):
        cited = cite(cited, converted([part], depth, language)[0] if part.endswith((")", "'")) else part, language)
    return cited


def latin(number: str) -> str:
    """A number in plain Latin letters and figures, for the name of a place: "(أ)" and "a)" are both "a"."""
    plain = _bare(number)
    for alphabet in (ABJAD, CYRILLIC):
        if plain in alphabet:
            return LATIN[alphabet.index(plain) % len(LATIN)]
    return re.sub(r"[^0-9a-z]+", "-", plain.translate(_FIGURES)).strip("-")


def _form(place: int, roman: bool, language: str) -> str:
    if language == "ar":
        return f"'{place + 1}'" if roman else f"({ABJAD[place]})" if place < len(ABJAD) else ""
    letter = ROMAN[place] if roman else LATIN[place] if place < len(LATIN) else ""
    return _lettered(letter, language) if letter else ""


def _lettered(letter: str, language: str) -> str:
    return f"{letter})" if language in ONE_BRACKET else f"({letter})"


def _bare(number: str) -> str:
    return number.strip("()'‘’ .").replace("ه", "هـ").replace("هــ", "هـ").casefold()


def _fits(plain: Sequence[str], alphabet: Sequence[str]) -> bool:
    """Whether the first is the alphabet's first: a lone "(i)" is roman, "(h)" and "(i)" are letters."""
    return alphabet is not ROMAN or plain[0] == "i"
