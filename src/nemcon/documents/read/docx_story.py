"""One story of a Word file (the body, a header, a note) walked in reading order: paragraphs and tables become pieces.

Tracked changes are taken as accepted: what was inserted stays, what was deleted goes, a paragraph whose mark was
deleted runs on into the next. What Word shows is read: the results of fields, not their codes; text boxes once.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from nemcon.core.passage import Mark
from nemcon.documents.read import docx_runs
from nemcon.documents.read.docx_names import Element, W, children, switch, value, whole
from nemcon.documents.read.docx_numbering import Number, Numbering
from nemcon.documents.read.docx_styles import Look, Styles, heading_level, look_of, over
from nemcon.documents.read.words import Words, line
from nemcon.documents.source import Cell, Line, LineKind, Piece, Table

TWIPS = 120  # points / 6, as Line.indent counts
MOST_COLUMNS = 200


@dataclass
class File:
    """What the stories of one file share: its styles, what was met and left out, the notes that were called."""

    styles: Styles
    numbering: Numbering
    rendered_pages: bool = False
    note_forms: dict[str, str] = field(default_factory=lambda: {"footnote": "decimal", "endnote": "lowerRoman"})
    met: Counter[str] = field(default_factory=Counter)
    called: list[tuple[str, str, str]] = field(default_factory=list)
    letters: Counter[str] = field(default_factory=Counter)
    page: int = 1
    characters: int = 0


@dataclass
class Story:
    """The state of the walk through one story. `kind` and `number` are given to every line of a head, foot or note."""

    file: File
    kind: LineKind | None = None
    number: str = ""
    at: int = 0
    fields: list[docx_runs.Field] = field(default_factory=list)
    balanced: bool = True
    _carried: Words | None = None
    _boxes: list[Piece] = field(default_factory=list)

    def read(self, root: Element) -> list[Piece]:
        """All pieces of the story whose blocks are the children of `root`."""
        marks = Counter(f.get(W + "fldCharType") for f in root.iter(W + "fldChar"))
        self.balanced = marks["begin"] == marks["end"]
        pieces = list(self._blocks(root))
        pieces.extend(self._flush())
        return pieces

    def _blocks(self, parent: Element) -> Iterator[Piece]:
        for block in children(parent):
            if block.tag == W + "p":
                yield from self._paragraph(block)
            elif block.tag == W + "tbl":
                yield from self._flush()
                yield from self._table(block)
            elif block.tag in (W + "altChunk", W + "subDoc"):
                self.file.met["chunks"] += 1
            elif block.tag not in docx_runs.PROPERTIES:
                yield from self._blocks(block)

    def _flush(self) -> Iterator[Piece]:
        """What a deleted paragraph mark left over, where no paragraph follows that could take it."""
        if self._carried is not None:
            words, self._carried = self._carried, None
            made = line(
                words.text(), words.marks(), kind=self.kind or "paragraph", number=self.number, whole=True, at=self.at
            )
            if made:
                yield made
        boxes, self._boxes = self._boxes, []
        yield from boxes

    def _paragraph(self, p: Element) -> Iterator[Piece]:
        self.at += 1
        properties = p.find(W + "pPr")
        mark = None if properties is None else properties.find(W + "rPr")
        style = self.file.styles.look(value(properties, "pStyle") or self.file.styles.default)
        look = over(over(self.file.styles.base, style), look_of(properties, None))
        if look.break_before and not self.file.rendered_pages:
            self.file.page += 1
        words, self._carried = self._carried or Words(), None
        page = self.file.page
        before = len(words)
        tongues: Counter[str] = Counter()
        walk = docx_runs.Runs(self, words, style, tongues)
        walk.inline(p)
        self.file.letters.update(tongues)
        self._boxes.extend(self._inside(walk.boxes))
        if self._mark_deleted(mark):
            self._carried = words
            return
        if properties is not None and properties.find(W + "sectPr") is not None:
            self._section(properties)
        hidden = mark is not None and switch(mark, "vanish") and len(words) == before
        number = None if hidden else self._count(look, style)
        yield from self._line(words, look, style, number, page, tongues)
        boxes, self._boxes = self._boxes, []
        yield from boxes

    def _line(
        self, words: Words, look: Look, style: Look, number: Number | None, page: int, tongues: Counter[str]
    ) -> Iterator[Piece]:
        role, level = heading_level(style)
        if not role and look.outline is not None and 0 <= look.outline < 9:
            role, level = "heading", look.outline + 1
        kind: LineKind = "paragraph"
        if role == "heading":
            kind = "heading"
        elif role == "title":
            kind = "title"
        elif number is not None:
            kind, level = "entry", number.level + 1
        left = look.left
        if left is None and number is not None:
            left = number.indent
        shown = "" if number is None else number.shown
        text, marks = words.text(), words.marks()
        if not text.strip() and not marks:
            if not shown or (number is not None and number.bullet):
                return
            yield Line(text="", kind=self.kind or kind, number=shown, level=level, whole=True, page=page, at=self.at)
            return
        if self.kind:
            kind, level = self.kind, 0
        if self.kind == "note":
            shown, text, marks = self._note_text(text, marks, shown)
        elif self.kind and shown:
            text, marks, shown = f"{shown} {text}", tuple(_moved(m, len(shown) + 1) for m in marks), ""
        made = line(
            text,
            marks,
            kind=kind,
            number=shown,
            level=level,
            indent=max(0, left or 0) / TWIPS,
            whole=True,
            centred=look.align == "center",
            style=style.name,
            language=_main(tongues),
            page=0 if self.kind else page,
            at=self.at,
        )
        if made:
            yield made

    def _note_text(self, text: str, marks: tuple[Mark, ...], shown: str) -> tuple[str, str, tuple[Mark, ...]]:
        """A note's words without the mark that a custom note repeats before them; an automatic number stays a word."""
        blank = len(text) - len(text.lstrip())
        if not self.number.isalnum() and text[blank:].startswith(self.number):
            cut = blank + len(self.number)
            text = text[cut:]
            marks = tuple(
                Mark(max(0, m.start - cut), max(0, m.end - cut), m.kind, m.value) for m in marks if m.end > cut
            )
        if shown:
            text = f"{shown} {text}"
            marks = tuple(_moved(m, len(shown) + 1) for m in marks)
        return self.number, text, marks

    def _inside(self, boxes: list[Element]) -> Iterator[Piece]:
        """The pieces of text boxes. Each box is a small story of its own within this one."""
        for box in boxes:
            carried, self._carried = self._carried, None
            held, self._boxes = self._boxes, []
            yield from docx_runs.drawing_words(box, self) if box.tag != W + "txbxContent" else self._blocks(box)
            yield from self._flush()
            self._carried, self._boxes = carried, held

    def _mark_deleted(self, mark: Element | None) -> bool:
        if mark is None:
            return False
        if mark.find(W + "ins") is not None or mark.find(W + "moveTo") is not None:
            self.file.met["insertions"] += 1
        if mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None:
            self.file.met["deletions"] += 1
            return True
        return False

    def _section(self, properties: Element) -> None:
        kind = value(properties.find(W + "sectPr"), "type")
        if not self.file.rendered_pages and kind not in ("continuous", "nextColumn"):
            self.file.page += 1

    def _count(self, look: Look, style: Look) -> Number | None:
        if look.list is None or look.list == "0":
            return None
        level = look.level
        own = style.list_style
        if (
            own
            and look.list == style.list
            and (linked := self.file.numbering.level_of_style(look.list, own)) is not None
        ):
            level = linked if look.level is None or look.level == style.level else look.level
        return self.file.numbering.next(look.list, level or 0)

    def _table(self, tbl: Element) -> Iterator[Piece]:
        start = self.at + 1
        rows, heads, leading = [], 0, True
        for tr in _rows(tbl):
            properties = tr.find(W + "trPr")
            if properties is not None and properties.find(W + "ins") is not None:
                self.file.met["insertions"] += 1
            if properties is not None and properties.find(W + "del") is not None:
                self.file.met["deletions"] += 1
                continue
            leading = leading and bool(switch(properties, "tblHeader"))
            heads += leading
            rows.append(self._row(tr, properties))
        caption = value(tbl.find(W + "tblPr"), "tblCaption") or ""
        table = Table(rows=_spanned(rows), heads=heads, caption=caption, at=start)
        if self.kind:
            yield from (given for row in table.rows for cell in row for given in cell.lines)
        elif table.rows:
            yield table

    def _row(self, tr: Element, properties: Element | None) -> list["_Place"]:
        column = whole(value(properties, "gridBefore")) or 0
        column = min(max(column, 0), MOST_COLUMNS)
        places = [_Place(0, column, Cell(lines=(), columns=column), "")] if column else []
        for tc in _cells(tr):
            about = tc.find(W + "tcPr")
            if about is not None and about.find(W + "cellDel") is not None:
                self.file.met["deletions"] += 1
                continue
            span = min(max(whole(value(about, "gridSpan")) or 1, 1), MOST_COLUMNS)
            down = None if about is None else about.find(W + "vMerge")
            along = None if about is None else about.find(W + "hMerge")
            lines = tuple(self._cell_lines(tc))
            if along is not None and along.get(W + "val", "continue") == "continue" and places:
                last = places[-1]
                last.cell = Cell(lines=last.cell.lines + lines, columns=last.cell.columns + span)
                column += span
                continue
            merge = "" if down is None else down.get(W + "val", "continue")
            places.append(_Place(column, span, Cell(lines=lines, columns=span), merge))
            column += span
        return places

    def _cell_lines(self, tc: Element) -> Iterator[Line]:
        for piece in [*self._blocks(tc), *self._flush()]:
            if isinstance(piece, Line):
                yield piece
            else:
                yield from (given for row in piece.rows for cell in row for given in cell.lines)


@dataclass
class _Place:
    """A cell where it stands in the grid. `merge` is what it says about those above: "", "restart" or "continue"."""

    column: int
    width: int
    cell: Cell
    merge: str


def _spanned(rows: list[list[_Place]]) -> tuple[tuple[Cell, ...], ...]:
    """The rows with cells that run down counted in the cell where they begin. Words in a covered cell move up to it."""
    open_cells: dict[int, _Place] = {}
    kept: list[list[_Place]] = []
    for row in rows:
        stays: list[_Place] = []
        for place in row:
            above = open_cells.get(place.column)
            if place.merge == "continue" and above is not None and above.width == place.width:
                above.cell = Cell(
                    lines=above.cell.lines + place.cell.lines, columns=above.width, rows=above.cell.rows + 1
                )
                continue
            for column in range(place.column, place.column + max(1, place.width)):
                open_cells.pop(column, None)
            if place.merge:
                open_cells[place.column] = place
            stays.append(place)
        kept.append(stays)
    return tuple(tuple(place.cell for place in row) for row in kept)


def _rows(tbl: Element) -> Iterator[Element]:
    for child in children(tbl):
        if child.tag == W + "tr":
            yield child
        elif child.tag in (W + "ins", W + "moveTo"):
            yield from _rows(child)


def _cells(tr: Element) -> Iterator[Element]:
    return (child for child in children(tr) if child.tag == W + "tc")


def _moved(mark: Mark, by: int) -> Mark:
    return Mark(mark.start + by, mark.end + by, mark.kind, mark.value)


def _main(tongues: Counter[str]) -> str:
    """The language of nearly all letters of a paragraph, "" if there is none."""
    if not tongues:
        return ""
    language, count = tongues.most_common(1)[0]
    return language if count >= 0.9 * tongues.total() else ""
