"""An annotated agenda as a document: masthead, provisional agenda, annotations, annex with the organization of work.

The order is that of the United Nations' annotated provisional agendas (domain brief, section 2). A document that names
its own parts keeps its names; where it names none, the set phrases do.
"""

import re

from msgspec.structs import replace as _replace

from nemcon.core.agenda import Agenda, Block, Item, Labels, Paper, Section
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark, Passage
from nemcon.documents import phrases
from nemcon.documents.compose import numbers, programme, words
from nemcon.documents.compose.head import head
from nemcon.documents.compose.version import Version, is_own_note, version
from nemcon.documents.model import (
    Blocks,
    Document,
    Entry,
    Footnote,
    Heading,
    Listing,
    Paragraph,
)


def compose(agenda: Agenda, language: str, *, house: str = "", job: str = "") -> Document:
    """`agenda` as a document in `language`.

    In its own language it is printed as it stands; in another from its translation; what has no translation is a set
    phrase where one says the same, otherwise a passage in the original language, and the document says so.
    `house` is the institution's name and `job` the job number where the agenda gives none; a job number is entered,
    never made.
    Raises: ValueError for a language in which no document is composed.
    """
    if language not in LANGUAGES:
        raise ValueError(f"Documents are composed in {', '.join(LANGUAGES)}; {language!r} is none of them.")
    edition = version(agenda, language)
    own, original = edition.own.masthead, edition.original.masthead
    title = edition.passage(
        own.title,
        original.title,
        own.title_marks if own.title else original.title_marks,
        phrase="annotated-provisional-agenda" if _annotated(edition.own.items) else "provisional-agenda",
    )
    illustrative = edition.own.illustrative
    if edition.original.illustrative and not illustrative:
        illustrative = phrases.phrase("illustrative", language) + words.LIST_MARKS[language][2]
    document = Document(
        language=language,
        title=title,
        subtitle=edition.passage(own.subtitle, original.subtitle),
        head=head(edition, house),
        blocks=_blocks(edition),
        footnotes=tuple(
            Footnote(
                mark=note.mark,
                text=edition.words(note.text, note.marks, "" if is_own_note(note, edition) else agenda.language),
            )
            for note in edition.own.notes
        ),
        date=own.date or original.date,
        job=own.job or job or (original.job if edition.is_original else ""),
        illustrative=words.spaced(illustrative, language),
        illustrative_mark=phrases.phrase("illustrative", language) if illustrative else "",
    )
    return _said_unofficial(document, edition)


def _said_unofficial(document: Document, edition: Version) -> Document:
    """What a version says about itself: that it is unofficial, and that some of it is in the original language."""
    language, statements = edition.language, []
    if edition.own.unofficial:
        statements.append(phrases.phrase("unofficial-translation", language) + words.LIST_MARKS[language][2])
    others = sorted({p.language for p in words.passages(document) if p.language and p.text})
    if not edition.is_original and others:
        names = ("、" if language == "zh" else ", ").join(_language_name(other, language) for other in others)
        said = phrases.phrase("shown-in-the-original-language", language, original=names)
        statements.append(words.spaced(said, language))
    unofficial = ("" if language == "zh" else " ").join(statements)
    return _replace(document, unofficial=unofficial)


def _language_name(code: str, language: str) -> str:
    """The name of a language, official or not, in running text in `language`; an unknown code is its own name."""
    if code in LANGUAGES:
        return phrases.phrase(f"language-{code}", language)
    from babel import Locale  # late: few documents need it

    return str(Locale(language).languages.get(code, code))


def _annotated(items: tuple[Item, ...]) -> bool:
    return any(item.annotation or item.documentation or item.basis or _annotated(item.items) for item in items)


def _blocks(edition: Version) -> tuple[Blocks, ...]:
    return tuple(_Blocks(edition).all())


class _Blocks:
    """The blocks of one version, in reading order; anchors are unique within it."""

    def __init__(self, edition: Version) -> None:
        self.edition = edition
        self.language = edition.language
        self.labels = edition.own.labels if edition.own.labels != Labels() else edition.original.labels
        self.annotated = _annotated(edition.own.items)
        self.listed = bool(self.labels.annotations) or self.labels == Labels() or not self.annotated
        self.anchors: set[str] = set()
        self.blocks: list[Blocks] = []

    def all(self) -> list[Blocks]:
        own = self.edition.own
        self._sections("before")
        if own.items and self.listed:
            self._chapter("agenda", self._label("agenda", "provisional-agenda"))
            self.blocks.append(Listing(entries=self._entries(own.items, 0, ()), role="agenda"))
        self._sections("between")
        if own.items and self.annotated:
            part = "annotations" if self.listed or not self.labels.agenda else "agenda"
            self._chapter("annotations", self._label(part, "annotations"))
            for item in own.items:
                self._annotation(item, 0, ())
        self._sections("after")
        self._programme()
        self._sections("annex")
        return self.blocks

    # ---- the list ------------------------------------------------------------------------

    def _entries(self, items: tuple[Item, ...], depth: int, path: tuple[str, ...]) -> tuple[Entry, ...]:
        made = []
        for place, item in enumerate(items):
            spoken = words.spoken(item.language, self.language)
            opening, dividing, closing = words.LIST_MARKS[spoken]
            last = depth == 0 or place + 1 == len(items)
            sign = opening if item.items else closing if last else dividing
            below = (*path, item.number)
            made.append(
                Entry(
                    number=numbers.printed(item.number, depth, self.language),
                    text=words.closed(self._with_particulars(item), sign, spoken),
                    entries=self._entries(item.items, depth + 1, below),
                    anchor="" if self.annotated else self._anchor("item", *below),
                )
            )
        return tuple(made)

    def _with_particulars(self, item: Item) -> Passage:
        """The title, then in brackets who takes the item and how long it is, as agendas have them."""
        said = self.edition.words(item.title, item.marks, item.language)
        spoken = words.spoken(item.language, self.language)
        if item.allocation:
            said = words.joined(said, words.bracketed(item.allocation, spoken))
        if item.duration is not None and f"{item.duration}’" not in item.title:
            said = words.joined(said, words.bracketed(words.length(item.duration, item.each, spoken), spoken))
        if item.people and not any(row.people for row in self.edition.own.programme):
            said = words.joined(said, f" – {item.people}")
        return said

    # ---- annotations -----------------------------------------------------------------------

    def _annotation(self, item: Item, depth: int, path: tuple[str, ...]) -> None:
        """The item's heading and what is said under it.

        Where an item has an annotation of its own and none of its sub-items has any, the sub-items' headings follow
        the item's at once and the annotation is to all of them, as in the reference case.
        """
        path = (*path, item.number)
        together = bool(item.items and (item.annotation or item.documentation) and not _annotated(item.items))
        self._item_heading(item, depth, path, opens=together)
        if together:
            self._headings(item.items, depth + 1, path)
        level = 2 + depth + (1 if together else 0)
        self._running(item.basis, level, role="basis")
        self._running(item.annotation, level)
        self._documentation(item.documentation, level + 1)
        if not together:
            for sub in item.items:
                self._annotation(sub, depth + 1, path)

    def _headings(self, items: tuple[Item, ...], depth: int, path: tuple[str, ...]) -> None:
        for item in items:
            self._item_heading(item, depth, (*path, item.number), opens=bool(item.items))
            self._headings(item.items, depth + 1, (*path, item.number))

    def _item_heading(self, item: Item, depth: int, path: tuple[str, ...], *, opens: bool) -> None:
        said = (
            self.edition.words(item.heading, (), item.language)
            if item.heading
            else self.edition.words(item.title, item.marks, item.language)
            if self.listed
            else self._with_particulars(item)
        )
        spoken = words.spoken(item.language, self.language)
        if spoken == "ru":
            said = words.capital(said)
        if opens:
            said = words.closed(said, words.LIST_MARKS[spoken][0], spoken)
        self.blocks.append(
            Heading(
                text=said,
                level=2 + depth,
                role="sub-item" if depth else "item",
                number=numbers.printed(item.number, depth, self.language),
                anchor=self._anchor("item", *path),
            )
        )

    def _running(self, blocks: tuple[Block, ...], level: int, *, role: str = "text") -> None:
        """Paragraphs, quotations, headings below the item's own, and lists of points put together."""
        points: list[Block] = []
        for block in blocks:
            if block.kind == "entry":
                points.append(block)
                continue
            self._points(points)
            points = []
            said = self.edition.words(block.text, block.marks, block.language)
            if block.kind == "heading":
                number = numbers.printed(block.number, 0, self.language)
                self.blocks.append(Heading(text=said, level=level + 1, role="part", number=number))
            else:
                kind = "quotation" if block.kind == "quotation" else role
                self.blocks.append(Paragraph(text=said, number=block.number, role=kind))  # type: ignore[arg-type]
        self._points(points)

    def _points(self, points: list[Block]) -> None:
        if points:
            self.blocks.append(Listing(entries=_nested(points, self.edition), role="points"))

    def _documentation(self, papers: tuple[Paper, ...], level: int) -> None:
        if not papers:
            return
        label = self._label("documentation", "documentation")
        self.blocks.append(Heading(text=label, level=level, role="documentation"))
        self.blocks.append(Listing(entries=tuple(self._paper(p) for p in papers), role="documentation"))

    def _paper(self, paper: Paper) -> Entry:
        """Title, then the symbol in brackets unless the title has it already."""
        said = self.edition.words(paper.title, paper.marks, paper.language)
        if paper.symbol and paper.symbol not in paper.title:
            shown = words.bracketed(paper.symbol, words.spoken(paper.language, self.language))
            at = shown.index(paper.symbol)
            mark = Mark(at, at + len(paper.symbol), "symbol", paper.symbol)
            if not said.text:
                shown, mark = paper.symbol, Mark(0, len(paper.symbol), "symbol", paper.symbol)
            said = words.joined(said, Passage(shown, (mark,)), language=said.language)
        if paper.people:
            said = words.joined(said, f" – {paper.people}")
        return Entry(text=said, number=paper.number, symbol=paper.symbol)

    # ---- sections, annex ---------------------------------------------------------------------

    def _label(self, part: str, key: str) -> Passage:
        """What the document calls this part of itself; in another language the set phrase, its own or the usual one."""
        own, original = getattr(self.edition.own.labels, part), getattr(self.edition.original.labels, part)
        if own:
            return self.edition.words(own, (), "")
        known = phrases.translated(original, self.edition.original.language, self.language)
        return Passage(words.spaced(known or phrases.phrase(key, self.language), self.language))

    def _chapter(self, anchor: str, label: Passage) -> None:
        self.blocks.append(Heading(text=label, level=1, role="chapter", anchor=self._anchor(anchor)))

    def _sections(self, place: str) -> None:
        own = self.edition.own.sections
        for section in own or self.edition.original.sections:
            if section.place == place:
                self._section(section, foreign=not own)

    def _section(self, section: Section, *, foreign: bool) -> None:
        language = self.edition.original.language if foreign else ""
        said = self.edition.passage("" if foreign else section.heading, section.heading)
        titled = section.place == "annex" or bool(said or section.number)
        level = 1 if titled or any(isinstance(block, Heading) for block in self.blocks) else 0  # a document begins at 1
        if section.place == "annex":
            self.blocks.append(
                Heading(
                    text=said, level=1, role="annex", above=self._annex(section.number), anchor=self._anchor("annex")
                )
            )
        elif said or section.number:
            number = numbers.printed(section.number, 0, self.language)
            self.blocks.append(
                Heading(text=said, level=1, role="chapter", number=number, anchor=self._anchor("section"))
            )
        blocks = section.blocks
        if foreign:
            blocks = tuple(_in_language(block, language) for block in blocks)
        self._running(blocks, level)

    def _annex(self, number: str) -> str:
        """The line over the title of an annex: as printed where it says so itself, else the word and the number."""
        if number and not re.fullmatch(r"[IVXLC]+|\d+|[A-Z]", number):
            return number
        if number:
            return phrases.phrase("annex-number", self.language, number=number)
        return phrases.phrase("annex", self.language)

    def _programme(self) -> None:
        own, original = self.edition.own, self.edition.original
        title = self._label("programme", "proposed-organization-of-work")
        table = programme.table(self.edition, title)
        notes = own.programme_notes
        if not notes and not self.edition.is_original:
            notes = tuple(_in_language(block, original.language) for block in original.programme_notes)
        if table is None and not notes:
            return
        above = "" if self.labels != Labels() and not self.labels.annex else self._label("annex", "annex").text
        self.blocks.append(Heading(text=title, level=1, role="annex", above=above, anchor=self._anchor("programme")))
        if table is not None:
            self.blocks.append(table)
        self._running(notes, 1)

    def _anchor(self, kind: str, *path: str) -> str:
        """A name for a place, the same in every language: "item-1-a"."""
        plain = "-".join(numbers.latin(part) for part in path if part)
        anchor = stem = f"{kind}-{plain}" if plain else kind
        count = 1
        while anchor in self.anchors:
            count += 1
            anchor = f"{stem}-{count}"
        self.anchors.add(anchor)
        return anchor


def _in_language(block: Block, language: str) -> Block:
    return _replace(block, language=block.language or language)


def _nested(points: list[Block], edition: Version) -> tuple[Entry, ...]:
    """Entries under one another by their level; a level that is skipped counts as one."""
    made: list[Entry] = []
    base = min(point.level for point in points)
    place = 0
    while place < len(points):
        end = place + 1
        while end < len(points) and points[end].level > base and points[place].level == base:
            end += 1
        point = points[place]
        said = edition.words(point.text, point.marks, point.language)
        made.append(
            Entry(
                text=said,
                number=point.number,
                entries=_nested(points[place + 1 : end], edition) if end > place + 1 else (),
            )
        )
        place = end
    return tuple(made)
