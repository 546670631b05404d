"""From printed lines to units: page furniture taken aside, broken lines and paragraphs joined again.

Where the format knows paragraphs (Word, HTML) a line is a unit already. In plain text and PDF a paragraph is broken by
the width of the page, by page ends and by hyphens; it is put together here, with its marks.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from nemcon.core.agenda import Kept
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.labels import Label, candidates, of_number
from nemcon.documents.source import Line, Piece, Source, Table

PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:[Pp]age|PAGE|стр\.|página|第)\s*)?[-−–—/. ]{0,4}"
    r"(?:\d{1,4}|[ivx]{1,5})(?:\s*/\s*\d{1,4})?[-−–—/. ]{0,4}页?\W*$"
)
PAGE_LINE = re.compile(r"(?:^|\s{2,}|\t)page\s+\d{1,4}(?:\s+of\s+\d{1,4})?\s*$", re.I)
RULE = re.compile(r"^[\s_\-=*~.·•—–`|+<>※]*$")
STAMP = re.compile(r"^\d{1,2} \w+ \d{1,2}:\d\d ?(?:[ap]m)?(?:\s|$)|\.(?:doc|wpd|docx|rtf)\b", re.I)
JOB = re.compile(r"^(?:[A-Z]{1,3}\.)?\d{2}-\d{4,6}\*?\s*\([A-Z]\)(?:\s+GP)?[\s\d]*(?:\*\w+\*)?$|^\*\d{6,8}\*$")
CATCHWORD = re.compile(r"^/\s*\.*\s*\S.{0,60}$")
TAIL = 60
MOST_BLANKS = 200
RUN_OF_BLANKS = re.compile(r"[ \t]{200,}")
CLOSING = re.compile(r"(?<![.…])\s*[.;:。；：؛]+\s*$")
FIXED = re.compile("[\u00a0\u202f\u2007]")
DOUBLE_MONTH = re.compile("(?<=[\u0621-\u064a])/ (?=[\u0621-\u064a])")
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
SYMBOL_FIRST = re.compile(r"[A-Z]{1,12}[\w.()]*(?:/[\w.()]+)+\*?(?:\s{2,}|\t)\S")
SYMBOL_LAST = re.compile(r"[(（][A-Z]{1,12}[\w.()]*(?:/[\w.()]+)+\*?[)）]$")
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


def same(text: str) -> str:
    """What makes two page heads alike: figures and blanks aside."""
    return re.sub(r"\d+", "#", words.plain(text)).casefold().rstrip(" .")


def sift(source: Source) -> tuple[list[Piece], list[Kept]]:
    """The pieces without page furniture, and the furniture with its reason."""
    kept: list[Kept] = []
    lines = [p for p in source.pieces if isinstance(p, Line)]
    repeated = _repeated(lines) if source.layout else frozenset()
    body: list[Piece] = []
    head_seen: list[str] = []
    after_page = 0
    pieces = [line for piece in source.pieces for line in _headings_apart(_typed(piece))]
    for index, piece in enumerate(pieces):
        if isinstance(piece, Table):
            body.append(piece)
            continue
        text = piece.text.strip()
        if not text and not piece.number:
            continue
        why = _furniture(piece, text, repeated, source.layout, index)
        if not why and source.layout and after_page and words.plain(text).casefold() in head_seen:
            why = "page head"
            after_page = 3
        if not why and source.layout and len(body) > 3 and _is_catchword(pieces, index, text):
            why = "catchword"
        if why:
            kept.append(Kept(text=text, line=piece.at, why=why))
            if why in ("page number", "page head"):
                after_page = 3
            continue
        after_page = max(0, after_page - 1)
        if len(head_seen) < 20:
            head_seen.append(words.plain(text).casefold())
        body.append(piece)
    return body, kept


def _typed(piece: Piece) -> Piece:
    """The piece as one would type it: the fixed blanks and invisible marks of fine setting are the writers' to put."""
    if isinstance(piece, Table):
        return replace(
            piece,
            rows=tuple(
                tuple(replace(c, lines=tuple(_typed(line) for line in c.lines)) for c in row) for row in piece.rows
            ),
        )
    if len(piece.text) > MOST_BLANKS and RUN_OF_BLANKS.search(piece.text):  # no column is so far away
        piece = replace(piece, text=RUN_OF_BLANKS.sub(" " * MOST_BLANKS, piece.text), marks=())
    text = FIXED.sub(" ", piece.text)
    if text.rstrip().endswith("\u00ad"):
        text = text.rstrip()[:-1] + "-"
    if not piece.marks:  # PDF turns the joiner within "آذار/مارس" into a blank
        text = DOUBLE_MONTH.sub("/", text)
    if not INVISIBLE.search(text):
        return piece if text == piece.text else replace(piece, text=text)
    places = [0]
    for char in text:
        places.append(places[-1] + (0 if INVISIBLE.match(char) else 1))
    marks = tuple(Mark(places[m.start], places[m.end], m.kind, m.value) for m in piece.marks)
    return replace(piece, text=INVISIBLE.sub("", text), marks=marks)


def _headings_apart(piece: Piece) -> list[Piece]:
    """A heading of two lines as two: "Annex" over "Proposed organization of work" is one paragraph in Word."""
    if not isinstance(piece, Line) or piece.kind != "heading" or "\n" not in piece.text:
        return [piece]
    found: list[Piece] = []
    for m in re.finditer(r"[^\n]+", piece.text):
        text, marks = trim(piece.text[: m.end()], piece.marks, m.start())
        found.append(replace(piece, text=text, marks=marks, number="" if found else piece.number))
    return found


def _repeated(lines: Sequence[Line]) -> frozenset[str]:
    """Short lines that come back three times or more and carry no label: heads and feet of pages."""
    count = Counter(same(line.text) for line in lines if line.text.strip())
    return frozenset(
        s
        for s, n in count.items()
        if n >= 3
        and 3 <= len(s) <= 90
        and (("page #" in s) or _shouts(s, lines))
        and not re.match(r"#[.)]|#:#|\(|w/?g", s)
    )


def _shouts(key: str, lines: Sequence[Line]) -> bool:
    """Whether every line of this form is in capitals throughout: "MEETING UNCLASSIFIED"."""
    found = [line.text.strip() for line in lines if same(line.text) == key]
    return all(t.isupper() and len(t.split()) > 1 and not candidates(t) for t in found)


def _furniture(line: Line, text: str, repeated: frozenset[str], layout: bool, index: int) -> str:
    if JOB.match(text):
        return "job number"
    if line.kind in ("head", "foot"):
        return "page head" if line.kind == "head" else "page foot"
    if line.number:
        return ""
    if RULE.match(text):
        return "rule"
    if not layout:
        return ""
    if index < 3 and text.startswith("# SOURCE:"):
        return "source"
    if PAGE_NUMBER.match(text) and not re.match(r"^(?:19|20)\d\d$", text):
        return "page number"
    if PAGE_LINE.search(line.text) or (STAMP.search(text) and len(text) < 100):
        return "page foot"
    return "page head" if same(text) in repeated else ""


def _is_catchword(pieces: Sequence[Piece], index: int, text: str) -> bool:
    """A foot of page that announces the first words of the next: "/ 10.  Man's impact"."""
    if not CATCHWORD.match(text):
        return False
    ahead = [p.text for p in pieces[index + 1 : index + 8] if isinstance(p, Line)]
    key = re.sub(r"\W+", "", text).casefold()[:12]
    return bool(key) and any(re.sub(r"\W+", "", t).casefold().startswith(key) for t in ahead)


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
                or alone(piece)
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
            found = [c for c in found if text.lstrip()[len(c.number) : len(c.number) + 1] in ".)"]
        if found and found[0].kind == "decimal" and found[0].value > 999 and found[0].value != sequence + 1:
            return []  # "1995." ends a sentence
        return found

    def _begins(self, unit: Unit, before: Line, line: Line, labels: list[Label], blank: bool) -> bool:
        text = line.text.strip()
        ended = bool(SENTENCE_END.search(before.text))
        if SYMBOL_FIRST.match(text) or (SYMBOL_LAST.search(unit.text) and len(unit.text.split()) <= 50):
            return True
        if labels:
            mid = not blank and not ended and len(before.text) > 45
            if mid and labels[0].kind == "point" and line.indent <= before.indent + 1:
                return False  # "… was noted as Agenda / Item 15 bis." is a sentence
            return not (mid and labels[0].kind == "decimal" and labels[0].value > 1 and labels[0].number[0] == "(")
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
            timed = re.search(r"[(\[]\d+ ?(?:[’'′]|min)[^()]*[)\]]$", before.text.strip()) and text[:1].isupper()
            return bool(timed) or (ended and line.indent < unit.first.indent)
        if ended and len(before.text.rstrip()) < 0.72 * min(self.width, 100):
            return True
        return text.isupper() != before.text.strip().isupper() and len(before.text) < 60 and not ended and blank

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
