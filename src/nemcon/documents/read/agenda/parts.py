"""Where the parts of an agenda begin: masthead, items, annotations, organization of work, what else is there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from nemcon.core import calendar
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.labels import Label, candidates, of_number, without_chapter
from nemcon.documents.read.agenda.slots import day_of
from nemcon.documents.source import Line, Piece, Table

Name = Literal["masthead", "agenda", "annotations", "programme", "annex", "section", "contents"]


@dataclass
class Part:
    """A stretch of the source: its name, the headings over it ("Annex", "Provisional timetable"), its pieces."""

    name: Name
    headings: list[Line] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


HEADINGS: tuple[tuple[Name, re.Pattern[str]], ...] = (
    ("annotations", words.ANNOTATIONS),
    ("annex", words.ANNEX),
    ("programme", words.PROGRAMME),
    ("section", words.ALLOCATION),
    ("contents", words.CONTENTS),
    ("agenda", words.AGENDA),
)
TITLE_WORDS = 16
NEAR = 80  # pieces: the list of items is not further below the heading that names it


def heading_of(line: Line) -> Name | None:
    """What part `line` opens if it is the heading of one; it must be that and nothing more."""
    text = words.plain(line.text)
    if re.match(r"\*{1,4} ?\w", text) and not text.endswith("*"):
        return None  # a footnote: "* Attachment: Provisional schedule"
    text = text.strip("*=_~# ")
    if line.kind != "heading" and text[:1].islower():
        return None  # the last words of a sentence: "… for a detailed / schedule."
    if not text or len(text) > 130 or len(text.split()) > 24 or text.endswith((";", ",")):
        return None
    if line.number and not re.match(r"^[IVX一二三四五六七八九十A-H]+\W*$", line.number):
        return None
    text = without_chapter(text)
    name = next((name for name, pattern in HEADINGS if pattern.fullmatch(text)), None)
    return name if name and not (len(text) > 40 and words.VERB.search(without_dates(text))) else None


def without_dates(text: str) -> str:
    """`text` without the name of the month that is a verb as well: "to be held on 3 May 2021"."""
    return re.sub(r"\bMay\b", "", text)


def top_label(line: Line, *, bare: bool = False) -> Label | None:
    """The label of an item at the outermost level, if `line` begins with one."""
    options = of_number(line.number) if line.number else candidates(line.text, bare=bare)
    return next((c for c in options if c.kind in ("decimal", "dotted", "point") and not c.number.startswith("(")), None)


def list_start(pieces: Sequence[Piece], *, layout: bool = False) -> int | None:
    """The index of the first item of the agenda: the first of three numbers that run on, or a table of items.

    None where the document has no agenda: a numbered text is one only under a heading that says so, or if its first
    items are those with which agendas begin.
    """
    headed = contents = False
    after_contents: set[str] = set()
    report = False
    heading_at = 0
    for index, piece in enumerate(pieces):
        if isinstance(piece, Table):
            if headed and _is_items(piece):
                return index
            continue
        if words.LEADERS.search(piece.text[-120:]):
            continue  # a line of contents, with or without a heading over it
        name = heading_of(piece)
        if name == "contents":
            contents = True
            continue
        if contents:
            if _is_entry_of_contents(piece):
                after_contents.add(words.plain(piece.text).casefold())
                continue
            contents = False
        if name == "agenda" or (name == "annotations" and not headed):
            headed, heading_at = True, index
        elif _ends_search(name, pieces, index):
            return None
        report = report or (index < 40 and _says_report(piece))
        if headed and index > heading_at and _chapters_are_items(pieces, index):
            return index
        label = top_label(piece, bare=layout and headed)
        if (
            label
            and label.value in (0, 1)
            and len(run := _run_from(pieces, index, label, bare=layout and headed)) >= (2 if headed else 3)
        ):
            if sum(map(_is_said, run[:6])) * 2 >= min(len(run), 6):
                continue  # numbered paragraphs
            near = headed and index - heading_at <= NEAR and (len(run) > 2 or any(map(is_opening, run)))
            if near or (not report and any(is_opening(text) for text in run[:3])):
                return index
    return None


def _ends_search(name: Name | None, pieces: Sequence[Piece], index: int) -> bool:
    """Whether no agenda can follow: a timetable begins, or an annex that is not the agenda's."""
    if name not in ("programme", "annex") or _only_named(pieces, index):
        return False
    if name == "annex":
        return not _of_items(pieces, index)
    ahead = [p for p in pieces[index + 1 : index + 16] if isinstance(p, Line)]
    return index >= 8 or not any(heading_of(p) == "agenda" for p in ahead)  # the title may speak of a timetable


def _chapters_are_items(pieces: Sequence[Piece], index: int) -> bool:
    """Whether items are counted "I.", "II." or "一、", "二、": three of them run on, and no others through them."""
    expected, decimals = 1, 0
    for piece in pieces[index : index + 60]:
        if not isinstance(piece, Line):
            break
        if heading_of(piece):
            return False
        options = of_number(piece.number) if piece.number else candidates(piece.text)
        chapter = next((c for c in options if c.kind == "chapter"), None)
        if chapter and chapter.value == expected:
            expected += 1
            if expected == 4:
                return True
        elif expected == 1:
            return False  # the line at `index` is none
        elif label := top_label(piece):
            if label.kind != "decimal" or (label.value == decimals + 1 > 1 and expected > 2):
                return False  # 1., 2. under "I." and 3. under "II."
            decimals = label.value
    return False


def _says_report(line: Line) -> bool:
    """Whether a heading of the first page says that the document is a report: its chapters are no items."""
    text = words.plain(line.text)
    if len(text) > 200 or candidates(text):
        return False
    return bool(words.REPORT.fullmatch(text)) or (len(text) < 100 and bool(words.SPEAKS_OF_REPORT.search(text)))


def _is_said(title: str) -> bool:
    """Whether what follows a number is a paragraph and no title."""
    return len(title) > 25 and bool(words.VERB.search(words.plain(title[:400])))


def is_opening(title: str) -> bool:
    """Whether an item is one with which agendas begin: the opening, the election of officers, the agenda itself."""
    simple = words.plain(title[:200]).lstrip("-–— ")
    return len(title) <= 160 and bool(words.OPENING.match(simple)) and len(simple.split()) <= 18


def _of_items(pieces: Sequence[Piece], index: int) -> bool:
    """Whether an annex holds the agenda: a heading under it says so."""
    ahead = [p for p in pieces[index + 1 : index + 4] if isinstance(p, Line)]
    return any(heading_of(p) in ("agenda", "annotations") for p in ahead)


def _only_named(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a part is only named here, in a list of what follows: its neighbour is the name of a part as well."""
    around = [*pieces[max(0, index - 1) : index], *pieces[index + 1 : index + 2]]
    return any(isinstance(p, Line) and heading_of(p) == "annex" for p in around)


def _is_entry_of_contents(line: Line) -> bool:
    return bool(
        re.search(r"(?:\.\s?){3,}|(?:\s{2,}|\t)\d{1,3}(?:[-–]\d+)?\s*$|^\s*(?:page|para)", line.text, re.I)
    ) or (len(line.text) < 12)


def _run_from(pieces: Sequence[Piece], index: int, first: Label, *, bare: bool = False) -> list[str]:
    """The titles of the run of numbers that begins at `index`: no label goes back behind the one before."""
    run: list[str] = []
    expected = first.value
    for piece in pieces[index : index + 400]:
        if not isinstance(piece, Line):
            break
        label = top_label(piece, bare=bare)
        if not label or label.kind != first.kind or words.LEADERS.search(piece.text[-120:]):
            continue
        if label.value < expected - (1 if "(" in label.number else 0):
            break
        run.append(piece.text[0 if piece.number else label.width :])
        expected = label.value + 1
        if len(run) >= 12:
            break
    return run


def _is_items(table: Table) -> bool:
    """Whether a table is an agenda: its rows open with numbers, or with days and hours."""
    firsts = [row[0].lines[0] for row in table.rows if row and row[0].lines]
    numbered = sum(
        1 for line in firsts if candidates(line.text + " x") or line.number or re.match(r"^\d+\.?$", line.text)
    )
    dated = sum(1 for line in firsts if day_of(words.plain(line.text)))
    return numbered >= 2 or dated >= 1


def split(pieces: Sequence[Piece], *, layout: bool) -> list[Part]:
    """The parts in order; the masthead is the first. Every piece is in one of them."""
    start = list_start(pieces, layout=layout)
    parts = [Part("masthead")]
    if start is None:
        begin = _end_of_masthead(pieces)
        parts[0].pieces = list(pieces[:begin])
        parts.append(Part("section"))
    else:
        begin = start
        parts[0].pieces = list(pieces[:begin])
        parts.append(Part("agenda"))
    fresh = False
    for index in range(begin, len(pieces)):
        piece = pieces[index]
        here = parts[-1]
        if isinstance(piece, Table):
            if here.name in ("agenda", "annotations", "section", "annex") and (index > begin) and _is_timetable(piece):
                parts.append(Part("programme", _headings_before(here)))
                here = parts[-1]
            here.pieces.append(piece)
            fresh = False
            continue
        name = heading_of(piece)
        if name and _opens(name, pieces, index, layout, start, parts):
            if fresh and here.name == "annex" and name in ("programme", "section", "agenda"):
                here.name = name if name != "agenda" else "annex"
                here.headings.append(piece)
            else:
                parts.append(Part(name, [piece]))
            fresh = True
            continue
        if fresh and here.headings and _continues_heading(here, piece, layout):
            here.headings.append(piece)
            continue
        if here.name in ("agenda", "annotations", "section") and _begins_timetable(pieces, index):
            parts.append(Part("programme"))
            here = parts[-1]
        here.pieces.append(piece)
        fresh = False
    for part in parts:
        if part.name == "annex" and not part.pieces and part is not parts[-1]:
            part.name = "section"
    return parts


def _is_timetable(table: Table) -> bool:
    """Whether a table is an organization of work: at least one day and one span of hours stand in its cells."""
    texts = [words.plain(line.text) for row in table.rows for cell in row for line in cell.lines if len(line.text) < 60]
    days = sum(1 for t in texts if (d := calendar.read_day(t)) and (d.day is not None) and d.end >= len(t) - 1)
    hours = sum(1 for t in texts if (h := calendar.read_hours(t)) and h.end and h.begins <= 1)
    return days >= 1 and hours >= 1


def _headings_before(part: Part) -> list[Line]:
    """The headings that stand at the end of `part`, taken from it: they are those of the table that follows."""
    found: list[Line] = []
    while part.pieces and isinstance(part.pieces[-1], Line) and part.pieces[-1].kind == "heading" and len(found) < 3:
        found.insert(0, part.pieces.pop())  # type: ignore[arg-type]
    return found


def _opens(
    name: Name, pieces: Sequence[Piece], index: int, layout: bool, start: int | None, parts: Sequence[Part]
) -> bool:
    piece = pieces[index]
    assert isinstance(piece, Line)
    if name == "agenda":
        return parts[-1].name == "annex" and not parts[-1].pieces
    if name == "annotations" and start is None:
        return False  # notes of a document that is no agenda
    if name == "contents":
        return start is None or index < start
    if name == "annex" and _only_named(pieces, index):
        return False
    if name == "annotations" and parts[-1].name in ("programme", "annex"):
        return False
    before = pieces[index - 1] if index else None
    if (
        name == "annex"
        and len(piece.text.strip()) < 14
        and not re.search(r"\b(?:of|in|see|the)$", getattr(before, "text", ""))
    ):
        return True
    if layout and isinstance(before, Line) and before.at + 1 == piece.at and not piece.centred:
        # plain text without a blank line before: a heading only if it stands in no sentence
        return before.page != piece.page or not re.search(
            r"(?:[,\-–]|\b(?:of|the|a|an|in|to|and|or|for|its|see|this|de|la|le|les|du|des|el|del|los|y|et|на|в|и|по))\s*$",
            before.text.rstrip(),
            re.I,
        )
    return True


def _continues_heading(part: Part, line: Line, layout: bool) -> bool:
    """A heading printed on two lines, or a bracketed remark under it."""
    last = part.headings[-1]
    text = words.plain(line.text)
    if part.name not in ("programme", "annex") or len(text) > 100 or line.number or top_label(line):
        return False
    if part.name == "annex":
        return (
            len(part.headings) == 1
            and len(text.split()) <= TITLE_WORDS
            and not text.endswith(".")
            and not top_label(line)
        )
    if not layout or line.at > last.at + 2 or "\t" in line.text or calendar.read_day(text) or calendar.read_hours(text):
        return bool(re.fullmatch(r"\(.{10,100}\)", text)) and not calendar.read_hours(text)
    return line.at == last.at + 1 and not re.search(r"\s{3,}\S", line.text.strip()) and len(text) > 12


def _begins_timetable(pieces: Sequence[Piece], index: int) -> bool:
    """A day and hours below it, without a heading that says organization of work."""
    line = pieces[index]
    if not isinstance(line, Line) or len(line.text) > 60 or line.number or not words.DAY_LIKE.match(line.text):
        return False
    day = calendar.read_day(words.plain(line.text))
    if not day or (day.date is None and day.day is None) or day.end < len(words.plain(line.text)) - 2:
        return False
    ahead = [p for p in pieces[index + 1 : index + 4] if isinstance(p, Line)]
    return any((h := calendar.read_hours(words.plain(p.text))) and h.begins < 3 for p in ahead)


def _end_of_masthead(pieces: Sequence[Piece]) -> int:
    """Without an agenda: the first heading or numbered line, or a long paragraph, ends the masthead."""
    for index, piece in enumerate(pieces):
        if isinstance(piece, Table) and index > 2:
            return index
        if isinstance(piece, Line):
            label = top_label(piece)
            begins = label is not None and (label.kind != "point" or len(piece.text) > label.width)
            if len(piece.text) > 160 or heading_of(piece) in ("contents", "annex", "programme") or begins:
                return index
            if index > 24:
                return index
    return len(pieces)
