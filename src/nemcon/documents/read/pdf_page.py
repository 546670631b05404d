"""One page of a PDF: characters with their places become printed lines, whose parts are the columns of the line."""

import math
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from nemcon.documents.read.pdf_order import (
    brackets,
    has_right_to_left,
    is_right_to_left,
    reading_order,
    reads_from_right,
)
from nemcon.documents.read.pdf_signs import Sign, is_bold, signs_of

SPACE = 0.16  # of the size: a gap that is a blank between words
LEAST_SPACE = 0.08  # the same where the file has a blank at that place
RIGHT_SPACE = 0.2  # the same in a line from right to left where the file has none
WIDE_SPACE = 0.6  # the same between Chinese characters, which are set apart to fill the line
COLUMN = 1.6  # of the size: a gap that separates columns
NARROW_COLUMN = 0.55  # the same where several lines of the page have a column at that place
SMALL = 0.85  # of the size beside it: what is smaller and raised is the mark of a note
SAME_LINE = 0.2  # of the size: how far baselines of one line lie apart

_NOTE = "\ufdd0"  # a noncharacter stands for a note's mark while the line is put in order


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


def rows_of(text_page: Any, masthead_above: float = math.inf) -> list[Row]:
    """The printed lines of a page, a PdfTextPage, from top to bottom.

    `masthead_above` is the height over which blocks side by side are read one after the other.
    """
    handle = text_page.raw
    found = signs_of(handle)
    right_to_left = is_right_to_left("".join(sign.text for sign in found.upright))
    lines = [sorted(signs, key=lambda s: s.origin) for signs in _lines(found.upright)]
    _mark_blanks(lines, found.blanks)
    columns = _columns(lines, right_to_left)
    rows = []
    for signs in lines:
        whole = [sign for sign in signs if not sign.raised] or signs
        parts = [_part(group, right_to_left) for group in _groups(signs, columns, right_to_left)]
        row = Row(whole[0].base, max(sign.size for sign in whole), parts)
        row.bold = all(is_bold(handle, sign.index) for sign in (whole[0], whole[len(whole) // 2], whole[-1]))
        rows.append(row)
    return [*_unlaced(rows, right_to_left, masthead_above), *_turned(found.turned)]


def _lines(signs: list[Sign]) -> list[list[Sign]]:
    """The signs by line, from top to bottom; small raised signs join the line that they belong to."""
    lines: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda s: (-s.base, s.left)):
        if lines and abs(lines[-1][-1].base - sign.base) <= SAME_LINE * min(lines[-1][-1].size, sign.size):
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


def _unlaced(rows: list[Row], right_to_left: bool, above: float) -> list[Row]:
    """The lines with the two blocks of a masthead one after the other, where their lines do not meet.

    Only lines above the height `above` are taken apart: in a table lines beside each other belong together.
    """
    for at, (one, other) in enumerate(pairwise(rows)):
        first, last = (one, other) if one.left < other.left else (other, one)
        beside = last.left - first.right > max(one.size, other.size)
        if other.base > above and one.base - other.base < 0.8 * max(one.size, other.size) and beside:
            start = at
            break
    else:
        return rows
    left: list[Row] = []
    right: list[Row] = []
    most_left, least_right = first.right, last.left
    end, before = start, rows[start]
    while end < len(rows) and rows[end].base > above and before.base - rows[end].base < 2 * before.size:
        row = rows[end]
        on_left = [p for p in row.parts if p.left < most_left and p.right < least_right]
        on_right = [p for p in row.parts if p.left > most_left and p.right > least_right]
        if len(on_left) + len(on_right) < len(row.parts):
            break
        if on_left:
            left.append(Row(row.base, row.size, on_left, row.bold))
            most_left = max(most_left, left[-1].right)
        if on_right:
            right.append(Row(row.base, row.size, on_right, row.bold))
            least_right = min(least_right, right[-1].left)
        end, before = end + 1, row
    blocks = [*right, *left] if right_to_left else [*left, *right]
    return [*rows[:start], *blocks, *rows[end:]]


def _mark_blanks(lines: list[list[Sign]], blanks: list[tuple[float, float]]) -> None:
    """Mark the signs before which, on their line, the file has a blank."""
    by_base: dict[int, list[tuple[float, float]]] = {}
    for x, base in blanks:
        by_base.setdefault(round(base), []).append((x, base))
    for signs in lines:
        size, base = max(s.size for s in signs), signs[0].base
        near = [place for at in range(int(base - size / 2), int(base + size / 2) + 2) for place in by_base.get(at, [])]
        places = sorted(x for x, y in near if abs(y - base) < SAME_LINE * size)
        for before, sign in pairwise(signs):
            at = bisect_left(places, before.origin)
            sign.after_blank = at < len(places) and places[at] < sign.origin


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


def _columns(lines: list[list[Sign]], right_to_left: bool) -> list[float]:
    """Where columns of the page begin: places at which several lines go on after a wide gap."""
    begins = Counter(
        round(group[-1].right if right_to_left else group[0].left)
        for signs in lines
        for group in _groups(signs, [], right_to_left)[slice(0, -1) if right_to_left else slice(1, None)]
    )
    return [place for place, count in begins.items() if count + begins[place - 1] + begins[place + 1] > 1]


def _groups(signs: list[Sign], columns: list[float], right_to_left: bool) -> list[list[Sign]]:
    """The signs of a line between wide gaps, and between lesser ones where a column of the page begins."""
    groups: list[list[Sign]] = [[signs[0]]]
    for before, sign in pairwise(signs):
        gap, size = sign.left - before.right, max(before.size, sign.size)
        begin = before.right if right_to_left else sign.left
        if gap > COLUMN * size or (gap > NARROW_COLUMN * size and any(abs(begin - c) < 1.5 for c in columns)):
            groups.append([sign])
        else:
            groups[-1].append(sign)
    return groups


def _part(signs: list[Sign], right_to_left: bool) -> Part:
    units: list[str] = []
    marks: list[str] = []
    before: Sign | None = None
    for sign in signs:
        if before is not None and _blank_between(before, sign, right_to_left):
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
    text = "".join(units)
    if has_right_to_left(text) or (right_to_left and reads_from_right(text)):
        text = reading_order(units)
        marks.reverse()
    elif right_to_left:
        text = brackets(text)
    notes: list[tuple[int, str]] = []
    for mark in marks:
        at = text.index(_NOTE)
        text = text[:at] + text[at + 1 :]
        notes.append((at, mark))
    return Part(text, signs[0].left, max(s.right for s in signs), notes)


def _blank_between(before: Sign, sign: Sign, right_to_left: bool) -> bool:
    gap = sign.left - before.right
    if sign.after_blank and gap > LEAST_SPACE * sign.size:
        return True
    if _is_wide(before.text[-1]) or _is_wide(sign.text[0]):
        return gap > WIDE_SPACE * sign.size
    later, earlier = (sign, before) if sign.index > before.index else (before, sign)
    if later.index - earlier.index == 1 and before.raised == sign.raised:
        # The library puts blanks where the file or the gaps have them, though it errs between figures and Arabic.
        return gap > RIGHT_SPACE * sign.size and right_to_left
    if later.index - earlier.index <= 3 and later.spaced:
        return gap > LEAST_SPACE * sign.size
    size = min(before.size, sign.size) if before.raised == sign.raised else max(before.size, sign.size)
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
