"""Plain text to a Source: characters, lines with their indentation, pages, and the light markup of stored copies.

Blank lines give no Line; `at` is the number of the line in the file, so a gap in it is a blank line. Tabs stay, since
they separate columns; tabs before the words count as indentation, except in a row of columns, where they stand for
empty ones. Markup (`<i>`, `**bold**`, `[words](link)`, entities, Markdown headings) becomes marks, its words stay.
"""

import html
import re

from nemcon.core.passage import Mark
from nemcon.documents.read.encoding import decode
from nemcon.documents.read.words import Words, line
from nemcon.documents.source import Line, LineKind, Piece, Source

TAB = 8

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufff9-\ufffb\ufdd0-\ufdef]")
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_BREAKS = re.compile("\r\n|[\n\r\v\x85\u2028\u2029]")

_TAG = re.compile(
    r"</?(?P<name>i|em|b|strong|u|sup|sub|span|font|s|strike|del|ins|small|br)(?:\s[^<>]{0,200})?/?>", re.I
)
_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\((?:#|https?://|mailto:|www\.)[^\s()]{0,500}(?:\([^\s()]{0,200}\))?\)"
)
_STARS = re.compile(
    r"(?<![\w*\\])\*\*(?=[^\s*])(?P<words>(?:[^*\n]|\*(?!\*)|\n(?!\s*\n)){1,2000}?)(?<=[^\s\\])\*\*(?![\w*])"
)
_STAR = re.compile(r"(?<![\w*\\])\*(?=[^\W\d_]|\(\w)(?P<words>[^*\n]{1,200}?)(?<=[\w.!?)])\*(?![\w*])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\([*_\[\]()#.\-\\])")
_HEADING = re.compile(r"(?P<signs>#{1,6})[ \t]+(?P<words>\S.*?)[ \t]*#*$")

_BOLD, _BOLD_END, _ITALIC, _ITALIC_END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_SIGNS = re.compile("([\ufdd0-\ufdd3])")


def from_bytes(data: bytes) -> Source:
    """Read a plain text.

    Raises: Unreadable if it is binary.
    """
    text, warnings = decode(data)
    return from_text(text, warnings)


def from_text(text: str, warnings: list[str] | None = None) -> Source:
    """Read characters that are already decoded."""
    warnings = list(warnings or [])
    text = _clean(_BREAKS.sub("\n", text), warnings)
    words, marked = _unmark(text)
    pieces = _lines(words, marked)
    return Source(pieces=pieces, form="text", layout=True, warnings=tuple(warnings))


def _clean(text: str, warnings: list[str]) -> str:
    """`text` without control characters; what a Western European machine put in their place is read as meant."""
    latin = len(_C1.findall(text))
    if latin:
        text = _C1.sub(lambda m: m[0].encode("latin-1").decode("cp1252", "replace"), text)
        warnings.append(f"{_count(latin)} read as the Windows-1252 signs of the same code.")
    text = text.removeprefix("\ufeff")
    controls = len(_CONTROL.findall(text))
    if controls:
        text = _CONTROL.sub("", text)
        warnings.append(f"{_count(controls)} left out.")
    return re.sub("\u00ad(?!\n|$)", "", text)


def _count(number: int) -> str:
    return "1 control character was" if number == 1 else f"{number} control characters were"


def _unmark(text: str) -> tuple[Words, bool]:
    """The words of `text` without its markup, which becomes marks; and whether there was any.

    While it works, emphasis is shown by noncharacters, which no text may hold.
    """
    plain_text = text
    text = _TAG.sub(_tag, text)
    text = _LINK.sub(lambda m: m["words"], text)
    text = _STARS.sub(f"{_BOLD}\\g<words>{_BOLD_END}", text)
    marked = text != plain_text
    if marked or len(_ENTITY.findall(text)) > 2:
        text = _ENTITY.sub(lambda m: _CONTROL.sub("", html.unescape(m[0])) or m[0], text)
    if marked:
        text = _STAR.sub(f"{_ITALIC}\\g<words>{_ITALIC_END}", text)
        text = _ESCAPE.sub(r"\1", text)
    words = Words()
    bold = italic = 0
    for piece in _SIGNS.split(text):
        match piece:
            case "\ufdd0":
                bold += 1
            case "\ufdd1":
                bold = max(0, bold - 1)
            case "\ufdd2":
                italic += 1
            case "\ufdd3":
                italic = max(0, italic - 1)
            case _:
                words.add(piece, bold=bold > 0, italic=italic > 0)
    return words, marked


def _tag(found: re.Match[str]) -> str:
    name, closing = found["name"].lower(), found[0].startswith("</")
    if name == "br":
        return " "
    if name in ("i", "em"):
        return _ITALIC_END if closing else _ITALIC
    if name in ("b", "strong"):
        return _BOLD_END if closing else _BOLD
    return ""


def _lines(words: Words, marked: bool) -> tuple[Piece, ...]:
    text = words.text()
    marks = sorted(words.marks(), key=lambda m: m.start)
    headings = marked or len(re.findall(r"^#{1,6}[ \t]+\S", text, re.M)) > 1
    pieces: list[Piece] = []
    page = 1 if "\f" in text else 0
    start = next_mark = 0
    open_marks: list[Mark] = []
    columns = False
    for number, printed in enumerate(text.split("\n"), 1):
        sheets = printed.split("\f")
        for sheet, part in enumerate(sheets):
            page += sheet > 0
            end = start + len(part)
            while next_mark < len(marks) and marks[next_mark].start < end:
                open_marks.append(marks[next_mark])
                next_mark += 1
            open_marks = [m for m in open_marks if m.end > start]
            own = tuple(Mark(max(m.start, start) - start, min(m.end, end) - start, m.kind) for m in open_marks)
            columns = "\t" in part.strip() or (columns and part.startswith("\t"))
            made = _line(part, own, number, page, headings and number > 1, columns)
            if made:
                pieces.append(made)
            start = end + 1
    return tuple(pieces)


def _line(part: str, marks: tuple[Mark, ...], at: int, page: int, headings: bool, columns: bool) -> Line | None:
    kind: LineKind = "paragraph"
    level = 0
    blank = len(part) - len(part.lstrip())
    if headings and (heading := _HEADING.match(part[blank:])):
        kind, level = "heading", len(heading["signs"])
        cut = blank + heading.start("words")
        marks = tuple(Mark(max(0, m.start - cut), max(0, m.end - cut), m.kind) for m in marks if m.end > cut)
        part = part[cut : blank + heading.end("words")]
        blank = 0
    indent = len(part[:blank].expandtabs(TAB))
    return line(part, marks, keep_tabs=columns, kind=kind, level=level, indent=indent, page=page, at=at)
