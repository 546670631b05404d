"""The numbers and letters that open an item, a sub-item, a paragraph or a point of a list.

A label is read at the beginning of a line: "1.", "15 bis.", "0.1", "(a)", "a)", "ii )", "7B", "Item 3.", "1-" and "(أ)"
in Arabic, "一、" in Chinese, "Point 1.", "Пункт 2.". What opens and closes it makes its style; labels of one style
stand on one level of the text. Labels stay as printed: nothing is renumbered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["decimal", "dotted", "letter", "capital", "roman", "chapter", "bullet", "point"]

ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20,
}  # fmt: skip
ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
BRACKETS = re.compile(r"[()（）\s.]")
CHINESE = "一二三四五六七八九十"
ARABIC_CHAPTERS = ("أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

# The word for "item" before its number, as headings of annotations have it in six languages.
ITEM_WORDS = r"(?:provisional\s+)?(?:agenda\s+)?items?|points?|temas?|puntos?|пункты?|البند|بند|(?:临时)?议程项目|项目"
_POINT = re.compile(
    rf"(?P<all>(?i:{ITEM_WORDS})(?i:\s+(?:no\.?|n[°º]))?\s*(?P<number>[0-9٠-٩]{{1,3}}(?:\s?[A-Z](?![A-Za-z])|\s*\(?[a-z]\))?))"
    r"(?:(?<=[0-9])\.[a-z0-9]\b)?\s*(?P<close>[.:：–—-]|\s(?=\S)|$)\s*",
)
# "Items 2 and 3. …": the first of the items under whose common heading an annotation stands; the words keep it all.
_JOINT = re.compile(
    r"(?i:items|points|temas|puntos|пункты|البندان|البنود|(?:临时)?议程项目|项目)\s*(?=(?P<number>[0-9]{1,3})(?:\s?\([a-z]\))?\s*"
    r"(?:,|-|–|to|and|et|y|e|и|و|和|至|à|a)\s?\s*[0-9])"
)
_DOTTED = re.compile(r"(?P<all>(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){1,4})(?P<close>\.?\)?))(?:\s+|$)")
_DECIMAL = re.compile(
    r"(?P<all>(?P<open>\(?)(?P<number>[0-9٠-٩]{1,5}(?:\.?\s?(?:bis|ter|quater|quinquies|alt)\b\.?)?(?:[A-Z](?![a-z]))?)"
    r"(?:\s?(?P<close>[.)،、．]|[-–](?=\s*[\u0600-\u06ff]))|(?<=bis)(?=\s)|(?<=ter)(?=\s)))(?:\s*(?=[^\s\d])|\s+|$)",
    re.I,
)
# "4 (a) Report of the Board": a sub-item with the number of its item before it; a capital letter must follow.
_COMPOUND = re.compile(
    r"(?P<all>(?P<number>[0-9]{1,2})\.?\s?(?P<sub>\([a-z]{1,2}\)|(?<=[0-9])\s?[a-z]\)))(?P<close>[.:]?)\s+(?=[A-ZÀ-ÝА-Я“\"«\u4e00-\u9fff])"
)
# "4 and 5. Budget and contributions": two items under one title.
_PAIR = re.compile(
    r"(?P<all>(?P<number>[0-9]{1,3}\s?(?:and|et|y|и|&|和|و)\s?[0-9]{1,3})(?P<close>[.):]|[-–](?=\s*[\u0600-\u06ff])))\s+(?=\S)"
)
_BARE = re.compile(r"(?P<all>(?P<number>[0-9]{1,2}))(?:\s{2,}|\t+)(?=[A-ZÀ-ÝА-Я(“\"])")
_LETTER = re.compile(r"(?P<all>(?P<open>\(?)(?P<number>[a-zа-яأ-ي]{1,2})\s?(?P<close>\)\.?))\s*")
_ROMAN = re.compile(r"(?P<all>(?P<open>\(?)(?P<number>[ivx]{1,6})\s?(?P<close>\)|\.(?=\s)))\s*")
_LETTER_DOT = re.compile(r"(?P<all>(?P<number>[a-hа-з])(?P<close>\.))\s+(?=\S)")
_CHAPTER = re.compile(r"(?P<all>(?P<number>[IVX]{1,5})(?P<close>[.)]))\s+")
_CAPITAL = re.compile(r"(?P<all>(?P<number>[A-H])(?P<close>[.)]))\s+(?=\S)")
_CHINESE = re.compile(rf"(?P<all>(?P<open>[（(]?)(?P<number>[{CHINESE}]{{1,3}})(?P<close>[、.．)）]))\s*")
_WIDE = re.compile(r"(?P<all>(?P<open>[（(])(?P<number>[a-z0-9]{1,2})(?P<close>[)）]))\s*")
_ARABIC_CHAPTER = re.compile(rf"(?P<all>(?P<number>{'|'.join(ARABIC_CHAPTERS)})ً?\s?(?P<close>[-–:]))\s*")
_BULLET = re.compile(r"(?P<all>(?P<number>[-–—•·▪■○●◦➢✓*\uf0b7\uf0a7\uf0d8]|o(?=\s)))\s+(?=\S)")


@dataclass(frozen=True)
class Label:
    """A label at the beginning of a line.

    `number` is as printed without what closes it ("1", "(a)", "a)"): a bracket before it keeps the one behind it.
    `value` is its place in its series, 0 where it has none. `style` tells levels apart. `width` is how many
    characters of the line it took, blanks included.
    """

    kind: Kind
    number: str
    value: int
    style: str
    width: int

    @property
    def parts(self) -> tuple[int, ...]:
        """The numbers of "2.1.3" one by one; of another label its value alone."""
        return tuple(int(n) for n in self.number.split(".") if n.isdigit()) if self.kind == "dotted" else (self.value,)


def _letter_value(letters: str) -> int:
    if len(letters) == 1 and letters in ABJAD:
        return ABJAD.index(letters) + 1
    if len(letters) == 1 and letters in CYRILLIC:
        return CYRILLIC.index(letters) + 1
    if len(letters) == 2 and letters[0] == letters[1] and letters[0].isascii():
        return 26 + ord(letters[0]) - 96
    return ord(letters) - 96 if len(letters) == 1 and "a" <= letters <= "z" else 0


def candidates(text: str, *, bare: bool = False) -> list[Label]:
    """Every way in which the beginning of `text` can be read as a label; none if it cannot.

    An "i)" may be a letter or a roman figure, so there may be two. `bare` accepts a number without a closing mark
    ("18     The exchange"), as machine reading leaves it.
    """
    found: list[Label] = []
    lead = len(text) - len(text.lstrip())
    s = text[lead:]

    def add(kind: Kind, m: re.Match[str], number: str, value: int, style: str) -> None:
        found.append(Label(kind, number, value, style, lead + m.end()))

    if m := _JOINT.match(s):
        return [Label("point", m["number"], int(m["number"]), "point", lead)]
    if m := _POINT.match(s):
        number = re.sub(r"\s+", " ", m["number"]).translate(DIGITS)
        add("point", m, number, int(re.match(r"\d+", number).group()), "point")  # type: ignore[union-attr]
        return found
    if m := _DOTTED.match(s):
        add("dotted", m, m["number"], int(m["number"].rsplit(".", 1)[1]), f"dotted{m['number'].count('.')}")
        return found
    if m := _PAIR.match(s):
        number = re.sub(r"\s+", " ", m["number"])
        add("decimal", m, number, int(re.match(r"\d+", number).group()), "decimal.")  # type: ignore[union-attr]
        return found
    if m := _COMPOUND.match(s):
        number = f"{m['number']} {m['sub'].strip()}"
        add("point", m, number, int(m["number"]), "compound")
        return found
    if m := _DECIMAL.match(s):
        number = re.sub(r"\.?\s+", " ", m["number"]).translate(DIGITS).rstrip(".")
        value = int(re.match(r"\d+", number).group())  # type: ignore[union-attr]
        close = "." if (m["close"] or ".") in ".،、．-–" else m["close"]
        shown = f"({number})" if m["open"] and close == ")" else f"{number})" if close == ")" else number
        add("decimal", m, shown, value, f"decimal{m['open']}{close}")
        return found
    if m := (_WIDE.match(s)):
        inner = m["number"]
        if not inner.isdigit() and not (m["open"] == "(" and m["close"] == ")"):
            add("letter", m, f"({inner})", _letter_value(inner), "letter()")
            return found
    if m := _LETTER.match(s):
        value = _letter_value(m["number"])
        if value:
            shown = f"{m['open']}{m['number']})"
            add("letter", m, shown, value, f"letter{m['open']})")
    if m := _LETTER_DOT.match(s):
        add("letter", m, m["number"], _letter_value(m["number"]), "letter.")
    if (m := _ROMAN.match(s)) and m["number"] in ROMAN:
        shown = f"{m['open']}{m['number']})" if m["close"] == ")" else m["number"]
        add("roman", m, shown, ROMAN[m["number"]], f"roman{m['open']}{m['close']}")
    if (m := _CHAPTER.match(s)) and m["number"].lower() in ROMAN:
        add("chapter", m, m["number"], ROMAN[m["number"].lower()], f"chapter{m['close']}")
    if m := _CAPITAL.match(s):
        add("capital", m, m["number"], ord(m["number"]) - 64, f"capital{m['close']}")
    if m := _CHINESE.match(s):
        digits = m["number"]
        value = CHINESE.index(digits[-1]) + 1 + (10 if len(digits) == 2 and digits[0] == "十" else 0)
        shown = f"（{digits}）" if m["open"] else digits
        add("chapter", m, shown, value, f"chinese{m['open']}")
    if m := _ARABIC_CHAPTER.match(s):
        add("chapter", m, m["number"], ARABIC_CHAPTERS.index(m["number"]) + 1, "arabic")
    if bare and not found and (m := _BARE.match(s)):
        add("decimal", m, m["number"], int(m["number"]), "decimal.")
    if not found and (m := _BULLET.match(s)):
        add("bullet", m, m["number"], 0, "bullet")
    return found


def same_number(one: str, other: str) -> bool:
    """Whether two numbers are one, whatever brackets they are printed in: "a" of a web page's list is "(a)"."""
    return one == other or BRACKETS.sub("", one) == BRACKETS.sub("", other)


def is_joint(text: str) -> bool:
    """Whether a heading is that of several items: "Items 2 and 3. Exchange of samples and chain of custody"."""
    return bool(_JOINT.match(text.lstrip()))


def of_number(number: str) -> list[Label]:
    """The readings of a label that the format itself keeps apart from the words, as Word and HTML do."""
    shown = number.strip()
    plain = re.sub(r"(?<=\d)\s*[-–]$", ".", shown)
    return candidates(f"{plain} x") or candidates(f"{plain} Xx")  # "4 (a)." is one before a capital letter only


def choose(options: Sequence[Label], open_styles: Sequence[tuple[str, int]]) -> Label | None:
    """The reading of a label that goes on a series already open: `open_styles` are (style, last value), inmost last.

    A series that it continues wins, then one that it may begin (value 1), then the first reading.
    """
    for style, last in reversed(open_styles):
        for label in options:
            if label.style == style and label.value == last + 1:
                return label
    known = {style for style, _ in open_styles}
    for label in options:
        if (
            label.value == 1
            and label.kind == "roman"
            and label.style not in known
            and any(style.startswith("letter") for style in known)
        ):
            return label
    for label in options:
        if label.value == 1 and label.style not in known:
            return label
    for style, _ in reversed(open_styles):
        for label in options:
            if label.style == style:
                return label
    return options[0] if options else None


def without_chapter(text: str) -> str:
    """A heading without its chapter number: "II. Annotations", "一、临时议程", "B. Proposed timetable"."""
    for label in candidates(text):
        if label.kind in ("chapter", "capital") and len(text) > label.width:
            return text[label.width :]
    return text
