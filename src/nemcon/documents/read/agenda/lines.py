"""From printed lines to units: broken lines and paragraphs joined again.

Where the format knows paragraphs (Word, HTML) a line is a unit already. In plain text and PDF a paragraph is broken by
the width of the page, by page ends and by hyphens; it is put together here, with its marks.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from nemcon.core.passage import Mark
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.labels import Label, candidates, of_number
from nemcon.documents.source import Line, Piece, Table

TAIL = 60
CLOSING = re.compile(r"(?<![.…])\s*[.;:。；：؛]+\s*$")
SYMBOL_FIRST = re.compile(r"[A-Z]{1,12}[\w.()-]*(?:/[\w.()-]+)+\*?(?: (?:and|et|y|и))?(?:\s{2,}|\t)\S")
SYMBOLS_ONLY = re.compile(
    r"[A-Z]{1,12}[\w.()-]*(?:/[\w.()-]+)+\*?(?:(?:\s*[,;]|\s+(?:and|et|y|и)\b)?\s*"
    r"(?:[A-Z]{1,12}[\w.()-]*(?:/[\w.()-]+)+\*?|(?:Add|Corr|Rev)\.\s?\d+(?:[-–]\d+)?))*\s*[.;]?"
)
CLOCK_LAST = re.compile(r"\b[ap]\.m\.\s*$")  # ends a line, but seldom a sentence
FIELD = re.compile(r"[A-ZÀ-ÝА-Я][^:：.;,()]{2,36}[:：]\s?\S")  # "Action expected: To note the report"
NOTE_FIRST = re.compile(r"(?:\*{1,4}|(?:\d{1,2}|[a-z])/)\s+\S")
SYMBOL_LAST = re.compile(r"[(（][A-Z]{1,12}[\w.()-]*(?:/[\w.-]+(?:\([\w.]+\))?)+\*?[)）][.;]?$")
SEGMENT = re.compile(r"\S+(?:\s{1,2}\S+)*")  # what stands in one column: three blanks part columns
SENTENCE_END = re.compile(r"[.;:!?。；：！？؛؟…][\"”’»)\]]*\s*$")


@dataclass(slots=True)
class Unit:
    """A paragraph, heading, list point or table, put together from the lines it was printed on."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    blank: bool = False
    table: Table | None = None

    @property
    def at(self) -> int:
        """The line of the source where it begins."""
        return self.table.at if self.table else self.lines[0].at if self.lines else 0

    @property
    def first(self) -> Line:
        """The first printed line."""
        return self.lines[0]

    def body(self, label: Label | None) -> tuple[str, tuple[Mark, ...]]:
        """The words behind `label`, with their marks; all of them where there is none or Word keeps it apart."""
        cut = label.width if label and not self.first.number else 0
        text = self.text[cut:]
        lead = len(text) - len(text.lstrip())
        return trim(text, [Mark(m.start - cut, m.end - cut, m.kind, m.value) for m in self.marks], lead)


def trim(text: str, marks: Iterable[Mark], lead: int = 0) -> tuple[str, tuple[Mark, ...]]:
    """`text` without its first `lead` characters and the blanks at its end, marks moved and cut to fit."""
    kept = text[lead:].rstrip()
    moved = []
    for m in marks:
        start, end = max(0, m.start - lead), min(len(kept), m.end - lead)
        if start < end or (m.kind == "note" and 0 <= m.start - lead <= len(text) - lead):
            moved.append(Mark(min(start, len(kept)), max(min(start, len(kept)), end), m.kind, m.value))
    return kept, tuple(moved)


def single_blanks(text: str, marks: Sequence[Mark]) -> tuple[str, tuple[Mark, ...]]:
    """`text` with runs of blanks made one, marks moved along."""
    if not re.search(r"\s{2,}|\n|\t", text):
        return text, tuple(marks)
    out: list[str] = []
    places: list[int] = []
    for char in text:
        places.append(len(out))
        if char.isspace() and char not in "\u00a0\u202f":
            if out and out[-1] == " ":
                places[-1] = len(out) - 1
                continue
            char = " "
        out.append(char)
    places.append(len(out))
    return "".join(out), tuple(Mark(places[m.start], places[m.end], m.kind, m.value) for m in marks)


def unclosed(text: str) -> str:
    """`text` without the mark that closes it as a title or a point of a list."""
    head, tail = text[:-TAIL], text[-TAIL:]  # only the end is looked at: a line may be 100,000 points
    return head + CLOSING.sub("", tail)


def is_han(char: str) -> bool:
    """Whether a character is of a script that is written without blanks, full-width punctuation included."""
    return "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"


def printed(line: Line) -> str:
    """The line as it stood on the page, its indentation before it."""
    return " " * round(line.indent) + line.text if not line.whole else line.text


# ---- joining ------------------------------------------------------------------------------------------------------


Test = Callable[[Line], bool]


class Joiner:
    """Puts printed lines together into units; knows the words of the document to decide about hyphens."""

    def __init__(self, lines: Iterable[Line], layout: bool) -> None:
        self.layout = layout
        texts = [line.text for line in lines]
        self.width = max((len(t) for t in texts), default=0) if layout else 0
        self.long = self.width > 170
        self.words = Counter(w.casefold() for t in texts for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", t))

    def units(
        self, pieces: Sequence[Piece], *, alone: Test = lambda line: False, begins: Test = lambda line: False
    ) -> list[Unit]:
        """The units of `pieces`. A line `alone` is never joined with another, one that `begins` not with the last."""
        units: list[Unit] = []
        before: Line | None = None
        sequence = 0
        for piece in pieces:
            if isinstance(piece, Table):
                units.append(Unit(table=piece, blank=True))
                before = None
                continue
            blank = before is None or piece.at > before.at + 1 or piece.page != before.page
            labels = self._labels(piece, sequence)
            if (
                before is None
                or not units
                or piece.whole
                or piece.number
                or (alone(piece) and not self._mid_sentence(before, piece, blank))
                or begins(piece)
                or alone(before)
                or self._begins(units[-1], before, piece, labels, blank)
            ):
                units.append(Unit(piece.text, list(piece.marks), labels, [piece], blank))
            else:
                self._join(units[-1], piece)
            if units[-1].labels and units[-1].labels[0].kind == "decimal":
                sequence = units[-1].labels[0].value
            before = piece
        return units

    @staticmethod
    def _mid_sentence(before: Line, line: Line, blank: bool) -> bool:
        """Whether a line is the end of the sentence above it: "… will close on Sunday, / 28 March 2010."."""
        return (
            not blank
            and len(before.text.strip()) > 45
            and (not SENTENCE_END.search(before.text) or bool(CLOCK_LAST.search(before.text)))
            and bool(re.search(r"[.;]\s*$", line.text))
        )

    def _labels(self, line: Line, sequence: int) -> list[Label]:
        if line.number:
            return of_number(line.number) or [Label("bullet", line.number.strip(), 0, f"bullet{line.level}", 0)]
        text = line.text
        bullet = candidates(text)
        if len(bullet) == 1 and bullet[0].kind == "bullet":  # "- (a) Opening": the dash is the markup's, not the text's
            inner = candidates(text[bullet[0].width :])
            if inner and inner[0].kind != "bullet":
                return [Label(c.kind, c.number, c.value, c.style, c.width + bullet[0].width) for c in inner]
        found = candidates(text, bare=self.layout)
        if found and found[0].kind == "decimal" and re.match(r"\s*\d+\s", text) and found[0].value != sequence + 1:
            found = [c for c in found if " " in c.number or text.lstrip()[len(c.number) : len(c.number) + 1] in ".)"]
        if found and found[0].kind == "decimal" and found[0].value > 999 and found[0].value != sequence + 1:
            return []  # "1995." ends a sentence
        return found

    def _begins(self, unit: Unit, before: Line, line: Line, labels: list[Label], blank: bool) -> bool:
        text = line.text.strip()
        ended = bool(SENTENCE_END.search(before.text))
        if NOTE_FIRST.match(text) and (ended or blank or NOTE_FIRST.match(unit.text.strip())):
            return True
        opens = ended or blank or len(before.text.strip()) < 0.8 * min(self.width, 100)
        if opens and not text[:1].islower() and (words.DOCUMENTS_ARE.match(text) or words.BASIS.match(text)):
            return True
        if words.LEADERS.search(before.text[-120:]):
            return True
        if opens and not ended and FIELD.match(text) and not blank and len(before.text.strip()) < 60:
            return True
        if SYMBOLS_ONLY.fullmatch(text) and (blank or SYMBOLS_ONLY.match(before.text.strip()) or len(before.text) < 45):
            return True
        if SYMBOL_FIRST.match(text) or (SYMBOL_LAST.search(unit.text) and len(unit.text.split()) <= 50):
            return True
        if labels:
            mid = not blank and not ended and len(before.text) > 45
            if mid and labels[0].kind == "point" and line.indent <= before.indent + 1:
                return False  # "… was noted as Agenda / Item 15 bis." is a sentence
            cited = labels[0].number[0] == "(" or " " in labels[0].number  # "… see items / 2 and 3. The Committee …"
            return not (mid and labels[0].kind == "decimal" and labels[0].value > 1 and cited)
        if line.bold != before.bold:
            return True
        if blank:
            goes_on = (
                not ended and text[:1].islower() and len(unit.text) > 40 and not before.text.rstrip().endswith("…")
            )
            return not goes_on
        if self.long and len(before.text) > 170:
            return not (not ended and text[:1].islower())
        if before.text.rstrip().endswith("-"):
            return False
        if unit.labels:
            short = len(before.text.rstrip()) < 0.6 * min(self.width, 100) and len(unit.lines) == 1
            if short and text[:1].isupper() and line.indent <= before.indent + 1 and self._begins_bold(before, line):
                return True
            timed = re.search(r"[(\[]\d+ ?(?:[’'′]|min)[^()]*[)\]]$", before.text.strip()) and text[:1].isupper()
            return bool(timed) or (ended and line.indent < unit.first.indent)
        if ended and len(before.text.rstrip()) < 0.72 * min(self.width, 100):
            return True
        return text.isupper() != before.text.strip().isupper() and len(before.text) < 60 and not ended and blank

    @staticmethod
    def _begins_bold(before: Line, line: Line) -> bool:
        """Whether a heading in bold stands over text that is not, though its number may not be bold."""

        def share(of: Line) -> float:
            return sum(m.end - m.start for m in of.marks if m.kind == "bold") / max(1, len(of.text))

        return share(before) > 0.6 > 0.3 > share(line)

    def _join(self, unit: Unit, line: Line) -> None:
        text = line.text
        lead = len(text) - len(text.lstrip())
        text = text[lead:]
        head = unit.text.rstrip()
        glue = " "
        if self.layout and head.endswith("-") and not head.endswith(" -") and text[:1].isalpha():
            left = re.search(r"([^\W\d_]+)-$", head)
            right = re.match(r"[^\W\d_]+", text)
            glue = ""
            if left and right and not self._keeps_hyphen(left[1], right[0]):
                head = head[:-1]
                unit.marks = [Mark(m.start, min(m.end, len(head)), m.kind, m.value) for m in unit.marks]
        elif is_han(head[-1:]) and is_han(text[:1]):
            glue = ""
        shift = len(head) + len(glue) - lead
        unit.text = head + glue + text
        unit.marks += [
            Mark(max(m.start + shift, len(head)), max(m.end + shift, len(head)), m.kind, m.value) for m in line.marks
        ]
        unit.lines.append(line)

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        joined, hyphened = (left + right).casefold(), f"{left}-{right}".casefold()
        if self.words[joined] or right[:1].isupper():
            return bool(right[:1].isupper())
        if self.words[hyphened]:
            return True
        return left.casefold() in {
            "non",
            "co",
            "self",
            "vice",
            "ex",
            "sub",
            "pre",
            "post",
            "long",
            "short",
            "follow",
            "inter",
        }
