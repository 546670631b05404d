"""Automatic numbers that show exactly the numbers given.

Word counts: a paragraph says its list and its level, and the number follows from what came before. A document says
its numbers as printed, and they need not be consecutive. So each number is compared with the one that Word would show
next. If they agree, the paragraph joins the list. If the number is of the same kind but another ("7." after "5."), a
new instance of the list starts there. If it is of another kind ("A." after "1.") another list begins; and a number
that no list counts ("15 bis.", "–") is the text of a level of its own. No number is ever typed.

Counting is Word's, kept to the part on which Word, LibreOffice and the standard agree: nothing relies on what a level
does in an instance in which it has not yet been used, nor on restarting where an instance began elsewhere than at 1.
"""

import re
from functools import cache
from xml.sax.saxutils import quoteattr

import msgspec

from nemcon.documents.write.docx_styles import HANG
from nemcon.documents.write.xml import possible

DEEPEST = 8
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_HAN = "一二三四五六七八九"
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LABEL = re.compile(
    r"(?P<before>[(（\[]?)(?P<core>[0-9]+|[a-z]+|[A-Z]+|[一二三四五六七八九十]+|[ء-ي])(?P<after>[.)）\]、:：-]{0,2})"
)
_COMPOSED = re.compile(r"(?P<before>[0-9]+(?:\.[0-9]+)*\.)(?P<core>[1-9][0-9]*)(?P<after>[.)]?)")

_SIGN = re.compile("%(?=[0-9])")  # would stand for a count


class Kind(msgspec.Struct, frozen=True):
    """How a level looks: Word's name for its way of counting, and what stands around the count."""

    format: str
    before: str = ""
    after: str = ""


class Layout(msgspec.Struct, frozen=True):
    """Where the numbers of a list stand: the axis of the text at level 0, and how far each level goes in."""

    left: int = 0
    step: int = 0
    hanging: int = HANG


LAYOUTS = {
    "agenda": Layout(step=HANG),
    "heading": Layout(),
    "paragraph": Layout(),
    "point": Layout(left=HANG, step=HANG),
    "paper": Layout(left=1021, step=HANG, hanging=1021),
}


@cache
def _counted() -> dict[str, tuple[tuple[str, int], ...]]:
    """What each label may count: {"c": (("lowerLetter", 3),), "i": (("lowerRoman", 1), ("lowerLetter", 9)), …}."""
    found: dict[str, list[tuple[str, int]]] = {}
    for value in range(1, 90):
        small = _roman(value)
        found.setdefault(small, []).append(("lowerRoman", value))
        found.setdefault(small.upper(), []).append(("upperRoman", value))
        found.setdefault(_han(value), []).append(("chineseCounting", value))
    for value in range(1, 79):  # a … z, aa, bb, … zz, aaa, as Word counts
        letters = chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1)
        found.setdefault(letters, []).append(("lowerLetter", value))
        found.setdefault(letters.upper(), []).append(("upperLetter", value))
    for value, letter in enumerate(_ABJAD, 1):
        found.setdefault(letter, []).append(("arabicAbjad", value))
    return {label: tuple(kinds) for label, kinds in found.items()}


def _roman(value: int) -> str:
    out = ""
    for worth, letters in _ROMAN:
        out += letters * (value // worth)
        value %= worth
    return out


def _han(value: int) -> str:
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _HAN[tens - 1]) + ("十" if tens else "") + (_HAN[ones - 1] if ones else "")


def readings(number: str) -> list[tuple[Kind, int]]:
    """The ways in which a list can count `number`, the likelier first; none if no list counts it."""
    if composed := _COMPOSED.fullmatch(number):
        return [(Kind("decimal", composed["before"], composed["after"]), int(composed["core"]))]
    label = _LABEL.fullmatch(number)
    if label is None:
        return []
    core = label["core"]
    if core.isdecimal():
        if core != str(int(core)) or len(core) > 6:
            return []
        return [(Kind("decimal", label["before"], label["after"]), int(core))]
    kinds = [(Kind(name, label["before"], label["after"]), value) for name, value in _counted().get(core, ())]
    return sorted(kinds, key=lambda kind: kind[1] != 1)


class _Abstract:
    """A list's definition: the kind of each level that is in use."""

    def __init__(self, layout: Layout, literal: str = "") -> None:
        self.layout = layout
        self.literal = literal
        self.kinds: dict[int, Kind] = {}


class _Run:
    """The instance in use of a stream of numbers: where its levels stand as Word counts them."""

    def __init__(self, abstract: int, number: int, starts: dict[int, int]) -> None:
        self.abstract = abstract
        self.number = number
        self.starts = starts
        self.counts: dict[int, int] = {}

    def expected(self, level: int) -> int | None:
        """The number that comes next at `level`, None if consumers of the file might disagree."""
        if level in self.counts:
            return self.counts[level] + 1
        if level in self.starts:
            return self.starts[level] if not self.counts or self.starts[level] == 1 else None
        above = any(at < level for at in self.counts)
        return 1 if above or (not self.counts and not self.starts) else None

    def count(self, level: int, value: int) -> None:
        self.counts = {at: count for at, count in self.counts.items() if at < level}
        self.counts[level] = value


class Numbering:
    """The lists of one document. A stream ("agenda", "heading", …) is a list that runs on until its numbers do not."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._abstracts: list[_Abstract] = []
        self._instances: list[tuple[int, dict[int, int]]] = []
        self._streams: dict[str, _Run] = {}
        self._literals: dict[tuple[str, int, str], int] = {}
        self._begun: set[int] = set()

    def place(self, stream: str, level: int, number: str) -> str:
        """w:numPr for a paragraph that shows `number`, "" if that is empty."""
        if not number.strip():
            return ""
        level = min(level, DEEPEST)
        options = readings(number)
        if not options:
            return self._properties(level, self._literal(stream, level, number))
        run = self._streams.get(stream)
        if run:
            current = self._abstracts[run.abstract].kinds.get(level)
            expected = run.expected(level)
            for kind, value in options:
                if kind == current and value == expected:
                    return self._join(run, level, value)
            kept = [(kind, value) for kind, value in options if kind == current and options[0][1] != 1]
            kind, value = (kept or options)[0]
            if current is None:
                self._abstracts[run.abstract].kinds[level] = kind
                if value == expected:
                    return self._join(run, level, value)
            if current in (None, kind):
                run = self._streams[stream] = self._instance(run.abstract, level, value)
                return self._join(run, level, value)
        kind, value = options[0]
        self._abstracts.append(_Abstract(LAYOUTS[stream]))
        self._abstracts[-1].kinds[level] = kind
        run = self._streams[stream] = self._instance(len(self._abstracts) - 1, level, value)
        return self._join(run, level, value)

    def _join(self, run: _Run, level: int, value: int) -> str:
        run.count(level, value)
        return self._properties(level, run.number)

    def _instance(self, abstract: int, level: int, value: int) -> _Run:
        starts = {} if abstract not in self._begun and value == 1 else {level: value}
        self._begun.add(abstract)
        self._instances.append((abstract, starts))
        return _Run(abstract, len(self._instances), starts)

    def _literal(self, stream: str, level: int, number: str) -> int:
        key = (stream, level, number)
        if key not in self._literals:
            self._abstracts.append(_Abstract(LAYOUTS[stream], number))
            self._instances.append((len(self._abstracts) - 1, {}))
            self._literals[key] = len(self._instances)
        return self._literals[key]

    @staticmethod
    def _properties(level: int, number: int) -> str:
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'

    def xml(self) -> str:
        """word/numbering.xml."""
        abstracts = "".join(self._abstract(at, abstract) for at, abstract in enumerate(self._abstracts))
        instances = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
            + "".join(
                f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{value}"/></w:lvlOverride>'
                for level, value in starts.items()
            )
            + "</w:num>"
            for number, (abstract, starts) in enumerate(self._instances, 1)
        )
        return (
            '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"{abstracts}{instances}</w:numbering>"
        )

    def _abstract(self, at: int, abstract: _Abstract) -> str:
        levels = "".join(self._level(abstract, level) for level in range(DEEPEST + 1))
        return (
            f'<w:abstractNum w:abstractNumId="{at}"><w:nsid w:val="{0x4E430000 + at:08X}"/>'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )

    def _level(self, abstract: _Abstract, level: int) -> str:
        layout = abstract.layout
        if abstract.literal:
            kind = "bullet" if abstract.literal in "–—-•" else "decimal"
            text = _SIGN.sub("%\u2060", possible(abstract.literal))
        else:
            known = abstract.kinds.get(level) or _usual(self.language, level)
            kind, text = known.format, f"{known.before}%{level + 1}{known.after}"
        return (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f"<w:lvlText w:val={quoteattr(text)}/>"
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{layout.left + level * layout.step}" '
            f'w:hanging="{layout.hanging}"/></w:pPr></w:lvl>'
        )


def _usual(language: str, level: int) -> Kind:
    """How the house numbers a level that the document does not use, for whoever goes on writing in Word."""
    step = level % 3
    if language == "ar":
        return (Kind("decimal", "", "-"), Kind("arabicAbjad", "(", ")"), Kind("decimal", "(", ")"))[step]
    before = "" if language in ("fr", "es", "ru") else "("
    return (Kind("decimal", "", "."), Kind("lowerLetter", before, ")"), Kind("lowerRoman", before, ")"))[step]
