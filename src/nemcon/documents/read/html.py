"""An HTML page to a Source: the words that a browser shows, in order, with headings, lists, tables, languages.

Scripts and styles are no words. Numbers of ordered lists are counted as a browser counts them; our own pages write the
number of an item in a <span> before its words, which is read as its number. What frames a page (<nav>, <footer>,
<header class="frame">, the column beside a document) is furniture of the page: kind head or foot.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from nemcon.documents.read import html_tags as tags
from nemcon.documents.read.html_notes import Notes
from nemcon.documents.read.html_tags import Element
from nemcon.documents.read.html_text import decode_html
from nemcon.documents.read.safety import check_lines, check_tree
from nemcon.documents.read.words import BLANKS, Words, line, split_lines
from nemcon.documents.source import Cell, Line, LineKind, Piece, Source, Table, Unreadable, lines_of

MOST_SPANNED = 1000
_TOO_DEEP = "The page is nested too deeply: elements within one another, hundreds deep. Save it anew as text or DOCX."
_TOO_LONG = (
    "The page holds a single piece of text of more than 10 MB. Split it into paragraphs, or save it as plain text."
)


def from_html(data: bytes) -> Source:
    """Read an HTML page or fragment.

    Raises: Unreadable if it is too large or nested too deeply.
    """
    text, warnings = decode_html(data)
    page = _Page(_parsed(text))
    pieces = page.read()
    if page.left_out:
        warnings.append(f"The page shows {page.left_out} other pages or objects within it; nothing was fetched.")
    if page.deleted:
        warnings.append(f"The page marks deletions: {page.deleted} left out, as if accepted.")
    if page.hidden:
        warnings.append(f"Hidden parts of the page were kept ({page.hidden}); check whether they belong to the text.")
    title = page.root.find(".//title")
    return Source(
        pieces=tuple(pieces),
        form="html",
        language=page.language,
        title="" if title is None else " ".join((title.text or "").split()),
        warnings=tuple(warnings),
    )


def _parsed(text: str) -> Element:
    stored = text.encode("utf-8", "replace")
    check_tree(stored, "the page")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        root = etree.fromstring(stored, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    for problem in parser.error_log:  # a limit makes the parser stop early without an exception
        if problem.type_name == "ERR_RESOURCE_LIMIT":
            deep = "depth" in problem.message.lower()
            raise Unreadable(_TOO_DEEP if deep else _TOO_LONG)
    if root is None:
        raise Unreadable("The page holds nothing that can be read. Save it anew, or save it as text.")
    return root


@dataclass
class _Label:
    """The number of an entry or a heading, given to the first line of it."""

    text: str
    used: bool = False


@dataclass(frozen=True)
class _Place:
    """What holds for the words at one place of the page."""

    kind: LineKind = "paragraph"
    level: int = 0
    label: _Label | None = None
    language: str = ""
    bold: bool = False
    italic: bool = False
    centred: bool = False
    kept: bool = False
    style: str = ""
    depth: int = 0
    indent: float = 0


@dataclass
class _Page:
    """The walk through a page. What is being collected is a line; it ends where a block begins or ends."""

    root: Element
    language: str = ""
    left_out: int = 0
    deleted: int = 0
    hidden: int = 0
    _at: int = 0
    _characters: int = 0
    _out: list[Piece] = field(default_factory=list)
    _words: Words = field(default_factory=Words)
    _place: _Place = field(default_factory=_Place)
    _tongues: Counter[str] = field(default_factory=Counter)
    _labels: set[Element] = field(default_factory=set)

    def read(self) -> list[Piece]:
        """All pieces of the page."""
        body = self.root.find("body")
        body = self.root if body is None else body
        self.language = tags.language(self.root) or tags.language(body)
        if not self.language and len(body) == 1:
            self.language = tags.language(body[0])
        self._notes = Notes(body)
        self._one_title = sum(1 for _ in body.iter("h1")) == 1
        self._children(body, _Place(language=self.language))
        self._flush()
        return self._out

    def _children(self, parent: Element, place: _Place) -> None:
        if parent.text:
            self._text(parent.text, place)
        for child in parent:
            if isinstance(child.tag, str):
                self._element(child, place)
            if child.tail:
                self._text(child.tail, place)

    def _text(self, text: str, place: _Place) -> None:
        text = text.replace("\u00ad", "")
        if not place.kept:
            text = tags.collapsed(text)
            if not len(self._words) or self._words.ends_blank():
                text = text.lstrip(" ")
        if text:
            self._begin(place)
            self._characters += len(text)
            check_lines(self._at, self._characters)
            self._words.add(text, bold=place.bold, italic=place.italic)
            self._tongues[place.language] += sum(map(str.isalpha, text))

    def _begin(self, place: _Place) -> None:
        if self._words.is_empty():
            self._place = place

    def _element(self, element: Element, place: _Place) -> None:
        tag = str(element.tag)
        if tag in tags.NO_WORDS or element in self._labels or self._notes.is_way_back(element):
            return
        if tag in tags.OTHER_PAGES:
            self.left_out += 1
        if tag == "br":
            self._words.add("\n")
        elif tag == "del":
            self.deleted += 1
        elif mark := self._notes.call(element):
            self._begin(place)
            self._words.note(mark)
        elif tag == "table":
            self._flush()
            self._table(element, self._within(element, tag, place))
        elif tag in tags.LISTS:
            self._flush()
            self._list(element, tag, self._within(element, tag, place))
        elif tags.is_block(element, tag):
            self._flush()
            self._block(element, tag, self._within(element, tag, place))
        elif tag == "q":
            self._text("“", place)
            self._children(element, self._within(element, tag, place))
            self._text("”", place)
        else:
            self._children(element, self._within(element, tag, place))

    def _block(self, element: Element, tag: str, place: _Place) -> None:
        label = tags.label(element)
        own: _Label | None = None
        if label is not None:
            self._labels.add(label)
            own = _Label(tags.words(label))
            place = replace(place, label=own)
            if place.kind == "paragraph":
                place = replace(place, kind="entry", level=max(1, place.depth))
        self._children(element, place)
        self._flush()
        self._bare(own, place)

    def _list(self, element: Element, tag: str, place: _Place) -> None:
        place = replace(place, depth=place.depth + 1)
        numbers = tags.numbers(element, tag)
        if (element.text or "").strip():
            self._text(element.text or "", place)
        for child in element:
            if child.tag == "li":
                self._entry(child, next(numbers), place)
            elif isinstance(child.tag, str):
                self._element(child, place)
            if (child.tail or "").strip():
                self._text(child.tail or "", place)
        self._flush()

    def _entry(self, element: Element, number: str, place: _Place) -> None:
        self._flush()
        place = self._within(element, "li", place)
        label = tags.label(element)
        if label is not None:
            self._labels.add(label)
            number = tags.words(label)
        own = _Label(number)
        above = element.getparent()
        if place.kind == "paragraph" and above is not None and "footnotes" in (above.get("class") or "").split():
            place = replace(place, kind="note", label=own)  # one that no word of the page calls
        elif place.kind not in ("head", "foot", "note"):
            place = replace(place, kind="entry", level=place.depth, label=own)
        elif place.kind != "note":
            place = replace(place, label=own if label is not None else None)
        self._children(element, place)
        self._flush()
        self._bare(own if label is not None and place.kind != "note" else None, place)

    def _bare(self, label: _Label | None, place: _Place) -> None:
        """A number that no words followed is a line of its own: it is a word of the page."""
        if label is not None and label.text and not label.used:
            self._at += 1
            self._out.append(
                Line(text="", kind=place.kind, number=label.text, level=place.level, whole=True, at=self._at)
            )

    def _within(self, element: Element, tag: str, place: _Place) -> _Place:
        """The place inside `element`."""
        style = element.get("style", "").lower().replace(" ", "")
        classes = (element.get("class") or "").split()
        if element.get("hidden") is not None or "display:none" in style:
            self.hidden += any(text.strip() for text in element.itertext())
        place = replace(
            place,
            language=tags.language(element) or place.language,
            bold=place.bold or tag in ("b", "strong") or "font-weight:bold" in style,
            italic=place.italic or tag in tags.ITALIC or "font-style:italic" in style,
            centred=place.centred or tags.is_centred(element, tag, style),
            kept=place.kept or tag in ("pre", "textarea", "listing", "xmp"),
        )
        if tags.is_block(element, tag):
            deeper = tags.indent(style) + 6 * (tag in ("blockquote", "dd"))
            place = replace(place, style=" ".join(classes), indent=place.indent + deeper)
        if place.kind in ("head", "foot"):
            return place
        if furniture := tags.furniture(element, tag, classes):
            return replace(place, kind=furniture, label=None)
        note = self._notes.number_of(element)
        if note is not None:
            return replace(place, kind="note", label=_Label(note))
        if place.kind != "note" and (level := tags.heading(element, tag)):
            title = tag == "h1" and self._one_title
            return replace(place, kind="title" if title else "heading", level=0 if title else level)
        return place

    def _flush(self) -> None:
        """End the line that is being collected."""
        words, self._words = self._words, Words()
        tongues, self._tongues = self._tongues, Counter()
        place, text, marks = self._place, words.text(), words.marks()
        if not text.strip(BLANKS) and not any(mark.kind == "note" for mark in marks):
            return
        self._at += 1
        kind, number = place.kind, ""
        if place.label is not None:
            if kind == "note" or not place.label.used:
                number = place.label.text
            elif kind == "entry":
                kind = "paragraph"
            place.label.used = True
        if number and kind in ("head", "foot"):
            text, marks, number = f"{number} {text.lstrip()}", (), ""
        tongue = tags.main_language(tongues)
        for part, its_marks in split_lines(text, marks) if place.kept else [(text, marks)]:
            made = line(
                part,
                its_marks,
                keep_tabs=None if place.kept else False,
                kind=kind,
                number=number,
                level=place.level if kind in ("entry", "heading") else 0,
                indent=place.indent + 4 * max(0, place.depth - 1),
                whole=not place.kept,
                centred=place.centred,
                style=place.style,
                language="" if tongue == self.language else tongue,
                at=self._at,
            )
            if made is not None:
                self._out.append(made)
                number = number if kind == "note" else ""

    def _table(self, element: Element, place: _Place) -> None:
        self._at += 1
        start = self._at
        outside, self._out = self._out, []
        caption = ""
        rows: list[list[Cell]] = []
        heads = 0
        for group, tr in _rows(element):
            if tr.tag == "caption":
                caption = tags.words(tr)
                continue
            inner = self._within(tr, "tr", place)
            cells = [child for child in tr if child.tag in ("td", "th")]
            head = group == "thead" or (bool(cells) and all(c.tag == "th" and c.get("scope") == "col" for c in cells))
            heads += head and heads == len(rows)
            rows.append([self._cell(cell, inner) for cell in cells])
        self._flush()
        loose, self._out = self._out, outside
        self._out.extend(loose)
        if place.kind in ("head", "foot", "note"):
            if caption:
                self._out.append(Line(text=caption, kind=place.kind, whole=True, at=start))
            self._out.extend(given for row in rows for cell in row for given in cell.lines)
        elif any(rows) or caption:
            self._out.append(Table(rows=_clamped(rows), heads=heads, caption=caption, at=start))

    def _cell(self, element: Element, place: _Place) -> Cell:
        outside, self._out = self._out, []
        inner = self._within(element, str(element.tag), place)
        self._children(element, replace(inner, label=None) if inner.kind == "entry" else inner)
        self._flush()
        inside, self._out = self._out, outside
        columns = _span(element.get("colspan"))
        return Cell(lines=tuple(lines_of(inside)), columns=max(1, columns), rows=_span(element.get("rowspan")))


def _rows(table: Element) -> Iterator[tuple[str, Element]]:
    """The rows of a table with the group that each is in, and its caption."""
    for child in table:
        if child.tag in ("tr", "caption"):
            yield "", child
        elif child.tag in ("thead", "tbody", "tfoot"):
            for tr in child:
                if tr.tag == "tr":
                    yield str(child.tag), tr


def _span(text: str | None) -> int:
    """A span as written; 0 means "to the end"."""
    return min(int(text), MOST_SPANNED) if text and text.strip().isdecimal() else 1


def _clamped(rows: list[list[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """The rows, no cell running down further than the table does."""
    made = []
    for at, row in enumerate(rows):
        left = len(rows) - at
        made.append(
            tuple(Cell(lines=c.lines, columns=c.columns, rows=min(c.rows, left) if c.rows else left) for c in row)
        )
    return tuple(made)
