"""Words and figures of a text, as far as dates are concerned."""

import re
from typing import NamedTuple

from nemcon.core.calendar.folding import Folded, folded
from nemcon.core.calendar.names import (
    ARABIC_PAIRS,
    CAPITAL_ONLY,
    MONTHS,
    OTHER_MONTHS,
    OTHER_WEEKDAYS,
    WEEKDAYS,
)
from nemcon.core.languages import Language

NUMBER, MONTH, WEEKDAY, AND, TO, COMMA, FROM, OF, THE, AFTER_YEAR, DOT, SLASH, OPEN, CLOSE, OTHER = range(15)


class Token(NamedTuple):
    """A word, a figure or a sign at `start` to `end` of the folded text.

    `value` is a month (1 to 12), a weekday (0 is Monday) or the figure; `width` is the number of digits. `language`
    is set where a name belongs to some languages only.
    """

    kind: int
    value: int
    start: int
    end: int
    width: int = 0
    languages: frozenset[str] = frozenset()


_WORDS = {
    **dict.fromkeys(("and", "&", "et", "y", "и", "و"), AND),
    **dict.fromkeys(("-", "to", "through", "till", "until", "a", "au", "al", "hasta", "по", "до", "الي", "حتي"), TO),
    **dict.fromkeys(("from", "between", "du", "desde", "с", "со", "من"), FROM),
    **dict.fromkeys(("de", "del", "of", "d"), OF),
    **dict.fromkeys(("the", "le", "les", "el", "los", "dia", "dias", "on", "يوم", "يومي"), THE),
    **dict.fromkeys(("года", "году", "год", "г", "гг", "م"), AFTER_YEAR),
    **{",": COMMA, ".": DOT, "/": SLASH, "(": OPEN, "[": OPEN, ")": CLOSE, "]": CLOSE},
}
ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "re", "e", "eme", "ro", "го", "е", "ое", "º", "ª"})


_LETTERED: tuple[Language, ...] = ("en", "fr", "es", "ru")
_ARABIC: Language = "ar"


def _names() -> dict[str, tuple[int, int, frozenset[str]]]:
    found: dict[str, tuple[int, int, set[str]]] = {}

    def add(kind: int, value: int, word: str, language: str) -> None:
        found.setdefault(folded(word), (kind, value, set()))[2].add(language)

    for language in _LETTERED:
        for month, name in enumerate(MONTHS[language], 1):
            add(MONTH, month, name, language)
    for kind, others, first in ((MONTH, OTHER_MONTHS, 1), (WEEKDAY, OTHER_WEEKDAYS, 0)):
        for value, words in enumerate(others, first):
            for word in words.split():
                add(kind, value, word, _script(word))
    for month, name in enumerate(MONTHS[_ARABIC], 1):
        for half in name.split("/"):
            if " " not in half:
                add(MONTH, month, half, "ar")
    for language in (*_LETTERED, _ARABIC):
        for weekday, name in enumerate(WEEKDAYS[language]):
            add(WEEKDAY, weekday, name, language)
    return {word: (kind, value, frozenset(languages)) for word, (kind, value, languages) in found.items()}


def _script(word: str) -> str:
    """Short forms are sorted by script: they are too alike within one."""
    return "ar" if word[0] >= "\u0600" else "ru" if word[0] >= "\u0400" else "latin"


_NAMES = _names()
_PAIRS = {(folded(first), folded(second)): month for (first, second), month in ARABIC_PAIRS.items()}
_PAIR_FIRST = frozenset(first for first, _ in _PAIRS)
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[^\w\s]|\n\s*\n")  # an empty line ends whatever stood before it


def tokens(text: Folded, original: str, language: str | None) -> list[Token]:
    """The tokens of a folded text. With `language`, names of months and weekdays are its own or English."""
    found: list[Token] = []
    spans = [match.span() for match in _TOKEN.finditer(text.text)]
    skip = False
    for index, (start, end) in enumerate(spans):
        if skip:
            skip = False
            continue
        word = text.text[start:end]
        if "0" <= word[0] <= "9":
            width = end - start
            found.append(Token(NUMBER, int(word) if width <= 4 else -1, start, end, width))
        elif (name := _NAMES.get(word)) and _meant(name[2], word, text.start(start), original, language):
            _add_name(found, Token(name[0], name[1], start, end, 0, name[2]))
        elif word in _PAIR_FIRST and index + 1 < len(spans):
            second = spans[index + 1]
            month = _PAIRS.get((word, text.text[second[0] : second[1]]), 0)
            if month:
                _add_name(found, Token(MONTH, month, start, second[1]))
                skip = True
            else:
                found.append(Token(OTHER, 0, start, end))
        elif word in ORDINALS and found and _is_ordinal(found, start):
            continue
        else:
            found.append(Token(_WORDS.get(word, OTHER), 0, start, end))
    return _without_hyphens(found)


def _without_hyphens(found: list[Token]) -> list[Token]:
    """The tokens without the hyphens of "14-May-2019"."""
    inside = {
        hyphen.start
        for before, hyphen, after in zip(found, found[1:], found[2:], strict=False)
        if hyphen.kind == TO and before.end == hyphen.start and hyphen.end == after.start
        if {before.kind, after.kind} == {NUMBER, MONTH} and (before.kind == NUMBER or after.width == 4)
    }
    return [token for token in found if token.start not in inside] if inside else found


def _meant(languages: frozenset[str], word: str, at: int, original: str, language: str | None) -> bool:
    if word in CAPITAL_ONLY and not original[at].isupper():
        return False
    if language is None or "en" in languages:
        return True
    return language in languages or (language in ("en", "fr", "es") and "latin" in languages)


def _add_name(found: list[Token], token: Token) -> None:
    """Add a name; the second name of an Arabic month goes into the first, and so does the dot of a short form."""
    if (
        token.kind == MONTH
        and len(found) >= 2
        and found[-1].kind == SLASH
        and found[-2].kind == MONTH
        and found[-2].value == token.value
    ):
        first = found[-2]
        del found[-2:]
        token = first._replace(end=token.end)
    found.append(token)


def _is_ordinal(found: list[Token], start: int) -> bool:
    """Whether an ending belongs to the figure before it: "1er", "7th", "25-го". A hyphen between goes with it."""
    if found[-1].kind == NUMBER:
        return found[-1].end == start
    hyphen = found[-1]
    if hyphen.kind == TO and hyphen.end == start and len(found) > 1 and found[-2].kind == NUMBER:
        joined = found[-2].end == hyphen.start
        if joined:
            found.pop()
        return joined
    return False
