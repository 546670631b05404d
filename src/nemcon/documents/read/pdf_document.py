"""A PDF file as a whole: its pages in order, what repeats on them (heads, feet, page numbers), notes, measures."""

import math
import re
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2

from nemcon.core.passage import Mark
from nemcon.documents.read.code import begins_code_line, is_code_line
from nemcon.documents.read.pdf_child import Answer
from nemcon.documents.read.pdf_order import is_right_to_left
from nemcon.documents.read.pdf_page import Row, rows_of
from nemcon.documents.read.words import line
from nemcon.documents.source import Line, LineKind, Unreadable

MOST_PAGES = 1_000
MOST_CHARACTERS = 3_000_000
EDGE_LINES = 3  # how many lines at the top and at the foot of a page may be furniture
MASTHEAD = 0.55  # the part of the first page, from its foot, over which a masthead may stand
POINTS = 4.0  # how far such a line may move from page to page
APART = 1.35  # of the usual distance of lines: what is farther apart stands after a blank line
_NUMBERS = re.compile(r"\d+")
_PASSWORD = 4


@dataclass
class _Page:
    number: int
    width: float
    height: float
    rows: list[Row]
    kinds: dict[int, LineKind]
    notes: dict[int, str]
    code: str = ""


def read_document(data: bytes) -> Answer:
    """The text of a PDF file.

    Raises: Unreadable.
    """
    document = _opened(data)
    count = len(document)
    if count > MOST_PAGES:
        raise Unreadable(f"The PDF file has {count:,} pages; up to {MOST_PAGES:,} are read. Take out the agenda alone.")
    pages: list[_Page] = []
    pictures: list[int] = []
    characters = 0
    for index in range(count):
        page = document[index]
        width, height = page.get_size()
        text = page.get_textpage()
        characters += text.count_chars()
        if characters > MOST_CHARACTERS:
            raise Unreadable("The PDF file holds more text than any agenda. Take out the agenda alone and try again.")
        rows = rows_of(text, MASTHEAD * height if index == 0 else math.inf)
        if not rows and any(True for _ in page.get_objects(max_depth=1)):
            pictures.append(index + 1)
        pages.append(_Page(index + 1, width, height, rows, {}, {}))
        text.close()
        page.close()
    if not any(page.rows for page in pages):
        raise Unreadable(
            "The PDF file holds no text, perhaps because it is a scan: pictures of pages. Turn it into text first "
            "(character recognition), or ask for the original file."
        )
    _take_code_apart(next(page for page in reversed(pages) if page.rows))
    _mark_furniture(pages)
    for page in pages:
        _mark_notes(page)
    warnings = _said_of_pictures(pictures)
    title = document.get_metadata_dict(skip_empty=True).get("Title", "")
    return Answer(lines=tuple(_lines(pages)), title=title.strip(), warnings=tuple(warnings))


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise Unreadable(
                "The PDF file is locked with a password. Open it with the password, print it to a new PDF and try "
                "again."
            ) from error
        raise Unreadable(
            "The PDF file is damaged and cannot be opened, perhaps because it was cut off on the way. Get it again, or "
            "open it in a PDF viewer and print it to a new PDF."
        ) from error


def _said_of_pictures(pages: list[int]) -> list[str]:
    if not pages:
        return []
    shown = ", ".join(map(str, pages[:8])) + (" and others" if len(pages) > 8 else "")
    word = "Page" if len(pages) == 1 else "Pages"
    return [f"{word} {shown} hold pictures and no text; what they show was not read."]


def _take_code_apart(page: _Page) -> None:
    """Take the code of the document, a line or two at the end of the last page, away before anything is measured."""
    begin = next((at for at, row in enumerate(page.rows) if begins_code_line(row.text)), len(page.rows))
    for rows in (page.rows[begin : begin + 2], page.rows[begin : begin + 1]):
        text = " ".join(row.text for row in rows)
        if is_code_line(text) and all(_is_close(above, row) for above, row in pairwise(rows)):
            page.code = text
            del page.rows[begin : begin + len(rows)]
            return


def _is_close(above: Row, row: Row) -> bool:
    return not row.turned and above.base - row.base < 1.5 * row.size


def _mark_furniture(pages: list[_Page]) -> None:
    """Mark what stands at the same height of several pages in the same words, numbers apart: heads and feet."""
    filled = [page for page in pages if page.rows]
    enough = max(2, len(filled) // 3)
    edges: tuple[tuple[LineKind, slice], ...] = (("head", slice(None, EDGE_LINES)), ("foot", slice(-EDGE_LINES, None)))
    for kind, edge in edges:
        found: defaultdict[str, list[tuple[_Page, int, float]]] = defaultdict(list)
        for page in filled:
            upright = [at for at, row in enumerate(page.rows) if not row.turned]
            for at in upright[edge]:
                row = page.rows[at]
                found[_pattern(row)].append((page, at, row.base))
        for pattern, places in found.items():
            for page, at, base in places:
                same = {other.number for other, _, there in places if abs(there - base) < POINTS}
                numbered = not any(map(str.isalpha, pattern))
                if len(same) >= (2 if numbered else enough):
                    page.kinds.setdefault(at, kind)


def _pattern(row: Row) -> str:
    """The words of a line without its numbers. Where parts change sides on left and right pages, sides do not count."""
    return " ".join(sorted(_NUMBERS.sub("#", part.text) for part in row.parts))


def _mark_notes(page: _Page) -> None:
    """Mark the notes at the foot of a page: smaller lines, the first of which begins with a raised mark."""
    sizes = [row.size for row in page.rows if not row.turned]
    if not sizes:
        return
    body = statistics.median(sizes)
    called = {mark for row in page.rows for part in row.parts for _, mark in part.notes}
    current, above = "", page.rows[0]
    for at, row in enumerate(page.rows):
        if row.turned or at in page.kinds:
            continue
        first = row.parts[-1] if is_right_to_left(row.text) else row.parts[0]
        begins = first.notes[0][1] if first.notes and first.notes[0][0] == 0 else ""
        if begins and row.size < 0.97 * body and begins in called:
            current = begins
        elif current and not _goes_on(above, row):
            current = ""
        above = row
        if current:
            page.kinds[at] = "note"
            page.notes[at] = current


def _goes_on(above: Row, row: Row) -> bool:
    """Whether a line of a note goes on after the one above: as large, close below it, not farther out."""
    close = above.base - row.base < 1.8 * row.size
    return close and abs(row.size - above.size) < 0.03 * above.size and row.left > above.left - row.size / 2


def _lines(pages: list[_Page]) -> list[Line]:
    unit = _unit(pages)
    leading = _leading(pages)
    at = 0
    made: list[Line] = []
    for page in pages:
        right_to_left = is_right_to_left(" ".join(row.text for row in page.rows))
        lefts = [row.left for row in page.rows if not row.turned]
        rights = [row.right for row in page.rows if not row.turned]
        margin = (min(lefts), max(rights)) if lefts else (0.0, page.width)
        body = (_usual(lefts, margin[0]), _usual(rights, margin[1]))
        above: Row | None = None
        for index, row in enumerate(page.rows):
            at += 1
            if above is not None and not row.turned and above.base - row.base > APART * max(leading, 1.15) * row.size:
                at += 1
            given = _line(page, index, row, unit, margin, body, right_to_left, at)
            if given is not None:
                made.append(given)
            above = row
        if page.code:
            at += 1
            made.append(Line(text=page.code, kind="foot", page=page.number, at=at))
        at += 1
    return made


def _line(
    page: _Page,
    index: int,
    row: Row,
    unit: float,
    margin: tuple[float, float],
    body: tuple[float, float],
    right_to_left: bool,
    at: int,
) -> Line | None:
    kind = page.kinds.get(index, "paragraph")
    left, right = margin
    parts = list(reversed(row.parts)) if right_to_left else row.parts
    text, marks = "", []
    indent = 0
    called = set(page.notes.values())
    for part in parts:
        column = round((right - part.right if right_to_left else part.left - left) / unit)
        if not text:
            indent = column
        else:
            text += " " * max(3, column - indent - len(text))
        text, more = _with_notes(text, part.text, part.notes, called, kind)
        marks += more
    return line(
        text,
        tuple(marks),
        keep_tabs=False,
        kind=kind,
        number=page.notes.get(index, ""),
        indent=indent,
        bold=row.bold,
        centred=len(row.parts) == 1 and (_is_centred(row, margin) or _is_centred(row, body)),
        page=page.number,
        at=at,
    )


def _usual(edges: list[float], otherwise: float) -> float:
    """The edge that most lines of a page have."""
    counted = Counter(round(edge) for edge in edges)
    return counted.most_common(1)[0][0] if counted else otherwise


def _is_centred(row: Row, between: tuple[float, float]) -> bool:
    """Whether the line stands in the middle, clearly away from both edges."""
    left, right = row.left - between[0], between[1] - row.right
    width = max(between[1] - between[0], 1)
    return min(left, right) > 0.06 * width and abs(left - right) < 0.03 * width


def _with_notes(
    before: str, text: str, notes: list[tuple[int, str]], known: set[str], kind: LineKind
) -> tuple[str, list[Mark]]:
    """The words with the marks of notes taken out where the page has such a note; other raised signs stay words."""
    out, marks, at = before, [], 0
    for place, mark in notes:
        out += text[at:place]
        at = place
        if kind == "note" and not out.strip():
            continue
        if mark in known:
            marks.append(Mark(len(out), len(out), "note", mark))
        else:
            out += mark
    return out + text[at:], marks


def _unit(pages: list[_Page]) -> float:
    """The width of a character in which columns are counted: so that nearly every part fits before the next."""
    narrow = sorted(
        (part.right - part.left) / len(part.text)
        for page in pages
        for row in page.rows
        for part in row.parts
        if len(part.text) > 8 and not row.turned
    )
    return max(2.0, narrow[len(narrow) // 10]) if narrow else 5.0


def _leading(pages: list[_Page]) -> float:
    """The usual distance of two lines, in their size."""
    distances: Counter[float] = Counter()
    for page in pages:
        rows = [row for row in page.rows if not row.turned]
        for above, below in pairwise(rows):
            distance = (above.base - below.base) / max(below.size, 1)
            if 0.8 < distance < 3:
                distances[round(distance, 1)] += 1
    return distances.most_common(1)[0][0] if distances else 1.2
