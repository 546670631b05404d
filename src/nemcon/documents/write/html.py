"""Writes a document as HTML: the reading view of the public page, and a file that stands alone.

The classes are those of nemcon.css beside it (look/), which is the look of the whole house. Nothing that a document
says is trusted: every word passes through html_words.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from nemcon.core.languages import RIGHT_TO_LEFT, direction
from nemcon.core.passage import Passage
from nemcon.documents import model
from nemcon.documents.write.html_words import Address, Words, attribute, language_of, text

EMBLEM = (
    '<svg class="emblem" viewBox="0 0 32 32" aria-hidden="true">'
    '<circle cx="16" cy="16" r="14.75" stroke-width="1.25"/></svg>'
)
# The right-hand lines of a masthead stay English in these languages (DOMAIN section 2).
_ENGLISH_LINES = frozenset({"ru", "zh", "ar"})
_COLUMNS = {"time": "sitting", "item": "item", "track": "track", "people": "people"}
_DEEPEST = 6


def fragment(document: model.Document, *, address: Address | None = None) -> str:
    """The document as it stands in the public page: masthead, then the blocks, then the footnotes.

    `address` leads from a symbol to the page of that document, or None where there is none; without it symbols are
    not links. The fragment has one `h1`, the title; it needs a page with `lang` and `dir` around it.
    """
    return _Writer(document, address).fragment()


def page(document: model.Document, *, address: Address | None = None) -> str:
    """The document as a file of its own, with the look inside it, so that it can be saved, sent and printed."""
    title = " · ".join(part for part in (document.title.text, document.head.symbol) if part)
    return (
        "<!doctype html>\n"
        f'<html lang="{attribute(document.language)}" dir="{direction(document.language)}">\n'
        '<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>\n{look()}</style>\n</head>\n<body>\n"
        f'{illustrative(document)}<main class="sheet" id="main">\n{fragment(document, address=address)}</main>\n'
        "</body>\n</html>\n"
    )


def contents(document: model.Document) -> list[tuple[str, Passage]]:
    """The parts of the document as a reader looks for them: (anchor, heading) of every outermost heading."""
    found = anchors(document.blocks)
    return [
        (found[at], b.text) for at, b in enumerate(document.blocks) if isinstance(b, model.Heading) and b.level == 1
    ]


def anchors(blocks: Sequence[model.Blocks]) -> dict[int, str]:
    """An anchor for every heading by its place among the blocks; no two alike."""
    taken: set[str] = set()
    found: dict[int, str] = {}
    for at, block in enumerate(blocks):
        if isinstance(block, model.Heading):
            wanted = block.anchor or f"{block.role}-{at}"
            anchor, copy = wanted, 1
            while anchor in taken:
                copy += 1
                anchor = f"{wanted}-{copy}"
            taken.add(anchor)
            found[at] = anchor
    return found


def outline(document: model.Document) -> str:
    """The agenda alone, in small type: what a page of the meeting shows. "" where there is none."""
    listings = [b for b in document.blocks if isinstance(b, model.Listing) and b.role == "agenda"]
    writer = _Writer(document, None, notes=False)
    return "".join(writer.agenda(listing, "agenda compact") for listing in listings)


def programme(document: model.Document) -> str:
    """The organization of work alone, "" where there is none."""
    tables = [b for b in document.blocks if isinstance(b, model.Table) and b.role == "programme"]
    writer = _Writer(document, None, notes=False)
    return "".join(writer.table(table) for table in tables)


def illustrative(document: model.Document) -> str:
    """The line over the page that says what is illustrative in the document, "" where nothing is."""
    if not document.illustrative:
        return ""
    first = re.match(r"[^.。]{1,40}[.。]", document.illustrative)
    at = first.end() if first else 0
    name = attribute(document.illustrative_mark or document.illustrative[:at])
    strong = f"<b>{text(document.illustrative[:at])}</b>" if at else ""
    rest = text(document.illustrative[at:], rtl=document.language in RIGHT_TO_LEFT)
    return f'<aside class="illustrative" aria-label="{name}"><span>{strong}{rest}</span></aside>\n'


@cache
def look() -> str:
    """The stylesheet of the house."""
    return (resources.files("nemcon.documents.write") / "look" / "nemcon.css").read_text("utf-8")


class _Writer:
    """Writes one document. `open` are the elements now open around the blocks, outermost first, by their end tags."""

    def __init__(self, document: model.Document, address: Address | None, *, notes: bool = True) -> None:
        """`notes` is False where a part is written without the footnotes that it names."""
        self.document = document
        self.anchors = anchors(document.blocks)
        marks = [note.mark for note in document.footnotes]
        self.words = Words(document.language, marks, self._items(), address, notes=notes)
        self.open: list[tuple[str, str]] = []  # (what it is, its end tag)

    def fragment(self) -> str:
        parts = [self._masthead()]
        for at, block in enumerate(self.document.blocks):
            parts.append(self._block(at, block))
        parts.append(self._close("chapter"))
        parts.append(self._footnotes())
        if self.document.job:
            parts.append(f'<p class="job note"><bdi>{text(self.document.job)}</bdi></p>\n')
        return "".join(parts)

    # ── the masthead

    def _masthead(self) -> str:
        document, head = self.document, self.document.head
        house = self.words.span(head.house, extra=' class="house"')
        symbol = f'<span class="symbol">{text(head.symbol)}</span>' if head.symbol else ""
        speaks = ' lang="en" dir="ltr"' if document.language in _ENGLISH_LINES else ""
        lines = "".join(f"<span>{text(line) or '&nbsp;'}</span> " for line in _trimmed(head.lines))
        distribution = f'<p class="distribution"{speaks}>{lines.rstrip()}</p>' if lines else ""
        organ = self.words.span(head.organ, "p", ' class="organ"') if head.organ else "<p></p>"
        third = [self.words.span(part) for part in (head.meeting, head.session) if part]
        if head.body:
            third.insert(0, self.words.span(head.body, "b"))
        out = [
            '<header class="masthead">\n',
            f'<div class="first">{house} {symbol}</div>\n',
            f'<div class="second">{EMBLEM}{organ} {distribution}</div>\n',
            f'<p class="third">{"<br>".join(third)}</p>\n' if third else "",
            self.words.span(head.item, "p", ' class="third"') + "\n" if head.item else "",
            *(self.words.span(other, "p", ' class="third"') + "\n" for other in head.others if other),
            self.words.span(document.title, "h1") + "\n",
            self.words.span(document.subtitle, "p", ' class="title lesser"') + "\n" if document.subtitle else "",
            f'<p class="unofficial note">{text(document.unofficial)}</p>\n' if document.unofficial else "",
            "</header>\n",
        ]
        return "".join(out)

    # ── blocks

    def _block(self, at: int, block: model.Blocks) -> str:
        match block:
            case model.Heading():
                return self._heading(at, block)
            case model.Paragraph():
                return self._within() + self._paragraph(block)
            case model.Listing(role="agenda"):
                return self._close("flow", "documentation") + self.agenda(block)
            case model.Listing(role="documentation"):
                return self._documentation(block)
            case model.Listing():
                return self._within() + self._points(block.entries, "points")
            case model.Table():
                return self._close("flow", "documentation") + self.table(block)

    def _heading(self, at: int, heading: model.Heading) -> str:
        anchor = attribute(self.anchors[at])
        tag, deeper = _heading_tag(heading.level)
        if heading.level == 1:
            following = self.document.blocks[at + 1 : at + 2]
            ahead = "" if following and isinstance(following[0], model.Heading) else " ahead"
            above = f'<p class="title annex">{text(heading.above)}</p>\n' if heading.above else ""
            start = self._close("chapter") + f'<section class="chapter" aria-labelledby="{anchor}">\n{above}'
            self.open.append(("chapter", "</section>\n"))
            return start + f'<h2 id="{anchor}" class="title{ahead}">{self._numbered(heading)}</h2>\n'
        if heading.role == "documentation":
            start = self._close("flow", "documentation") + '<div class="documentation">'
            self.open.append(("documentation", "</div>\n"))
            return start + f'<{tag} id="{anchor}"{deeper}>{self.words.html(heading.text)}</{tag}>\n'
        if heading.role == "item":
            start = self._close("annotation") + f'<section class="annotation" id="{anchor}">\n'
            self.open.append(("annotation", "</section>\n"))
            return start + f"<{tag}{deeper}{self._bare(heading)}>{self._numbered(heading)}</{tag}>\n"
        start = self._close("flow", "documentation")
        if not any(kind == "annotation" for kind, _ in self.open):
            start += '<div class="annotation">\n'
            self.open.append(("annotation", "</div>\n"))
        return start + f'<{tag} id="{anchor}"{deeper}{self._bare(heading)}>{self._numbered(heading)}</{tag}>\n'

    def _numbered(self, heading: model.Heading) -> str:
        if not heading.number:
            return self.words.span(heading.text) if heading.text.language else self.words.html(heading.text)
        return f"<span>{text(heading.number)}</span> {self.words.span(heading.text)}"

    @staticmethod
    def _bare(heading: model.Heading) -> str:
        return "" if heading.number else ' class="bare"'

    def _paragraph(self, paragraph: model.Paragraph) -> str:
        if paragraph.number:
            return f'<p class="numbered"><span>{text(paragraph.number)}</span> {self.words.span(paragraph.text)}</p>\n'
        if paragraph.role == "quotation":
            return f"<blockquote>{self.words.span(paragraph.text, 'p')}</blockquote>\n"
        extra = "" if paragraph.role == "text" else f' class="{paragraph.role}"'
        return self.words.span(paragraph.text, "p", extra) + "\n"

    def agenda(self, listing: model.Listing, name: str = "agenda") -> str:
        """The list of items."""
        entries = "".join(self._entry(entry, outermost=True) for entry in listing.entries)
        return f'<ol class="{name}" role="list">\n{entries}</ol>\n'

    def _entry(self, entry: model.Entry, *, outermost: bool = False) -> str:
        anchor = f' id="{attribute(entry.anchor)}"' if entry.anchor else ""
        inner = self.words.html(entry.text)
        speaks = language_of(entry.text, self.document.language)
        if entry.entries:
            own = f"<div{speaks}>{inner}</div>" if speaks else inner
            body = f'<div>{own}<ol role="list">{"".join(self._entry(e) for e in entry.entries)}</ol></div>'
        else:
            tag = "div" if outermost else "span"
            body = f"<{tag}{speaks}>{inner}</{tag}>"
        return f"<li{anchor}><span>{text(entry.number)}</span> {body}</li>\n"

    def _points(self, entries: Sequence[model.Entry], name: str) -> str:
        return f'<ol class="{name}" role="list">\n{"".join(self._entry(e) for e in entries)}</ol>\n'

    def _documentation(self, listing: model.Listing) -> str:
        inside = bool(self.open) and self.open[-1][0] == "documentation"
        start = "" if inside else self._close("flow") + '<div class="documentation">'
        rows = []
        for entry in listing.entries:
            number = f'<span class="number">{text(entry.number)}</span> ' if entry.number else ""
            anchor = f' id="{attribute(entry.anchor)}"' if entry.anchor else ""
            if number:
                rows.append(f"<li{anchor}>{number}{self.words.span(entry.text)}</li>\n")
            else:
                rows.append(self.words.span(entry.text, "li", anchor) + "\n")
        end = self._close("documentation") if inside else "</div>\n"
        return f'{start}<ul role="list">\n{"".join(rows)}</ul>{end}'

    # ── the organization of work, and other tables

    def table(self, table: model.Table) -> str:
        """A table; rows under a day stand in a group of their own."""
        name = "programme stack" if table.role == "programme" else "stack"
        columns = "".join(f'<col class="{_COLUMNS[c]}">' if c in _COLUMNS else "<col>" for c in table.columns)
        heads = " ".join(self.words.span(cell, "th", ' scope="col"') for cell in table.head)
        return (
            f'<table class="{name}">\n<caption class="unseen">{self.words.html(table.caption)}</caption>\n'
            f"<colgroup>{columns}</colgroup>\n"
            + (f"<thead><tr>{heads}</tr></thead>\n" if table.head else "")
            + "".join(self._group(table, group) for group in table.groups)
            + "</table>\n"
        )

    def _group(self, table: model.Table, group: model.Group) -> str:
        out = ['<tbody class="day">\n' if group.head else "<tbody>\n"]
        if group.head:
            extra = f' scope="rowgroup" colspan="{len(table.columns)}"'
            out.append(f"<tr>{self.words.span(group.head, 'th', extra)}</tr>\n")
        spanned = [0] * len(table.columns)
        for row in group.rows:
            cells = iter(row)
            out.append("<tr>")
            under = False  # the cell before stands in an earlier row
            for at, column in enumerate(table.columns):
                if spanned[at]:
                    spanned[at] -= 1
                    under = True
                    continue
                cell = next(cells, None)
                if cell is None:
                    break
                spanned[at] = cell.rows - 1
                out.append(self._cell(table, at, column, cell, under))
                under = False
            out.append("</tr>\n")
        out.append("</tbody>\n")
        return "".join(out)

    def _cell(self, table: model.Table, at: int, column: str, cell: model.Cell, under: bool) -> str:
        rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        rows += ' class="under"' if under else ""
        label = ""
        if column in ("item", "track", "people") and cell.text and at < len(table.head):
            label = f' data-label="{attribute(table.head[at].text)}"'
        return self.words.span(cell.text, "td", rows + label) + " "

    # ── footnotes

    def _footnotes(self) -> str:
        if not self.document.footnotes:
            return ""
        rows = []
        for note in self.document.footnotes:
            anchor = self.words.notes[note.mark]
            mark = text(note.mark)
            # The mark itself leads back: a sign of its own would be a word that the document does not say.
            if note.mark in self.words.named:
                mark = f'<a href="#{anchor}-named">{mark}</a>'
            rows.append(f'<li id="{anchor}"><span>{mark}</span> {self.words.span(note.text, "div")}</li>\n')
        return f'<ol class="footnotes" role="list">\n{"".join(rows)}</ol>\n'

    # ── what is open around the blocks

    def _within(self) -> str:
        """Opens what gives running text its type, unless an annotation already does."""
        start = self._close("documentation")
        if not any(kind in ("annotation", "flow") for kind, _ in self.open):
            start += '<div class="official flow">\n'
            self.open.append(("flow", "</div>\n"))
        return start

    def _close(self, *kinds: str) -> str:
        """Closes the open elements of `kinds` and all within them."""
        ends = []
        while any(kind in kinds for kind, _ in self.open):
            ends.append(self.open.pop()[1])
        return "".join(ends)

    def _items(self) -> dict[str, str]:
        """From the reference of an item ("2", "1 (a)") to the anchor of its annotation, else of its line."""
        found: dict[str, str] = {}
        for block in self.document.blocks:
            if isinstance(block, model.Listing) and block.role == "agenda":
                for entry in block.entries:
                    if entry.anchor and entry.number:
                        found[entry.number.rstrip(".-")] = entry.anchor
        above = ""
        for at, block in enumerate(self.document.blocks):
            if isinstance(block, model.Heading) and block.number:
                number = block.number.rstrip(".-")
                if block.role == "item":
                    above = number
                    found[number] = self.anchors[at]
                elif block.role == "sub-item":
                    found.setdefault(f"{above} {number}", self.anchors[at])
        return found


def _heading_tag(level: int) -> tuple[str, str]:
    """The element of a heading, and what says its depth where HTML has no such element. `h1` is the title."""
    depth = level + 1
    return (f"h{depth}", "") if depth <= _DEEPEST else (f"h{_DEEPEST}", f' aria-level="{depth}"')


def _trimmed(lines: Sequence[str]) -> Sequence[str]:
    """The lines without empty ones at the end."""
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]
