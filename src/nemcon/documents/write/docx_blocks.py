"""The blocks of a document as paragraphs and tables of WordprocessingML, in the paper's styles."""

import re
from itertools import zip_longest

from nemcon.documents import model
from nemcon.documents.write import docx_table
from nemcon.documents.write.docx_flow import Flow
from nemcon.documents.write.docx_numbering import Numbering
from nemcon.documents.write.docx_words import Words

_PARAGRAPHS = {
    "text": "BodyText",
    "quotation": "Quote",
    "basis": "NemconBasis",
    "statement": "NemconStatement",
    "unofficial": "NemconTrace",
}
_ENTRIES = {"agenda": "agenda", "documentation": "paper", "points": "point"}
_KEPT_TOGETHER = 40  # rows of a table that may share the page of its annex's heading


class Bookmarks:
    """Names of places: the anchors of a document as Word allows them, each once."""

    def __init__(self, document: model.Document) -> None:
        self.names: dict[str, str] = {}
        self.items: dict[str, str] = {}
        self._written: set[str] = set()
        self._taken: set[str] = set()
        for block in document.blocks:
            if isinstance(block, model.Heading):
                self._name(block.anchor)
            elif isinstance(block, model.Listing):
                self._entries(block.entries, (), block.role == "agenda")
        self._headings(document)

    def around(self, anchor: str, runs: str) -> str:
        """`runs` with the bookmark of `anchor` around them, the first time that it is met."""
        if not anchor or anchor in self._written:
            return runs
        self._written.add(anchor)
        number = len(self._written)
        name = self.names[anchor]
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{number}"/>'

    def _name(self, anchor: str) -> None:
        if not anchor or anchor in self.names:
            return
        stem = re.sub(r"[^A-Za-z0-9]+", "_", anchor).strip("_") or "place"
        stem = (stem if stem[0].isalpha() else f"n{stem}")[:34]
        name, copy = stem, 1
        while name.lower() in self._taken:
            copy += 1
            name = f"{stem}_{copy}"
        self._taken.add(name.lower())
        self.names[anchor] = name

    def _entries(self, entries: tuple[model.Entry, ...], above: tuple[str, ...], agenda: bool) -> None:
        stack = [(entry, above) for entry in reversed(entries)]
        while stack:
            entry, path = stack.pop()
            self._name(entry.anchor)
            here = (*path, _bare(entry.number))
            if agenda and entry.anchor and entry.number:
                self.items.setdefault(" ".join(here), self.names[entry.anchor])
            stack.extend((below, here) for below in reversed(entry.entries))

    def _headings(self, document: model.Document) -> None:
        """The heading of an item's annotation is a better place to lead to than its line in the list."""
        item = ""
        for block in document.blocks:
            if not isinstance(block, model.Heading) or not block.number:
                continue
            if block.role == "item":
                item = _bare(block.number)
                path = item
            elif block.role == "sub-item":
                path = f"{item} {_bare(block.number)}"
            else:
                continue
            if block.anchor:
                self.items[path] = self.names[block.anchor]


def _bare(number: str) -> str:
    return number.rstrip(".-")


def blocks(flow: Flow, document: model.Document, words: Words, numbering: Numbering, bookmarks: Bookmarks) -> None:
    """Write the blocks of `document` into `flow`."""
    for block, after in zip_longest(document.blocks, document.blocks[1:]):
        match block:
            case model.Heading():
                _heading(flow, block, after, words, numbering, bookmarks)
            case model.Paragraph():
                style = "NemconNumbered" if block.number and block.role == "text" else _PARAGRAPHS[block.role]
                side, runs = words.sided(block.text, style, numbered=bool(block.number))
                number = numbering.place("paragraph", 0, block.number)
                flow.paragraph(style, runs, head=number + side, foreign=block.text.language)
            case model.Listing():
                _listing(flow, block, words, numbering, bookmarks)
            case model.Table():
                xml = docx_table.table(block, document.language, words)
                if xml:
                    flow.table(xml)


def _heading(
    flow: Flow,
    heading: model.Heading,
    after: model.Blocks | None,
    words: Words,
    numbering: Numbering,
    bookmarks: Bookmarks,
) -> None:
    level = max(1, min(heading.level, 6))
    style = "NemconDocumentation" if heading.role == "documentation" else f"Heading{level}"
    side, runs = words.sided(heading.text, style, numbered=bool(heading.number or heading.above))
    if heading.above:
        runs = f"{words.plain(heading.above)}<w:r><w:br/></w:r>{runs}"
    page = "<w:pageBreakBefore/>" if heading.role == "annex" and not _fits(after) else ""
    head = page + numbering.place("heading", level - 1, heading.number)
    outline = ""
    if heading.role == "documentation" and level != 4:
        outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    flow.paragraph(
        style,
        bookmarks.around(heading.anchor, runs),
        head=head + side,
        tail=outline,
        foreign=heading.text.language,
    )


def _fits(after: model.Blocks | None) -> bool:
    """Whether an annex may share the page of what is before it: a short table, which Word then keeps whole."""
    return isinstance(after, model.Table) and sum(len(group.rows) for group in after.groups) <= _KEPT_TOGETHER


def _listing(
    flow: Flow,
    listing: model.Listing,
    words: Words,
    numbering: Numbering,
    bookmarks: Bookmarks,
) -> None:
    stream = _ENTRIES[listing.role]
    stack = [(entry, 0) for entry in reversed(listing.entries)]
    while stack:
        entry, depth = stack.pop()
        style = _entry_style(listing.role, depth)
        side, runs = words.sided(entry.text, style, numbered=bool(entry.number))
        number = numbering.place(stream, depth, entry.number)
        stack.extend((below, depth + 1) for below in reversed(entry.entries))
        indent = ""
        if not number and listing.role != "documentation":
            indent = f'<w:ind w:left="{624 * min(depth, 8)}"/>'
        flow.paragraph(
            style,
            bookmarks.around(entry.anchor, runs),
            head=number + side,
            tail=indent,
            foreign=entry.text.language,
            after=None if stack else 1,
        )


def _entry_style(role: str, depth: int) -> str:
    if role == "documentation":
        return "NemconPaper"
    if role == "agenda":
        return "NemconSubItem" if depth else "NemconItem"
    return "NemconPoint"
