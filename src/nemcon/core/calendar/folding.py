"""One spelling for each letter, digit, space and dash, so that readers see through typography.

Real text carries no-break and thin spaces, en dashes and hyphens, Arabic-Indic and full-width digits, capitals,
accents in two encodings, vowel signs and invisible marks of direction. All are folded here, once.
"""

import re
import unicodedata
from typing import NamedTuple

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d\u301c\uff5e"
_APOSTROPHES = "\u2018\u2019\u201b\u2032\u00b4`\u02b9\u02bc\uff07"
_INVISIBLE = (
    *(0x00AD, 0x0640, 0x061C, 0xFEFF),  # soft hyphen, tatweel, Arabic letter mark, byte order mark
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
)
_MARKS = (*range(0x0300, 0x0370), *range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE))


def _table() -> dict[int, int | None]:
    table: dict[int, int | None] = {}
    for code in (*range(0xC0, 0x250), *range(0x400, 0x700), *range(0x1E00, 0x1F00)):
        letter = unicodedata.normalize("NFD", chr(code))[0]
        if letter != chr(code):
            table[code] = ord(letter.lower())
    for code in range(0xFF01, 0xFF5F):
        table[code] = code - 0xFEE0
    for zero in (0x0660, 0x06F0):
        table.update({zero + n: ord("0") + n for n in range(10)})
    table.update(dict.fromkeys(map(ord, _SPACES), ord(" ")))
    table.update(dict.fromkeys(map(ord, _DASHES), ord("-")))
    table.update(dict.fromkeys(map(ord, _APOSTROPHES), ord("'")))
    table.update({ord("،"): ord(","), ord("؛"): ord(";"), ord("⁄"): ord("/"), ord("∕"): ord("/")})
    table.update({ord("İ"): ord("i"), ord("ة"): ord("ه"), ord("ى"): ord("ي")})
    table.update(dict.fromkeys((*_INVISIBLE, *_MARKS)))
    return table


_TABLE = _table()
_GONE = re.compile("[" + "".join(re.escape(chr(code)) for code, to in _TABLE.items() if to is None) + "]")


class Folded(NamedTuple):
    """Folded text, and where its characters stood. `places` is None where nothing was left out."""

    text: str
    places: list[int] | None

    def start(self, at: int) -> int:
        """Where the character at `at` stood in the original text."""
        return at if self.places is None else self.places[at]

    def end(self, at: int) -> int:
        """Where the stretch that ends before `at` ended in the original text."""
        return at if self.places is None or at == 0 else self.places[at - 1] + 1


def fold(text: str) -> Folded:
    """`text` in lower case and plain characters, one for one, without marks and invisible characters."""
    if text.isascii():
        return Folded(text.lower(), None)
    folded = text.translate(_TABLE).lower()
    if len(folded) == len(text):
        return Folded(folded, None)
    gone = {match.start() for match in _GONE.finditer(text)}
    return Folded(folded, [place for place in range(len(text)) if place not in gone])


def folded(word: str) -> str:
    """A word of a table as readers see it."""
    return fold(word).text
