"""The signs on a page of a PDF: what each glyph stands for and where it stands."""

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from nemcon.documents.read.pdf_order import has_right_to_left

NEAR = 12  # characters in the file's order: parts of one sign are not farther apart

# Invisible signs that steer the direction or the breaking of lines; on paper they have done their work.
_STEERING = frozenset(
    "\u200b\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff\u00ad\0\ufffe\uffff"
)
_LAM_ALEF = frozenset("".join(sorted("ل" + alef)) for alef in "اأإآ")


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
    after_blank: bool = False

    @property
    def middle(self) -> float:
        """Where the sign stands between left and right."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Signs:
    """The signs of a page: those of upright lines, turned ones, and the places of blanks (x, base)."""

    upright: list[Sign]
    turned: list[Sign]
    blanks: list[tuple[float, float]]


def signs_of(handle: Any) -> Signs:
    """The signs that are printed, in the order of the file. `handle` is the raw text page."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    upright: list[Sign] = []
    turned: list[Sign] = []
    blanks: list[tuple[float, float]] = []
    spaced = False
    for index in range(pdfium.FPDFText_CountChars(handle)):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        character = chr(code) if code < 0x110000 else "\ufffd"
        if character.isspace() or pdfium.FPDFText_IsGenerated(handle, index) == 1:
            spaced = True
            pdfium.FPDFText_GetLooseCharBox(handle, index, box)
            if character.isspace() and abs(box.right - box.left) > 0.3:  # one that the file itself has
                pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
                blanks.append((x.value, y.value))
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
    return Signs(_with_vowels(_by_glyph(upright)), turned, blanks)


def _size(handle: Any, index: int, height: float) -> float:
    """The size in print: that of the font, scaled as the page scales it."""
    matrix = pdfium.FS_MATRIX()
    size = abs(pdfium.FPDFText_GetFontSize(handle, index))
    if pdfium.FPDFText_GetMatrix(handle, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    return size if 1.0 <= size <= 1000.0 else max(height / 1.15, 1.0)


def _by_glyph(signs: list[Sign]) -> list[Sign]:
    """One sign for the characters of one glyph (a ligature, a letter with its vowel signs): they share an origin.

    Some files give the glyph of a vowel sign the letter again; such a copy is dropped.
    """
    groups: list[list[Sign]] = []
    for sign in signs:
        own = next((g for g in reversed(groups[-NEAR:]) if _same_glyph(g[0], sign)), None)
        if own is None:
            groups.append([sign])
        else:
            own.append(sign)
    kept: list[Sign] = []
    clusters: dict[str, list[int]] = {}
    for group in groups:
        sign = _joined(group)
        if len(sign.text) > 1 and any(map(unicodedata.combining, sign.text)):
            places = clusters.setdefault("".join(sorted(sign.text)), [])
            copy = next((at for at in places if _close(kept[at], sign)), None)
            if copy is not None:
                bases = [other.base for other in kept[-NEAR:]]
                if bases.count(sign.base) > bases.count(kept[copy].base):
                    kept[copy] = sign
                continue
            places.append(len(kept))
        kept.append(sign)
    return kept


def _same_glyph(one: Sign, other: Sign) -> bool:
    return (
        abs(one.origin - other.origin) < 0.02
        and abs(one.base - other.base) < 0.02
        and other.index - one.index <= NEAR
        and 0.3 < one.size / other.size < 3
    )


def _close(one: Sign, other: Sign) -> bool:
    return abs(one.middle - other.middle) < one.size and abs(one.base - other.base) < 0.7 * one.size


def _joined(group: list[Sign]) -> Sign:
    if len(group) == 1:
        return group[0]
    text = "".join(sign.text for sign in group)
    turn = -1 if has_right_to_left(text) else 1
    letters = [sign for sign in group if not unicodedata.combining(sign.text)]
    vowels = [sign for sign in group if unicodedata.combining(sign.text)]
    letters.sort(key=lambda sign: (turn * round(sign.middle, 2), sign.index))
    if "".join(sorted(sign.text for sign in letters)) in _LAM_ALEF:
        letters.sort(key=lambda sign: sign.text != "ل")  # the one ligature of Arabic that some files store backwards
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


def is_bold(handle: Any, index: int) -> bool:
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(handle, index, buffer, 128, flags)
    name = buffer.value.decode("latin-1").lower() if 0 < length <= 128 else ""
    return "bold" in name or "black" in name or pdfium.FPDFText_GetFontWeight(handle, index) >= 600
