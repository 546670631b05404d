"""Reading annotations: each heading is matched with its item, what follows is written to it."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from nemcon.core import symbols
from nemcon.core.agenda import Block, BlockKind, Kept
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.drafts import Draft, Reading, footnote
from nemcon.documents.read.agenda.labels import Label, choose, is_joint, same_number
from nemcon.documents.read.agenda.lines import SENTENCE_END, Unit, single_blanks, unclosed
from nemcon.documents.read.agenda.papers import evident_paper, inline_papers, listed_papers, numbered_papers
from nemcon.documents.source import Line

ALIKE = 84  # per cent: titles of one item, printed twice


class Annotations:
    """Writes blocks and papers to the item under whose heading they stand.

    `listing`: a heading "Documentation" stands above; `announced`: a paragraph "… the following documents:" does;
    `basing`: the heading of a legislative basis.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.here: Draft | None = None
        self.listing = False
        self.announced = False
        self.basing = False
        self.open: list[tuple[str, int]] = []

    def at(self, draft: Draft) -> None:
        """From here on the text belongs to `draft`."""
        self.here = draft
        self.listing = False
        self.announced = False
        self.basing = False
        self.open = []

    def block(self, unit: Unit, label: Label | None = None) -> None:
        """One paragraph, point or heading of the annotation, or a paper of its documentation."""
        draft = self.target()
        text = unit.text.strip()
        if draft is None:
            self.reading.unrecognised.append(Kept(text=text, line=unit.at, why="before the first item"))
            return
        if not label and words.DOCUMENTATION.fullmatch(words.plain(text)) and len(text) < 60:
            self.listing = True
            self.reading.documentation = self.reading.documentation or unclosed(text)
            return
        simple = words.plain(text)
        if words.BASIS.match(simple) and len(text) < 1500:
            self.basing = len(simple) < 45 and not re.search(r"\d", simple)
            draft.basis.append(Block(text=text, marks=tuple(unit.marks)) if unit.text == text else Block(text=text))
            return
        if self.basing:
            self.basing = label is not None
            if not words.DOCUMENTATION.fullmatch(simple):
                body, marks = single_blanks(*unit.body(label))
                kind: BlockKind = "entry" if label else "paragraph"
                draft.basis.append(Block(kind=kind, text=body, marks=marks, number=label.number if label else ""))
                return
        if not label and (inline := inline_papers(single_blanks(text, ())[0])) is not None:
            draft.papers += inline
            opening = words.DOCUMENTS_ARE.match(simple)
            self.reading.documentation = self.reading.documentation or unclosed(opening[0]) if opening else ""
            self.listing = True
            return
        if (self.listing or self.announced) and (papers := listed_papers(unit, label, sure=self.listing)):
            draft.papers += papers
            return
        self.listing = self.announced = False
        if paper := evident_paper(unit, label):
            draft.papers.append(paper)
            return
        if label is None and (papers := numbered_papers(unit)):
            draft.papers += papers
            return
        body, marks = unit.body(label)
        body, marks = single_blanks(body, marks)
        if words.NONE_FORESEEN.search(words.plain(body)):
            draft.none_foreseen = True
        draft.blocks.append(self._block(unit, label, body, marks))
        self.announced = bool(words.BEFORE_PAPERS.search(words.plain(body[-200:])))

    def _block(self, unit: Unit, label: Label | None, text: str, marks: tuple[Mark, ...]) -> Block:
        line = unit.first
        kind: BlockKind
        if label is None:
            self.open = []
            titled = line.kind == "heading" or (
                (line.bold or unit.blank)
                and len(text.split()) <= 10
                and not SENTENCE_END.search(text)
                and unit.blank
                and text[:1].isupper()
            )
            quoted = bool(re.match(r"^[“«„\"].*[”»“\"]\W?$", text, re.S)) and len(text) > 40
            kind = "heading" if titled else "quotation" if quoted else "paragraph"
            return Block(kind=kind, text=text, marks=marks, language=line.language)
        known = [i for i, (style, _) in enumerate(self.open) if style == label.style]
        if known:
            del self.open[known[-1] :]
        level = len(self.open)
        self.open.append((label.style, label.value))
        numbered = label.kind == "decimal" and level == 0 and SENTENCE_END.search(text) and not text.endswith(";")
        kind = "paragraph" if numbered else "entry"
        return Block(kind=kind, text=text, marks=marks, number=label.number, level=level, language=line.language)

    def target(self) -> Draft | None:
        """The item that what follows belongs to.

        Under "2. … issues:", "(a) …", "(b) …" without a word between them the text is about the item and not about
        its last sub-item alone.
        """
        here = self.here
        if here is None or here.above is None or here.blocks or here.papers:
            return here
        above = here.above
        if (
            above.items[-1] is here
            and all(d.headed and not d.has_text() for d in above.items)
            and (above.headed and not above.blocks)
        ):
            return above
        return here


def read_annotations(units: Sequence[Unit], reading: Reading) -> None:
    """Read a part "Annotations": each heading is matched with its item, what follows is written to it."""
    writer = Annotations(reading)
    settled: Draft | None = None
    for unit in units:
        if unit.table:
            _table_as_papers(unit, writer, reading)
            continue
        if note := footnote(unit):
            reading.notes.append(note)
            continue
        label, draft = _heading(unit, reading, writer.here)
        if draft is not None:
            body, marks = unit.body(label)
            body, marks = single_blanks(body, marks)
            draft.heading = body
            if not draft.title:
                draft.title, draft.marks = unclosed(body), marks
            draft.headed = True
            writer.at(draft)
            settled = None
            continue
        if settled is None or writer.here is None:
            settled = writer.target()
            if settled is not None and settled is not writer.here:
                writer.at(settled)
        chosen = choose(unit.labels, writer.open) if unit.labels else None
        writer.block(unit, chosen)


def _heading(unit: Unit, reading: Reading, here: Draft | None) -> tuple[Label | None, Draft | None]:
    """The item that a unit is the heading of in the annotations, with the label by which it is known."""
    if len(unit.text) > 600:
        return None, None
    top = here
    while top and top.above:
        top = top.above
    for label in unit.labels:
        body, _ = unit.body(label)
        if label.kind == "point" or label.kind in ("decimal", "dotted"):
            beside = [d for d in (top.items if top else ()) if same_number(d.number, label.number)]
            item, _, inner = label.number.partition(" ")
            if inner and (owner := next(iter(reading.numbered.get(item, ())), None)):
                beside += [d for d in owner.items if same_number(d.number, inner)]
            for draft in [*reading.numbered.get(label.number, ()), *beside]:
                if (
                    (label.kind == "point" and len(body.split()) <= 60)
                    or _alike(body, draft.title)
                    or not draft.title
                    or (is_joint(body) and len(body.split()) <= 60)
                ):
                    return label, draft
        if here is None:
            continue
        level = here
        while level:  # among the sub-items of here, then of what is above it
            for draft in level.items:
                if same_number(draft.number, label.number) and not draft.headed and _alike(body, draft.title):
                    return label, draft
            if level.above is None:
                break
            level = level.above
    if not unit.labels and unit.blank and len(unit.text.split()) <= 40 and not unit.text.strip().endswith("."):
        key = title_key(unit.text)
        for draft in reading.all() if len(reading.items) < 500 else ():
            if not draft.headed and len(draft.title) > 5 and fuzz.ratio(key, title_key(draft.title)) >= 94:
                return None, draft
    return None, None


def title_key(text: str) -> str:
    """What two printings of a title have in common: its words in small letters, without the marks between."""
    return re.sub(r"\W+", " ", words.plain(text)).casefold().strip()


def _alike(a: str, b: str) -> bool:
    """Whether two printings of a title are one: nearly the same words, or the shorter begins the longer."""
    x, y = title_key(a), title_key(b)
    if not x or not y:
        return False
    short, long = sorted((x, y), key=len)
    return fuzz.ratio(x, y) >= ALIKE or (len(short.split()) >= 2 and long.startswith(short) and len(x) < 300)


def _table_as_papers(unit: Unit, writer: Annotations, reading: Reading) -> None:
    """A table among annotations: its rows are papers where they name symbols, else lines of text."""
    assert unit.table
    for row in unit.table.rows:
        text = "\t".join(" ".join(line.text for line in cell.lines) for cell in row if cell.lines)
        if not text.strip():
            continue
        line = Line(text=text, at=unit.table.at, whole=True)
        writer.listing = writer.listing or bool(symbols.find(text))
        writer.block(Unit(text, [], [], [line], True))
