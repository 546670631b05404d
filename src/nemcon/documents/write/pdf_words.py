"""Words for the printed page: runs with their emphasis, only signs that the fonts have, figures that keep their order.

A sign that no font has is shown as `SUBSTITUTE` and remembered: it is named on the last page, so nothing is lost.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from nemcon.core.passage import Mark, Passage
from nemcon.documents import fonts
from nemcon.documents.model import Footnote

SUBSTITUTE = "□"
LONGEST_SYMBOL = 44
"""Characters that fit a line of the text column; a longer symbol may break."""

Words = str | dict[str, Any] | None
"""As document.typ takes them: a string, or a language (None: the document's) with runs, or None for nothing."""

_ISOLATE, _RELEASE, _JOINER = "\u2068", "\u2069", "\u2060"
_RANGE = re.compile(
    r"(?<![\w./-])(?:\d+(?:[/.:]\d+)*(?:\s?[–-]\s?\d+(?:[/.:]\d+)*)+|\d+(?:/\d+)+|\d+ [A-Za-z]+)(?![\w/-])"
)
_DOUBLE_MONTH = re.compile("(?<=[\u0621-\u064a])/(?=[\u0621-\u064a])")
_UNSEEN = (*range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0x0A)
_LEFT_OUT = (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), 0xFEFF, *range(0xFE00, 0xFE10),
             *range(0xE0000, 0xE01F0))  # fmt: skip
_TIDY: dict[int, str | None] = dict.fromkeys(_LEFT_OUT) | {0x09: " ", 0x0A: "\n", 0x2028: "\n", 0x2029: "\n"}


class Setting:
    """Sets the passages of one document; knows which notes have been printed and which signs lack."""

    def __init__(self, language: str, footnotes: Iterable[Footnote] = ()) -> None:
        self.language = language
        self.marks = {note.mark for note in footnotes}
        self.noted: set[str] = set()
        self.lacking: Counter[str] = Counter()
        self.has_other_scripts = False

    def words(self, passage: Passage) -> Words:
        """The passage as runs; None if it says nothing."""
        if not passage.text and not passage.marks:
            return None
        language = passage.language or self.language
        foreign = passage.language if passage.language != self.language else ""
        if not passage.marks and not foreign:
            return self.text(passage.text, language)
        return {"l": foreign or None, "r": self._runs(passage, language)}

    def text(self, text: str, language: str = "") -> str:
        """`text` with what cannot be printed replaced, and in Arabic with figures that keep their order."""
        if not _own_signs(language or self.language).issuperset(text):
            text = self._replaced(text)
            self.has_other_scripts = True
        if (language or self.language) == "ar":
            text = _DOUBLE_MONTH.sub("/" + _JOINER, text)
            text = _RANGE.sub(lambda m: f"{_ISOLATE}{m.group()}{_RELEASE}", text)
        return text

    def _runs(self, passage: Passage, language: str) -> list[Any]:
        edges = sorted({0, len(passage.text), *(p for m in passage.marks for p in (m.start, m.end))})
        runs: list[Any] = []
        for start, end in zip(edges, [*edges[1:], edges[-1]], strict=True):
            runs += [self._note(m) for m in passage.marks if m.kind == "note" and m.start == start]
            if start == end:
                continue
            kinds = {m.kind for m in passage.marks if m.start <= start and end <= m.end and m.start < m.end}
            text = self.text(passage.text[start:end], "en" if "symbol" in kinds else language)
            letters = [letter for letter, kind in (("i", "italic"), ("b", "bold")) if kind in kinds]
            if "symbol" in kinds and end - start <= LONGEST_SYMBOL:
                letters.append("s")
            runs.append({"t": text} | dict.fromkeys(letters, 1) if letters else text)
        return runs

    def _note(self, mark: Mark) -> dict[str, Any]:
        if mark.value not in self.marks:
            return {"t": self.text(mark.value), "u": 1}
        first = mark.value not in self.noted
        self.noted.add(mark.value)
        return {"n": mark.value, "first": first}

    def _replaced(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text.translate(_TIDY))
        lacking = set(text) - _printable()
        if not lacking:
            return text
        for sign in lacking:
            self.lacking[sign] += text.count(sign)
        return "".join(SUBSTITUTE if sign in lacking else sign for sign in text)


def named(sign: str) -> str:
    """A sign by its number and name: "U+1F600 GRINNING FACE"."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()


@cache
def _own_signs(language: str) -> frozenset[str]:
    """The signs that the family of a language has, as paper.typ chooses it."""
    families = {"zh": ("LiberationSerif", "NotoSerifCJKsc"), "ar": ("Amiri",)}.get(language, ("LiberationSerif",))
    own = frozenset(chr(code) for family in families for code in fonts.characters(family)) | {
        "\u2060",
        "\u2068",
        "\u2069",
    }
    return (own & _printable()) | {"\n"}


@cache
def _printable() -> frozenset[str]:
    return frozenset(chr(code) for code in {*fonts.characters(), *_UNSEEN} - {*_LEFT_OUT} | {0x0A})
