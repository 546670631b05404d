"""One page of a PDF: characters with their places become printed lines, whose parts are the columns of the line."""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from nemcon.documents.read.pdf_order import has_right_to_left, reading_order

SPACE = 0.16  # of the size: a gap that is a blank between words
WIDE_SPACE = 0.6  # the same between Chinese characters, which are set apart to fill the line
COLUMN = 1.6  # of the size: a gap that separates columns
SMALL = 0.85  # of the size beside it: what is smaller and raised is the mark of a note
SAME_LINE = 0.2  # of the size: how far baselines of one line lie apart
NEAR = 12  # characters in the file's order: parts of one sign are not farther apart

# Invisible signs that steer the direction or the breaking of lines; on paper they have done their work.
_STEERING = frozenset(
    "\u200b\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff\u00ad\0\ufffe\uffff"
)
_NOTE = "\ufdd0"  # a noncharacter stands for a note's mark while the line is put in order


@dataclass(slots=True)
class Sign:
    """One sign on paper: its words, its place (points from the lower left), its size, its place in the file's order."""

    text: str
    left: float
    right: float
    base: float
    size: float
    index: int
    origin: float
    raised: bool = False
    spaced: bool = False

    @property
    def middle(self) -> float:
        """Where the sign stands between left and right."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Part:
    """What stands between wide gaps of a line, in reading order. `notes` are marks and where in `text` they stand."""

    text: str
    left: float
    right: float
    notes: list[tuple[int, str]]


@dataclass(slots=True)
class Row:
    """A printed line: its parts from left to right. A `turned` one stands along the edge of the page."""

    base: float
    size: float
    parts: list[Part] = field(default_factory=list)
    bold: bool = False
    turned: bool = False

    @property
    def left(self) -> float:
        """The left end of the words."""
        return self.parts[0].left

    @property
    def right(self) -> float:
        """The right end of the words."""
        return self.parts[-1].right

    @property
    def text(self) -> str:
        """The words of the line, its parts from left to right."""
        return " ".join(part.text for part in self.parts)


def rows_of(text_page: Any) -> list[Row]:
    """The printed lines of a page, a PdfTextPage, from top to bottom."""
    handle = text_page.raw
    upright, turned = _signs(handle)
    rows = []
    for signs in _lines(_with_vowels(_by_glyph(upright))):
        signs.sort(key=lambda sign: sign.middle)
        whole = [sign for sign in signs if not sign.raised] or signs
        row = Row(whole[0].base, max(sign.size for sign in whole), list(_parts(signs)))
        row.bold = all(_is_bold(handle, sign.index) for sign in (whole[0], whole[len(whole) // 2], whole[-1]))
        rows.append(row)
    rows.extend(_turned(turned))
    return rows


def _signs(handle: Any) -> tuple[list[Sign], list[Sign]]:
    """The characters that are printed, one by one: those of upright lines, and turned ones."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    upright: list[Sign] = []
    turned: list[Sign] = []
    spaced = False
    for index in range(pdfium.FPDFText_CountChars(handle)):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        character = chr(code) if code < 0x110000 else "\ufffd"
        if character.isspace() or pdfium.FPDFText_IsGenerated(handle, index) == 1:
            spaced = True
            continue
        if character in _STEERING:
            continue
        if 0xD800 <= code < 0xE000:
            character = "\ufffd"
        pdfium.FPDFText_GetLooseCharBox(handle, index, box)
        pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
        size = _size(handle, index, abs(box.top - box.bottom))
        angle = pdfium.FPDFText_GetCharAngle(handle, index) % (2 * math.pi)
        left, right = min(box.left, box.right), max(box.left, box.right)
        sign = Sign(character, left, right, y.value, size, index, x.value, spaced=spaced)
        (upright if min(angle, 2 * math.pi - angle) < 0.1 else turned).append(sign)
        spaced = False
    return upright, turned


def _size(handle: Any, index: int, height: float) -> float:
    """The size in print: that of the font, unless the page scales it."""
    size = abs(pdfium.FPDFText_GetFontSize(handle, index))
    if size and 0.5 * size < height < 3 * size:
        return float(size)
    return max(height / 1.15, 1.0)


def _by_glyph(signs: list[Sign]) -> list[Sign]:
    """One sign for the characters of one glyph (a ligature, a letter with its vowel signs): they share an origin.

    Some files give the glyph of a vowel sign the letter again; such a copy is dropped.
    """
    groups: dict[tuple[float, float], list[list[Sign]]] = {}
    for sign in signs:
        place = (round(sign.origin, 1), round(sign.base, 1))
        known = groups.setdefault(place, [])
        if known and sign.index - known[-1][-1].index <= NEAR and sign.size < 3 * known[-1][-1].size:
            known[-1].append(sign)
        else:
            known.append([sign])
    joined = [_joined(group) for known in groups.values() for group in known]
    joined.sort(key=lambda sign: sign.index)
    kept: list[Sign] = []
    for sign in joined:
        copy = len(sign.text) > 1 and any(map(unicodedata.combining, sign.text))
        if copy and any(
            sorted(other.text) == sorted(sign.text) and abs(other.middle - sign.middle) < sign.size
            for other in kept[-NEAR:]
        ):
            continue
        kept.append(sign)
    return kept


def _joined(group: list[Sign]) -> Sign:
    if len(group) == 1:
        return group[0]
    text = "".join(sign.text for sign in group)
    turn = -1 if has_right_to_left(text) else 1
    letters = [sign for sign in group if not unicodedata.combining(sign.text)]
    vowels = [sign for sign in group if unicodedata.combining(sign.text)]
    letters.sort(key=lambda sign: (turn * round(sign.middle, 2), sign.index))
    vowels.sort(key=lambda sign: unicodedata.combining(sign.text))
    first = min(group, key=lambda sign: sign.index)
    return Sign(
        "".join(sign.text for sign in [*letters, *vowels]),
        min(sign.left for sign in group),
        max(sign.right for sign in group),
        first.base,
        first.size,
        first.index,
        first.origin,
        spaced=any(sign.spaced for sign in group),
    )


def _with_vowels(signs: list[Sign]) -> list[Sign]:
    """Vowel signs that are glyphs of their own, given to the letter that they stand over or under."""
    kept: list[Sign] = []
    loose: list[tuple[int, Sign]] = []
    for at, sign in enumerate(signs):
        if all(map(unicodedata.combining, sign.text)):
            loose.append((at, sign))
        else:
            kept.append(sign)
    for at, vowel in loose:
        around = [
            s for s in signs[max(0, at - NEAR) : at + NEAR] if s is not vowel and not unicodedata.combining(s.text[0])
        ]
        around = [s for s in around if abs(s.base - vowel.base) < 1.2 * s.size]
        if around:
            letter = min(
                around,
                key=lambda s: (max(s.left - vowel.middle, vowel.middle - s.right, 0), abs(s.index - vowel.index)),
            )
            letter.text = unicodedata.normalize("NFC", letter.text + vowel.text)
        else:
            kept.append(vowel)
    return kept


def _lines(signs: list[Sign]) -> list[list[Sign]]:
    """The signs by line, from top to bottom; small raised signs join the line that they belong to."""
    lines: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda s: (-s.base, s.left)):
        if lines and abs(lines[-1][0].base - sign.base) <= SAME_LINE * min(lines[-1][0].size, sign.size):
            lines[-1].append(sign)
        else:
            lines.append([sign])
    kept: list[list[Sign]] = []
    for at, line in enumerate(lines):
        hosts = [*kept[-1:], *lines[at + 1 : at + 2]]
        host = next((h for h in hosts if _belongs(line, h)), None)
        if host is None:
            kept.append(line)
            continue
        for sign in line:
            sign.raised = sign.base > host[0].base
        host.extend(line)
    return kept


def _belongs(line: list[Sign], host: list[Sign]) -> bool:
    """Whether every sign of `line` is a small one set higher or lower beside a sign of `host`."""
    size, base = max(s.size for s in host), host[0].base
    if len(line) > 12 or any(s.size > SMALL * size for s in line):
        return False
    if not base - 0.4 * size < line[0].base < base + 0.75 * size:
        return False
    edges = [edge for s in (*host, *line) for edge in (s.left, s.right)]
    return all(
        sum(abs(edge - side) < 0.35 * size for edge in edges for side in (s.left, s.right)) > 2 for s in line
    ) and any(abs(s.left - h.right) < 0.5 * size or abs(s.right - h.left) < 0.5 * size for s in line for h in host)


def _parts(signs: list[Sign]) -> Iterator[Part]:
    """The parts of a line whose signs stand in order from left to right."""
    groups: list[list[Sign]] = [[signs[0]]]
    for before, sign in pairwise(signs):
        wide = sign.left - before.right > COLUMN * max(before.size, sign.size)
        groups[-1:] = [groups[-1], [sign]] if wide else [[*groups[-1], sign]]
    for group in groups:
        yield _part(group)


def _part(signs: list[Sign]) -> Part:
    units: list[str] = []
    marks: list[str] = []
    before: Sign | None = None
    for sign in signs:
        if before is not None and _blank_between(before, sign):
            units.append(" ")
        if sign.raised and all(c.isdigit() or c in "*†‡§" for c in sign.text):
            if before is not None and before.raised and units[-1] == _NOTE:
                marks[-1] += sign.text
            else:
                units.append(_NOTE)
                marks.append(sign.text)
        else:
            units.append(sign.text)
        before = sign
    if has_right_to_left("".join(units)):
        text = reading_order(units)
        marks.reverse()
    else:
        text = "".join(units)
    notes: list[tuple[int, str]] = []
    for mark in marks:
        at = text.index(_NOTE)
        text = text[:at] + text[at + 1 :]
        notes.append((at, mark))
    return Part(text, signs[0].left, max(s.right for s in signs), notes)


def _blank_between(before: Sign, sign: Sign) -> bool:
    gap = sign.left - before.right
    size = min(before.size, sign.size) if before.raised == sign.raised else max(before.size, sign.size)
    if _is_wide(before.text[-1]) and _is_wide(sign.text[0]):
        return gap > WIDE_SPACE * size
    return gap > SPACE * size


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


def _turned(signs: list[Sign]) -> Iterator[Row]:
    """Turned text in the order of the file: a stamp along the edge, a watermark across the page."""
    groups: list[list[Sign]] = []
    for sign in signs:
        if groups and sign.index - groups[-1][-1].index < 4:
            groups[-1].append(sign)
        else:
            groups.append([sign])
    for group in groups:
        text = "".join((" " if sign.spaced and at else "") + sign.text for at, sign in enumerate(group))
        part = Part(text, min(s.left for s in group), max(s.right for s in group), [])
        yield Row(min(s.base for s in group), group[0].size, [part], turned=True)


def _is_bold(handle: Any, index: int) -> bool:
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(handle, index, buffer, 128, flags)
    name = buffer.value.decode("latin-1").lower() if 0 < length <= 128 else ""
    return "bold" in name or "black" in name or pdfium.FPDFText_GetFontWeight(handle, index) >= 600
