"""The numbers with which a line may begin: "1.", "(a)", "ii)", "15 bis.", "一、", "–"."""

import re

_BULLETS = "–—•●▪◦‣·*\uf0b7-"
_ADVERB = r"(?: ?(?:bis|ter|quater|quinquies|sexies|septies|octies))"
_FIGURES = r"\d{1,3}"
_CHINESE = "[一二三四五六七八九十]{1,3}"
_LETTERS = r"(?P<letter>[a-zа-яA-Z])(?P=letter)?|[\u0621-\u064a]ـ?"
_WORD = rf"(?:{_FIGURES}{_ADVERB}?|[ivxl]{{1,6}}|{_LETTERS}|{_CHINESE})"
_LABEL = re.compile(
    rf"(?P<whole>[{re.escape(_BULLETS)}])(?=[ \t]|$)"
    rf"|(?P<bracketed>[(（]?{_WORD}[)）])(?:(?=[ \t]|$)|(?<=）))"
    rf"|(?P<closed>{_FIGURES}(?:\.{_FIGURES}){{0,4}}(?:{_ADVERB}|[A-Z])?|[ivxl]{{1,6}}|[a-z]|[IVX]{{2,6}})\.(?=[ \t]|$)"
    rf"|(?P<arabic>{_FIGURES})-(?=[ \t]|$)"
    rf"|(?P<chinese>{_CHINESE})、"
)
_FIRST = re.compile(r"[(（]?(?:1|a|A|i|а|أ|一)[)）]?|[" + re.escape(_BULLETS) + "]")
DECIMAL = re.compile(r"\d{1,3}")


def read_label(line: str) -> tuple[str, str]:
    """The number at the beginning of the line, without the point that closes it, and the rest; "" for none."""
    found = _LABEL.match(line)
    if not found:
        return "", line
    number = found["whole"] or found["bracketed"] or found["closed"] or found["arabic"] or found["chinese"]
    return number, line[found.end() :].lstrip(" \t")


def write_label(number: str) -> str:
    """What one types so that the number is read, with a blank behind it; "" where there is no such thing."""
    for label in (f"{number} ", f"{number}. ", f"{number}、", number):
        if read_label(f"{label}x") == (number, "x"):
            return label
    return ""


def is_bullet(number: str) -> bool:
    """Whether it is the sign of a list without numbers."""
    return len(number) == 1 and number in _BULLETS


def begins_a_list(number: str) -> bool:
    """Whether it is the first of its list; of others one cannot say that they are not the end of a wrapped sentence."""
    return bool(_FIRST.fullmatch(number))
