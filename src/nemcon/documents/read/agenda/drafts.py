"""Items while they are read, and what has been read so far."""

import re
from dataclasses import dataclass, field

from nemcon.core.agenda import Block, Item, Kept, Note, Paper, reference
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda.labels import Label
from nemcon.documents.read.agenda.lines import Unit, trim
from nemcon.documents.read.agenda.running import Running

FOOTNOTE = re.compile(r"^(?P<mark>\*{1,4}|(?:[0-9]{1,2}|[a-z])/(?=\s)|[⁰¹²³⁴-⁹]{1,3})\s*(?=[^\s*])(?P<text>.+)$", re.S)


@dataclass
class Draft:
    """An item while it is read."""

    number: str
    title: str
    marks: tuple[Mark, ...]
    label: Label | None
    allocation: str = ""
    heading: str = ""
    basis: list[Block] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    none_foreseen: bool = False
    headed: bool = False
    duration: int | None = None
    each: bool = False
    people: str = ""
    language: str = ""
    depth: float = 0
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

    def has_text(self) -> bool:
        """Whether anything is said under it or under one of its sub-items."""
        return bool(self.blocks or self.papers or self.basis) or any(d.has_text() for d in self.items)

    def item(self) -> Item:
        """The item as it is kept."""
        return Item(
            number=self.number,
            title=self.title,
            marks=self.marks,
            heading=self.heading,
            allocation=self.allocation,
            basis=tuple(self.basis),
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


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def raised(mark: str) -> bool:
    """Whether the mark of a footnote is in raised figures, as plain text has it."""
    return bool(mark) and mark[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹"


def plain_mark(mark: str) -> str:
    """The mark of a footnote in ordinary figures: "1" for "¹"; "*" stays."""
    return mark.translate(RAISED)


def footnote(unit: Unit) -> Note | None:
    """The footnote that a unit is: a `note` of the format, or a line that opens with the mark of one."""
    if unit.lines and unit.first.kind == "note":
        text, marks = unit.body(None)
        return Note(mark=unit.first.number or "*", text=text, marks=marks)
    found = FOOTNOTE.match(unit.text.strip()) if unit.lines and not unit.first.number else None
    if not found or (found["mark"].startswith("*") and re.match(r"\*|[^*]{1,40}\*", found["text"])):
        return None
    shift = len(unit.text) - len(unit.text.lstrip()) + found.start("text")
    text, marks = trim(unit.text, unit.marks, shift)
    return Note(mark=found["mark"].rstrip("/"), text=text, marks=marks)
