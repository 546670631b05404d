"""Page furniture taken aside: heads and feet of pages, page and job numbers, rules, catchwords.

And lines as one would type them: without the fixed blanks and invisible marks of fine setting.
"""

import re
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from nemcon.core.agenda import Kept
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.labels import candidates
from nemcon.documents.read.agenda.lines import trim
from nemcon.documents.read.code import is_code_line
from nemcon.documents.source import Line, Piece, Source, Table

PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:[Pp]age|PAGE|стр\.|página|第)\s*)?[-−–—/. ]{0,4}"
    r"(?:\d{1,4}|[ivx]{1,5})(?:\s*/\s*\d{1,4})?[-−–—/. ]{0,4}页?\W*$"
)
PAGE_LINE = re.compile(r"(?:^|\s{2,}|\t)page\s+\d{1,4}(?:\s+of\s+\d{1,4})?\s*$", re.I)
RULE = re.compile(r"^[\s_\-=*~.·•—–`|+<>※]*$")
STAMP = re.compile(r"^\d{1,2} \w+ \d{1,2}:\d\d ?(?:[ap]m)?(?:\s|$)|\.(?:doc|wpd|docx|rtf)\b", re.I)
JOB = re.compile(r"^(?:[A-Z]{1,3}\.)?\d{2}-\d{4,6}\*?\s*\([A-Z]\)(?:\s+GP)?[\s\d]*(?:\*\w+\*)?$|^\*\d{6,8}\*$")
# "23-01234   2/3", "GE.19-11223  5", "2   V.22-00001": the foot of a page of the United Nations.
JOB_FOOT = re.compile(
    r"^(?:\d{1,3}(?:\s*/\s*\d{1,3})?\s+)?(?:[A-Z]{1,3}\.)?\d{2}-\d{4,6}\*?(?:\s*\([A-Z]\))?"
    r"(?:\s+\d{1,3}(?:\s*/\s*\d{1,3})?)?$"
)
# What is printed under the first page to save paper, and the sign that a text goes on overleaf.
ECONOMY = re.compile(
    r"^(?:(?:for reasons of economy|in order to minimi[sz]e|to minimi[sz]e the environmental|please recycle|"
    r"par souci d['’]économie|por razones de economía|в целях экономии)\b.*|"
    r"/\s*\.{3}|/…|\.{3}\s*/|please recycle.{0,4})$",
    re.I,
)
CATCHWORD = re.compile(r"^/\s*\.*\s*\S.{0,60}$")
MOST_BLANKS = 200
RUN_OF_BLANKS = re.compile(r"[ \t]{200,}")
FIXED = re.compile("[\u00a0\u202f\u2007]")
DOUBLE_MONTH = re.compile("(?<=[\u0621-\u064a])/ (?=[\u0621-\u064a])")
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
OWN_SYMBOL = re.compile(r"(?:^|\s{3,})([A-Z]{1,12}[\w.()-]*(?:/[\w.()-]+)+\*?)$")


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
    own = _own_symbol(pieces) if source.layout else ""
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
        if not why and own and index > 12 and _is_page_head(pieces, index, own, after_page > 0):
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


def _own_symbol(pieces: Sequence[Piece]) -> str:
    """The symbol of the document itself: the first that stands in its masthead, alone or at the right."""
    for piece in pieces[:14]:
        if isinstance(piece, Line) and (found := OWN_SYMBOL.search(piece.text.rstrip())):
            return found[1].rstrip("*")
    return ""


def _is_page_head(pieces: Sequence[Piece], index: int, own: str, after_page: bool) -> bool:
    """Whether a line is the document's own symbol again, at the top of a page: set apart, or "page 2" under it."""
    line = pieces[index]
    if not isinstance(line, Line) or line.text.strip().rstrip("*") != own:
        return False
    before, after = pieces[index - 1], pieces[index + 1] if index + 1 < len(pieces) else None
    if isinstance(after, Line) and re.match(r"\s*page\b", after.text, re.I):
        return True
    apart = isinstance(before, Line) and (line.at > before.at + 1 or after_page)
    listed = isinstance(before, Line) and bool(words.DOCUMENTATION.fullmatch(words.plain(before.text)))
    return apart and not listed and isinstance(after, Line) and after.at > line.at + 1


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
    if text.rstrip().endswith(("\u00ad", "\x02")):  # the second is how a PDF library says it
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
    """Short lines that come back three times or more and carry no label: heads and feet of pages.

    They say "page", or are in capitals throughout: "MEETING UNCLASSIFIED".
    """
    count: Counter[str] = Counter()
    quiet: set[str] = set()  # of which some line is not in capitals, is one word, or has a label
    for line in lines:
        text = line.text.strip()
        if not text or len(text) > 120:
            continue
        key = same(text)
        count[key] += 1
        if key not in quiet and (not text.isupper() or len(text.split()) < 2 or candidates(text)):
            quiet.add(key)
    return frozenset(
        key
        for key, n in count.items()
        if n >= 3
        and 3 <= len(key) <= 90
        and ("page #" in key or key not in quiet)
        and not re.match(r"#[.)]|#:#|\(|w/?g", key)
    )


def _furniture(line: Line, text: str, repeated: frozenset[str], layout: bool, index: int) -> str:
    if JOB.match(text):
        return "job number"
    if is_code_line(text):
        return "code of the document"
    if ECONOMY.match(text):
        return "page foot"
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
    if JOB_FOOT.match(text):
        return "page foot"
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
