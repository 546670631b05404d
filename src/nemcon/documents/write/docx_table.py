"""Tables: the organization of work and any other. Rules above and below, thin ones between sittings, none upright."""

from itertools import pairwise

from nemcon.core.passage import Passage
from nemcon.documents import model
from nemcon.documents.write.docx_styles import GUTTER, WIDE, cell_margins, exact_line
from nemcon.documents.write.docx_words import Words, bidi, clean

_WIDTHS = {"time": 2268, "item": 1191, "track": 1588, "people": 1985}  # the distance to the next column within
_BETWEEN = 227  # 4 mm
_THIN = '<w:tcBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tcBorders>'
_TOGETHER = 40  # rows; a longer table is not kept on one page

Placed = model.Cell | None
"""A cell in the grid; None where an earlier one spans."""


def table(table: model.Table, language: str, words: Words) -> str:
    """The table as w:tbl, "" if it has no rows. A short one keeps to the page of the heading above it, if it fits."""
    groups = [_grid(group, len(table.columns)) for group in table.groups]
    columns = max([len(table.columns), *(len(row) for rows in groups for row in rows)])
    widths = _widths(table, columns)
    together = sum(map(len, groups)) <= _TOGETHER
    writer = _Rows(widths, language, words, together)
    rows = [writer.head(table.head)] if table.head else []
    for place, (group, grid) in enumerate(zip(table.groups, groups, strict=True)):
        last = place == len(groups) - 1
        if group.head:
            rows.append(writer.day(group.head, first=place == 0))
        rows.extend(writer.body(grid, last=last, ruled=bool(group.head) or place > 0 or bool(table.head)))
    if not rows:
        return ""
    columns_xml = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    visual = "<w:bidiVisual/>" if bidi(language, language) else ""
    caption = f'<w:tblCaption w:val="{clean(table.caption.text).replace(chr(34), "&quot;")}"/>' if table.caption else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="NemconTable"/>{visual}<w:tblW w:w="{WIDE}" w:type="dxa"/>'
        f'<w:tblInd w:w="-{GUTTER}" w:type="dxa"/><w:tblBorders>'
        '<w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
        '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/></w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{cell_margins(language)}'
        f'<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/>{caption}</w:tblPr>'
        f"<w:tblGrid>{columns_xml}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _grid(group: model.Group, columns: int) -> list[list[Placed]]:
    """The rows of a group with a place for every column; a span ends with the group."""
    rows: list[list[Placed]] = []
    spanned: list[int] = [0] * columns
    for place, row in enumerate(group.rows):
        cells = iter(row)
        placed: list[Placed] = []
        for column, rest in enumerate(spanned):
            cell = None if rest else next(cells, model.Cell(text=Passage("")))
            placed.append(cell)
            down = min(cell.rows, len(group.rows) - place) if cell else rest
            spanned[column] = max(down - 1, 0)
        placed.extend(cells)
        rows.append(placed)
    return rows


def _widths(table: model.Table, columns: int) -> list[int]:
    """The widths of the columns; "title" takes what the others leave, and unknown ones share alike."""
    fixed = [_WIDTHS.get(name, 0) for name in table.columns] + [0] * (columns - len(table.columns))
    open_ended = [place for place, width in enumerate(fixed) if not width] or [columns - 1]
    rest = WIDE - sum(width for place, width in enumerate(fixed) if place not in open_ended)
    if rest < 1400 * len(open_ended):  # too many columns for the usual widths
        return [WIDE // columns] * (columns - 1) + [WIDE - WIDE // columns * (columns - 1)]
    for place in open_ended:
        fixed[place] = rest // len(open_ended)
    fixed[open_ended[-1]] += WIDE - sum(fixed)
    return fixed


class _Rows:
    def __init__(self, widths: list[int], language: str, words: Words, together: bool) -> None:
        self.widths = widths
        self.language = language
        self.words = words
        self.together = together

    def head(self, passages: tuple[Passage, ...]) -> str:
        cells = [*passages, *[Passage("")] * (len(self.widths) - len(passages))]
        inside = "".join(
            self._cell(at, self._paragraph(cell, "NemconTableHead", at, keep=True), "") for at, cell in enumerate(cells)
        )
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{inside}</w:tr>"

    def day(self, passage: Passage, *, first: bool) -> str:
        width = sum(self.widths)
        above = '<w:tcMar><w:top w:w="180" w:type="dxa"/></w:tcMar>' if not first else ""
        rule = _THIN if first else ""
        return (
            f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            f'<w:gridSpan w:val="{len(self.widths)}"/>{rule}{above}</w:tcPr>'
            f"{self._paragraph(passage, 'NemconTableDay', len(self.widths) - 1, keep=True)}</w:tc></w:tr>"
        )

    def body(self, grid: list[list[Placed]], *, last: bool, ruled: bool) -> list[str]:
        """The rows of a day: a rule above each sitting, and the rows of a sitting kept on one page."""
        rows = []
        ends = [not any(cell is None for cell in below) for _, below in pairwise(grid)] + [True]
        starts = [True, *ends[:-1]]
        for at, row in enumerate(grid):
            keep = not ends[at] or (self.together and not (last and at == len(grid) - 1))
            cells = []
            for column in range(len(self.widths)):
                cell = row[column] if column < len(row) else model.Cell(text=Passage(""))
                merge = ""
                if cell is None:
                    merge = "<w:vMerge/>"
                elif (
                    cell.rows > 1 and at + 1 < len(grid) and column < len(grid[at + 1]) and grid[at + 1][column] is None
                ):
                    merge = '<w:vMerge w:val="restart"/>'
                text = cell.text if cell else Passage("")
                rule = _THIN if starts[at] and (ruled or at > 0) else ""
                cells.append(
                    self._cell(column, self._paragraph(text, "NemconTableText", column, keep=keep), merge + rule)
                )
            rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
        return rows

    def _cell(self, column: int, content: str, properties: str) -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="{self.widths[column]}" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'

    def _paragraph(self, passage: Passage, style: str, column: int, *, keep: bool) -> str:
        """A cell's paragraph, which keeps its distance from the next column."""
        side = bidi(passage.language or self.language, self.language)
        indent = f'<w:ind w:right="{_BETWEEN}"/>' if column < len(self.widths) - 1 else ""
        runs = self.words.runs(passage, style=style)
        next_row = "<w:keepNext/>" if keep else ""
        line = exact_line(passage.language, self.language, style)
        line = f"<w:spacing{line}/>" if line else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{next_row}{side}{line}{indent}</w:pPr>{runs}</w:p>'
