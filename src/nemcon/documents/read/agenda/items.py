"""Reading the list of items, and the annotations that follow it or stand among it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from nemcon.core import calendar, symbols
from nemcon.core.agenda import Block, Item, Kept, Note, Paper, reference
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.labels import Label, choose
from nemcon.documents.read.agenda.lines import CLOSING, SENTENCE_END, SYMBOL_FIRST, Unit, single_blanks, trim
from nemcon.documents.read.agenda.running import Running
from nemcon.documents.source import Line

ALLOCATION = re.compile(
    r"[\s.]*\(((?:[^()]*\b(?:plenary|w/?g|tewg|working\s+group|committee|cep)\b[^()]*))\)\s*$", re.I
)
ASIDE = re.compile(r"(?:\s{4,}|^\s*)((?:[-–]\s*|[→⇒]\s*)into\b.*|[→⇒←].*)$", re.I)
FOOTNOTE = re.compile(r"^(?P<mark>\*{1,4}|[0-9]{1,2}/|[¹²³⁴-⁹])\s*(?=[^\s*])(?P<text>.+)$", re.S)
DOCUMENT = re.compile(r"^(?P<number>doc(?:ument)?\.?\s*\d+(?:\.\d+)*)\s*[-–—:.]*\s*", re.I)
CONTINUE = re.compile(r"(?:to be )?continued?|\(?(?:continued|cont['’]d)\)?", re.I)
ALIKE = 84  # per cent: titles of one item, printed twice


@dataclass
class Draft:
    """An item while it is read."""

    number: str
    title: str
    marks: tuple[Mark, ...]
    label: Label | None
    allocation: str = ""
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    none_foreseen: bool = False
    headed: bool = False
    duration: int | None = None
    each: bool = False
    people: str = ""
    language: str = ""
    items: list["Draft"] = field(default_factory=list)
    above: "Draft | None" = None

    def path(self) -> str:
        """How the item is cited: its number behind those above it."""
        path = [self.number]
        above = self.above
        while above:
            path.insert(0, above.number)
            above = above.above
        return reference(tuple(path))

    def item(self) -> Item:
        """The item as it is kept."""
        return Item(
            number=self.number,
            title=self.title,
            marks=self.marks,
            heading=self.heading,
            allocation=self.allocation,
            annotation=tuple(self.blocks),
            documentation=tuple(self.papers),
            none_foreseen=self.none_foreseen,
            duration=self.duration,
            each=self.each,
            people=self.people,
            language=self.language,
            items=tuple(d.item() for d in self.items),
        )


@dataclass
class Reading:
    """What has been read of items so far, and what it left over."""

    items: list[Draft] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unrecognised: list[Kept] = field(default_factory=list)
    beside: list[Kept] = field(default_factory=list)
    running: Running = field(default_factory=Running)
    people: dict[int, str] = field(default_factory=dict)
    documentation: str = ""
    numbered: dict[str, list[Draft]] = field(default_factory=dict)  # items at the top by number, for long agendas

    def add(self, draft: Draft) -> None:
        """One more item at the top."""
        self.items.append(draft)
        self.numbered.setdefault(draft.number, []).append(draft)

    def all(self) -> list[Draft]:
        """Every draft, outermost and earlier first."""
        found: list[Draft] = []
        todo = list(reversed(self.items))
        while todo:
            found.append(todo.pop())
            todo += reversed(found[-1].items)
        return found


# ---- the list ---------------------------------------------------------------------------------------------------------


def read_list(units: Sequence[Unit], reading: Reading) -> bool:
    """Read the agenda list into `reading`. True if annotations stand among the items and not in a part of their own."""
    inline = _has_paragraphs(units)
    levels: list[tuple[str, int, Draft]] = []
    writer = Annotations(reading)
    for unit in units:
        if unit.table or reading.running.take(unit):
            continue
        label = choose(unit.labels, [(style, last) for style, last, _ in levels]) if unit.labels else None
        if label and label.kind == "bullet":
            label = label if levels else None
        if label is None or (label.kind == "bullet") or (inline and _is_sentence(unit, label, levels)):
            _beside(unit, label, levels, reading, writer)
            continue
        body, body_marks = unit.body(label)
        if not body and label.kind in ("decimal", "letter", "roman") and not unit.first.number:
            reading.unrecognised.append(Kept(text=text.strip(), line=unit.at, why="a number without words"))
            continue
        draft = _draft(label, body, body_marks, reading, unit.at)
        again = next(iter(reading.numbered.get(draft.number, ())), None)
        if again and CONTINUE.fullmatch(words.plain(draft.title)):
            levels[:] = [(label.style, label.value, again)]
            writer.at(again)
            reading.running.again(again.path())
            continue
        draft.people = "; ".join(reading.people[line.at] for line in unit.lines if line.at in reading.people)
        _place(draft, label, levels, reading)
        writer.at(draft)
        reading.running.item(
            draft.path(), draft.title, draft.duration, draft.each, draft.people, draft.above.path() if draft.above else None
        )
    return inline


def _has_paragraphs(units: Sequence[Unit]) -> bool:
    """Whether running text stands among the items: two paragraphs without a number that are sentences."""
    free = [u for u in units if not u.labels and not u.table and len(u.text.split()) >= 7 and not FOOTNOTE.match(u.text)]
    return sum(1 for u in free if SENTENCE_END.search(u.text)) >= 2


def _is_sentence(unit: Unit, label: Label, levels: Sequence[tuple[str, int, Draft]]) -> bool:
    """Whether a lettered paragraph among annotations is text and no sub-item: it ends like a sentence."""
    if label.kind not in ("letter", "roman") or not levels:
        return False
    text = unit.text.strip()
    return bool(re.search(r"[.!?][\"”’)]?$", text)) and len(text.split()) >= 8


def _draft(label: Label, text: str, marks: Sequence[Mark], reading: Reading, at: int) -> Draft:
    allocation = ""
    if aside := ASIDE.search(text):
        reading.beside.append(Kept(text=aside[1].strip(), line=at, why="written beside an item"))
        text = text[: aside.start()]
    if found := ALLOCATION.search(text):
        allocation = " ".join(found[1].split())
        text = text[: found.start()]
    span = calendar.read_duration(text)
    if span and span.start > 0 and re.fullmatch(r"[\s\])）.;:,]*", text[span.end :]):
        text = text[: span.start].rstrip(" ([（,–-")
    else:
        span = None
    title, kept = trim(CLOSING.sub("", text), marks)
    title, kept = single_blanks(title, kept)
    timed = (span.minutes, span.each) if span else (None, False)
    return Draft(label.number, title, kept, label, allocation, duration=timed[0], each=timed[1])


def _place(draft: Draft, label: Label, levels: list[tuple[str, int, Draft]], reading: Reading) -> None:
    """Hang `draft` where its label belongs: beside its style's last, or one level deeper."""
    if label.kind == "dotted":
        parent = _dotted_parent(label, levels)
        while levels and levels[-1][2] is not parent:
            levels.pop()
    else:
        known = [i for i, (style, _, _) in enumerate(levels) if style == label.style]
        if known:
            del levels[known[-1] :]
        elif levels and label.kind in ("decimal", "point") and levels[0][2].label and levels[0][0].startswith("dotted"):
            levels.clear()
    above = levels[-1][2] if levels else None
    draft.above = above
    if above:
        above.items.append(draft)
    else:
        reading.add(draft)
    levels.append((label.style, label.value, draft))


def _dotted_parent(label: Label, levels: Sequence[tuple[str, int, Draft]]) -> Draft | None:
    prefix = label.number.rsplit(".", 1)[0]
    return next((d for _, _, d in levels if d.number == prefix), None)


def _beside(
    unit: Unit,
    label: Label | None,
    levels: Sequence[tuple[str, int, Draft]],
    reading: Reading,
    writer: "Annotations",
) -> None:
    """What stands among the items and is none: an allocation, a footnote, a title that goes on, a paragraph."""
    text = unit.text.strip()
    last = levels[-1][2] if levels else None
    if note := footnote(unit):
        reading.notes.append(note)
    elif last and (found := ALLOCATION.fullmatch(text)):
        last.allocation = " ".join(found[1].split())
    elif ASIDE.match(unit.text):
        reading.beside.append(Kept(text=text, line=unit.at, why="written beside an item"))
    elif last:
        writer.block(unit, label)
    else:
        reading.unrecognised.append(Kept(text=text, line=unit.at, why="before the first item"))


def footnote(unit: Unit) -> Note | None:
    """The footnote that a unit is: a `note` of the format, or a line that opens with the mark of one."""
    if unit.lines and unit.first.kind == "note":
        text, marks = unit.body(None)
        return Note(mark=unit.first.number or "*", text=text, marks=marks)
    found = FOOTNOTE.match(unit.text.strip()) if unit.lines and not unit.first.number else None
    if not found or (found["mark"].startswith("*") and found["text"][:1] == "*"):
        return None
    shift = len(unit.text) - len(unit.text.lstrip()) + found.start("text")
    text, marks = trim(unit.text, unit.marks, shift)
    return Note(mark=found["mark"].rstrip("/"), text=text, marks=marks)


# ---- annotations ------------------------------------------------------------------------------------------------------


class Annotations:
    """Writes blocks and papers to the item under whose heading they stand."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.here: Draft | None = None
        self.listing = False
        self.open: list[tuple[str, int]] = []

    def at(self, draft: Draft) -> None:
        """From here on the text belongs to `draft`."""
        self.here = draft
        self.listing = False
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
            self.reading.documentation = self.reading.documentation or CLOSING.sub("", text)
            return
        if self.listing and (paper := read_paper(unit, label)):
            draft.papers.append(paper)
            return
        self.listing = False
        if paper := _evident_paper(unit, label):
            draft.papers.append(paper)
            return
        if label is None and (papers := _numbered_papers(unit)):
            draft.papers += papers
            return
        body, marks = unit.body(label)
        body, marks = single_blanks(body, marks)
        if words.NONE_FORESEEN.search(words.plain(body)):
            draft.none_foreseen = True
        draft.blocks.append(self._block(unit, label, body, marks))

    def _block(self, unit: Unit, label: Label | None, text: str, marks: tuple[Mark, ...]) -> Block:
        line = unit.first
        if label is None:
            self.open = []
            titled = line.kind == "heading" or (
                (line.bold or unit.blank) and len(text.split()) <= 10 and not SENTENCE_END.search(text) and unit.blank
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
        if above.items[-1] is here and all(d.headed and not d.blocks and not d.papers for d in above.items) and (
            above.headed and not above.blocks
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
                draft.title, draft.marks = CLOSING.sub("", body), marks
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
            beside = [d for d in (top.items if top else ()) if d.number == label.number]
            for draft in [*reading.numbered.get(label.number, ()), *beside]:
                if (
                    (label.kind == "point" and len(body.split()) <= 60) or _alike(body, draft.title) or not draft.title
                ):
                    return label, draft
        if here is None:
            continue
        level = here
        while level:  # among the sub-items of here, then of what is above it
            for draft in level.items:
                if draft.number == label.number and not draft.headed and _alike(body, draft.title):
                    return label, draft
            if level.above is None:
                break
            level = level.above
    if not unit.labels and unit.blank and len(unit.text.split()) <= 40 and not unit.text.strip().endswith("."):
        key = _key(unit.text)
        for draft in reading.all() if len(reading.items) < 500 else ():
            if not draft.headed and len(draft.title) > 5 and fuzz.ratio(key, _key(draft.title)) >= 94:
                return None, draft
    return None, None


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", words.plain(text)).casefold().strip()


def _alike(a: str, b: str) -> bool:
    """Whether two printings of a title are one: nearly the same words, or the shorter begins the longer."""
    x, y = _key(a), _key(b)
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


def _evident_paper(unit: Unit, label: Label | None) -> Paper | None:
    """A paper that needs no heading over it: a symbol set apart before its title, or a bullet that ends in a symbol."""
    text = unit.text.strip()
    if label is None and SYMBOL_FIRST.match(text) and len(text.split()) <= 60:
        return read_paper(unit, None)
    if label is not None and label.kind == "bullet" and text.rstrip(".;").endswith((")", "）")) and len(text.split()) <= 45:
        paper = read_paper(unit, label)
        return paper if paper and paper.symbol else None
    return None


def _numbered_papers(unit: Unit) -> list[Paper]:
    """The papers of a line "Doc 8.2 … Doc 8.3 …"; none if it does not begin with one."""
    if not DOCUMENT.match(unit.text.strip()):
        return []
    cuts = [m.start() for m in re.finditer(r"(?<=\s)doc\.? ?\d+\.\d+", unit.text, re.I)]
    found = []
    for start, end in zip([0, *cuts], [*cuts, len(unit.text)], strict=True):
        text, marks = trim(unit.text[:end], unit.marks, start)
        if paper := read_paper(Unit(text, list(marks), [], unit.lines), None, numbered=True):
            found.append(paper)
    return found


# ---- papers -----------------------------------------------------------------------------------------------------------


def read_paper(unit: Unit, label: Label | None, *, numbered: bool = False) -> Paper | None:
    """The paper that a line of the documentation names; None where the line is running text.

    With `numbered` only lines such as "Doc 4.1 – …" count, for they are known without a heading over them.
    """
    body, marks = unit.body(label)
    body, marks = single_blanks(body, marks)
    number = ""
    if found := DOCUMENT.match(body):
        number = found["number"]
        body, marks = trim(body, marks, found.end())
    elif numbered:
        return None
    spans = symbols.find(body)
    if not number and not spans:
        return None
    if not spans:
        return Paper(title=body.strip(), number=number, marks=marks)
    start, end, _ = spans[-1]
    symbol = body[start:end]
    if len(spans) == 1 and start <= 1 and end < len(body) - 1:
        title, kept = trim(body, marks, end)
        lead = len(title) - len(title.lstrip(" -–—:,\t"))
        title, kept = trim(title, kept, lead)
        return Paper(title=title.rstrip(";"), symbol=symbol, number=number, marks=kept)
    after = body[end:].strip()
    if re.fullmatch(r"[)）\]]?[.;,。；]*(?: and(?: Corr\.\d)?| и| et| y)?", after) and re.search(r"[(（\[]\s*$", body[:start]):
        title, kept = trim(re.sub(r"\s*[(（\[]\s*$", "", body[:start]), marks)
        return Paper(title=title, symbol=symbol, number=number, marks=kept)
    if SENTENCE_END.search(body) and len(body.split()) > 25 and not number:
        return None
    return Paper(title=body, symbol="" if len(spans) > 1 else symbol, number=number, marks=marks)
